//! The sidebar: the tree of mailboxes in the order of its lines, what is folded in, what is
//! chosen. Knows no rows and no drag.

use std::collections::{BTreeMap, BTreeSet};

use super::Point;
use super::effect::{Effect, Pane, Scroll, Turn};
use super::keys::Step;
use super::state::{Held, Place, State};
use crate::model::ids::{AccountId, MailboxId};
use crate::model::link::Link;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::namespace::{Areas, Realm};
use crate::model::request::Ask;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A mailbox was clicked.
    Chosen(Place),
    /// The triangle before a mailbox was clicked.
    Toggled(Place),
    /// The right button went down on a mailbox.
    RightPressed { place: Place, at: Point },
    /// The right button went down on the heading of an account.
    AccountRightPressed { account: AccountId, at: Point },
}

/// The sidebar's lines from top to bottom.
#[derive(Debug, Default)]
pub struct Folders {
    /// The mailbox on screen.
    pub selected: Option<Place>,
    /// What is shown; ask `State::mailbox` and `State::counts` for names and numbers.
    pub lines: Vec<Line>,
    folded: BTreeSet<Place>,
}

/// A line of the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The heading of an account, where there is more than one.
    Account(AccountId),
    /// The heading of mailboxes that are not the person's own, below those that are.
    Realm(AccountId, Realm),
    Mailbox(Folder),
}

/// A mailbox in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub place: Place,
    /// Its own name; with the names of parents that are not listed before it.
    pub name: String,
    pub role: Option<Role>,
    pub depth: usize,
    pub selectable: bool,
    /// Whether it has children, and whether they are shown.
    pub children: Children,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Children {
    None,
    Folded,
    Shown,
}

impl Folders {
    pub fn is_folded(&self, place: Place) -> bool {
        self.folded.contains(&place)
    }

    /// Folds in or out; the lines follow at the next `arrange`.
    pub(super) fn fold(&mut self, place: Place, fold: bool) {
        if fold {
            self.folded.insert(place);
        } else {
            self.folded.remove(&place);
        }
    }

    /// The mailboxes on screen from top to bottom.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Folder> {
        self.lines.iter().filter_map(|line| match line {
            Line::Mailbox(folder) => Some(folder),
            Line::Account(_) | Line::Realm(..) => None,
        })
    }

    pub fn folder(&self, place: Place) -> Option<&Folder> {
        self.mailboxes().find(|folder| folder.place == place)
    }

    /// What is kept of what left the server, where there is anything or it is on screen.
    fn removed(&self, held: &Held) -> Option<Folder> {
        let place = Place { account: held.account.id, mailbox: MailboxId::REMOVED };
        (held.mail.removed() > 0 || self.selected == Some(place)).then(|| Folder {
            place,
            name: String::new(),
            role: None,
            depth: 0,
            selectable: true,
            children: Children::None,
        })
    }

    /// Whether what is kept of what left is shown where it should be.
    pub(super) fn shows_removed(&self, accounts: &[Held]) -> bool {
        accounts.iter().all(|held| {
            let place = Place { account: held.account.id, mailbox: MailboxId::REMOVED };
            self.removed(held).is_some() == self.folder(place).is_some()
        })
    }

    /// The mailboxes that have a line. Where unsubscribed ones are left out, those stay that lie
    /// above others with a line, and the one on screen.
    fn shown<'h>(&self, held: &'h Held) -> Vec<&'h Mailbox> {
        let all = held.mail.mailboxes();
        if !held.account.hide_unsubscribed {
            return all.iter().collect();
        }
        let on_screen = |mailbox: &Mailbox| {
            let place = Place { account: held.account.id, mailbox: mailbox.id };
            self.selected == Some(place)
        };
        let stays = |mailbox: &&Mailbox| !mailbox.is_unsubscribed() || on_screen(mailbox);
        let paths: BTreeSet<&[String]> = all
            .iter()
            .filter(stays)
            .flat_map(|mailbox| (1..=mailbox.path.len()).filter_map(|len| mailbox.path.get(..len)))
            .collect();
        all.iter().filter(|mailbox| paths.contains(mailbox.path.as_slice())).collect()
    }

    /// Lays out the lines anew.
    pub(super) fn arrange(&mut self, accounts: &[Held]) {
        self.lines.clear();
        for held in accounts {
            if accounts.len() > 1 {
                self.lines.push(Line::Account(held.account.id));
            }
            let shown = self.shown(held);
            let areas = held.mail.areas();
            for realm in [Realm::Own, Realm::Others, Realm::Shared] {
                let part = part(&shown, areas, realm);
                if realm != Realm::Own && !part.is_empty() {
                    self.lines.push(Line::Realm(held.account.id, realm));
                }
                Tree::of(&part, areas).lines(held.account.id, &self.folded, &mut self.lines);
                if realm == Realm::Own {
                    self.lines.extend(self.removed(held).map(Line::Mailbox));
                }
            }
        }
    }
}

