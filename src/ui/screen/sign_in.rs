//! The sign-in form: what is asked, what is wrong with it, what the server said.

use iced::widget::{center, column, container, radio, row, text};
use iced::{Alignment, Length};

use super::Element;
use crate::app;
use crate::app::accounts::{Field, Form, Message, Password, Problem, Source, Trial};
use crate::app::effect::FieldId;
use crate::fl;
use crate::i18n;
use crate::model::account::TlsMode;
use crate::model::fault::CertificateProblem;
use crate::ui::fields;
use crate::ui::theme::{field, font, space, surface};
use crate::ui::widget;
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::small;

pub fn view(form: &Form) -> Element<'_> {
    let title = match form.editing {
        Some(_) => fl!("signin-again-title"),
        None => fl!("signin-title"),
    };
    let head = column![
        text(title).size(font::TITLE).font(font::STRONG),
        text(fl!("signin-text")).size(font::BODY).style(surface::muted),
    ]
    .spacing(space::XS);

    let person = row![
        entry(form, Field::Name, fl!("signin-name"), &form.name, String::new()),
        entry(form, Field::Address, fl!("signin-address"), &form.address, String::new()),
    ]
    .spacing(space::M);

    let server = row![
        container(entry(
            form,
            Field::Host,
            fl!("signin-host"),
            &form.host,
            form.host_hint().unwrap_or_default()
        ))
        .width(Length::FillPortion(3)),
        container(entry(
            form,
            Field::Port,
            fl!("signin-port"),
            &form.port,
            form.port_hint().to_string()
        ))
        .width(Length::FillPortion(1)),
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
        outcome(form),
        buttons(form)
    ]
    .spacing(space::L);

    let card = container(widget::TabOrder::new(form))
        .padding(space::XL)
        .max_width(space::FORM)
        .style(surface::card);
    // As high as the form where there is room, so that it stands in the middle; else it scrolls.
    let page = container(card).center_x(Length::Fill).padding(space::XL);
    center(small::scrolling(page).width(Length::Fill)).into()
}

/// A field of the form, with what is wrong with it.
fn entry<'a>(
    form: &Form,
    which: Field,
    label: String,
    value: &'a str,
    hint: String,
) -> Element<'a> {
    let problem = form.problems.iter().find(|(field, _)| *field == which).map(|(_, p)| *p);
    let edited = move |typed: String| {
        app::Message::Accounts(match which {
            Field::Password => Message::PasswordEdited(Password::new(typed)),
            _ => Message::FieldEdited(which, typed),
        })
    };
    let mut field = widget::Field::new(label, value)
        .placeholder(hint)
        .id(fields::id(FieldId::Form(which)))
        .secret(which == Field::Password)
        .wrong(problem.map(words))
        .on_submit(app::Message::Accounts(Message::Submitted));
    if !form.is_trying() {
        field = field.on_input(edited);
    }
    container(widget::Element::from(field)).width(Length::Fill).into()
}

fn words(problem: Problem) -> String {
    match problem {
        Problem::Missing => fl!("signin-missing"),
        Problem::NotAnAddress => fl!("signin-not-an-address"),
        Problem::NotAPort => fl!("signin-not-a-port"),
        Problem::NotAHost => fl!("signin-not-a-host"),
        Problem::NeedsTls => fl!("signin-needs-tls"),
    }
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
    let choice = row![
        one("choose typed", fl!("signin-typed"), Source::Typed),
        one("choose command", fl!("signin-command"), Source::Command),
    ]
    .spacing(space::L);
    let entry = match form.source {
        Source::Typed => {
            let value = form.password.expose();
            entry(form, Field::Password, fl!("signin-password"), value, String::new())
        }
        Source::Command => {
            let hint = "pass show mail/home".to_owned();
            entry(form, Field::Command, fl!("signin-command-label"), &form.command, hint)
        }
    };
    let kept = match form.source {
        Source::Typed => fl!("signin-kept"),
        Source::Command => fl!("signin-command-kept"),
    };
    let kept = text(kept).size(font::SMALL).style(surface::muted);
    column![choice, entry, kept].spacing(space::S).into()
}

/// What the trial says: nothing, that it goes on, a fault, or a certificate to be judged.
fn outcome(form: &Form) -> Element<'_> {
    match &form.state {
        Trial::Idle | Trial::Trying => iced::widget::Space::new().into(),
        Trial::Failed(fault) => {
            let detail = text(fault.detail.clone())
                .size(font::SMALL)
                .style(surface::muted)
                .wrapping(text::Wrapping::WordOrGlyph);
            let said = column![text(i18n::fault(fault)).size(font::BODY), detail];
            boxed(Icon::Alert, said.spacing(space::XS).into())
        }
        Trial::Certificate { fingerprint, problem } => {
            let say = match problem {
                CertificateProblem::UnknownIssuer => fl!("certificate-unknown"),
                CertificateProblem::Expired => fl!("certificate-expired"),
                CertificateProblem::WrongHost => fl!("certificate-host"),
                CertificateProblem::Changed => fl!("certificate-changed"),
                CertificateProblem::Other => fl!("certificate-other"),
            };
            let print = text(fingerprint.in_two_lines()).size(font::SMALL).font(font::MONO);
            let print = container(print).padding(space::S).style(surface::banner);
            let answer = |rank, label, message| {
                button::words(rank, label, Some(app::Message::Accounts(message)))
            };
            let answer = row![
                answer(Rank::Plain, fl!("certificate-decline"), Message::CertificateDeclined),
                answer(Rank::Danger, fl!("certificate-trust"), Message::CertificateTrusted),
            ]
            .spacing(space::S);
            let asked = column![
                text(say).size(font::BODY),
                text(fl!("certificate-fingerprint")).size(font::SMALL).style(surface::muted),
                print,
                answer
            ];
            boxed(Icon::Shield, asked.spacing(space::S).into())
        }
    }
}

fn boxed(sign: Icon, inner: Element<'_>) -> Element<'_> {
    let inner = container(inner).width(Length::Fill);
    container(row![icon(sign).style(surface::wrong), inner].spacing(space::M))
        .padding(space::M)
        .width(Length::Fill)
        .style(surface::alarm)
        .into()
}

/// Sign in and leave; while it is tried, how it goes and a way to stop it.
fn buttons(form: &Form) -> Element<'_> {
    let trying = form.is_trying();
    let asking = matches!(form.state, Trial::Certificate { .. });
    let go = (!trying).then_some(app::Message::Accounts(Message::Submitted));
    let leave = app::Message::Accounts(Message::Cancelled);
    let wait: Element<'_> = if trying {
        row![
            icon(Icon::Busy).style(surface::muted),
            text(fl!("signin-trying")).size(font::BODY).style(surface::muted),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
    } else {
        iced::widget::Space::new().into()
    };
    row![
        container(wait).width(Length::Fill),
        button::words(Rank::Plain, fl!("cancel"), Some(leave)),
        (!asking).then(|| button::words(Rank::Primary, fl!("signin-go"), go)),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center)
    .into()
}
