//! The settings by hand: what is asked, what is wrong with it, what the server said.

use iced::widget::{column, container, radio, row, text};
use iced::{Alignment, Length};

use super::super::Element;
use super::{Entry, busy, framed, inset, note, outcome, press};
use crate::app;
use crate::app::accounts::{Field, Form, Message, SignIn, Source, Trial};
use crate::fl;
use crate::model::account::TlsMode;
use crate::ui::theme::{field, font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::{Icon, icon};

pub fn view<'a>(sign_in: &'a SignIn, form: &'a Form) -> Element<'a> {
    let edits = sign_in.again.as_ref().filter(|again| again.edits);
    let (title, sentence) = match sign_in.again {
        Some(_) if edits.is_some() => (fl!("accounts-edit-title"), fl!("accounts-edit-text")),
        Some(_) => (fl!("signin-again-title"), fl!("signin-text")),
        None => (fl!("signin-title"), fl!("signin-text")),
    };
    let head = column![
        text(title).size(font::TITLE).font(font::STRONG),
        text(sentence).size(font::BODY).style(surface::muted),
    ]
    .spacing(space::XS);

    let person = row![
        entry(form, Field::Name, fl!("signin-name"), &form.name, String::new()),
        entry(form, Field::Address, fl!("signin-address"), &form.address, String::new()),
    ]
    .spacing(space::M);

    let hint = form.host_hint().unwrap_or_default();
    let host = entry(form, Field::Host, fl!("signin-host"), &form.host, hint);
    let port = form.port_hint().to_string();
    let port = entry(form, Field::Port, fl!("signin-port"), &form.port, port);
    let server = row![
        container(host).width(Length::FillPortion(3)),
        container(port).width(Length::FillPortion(1)),
    ]
    .spacing(space::M);

    let user =
        entry(form, Field::User, fl!("signin-user"), &form.user, form.user_hint().to_owned());

    let form = column![
        head,
        person,
        server,
        protection(form),
        user,
        secret(form),
        elsewhere(sign_in, form),
        outcome(&form.trial),
        buttons(form, edits.is_some())
    ];
    framed(space::FORM, form.spacing(space::L))
}

/// A field of the form, with what is wrong with it.
fn entry<'a>(
    form: &Form,
    which: Field,
    label: String,
    value: &'a str,
    hint: String,
) -> Element<'a> {
    let problem = form.problem(which);
    Entry::new(which, label, value).hint(hint).problem(problem).rests(form.is_trying()).view()
}

fn protection(form: &Form) -> Element<'_> {
    let one = |name: &'static str, label: String, mode: TlsMode| {
        let chosen = |mode| app::Message::Accounts(Message::TlsChosen(mode));
        choice(name, label, mode, form.tls, chosen)
    };
    column![
        text(fl!("signin-protection")).size(font::SMALL).font(font::STRONG).style(surface::muted),
        row![
            one("choose tls", fl!("signin-tls"), TlsMode::Implicit),
            one("choose starttls", fl!("signin-starttls"), TlsMode::StartTls),
            one("choose plain", fl!("signin-plain"), TlsMode::None),
        ]
        .spacing(space::L),
    ]
    .spacing(space::S)
    .into()
}

/// One of several; a test finds it by its name, for a radio tells nobody its words.
fn choice<'a, V: Copy + Eq>(
    name: &'static str,
    label: String,
    value: V,
    chosen: V,
    on_choice: impl FnOnce(V) -> app::Message,
) -> Element<'a> {
    let radio = radio(label, value, Some(chosen), on_choice)
        .size(space::ICON)
        .text_size(font::BODY)
        .style(field::choice);
    container(radio).id(name).into()
}

fn secret(form: &Form) -> Element<'_> {
    let one = |name: &'static str, label: String, source: Source| {
        let chosen = |source| app::Message::Accounts(Message::SourceChosen(source));
        choice(name, label, source, form.source, chosen)
    };
    let browser =
        form.oauth.is_some().then(|| one("choose browser", fl!("signin-browser"), Source::Browser));
    let choice = row![
        browser,
        one("choose typed", fl!("signin-typed"), Source::Typed),
        one("choose command", fl!("signin-command"), Source::Command),
    ]
    .spacing(space::L);
    let entry = match form.source {
        Source::Typed => {
            let value = form.password.expose();
            let hint = if form.has_kept() { fl!("accounts-kept-hint") } else { String::new() };
            Some(entry(form, Field::Password, fl!("signin-password"), value, hint))
        }
        Source::Command => {
            let hint = "pass show mail/home".to_owned();
            Some(entry(form, Field::Command, fl!("signin-command-label"), &form.command, hint))
        }
        Source::Browser => None,
    };
    let kept = match form.source {
        Source::Typed => fl!("signin-kept"),
        Source::Command => fl!("signin-command-kept"),
        Source::Browser => fl!("card-browser-text"),
    };
    let kept = text(kept).size(font::SMALL).style(surface::muted);
    column![choice, entry, kept].spacing(space::S).into()
}

/// What it means that these are the settings of another mailbox; said before it happens.
fn elsewhere<'a>(sign_in: &SignIn, form: &Form) -> Option<Element<'a>> {
    let again = sign_in.again.as_ref().filter(|_| form.leads_elsewhere())?;
    let waiting = (again.waiting > 0).then(|| {
        let given_up = fl!("accounts-elsewhere-waiting", count = again.waiting);
        text(given_up).size(font::BODY).font(font::STRONG)
    });
    let said = column![note(fl!("accounts-elsewhere")), waiting].spacing(space::XS);
    let warned = row![icon(Icon::Warning).style(surface::careful), said].spacing(space::M);
    Some(inset(warned))
}

/// Sign in and leave; while it is tried, how it goes and a way to stop it.
fn buttons(form: &Form, edits: bool) -> Element<'_> {
    let asking = matches!(form.trial, Trial::Certificate { .. });
    let wait = match form.is_trying() {
        true => busy(fl!("signin-trying")),
        false => iced::widget::Space::new().into(),
    };
    let label = if edits { fl!("accounts-edit-go") } else { fl!("signin-go") };
    let go =
        (!asking && !form.is_trying()).then(|| press(Rank::Primary, label, Message::Submitted));
    row![
        container(wait).width(Length::Fill),
        press(Rank::Plain, fl!("cancel"), Message::Cancelled),
        go,
    ]
    .spacing(space::S)
    .align_y(Alignment::Center)
    .into()
}