/// The mailboxes of one realm. The place in which others' lie is no mailbox: a heading says as much.
fn part<'a>(shown: &[&'a Mailbox], areas: &Areas, realm: Realm) -> Vec<&'a Mailbox> {
    let within = |mailbox: &&&Mailbox| {
        let heading = !mailbox.selectable && areas.is_foreign_root(&mailbox.path);
        areas.place(&mailbox.path).0 == realm && (realm == Realm::Own || !heading)
    };
    shown.iter().filter(within).copied().collect()
}

/// Mailboxes with their parents found.
struct Tree<'a> {
    /// In the order of the lines: parents first, children behind them.
    nodes: Vec<Node<'a>>,
}

struct Node<'a> {
    mailbox: &'a Mailbox,
    depth: usize,
    parent: Option<MailboxId>,
    name: String,
}

impl<'a> Tree<'a> {
    fn of(mailboxes: &[&'a Mailbox], areas: &Areas) -> Self {
        let by_path: ByPath<'a> =
            mailboxes.iter().map(|&mailbox| (mailbox.path.as_slice(), mailbox)).collect();
        let mut nodes: Vec<(Vec<SortName>, Node<'a>)> = mailboxes
            .iter()
            .map(|&mailbox| {
                let mut line = ancestors(mailbox, &by_path);
                let (depth, parent) = (line.len(), line.last().map(|parent| parent.id));
                line.push(mailbox);
                let name = |mailbox: &Mailbox| own_name(mailbox, &by_path, areas);
                let names = line.iter().map(|mailbox| sort_name(mailbox, name(mailbox))).collect();
                (names, Node { mailbox, depth, parent, name: name(mailbox) })
            })
            .collect();
        nodes.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self { nodes: nodes.into_iter().map(|(_, node)| node).collect() }
    }

    fn lines(&self, account: AccountId, folded: &BTreeSet<Place>, lines: &mut Vec<Line>) {
        let parents: BTreeSet<MailboxId> =
            self.nodes.iter().filter_map(|node| node.parent).collect();
        let mut inside = BTreeSet::new();
        for node in &self.nodes {
            let place = Place { account, mailbox: node.mailbox.id };
            let is_folded = folded.contains(&place);
            let hidden = node.parent.is_some_and(|parent| inside.contains(&parent));
            if hidden || is_folded {
                inside.insert(node.mailbox.id);
            }
            if hidden {
                continue;
            }
            let children = match (parents.contains(&node.mailbox.id), is_folded) {
                (false, _) => Children::None,
                (true, true) => Children::Folded,
                (true, false) => Children::Shown,
            };
            lines.push(Line::Mailbox(Folder {
                place,
                name: node.name.clone(),
                role: node.mailbox.role,
                depth: node.depth,
                selectable: node.mailbox.selectable,
                children,
            }));
        }
    }
}

type ByPath<'a> = BTreeMap<&'a [String], &'a Mailbox>;

/// The listed mailboxes above this one, from the root on.
fn ancestors<'a>(mailbox: &Mailbox, by_path: &ByPath<'a>) -> Vec<&'a Mailbox> {
    (1..mailbox.path.len())
        .filter_map(|len| by_path.get(mailbox.path.get(..len)?).copied())
        .collect()
}

/// Its name below the nearest mailbox above it that is listed; levels that only tell whose it is are
/// left out.
fn own_name(mailbox: &Mailbox, by_path: &ByPath<'_>, areas: &Areas) -> String {
    let above = ancestors(mailbox, by_path).last().map_or(0, |parent| parent.path.len());
    let above = above.max(areas.place(&mailbox.path).1);
    mailbox.path.get(above..).unwrap_or_default().join("/")
}

/// Special mailboxes first, in the order of their roles; the rest by name, whatever its case.
type SortName = (bool, Option<Role>, String, MailboxId);

fn sort_name(mailbox: &Mailbox, name: String) -> SortName {
    (mailbox.role.is_none(), mailbox.role, name.to_lowercase(), mailbox.id)
}

