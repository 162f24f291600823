//! Looking for servers, signing in, and where secrets are kept: the tasks of these. What runs belongs
//! to the window: let go of, it ends. Knows no mail and no screen.

use iced::Task;
use iced::futures::stream;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::AbortHandle;

use crate::app;
use crate::app::accounts::{How, Keyring, Message as Told, Password, Plan, Sealed};
use crate::auth::oauth::Pages;
use crate::auth::{Secret, Vault, providers};
use crate::fl;
use crate::i18n;
use crate::model::fault::Fault;
use crate::setup::sign_in::Proof;
use crate::setup::{Tools, discover, sign_in};
use crate::ui::engine::Engines;
use crate::ui::shell::{Message, Shell};

/// The one thing that runs for the sign-in screens.
#[derive(Debug)]
pub struct Running {
    attempt: u64,
    work: AbortHandle,
    /// Where what the person pastes goes.
    pasted: Option<UnboundedSender<String>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// What the person pasted reaches the sign-in that waits for it.
pub fn paste(shell: &Shell, attempt: u64, text: &Password) -> Task<Message> {
    let waits = shell.running.as_ref().filter(|running| running.attempt == attempt);
    if let Some(pasted) = waits.and_then(|running| running.pasted.as_ref()) {
        // It may have ended this very moment.
        let _ = pasted.send(text.expose().trim().to_owned());
    }
    Task::none()
}

/// Ends what runs under this number.
pub fn stop(shell: &mut Shell, attempt: u64) -> Task<Message> {
    shell.running.take_if(|running| running.attempt == attempt);
    Task::none()
}

/// Runs work that tells what it does. What ran before ends; so does this, when it is let go of.
fn run<W>(
    shell: &mut Shell,
    attempt: u64,
    pasted: Option<UnboundedSender<String>>,
    work: impl FnOnce(UnboundedSender<Told>) -> W,
) -> Task<Message>
where
    W: Future<Output = ()> + Send + 'static,
{
    let (tell, told) = mpsc::unbounded_channel();
    let work = shell.engines.runtime.spawn(work(tell)).abort_handle();
    shell.running = Some(Running { attempt, work, pasted });
    heard(told)
}

/// All that is told, as messages of the mind.
fn heard(told: UnboundedReceiver<Told>) -> Task<Message> {
    let messages = stream::unfold(told, async |mut told| {
        let message = told.recv().await?;
        Some((Message::App(app::Message::Accounts(message)), told))
    });
    Task::run(messages, |message| message)
}

/// Does the work, and meanwhile passes on each step of it, in its order and before the end.
async fn with_steps<S, T>(
    tell: &UnboundedSender<Told>,
    step: impl Fn(S) -> Told,
    work: impl AsyncFnOnce(&UnboundedSender<S>) -> T,
) -> T {
    let (steps, mut heard) = mpsc::unbounded_channel();
    let passing = async {
        while let Some(one) = heard.recv().await {
            // Nobody listens any more when the window is closing.
            let _ = tell.send(step(one));
        }
    };
    let working = async {
        let end = work(&steps).await;
        drop(steps);
        end
    };
    tokio::join!(working, passing).0
}

/// Looks for the servers of an address.
pub fn discover(shell: &mut Shell, attempt: u64, address: String) -> Task<Message> {
    let tools = tools(&shell.engines);
    run(shell, attempt, None, async move |tell| {
        let result = match tools {
            Ok(tools) => {
                let step = |seek| Told::Sought { attempt, seek };
                with_steps(&tell, step, async |steps| {
                    discover::discover(&tools, &address, steps).await
                })
                .await
            }
            Err(fault) => Err(fault),
        };
        let _ = tell.send(Told::Found { attempt, result });
    })
}

/// Signs in as planned.
pub fn sign_in(shell: &mut Shell, attempt: u64, plan: Plan) -> Task<Message> {
    let tools = tools(&shell.engines);
    let (pasted, proof) = match plan.how {
        How::Kept => (None, Proof::Kept),
        How::Password(typed) => (None, Proof::Password(secret(&typed))),
        How::Device => (None, Proof::Device),
        How::Browser => {
            let (send, receive) = mpsc::unbounded_channel();
            (Some(send), Proof::Browser(receive))
        }
    };
    run(shell, attempt, pasted, async move |tell| {
        let result = match tools {
            Ok(tools) => {
                let step = |progress| Told::Progressed { attempt, progress };
                with_steps(&tell, step, async |steps| {
                    sign_in::sign_in(&tools, plan.account, proof, steps).await
                })
                .await
            }
            Err(fault) => Err(fault),
        };
        let _ = tell.send(Told::Tried { attempt, result: result.map(Box::new) });
    })
}

/// Looks at the places where secrets can be.
pub fn see_keeping(shell: &mut Shell, attempt: u64) -> Task<Message> {
    let vault = shell.engines.vault.clone();
    run(shell, attempt, None, async move |tell| {
        let (keyring, file) = places(&vault).await;
        let _ = tell.send(Told::KeepingSeen { attempt, keyring, file });
    })
}

/// Lets the person unlock the keyring.
pub fn unlock(shell: &mut Shell, attempt: u64) -> Task<Message> {
    let vault = shell.engines.vault.clone();
    run(shell, attempt, None, async move |tell| {
        let result = vault.unlock_keyring().await;
        let _ = tell.send(Told::Unlocked { attempt, result });
    })
}

/// Opens the file of secrets, or makes one.
pub fn open_file(
    shell: &mut Shell,
    attempt: u64,
    passphrase: &Password,
    new: bool,
) -> Task<Message> {
    let (vault, passphrase) = (shell.engines.vault.clone(), secret(passphrase));
    run(shell, attempt, None, async move |tell| {
        let result = match new {
            true => vault.create_file(passphrase).await,
            false => vault.open_file(passphrase).await,
        };
        let _ = tell.send(Told::Unlocked { attempt, result });
    })
}

/// The page on which a provider registers client ids.
pub fn registration(provider: String) -> Task<Message> {
    let page = providers::of_key(&provider).and_then(|known| known.registration.clone());
    let told = Told::RegistrationFound { provider, page };
    Task::done(Message::App(app::Message::Accounts(told)))
}

async fn places(vault: &Vault) -> (Keyring, Sealed) {
    use crate::auth::{FileState, KeyringState};

    let file = match vault.file_state() {
        FileState::None => Sealed::None,
        FileState::Locked => Sealed::Locked,
        FileState::Open => Sealed::Open,
    };
    if vault.keeps_nothing() {
        return (Keyring::Unwanted, file);
    }
    let keyring = match vault.keyring_state().await {
        KeyringState::Ready => Keyring::Ready,
        KeyringState::Locked => Keyring::Locked,
        KeyringState::Missing => Keyring::Missing,
    };
    (keyring, file)
}

/// The id goes into the settings of a provider, its secret into the vault.
pub(super) fn keep_client(
    shell: &mut Shell,
    provider: Option<String>,
    (id, token): (String, String),
    typed: Option<&Password>,
) -> Task<Message> {
    let vault = shell.engines.vault.clone();
    vault.hold_client_secret(&id, &token, typed.map(secret));
    if let Some(provider) = provider {
        shell.keep_client(provider, id.clone());
    }
    shell.engines.runtime.spawn(async move { vault.keep_client_secret(&id, &token).await });
    Task::none()
}

fn secret(typed: &Password) -> Secret {
    Secret::from(typed.expose())
}

/// What setting up works with, its pages in the language of this moment.
fn tools(engines: &Engines) -> Result<Tools, Fault> {
    let pages = Pages {
        language: i18n::language().to_owned(),
        done_title: fl!("page-done-title"),
        done_text: fl!("page-done-text"),
        failed_title: fl!("page-failed-title"),
        failed_text: fl!("page-failed-text"),
    };
    Ok(Tools { pages, ..engines.tools()? })
}
