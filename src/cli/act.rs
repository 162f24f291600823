//! `pombo move|copy|flag|delete`: orders through the journal; ends when the server has confirmed them,
//! or says that they wait.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

use super::about::About;
use super::args::{DeleteWish, FlagArg, FlagWish, MoveWish};
use super::kept::{Kept, keys, unknown};
use super::out::{merged, now_ms};
use super::problem::{end_of, fields};
use super::{Context, End, PATIENCE, Problem, asked_to_end};
use crate::fl;
use crate::model::account::Account;
use crate::model::action::Action;
use crate::model::event::{Event, Fact};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Entry, State};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::request::{Ask, Request};
use crate::sync::Engine;

/// When the engine has been silent for so long, the order is left to the next run.
const SILENCE: Duration = Duration::from_secs(300);

pub async fn move_to(context: &Context, wish: &MoveWish) -> Result<End, Problem> {
    transfer(context, wish, |keys, from, to| Action::Move { keys, from, to }).await
}

pub async fn copy_to(context: &Context, wish: &MoveWish) -> Result<End, Problem> {
    transfer(context, wish, |keys, from, to| Action::Copy { keys, from, to }).await
}

async fn transfer(
    context: &Context,
    wish: &MoveWish,
    action: impl Fn(Vec<MessageKey>, MailboxId, MailboxId) -> Action,
) -> Result<End, Problem> {
    let (account, kept) = open(context, &wish.keys)?;
    let to = kept.mailbox(&wish.to)?;
    if !to.selectable {
        return Err(Problem::not_found(fl!("cli-no-mailbox", mailbox = wish.to.as_str())));
    }
    let to = to.id;
    let found = kept.find(&wish.keys)?;
    let there = found.get(&to).map_or(0, Vec::len);
    let actions = found
        .into_iter()
        .filter(|(from, _)| *from != to)
        .map(|(from, messages)| {
            action(messages.iter().map(|message| message.row.key).collect(), from, to)
        })
        .collect();
    kept.close();
    carry_out(context, account, actions, there).await
}

pub async fn flag(context: &Context, wish: &FlagWish) -> Result<End, Problem> {
    let all = |flags: &[FlagArg]| flags.iter().fold(Flags::NONE, |all, &f| all.with(bits(f)));
    let (add, remove) = (all(&wish.flags.add), all(&wish.flags.remove));
    if !Flags(add.0 & remove.0).is_empty() {
        return Err(Problem::usage(fl!("cli-flag-twice")));
    }
    let (account, kept) = open(context, &wish.keys)?;
    let found = kept.find(&wish.keys)?;
    let all = found.into_values().flatten().map(|message| message.row);
    let (changed, same): (Vec<_>, Vec<_>) =
        all.partition(|row| row.flags.with(add).without(remove) != row.flags);
    let keys: Vec<_> = changed.into_iter().map(|row| row.key).collect();
    kept.close();
    let actions = match keys.is_empty() {
        true => Vec::new(),
        false => vec![Action::Flag { keys, add, remove }],
    };
    carry_out(context, account, actions, same.len()).await
}

pub async fn delete(context: &Context, wish: &DeleteWish) -> Result<End, Problem> {
    let (account, kept) = open(context, &wish.keys)?;
    let trash = kept.mailboxes.iter().find(|m| m.role == Some(Role::Trash)).map(|m| m.id);
    let mut actions = Vec::new();
    for (from, messages) in kept.find(&wish.keys)? {
        let keys = messages.iter().map(|message| message.row.key).collect();
        let refuse = |sentence| Problem::Said { end: End::Failed, sentence };
        actions.push(match trash {
            _ if wish.for_good => Action::Delete { keys, from },
            Some(to) if to != from => Action::Move { keys, from, to },
            Some(_) => return Err(refuse(fl!("cli-in-trash"))),
            None => return Err(refuse(fl!("cli-no-trash"))),
        });
    }
    kept.close();
    carry_out(context, account, actions, 0).await
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

/// The account of these messages, and what is kept of it.
fn open(context: &Context, texts: &[String]) -> Result<(Account, Kept), Problem> {
    let keys = keys(texts)?;
    let first = keys.first().ok_or_else(|| unknown(""))?;
    let account = context.account(Some(&first.account().0.to_string()));
    let account = account.map_err(|_| unknown(&first.to_string()))?;
    let kept = Kept::open(context, &account)?;
    Ok((account, kept))
}

/// Orders these actions and waits for what becomes of them. `done` messages need nothing.
async fn carry_out(
    context: &Context,
    account: Account,
    actions: Vec<Action>,
    done: usize,
) -> Result<End, Problem> {
    if done > 0 {
        let value = json!({ "event": "action", "state": "unneeded", "messages": done });
        context.out.record(&value, || fl!("cli-unneeded", count = done))?;
    }
    if actions.is_empty() {
        return Ok(End::Done);
    }
    let orders = |_| {
        let about = |action| (About::of(&action, |_| None), action);
        actions.into_iter().map(about).collect()
    };
    order(context, account, orders).await
}

/// Gives orders, made once it is known which entry of the journal the first of them will be, and
/// waits for what becomes of them.
pub(super) async fn order(
    context: &Context,
    account: Account,
    orders: impl FnOnce(EntryId) -> Vec<(About, Action)>,
) -> Result<End, Problem> {
    let id = account.id;
    let (engine, mut events) = context.engine(vec![account], false)?;
    let first = engine.next_entry();
    let mut open = Orders { context, open: BTreeMap::new(), trouble: None, end: End::Done };
    for (number, (about, action)) in (first.0..).zip(orders(first)) {
        let entry =
            Entry { id: EntryId(number), account: id, at: now_ms(), action, state: State::Queued };
        open.open.insert(entry.id, Order::new(about));
        engine.send(Request { account: id, ask: Ask::Do(entry) });
    }
    let told = open.watch(&mut events).await;
    end(engine).await;
    told.map(|()| open.end)
}

async fn end(engine: Engine) {
    engine.shutdown(PATIENCE).await;
}

/// An order that was given and is not over.
struct Order {
    about: About,
    /// It is on disk: whatever happens now, it is not forgotten.
    written: bool,
    begun: bool,
}

impl Order {
    fn new(about: About) -> Self {
        Self { about, written: false, begun: false }
    }
}

/// The orders of this command.
struct Orders<'c> {
    context: &'c Context,
    open: BTreeMap<EntryId, Order>,
    /// Why they have to wait for the server.
    trouble: Option<Fault>,
    end: End,
}

