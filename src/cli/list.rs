//! `pombo list MAILBOX`: what the cache knows of a mailbox, newest first. Needs no connection.

use serde_json::json;

use super::args::ListWish;
use super::out::stamp;
use super::{Context, End};
use crate::fl;
use crate::model::account::Account;
use crate::model::address::Address;
use crate::model::envelope::Row;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::mailbox::{Mailbox, Role};
use crate::store::{Cache, ProfileLock};

pub async fn run(context: &Context, wish: ListWish) -> Result<End, Fault> {
    let account = context.account(wish.account.as_deref())?;
    let _lock = ProfileLock::take(&context.paths.data)?;
    let cache = open(context, &account)?;
    let stored = cache.mailboxes()?;
    let mailboxes: Vec<Mailbox> = stored.into_iter().map(|s| s.mailbox).collect();
    let mailbox = find(&mailboxes, &wish.mailbox)?;
    let limit = wish.limit.unwrap_or(usize::MAX);
    let mut rows: Vec<Row> = Vec::new();
    cache.rows(mailbox.id, &mut |page| {
        rows.extend(page);
        true
    })?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.received, row.key)));
    for row in rows.iter().take(limit) {
        tell(context, &cache, row)?;
    }
    cache.close();
    Ok(End::Done)
}

fn open(context: &Context, account: &Account) -> Result<Cache, Fault> {
    let (cache, _) = Cache::open(&context.paths.account_cache(account.id), account.id, &[])?;
    Ok(cache)
}

/// The mailbox that the person means: by path, or by what it is for.
pub fn find<'m>(mailboxes: &'m [Mailbox], wanted: &str) -> Result<&'m Mailbox, Fault> {
    let role = role(wanted);
    let same = |m: &&Mailbox| m.path.join("/").eq_ignore_ascii_case(wanted);
    let found = mailboxes
        .iter()
        .find(|m| m.path.join("/") == wanted)
        .or_else(|| mailboxes.iter().find(same))
        .or_else(|| mailboxes.iter().find(|m| role.is_some() && m.role == role));
    found.ok_or_else(|| {
        let detail = fl!("cli-unknown-mailbox", mailbox = wanted);
        Fault::new(FaultKind::Gone, Place::Mailbox, detail)
    })
}

fn role(name: &str) -> Option<Role> {
    match name.to_ascii_lowercase().as_str() {
        "inbox" => Some(Role::Inbox),
        "drafts" => Some(Role::Drafts),
        "sent" => Some(Role::Sent),
        "archive" => Some(Role::Archive),
        "junk" => Some(Role::Junk),
        "trash" => Some(Role::Trash),
        _ => None,
    }
}

fn tell(context: &Context, cache: &Cache, row: &Row) -> Result<(), Fault> {
    let message = cache.message(row.key)?;
    let envelope = message.map(|m| m.envelope).unwrap_or_default();
    let uid = cache.locate(row.key)?.map(|at| at.uid.0);
    let value = json!({
        "key": row.key.to_string(),
        "uid": uid,
        "flags": flag_names(row.flags),
        "date": stamp(row.received),
        "sent": envelope.date.map(stamp),
        "from": people(&envelope.from),
        "to": people(&envelope.to),
        "cc": people(&envelope.cc),
        "subject": row.subject,
        "size": row.size,
        "attachments": row.attachment,
        "message_id": envelope.message_id,
    });
    context.out.record(&value, || {
        let unread = if row.flags.has(Flags::SEEN) { ' ' } else { '●' };
        let star = if row.flags.has(Flags::FLAGGED) { '★' } else { ' ' };
        let when = stamp(row.received);
        format!("{}\t{unread}{star}\t{when}\t{}\t{}", row.key, row.from.short(), row.subject)
    });
    Ok(())
}

/// Addresses as JSON.
pub fn people(all: &[Address]) -> serde_json::Value {
    all.iter().map(|a| json!({ "name": a.name, "address": a.email })).collect()
}

/// Flags by their IMAP names without the backslash, in lower case.
pub fn flag_names(flags: Flags) -> Vec<&'static str> {
    const NAMES: [&str; 10] = [
        "seen",
        "answered",
        "flagged",
        "deleted",
        "draft",
        "$forwarded",
        "$junk",
        "$notjunk",
        "$mdnsent",
        "$phishing",
    ];
    Flags::EACH.iter().zip(NAMES).filter(|(flag, _)| flags.has(**flag)).map(|(_, n)| n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::MailboxId;

    fn mailbox(id: u32, path: &[&str], role: Option<Role>) -> Mailbox {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Mailbox { id: MailboxId(id), path, role, selectable: true, total: 0, unread: 0 }
    }

    #[test]
    fn a_mailbox_is_found_by_its_path_or_by_what_it_is_for() {
        let all = [
            mailbox(1, &["INBOX"], Some(Role::Inbox)),
            mailbox(2, &["Lixeira"], Some(Role::Trash)),
            mailbox(3, &["Projects", "Casa Azul"], None),
        ];
        let id = |wanted| find(&all, wanted).ok().map(|m| m.id.0);
        assert_eq!(id("inbox"), Some(1));
        assert_eq!(id("trash"), Some(2));
        assert_eq!(id("projects/casa azul"), Some(3));
        assert_eq!(id("Nowhere"), None);
    }

    #[test]
    fn flags_have_the_names_that_imap_gives_them() {
        assert_eq!(flag_names(Flags::SEEN.with(Flags::FLAGGED)), ["seen", "flagged"]);
    }
}
