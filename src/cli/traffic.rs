//! `pombo traffic`: what the connections carried, as the profile keeps it. Needs no connection.

use serde_json::json;

use super::args::TrafficWish;
use super::kept::Kept;
use super::out::cell;
use super::{Context, End, Problem};
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::ids::MailboxId;
use crate::model::mailbox::Mailbox;
use crate::model::traffic::Traffic;
use crate::sync;

/// Columns of a name.
const NAME: usize = 28;

pub fn run(context: &Context, wish: &TrafficWish) -> Result<End, Problem> {
    let accounts = match &wish.account {
        None if !context.config.accounts.is_empty() => context.config.accounts.clone(),
        _ => vec![context.account(wish.account.as_deref())?],
    };
    for account in &accounts {
        let kept = Kept::open(context, account)?;
        let mailboxes = kept.mailboxes.clone();
        kept.close();
        let traffic = Traffic {
            uses: sync::kept_traffic(&context.paths, account.id),
            today: sync::today(),
            budget: sync::daily_budget(&account.imap.host),
            ..Traffic::default()
        };
        match context.out.json {
            true => records(context, account, &mailboxes, &traffic)?,
            false => readable(context, account, &mailboxes, &traffic)?,
        }
    }
    Ok(End::Done)
}

fn records(
    context: &Context,
    account: &Account,
    mailboxes: &[Mailbox],
    traffic: &Traffic,
) -> Result<(), Problem> {
    for used in &traffic.uses {
        let name = used.mailbox.map(|id| path(mailboxes, id));
        let value = json!({
            "event": "traffic", "account": account.id.0, "day": date(used.day), "mailbox": name,
            "kind": used.kind, "down": used.octets.down, "up": used.octets.up,
            "turns": used.octets.turns,
        });
        context.out.record(&value, String::new)?;
    }
    let total = traffic.total();
    let value = json!({
        "event": "total", "account": account.id.0, "day": date(traffic.today),
        "down": total.down, "up": total.up, "turns": total.turns, "budget": traffic.budget,
    });
    context.out.record(&value, String::new)
}

fn readable(
    context: &Context,
    account: &Account,
    mailboxes: &[Mailbox],
    traffic: &Traffic,
) -> Result<(), Problem> {
    let out = context.out;
    out.say(&format!("{}: {}", account.address, fl!("traffic-title")))?;
    let total = traffic.total();
    if total.is_empty() {
        return out.say(&fl!("traffic-none"));
    }
    let row = |name: &str, octets| {
        out.say(&format!("  {}{}", cell(name, NAME), i18n::upkeep::octets(octets)))
    };
    row(&fl!("traffic-total"), total)?;
    for (kind, octets) in traffic.kinds() {
        row(&i18n::upkeep::kind(kind), octets)?;
    }
    for (id, octets) in traffic.mailboxes() {
        row(&path(mailboxes, id), octets)?;
    }
    match traffic.budget {
        None => Ok(()),
        Some(budget) => {
            let (used, budget) = (i18n::size(total.down), i18n::size(budget));
            out.say(&fl!("traffic-budget-text", used = used, budget = budget))
        }
    }
}

fn path(mailboxes: &[Mailbox], id: MailboxId) -> String {
    let found = mailboxes.iter().find(|mailbox| mailbox.id == id);
    found.map(|mailbox| mailbox.path.join("/")).unwrap_or_default()
}

/// A day as `YYYY-MM-DD`; empty where there is no such day.
fn date(day: i32) -> String {
    let seconds = i64::from(day).saturating_mul(24 * 3_600);
    let text = super::out::stamp(seconds);
    text.split('T').next().unwrap_or_default().to_owned()
}
