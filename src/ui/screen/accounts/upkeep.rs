//! On an account's page: whether it is like on the server, and what its connections carry.

use iced::Fill;
use iced::widget::{column, row, text};

use super::super::{Element, sidebar};
use super::details::{fact, said};
use super::words_button;
use crate::app::upkeep::Message;
use crate::app::{self, Held};
use crate::fl;
use crate::i18n;
use crate::model::audit::{Auditing, NIGHT, Verdict};
use crate::model::ids::MailboxId;
use crate::model::traffic::Traffic;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank, hint};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::small;

/// Mailboxes that are named at most.
const NAMED: usize = 5;

/// Whether all of it is like on the server.
pub fn audit(held: &Held, now: i64) -> Element<'_> {
    let verdict = held.verdict();
    let (sign, tone): (_, fn(&iced::Theme) -> text::Style) = match &verdict {
        None => (Icon::Circle, surface::faint),
        Some(verdict) if !verdict.left.is_empty() => (Icon::Warning, surface::careful),
        Some(_) => (Icon::Done, surface::well),
    };
    let sentence = text(sentence(verdict.as_ref(), now)).size(font::BODY).font(font::STRONG);
    let mut lines = column![sentence.wrapping(text::Wrapping::WordOrGlyph)].spacing(space::XS);
    for line in more(held, verdict.as_ref()) {
        lines = lines.push(text(line).size(font::BODY));
    }
    let state = held.upkeep.auditing.as_ref();
    let progress = state.and_then(running).map(small::progress);
    let state = state.and_then(standing);
    let state = state.map(|words| text(words).size(font::SMALL).style(surface::muted));
    let what = row![icon(sign).style(tone), lines.width(Fill)].spacing(space::M);
    let asked = app::Message::Upkeep(Message::AuditAsked(held.account.id));
    let go = match held.can_audit() {
        true => words_button(Rank::Plain, fl!("audit-go"), asked),
        false => button::words(Rank::Plain, fl!("audit-go"), None),
    };
    column![what, progress, state, hint(go, "C")].spacing(space::M).into()
}

fn sentence(verdict: Option<&Verdict>, now: i64) -> String {
    let Some(verdict) = verdict else { return fl!("audit-never") };
    let when = i18n::when(verdict.oldest, now);
    match (verdict.found.is_empty(), verdict.left.sum()) {
        (true, 0) => fl!("audit-same", when = when),
        (false, 0) => fl!("audit-repaired", when = when),
        (_, left) => fl!("audit-left", count = left, when = when),
    }
}

/// What differed, where, and what was not compared.
fn more(held: &Held, verdict: Option<&Verdict>) -> Vec<String> {
    let Some(verdict) = verdict else { return Vec::new() };
    let mut lines = i18n::upkeep::differences(verdict.found);
    let differs = held.mail.mailboxes().iter().filter(|mailbox| {
        held.upkeep.audits.get(&mailbox.id).is_some_and(|audit| !audit.found.is_empty())
    });
    let names: Vec<String> = differs.take(NAMED).map(|mailbox| name(held, mailbox.id)).collect();
    if !names.is_empty() {
        lines.push(fl!("audit-where", mailboxes = names.join(", ")));
    }
    if verdict.unchecked > 0 {
        lines.push(fl!("audit-unchecked", count = verdict.unchecked));
    }
    lines
}

/// How far an audit that runs has come, from 0 to 1.
fn running(auditing: &Auditing) -> Option<f32> {
    match *auditing {
        Auditing::Running { done, of, .. } if of > 0 => {
            // A share of a bar needs no more digits than these have.
            let share = f64::from(done) / f64::from(of);
            Some(share as f32)
        }
        _ => None,
    }
}

fn standing(auditing: &Auditing) -> Option<String> {
    match *auditing {
        Auditing::Running { done, of, octets } => {
            let size = i18n::size(octets);
            Some(fl!("audit-running", done = done, of = of, size = size))
        }
        Auditing::Postponed { done, of, .. } => {
            Some(fl!("audit-postponed", done = done, of = of, budget = i18n::size(NIGHT)))
        }
        Auditing::Done { left_out: 0, .. } => None,
        Auditing::Done { left_out, .. } => Some(fl!("audit-left-out", count = left_out)),
    }
}

/// What its connections carried today.
pub fn traffic(held: &Held) -> Element<'_> {
    let read = held.upkeep.traffic.as_ref();
    let today = read.filter(|traffic| !traffic.total().is_empty());
    let table = match today {
        None => said(fl!("traffic-none")),
        Some(traffic) => table(held, traffic),
    };
    let asked = app::Message::Upkeep(Message::LogAsked(held.account.id));
    let log = hint(words_button(Rank::Plain, fl!("log-title"), asked), "L");
    let paused = read.filter(|traffic| traffic.paused).map(|_| {
        let words = text(fl!("traffic-paused")).size(font::BODY).width(Fill);
        row![icon(Icon::Clock).style(surface::careful), words].spacing(space::M)
    });
    column![paused, table, log].spacing(space::L).into()
}

fn table<'a>(held: &Held, traffic: &Traffic) -> Element<'a> {
    let total = traffic.total();
    let mut lines = column![fact(fl!("traffic-total"), said(i18n::upkeep::octets(total)))];
    for (kind, octets) in traffic.kinds() {
        lines = lines.push(fact(i18n::upkeep::kind(kind), said(i18n::upkeep::octets(octets))));
    }
    let each = traffic.mailboxes().into_iter().take(NAMED).map(|(id, octets)| {
        let size = i18n::size(octets.down.saturating_add(octets.up));
        fl!("traffic-mailbox", mailbox = name(held, id), size = size)
    });
    let each = each.collect::<Vec<_>>().join(", ");
    if !each.is_empty() {
        lines = lines.push(fact(fl!("traffic-mailboxes"), said(each)));
    }
    lines = lines.push(fact(fl!("traffic-turns"), said(total.turns.to_string())));
    lines = lines.push(fact(fl!("traffic-connections"), said(traffic.connections.to_string())));
    if let Some(budget) = traffic.budget {
        let (used, budget) = (i18n::size(total.down), i18n::size(budget));
        let words = fl!("traffic-budget-text", used = used, budget = budget);
        lines = lines.push(fact(fl!("traffic-budget"), said(words)));
    }
    lines.spacing(space::XS).into()
}

fn name(held: &Held, id: MailboxId) -> String {
    let mailbox = held.mail.mailbox(id);
    mailbox.map(|mailbox| sidebar::name_of(mailbox.role, mailbox.name())).unwrap_or_default()
}
