//! The sign-in screens: one card in the middle, one thing at a time. What several stages show is
//! here: the frame, fields, buttons, steps, what went wrong.

mod address;
mod card;
mod client;
mod flow;
mod form;
mod keeping;
mod looking;

use iced::widget::{Space, center, column, container, row, text};
use iced::{Alignment, Length};

use super::Element;
use crate::app::accounts::{Field, Message, Password, Problem, SignIn, Stage, Trial};
use crate::app::effect::FieldId;
use crate::app::{self, Now};
use crate::fl;
use crate::i18n;
use crate::model::fault::{CertificateProblem, Fault, Retry};
use crate::model::setup::{Origin, PASSPHRASE_MIN};
use crate::ui::fields;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon, sized};
use crate::ui::widget::{self, Reach, small};

/// The stage that is on screen.
pub fn view(sign_in: &SignIn, now: Now) -> Element<'_> {
    match &sign_in.stage {
        Stage::Address(problems) => address::view(sign_in, problems),
        Stage::Looking(looking) => looking::view(sign_in, looking),
        Stage::Card(found) => card::view(sign_in, found),
        Stage::Form(form) => form::view(sign_in, form),
        Stage::Client(client) => client::view(client),
        Stage::Flow(flow) => flow::view(sign_in, flow, now),
        Stage::Keeping(keeping) => keeping::view(keeping),
    }
}

/// The card in the middle; as high as what is in it where there is room, else it scrolls.
fn framed<'a>(width: f32, content: impl Into<Element<'a>>) -> Element<'a> {
    let card = container(widget::TabOrder::new(content))
        .padding(space::XL)
        .max_width(width)
        .style(surface::card);
    let page = container(card).center_x(Length::Fill).padding(space::XL);
    center(small::scrolling(page).width(Length::Fill)).into()
}

/// What the stage is about: a sign, a line, a sentence.
fn head<'a>(sign: Icon, title: String, sentence: String) -> Element<'a> {
    column![
        sized(sign, space::SIGN).style(surface::accent),
        text(title)
            .size(font::TITLE)
            .font(font::STRONG)
            .center()
            .wrapping(text::Wrapping::WordOrGlyph),
        text(sentence)
            .size(font::BODY)
            .style(surface::muted)
            .center()
            .wrapping(text::Wrapping::WordOrGlyph),
    ]
    .spacing(space::S)
    .width(Length::Fill)
    .align_x(Alignment::Center)
    .into()
}

/// A field, with what is wrong with it; without `rests` it can be changed.
struct Entry<'a> {
    which: Field,
    label: String,
    value: &'a str,
    hint: String,
    problem: Option<Problem>,
    rests: bool,
}

impl<'a> Entry<'a> {
    fn new(which: Field, label: String, value: &'a str) -> Self {
        Self { which, label, value, hint: String::new(), problem: None, rests: false }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    fn problem(self, problem: Option<Problem>) -> Self {
        Self { problem, ..self }
    }

    fn rests(self, rests: bool) -> Self {
        Self { rests, ..self }
    }

    fn view(self) -> Element<'a> {
        let which = self.which;
        let hidden = matches!(
            which,
            Field::Password | Field::Passphrase | Field::PassphraseAgain | Field::ClientSecret
        );
        let edited = move |typed: String| {
            app::Message::Accounts(match which {
                _ if hidden || which == Field::Pasted => {
                    Message::SecretEdited(which, Password::new(typed))
                }
                _ => Message::FieldEdited(which, typed),
            })
        };
        let mut field = widget::Field::new(self.label, self.value)
            .placeholder(self.hint)
            .id(fields::id(FieldId::Form(which)))
            .secret(hidden)
            .wrong(self.problem.map(words))
            .on_submit(app::Message::Accounts(Message::Submitted));
        if !self.rests {
            field = field.on_input(edited);
        }
        container(widget::Element::from(field)).width(Length::Fill).into()
    }
}

fn words(problem: Problem) -> String {
    match problem {
        Problem::Missing => fl!("signin-missing"),
        Problem::NotAnAddress => fl!("signin-not-an-address"),
        Problem::NotAPort => fl!("signin-not-a-port"),
        Problem::NotAHost => fl!("signin-not-a-host"),
        Problem::NeedsTls => fl!("signin-needs-tls"),
        Problem::TooShort => {
            fl!("keeping-too-short", least = PASSPHRASE_MIN)
        }
        Problem::NotTheSame => fl!("keeping-not-the-same"),
        Problem::NotAClientId => fl!("client-not-an-id"),
    }
}

/// A button that Tab reaches.
fn press<'a>(rank: Rank, label: String, message: Message) -> Element<'a> {
    let message = app::Message::Accounts(message);
    Reach::new(button::words(rank, label, Some(message.clone())), message).into()
}

/// The same with a sign before the words.
fn sign<'a>(rank: Rank, sign: Icon, label: String, message: Message) -> Element<'a> {
    let message = app::Message::Accounts(message);
    Reach::new(button::sign(rank, sign, label, Some(message.clone())), message).into()
}

/// Words that act, reached by Tab.
fn link<'a>(label: String, message: Message) -> Element<'a> {
    let message = app::Message::Accounts(message);
    Reach::new(button::link(label, message.clone()), message).into()
}

/// A large choice with a sentence in it, reached by Tab.
fn choice<'a>(sign: Icon, title: String, sentence: String, message: Message) -> Element<'a> {
    let message = app::Message::Accounts(message);
    Reach::new(button::card(sign, title, sentence, Some(message.clone())), message).into()
}

