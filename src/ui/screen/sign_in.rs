//! The sign-in form: what is asked, what is wrong with it, what the server said.

use iced::widget::{center, column, container, radio, row, scrollable, text};
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

    let card = container(form).padding(space::XL).max_width(space::DIALOG * 1.25);
    scrollable(center(card.style(surface::card)).padding(space::XL).height(Length::Shrink))
        .style(surface::scroll)
        .height(Length::Fill)
        .into()
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
    let one = |label: String, mode: TlsMode| {
        radio(label, mode, Some(form.tls), |mode| app::Message::Accounts(Message::TlsChosen(mode)))
            .size(space::ICON)
            .text_size(font::BODY)
            .style(field::choice)
    };
    column![
        text(fl!("signin-protection")).size(font::SMALL).font(font::STRONG),
        row![
            one(fl!("signin-tls"), TlsMode::Implicit),
            one(fl!("signin-starttls"), TlsMode::StartTls),
            one(fl!("signin-plain"), TlsMode::None),
        ]
        .spacing(space::L),
    ]
    .spacing(space::S)
    .into()
}

fn secret(form: &Form) -> Element<'_> {
    let one = |label: String, source: Source| {
        let chosen = |source| app::Message::Accounts(Message::SourceChosen(source));
        radio(label, source, Some(form.source), chosen)
            .size(space::ICON)
            .text_size(font::BODY)
            .style(field::choice)
    };
    let choice =
        row![one(fl!("signin-typed"), Source::Typed), one(fl!("signin-command"), Source::Command)]
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
    column![choice, entry].spacing(space::S).into()
}

/// What the trial says: nothing, that it goes on, a fault, or a certificate to be judged.
fn outcome(form: &Form) -> Element<'_> {
    match &form.state {
        Trial::Idle => iced::widget::Space::new().into(),
        Trial::Trying => row![
            icon(Icon::Busy).style(surface::muted),
            text(fl!("signin-trying")).size(font::BODY).style(surface::muted),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into(),
        Trial::Failed(fault) => {
            let detail = text(fault.detail.clone()).size(font::SMALL).style(surface::muted);
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
            let print = text(fingerprint.to_string()).size(font::SMALL).font(font::MONO);
            let answer = row![
                button::words(
                    Rank::Danger,
                    fl!("certificate-trust"),
                    Some(app::Message::Accounts(Message::CertificateTrusted)),
                ),
                button::words(
                    Rank::Plain,
                    fl!("certificate-decline"),
                    Some(app::Message::Accounts(Message::CertificateDeclined)),
                ),
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
    container(row![icon(sign).style(surface::wrong), inner].spacing(space::M))
        .padding(space::M)
        .width(Length::Fill)
        .style(surface::strip)
        .into()
}

fn buttons(form: &Form) -> Element<'_> {
    let go = (!form.is_trying()).then_some(app::Message::Accounts(Message::Submitted));
    let leave = app::Message::Accounts(Message::Cancelled);
    row![
        button::words(Rank::Primary, fl!("signin-go"), go),
        button::words(Rank::Plain, fl!("cancel"), Some(leave)),
    ]
    .spacing(space::S)
    .into()
}
