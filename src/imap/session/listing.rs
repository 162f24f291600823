//! LIST, LSUB and STATUS (RFC 9051 sections 6.3.9 and 6.3.11; RFC 3501 section 6.3.9; RFC 5258,
//! RFC 5819, RFC 6154).

use std::collections::{HashMap, HashSet};

use super::Session;
use super::line::Line;
use super::run::first_refusal;
use super::state::State;
use crate::imap::faults;
use crate::imap::parse::{Response, StatusLine};
use crate::imap::types::*;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::remote::WireName;

/// Mailboxes of one account.
const MOST_MAILBOXES: usize = 100_000;

/// What the answers to LIST and LSUB told so far.
#[derive(Default)]
struct Gathered {
    listed: Vec<Listed>,
    places: HashMap<WireName, usize>,
    stati: HashMap<String, Status>,
    subscribed: HashSet<String>,
}

impl Gathered {
    /// Takes what belongs to the list and gives the rest back.
    fn take(&mut self, response: Response) -> Option<Response> {
        match response {
            Response::List(one) if self.listed.len() < MOST_MAILBOXES => {
                // Some list a mailbox twice: the later one knows better.
                match self.places.get(&one.wire).and_then(|&at| self.listed.get_mut(at)) {
                    Some(before) => *before = one,
                    None => {
                        self.places.insert(one.wire.clone(), self.listed.len());
                        self.listed.push(one);
                    }
                }
                None
            }
            Response::Subscribed(name) if self.subscribed.len() < MOST_MAILBOXES => {
                self.subscribed.insert(folded(&name.0));
                None
            }
            Response::MailboxStatus(name, status) if self.stati.len() < MOST_MAILBOXES => {
                self.stati.insert(folded(&name), status);
                None
            }
            other => Some(other),
        }
    }

    /// What was listed last.
    fn last(&self) -> &[Listed] {
        self.listed.last().map_or(&[], std::slice::from_ref)
    }

    /// The list; `told`: whether the server said what is subscribed to.
    fn finish(self, told: bool) -> Vec<Listed> {
        let Self { mut listed, stati, subscribed, .. } = self;
        for one in &mut listed {
            let name = folded(&one.wire.0);
            one.status = stati.get(&name).copied();
            if told {
                one.subscribed = Some(one.subscribed == Some(true) || subscribed.contains(&name));
            }
        }
        listed
    }
}

impl Session {
    /// All mailboxes and which of them are subscribed to, with STATUS where one round trip can bring
    /// that, too (LIST-STATUS); falls back to plain LIST on BAD, NO or an empty answer. Without
    /// LIST-STATUS, `status` is `None`; without an answer to LSUB, `subscribed` is.
    ///
    /// LSUB goes with it in the same flight: Dovecot 2.3 with its list index leaves `\Subscribed` out
    /// of a LIST that returns both SUBSCRIBED and STATUS. Only a server without IMAP4rev1 has no
    /// LSUB (RFC 9051 appendix E).
    ///
    /// # Errors
    /// The plain LIST was refused, or the connection is gone.
    pub async fn list(&mut self) -> Result<Vec<Listed>, Fault> {
        let offered = &self.state.capabilities;
        let told = offered.has("IMAP4REV2") && !offered.has("IMAP4REV1");
        if offered.has("LIST-STATUS") || told {
            let special = if offered.has("SPECIAL-USE") || told { "SPECIAL-USE " } else { "" };
            let subscribed = if told { "SUBSCRIBED " } else { "" };
            let items = self.status_items();
            let returns = format!(" RETURN ({special}{subscribed}STATUS {items})");
            match self.list_by(&returns, told).await {
                Ok(listed) if !listed.is_empty() => return Ok(listed),
                // Some servers offer it and answer nothing (strato.de) or BAD (Proton Bridge).
                Ok(_) => {}
                Err(fault) if self.is_open() => {
                    tracing::debug!("the extended LIST was refused: {fault}");
                }
                Err(fault) => return Err(fault),
            }
        }
        self.list_by("", false).await
    }

    /// `told`: the answer says what is subscribed to. Else LSUB does, in the same flight, and so do
    /// the lists of places that the list of all mailboxes is not known to go into.
    async fn list_by(&mut self, returns: &str, told: bool) -> Result<Vec<Listed>, Fault> {
        let place = Place::Mailbox;
        let apart = self.state.spaces.apart();
        let mut lines = Vec::new();
        for prefix in std::iter::once(WireName(String::new())).chain(apart.iter().cloned()) {
            lines.extend(list_lines(&prefix, returns, told)?);
        }
        let each = if told { 1 } else { 2 };
        let mut list = Gathered::default();
        let answers = self
            .run_all(lines, |at, it, state: &mut State| {
                let rest = list.take(it);
                if rest.is_none() && at == 0 {
                    state.spaces.learn(list.last());
                }
                rest
            })
            .await?;
        self.verdict(answers.first().cloned(), place)?;
        let subscribed = told || answers.get(1).is_some_and(StatusLine::is_ok);
        self.state.spaces.unlisted.clear();
        self.note_refusals(&apart, answers.iter().skip(each).step_by(each));
        // Namespaces that were told with this very answer.
        let mut later = self.state.spaces.apart();
        later.retain(|prefix| !apart.contains(prefix));
        if !later.is_empty() {
            let mut lines = Vec::new();
            for prefix in &later {
                lines.extend(list_lines(prefix, returns, told)?);
            }
            let answers = self.run_all(lines, |_, it, _: &mut State| list.take(it)).await?;
            self.note_refusals(&later, answers.iter().step_by(each));
        }
        Ok(list.finish(subscribed))
    }