/// The foot of the card: what else could be done, a way back, the way on.
fn foot<'a>(
    aside: Option<Element<'a>>,
    back: String,
    on: Option<(Rank, String, Message)>,
) -> Element<'a> {
    let aside = aside.unwrap_or_else(|| Space::new().into());
    let on = on.map(|(rank, label, message)| press(rank, label, message));
    row![container(aside).width(Length::Fill), press(Rank::Plain, back, Message::Cancelled), on]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
}

/// The way to the doctor, where something failed.
fn find_out<'a>(fault: &Fault) -> Option<Element<'a>> {
    // What would be the same every time needs no looking into.
    (fault.retry() != Retry::Never).then(|| {
        let asked = app::Message::Doctor(app::doctor::Message::SignInAsked);
        Reach::new(button::link(fl!("find-out"), asked.clone()), asked).into()
    })
}

/// The link to the settings by hand.
fn by_hand<'a>() -> Element<'a> {
    link(fl!("signin-by-hand"), Message::ByHandChosen)
}

/// That something goes on.
fn busy<'a>(words: String) -> Element<'a> {
    row![icon(Icon::Busy).style(surface::muted), note(words)]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
}

/// A sentence that explains.
fn note<'a>(words: String) -> Element<'a> {
    text(words).size(font::BODY).style(surface::muted).wrapping(text::Wrapping::WordOrGlyph).into()
}

/// A box of the card's own.
fn inset<'a>(content: impl Into<Element<'a>>) -> Element<'a> {
    container(content).padding(space::M).width(Length::Fill).style(surface::banner).into()
}

/// What the trial says, unless it goes on: nothing, a fault, or a certificate to be judged.
fn outcome(trial: &Trial) -> Option<Element<'_>> {
    match trial {
        Trial::Idle | Trial::Trying => None,
        Trial::Failed(fault) => {
            Some(column![alarm(fault), find_out(fault)].spacing(space::S).into())
        }
        Trial::Certificate { fingerprint, problem, .. } => {
            let say = match problem {
                CertificateProblem::UnknownIssuer => fl!("certificate-unknown"),
                CertificateProblem::Expired => fl!("certificate-expired"),
                CertificateProblem::WrongHost => fl!("certificate-host"),
                CertificateProblem::Changed => fl!("certificate-changed"),
                CertificateProblem::Other => fl!("certificate-other"),
            };
            let print = text(fingerprint.in_two_lines()).size(font::SMALL).font(font::MONO);
            let print = container(print).padding(space::S).style(surface::banner);
            let answer = row![
                press(Rank::Plain, fl!("certificate-decline"), Message::CertificateDeclined),
                press(Rank::Danger, fl!("certificate-trust"), Message::CertificateTrusted),
            ]
            .spacing(space::S);
            let asked = column![
                text(say).size(font::BODY),
                text(fl!("certificate-fingerprint")).size(font::SMALL).style(surface::muted),
                print,
                answer
            ];
            Some(boxed(Icon::Shield, asked.spacing(space::S).into()))
        }
    }
}

/// A fault: a plain sentence with what to do, and the technical words below.
fn alarm<'a>(fault: &Fault) -> Element<'a> {
    let detail = (!fault.detail.is_empty()).then(|| {
        text(fault.detail.clone())
            .size(font::SMALL)
            .style(surface::muted)
            .wrapping(text::Wrapping::WordOrGlyph)
    });
    let said = column![text(i18n::fault(fault)).size(font::BODY), detail];
    boxed(Icon::Alert, said.spacing(space::XS).into())
}

fn boxed<'a>(sign: Icon, inner: Element<'a>) -> Element<'a> {
    let inner = container(inner).width(Length::Fill);
    container(row![icon(sign).style(surface::wrong), inner].spacing(space::M))
        .padding(space::M)
        .width(Length::Fill)
        .style(surface::alarm)
        .into()
}

/// Where a server was found.
fn place(origin: Origin) -> String {
    match origin {
        Origin::Table => fl!("origin-table"),
        Origin::Pacc => fl!("origin-pacc"),
        Origin::Autoconfig => fl!("origin-autoconfig"),
        Origin::WellKnown => fl!("origin-well-known"),
        Origin::Srv => fl!("origin-srv"),
        Origin::Mx => fl!("origin-mx"),
        Origin::Guess => fl!("origin-guess"),
    }
}

/// How far one step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Ahead,
    Now,
    Done,
    Nothing,
    Failed,
}

/// One step of several: a mark, what it is, and below what is known of it.
fn step<'a>(mark: Mark, name: String, said: Option<String>) -> Element<'a> {
    let sign = match mark {
        Mark::Ahead => icon(Icon::Circle).style(surface::faint),
        Mark::Now => icon(Icon::Busy).style(surface::accent),
        Mark::Done => icon(Icon::Done).style(surface::well),
        Mark::Nothing => icon(Icon::Minus).style(surface::muted),
        Mark::Failed => icon(Icon::Alert).style(surface::wrong),
    };
    let style = match mark {
        Mark::Ahead | Mark::Nothing => surface::muted,
        Mark::Now | Mark::Done | Mark::Failed => surface::plain,
    };
    let said = said.map(|said| {
        text(said).size(font::SMALL).style(surface::muted).wrapping(text::Wrapping::WordOrGlyph)
    });
    let name = text(name).size(font::BODY).style(style);
    let words = match mark {
        // Two words that nobody has to read: on the same line they take no place.
        Mark::Nothing => column![row![name.width(Length::Fill), said].spacing(space::M)],
        _ => column![name, said],
    };
    let sign = container(sign).padding(space::HAIRLINE);
    row![sign, words.width(Length::Fill)].spacing(space::M).into()
}
