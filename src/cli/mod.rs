//! The commands that need no window: the same engine, with lines or JSON on stdout. Knows no iced.

mod about;
mod account;
mod act;
pub mod args;
mod audit;
mod doctor;
mod help;
mod kept;
mod list;
mod mailbox;
mod near;
mod out;
mod problem;
mod render;
mod screenshot;
mod seen;
mod show;
mod sync;
mod traffic;

use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::auth::Vault;
use crate::auth::clients::Clients;
use crate::auth::discovery::Places;
use crate::auth::http::Http;
use crate::auth::oauth::Pages;
use crate::config::Config;
use crate::imap::Meter;
use crate::model::account::Account;
use crate::model::event::Event;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::paths::Paths;
use crate::setup::Tools;
use crate::sync::{Engine, Setup, Storage};
use crate::trace;
use crate::{fl, i18n};
use args::{AccountCommand, Command};
pub use help::parse;
pub use out::Out;
pub use problem::Problem;
pub use screenshot::screenshot;

/// How long commands in flight may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a command ended; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum End {
    Done = 0,
    /// Something else went wrong.
    Failed = 1,
    /// The command was given wrongly.
    WrongUse = 2,
    /// No such account, mailbox, message or file.
    NotFound = 3,
    /// The server cannot be reached; an action that was given is kept and waits.
    Waits = 4,
    /// The server refuses the credentials, or there are none.
    SignInNeeded = 5,
    /// The server refused the action.
    Refused = 6,
    /// Another Pombo uses this profile.
    InUse = 7,
    /// An audit found differences from the server, and repaired what can be repaired.
    Differed = 8,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(end as u8)
    }
}

/// What a command has to work with.
pub struct Context {
    pub paths: Paths,
    pub config: Config,
    pub vault: Vault,
    pub out: Out,
    /// Counts what the command sends and receives, once it connects.
    wire: OnceLock<Meter>,
}

impl Context {
    pub fn new(paths: Paths, config: Config, vault: Vault, out: Out) -> Self {
        Self { paths, config, vault, out, wire: OnceLock::new() }
    }

    /// The account that the person means: by address or number; the only one when nothing was said.
    fn account(&self, wanted: Option<&str>) -> Result<Account, Problem> {
        match wanted {
            None => match self.config.accounts.as_slice() {
                [] => Err(Problem::not_found(fl!("cli-no-account"))),
                [only] => Ok(only.clone()),
                _ => Err(Problem::usage(fl!("cli-which-account"))),
            },
            Some(text) => self
                .config
                .accounts
                .iter()
                .find(|a| a.address.eq_ignore_ascii_case(text) || a.id.0.to_string() == text)
                .cloned()
                .ok_or_else(|| Problem::not_found(fl!("cli-unknown-account", account = text))),
        }
    }

    /// An engine for these accounts that does what is asked without holding it for undo. `live`
    /// keeps all its connections; else there is one an account.
    fn engine(
        &self,
        accounts: Vec<Account>,
        live: bool,
    ) -> Result<(Engine, UnboundedReceiver<Event>), Fault> {
        let (engine, events) = Engine::start(Setup {
            accounts,
            vault: self.vault.clone(),
            storage: Storage::Disk(self.paths.clone()),
            hold: Duration::ZERO,
            live,
        })?;
        // A command has one engine; should it ever have two, the first is the one that counts.
        let _ = self.wire.set(engine.meter());
        Ok((engine, events))
    }

    /// What signing in and examining work with.
    fn tools(&self) -> Result<Tools, Fault> {
        let pages = Pages {
            language: i18n::language().to_owned(),
            done_title: fl!("page-done-title"),
            done_text: fl!("page-done-text"),
            failed_title: fl!("page-failed-title"),
            failed_text: fl!("page-failed-text"),
        };
        Ok(Tools {
            vault: self.vault.clone(),
            http: Http::new(self.config.network.ca.as_deref())?,
            clients: Clients::new(self.config.clients.clone()),
            places: Places::from(&self.config.network),
            pages,
        })
    }

    /// The meter of this command's connections.
    fn meter(&self) -> Meter {
        self.wire.get_or_init(Meter::default).clone()
    }
}

/// Runs a command to its end. Faults are told on stderr as sentences, or as JSON on stdout.
pub async fn run(command: Command, mut context: Context) -> End {
    let result = match command {
        Command::Account(AccountCommand::Add(new)) => account::add(&mut context, *new).await,
        Command::Account(AccountCommand::List) => account::list(&context),
        Command::Account(AccountCommand::Remove { account }) => {
            account::remove(&mut context, &account).await
        }
        Command::Mailbox(command) => mailbox::run(&context, &command).await,
        Command::Sync(wish) => sync::run(&context, &wish).await,
        Command::Audit(wish) => audit::run(&context, &wish).await,
        Command::Traffic(wish) => traffic::run(&context, &wish),
        Command::List(wish) => list::run(&context, &wish),
        Command::Show(wish) => show::run(&context, &wish).await,
        Command::Render(wish) => render::run(&context, &wish).await,
        Command::Move(wish) => act::move_to(&context, &wish).await,
        Command::Copy(wish) => act::copy_to(&context, &wish).await,
        Command::Flag(wish) => act::flag(&context, &wish).await,
        Command::Delete(wish) => act::delete(&context, &wish).await,
        Command::Doctor(wish) => doctor::run(&context, wish).await,
        Command::Screenshot(_) => Err(Fault::new(
            FaultKind::Invalid,
            Place::Config,
            "a screenshot is taken by the window's own code",
        )
        .into()),
    };
    let end = result.unwrap_or_else(|problem| {
        context.out.problem(&problem);
        problem.end()
    });
    let meter = context.meter();
    trace::finish(meter.down(), meter.up());
    end
}

/// Until the person or the system asks this process to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the signal ends the process by itself.
        std::future::pending::<()>().await;
    }
}