    /// Notes which of these places were not listed.
    fn note_refusals<'a>(
        &mut self,
        of: &[WireName],
        answers: impl Iterator<Item = &'a StatusLine>,
    ) {
        let refused = of.iter().zip(answers).filter(|(_, answer)| !answer.is_ok());
        self.state.spaces.unlisted.extend(refused.map(|(prefix, _)| prefix.clone()));
    }

    /// STATUS of several mailboxes, pipelined at most 25 at a time; each has its own outcome, so
    /// that a broken one does not stop the rest. `Err` only when the connection is gone.
    ///
    /// # Errors
    /// See above.
    pub async fn status(&mut self, of: &[WireName]) -> Result<Vec<Result<Status, Fault>>, Fault> {
        let items = self.status_items();
        let lines: Result<Vec<_>, Fault> = of
            .iter()
            .map(|name| {
                let line = Line::new("STATUS", Place::Mailbox).mailbox(name)?;
                Ok(line.text(&format!(" {items}")))
            })
            .collect();
        let names: Vec<String> = of.iter().map(|name| folded(&name.0)).collect();
        let mut found: Vec<Option<Status>> = vec![None; of.len()];
        let answers = self
            .run_all(lines?, |at, response, _: &mut State| match response {
                Response::MailboxStatus(name, status) => {
                    // Servers spell names in their own way: then the order decides.
                    let name = folded(&name);
                    let here = names.get(at) == Some(&name);
                    let named = if here { None } else { names.iter().position(|n| *n == name) };
                    if let Some(slot) = found.get_mut(named.unwrap_or(at)) {
                        *slot = Some(status);
                    }
                    None
                }
                other => Some(other),
            })
            .await?;
        let outcome = answers.iter().zip(found).map(|(answer, status)| {
            first_refusal(std::slice::from_ref(answer), Place::Mailbox)?;
            status.ok_or_else(|| faults::nonsense(Place::Mailbox, "STATUS without an answer"))
        });
        Ok(outcome.collect())
    }

    fn status_items(&self) -> &'static str {
        if self.state.uses_modseq() {
            "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
        } else {
            "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"
        }
    }

    /// CREATE.
    ///
    /// # Errors
    /// `Refused(AlreadyExists)` and the like.
    pub async fn create(&mut self, mailbox: &WireName) -> Result<(), Fault> {
        let line = Line::new("CREATE", Place::Mailbox).mailbox(mailbox)?;
        self.run(line, super::run::nothing).await.map(drop)
    }

    /// NOOP: news arrive through `take_news`.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn noop(&mut self) -> Result<(), Fault> {
        let line = Line::new("NOOP", Place::Connect);
        self.run(line, super::run::nothing).await.map(drop)
    }

    /// The UIDVALIDITY of a server that SELECT did not tell it by.
    pub(super) async fn ask_uid_validity(
        &mut self,
        mailbox: &WireName,
    ) -> Result<Option<Status>, Fault> {
        let line = Line::new("STATUS", Place::Mailbox).mailbox(mailbox)?;
        let mut found = None;
        let asked =
            self.run(line.text(" (UIDNEXT UIDVALIDITY)"), |_, it, _: &mut State| match it {
                Response::MailboxStatus(_, status) => {
                    found = Some(status);
                    None
                }
                other => Some(other),
            });
        match asked.await {
            Ok(_) => Ok(found),
            Err(fault) if fault.kind == FaultKind::NotUnderstood => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

/// LIST of all names that begin so, and LSUB where the former does not tell what is subscribed to.
fn list_lines(prefix: &WireName, returns: &str, told: bool) -> Result<Vec<Line<'static>>, Fault> {
    let all = WireName(format!("{}*", prefix.0));
    let line = |command: &str| Line::new(format!("{command} \"\""), Place::Mailbox).mailbox(&all);
    let mut lines = vec![line("LIST")?.text(returns)];
    if !told {
        lines.push(line("LSUB")?);
    }
    for line in &mut lines {
        // A pattern is no mailbox.
        line.mailbox = None;
    }
    Ok(lines)
}

/// INBOX is the one name whose case does not count (RFC 9051 section 5.1).
fn folded(name: &str) -> String {
    if name.eq_ignore_ascii_case("INBOX") { "INBOX".to_owned() } else { name.to_owned() }
}