impl State {
    pub(super) fn folders(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Chosen(place) => {
                self.pane = Pane::Folders;
                self.select(place, turn);
            }
            Message::Toggled(place) => self.toggle_fold(place),
            Message::RightPressed { place, at } if place.mailbox == MailboxId::REMOVED => {
                self.open_removed_menu(place, at);
            }
            Message::RightPressed { place, at } => self.open_mailbox_menu(place, at),
            Message::AccountRightPressed { account, at } => self.open_account_menu(account, at),
        }
    }

    pub(super) fn toggle_fold(&mut self, place: Place) {
        let fold = !self.folders.is_folded(place);
        self.fold(place, fold);
    }

    pub(super) fn fold(&mut self, place: Place, fold: bool) {
        self.folders.fold(place, fold);
        self.folders.arrange(&self.accounts);
    }

    /// Puts a mailbox on screen.
    pub(super) fn select(&mut self, place: Place, turn: &mut Turn) {
        let selectable = self.mailbox(place).is_some_and(|mailbox| mailbox.selectable);
        if !selectable || self.folders.selected == Some(place) {
            return;
        }
        self.folders.selected = Some(place);
        if let Some(held) = self.held_mut(place.account) {
            held.mail.open(place.mailbox);
        }
        self.list.begin();
        self.close_reader();
        if place.mailbox != MailboxId::REMOVED {
            turn.send(place.account, Ask::Select(place.mailbox));
        }
        turn.push(Effect::Scroll { pane: Pane::List, by: Scroll::Top });
    }

    /// The mailbox above or below the selected one that can be opened.
    pub(super) fn step_folder(&mut self, step: Step, turn: &mut Turn) {
        let open: Vec<Place> =
            self.folders.mailboxes().filter(|f| f.selectable).map(|f| f.place).collect();
        let at = open.iter().position(|&place| Some(place) == self.folders.selected);
        let last = open.len().saturating_sub(1);
        let to = match (step, at) {
            (Step::First | Step::PageUp, _) | (_, None) => 0,
            (Step::Last | Step::PageDown, _) => last,
            (Step::Previous, Some(at)) => at.saturating_sub(1),
            (Step::Next, Some(at)) => (at + 1).min(last),
        };
        if let Some(&place) = open.get(to) {
            self.select(place, turn);
        }
    }

    /// Follows a new list of mailboxes: leaves what is gone, opens one where nothing is open.
    pub(super) fn mailboxes_listed(&mut self, account: AccountId, turn: &mut Turn) {
        self.folders.arrange(&self.accounts);
        if let Some(place) = self.folders.selected
            && self.mailbox(place).is_none()
        {
            self.folders.selected = None;
            self.list.begin();
            self.close_reader();
            // Who looked at this account goes on looking at it.
            if let Some(home) =
                self.opens_with(account).filter(|home| home.account == place.account)
            {
                return self.select(home, turn);
            }
        }
        self.open_first(turn);
    }

    /// Where nothing is open: opens the inbox of the first account, in the order in which they are
    /// shown, that has any mailbox. One that may still tell of its mailboxes is waited for, so that
    /// what is opened does not depend on who answers first.
    pub(super) fn open_first(&mut self, turn: &mut Turn) {
        if self.folders.selected.is_some() {
            return;
        }
        for held in &self.accounts {
            if let Some(home) = self.opens_with(held.account.id) {
                return self.select(home, turn);
            }
            // In step without a mailbox: there is none.
            if !held.is_away() && held.link != Link::Live {
                return;
            }
        }
    }

    /// The mailbox of an account that is opened by itself: the inbox, else the first that can be
    /// opened. None before its mailboxes were listed; what is only planned does not count.
    fn opens_with(&self, account: AccountId) -> Option<Place> {
        let mail = &self.held(account)?.mail;
        self.role(account, Role::Inbox).or_else(|| {
            let mut listed = self.folders.mailboxes().filter(|folder| {
                let place = folder.place;
                place.account == account && folder.selectable && !mail.is_awaited(place.mailbox)
            });
            listed.find(|folder| folder.place.mailbox != MailboxId::REMOVED).map(|f| f.place)
        })
    }

    /// Whether messages of one mailbox may be moved or copied to another: real, not the same, and
    /// on the server already where it is another account's.
    pub fn accepts(&self, from: Place, to: Place) -> bool {
        from != to
            && [from, to].iter().all(|place| place.mailbox != MailboxId::REMOVED)
            && (from.account == to.account
                || self.held(to.account).is_some_and(|held| !held.mail.is_awaited(to.mailbox)))
            && self.mailbox(to).is_some_and(|mailbox| {
                mailbox.selectable && !matches!(mailbox.role, Some(Role::All | Role::Flagged))
            })
    }
}
