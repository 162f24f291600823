//! Copies messages to another mailbox of the account so that none is copied twice, whatever breaks
//! on the way: what came to the target since the note was written is looked through first.

use std::collections::{BTreeMap, HashMap};

use super::carry::{Aims, Done};
use super::folders::is_absent;
use super::replay::{self, Next};
use super::wire::Wire;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{RemoteRef, Uid, UidValidity};

/// So many messages surely go in one command, which makes all copies or none.
const ONE_LINE: usize = 80;

/// Messages and copies of one look.
type Alike = (Vec<Uid>, Vec<Uid>);

/// What is known of earlier tries.
struct Past {
    /// From where on the copies are, where COPY may have been sent.
    noted: Option<(UidValidity, Uid)>,
    /// No copy of this order is there.
    clean: bool,
    /// Originals and their copies.
    made: Vec<(Uid, Uid)>,
}

impl Default for Past {
    fn default() -> Self {
        Self { noted: None, clean: true, made: Vec::new() }
    }
}

impl Wire {
    pub(super) async fn duplicate(
        &mut self,
        promise: &Promise,
        to: MailboxId,
        next: Next,
    ) -> Result<Done, Fault> {
        if matches!(next, Next::Finish { .. }) {
            // All of them were made, and which they are is on disk.
            self.make_due(to);
            return Ok(Done::Settled);
        }
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        // What somebody brought there meanwhile is there.
        let (there, mut groups): (Vec<Aims>, Vec<Aims>) =
            found.groups.into_iter().partition(|group| group.mailbox == to);
        if there.is_empty() && groups.is_empty() {
            return Err(replay::gone());
        }
        let desk = self.desk.clone();
        let places = groups.iter().map(|group| group.mailbox).chain([to]);
        let _turns = desk.turns_of(places).await;
        let mut so_far = Past::default();
        if let Next::Look { target, uid_next } = next {
            so_far = match self.look_for_copies(&mut groups, to, (target, uid_next)).await? {
                Ok(so_far) => so_far,
                Err(doubt) => return Ok(Done::Doubtful(doubt)),
            };
            if so_far.noted.is_none() {
                self.desk.note(promise.entry.id, State::Queued).await?;
            }
        }
        if !self.copy_all(promise, to, &groups, &mut so_far).await? {
            return Ok(Done::NotYet);
        }
        let Past { noted, made, .. } = so_far;
        if let Some((target, uid_next)) = noted
            && !made.is_empty()
        {
            // Which copies are its own: that is needed to take it back.
            let step = Step::Copied { target, uid_next, pairs: made };
            self.desk.note(promise.entry.id, State::InFlight(step)).await?;
        }
        self.make_due(to);
        Ok(Done::Settled)
    }

    /// Copies what is not copied yet. `false` when a mailbox has to be found anew first.
    async fn copy_all(
        &mut self,
        promise: &Promise,
        to: MailboxId,
        groups: &[Aims],
        past: &mut Past,
    ) -> Result<bool, Fault> {
        let (mut missed, mut reached) = (None, false);
        for group in groups.iter().filter(|group| !group.aims.is_empty()) {
            let so_far = (&mut past.noted, past.clean);
            let pairs = match self.copy_group(promise, to, group, so_far).await {
                Err(fault) if is_absent(&fault) && may_be_in_another(group, groups) => {
                    missed = Some(fault);
                    continue;
                }
                Ok(None) => return Ok(false),
                copied => copied?.unwrap_or_default(),
            };
            if let Some((target, _)) = past.noted {
                self.hand_on(group, (to, target), &pairs).await;
            }
            past.made.extend(pairs);
            (past.clean, reached) = (false, true);
        }
        missed.filter(|_| !reached).map_or(Ok(true), Err)
    }

    /// What became of an earlier try: what is to be copied still is left in `groups`. The inner error
    /// where nobody can know.
    async fn look_for_copies(
        &mut self,
        groups: &mut [Aims],
        to: MailboxId,
        (target, uid_next): (UidValidity, Uid),
    ) -> Result<Result<Past, Fault>, Fault> {
        // What it says of its next UID must not be older than what is listed of it.
        let now = self.select(to).await?.uid_next;
        let Some(tail) = self.tail_of(to, target, uid_next).await? else {
            let detail = "the target was made anew while copies were on their way to it";
            return Ok(Err(Fault::new(FaultKind::Gone, Place::Mailbox, detail)));
        };
        let made = certain_copies(groups, &tail);
        let Some(copied) = take_out_copied(groups, &tail) else {
            let detail = "a message without Message-ID may be among the copies already";
            return Ok(Err(Fault::new(FaultKind::Gone, Place::Message, detail)));
        };
        let lacks = groups.iter().any(|group| !group.aims.is_empty());
        Ok(match left_since(target, uid_next, now, &tail) {
            Some(1..) if lacks => Err(perhaps_elsewhere()),
            // Nothing came that is not there: the server never heard of it.
            Some(0) if !copied => Ok(Past::default()),
            _ => Ok(Past { noted: Some((target, uid_next)), clean: !copied, made }),
        })
    }

