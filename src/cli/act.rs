//! `pombo move|flag|delete`: orders through the journal; ends when the server has confirmed them,
//! or says that they wait.

use std::collections::BTreeMap;

use serde_json::json;

use super::args::{DeleteWish, FlagArg, FlagWish, MoveWish};
use super::list::find;
use super::out::now_ms;
use super::sync::{PATIENCE, engine};
use super::{Context, End, end_of};
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::action::Action;
use crate::model::event::{Event, Fact};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Entry, State};
use crate::model::link::Link;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::request::{Ask, Request};
use crate::store::{Cache, ProfileLock};

pub async fn move_to(context: &Context, wish: MoveWish) -> Result<End, Fault> {
    let (account, found) = locate(context, &wish.keys)?;
    let to = find(&found.mailboxes, &wish.to)?.id;
    let actions = found
        .by_mailbox
        .into_iter()
        .filter(|(from, _)| *from != to)
        .map(|(from, keys)| Action::Move { keys, from, to })
        .collect();
    carry_out(context, account, actions).await
}

pub async fn flag(context: &Context, wish: FlagWish) -> Result<End, Fault> {
    let add = wish.add.iter().fold(Flags::NONE, |all, &flag| all.with(bits(flag)));
    let remove = wish.remove.iter().fold(Flags::NONE, |all, &flag| all.with(bits(flag)));
    if (add.is_empty() && remove.is_empty()) || !Flags(add.0 & remove.0).is_empty() {
        return Err(Fault::new(FaultKind::Invalid, Place::Config, fl!("cli-no-flags")));
    }
    let (account, found) = locate(context, &wish.keys)?;
    let keys = found.by_mailbox.into_values().flatten().collect();
    carry_out(context, account, vec![Action::Flag { keys, add, remove }]).await
}

pub async fn delete(context: &Context, wish: DeleteWish) -> Result<End, Fault> {
    let (account, found) = locate(context, &wish.keys)?;
    let trash = found.mailboxes.iter().find(|m| m.role == Some(Role::Trash)).map(|m| m.id);
    let mut actions = Vec::new();
    for (from, keys) in found.by_mailbox {
        actions.push(match trash {
            _ if wish.for_good => Action::Delete { keys, from },
            Some(to) if to != from => Action::Move { keys, from, to },
            Some(_) => continue,
            None => {
                let detail = fl!("cli-no-trash");
                return Err(Fault::new(FaultKind::Invalid, Place::Mailbox, detail));
            }
        });
    }
    carry_out(context, account, actions).await
}

fn bits(flag: FlagArg) -> Flags {
    match flag {
        FlagArg::Seen => Flags::SEEN,
        FlagArg::Flagged => Flags::FLAGGED,
        FlagArg::Answered => Flags::ANSWERED,
        FlagArg::Draft => Flags::DRAFT,
        FlagArg::Junk => Flags::JUNK,
    }
}

/// The messages of a command, by the mailbox that holds them.
struct Found {
    mailboxes: Vec<Mailbox>,
    by_mailbox: BTreeMap<MailboxId, Vec<MessageKey>>,
}

fn locate(context: &Context, texts: &[String]) -> Result<(Account, Found), Fault> {
    let gone = |text: &str| {
        Fault::new(FaultKind::Gone, Place::Message, fl!("cli-unknown-message", key = text))
    };
    let mut keys: Vec<MessageKey> = Vec::new();
    for text in texts {
        let key: MessageKey = text.parse().map_err(|()| gone(text))?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let first = keys.first().ok_or_else(|| gone(""))?;
    let account = context.account(Some(&first.account().0.to_string()))?;
    let _lock = ProfileLock::take(&context.paths.data)?;
    let folder = context.paths.account_cache(account.id);
    let (cache, _) = Cache::open(&folder, account.id, &[])?;
    let mut by_mailbox: BTreeMap<MailboxId, Vec<MessageKey>> = BTreeMap::new();
    for key in keys {
        let message = match key.account() == account.id {
            true => cache.message(key)?,
            false => None,
        };
        let message = message.ok_or_else(|| gone(&key.to_string()))?;
        by_mailbox.entry(message.mailbox).or_default().push(key);
    }
    let mailboxes = cache.mailboxes()?.into_iter().map(|stored| stored.mailbox).collect();
    cache.close();
    Ok((account, Found { mailboxes, by_mailbox }))
}

async fn carry_out(
    context: &Context,
    account: Account,
    actions: Vec<Action>,
) -> Result<End, Fault> {
    let id = account.id;
    let (engine, mut events) = engine(context, vec![account], true)?;
    let first = engine.next_entry().0;
    let mut open: BTreeMap<EntryId, usize> = BTreeMap::new();
    for (number, action) in (first..).zip(actions) {
        let entry =
            Entry { id: EntryId(number), account: id, at: now_ms(), action, state: State::Queued };
        open.insert(entry.id, entry.action.keys().len());
        engine.send(Request { account: id, ask: Ask::Do(entry) });
    }
    let mut end = End::Done;
    while !open.is_empty() {
        let Some(Event { fact, .. }) = events.recv().await else { break };
        match fact {
            Fact::EntryChanged(entry, state) => {
                if let Some(count) = open.get(&entry).copied()
                    && let Some(ended) = tell(context, entry, count, &state)
                {
                    open.remove(&entry);
                    end = if ended == End::Done { end } else { ended };
                }
            }
            Fact::JournalFailed(entry, fault) if open.remove(&entry).is_some() => {
                context.out.fault(&fault, &i18n::fault(&fault));
                end = End::Failed;
            }
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                context.out.fault(&fault, &i18n::fault(&fault));
                let count: usize = open.values().sum();
                let value = json!({ "state": "waits", "messages": count });
                context.out.record(&value, || fl!("cli-waits", count = count));
                end = if end_of(&fault) == End::SignInNeeded {
                    End::SignInNeeded
                } else {
                    End::Waits
                };
                break;
            }
            _ => {}
        }
    }
    engine.shutdown(PATIENCE).await;
    Ok(end)
}

/// Tells an entry's new state; how it ended, if it did.
fn tell(context: &Context, entry: EntryId, count: usize, state: &State) -> Option<End> {
    let (word, end) = match state {
        State::Settled => ("settled", End::Done),
        State::Refused(fault) | State::Doubtful(fault) => {
            context.out.fault(fault, &i18n::fault(fault));
            ("refused", End::Refused)
        }
        State::Cancelled => ("cancelled", End::Refused),
        State::Held { .. } | State::Queued | State::InFlight(_) => return None,
    };
    let value = json!({ "action": entry.0, "state": word, "messages": count });
    context.out.record(&value, || match end {
        End::Done => fl!("cli-settled", count = count),
        _ => fl!("cli-refused", count = count),
    });
    Some(end)
}
