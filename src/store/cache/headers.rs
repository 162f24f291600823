//! The headers of all messages of a mailbox, one page after the other. Knows no disk layout.

use super::Cache;
use crate::model::envelope::Envelope;
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::store::pages::Entry;

impl Cache {
    /// Hands the headers of a mailbox to `sink`, newest UID first, a page at a time, until it says
    /// `false`.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn envelopes(
        &self,
        mailbox: MailboxId,
        sink: &mut dyn FnMut(Vec<(MessageKey, Envelope)>) -> bool,
    ) -> Result<(), Fault> {
        let inner = &self.inner;
        let shelf = inner.shelf(mailbox);
        let mut below = u64::MAX;
        loop {
            let page = inner.read(|| {
                let Some(marks) = shelf.page_below(below)? else { return Ok(None) };
                shelf.entries(marks).map(Some)
            });
            let Some(page) = inner.watch(page)? else { return Ok(()) };
            let first = page.first().map_or(0, |entry| entry.mark.slot.0);
            // Between two pages a commit may have laid the rows out anew.
            let unseen = page.into_iter().filter(|entry| entry.mark.slot.0 < below);
            let keyed = unseen.map(|Entry { mark, content }| {
                (MessageKey::new(inner.account, mark.number), content.envelope())
            });
            let keyed: Vec<_> = keyed.collect();
            below = first;
            if !keyed.is_empty() && !sink(keyed) {
                return Ok(());
            }
        }
    }
}
