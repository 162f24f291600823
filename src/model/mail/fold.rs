//! Pending actions laid over each other: what they make of each message. Knows no rows.

use std::collections::BTreeMap;

use super::labels::Change;
use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};

/// Where pending actions put a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whither {
    /// Where the server has it.
    #[default]
    AsIs,
    In(MailboxId),
    /// Nowhere: deleted for good.
    Gone,
}

/// What pending actions make of one message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overlay {
    pub whither: Whither,
    pub add: Flags,
    pub remove: Flags,
}

impl Overlay {
    /// The flags to show of a message that has these on the server.
    pub fn flags(&self, truth: Flags) -> Flags {
        truth.with(self.add).without(self.remove)
    }

    fn lay(&mut self, action: &Action) {
        match action {
            Action::Flag { add, remove, .. } => {
                self.add = self.add.without(*remove).with(*add);
                self.remove = self.remove.without(*add).with(*remove);
            }
            Action::Move { to, .. } => self.whither = Whither::In(*to),
            // A copy is seen when the server has it.
            Action::Copy { .. } | Action::Across { keep: true, .. } => {}
            Action::Across { keep: false, .. } => self.whither = Whither::Gone,
            // It leaves the removed; where it goes it is seen when the server has it.
            Action::Delete { .. } | Action::PutBack { .. } => self.whither = Whither::Gone,
            // The tree has a fold of its own, and so have labels; what was made elsewhere is nobody's
            // row here.
            Action::Mailbox(_) | Action::Label { .. } | Action::Retract { .. } => {}
        }
    }
}

/// All pending actions of an account, by message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fold {
    /// Sorted by key.
    overlays: Vec<(MessageKey, Overlay)>,
    labels: BTreeMap<MessageKey, Change>,
}

impl Fold {
    /// Lays these actions over each other, the oldest first.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut layers: Vec<(MessageKey, &Action)> = Vec::new();
        let mut labels: BTreeMap<MessageKey, Change> = BTreeMap::new();
        for action in actions {
            if let Action::Label { keys, add, remove } = action {
                keys.iter().for_each(|key| labels.entry(*key).or_default().lay(add, remove));
                continue;
            }
            layers.extend(action.keys().iter().map(|&key| (key, action)));
        }
        layers.sort_by_key(|(key, _)| *key);

        let mut overlays: Vec<(MessageKey, Overlay)> = Vec::new();
        for (key, action) in layers {
            match overlays.last_mut() {
                Some((last, overlay)) if *last == key => overlay.lay(action),
                _ => {
                    let mut overlay = Overlay::default();
                    overlay.lay(action);
                    overlays.push((key, overlay));
                }
            }
        }
        Self { overlays, labels }
    }

    pub fn get(&self, key: MessageKey) -> Option<Overlay> {
        let at = self.overlays.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.overlays.get(at).map(|(_, overlay)| *overlay)
    }

    /// What is made of a message's labels.
    pub(super) fn labels(&self, key: MessageKey) -> Option<&Change> {
        self.labels.get(&key)
    }

    pub fn is_empty(&self) -> bool {
        self.overlays.is_empty()
    }

    pub fn keys(&self) -> Vec<MessageKey> {
        self.overlays.iter().map(|(key, _)| *key).collect()
    }
}
