//! Compares what an app was told with what a scripted server holds: was anything hidden that the
//! server has, and are both the same in the end? Sees facts and mailboxes, no wire.

use std::collections::{BTreeMap, BTreeSet};

use pombo::model::event::{Fact, Source};
use pombo::model::flags::Flags;
use pombo::model::ids::{MailboxId, MessageKey};

use super::App;
use crate::support::scripted::Server;

/// A message in a mailbox by their names.
pub type Seen = BTreeSet<(String, String)>;

/// Replays what was told.
#[derive(Default)]
struct Replay {
    names: BTreeMap<MailboxId, String>,
    rows: BTreeMap<MessageKey, (MailboxId, String)>,
}

impl Replay {
    fn name(&self, mailbox: MailboxId) -> String {
        self.names.get(&mailbox).cloned().unwrap_or_default()
    }

    fn seen(&self) -> Seen {
        let rows = self.rows.values();
        rows.map(|(mailbox, subject)| (self.name(*mailbox), subject.clone())).collect()
    }

    fn shows(&self, subject: &str) -> bool {
        self.rows.values().any(|(_, shown)| shown == subject)
    }

    /// Takes one fact; the messages that it took out of sight.
    fn take(&mut self, fact: &Fact) -> Vec<(String, String)> {
        match fact {
            Fact::MailboxesListed { mailboxes, .. } => {
                let listed: BTreeMap<MailboxId, String> =
                    mailboxes.iter().map(|mailbox| (mailbox.id, mailbox.path.join("/"))).collect();
                let before = self.seen();
                self.rows.retain(|_, (mailbox, _)| listed.contains_key(mailbox));
                let lost = before.difference(&self.seen()).cloned().collect();
                self.names = listed;
                return lost;
            }
            Fact::RowsArrived { mailbox, rows, .. } => {
                for row in rows {
                    self.rows.insert(row.key, (*mailbox, row.subject.clone()));
                }
            }
            Fact::Vanished { mailbox, keys } => {
                let mut gone = Vec::new();
                for key in keys {
                    if let Some((at, subject)) = self.rows.remove(key) {
                        assert_eq!(at, *mailbox, "{subject} vanished from another mailbox");
                        gone.push((self.name(at), subject));
                    }
                }
                return gone;
            }
            Fact::Moved { to, keys, .. } => {
                for key in keys {
                    if let Some((at, _)) = self.rows.get_mut(key) {
                        *at = *to;
                    }
                }
            }
            _ => {}
        }
        Vec::new()
    }
}

/// Messages that went out of sight although the server has them there, be it for a moment. What is
/// shown in another mailbox while it is on its way is not out of sight. The server must not have
/// got back what it once lost.
pub fn hidden(told: &[Fact], server: &Server) -> Vec<String> {
    let mut replay = Replay::default();
    let mut hidden = Vec::new();
    for fact in told {
        for (folder, subject) in replay.take(fact) {
            let has = server.folder_at(&folder).is_some_and(|at| server.holds(&at, &subject));
            if has && !replay.shows(&subject) {
                hidden.push(format!("{subject} in {folder}"));
            }
        }
    }
    hidden
}

/// What is shown after all that was told.
pub fn shown(told: &[Fact]) -> Seen {
    let mut replay = Replay::default();
    told.iter().for_each(|fact| {
        replay.take(fact);
    });
    replay.seen()
}

/// What was told out of the cache.
pub fn cached(told: &[Fact]) -> Seen {
    let mut replay = Replay::default();
    for fact in told {
        let cached = match fact {
            Fact::MailboxesListed { source, .. } | Fact::RowsArrived { source, .. } => {
                *source == Source::Cache
            }
            _ => false,
        };
        if cached {
            replay.take(fact);
        }
    }
    replay.seen()
}

/// How the app's rows differ from the server's mails, flags included; `None` when they do not.
pub fn difference(app: &App, server: &Server) -> Option<String> {
    let mut ours: Vec<(String, String, Flags)> = Vec::new();
    for mailbox in app.mailboxes.iter().filter(|mailbox| mailbox.selectable) {
        let rows = app.rows.get(&mailbox.id).into_iter().flat_map(BTreeMap::values);
        ours.extend(rows.map(|row| (mailbox.path.join("/"), row.subject.clone(), row.flags)));
    }
    let mut theirs = server.all();
    ours.sort_by(|a, b| (&a.0, &a.1, a.2.0).cmp(&(&b.0, &b.1, b.2.0)));
    theirs.sort_by(|a, b| (&a.0, &a.1, a.2.0).cmp(&(&b.0, &b.1, b.2.0)));
    if ours == theirs {
        return None;
    }
    let only = |a: &[(String, String, Flags)], b: &[(String, String, Flags)]| {
        let only: Vec<String> =
            a.iter().filter(|x| !b.contains(x)).map(|x| format!("{x:?}")).collect();
        only.into_iter().take(12).collect::<Vec<_>>().join(", ")
    };
    Some(format!(
        "here {}, there {}; only here: {}; only there: {}",
        ours.len(),
        theirs.len(),
        only(&ours, &theirs),
        only(&theirs, &ours)
    ))
}
