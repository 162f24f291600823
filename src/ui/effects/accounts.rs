//! Accounts from outside: how one proves who the person is, examining it, writing it down, letting it
//! go. Knows no screen.

use std::sync::{Arc, Mutex, PoisonError};

use iced::Task;
use iced::futures::stream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::app;
use crate::app::accounts_page::{self, Proof};
use crate::app::doctor::{Message as Told, Target};
use crate::auth::{Vault, providers};
use crate::config::Config;
use crate::model::account::Account;
use crate::model::exam::Finding;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::setup::doctor;
use crate::ui::engine::Engines;
use crate::ui::shell::Message;

/// An examination under way; let go of, it ends.
#[derive(Debug)]
pub struct Exam(AbortHandle);

impl Drop for Exam {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Examines; what is found comes as it is found.
pub fn examine(
    engines: &Engines,
    number: u64,
    target: Target,
) -> Result<(Exam, Task<Message>), Fault> {
    let tools = engines.tools()?;
    let target = match target {
        Target::Address(address) => doctor::Target::Address(address),
        Target::Account(account) => doctor::Target::Account(account),
        Target::Server(server) => doctor::Target::Server(server),
    };
    let (tell, told) = mpsc::unbounded_channel();
    let work = engines.runtime.spawn(async move {
        let (steps, mut heard) = mpsc::unbounded_channel::<Finding>();
        let passing = async {
            while let Some(finding) = heard.recv().await {
                // Nobody listens any more when the window is closing.
                let _ = tell.send(Told::Found { number, finding: Box::new(finding) });
            }
        };
        let working = async {
            let report = doctor::examine(&tools, target, &steps).await;
            drop(steps);
            report
        };
        let (report, ()) = tokio::join!(working, passing);
        let _ = tell.send(Told::Ended { number, report: Box::new(report) });
    });
    let messages = stream::unfold(told, async |mut told: mpsc::UnboundedReceiver<Told>| {
        let message = told.recv().await?;
        Some((Message::App(app::Message::Doctor(message)), told))
    });
    Ok((Exam(work.abort_handle()), Task::run(messages, |message| message)))
}

/// Looks at how an account proves who the person is.
pub fn see_proof(engines: &Engines, account: Account) -> Task<Message> {
    let (vault, id) = (engines.vault.clone(), account.id);
    let work = engines.runtime.spawn(async move { proof(&vault, &account).await });
    Task::future(work).then(move |proof| match proof {
        Ok(proof) => {
            let seen = accounts_page::Message::ProofSeen { account: id, proof };
            Task::done(Message::App(app::Message::AccountsPage(seen)))
        }
        Err(_) => Task::none(),
    })
}

async fn proof(vault: &Vault, account: &Account) -> Proof {
    let domain = account.address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let key = account.oauth.as_ref().and_then(|oauth| oauth.provider.as_deref());
    let provider = key.and_then(providers::of_key).or_else(|| {
        let provider = providers::of_domain(domain);
        provider.filter(|known| known.imap.host.eq_ignore_ascii_case(&account.imap.host))
    });
    let grant = match account.oauth {
        Some(_) => vault.grant(account).await,
        None => None,
    };
    Proof {
        provider: provider.map(|provider| provider.name.clone()),
        app_password: account.oauth.is_none()
            && provider.is_some_and(|p| !p.takes_password && p.app_passwords.is_some()),
        grant,
    }
}

/// Lets an account go: its actions, its cache, its secrets. What stays of it because something did
/// not answer is told.
pub fn drop_account(engines: &mut Engines, account: Account) -> Task<Message> {
    let (vault, engine) = (engines.vault.clone(), engines.of(account.id));
    engines.leave_demo(account.id);
    let work = engines.runtime.spawn(async move {
        if let Some(engine) = engine {
            engine.remove(account.id).await?;
        }
        if let Err(fault) = vault.revoke(&account).await {
            // They end by themselves, and nobody has them once they are forgotten.
            tracing::warn!(%fault, "The authorization server was not told that an account is gone.");
        }
        match vault.forget(account.id, &account.address).await {
            // Where no keyring is, nothing of the account is in it.
            Err(fault) if fault.kind == FaultKind::NoKeyring => Ok(()),
            forgotten => forgotten,
        }
    });
    Task::future(work).then(|result| match result {
        Ok(Err(fault)) => {
            let left = accounts_page::Message::NotForgotten(fault);
            Task::done(Message::App(app::Message::AccountsPage(left)))
        }
        _ => Task::none(),
    })
}

/// Writes settings, one after the other: what was asked for last is what is on disk at the end.
#[derive(Debug, Default)]
pub struct Writer {
    asked: u64,
    written: Arc<Mutex<u64>>,
}

impl Writer {
    pub fn write(&mut self, engines: &Engines, config: Config) -> Task<Message> {
        let Some(paths) = engines.paths.clone() else { return Task::none() };
        self.asked += 1;
        let (number, written) = (self.asked, Arc::clone(&self.written));
        let work = engines.runtime.spawn_blocking(move || {
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            if *written > number {
                return Ok(());
            }
            *written = number;
            config.save(&paths)
        });
        Task::future(work).then(|saved| match saved {
            Ok(result) => said(result),
            Err(_) => said(Err(Fault::new(FaultKind::Disk, Place::Config, "The writer broke."))),
        })
    }
}

fn said(result: Result<(), Fault>) -> Task<Message> {
    let saved = app::settings::Message::Saved(result);
    Task::done(Message::App(app::Message::Settings(saved)))
}
