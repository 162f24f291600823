//! What a connection knows: capabilities, the selected mailbox, and the news it was told.

use super::identity::Identity;
use super::labels::Labels;
use super::namespace::Spaces;
use crate::imap::faults;
use crate::imap::parse::fetch::FetchRow;
use crate::imap::parse::{Code, Condition, Response, StatusLine};
use crate::imap::quirks::Quirks;
use crate::imap::seqmap::SeqMap;
use crate::imap::types::*;
use crate::model::fault::{Fault, Place};
use crate::model::remote::{Uid, WireName};

/// News that nobody has taken yet; one command cannot tell more.
const MOST_NEWS: usize = 4_000_000;

pub(super) struct State {
    pub capabilities: Capabilities,
    pub selected: Option<Current>,
    pub news: Queue,
    /// Mailbox names are UTF-8 on this connection.
    pub utf8: bool,
    /// `* ENABLED` named QRESYNC; nothing else counts (RFC 5161 section 3.1).
    pub qresync: bool,
    /// What was found out about the server allows no higher tier.
    pub most: Tier,
    /// It tells of other mailboxes by itself (RFC 5465).
    pub notifies: bool,
    /// How far the identities of mails are trusted that Gmail tells.
    pub identity: Identity,
    pub labels: Labels,
    pub quirks: Quirks,
    pub spaces: Spaces,
}

/// The selected mailbox.
pub(super) struct Current {
    pub name: WireName,
    pub seqs: SeqMap,
    /// It has mod-sequences.
    pub modseq: bool,
}

/// News in their order; neighbouring expunges become one set.
#[derive(Default)]
pub(super) struct Queue {
    items: Vec<News>,
    gone: Vec<(u32, u32)>,
}

impl Queue {
    pub(super) fn push(&mut self, news: News) {
        self.settle();
        let once = matches!(news, News::Unclear | News::Mailboxes);
        if !once || self.items.last() != Some(&news) {
            self.items.push(news);
        }
    }

    fn push_gone(&mut self, ranges: impl IntoIterator<Item = (u32, u32)>) {
        self.gone.extend(ranges);
    }

    fn settle(&mut self) {
        if !self.gone.is_empty() {
            let gone = UidSet::from_ranges(std::mem::take(&mut self.gone));
            self.items.push(News::Gone(gone));
        }
    }

    pub(super) fn take(&mut self) -> Vec<News> {
        self.settle();
        std::mem::take(&mut self.items)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.gone.is_empty()
    }

    /// Drops what concerns the selected mailbox.
    fn keep_alerts(&mut self) {
        self.gone.clear();
        let lasting =
            |news: &News| matches!(news, News::Alert(_) | News::Mailbox(..) | News::Mailboxes);
        self.items.retain(lasting);
    }
}

impl State {
    pub(super) fn new(
        mut capabilities: Capabilities,
        alerts: Vec<String>,
        mut quirks: Quirks,
    ) -> Self {
        let mut news = Queue::default();
        for alert in alerts {
            news.push(News::Alert(alert));
        }
        quirks.apply(&mut capabilities);
        // RFC 9051 section 5.1: a server of the second revision alone names mailboxes in UTF-8.
        let utf8 = capabilities.has("IMAP4rev2") && !capabilities.has("IMAP4rev1");
        let (selected, identity, labels) = (None, Identity::default(), Labels::default());
        let (qresync, most, notifies) = (false, Tier::Qresync, false);
        let spaces = Spaces::default();
        Self {
            capabilities,
            selected,
            news,
            utf8,
            qresync,
            most,
            notifies,
            identity,
            labels,
            quirks,
            spaces,
        }
    }

    /// What the server says it can do, without what it is known to do wrong.
    fn take_capabilities(&mut self, mut told: Capabilities) {
        self.quirks.apply(&mut told);
        self.capabilities = told;
    }

    /// The server said what it is.
    fn identified(&mut self, words: &str) {
        if self.quirks.identified(words) {
            let told = std::mem::take(&mut self.capabilities);
            self.take_capabilities(told);
        }
    }

    /// What may be relied on.
    pub(super) fn tier(&self) -> Tier {
        let has = if self.qresync && self.capabilities.has("QRESYNC") {
            Tier::Qresync
        } else if self.capabilities.has("CONDSTORE") {
            Tier::Condstore
        } else {
            Tier::Plain
        };
        has.min(self.most)
    }

    /// Whether mod-sequences are to be asked for.
    pub(super) fn uses_modseq(&self) -> bool {
        self.tier() >= Tier::Condstore
    }

    /// No mailbox is selected, or another one is about to be.
    pub(super) fn select(&mut self, name: Option<&WireName>) {
        self.news.keep_alerts();
        self.labels.forget();
        self.selected =
            name.map(|name| Current { name: name.clone(), seqs: SeqMap::default(), modseq: false });
    }

