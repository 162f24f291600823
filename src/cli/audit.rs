//! `pombo audit`: compares what is kept with the server, repairs what differs, and tells both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::args::AuditWish;
use super::kept::Kept;
use super::out::{line, stamp};
use super::problem::end_of;
use super::{Context, End, PATIENCE, Problem, asked_to_end};
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::audit::{Audit, Auditing, Differences};
use crate::model::event::{Event, Fact};
use crate::model::ids::{AccountId, MailboxId};
use crate::model::link::Link;
use crate::model::request::{Ask, Request};

pub async fn run(context: &Context, wish: &AuditWish) -> Result<End, Problem> {
    let accounts = match (&wish.account, &wish.mailbox) {
        (None, None) if !context.config.accounts.is_empty() => context.config.accounts.clone(),
        _ => vec![context.account(wish.account.as_deref())?],
    };
    let only = match (&wish.mailbox, accounts.as_slice()) {
        (Some(name), [account]) => Some(mailbox(context, account, name)?),
        _ => None,
    };
    let mut teller = Teller {
        context,
        open: accounts.iter().map(|account| account.id).collect(),
        begun: BTreeSet::new(),
        names: BTreeMap::new(),
        mailboxes: 0,
        left_out: 0,
        found: Differences::default(),
        left: Differences::default(),
        end: End::Done,
    };
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let (engine, mut events) = context.engine(accounts, false)?;
    for account in ids {
        engine.send(Request { account, ask: Ask::Audit(only) });
    }
    let stop = asked_to_end();
    tokio::pin!(stop);
    let mut told = Ok(());
    while told.is_ok() && !teller.open.is_empty() {
        let event = tokio::select! {
            event = events.recv() => event,
            () = &mut stop => None,
        };
        let Some(event) = event else {
            teller.end = End::Failed;
            break;
        };
        told = teller.tell(event);
    }
    engine.shutdown(PATIENCE).await;
    told?;
    teller.total()?;
    Ok(teller.end)
}

/// The mailbox of this name; what is kept is read before the engine has it.
fn mailbox(context: &Context, account: &Account, name: &str) -> Result<MailboxId, Problem> {
    let kept = Kept::open(context, account)?;
    let id = kept.mailbox(name)?.id;
    kept.close();
    Ok(id)
}

/// Tells facts as results.
struct Teller<'c> {
    context: &'c Context,
    /// Accounts whose audit is not over.
    open: BTreeSet<AccountId>,
    /// Accounts whose audit has begun: what was told before is of earlier runs.
    begun: BTreeSet<AccountId>,
    names: BTreeMap<(AccountId, MailboxId), String>,
    mailboxes: u32,
    left_out: u32,
    found: Differences,
    left: Differences,
    end: End,
}

impl Teller<'_> {
    fn tell(&mut self, Event { account, fact }: Event) -> Result<(), Problem> {
        match fact {
            Fact::MailboxesListed { mailboxes, .. } => {
                let names = mailboxes.iter().map(|one| ((account, one.id), one.path.join("/")));
                self.names.extend(names);
                Ok(())
            }
            Fact::Audited(audits) if self.begun.contains(&account) => {
                audits.into_iter().try_for_each(|audit| self.audited(account, audit))
            }
            Fact::Auditing(auditing) => self.auditing(account, auditing),
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                if self.open.remove(&account) {
                    self.end = end_of(&fault);
                    self.context.out.problem(&fault.into());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn auditing(&mut self, account: AccountId, auditing: Auditing) -> Result<(), Problem> {
        match auditing {
            Auditing::Running { done, of, octets } => {
                self.begun.insert(account);
                if of == 0 || !self.context.out.json {
                    return Ok(());
                }
                let value = json!({
                    "event": "progress", "account": account.0, "done": done, "of": of,
                    "down": octets,
                });
                self.context.out.record(&value, String::new)
            }
            Auditing::Done { mailboxes, left_out, .. } => {
                self.open.remove(&account);
                self.mailboxes += mailboxes;
                self.left_out += left_out;
                Ok(())
            }
            // Only nights have a budget.
            Auditing::Postponed { .. } => Ok(()),
        }
    }

    fn audited(&mut self, account: AccountId, audit: Audit) -> Result<(), Problem> {
        let Audit { mailbox, at, rows, found, left } = audit;
        (self.found, self.left) = (self.found.and(found), self.left.and(left));
        if !found.is_empty() {
            self.end = End::Differed;
        }
        let name = self.names.get(&(account, mailbox)).cloned().unwrap_or_default();
        let value = json!({
            "event": "audited", "account": account.0, "mailbox": name, "at": stamp(at),
            "messages": rows, "identical": found.is_empty(), "found": counts(found),
            "left": counts(left),
        });
        self.context.out.record(&value, || {
            let name = line(&name);
            if found.is_empty() {
                return fl!("cli-audited-same", mailbox = name, count = rows);
            }
            let mut what = i18n::upkeep::differences(found);
            if !left.is_empty() {
                what.push(fl!("cli-audit-left", count = left.sum()));
            }
            fl!("cli-audited-differs", mailbox = name, what = what.join(" "))
        })
    }

    fn total(&self) -> Result<(), Problem> {
        let meter = self.context.meter();
        let value = json!({
            "event": "finished", "exit": self.end as u8, "mailboxes": self.mailboxes,
            "left_out": self.left_out, "found": counts(self.found), "left": counts(self.left),
            "down": meter.down(), "up": meter.up(), "turns": meter.turns(),
        });
        self.context.out.record(&value, || {
            let (down, up) = (i18n::size(meter.down()), i18n::size(meter.up()));
            let (mailboxes, found) = (self.mailboxes, self.found.sum());
            let said =
                fl!("cli-audit-done", mailboxes = mailboxes, found = found, down = down, up = up);
            match self.left_out {
                0 => said,
                count => format!("{said} {}", fl!("audit-left-out", count = count)),
            }
        })
    }
}

fn counts(of: Differences) -> Value {
    json!({ "missing": of.missing, "extra": of.extra, "flags": of.flags, "sizes": of.sizes })
}
