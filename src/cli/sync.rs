//! `pombo sync [--once]`: brings everything up to date and tells how far it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::about::About;
use super::args::SyncWish;
use super::out::{line, merged};
use super::problem::{end_of, fields, with_detail};
use super::{Context, End, PATIENCE, Problem, asked_to_end};
use crate::fl;
use crate::i18n;
use crate::model::action::Action;
use crate::model::event::{Event, Fact, Source};
use crate::model::ids::{AccountId, EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::link::Link;

pub async fn run(context: &Context, wish: &SyncWish) -> Result<End, Problem> {
    let accounts = match &wish.account {
        Some(_) => vec![context.account(wish.account.as_deref())?],
        None if context.config.accounts.is_empty() => vec![context.account(None)?],
        None => context.config.accounts.clone(),
    };
    let mut teller = Teller {
        context,
        once: wish.once,
        open: accounts.iter().map(|account| account.id).collect(),
        names: BTreeMap::new(),
        orders: BTreeMap::new(),
        end: End::Done,
    };
    let (engine, mut events) = context.engine(accounts, !wish.once)?;
    let stop = asked_to_end();
    tokio::pin!(stop);
    let mut told = Ok(());
    let mut stopped = false;
    while told.is_ok() && !teller.open.is_empty() {
        let event = tokio::select! {
            event = events.recv() => event,
            () = &mut stop => {
                stopped = true;
                None
            }
        };
        let Some(event) = event else { break };
        told = teller.tell(event);
    }
    engine.shutdown(PATIENCE).await;
    told?;
    teller.total(stopped)?;
    Ok(teller.end)
}

/// Tells facts as progress.
struct Teller<'c> {
    context: &'c Context,
    once: bool,
    /// Accounts that are not up to date yet; all of them for as long as it goes on.
    open: BTreeSet<AccountId>,
    names: BTreeMap<(AccountId, MailboxId), String>,
    /// The orders of earlier runs.
    orders: BTreeMap<EntryId, Action>,
    end: End,
}

impl Teller<'_> {
    fn tell(&mut self, event: Event) -> Result<(), Problem> {
        let account = event.account;
        match event.fact {
            Fact::JournalOpened(entries) => {
                self.orders.extend(entries.into_iter().map(|entry| (entry.id, entry.action)));
                Ok(())
            }
            Fact::MailboxesListed { mailboxes, source } => {
                let names = mailboxes.iter().map(|one| ((account, one.id), one.path.join("/")));
                self.names.extend(names);
                let count = mailboxes.len();
                match source {
                    Source::Cache => Ok(()),
                    Source::Server => {
                        self.progress("mailboxes", account, json!({ "count": count }), || {
                            fl!("cli-mailboxes", count = count)
                        })
                    }
                }
            }
            Fact::Filled { mailbox, known, total } => {
                let name = self.name(account, mailbox);
                let value = json!({ "mailbox": name, "known": known, "total": total });
                self.progress("filled", account, value, || {
                    fl!("cli-filled", mailbox = line(&name), known = known, total = total)
                })
            }
            Fact::MailArrived { mailbox, keys } => {
                let name = self.name(account, mailbox);
                let texts: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let value = json!({ "mailbox": name, "keys": texts });
                self.progress("arrived", account, value, || {
                    fl!("cli-arrived", mailbox = line(&name), count = keys.len())
                })
            }
            Fact::CacheRebuilt => {
                self.progress("rebuilt", account, json!({}), || fl!("cli-rebuilt"))
            }
            Fact::EntryChanged(id, state) => self.changed(account, id, &state),
            Fact::Linked(link) => self.linked(account, link),
            _ => Ok(()),
        }
    }

    fn name(&self, account: AccountId, mailbox: MailboxId) -> String {
        self.names.get(&(account, mailbox)).cloned().unwrap_or_default()
    }

    /// An order of an earlier run was carried out, or was not.
    fn changed(&mut self, account: AccountId, id: EntryId, state: &State) -> Result<(), Problem> {
        let about = self.orders.get(&id).map_or(About::Messages(0), |action| {
            About::of(action, |mailbox| self.names.get(&(account, mailbox)).cloned())
        });
        let (word, fault, text) = match state {
            State::Settled => ("settled", None, about.settled()),
            State::Refused(fault) => ("refused", Some(fault), about.refused(Some(fault))),
            State::Doubtful(fault) => ("doubtful", Some(fault), about.doubtful(Some(fault))),
            State::Held { .. } | State::Queued | State::InFlight(_) | State::Cancelled => {
                return Ok(());
            }
        };
        if fault.is_some() {
            self.end = End::Refused;
        }
        let value = merged(json!({ "action": id.0, "state": word }), about.fields());
        let value = merged(value, fault.map(fields).unwrap_or_default());
        self.progress("action", account, value, || text)
    }

    fn linked(&mut self, account: AccountId, link: Link) -> Result<(), Problem> {
        match link {
            Link::Live if self.once => {
                self.open.remove(&account);
                Ok(())
            }
            Link::Live => self.progress("synced", account, json!({}), || fl!("cli-in-step")),
            Link::Offline { fault, .. } | Link::SignInNeeded(fault) if self.once => {
                if self.open.remove(&account) {
                    self.end = end_of(&fault);
                    self.context.out.problem(&fault.into());
                }
                Ok(())
            }
            Link::Offline { fault, .. } | Link::SignInNeeded(fault) => {
                self.progress("offline", account, fields(&fault), || {
                    with_detail(&i18n::fault(&fault), &fault)
                })
            }
            Link::Connecting | Link::Syncing => Ok(()),
        }
    }

    fn progress(
        &self,
        event: &str,
        account: AccountId,
        value: Value,
        text: impl FnOnce() -> String,
    ) -> Result<(), Problem> {
        let value = merged(json!({ "event": event, "account": account.0 }), value);
        self.context.out.progress(&value, text)
    }

    /// The last line: whether all is up to date, and what it cost.
    fn total(&self, stopped: bool) -> Result<(), Problem> {
        let meter = self.context.meter();
        let value = json!({
            "event": if stopped { "stopped" } else { "finished" },
            "exit": self.end as u8,
            "down": meter.down(),
            "up": meter.up(),
            "turns": meter.turns(),
        });
        let (down, up) = (i18n::size(meter.down()), i18n::size(meter.up()));
        self.context.out.record(&value, || match self.end {
            _ if stopped => fl!("cli-stopped", down = down, up = up),
            End::Done => fl!("cli-synced", down = down, up = up),
            _ => fl!("cli-not-synced", down = down, up = up),
        })
    }
}
