//! The commands that need no window: the same engine, with lines or JSON on stdout. Knows no iced.

mod account;
mod act;
pub mod args;
mod doctor;
mod list;
mod out;
mod screenshot;
mod show;
mod sync;

use std::process::ExitCode;

use crate::auth::Vault;
use crate::config::Config;
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::paths::Paths;
use args::{AccountCommand, Command};
pub use out::Out;
pub use screenshot::screenshot;

/// How a command ended; the number is the exit code (0 done, 2 wrong use as clap has it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum End {
    Done = 0,
    /// Something else went wrong.
    Failed = 1,
    /// No such account, mailbox or message.
    NotFound = 3,
    /// The server cannot be reached; an action that was given is kept and waits.
    Waits = 4,
    /// The server refuses the credentials, or there are none.
    SignInNeeded = 5,
    /// The server refused the action.
    Refused = 6,
    /// Another Pombo uses this profile.
    InUse = 7,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(end as u8)
    }
}

/// The end that a fault brings.
fn end_of(fault: &Fault) -> End {
    use FaultKind as K;
    match &fault.kind {
        K::WrongPassword | K::NoPassword | K::NoKeyring | K::PasswordCommand => End::SignInNeeded,
        K::UnknownHost | K::PortRefused | K::TimedOut | K::Lost | K::Unavailable => End::Waits,
        K::Throttled { .. } | K::TooManyConnections => End::Waits,
        K::Refused(_) | K::NotUnderstood => End::Refused,
        K::InUse => End::InUse,
        K::Gone => End::NotFound,
        _ => End::Failed,
    }
}

/// What a command has to work with.
pub struct Context {
    pub paths: Paths,
    pub config: Config,
    pub vault: Vault,
    pub out: Out,
}

impl Context {
    /// The account that the person means: by address, name or number; the only one when nothing was said.
    fn account(&self, wanted: Option<&str>) -> Result<Account, Fault> {
        let missing = |detail: String| Fault::new(FaultKind::Invalid, Place::Config, detail);
        match wanted {
            None => match self.config.accounts.as_slice() {
                [] => Err(missing(fl!("cli-no-account"))),
                [only] => Ok(only.clone()),
                _ => Err(missing(fl!("cli-which-account"))),
            },
            Some(text) => self
                .config
                .accounts
                .iter()
                .find(|a| a.address.eq_ignore_ascii_case(text) || a.id.0.to_string() == text)
                .cloned()
                .ok_or_else(|| missing(fl!("cli-unknown-account", account = text))),
        }
    }
}

/// Runs a command to its end. Faults are told on stderr as sentences, or as JSON on stdout.
pub async fn run(command: Command, mut context: Context) -> End {
    let result = match command {
        Command::Account(AccountCommand::Add(new)) => account::add(&mut context, new).await,
        Command::Account(AccountCommand::List) => account::list(&context),
        Command::Account(AccountCommand::Remove { account }) => {
            account::remove(&mut context, &account).await
        }
        Command::Sync(wish) => sync::run(&context, &wish).await,
        Command::List(wish) => list::run(&context, wish).await,
        Command::Show(wish) => show::run(&context, wish).await,
        Command::Move(wish) => act::move_to(&context, wish).await,
        Command::Flag(wish) => act::flag(&context, wish).await,
        Command::Delete(wish) => act::delete(&context, wish).await,
        Command::Doctor(wish) => doctor::run(&context, wish).await,
        Command::Screenshot(_) => Err(Fault::new(
            FaultKind::Invalid,
            Place::Config,
            "a screenshot is taken by the window's own code",
        )),
    };
    result.unwrap_or_else(|fault| {
        context.out.fault(&fault, &i18n::fault(&fault));
        end_of(&fault)
    })
}