    /// The news of opening a mailbox are the answer to SELECT itself.
    pub(super) fn opened(&mut self, modseq: bool) {
        self.news.keep_alerts();
        if let Some(selected) = &mut self.selected {
            selected.modseq = modseq;
        }
    }

    pub(super) fn exists(&self) -> u32 {
        self.selected.as_ref().map_or(0, |selected| selected.seqs.exists())
    }

    pub(super) fn has_modseq(&self) -> bool {
        self.selected.as_ref().is_some_and(|selected| selected.modseq)
    }

    /// Learns the sequence number of a row, or fills in its UID; takes its labels.
    pub(super) fn learn(&mut self, response: &mut Response) {
        if let (Response::Fetch(seq, row), Some(selected)) = (response, &mut self.selected) {
            match row.uid {
                Some(uid) => selected.seqs.learn(*seq, uid),
                None => row.uid = selected.seqs.uid(*seq),
            }
            self.labels.hear(row);
        }
    }

    /// What no command has claimed.
    pub(super) fn route(&mut self, response: Response) -> Result<(), Fault> {
        match response {
            Response::Exists(count) => self.exists_became(count),
            Response::Expunge(seq) => self.expunged(seq),
            Response::Vanished { whole: false, .. } => self.news.push(News::Unclear),
            Response::Vanished { earlier, uids, .. } => self.vanished(earlier, &uids),
            Response::Fetch(_, row) => self.flags_came(&row),
            Response::Status(line) => self.said(line)?,
            Response::Capability(told) => self.take_capabilities(told),
            Response::Enabled(words) => {
                self.utf8 |= words.iter().any(|w| w == "UTF8=ACCEPT");
                self.qresync |= words.iter().any(|w| w == "QRESYNC");
            }
            Response::Id(words) => self.identified(&words),
            Response::Namespace(told) => self.spaces.told = Some(told),
            // Only what was ordered is news: some servers send STATUS and LIST of their own accord.
            Response::MailboxStatus(name, status) if self.notifies => {
                self.news.push(News::Mailbox(WireName(name), status));
            }
            Response::List(_) if self.notifies => self.news.push(News::Mailboxes),
            Response::Tagged(..)
            | Response::Continue(_)
            | Response::List(_)
            | Response::Subscribed(_)
            | Response::MailboxStatus(..)
            | Response::Search(_)
            | Response::Esearch(_)
            | Response::Ignored
            | Response::Unknown => {}
        }
        if self.news.items.len() > MOST_NEWS || self.news.gone.len() > MOST_NEWS {
            return Err(faults::nonsense(Place::Mailbox, "the server tells without end"));
        }
        Ok(())
    }

    fn exists_became(&mut self, count: u32) {
        let Some(selected) = &mut self.selected else { return };
        if !selected.seqs.set_exists(count) {
            self.news.push(News::Unclear);
        }
        self.news.push(News::Exists(count));
    }

    fn expunged(&mut self, seq: u32) {
        let Some(selected) = &mut self.selected else { return };
        match selected.seqs.expunge(seq) {
            Some(Uid(uid)) => self.news.push_gone([(uid, uid)]),
            None => self.news.push(News::Unclear),
        }
    }

    /// RFC 7162 section 3.2.10: VANISHED comes only once QRESYNC is enabled; what comes otherwise
    /// (iCloud names mails that are there) is a reason to look, not a proof. With EARLIER it answers
    /// a question, and nobody asked.
    fn vanished(&mut self, earlier: bool, uids: &UidSet) {
        let Some(selected) = &mut self.selected else { return };
        if earlier {
            return;
        }
        if !self.qresync {
            self.news.push(News::Unclear);
            return;
        }
        selected.seqs.vanish(uids);
        self.news.push_gone(uids.ranges().iter().copied());
    }

    /// A FETCH that nobody asked for, or of a row that nobody asked for.
    fn flags_came(&mut self, row: &FetchRow) {
        if self.selected.is_none() {
            return;
        }
        match (row.uid, row.flags) {
            (Some(uid), Some(flags)) => {
                self.news.push(News::Flags(FlagRow { uid, flags, modseq: row.modseq }));
            }
            (None, Some(_)) => self.news.push(News::Unclear),
            (_, None) => {}
        }
    }

    /// An untagged status, or the code of a tagged one.
    ///
    /// # Errors
    /// BYE: the server is leaving, and some never send another line.
    pub(super) fn said(&mut self, line: StatusLine) -> Result<(), Fault> {
        if line.condition == Condition::Bye {
            return Err(faults::refusal(&line, Place::Connect));
        }
        match line.code {
            Code::Alert => self.news.push(News::Alert(line.text)),
            Code::Capability(told) => self.take_capabilities(told),
            // RFC 5465 section 5.8: from here on it tells nothing more.
            Code::Other(name) if name == "NOTIFICATIONOVERFLOW" => {
                self.notifies = false;
                self.news.push(News::Mailboxes);
            }
            _ => {}
        }
        Ok(())
    }
}
