//! What can be done to messages and mailboxes, whoever does it, and how it is written in a line.
//!
//! ```text
//! move INBOX Archive 3 5        copy INBOX Archive 3        bring INBOX go 3      (or stay)
//! flag seen on INBOX 3 5        delete INBOX 3              putback INBOX 3
//! make - Box1                   make Box1 Box2              in that one
//! rename Box1 - Box3            subscribe Box3 on
//! unmake Box3,Box2 7            that mailbox, those in it, and their messages
//! ```

use std::fmt;

/// A flag of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Seen,
    Starred,
}

/// Wherever the message is.
pub const ANYWHERE: &str = "*";

/// Mailboxes are called by the last part of their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Move {
        from: String,
        to: String,
    },
    Copy {
        from: String,
        to: String,
    },
    /// To the second account.
    Bring {
        from: String,
        stays: bool,
    },
    Delete {
        from: String,
    },
    Flag {
        mark: Mark,
        on: bool,
        from: String,
    },
    PutBack {
        to: String,
    },
    Make {
        inside: Option<String>,
        name: String,
    },
    Rename {
        name: String,
        inside: Option<String>,
        to: String,
    },
    /// Itself first, then what lies in it.
    Unmake {
        names: Vec<String>,
    },
    Subscribe {
        name: String,
        on: bool,
    },
}

impl Change {
    /// The mailboxes that it names.
    pub fn names(&self) -> Vec<&str> {
        let names: Vec<&String> = match self {
            Self::Move { from, to } | Self::Copy { from, to } => vec![from, to],
            Self::Bring { from, .. } | Self::Delete { from } | Self::Flag { from, .. } => {
                vec![from]
            }
            Self::PutBack { to } => vec![to],
            Self::Make { inside, name } => inside.iter().chain([name]).collect(),
            Self::Rename { name, inside, to } => inside.iter().chain([name, to]).collect(),
            Self::Unmake { names } => names.iter().collect(),
            Self::Subscribe { name, .. } => vec![name],
        };
        names.into_iter().map(String::as_str).filter(|name| *name != ANYWHERE).collect()
    }

    /// Whether it is about a mailbox and not about messages.
    pub fn tends(&self) -> bool {
        matches!(
            self,
            Self::Make { .. } | Self::Rename { .. } | Self::Unmake { .. } | Self::Subscribe { .. }
        )
    }

    /// Whether messages are elsewhere after it, or their mailbox is.
    pub fn carries(&self) -> bool {
        match self {
            Self::Move { .. } | Self::Delete { .. } | Self::Bring { stays: false, .. } => true,
            Self::Rename { .. } | Self::Unmake { .. } => true,
            Self::Copy { .. } | Self::Bring { .. } | Self::Flag { .. } | Self::PutBack { .. } => {
                false
            }
            Self::Make { .. } | Self::Subscribe { .. } => false,
        }
    }

    /// Reads a line; the messages that it is about are its last words.
    pub fn read(text: &str) -> (Self, Vec<u32>) {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let word = |word: &&str| (*word).to_owned();
        let inside = |word: &&str| (*word != "-").then(|| (*word).to_owned());
        let (change, used) = match &words[..] {
            ["move", from, to, ..] => (Self::Move { from: word(from), to: word(to) }, 3),
            ["copy", from, to, ..] => (Self::Copy { from: word(from), to: word(to) }, 3),
            ["bring", from, how, ..] => {
                (Self::Bring { from: word(from), stays: *how == "stay" }, 3)
            }
            ["delete", from, ..] => (Self::Delete { from: word(from) }, 2),
            ["flag", mark, on, from, ..] => {
                let mark = if *mark == "seen" { Mark::Seen } else { Mark::Starred };
                (Self::Flag { mark, on: *on == "on", from: word(from) }, 4)
            }
            ["putback", to, ..] => (Self::PutBack { to: word(to) }, 2),
            ["make", parent, name] => (Self::Make { inside: inside(parent), name: word(name) }, 3),
            ["rename", name, parent, to] => {
                let name = word(name);
                (Self::Rename { name, inside: inside(parent), to: word(to) }, 4)
            }
            ["unmake", names, ..] => {
                (Self::Unmake { names: names.split(',').map(str::to_owned).collect() }, 2)
            }
            ["subscribe", name, on] => (Self::Subscribe { name: word(name), on: *on == "on" }, 3),
            _ => panic!("not a change: {text}"),
        };
        (change, words[used..].iter().map(|number| number.parse().unwrap()).collect())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |inside: &Option<String>| inside.clone().unwrap_or_else(|| "-".into());
        let on_off = |on: &bool| if *on { "on" } else { "off" };
        match self {
            Self::Move { from, to } => write!(f, "move {from} {to}"),
            Self::Copy { from, to } => write!(f, "copy {from} {to}"),
            Self::Bring { from, stays } => {
                write!(f, "bring {from} {}", if *stays { "stay" } else { "go" })
            }
            Self::Delete { from } => write!(f, "delete {from}"),
            Self::Flag { mark, on, from } => {
                let mark = if *mark == Mark::Seen { "seen" } else { "starred" };
                write!(f, "flag {mark} {} {from}", on_off(on))
            }
            Self::PutBack { to } => write!(f, "putback {to}"),
            Self::Make { inside, name } => write!(f, "make {} {name}", or_none(inside)),
            Self::Rename { name, inside, to } => {
                write!(f, "rename {name} {} {to}", or_none(inside))
            }
            Self::Unmake { names } => write!(f, "unmake {}", names.join(",")),
            Self::Subscribe { name, on } => write!(f, "subscribe {name} {}", on_off(on)),
        }
    }
}
