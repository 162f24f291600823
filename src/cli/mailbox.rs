//! `pombo mailbox list|create|rename|delete|subscribe|unsubscribe`: the tree of mailboxes as it is
//! shown, and orders about it through the journal, as the window gives them.

use serde_json::{Value, json};

use super::about::{About, Doing};
use super::act;
use super::args::{MailboxCommand, MailboxDeletion, MailboxRenaming, MailboxesWish, OneMailbox};
use super::kept::{Kept, role_name};
use super::out::{line, merged, right};
use super::{Context, End, Problem};
use crate::fl;
use crate::i18n;
use crate::model::account::Account;
use crate::model::action::Action;
use crate::model::ids::{EntryId, MailboxId};
use crate::model::mail::Mail;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::namespace::Realm;
use crate::model::order::{MailboxOrder, NameProblem, Seat, check_name};

/// Columns of a number of messages.
const COUNT: usize = 8;

/// Mailboxes that are named before they go.
const NAMED: usize = 20;

pub async fn run(context: &Context, command: &MailboxCommand) -> Result<End, Problem> {
    match command {
        MailboxCommand::List(wish) => list(context, wish),
        MailboxCommand::Create(wish) => create(context, wish).await,
        MailboxCommand::Rename(wish) => rename(context, wish).await,
        MailboxCommand::Delete(wish) => delete(context, wish).await,
        MailboxCommand::Subscribe(wish) => subscribe(context, wish, true).await,
        MailboxCommand::Unsubscribe(wish) => subscribe(context, wish, false).await,
    }
}

fn list(context: &Context, wish: &MailboxesWish) -> Result<End, Problem> {
    let tree = Tree::open(context, wish.account.as_deref())?;
    let mut all: Vec<&Mailbox> = tree.mail.mailboxes().iter().collect();
    // Special ones first, as in the window; the rest by name, whatever its case.
    all.sort_by_cached_key(|mailbox| {
        let path: Vec<String> = mailbox.path.iter().map(|name| name.to_lowercase()).collect();
        (mailbox.role.is_none(), mailbox.role, path, mailbox.id)
    });
    for mailbox in all {
        context.out.record(&tree.value(mailbox), || tree.readable(mailbox))?;
    }
    tree.kept.close();
    Ok(End::Done)
}

async fn create(context: &Context, wish: &OneMailbox) -> Result<End, Problem> {
    let tree = Tree::open(context, wish.account.as_deref())?;
    let seat = tree.seat(&wish.mailbox, None)?;
    let name = tree.path_at(&seat);
    let order = move |entry| MailboxOrder::Create { mailbox: MailboxId::planned(entry), seat };
    tree.order(context, name, order).await
}

async fn rename(context: &Context, wish: &MailboxRenaming) -> Result<End, Problem> {
    let tree = Tree::open(context, wish.account.as_deref())?;
    let mailbox = tree.kept.mailbox(&wish.mailbox)?;
    stays(mailbox.role)?;
    let (id, name) = (mailbox.id, mailbox.path.join("/"));
    let from = tree.mail.seat(id).ok_or_else(|| unknown(&wish.mailbox))?;
    let to = tree.seat(&wish.to, Some(id))?;
    if from == to {
        return tree.unneeded(context, Doing::Rename, name);
    }
    let into_itself = tree.mail.below(id).map(|below| below.id).chain([id]);
    if to.inside.is_some_and(|inside| into_itself.into_iter().any(|one| one == inside)) {
        return Err(Problem::usage(fl!("cli-mailbox-in-itself", mailbox = name)));
    }
    tree.order(context, name, |_| MailboxOrder::Rename { mailbox: id, from, to }).await
}

async fn delete(context: &Context, wish: &MailboxDeletion) -> Result<End, Problem> {
    let tree = Tree::open(context, wish.account.as_deref())?;
    let mailbox = tree.kept.mailbox(&wish.mailbox)?;
    let (id, name) = (mailbox.id, mailbox.path.join("/"));
    let seat = tree.mail.seat(id).ok_or_else(|| unknown(&wish.mailbox))?;
    let mut inside: Vec<&Mailbox> = tree.mail.below(id).collect();
    inside.sort_by(|one, other| one.path.cmp(&other.path));
    // A special one in it would go along unasked.
    stays(mailbox.role.or_else(|| inside.iter().find_map(|below| below.role)))?;
    let below: Vec<MailboxId> = inside.iter().map(|below| below.id).collect();
    let all = below.iter().chain([&id]);
    let messages = all.map(|&id| tree.mail.counts(id).total).fold(0, u32::saturating_add);
    if !wish.yes {
        let names: Vec<String> = inside.iter().map(|below| below.path.join("/")).collect();
        return ask(context, &name, messages, &names);
    }
    let order = |_| MailboxOrder::Delete { mailbox: id, seat, messages, below };
    tree.order(context, name, order).await
}

/// Says what would go, and does nothing.
fn ask(context: &Context, name: &str, messages: u32, inside: &[String]) -> Result<End, Problem> {
    let value = json!({
        "event": "would_delete", "mailbox": name, "messages": messages, "mailboxes": inside,
    });
    context.out.record(&value, || {
        let mut said = vec![fl!("cli-mailbox-would-go", mailbox = line(name), count = messages)];
        said.extend(
            (!inside.is_empty()).then(|| fl!("cli-mailbox-would-go-too", count = inside.len())),
        );
        said.extend(inside.iter().take(NAMED).map(|name| format!("    {}", line(name))));
        let more = inside.len().saturating_sub(NAMED);
        said.extend((more > 0).then(|| format!("    {}", fl!("folder-delete-more", count = more))));
        said.join("\n")
    })?;
    Err(Problem::usage(fl!("cli-mailbox-say-yes")))
}