    /// What is kept of their texts serves the copies, too; they are fetched where that cannot be.
    async fn hand_on(
        &mut self,
        group: &Aims,
        (mailbox, uidvalidity): (MailboxId, UidValidity),
        pairs: &[(Uid, Uid)],
    ) {
        let keys: HashMap<Uid, MessageKey> =
            group.aims.iter().map(|aim| (aim.uid, aim.key)).collect();
        let books = self.desk.books.clone();
        let handed = async {
            let mut kept = books.kept_bodies(keys.values().copied().collect()).await?;
            let heirs = pairs.iter().filter_map(|(source, uid)| {
                let estate = kept.remove(keys.get(source)?)?;
                Some((RemoteRef { mailbox, uidvalidity, uid: *uid }, estate))
            });
            let heirs = heirs.collect();
            books.inherit(heirs).await
        };
        if let Err(fault) = handed.await {
            tracing::warn!(%fault, "Texts could not be handed on to copies.");
        }
    }

    /// The copies that the server named; `None` when the mailbox they are in has to be found anew.
    async fn copy_group(
        &mut self,
        promise: &Promise,
        to: MailboxId,
        group: &Aims,
        (noted, clean): (&mut Option<(UidValidity, Uid)>, bool),
    ) -> Result<Option<Vec<(Uid, Uid)>>, Fault> {
        let first = noted.is_none();
        let (target, uid_next) = match *noted {
            Some(noted) => noted,
            None => self.target_now(to).await?,
        };
        let selected = self.visit(group.mailbox).await?;
        if selected.uid_validity != group.validity {
            self.make_due(group.mailbox);
            return Ok(None);
        }
        if first {
            let sent = State::InFlight(Step::Sent { target, uid_next });
            self.desk.note(promise.entry.id, sent).await?;
            *noted = Some((target, uid_next));
        }
        let (set, name) = (group.set(), self.name(to)?);
        let mut copied = self.session.copy(&set, &name).await;
        if let Err(fault) = &copied
            && fault.kind == FaultKind::Refused(Refusal::TryCreate)
            && self.create_special(to).await?
        {
            copied = self.session.copy(&set, &name).await;
        }
        match copied {
            Err(fault)
                if clean
                    && group.aims.len() <= ONE_LINE
                    && self.session.is_open()
                    && replay::is_final(&fault) =>
            {
                // Refused as a whole: nothing of it is there.
                self.desk.note(promise.entry.id, State::Queued).await?;
                Err(fault)
            }
            copied => {
                let named = copied?.uids.filter(|(now, _)| *now == target);
                Ok(Some(named.map(|(_, pairs)| pairs).unwrap_or_default()))
            }
        }
    }
}

/// Whether each of these messages may be in another mailbox just as well: where the cache says and
/// where the journal says are both tried.
fn may_be_in_another(group: &Aims, all: &[Aims]) -> bool {
    let others = || all.iter().filter(|other| other.mailbox != group.mailbox);
    let is_there = |key| others().flat_map(|other| &other.aims).any(|aim| aim.key == key);
    group.aims.iter().all(|aim| is_there(aim.key))
}

/// How many messages came to the target since its next UID was noted and are not there any more;
/// `None` where the server does not tell. Others may have carried them on.
fn left_since(
    target: UidValidity,
    noted: Uid,
    now: Option<Uid>,
    tail: &[(Uid, String, u32)],
) -> Option<usize> {
    let now = now.filter(|_| target != UidValidity(0))?;
    let came = usize::try_from(now.0.saturating_sub(noted.0)).unwrap_or(usize::MAX);
    let here = tail.iter().filter(|(uid, ..)| (noted..now).contains(uid)).count();
    Some(came.saturating_sub(here))
}

fn perhaps_elsewhere() -> Fault {
    let detail = "COPY was sent and not answered, and what came to the target left it";
    Fault::new(FaultKind::PerhapsElsewhere, Place::Message, detail)
}

/// The copies among what came to the target since, of an earlier try: where exactly as many look
/// like a message as there are messages that look like it.
fn certain_copies(groups: &[Aims], tail: &[(Uid, String, u32)]) -> Vec<(Uid, Uid)> {
    let mut looks: BTreeMap<(&str, u32), Alike> = BTreeMap::new();
    for aim in groups.iter().flat_map(|group| &group.aims) {
        looks.entry((replay::bare(&aim.message_id), aim.size)).or_default().0.push(aim.uid);
    }
    for (uid, id, size) in tail {
        looks.entry((replay::bare(id), *size)).or_default().1.push(*uid);
    }
    let certain = looks
        .into_iter()
        .filter(|((id, _), (originals, copies))| !id.is_empty() && originals.len() == copies.len());
    certain.flat_map(|(_, (originals, copies))| originals.into_iter().zip(copies)).collect()
}

