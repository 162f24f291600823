//! SEARCH (RFC 9051 section 6.4.4), with ESEARCH (RFC 4731) and MODSEQ (RFC 7162 section 3.1.5).

mod rule;

use imap_codec::imap_types::core::{Tag, Vec1};
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::search::SearchKey;

use self::rule::{Candidate, Rule, Scope};
use super::extended::Returns;
use super::reply::{self, Outcome, nz, nz64};
use super::sets;
use super::{Ended, Session, Stage};
use crate::demo::world::Message;

/// So many messages are looked at before others get a turn.
const BATCH: usize = 64;
const CHARSETS: [&str; 2] = ["UTF-8", "US-ASCII"];

impl Session {
    pub(super) async fn search(
        &mut self,
        tag: &Tag<'static>,
        returns: Option<Returns>,
        charset: Option<&str>,
        keys: &Vec1<SearchKey<'static>>,
        uid: bool,
    ) -> Result<Outcome, Ended> {
        let known = |name: &str| CHARSETS.iter().any(|known| name.eq_ignore_ascii_case(known));
        if charset.is_some_and(|name| !known(name)) {
            let allowed = CHARSETS.iter().filter_map(|&charset| charset.try_into().ok()).collect();
            return Ok(Outcome::no("I know no such charset").code(Code::BadCharset { allowed }));
        }
        let Stage::Selected(view) = &self.stage else {
            return Ok(Outcome::bad("Select a mailbox first"));
        };
        let scope = Scope { count: view.uids.len() as u32, last_uid: view.uids.last().copied() };
        let Some(rules) = keys.as_ref().iter().map(|key| Rule::of(key, scope)).collect() else {
            return Ok(super::change::no_such_number());
        };
        let rule = Rule::And(rules);
        let (mut found, mut highest) = (Vec::new(), 0);
        let all: Vec<(u32, u32)> = (1..).zip(view.uids.iter().copied()).collect();
        for batch in all.chunks(BATCH) {
            for (number, message) in self.present(view.validity, batch) {
                if Candidate::new(number, &message).fits(&rule) {
                    found.push(if uid { message.uid } else { number });
                    highest = highest.max(message.modseq);
                }
            }
            tokio::task::yield_now().await;
        }
        let by_modseq = rule.names_modseq();
        self.condstore |= by_modseq;
        let modseq = Some(highest).filter(|&modseq| by_modseq && modseq > 0);
        match returns {
            None => {
                let numbers = found.into_iter().map(nz).collect();
                reply::data(&mut self.out, Data::Search(numbers, modseq.map(nz64)));
            }
            Some(returns) => esearch(&mut self.out, tag, returns, &found, uid, modseq),
        }
        Ok(Outcome::ok("Searched"))
    }

    /// Those of these (number, UID) that nobody removed meanwhile.
    fn present(&self, validity: u32, batch: &[(u32, u32)]) -> Vec<(u32, Message)> {
        self.shared.look(|world| {
            let mailbox = world.opened(validity);
            let find = |&(number, uid): &(u32, u32)| Some((number, mailbox?.find(uid)?.clone()));
            batch.iter().filter_map(find).collect()
        })
    }
}

/// The ESEARCH response, which imap-codec does not know. MIN, MAX and ALL are left out where
/// nothing was found (RFC 4731 section 3.1).
fn esearch(
    out: &mut Vec<u8>,
    tag: &Tag<'_>,
    returns: Returns,
    found: &[u32],
    uid: bool,
    modseq: Option<u64>,
) {
    let mut line = format!("* ESEARCH (TAG \"{}\")", tag.as_ref());
    if uid {
        line.push_str(" UID");
    }
    if let (Some(first), Some(last)) = (found.first(), found.last()) {
        if returns.min {
            line.push_str(&format!(" MIN {first}"));
        }
        if returns.max {
            line.push_str(&format!(" MAX {last}"));
        }
        if returns.all {
            line.push_str(&format!(" ALL {}", sets::text(found)));
        }
    }
    if returns.count {
        line.push_str(&format!(" COUNT {}", found.len()));
    }
    if let Some(modseq) = modseq {
        line.push_str(&format!(" MODSEQ {modseq}"));
    }
    line.push_str("\r\n");
    out.extend(line.into_bytes());
}
