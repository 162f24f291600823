//! `pombo sync [--once]`: brings everything up to date and tells how far it is.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::args::SyncWish;
use super::{Context, End, end_of};
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::link::Link;
use crate::sync::{Engine, Setup, Storage};

/// How long commands in flight may take to end.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// An engine for these accounts that does what is asked without holding it for undo.
pub fn engine(
    context: &Context,
    accounts: Vec<Account>,
    live: bool,
) -> Result<(Engine, UnboundedReceiver<Event>), Fault> {
    Engine::start(Setup {
        accounts,
        vault: context.vault.clone(),
        storage: Storage::Disk(context.paths.clone()),
        hold: Duration::ZERO,
        live,
    })
}

pub async fn run(context: &Context, wish: &SyncWish) -> Result<End, Fault> {
    let accounts = match &wish.account {
        Some(_) => vec![context.account(wish.account.as_deref())?],
        None if context.config.accounts.is_empty() => vec![context.account(None)?],
        None => context.config.accounts.clone(),
    };
    let mut open = accounts.len();
    let (engine, mut events) = engine(context, accounts, !wish.once)?;
    let mut teller = Teller { context, names: BTreeMap::new() };
    let mut end = End::Done;
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            _ = tokio::signal::ctrl_c() => None,
        };
        let Some(event) = event else { break };
        teller.tell(&event);
        if !wish.once {
            continue;
        }
        match event.fact {
            Fact::Linked(Link::Live) => open = open.saturating_sub(1),
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                context.out.fault(&fault, &i18n::fault(&fault));
                end = end_of(&fault);
                open = open.saturating_sub(1);
            }
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    let meter = engine.meter();
    engine.shutdown(PATIENCE).await;
    crate::trace::finish(meter.down(), meter.up());
    let value = json!({ "down": meter.down(), "up": meter.up(), "turns": meter.turns() });
    context.out.record(&value, || {
        fl!("cli-synced", down = i18n::size(meter.down()), up = i18n::size(meter.up()))
    });
    Ok(end)
}

/// Tells facts as progress.
struct Teller<'c> {
    context: &'c Context,
    names: BTreeMap<MailboxId, String>,
}

impl Teller<'_> {
    fn tell(&mut self, event: &Event) {
        let account = event.account.0;
        match &event.fact {
            Fact::MailboxesListed { mailboxes, source } => {
                self.names = mailboxes.iter().map(|m| (m.id, m.path.join("/"))).collect();
                if *source == Source::Server {
                    let value = json!({ "account": account, "mailboxes": mailboxes.len() });
                    self.progress(&value, || fl!("cli-mailboxes", count = mailboxes.len()));
                }
            }
            Fact::Filled { mailbox, known, total } => {
                let name = self.names.get(mailbox).map_or("", String::as_str);
                let value =
                    json!({ "account": account, "mailbox": name, "known": known, "total": total });
                self.progress(&value, || {
                    fl!("cli-filled", mailbox = name, known = *known, total = *total)
                });
            }
            Fact::CacheRebuilt => {
                let value = json!({ "account": account, "rebuilt": true });
                self.progress(&value, || fl!("cli-rebuilt"));
            }
            Fact::EntryChanged(id, state) => {
                let value = json!({ "account": account, "action": id.0, "state": state });
                self.progress(&value, || format!("{} {state:?}", id.0));
            }
            _ => {}
        }
    }

    fn progress(&self, value: &Value, text: impl FnOnce() -> String) {
        self.context.out.progress(value, text);
    }
}