/// Takes out those whose copies are there; whether there were any. Of those that look alike, as many
/// as copies are there: a long order goes in several commands, each of which makes all its copies or
/// none. `None` where it cannot be known: what has no Message-ID looks like anything of its size.
fn take_out_copied(groups: &mut [Aims], tail: &[(Uid, String, u32)]) -> Option<bool> {
    let mut looks: HashMap<(String, u32), usize> = HashMap::new();
    for (_, id, size) in tail {
        *looks.entry((replay::bare(id).to_owned(), *size)).or_default() += 1;
    }
    let mut any = false;
    for group in groups {
        group.aims.sort_by_key(|aim| aim.uid);
        let mut left = Vec::new();
        for aim in group.aims.drain(..) {
            let id = replay::bare(&aim.message_id).to_owned();
            let nameless = id.is_empty();
            match looks.get_mut(&(id, aim.size)).filter(|count| **count > 0) {
                Some(_) if nameless => return None,
                Some(count) => {
                    *count -= 1;
                    any = true;
                }
                None => left.push(aim),
            }
        }
        group.aims = left;
    }
    Some(any)
}

#[cfg(test)]
mod tests {
    use super::super::replay::Aim;
    use super::*;
    use crate::model::ids::{AccountId, MessageKey};

    fn aims(all: &[(u32, &str)]) -> Vec<Aims> {
        let aim = |(uid, id): &(u32, &str)| Aim {
            key: MessageKey::new(AccountId(1), u64::from(*uid)),
            uid: Uid(*uid),
            message_id: (*id).to_owned(),
            size: 9,
        };
        let aims = all.iter().map(aim).collect();
        vec![Aims { mailbox: MailboxId(1), validity: UidValidity(1), aims }]
    }

    fn left(all: &[(u32, &str)], tail: &[(u32, &str)]) -> Option<(bool, Vec<u32>)> {
        let mut groups = aims(all);
        let tail: Vec<_> = tail.iter().map(|(uid, id)| (Uid(*uid), (*id).to_owned(), 9)).collect();
        let any = take_out_copied(&mut groups, &tail)?;
        Some((any, groups[0].aims.iter().map(|aim| aim.uid.0).collect()))
    }

    #[test]
    fn a_copy_is_its_own_where_nothing_else_looks_like_it() {
        let certain = |all: &[(u32, &str)], tail: &[(u32, &str)]| {
            let tail: Vec<_> =
                tail.iter().map(|(uid, id)| (Uid(*uid), (*id).to_owned(), 9)).collect();
            certain_copies(&aims(all), &tail)
        };
        let all = [(3, "a@x"), (1, "b@x")];
        assert_eq!(certain(&all, &[(70, "<a@x>")]), [(Uid(3), Uid(70))]);
        assert_eq!(certain(&all, &[(70, "<a@x>"), (71, "<a@x>"), (72, "c@x")]), []);
        assert_eq!(certain(&[(1, "")], &[(70, "")]), []);
    }

    #[test]
    fn a_place_may_be_missing_when_all_of_it_may_be_elsewhere() {
        let place = |mailbox, all: &[(u32, &str)]| {
            let aims = aims(all).remove(0).aims;
            Aims { mailbox: MailboxId(mailbox), validity: UidValidity(1), aims }
        };
        let (a, b) = ((1, "a@x"), (2, "b@x"));
        let all = [place(1, &[a, b]), place(2, &[a]), place(3, &[(3, "c@x")])];
        let may = all.iter().map(|group| may_be_in_another(group, &all));
        assert_eq!(may.collect::<Vec<bool>>(), [false, true, false]);
    }

    #[test]
    fn what_came_and_left_is_seen_from_the_next_uid() {
        let tail = |uids: &[u32]| -> Vec<_> {
            uids.iter().map(|uid| (Uid(*uid), "a@x".to_owned(), 9)).collect()
        };
        for (validity, noted, now, uids, expected) in [
            (1, 70, Some(70), &[][..], Some(0)),
            (1, 70, Some(72), &[70, 71], Some(0)),
            (1, 70, Some(72), &[71], Some(1)),
            (1, 70, Some(72), &[], Some(2)),
            // It came after SELECT had told the next one.
            (1, 70, Some(71), &[70, 71], Some(0)),
            (1, 70, Some(60), &[], Some(0)),
            (1, 70, None, &[70], None),
            (0, 1, Some(72), &[], None),
        ] {
            let left = left_since(UidValidity(validity), Uid(noted), now.map(Uid), &tail(uids));
            assert_eq!(left, expected, "{noted} {now:?} {uids:?}");
        }
    }

    #[test]
    fn as_many_are_copied_as_copies_are_there() {
        let all = [(3, "a@x"), (1, "a@x"), (2, "b@x")];
        assert_eq!(left(&all, &[]), Some((false, vec![1, 2, 3])));
        assert_eq!(left(&all, &[(70, "<a@x>")]), Some((true, vec![2, 3])));
        assert_eq!(left(&all, &[(70, "<a@x>"), (71, "<a@x>"), (72, "b@x")]), Some((true, vec![])));
        assert_eq!(left(&[(1, "")], &[(70, "")]), None);
        assert_eq!(left(&[(1, "")], &[(70, "z@x")]), Some((false, vec![1])));
    }
}