impl Orders<'_> {
    /// Takes events until every order is over, or is on disk and has to wait.
    async fn watch(&mut self, events: &mut UnboundedReceiver<Event>) -> Result<(), Problem> {
        let stop = asked_to_end();
        tokio::pin!(stop);
        loop {
            if self.open.is_empty() {
                return Ok(());
            }
            if let Some(fault) = &self.trouble
                && self.open.values().all(|order| order.written)
            {
                let fault = fault.clone();
                return self.wait(&fault);
            }
            let event = tokio::select! {
                event = tokio::time::timeout(SILENCE, events.recv()) => event,
                () = &mut stop, if self.trouble.is_none() => {
                    self.trouble = Some(stopped());
                    continue;
                }
            };
            match event {
                Ok(Some(event)) => self.take(event.fact)?,
                Ok(None) => return self.wait(&stopped()),
                Err(_) => {
                    let detail = "the server has not confirmed it";
                    return self.wait(&Fault::new(FaultKind::TimedOut, Place::Command, detail));
                }
            }
        }
    }

    fn take(&mut self, fact: Fact) -> Result<(), Problem> {
        match fact {
            Fact::Journalled(id) => {
                if let Some(order) = self.open.get_mut(&id) {
                    order.written = true;
                }
            }
            Fact::JournalFailed(id, fault) if self.open.remove(&id).is_some() => {
                self.end = end_of(&fault);
                self.context.out.problem(&fault.into());
            }
            Fact::EntryChanged(id, state) => return self.changed(id, &state),
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                self.trouble = Some(fault);
            }
            _ => {}
        }
        Ok(())
    }

    fn changed(&mut self, id: EntryId, state: &State) -> Result<(), Problem> {
        let Some(order) = self.open.get_mut(&id) else { return Ok(()) };
        let refusal = match state {
            State::InFlight(_) => {
                order.begun = true;
                return Ok(());
            }
            State::Queued if order.begun => {
                // The server took the question and said: not now.
                let detail = "the server does not do it at this moment";
                let fault = Fault::new(FaultKind::Unavailable, Place::Command, detail);
                self.trouble.get_or_insert(fault);
                return Ok(());
            }
            State::Held { .. } | State::Queued => return Ok(()),
            State::Settled => None,
            State::Refused(fault) => Some(("refused", Some(fault))),
            State::Doubtful(fault) => Some(("doubtful", Some(fault))),
            State::Cancelled => Some(("cancelled", None)),
        };
        let about = order.about.clone();
        self.open.remove(&id);
        let record = |word: &str| {
            let value = json!({ "event": "action", "action": id.0, "state": word });
            merged(value, about.fields())
        };
        let Some((word, fault)) = refusal else {
            return self.context.out.record(&record("settled"), || about.settled());
        };
        self.end = End::Refused;
        let value = merged(record(word), fault.map(fields).unwrap_or_default());
        self.context.out.record(&value, || match word {
            "doubtful" => about.doubtful(fault),
            _ => about.refused(fault),
        })
    }

    /// What is not over waits, in the journal, for the next run.
    fn wait(&mut self, fault: &Fault) -> Result<(), Problem> {
        let about = About::all(self.open.values().map(|order| &order.about));
        self.end = match end_of(fault) {
            End::SignInNeeded => End::SignInNeeded,
            _ => End::Waits,
        };
        let value = merged(json!({ "event": "action", "state": "waits" }), about.fields());
        let value = merged(value, fields(fault));
        self.context.out.record(&value, || about.waits(fault))
    }
}

fn stopped() -> Fault {
    Fault::new(FaultKind::Cancelled, Place::Command, "")
}
