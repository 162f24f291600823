//! Turns what the mind wants done into tasks: the engine, the file dialog, the browser, timers.
//! The only place where an `app::Effect` meets the world.

pub mod accounts;
mod copies;
mod export;
pub mod file;
pub mod looks;
pub mod pages;
pub mod parts;
pub mod pictures;
pub mod sign_in;
mod unsubscribe;

use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::Task;
use iced::window::{self, UserAttention};

use super::shell::{Message, Shell};
use crate::app;
use crate::app::doctor::Target;
use crate::app::effect::Effect;
use crate::app::saves::Picked;
use crate::demo::Demo;
use crate::i18n;
use crate::model::account::Account;
use crate::model::body::Body;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, MessageKey};
use crate::model::request::Request;
use crate::render;

/// A dialog that closes faster than this was never shown: no portal answers.
const NOBODY_IS_THAT_FAST: Duration = Duration::from_millis(300);
/// How long commands in flight may take when the window closes.
const PATIENCE: Duration = Duration::from_secs(3);

/// The task of an effect.
pub fn run(shell: &mut Shell, effect: Effect) -> Task<Message> {
    match effect {
        Effect::Send(request) => send(shell, request),
        Effect::After { ms, message } => after(ms, message),
        Effect::MakePage { key, opening, body } => make_page(shell, key, opening, body),
        Effect::Draw { key, opening, body, zoom, is_light, remote } => {
            pages::draw(shell, (key, opening), body, (zoom, is_light), remote)
        }
        Effect::LayAhead { key, body } => pages::lay_ahead(shell, key, body),
        Effect::Fetch { key, opening, urls } => pictures::fetch(shell, key, opening, urls),
        Effect::Refit => pages::refit(shell),
        Effect::OpenUrl(_) | Effect::ShowInFolder(_) if shell.is_staged => Task::none(),
        Effect::OpenUrl(url) => open_url(shell, url),
        Effect::Unsubscribe { key, url, host } => unsubscribe::run(&shell.engines, key, url, host),
        Effect::ShowInFolder(path) => {
            let folder = path.parent().map(std::path::Path::to_path_buf).unwrap_or(path);
            open_url(shell, folder.to_string_lossy().into_owned())
        }
        Effect::PickSavePath { job, suggested } => pick_save_path(shell, job, suggested),
        Effect::PickExport { .. } | Effect::Print { .. } => export::run(shell, effect),
        Effect::CopyText(text) => iced::clipboard::write(text),
        Effect::ComeForward if shell.is_staged => Task::none(),
        Effect::ComeForward => come_forward(),
        Effect::KeepAccount(account) => keep_account(shell, account),
        Effect::DropAccount(account) => accounts::drop_account(&mut shell.engines, *account),
        Effect::SeeProof(account) => accounts::see_proof(&shell.engines, account),
        Effect::Examine { number, target } => examine(shell, number, target),
        Effect::EndExam => {
            shell.exam = None;
            Task::none()
        }
        Effect::CopyReport(report) => iced::clipboard::write(i18n::exam::report(&report)),
        Effect::CopyLog(lines) => iced::clipboard::write(i18n::upkeep::log_report(&lines)),
        Effect::StartDemo => start_demo(shell),
        Effect::SaveConfig { accounts, settings } => {
            let config = shell.remember(accounts, settings);
            shell.writer.write(&shell.engines, config)
        }
        Effect::SetLanguage(tag) => {
            i18n::set_language(tag.as_deref());
            Task::none()
        }
        Effect::Focus(field) => super::fields::focus(field),
        Effect::Scroll { pane, by } => shell.scroll(pane, by),
        Effect::Quit => quit(shell),
        other => attached(shell, other),
    }
}

/// The task of an effect that is about attachments; all others were taken before.
fn attached(shell: &mut Shell, effect: Effect) -> Task<Message> {
    match effect {
        Effect::FetchPart { job, key, part, name } => parts::fetch(shell, job, key, part, &name),
        Effect::Discard(path) => parts::discard(shell, path),
        Effect::OpenKept(path) => parts::open(shell, path),
        Effect::PickFolder { job } => parts::pick_folder(shell, job),
        Effect::WriteInner { job, place, to } => {
            parts::write(shell, job, shell.looks.inner(place), to)
        }
        Effect::Look { number, form, source } => looks::look(shell, number, form, source),
        Effect::EndLook => looks::end(shell),
        Effect::ScrollPreview(by) => shell.scroll_preview(by),
        other => besides(shell, other),
    }
}

/// The task of an effect of the sign-in screens, or of copying; all others were taken before.
fn besides(shell: &mut Shell, effect: Effect) -> Task<Message> {
    match effect {
        Effect::CopyHtml { body, page, sheet, stretch } => {
            copies::copy_html(shell, body, page, sheet, stretch)
        }
        Effect::FindPicture { key, body, number, named } => {
            pictures::find(shell, key, body, (number, named))
        }
        Effect::WriteFile { job, to, octets } => copies::write(shell, job, to, octets),
        Effect::Discover { attempt, address } => sign_in::discover(shell, attempt, address),
        Effect::SignIn { attempt, plan } => sign_in::sign_in(shell, attempt, plan),
        Effect::Paste { attempt, text } => sign_in::paste(shell, attempt, &text),
        Effect::Stop { attempt } => sign_in::stop(shell, attempt),
        Effect::SeeKeeping { attempt } => sign_in::see_keeping(shell, attempt),
        Effect::Unlock { attempt } => sign_in::unlock(shell, attempt),
        Effect::OpenFile { attempt, passphrase, new } => {
            sign_in::open_file(shell, attempt, &passphrase, new)
        }
        Effect::FindRegistration { provider } => sign_in::registration(provider),
        Effect::KeepClient { provider, token, id, secret } => {
            sign_in::keep_client(shell, provider, (id, token), secret.as_ref())
        }
        _ => Task::none(),
    }
}

