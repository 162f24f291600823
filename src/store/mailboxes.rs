//! Taking the server's list of mailboxes: which are known, which are new and under which ids, which
//! are gone. Knows no disk layout.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cache::Inner;
use super::moves::drop_mailbox;
use super::plan::Plan;
use super::recall::Recall;
use super::records::{Listed, Meta};
use super::{Found, Stored};
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::mailbox::Mailbox;
use crate::model::remote::WireName;

/// Mailboxes of one account; more are not taken.
const MAILBOXES: usize = 20_000;
/// Octets of a name on the server, and of a whole decoded path; longer ones are not taken.
const WIRE: usize = 4_000;
const PATH: usize = 8_000;

pub(super) fn list(inner: &Inner, found: &[Found]) -> Result<Vec<Stored>, Fault> {
    let mut recall = inner.recall()?;
    let known = Listed::read_all(inner.backend())?;
    if found.is_empty() {
        return Ok(stored(known));
    }
    let before: HashMap<String, MailboxId> =
        known.iter().map(|one| (canonical(&one.stored.wire), one.stored.mailbox.id)).collect();
    let mut all: BTreeMap<MailboxId, Listed> =
        known.iter().map(|listed| (listed.stored.mailbox.id, listed.clone())).collect();
    let mut seen = BTreeSet::new();
    let mut names = before;
    let here: BTreeSet<MailboxId> =
        found.iter().filter_map(|one| names.get(&canonical(&one.wire)).copied()).collect();
    for one in found.iter().filter(|one| fits(one)).take(MAILBOXES) {
        let name = canonical(&one.wire);
        let id = match names.get(&name) {
            Some(id) => *id,
            None => match recall.pins.expected(&name, &here) {
                Some(id) => id,
                None => new_id(&one.wire, &all, &mut recall),
            },
        };
        if !seen.insert(id) {
            continue;
        }
        names.insert(name, id);
        let old = all.get(&id).map(|listed| &listed.stored.mailbox);
        let kept = old.map_or((0, 0), |old| (old.total, old.unread));
        let (total, unread) = one.counts.unwrap_or(kept);
        let (path, role, selectable) = (one.path.clone(), one.role, one.selectable);
        let subscribed = one.subscribed;
        let mailbox = Mailbox { id, path, role, selectable, total, unread, subscribed };
        let stored = Stored { mailbox, wire: one.wire.clone() };
        all.insert(id, Listed { stored, missing: false });
    }
    let plan = plan(inner, &known, &mut all, &seen, &mut recall)?;
    if let Err(fault) = inner.write(plan) {
        recall.tombs.forget();
        return Err(fault);
    }
    recall.unbound.retain(|mailbox, _| all.contains_key(&MailboxId(*mailbox)));
    Ok(stored(all.into_values().collect()))
}

pub(super) fn stored(all: Vec<Listed>) -> Vec<Stored> {
    all.into_iter().map(|listed| listed.stored).collect()
}

fn plan(
    inner: &Inner,
    known: &[Listed],
    all: &mut BTreeMap<MailboxId, Listed>,
    seen: &BTreeSet<MailboxId>,
    recall: &mut Recall,
) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    for old in known.iter().filter(|old| !seen.contains(&old.stored.mailbox.id)) {
        let id = old.stored.mailbox.id;
        if old.missing {
            all.remove(&id);
            drop_mailbox(inner, &old.stored, recall, &mut plan)?;
        } else if let Some(listed) = all.get_mut(&id) {
            listed.missing = true;
        }
    }
    let before: HashMap<MailboxId, &Listed> =
        known.iter().map(|old| (old.stored.mailbox.id, old)).collect();
    for (id, listed) in all.iter().filter(|(id, new)| before.get(id) != Some(new)) {
        tracing::debug!("mailbox {} is new or changed", id.0);
        listed.put(&mut plan.changes);
    }
    if !plan.changes.is_empty() {
        let (next_mailbox, next_number) = (recall.next_mailbox, recall.next_number);
        Meta { next_mailbox, next_number }.put(&mut plan.changes);
    }
    Ok(plan)
}

/// The id that the journal knows for this name, else one that was never given.
fn new_id(wire: &WireName, all: &BTreeMap<MailboxId, Listed>, recall: &mut Recall) -> MailboxId {
    let pinned = recall.pins.names.get(&canonical(wire)).copied();
    pinned.filter(|id| id.0 > 0 && !all.contains_key(id)).unwrap_or_else(|| {
        let id = MailboxId(recall.next_mailbox);
        recall.next_mailbox = recall.next_mailbox.saturating_add(1);
        id
    })
}

/// A name as it is compared: INBOX is INBOX in any case (RFC 9051 section 5.1).
pub(super) fn canonical(wire: &WireName) -> String {
    let name = wire.0.as_str();
    if name.eq_ignore_ascii_case("inbox") { "INBOX".to_owned() } else { name.to_owned() }
}

fn fits(found: &Found) -> bool {
    let path: usize = found.path.iter().map(|name| name.len() + 2).sum();
    let fits = found.wire.0.len() <= WIRE && path <= PATH && !found.path.is_empty();
    if !fits {
        tracing::warn!("a mailbox with a name of {} octets is left out", found.wire.0.len());
    }
    fits
}