async fn subscribe(context: &Context, wish: &OneMailbox, on: bool) -> Result<End, Problem> {
    let tree = Tree::open(context, wish.account.as_deref())?;
    let mailbox = tree.kept.mailbox(&wish.mailbox)?;
    let (id, name, now) = (mailbox.id, mailbox.path.join("/"), mailbox.subscribed);
    let order = MailboxOrder::Subscribe { mailbox: id, on };
    if now == Some(on) {
        return tree.unneeded(context, Doing::of(&order), name);
    }
    tree.order(context, name, |_| order).await
}

/// Special mailboxes stay as they are.
fn stays(role: Option<Role>) -> Result<(), Problem> {
    let Some(role) = role else { return Ok(()) };
    let sentence = fl!("folder-stays", name = i18n::role(role));
    Err(Problem::Said { end: End::Failed, sentence })
}

fn unknown(wanted: &str) -> Problem {
    Problem::not_found(fl!("cli-unknown-mailbox", mailbox = wanted))
}

/// The tree of an account with what is kept below it.
struct Tree {
    account: Account,
    kept: Kept,
    mail: Mail,
}

impl Tree {
    fn open(context: &Context, account: Option<&str>) -> Result<Self, Problem> {
        let account = context.account(account)?;
        let kept = Kept::open(context, &account)?;
        let mail = kept.mail()?;
        Ok(Self { account, kept, mail })
    }

    /// Where a mailbox of this path is to hang: what lies above it must be there. `this` may be there
    /// already.
    fn seat(&self, path: &str, this: Option<MailboxId>) -> Result<Seat, Problem> {
        let path = path.trim().trim_matches('/');
        let (above, name) = match path.rsplit_once('/') {
            Some((above, name)) => (Some(above), name),
            None => (None, path),
        };
        let inside = match above {
            Some(above) => {
                let above = self.kept.mailbox(above)?;
                if matches!(above.role, Some(Role::All | Role::Flagged)) {
                    let name = above.path.join("/");
                    return Err(Problem::usage(fl!("cli-mailbox-holds-none", mailbox = name)));
                }
                Some(above.id)
            }
            None => self.mail.root(),
        };
        let name = check_name(name, self.mail.separator()).map_err(wrong_name)?.to_owned();
        let seat = Seat { inside, name };
        match self.mail.is_taken(&seat, this) {
            true => Err(wrong_name(NameProblem::Taken)),
            false => Ok(seat),
        }
    }

    fn path_at(&self, seat: &Seat) -> String {
        self.mail.path_at(seat).map_or_else(|| seat.name.clone(), |path| path.join("/"))
    }

    /// Gives the order and waits for what becomes of it.
    async fn order(
        self,
        context: &Context,
        name: String,
        order: impl FnOnce(EntryId) -> MailboxOrder,
    ) -> Result<End, Problem> {
        let Self { account, kept, .. } = self;
        // The engine takes the profile.
        kept.close();
        act::order(context, account, |entry| {
            let order = order(entry);
            vec![(About::Mailbox { doing: Doing::of(&order), name }, Action::Mailbox(order))]
        })
        .await
    }

    fn unneeded(self, context: &Context, doing: Doing, name: String) -> Result<End, Problem> {
        self.kept.close();
        let about = About::Mailbox { doing, name };
        let value = merged(json!({ "event": "action", "state": "unneeded" }), about.fields());
        context.out.record(&value, || fl!("cli-tend-unneeded"))?;
        Ok(End::Done)
    }

    /// Whether an order about it waits for the server.
    fn waits(&self, mailbox: MailboxId) -> bool {
        self.mail.pending().any(|entry| match &entry.action {
            Action::Mailbox(order) => order.mailbox() == mailbox,
            _ => false,
        })
    }

    fn value(&self, mailbox: &Mailbox) -> Value {
        let counts = self.mail.counts(mailbox.id);
        json!({
            "mailbox": mailbox.path.join("/"),
            "path": mailbox.path,
            "role": mailbox.role.map(role_name),
            "realm": realm(self.mail.areas().place(&mailbox.path).0),
            "messages": counts.total,
            "unread": counts.unread,
            "selectable": mailbox.selectable,
            "subscribed": mailbox.subscribed,
            "waits": self.waits(mailbox.id),
        })
    }

    fn readable(&self, mailbox: &Mailbox) -> String {
        let counts = self.mail.counts(mailbox.id);
        let waits = if self.waits(mailbox.id) { '~' } else { ' ' };
        let hidden = mailbox.selectable && mailbox.is_unsubscribed();
        let hidden = if hidden { '-' } else { ' ' };
        let count = |count: u32| match mailbox.selectable {
            true => right(&count.to_string(), COUNT),
            false => right("", COUNT),
        };
        let path = line(&mailbox.path.join("/"));
        let role = mailbox.role.map(|role| format!("  ({})", role_name(role))).unwrap_or_default();
        format!("{waits}{hidden} {} {}  {path}{role}", count(counts.unread), count(counts.total))
    }
}

/// Whose a mailbox is, where a program reads it.
fn realm(realm: Realm) -> &'static str {
    match realm {
        Realm::Own => "own",
        Realm::Others => "others",
        Realm::Shared => "shared",
    }
}

fn wrong_name(problem: NameProblem) -> Problem {
    let sentence = i18n::name_problem(problem);
    let end = if problem == NameProblem::Taken { End::Failed } else { End::WrongUse };
    Problem::Said { end, sentence }
}