fn send(shell: &Shell, request: Request) -> Task<Message> {
    if let Some(file) = &shell.file {
        return file::take(shell, file.clone(), request);
    }
    if let Some(engine) = shell.engines.of(request.account) {
        engine.send(request);
    }
    Task::none()
}

fn after(ms: u64, message: app::Message) -> Task<Message> {
    let wait = async move { tokio::time::sleep(Duration::from_millis(ms)).await };
    Task::future(wait).map(move |()| Message::App(message.clone()))
}

fn keep_account(shell: &mut Shell, account: Account) -> Task<Message> {
    if shell.state.is_of_demo(&account) {
        shell.engines.enter_demo(account.id);
    }
    if let Some(engine) = shell.engines.of(account.id) {
        engine.add(account);
    }
    Task::none()
}

fn make_page(shell: &Shell, key: MessageKey, opening: u64, body: Arc<Body>) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || render::page(&body));
    Task::future(work).then(move |page| match page {
        Ok(page) => {
            let page = page.into();
            app(app::Message::Reader(app::reader::Message::PageMade { key, opening, page }))
        }
        Err(_) => Task::none(),
    })
}

/// A task that brings the mind a message.
fn app(message: app::Message) -> Task<Message> {
    Task::done(Message::App(message))
}

fn open_url(shell: &Shell, url: String) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || open::that_detached(&url));
    Task::future(work).then(|opened| match opened {
        Ok(Err(error)) => {
            let fault = Fault::new(FaultKind::Invalid, Place::File, error.to_string());
            app(app::Message::Reader(app::reader::Message::LinkFailed(fault)))
        }
        _ => Task::none(),
    })
}

fn pick_save_path(shell: &Shell, job: JobId, suggested: String) -> Task<Message> {
    let staged = shell.is_staged;
    let pick = async move { if staged { Picked::NoDialog } else { pick(Some(suggested)).await } };
    Task::future(pick)
        .then(move |answer| app(app::Message::Saves(app::saves::Message::Picked { job, answer })))
}

/// Asks for a file of this name, or for a folder where there is none.
async fn pick(suggested: Option<String>) -> Picked {
    let asked = Instant::now();
    let dialog = rfd::AsyncFileDialog::new();
    let picked = match suggested {
        Some(name) => dialog.set_file_name(name).save_file().await,
        None => dialog.pick_folder().await,
    };
    match picked {
        Some(file) => Picked::Path(file.path().to_path_buf()),
        None if asked.elapsed() < NOBODY_IS_THAT_FAST => Picked::NoDialog,
        None => Picked::Nothing,
    }
}

/// Window systems differ in what they allow: one of the two is seen.
fn come_forward() -> Task<Message> {
    window::latest().and_then(|id| {
        let attention = window::request_user_attention(id, Some(UserAttention::Informational));
        Task::batch([window::gain_focus(id), attention])
    })
}

/// Only one is under way: the one before it ends.
fn examine(shell: &mut Shell, number: u64, target: Target) -> Task<Message> {
    shell.exam = None;
    match accounts::examine(&shell.engines, number, target) {
        Ok((exam, task)) => {
            shell.exam = Some(exam);
            task
        }
        Err(fault) => app(app::Message::Overlay(app::overlay::Message::DetailsAsked(fault))),
    }
}

fn start_demo(shell: &Shell) -> Task<Message> {
    let work = shell.engines.runtime.spawn(Demo::start(super::demo::options(true)));
    Task::future(work).then(|started| match started {
        Ok(Ok(demo)) => Task::done(Message::DemoStarted(demo.into())),
        Ok(Err(fault)) => {
            app(app::Message::Accounts(app::accounts::Message::DemoStarted(Err(fault))))
        }
        Err(_) => Task::none(),
    })
}

/// Asked twice, the second asking waits for the end as the first does.
fn quit(shell: &mut Shell) -> Task<Message> {
    if std::mem::replace(&mut shell.is_ending, true) {
        return Task::none();
    }
    let engines = shell.engines.all();
    let shape = shell.shape();
    let work = shell.engines.runtime.spawn(async move {
        if let Some((paths, shape)) = shape {
            let written = tokio::task::spawn_blocking(move || shape.save(&paths)).await;
            drop(written);
        }
        let (mut down, mut up) = (0, 0);
        for engine in engines {
            engine.shutdown(PATIENCE).await;
            down += engine.meter().down();
            up += engine.meter().up();
        }
        crate::trace::finish(down, up);
    });
    Task::future(work).then(|_| iced::exit())
}
