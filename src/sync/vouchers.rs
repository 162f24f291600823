//! Whose Authentication-Results count for an account: those of its own server, under the name that
//! was learned from the mail that came. Pure; knows no wire and no disk.
//!
//! RFC 8601 section 5 wants a server to take away what claims to be its own results when mail comes
//! in, and section 7.1 warns of those that do not. So a name is believed when it stood on top of most
//! mail of several senders; then the results on top of a message count, down to the first trace of
//! anyone else, and of each method only the topmost.

use std::collections::{HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::model::ids::MessageKey;
use crate::model::origin::{Check, Origin, Results, Stamp};

/// Messages that are remembered.
const MOST: usize = 60;
/// Messages and domains of senders below which no name is believed, where it lies in a domain of the
/// account, and where it does not.
const RELATED: (usize, usize) = (3, 3);
const STRANGE: (usize, usize) = (8, 4);

/// What was seen, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouchers {
    /// The IMAP server by which the mail came; another one has to be learned anew.
    host: String,
    seen: VecDeque<Seen>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    message: MessageKey,
    /// Whose results stood on top (the domain only); empty where there were none.
    by: String,
    /// The domain of the sender.
    from: String,
}

/// The domains that belong to an account: of its IMAP server and of its address.
#[derive(Debug, Clone, Default)]
pub struct Home {
    pub host: String,
    pub domain: String,
}

impl Home {
    fn has(&self, organisation: &str) -> bool {
        !organisation.is_empty()
            && [&self.host, &self.domain]
                .into_iter()
                .any(|own| self::organisation(own) == organisation)
    }
}

impl Vouchers {
    /// What was kept, if it is of this server and could have been written here.
    pub fn believable(mut self, host: &str) -> Self {
        self.seen.truncate(MOST);
        if self.host == host { self } else { Self { host: host.to_owned(), ..Self::default() } }
    }

    /// A message was opened. Whether that is news.
    pub fn note(&mut self, message: MessageKey, origin: &Origin, from: &str, home: &Home) -> bool {
        let delivered = origin.stamps.iter().any(|stamp| matches!(stamp, Stamp::Received { .. }));
        let by = topmost(origin, home);
        // What never travelled has nobody's results: it says nothing.
        if (!delivered && by.is_none()) || self.seen.iter().any(|seen| seen.message == message) {
            return false;
        }
        if self.seen.len() >= MOST {
            self.seen.pop_front();
        }
        let by = by.unwrap_or_default();
        self.seen.push_back(Seen { message, by, from: organisation(from).to_owned() });
        true
    }

    /// The domain whose results count, once that is known.
    pub fn own(&self, home: &Home) -> Option<&str> {
        let mut votes: HashMap<&str, (usize, HashSet<&str>)> = HashMap::new();
        for seen in self.seen.iter().filter(|seen| !seen.by.is_empty()) {
            let vote = votes.entry(&seen.by).or_default();
            vote.0 += 1;
            vote.1.insert(&seen.from);
        }
        let (by, (count, senders)) = votes.into_iter().max_by_key(|(_, (count, _))| *count)?;
        let (enough, various) = if home.has(by) { RELATED } else { STRANGE };
        let most = count * 3 >= self.seen.len() * 2;
        (most && count >= enough && senders.len() >= various).then_some(by)
    }
}

/// The domain of the results that stand on top, below none but their own server's trace.
fn topmost(origin: &Origin, home: &Home) -> Option<String> {
    let at = origin.stamps.iter().position(|stamp| matches!(stamp, Stamp::Results(_)))?;
    let Some(Stamp::Results(results)) = origin.stamps.get(at) else { return None };
    let domain = organisation(&results.server).to_owned();
    let above = origin.stamps.iter().take(at);
    (!domain.is_empty() && above.into_iter().all(|stamp| is_ours(stamp, &domain, home)))
        .then_some(domain)
}

/// Whether a trace was left by the own server, or by nobody who can be named: inside of a provider
/// mail goes from number to number.
fn is_ours(stamp: &Stamp, own: &str, home: &Home) -> bool {
    let Stamp::Received { by } = stamp else { return false };
    let by = organisation(by);
    by.is_empty() || by == own || home.has(by)
}

/// What the own server found out, and the name by which it says so. Of each method only what stands
/// on top.
pub fn believed<'o>(
    origin: &'o Origin,
    own: &str,
    home: &Home,
) -> Option<(&'o str, Vec<&'o Check>)> {
    let from_own = |results: &&Results| organisation(&results.server) == own;
    let below = origin.stamps.iter().skip_while(|stamp| is_ours(stamp, own, home));
    let on_top = below.map_while(|stamp| match stamp {
        Stamp::Results(results) => Some(results).filter(from_own),
        Stamp::Received { .. } => None,
    });
    let (mut server, mut checks, mut known) = ("", Vec::new(), HashSet::new());
    for results in on_top {
        if server.is_empty() {
            server = &results.server;
        }
        let fresh = results.checks.iter().filter(|check| !known.contains(check.method.as_str()));
        let fresh: Vec<&Check> = fresh.collect();
        known.extend(fresh.iter().map(|check| check.method.as_str()));
        checks.extend(fresh);
    }
    (!server.is_empty()).then_some((server, checks))
}

/// The domain that somebody registered, of a host in it: the last two labels, or three where the
/// second is one of those under which countries register names. Empty for a number and for what is
/// no name of a host. A guess: it joins hosts of one provider, and nothing more is built on it.
pub fn organisation(host: &str) -> &str {
    const SHARED: [&str; 8] = ["com", "org", "net", "edu", "gov", "gob", "info", "name"];
    let host = host.trim_end_matches('.');
    let fine = |c: char| c.is_alphanumeric() || "-._".contains(c);
    let mut ends = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), true) = (ends.next(), host.chars().all(fine)) else { return "" };
    let top = host.get(last + 1..).unwrap_or_default();
    if top.is_empty() || top.chars().all(|c| c.is_ascii_digit()) {
        return "";
    }
    let Some(second) = ends.next() else { return host };
    let label = host.get(second + 1..last).unwrap_or_default();
    let shared = top.len() == 2 && (label.len() <= 2 || SHARED.contains(&label));
    let begin = if shared { ends.next().map(|at| at + 1) } else { Some(second + 1) };
    begin.and_then(|begin| host.get(begin..)).unwrap_or(host)
}

#[cfg(test)]
mod tests;
