//! Which mailbox holds a message, and where: pages indexed by running number, because keys of an
//! account are numbered almost without gaps.

use std::collections::HashMap;

use super::table::Slot;
use crate::model::ids::{MailboxId, MessageKey};

const PAGE: u64 = 1024;

/// The one place of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    pub mailbox: MailboxId,
    pub slot: Slot,
}

const NOWHERE: Home = Home { mailbox: MailboxId(u32::MAX), slot: Slot::MAX };

#[derive(Debug, Default)]
pub(super) struct Homes {
    pages: HashMap<u64, Page>,
}

#[derive(Debug)]
struct Page {
    homes: Vec<Home>,
    used: usize,
}

fn split(key: MessageKey) -> (u64, usize) {
    (key.0 / PAGE, usize::try_from(key.0 % PAGE).unwrap_or(0))
}

impl Homes {
    pub fn get(&self, key: MessageKey) -> Option<Home> {
        let (page, at) = split(key);
        self.pages.get(&page)?.homes.get(at).copied().filter(|home| *home != NOWHERE)
    }

    pub fn set(&mut self, key: MessageKey, home: Home) {
        let (page, at) = split(key);
        let page = self
            .pages
            .entry(page)
            .or_insert_with(|| Page { homes: vec![NOWHERE; PAGE as usize], used: 0 });
        if let Some(cell) = page.homes.get_mut(at) {
            page.used += usize::from(*cell == NOWHERE);
            *cell = home;
        }
    }

    pub fn clear(&mut self, key: MessageKey) {
        let (number, at) = split(key);
        let Some(page) = self.pages.get_mut(&number) else { return };
        if let Some(cell) = page.homes.get_mut(at).filter(|cell| **cell != NOWHERE) {
            *cell = NOWHERE;
            page.used -= 1;
        }
        if page.used == 0 {
            self.pages.remove(&number);
        }
    }
}
