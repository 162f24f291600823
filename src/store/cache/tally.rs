//! What an audit compares: UID, flags and size of the rows of a mailbox, some at a time.

use super::{Binding, Cache};
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;
use crate::store::Tally;
use crate::store::pages::Mark;

impl Cache {
    /// The newest `most` rows with a UID below this one, rising. Reads the flags of the whole
    /// mailbox, and the list only of the pages that hold these rows.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn tallies(
        &self,
        mailbox: MailboxId,
        below: Uid,
        most: usize,
    ) -> Result<Vec<Tally>, Fault> {
        let inner = &self.inner;
        let read = inner.read(|| {
            let binding = Binding::read(inner.backend(), mailbox.0)?;
            let (from, to) = (binding.slot(Uid(0)), binding.slot(below));
            let shelf = inner.shelf(mailbox);
            let mut pages: Vec<Vec<Mark>> = Vec::new();
            shelf.marks(from.0, to.0, &mut |marks| pages.push(marks))?;
            let mut rows: Vec<Tally> = Vec::new();
            for marks in pages.into_iter().rev() {
                if rows.len() >= most {
                    break;
                }
                let lines = shelf.lines(&marks)?;
                let both = marks.iter().zip(lines).rev();
                let wanted = both.filter(|(mark, _)| mark.slot.uid() < below.0);
                rows.extend(wanted.map(|(mark, line)| Tally {
                    uid: Uid(mark.slot.uid()),
                    flags: mark.flags,
                    size: line.size,
                }));
            }
            rows.truncate(most);
            rows.reverse();
            Ok(rows)
        });
        inner.watch(read)
    }
}
