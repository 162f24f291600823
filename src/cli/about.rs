//! What an order is about and what became of it, in words and as fields: messages by their number, a
//! mailbox by its name. Knows no engine.

use serde_json::{Value, json};

use super::out::line;
use super::problem::{sentence, with_detail};
use crate::fl;
use crate::model::action::Action;
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::order::MailboxOrder;

/// What an order is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Messages(usize),
    Mailbox { doing: Doing, name: String },
}

/// What is done to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Create,
    Rename,
    Delete,
    Subscribe,
    Unsubscribe,
}

impl Doing {
    pub fn of(order: &MailboxOrder) -> Self {
        match order {
            MailboxOrder::Create { .. } => Self::Create,
            MailboxOrder::Rename { .. } => Self::Rename,
            MailboxOrder::Delete { .. } => Self::Delete,
            MailboxOrder::Subscribe { on: true, .. } => Self::Subscribe,
            MailboxOrder::Subscribe { on: false, .. } => Self::Unsubscribe,
        }
    }

    /// The word of the command.
    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Rename => "rename",
            Self::Delete => "delete",
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

impl About {
    /// What this action is about; `name` tells the path of a mailbox that is listed.
    pub fn of(action: &Action, name: impl FnOnce(MailboxId) -> Option<String>) -> Self {
        let Action::Mailbox(order) = action else { return Self::Messages(action.keys().len()) };
        let name = name(order.mailbox()).unwrap_or_else(|| match order {
            MailboxOrder::Create { seat, .. } | MailboxOrder::Delete { seat, .. } => {
                seat.name.clone()
            }
            MailboxOrder::Rename { from, .. } => from.name.clone(),
            MailboxOrder::Subscribe { .. } => String::new(),
        });
        Self::Mailbox { doing: Doing::of(order), name }
    }

    /// The fields of a record.
    pub fn fields(&self) -> Value {
        match self {
            Self::Messages(count) => json!({ "messages": count }),
            Self::Mailbox { doing, name } => json!({ "order": doing.word(), "mailbox": name }),
        }
    }

    /// What was attempted, in the middle of a sentence.
    fn attempt(doing: Doing, name: &str) -> String {
        let name = line(name);
        match doing {
            Doing::Create => fl!("cli-tend-create", name = name),
            Doing::Rename => fl!("cli-tend-rename", name = name),
            Doing::Delete => fl!("cli-tend-delete", name = name),
            Doing::Subscribe => fl!("cli-tend-subscribe", name = name),
            Doing::Unsubscribe => fl!("cli-tend-unsubscribe", name = name),
        }
    }

    pub fn settled(&self) -> String {
        match self {
            Self::Messages(count) => fl!("cli-settled", count = *count),
            Self::Mailbox { doing, name } => {
                fl!("cli-tend-settled", what = Self::attempt(*doing, name))
            }
        }
    }

    pub fn refused(&self, why: Option<&Fault>) -> String {
        let why = told(why);
        match self {
            Self::Messages(count) => fl!("cli-refused", count = *count, why = why),
            Self::Mailbox { doing, name } => {
                fl!("cli-tend-refused", what = Self::attempt(*doing, name), why = why)
            }
        }
    }

    pub fn doubtful(&self, why: Option<&Fault>) -> String {
        let why = told(why);
        match self {
            Self::Messages(count) => fl!("cli-doubtful", count = *count, why = why),
            Self::Mailbox { doing, name } => {
                fl!("cli-tend-doubtful", what = Self::attempt(*doing, name), why = why)
            }
        }
    }

    /// It is kept for the next run.
    pub fn waits(&self, why: &Fault) -> String {
        let why = told(Some(why));
        match self {
            Self::Messages(count) => fl!("cli-waits", count = *count, why = why),
            Self::Mailbox { doing, name } => {
                fl!("cli-tend-waits", what = Self::attempt(*doing, name), why = why)
            }
        }
    }

    /// Several at once; one command gives orders of one kind.
    pub fn all<'a>(each: impl Iterator<Item = &'a Self>) -> Self {
        let mut count = 0;
        for one in each {
            match one {
                Self::Messages(more) => count += more,
                Self::Mailbox { .. } => return one.clone(),
            }
        }
        Self::Messages(count)
    }
}

fn told(why: Option<&Fault>) -> String {
    why.map(|fault| with_detail(&sentence(fault), fault)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::order::Seat;

    #[test]
    fn a_mailbox_is_called_by_its_path_or_as_the_order_calls_it() {
        let seat = Seat { inside: None, name: "2026".into() };
        let mailbox = MailboxId(7);
        let action = Action::Mailbox(MailboxOrder::Create { mailbox, seat });
        let about = About::of(&action, |_| Some("Trips/2026".into()));
        assert_eq!(about.fields(), json!({ "order": "create", "mailbox": "Trips/2026" }));
        assert_eq!(
            About::of(&action, |_| None).fields(),
            json!({ "order": "create", "mailbox": "2026" })
        );
        let action = Action::Mailbox(MailboxOrder::Subscribe { mailbox, on: false });
        assert_eq!(About::of(&action, |_| Some("A".into())).fields()["order"], "unsubscribe");
    }

    #[test]
    fn messages_of_several_orders_are_counted_together() {
        let each = [About::Messages(2), About::Messages(3)];
        assert_eq!(About::all(each.iter()), About::Messages(5));
        assert_eq!(About::all(std::iter::empty()), About::Messages(0));
    }
}
