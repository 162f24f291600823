//! What may be said of the sender of a message, told after its body: what the own server confirmed,
//! whether one click leaves its list, and who the sender is to this account. Nothing is claimed that
//! a sender could have written.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use url::Url;

use super::acquaint::address_in_name;
use super::board::BodyAsk;
use super::books::lock;
use super::desk::Desk;
use super::vouchers::{Home, believed};
use super::wire::Wire;
use crate::mime;
use crate::model::envelope::{Envelope, Message};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::MailboxId;
use crate::model::link::Link;
use crate::model::origin::{Check, Origin, Signature, Way};
use crate::model::regard::{Checked, Leave, Regard, Remark};

/// Senders that wait to be told of; beyond, the oldest are not looked at any more.
const MOST: usize = 16;

/// Messages of whose senders something is to be said: nobody waits for it, least of all their text.
#[derive(Debug, Default)]
pub struct Waiting {
    messages: Mutex<VecDeque<(Message, Option<Box<Origin>>)>>,
    bell: Notify,
}

/// Tells of senders, one after the other, until the end.
pub async fn keep(desk: Arc<Desk>) {
    let mut signals = desk.signals();
    loop {
        loop {
            let next = lock(&desk.regards.messages).pop_front();
            let Some((message, origin)) = next.filter(|_| !desk.is_stopping()) else { break };
            desk.tell_regard(&message, origin.as_deref()).await;
        }
        tokio::select! {
            () = desk.regards.bell.notified() => {}
            stopped = signals.wait_for(|now| now.stop) => {
                drop(stopped);
                return;
            }
        }
    }
}

impl Waiting {
    /// What may be said of the sender of this message is to be told.
    pub fn push(&self, message: Message, origin: Option<Box<Origin>>) {
        let mut messages = lock(&self.messages);
        messages.push_back((message, origin));
        if messages.len() > MOST {
            messages.pop_front();
        }
        drop(messages);
        self.bell.notify_one();
    }
}

impl Desk {
    /// Tells what may be said of the sender of a message.
    async fn tell_regard(self: &Arc<Self>, message: &Message, origin: Option<&Origin>) {
        let key = message.row.key;
        let account = self.account();
        let domain = account.address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        let home =
            Home { host: account.imap.host.to_lowercase(), domain: domain.unwrap_or_default() };
        let sender = sender_domain(&message.envelope);
        let own = self.upkeep.voucher(|vouchers| {
            let news = origin.is_some_and(|origin| {
                vouchers.note(key, origin, sender.unwrap_or_default(), &home)
            });
            (vouchers.own(&home).map(str::to_owned), news)
        });
        let mut regard = origin.map_or_else(Regard::default, |origin| {
            judge(origin, sender, own.as_deref().map(|own| (own, &home)))
        });
        let desk = Arc::clone(self);
        let wanted = move || !desk.is_stopping();
        match self.books.remarks(message, &account.address, wanted).await {
            Ok(remarks) => regard.remarks = remarks,
            Err(fault) => tracing::warn!(%fault, "Whether a sender is known cannot be told."),
        }
        let place = regard.remarks.iter().position(|remark| !remark.warns());
        let place = place.unwrap_or(regard.remarks.len());
        let post = regard.list.as_ref().map_or("", |list| &list.post);
        if let Some(remark) = replies_elsewhere(&message.envelope, post) {
            regard.remarks.insert(place, remark);
        }
        self.tell(Fact::Regarded { key, regard: Box::new(regard) });
    }

    /// A body was kept before its origin was asked for: it is asked for now, if nothing else is.
    pub fn want_origin(&self, ask: BodyAsk, message: &Message) {
        if message.mailbox == MailboxId::REMOVED {
            return;
        }
        let mut board = self.board();
        if board.body.is_none() && matches!(board.link, Link::Live | Link::Syncing) {
            board.body = Some(BodyAsk { only_origin: true, ..ask });
            drop(board);
            self.wake(super::board::Line::Commands);
        }
    }
}

impl Wire {
    /// Fetches where a message comes from, for a body that is here. Nobody waits for it: only what
    /// broke the connection goes on.
    pub async fn origin(&mut self, ask: BodyAsk) -> Result<(), Fault> {
        let found = self.load_origin(ask).await;
        self.desk.board().body_begun = None;
        match found {
            Err(fault) if !self.session.is_open() => Err(fault),
            Err(fault @ Fault { kind: FaultKind::Throttled { .. }, .. }) => Err(fault),
            Err(fault) => {
                tracing::debug!(%fault, "Where a message comes from cannot be told.");
                self.heed().await
            }
            Ok(()) => self.heed().await,
        }
    }

    async fn load_origin(&mut self, ask: BodyAsk) -> Result<(), Fault> {
        let known = self.desk.books.locate(vec![ask.key]).await?.remove(&ask.key);
        let Some((Some(remote), message)) = known else { return Ok(()) };
        let selected = self.visit(remote.mailbox).await?;
        if selected.uid_validity != remote.uidvalidity {
            self.make_due(remote.mailbox);
            return Ok(());
        }
        let origin = mime::origin(&self.session.origin(remote.uid).await?);
        if let Some((_, mut body)) = self.desk.books.body(ask.key).await? {
            body.origin = Some(Box::new(origin.clone()));
            self.desk.books.put_body(ask.key, body).await?;
        }
        self.desk.regards.push(message, Some(Box::new(origin)));
        Ok(())
    }
}

/// The domain that a message says it is from; none where it says several, or none.
fn sender_domain(envelope: &Envelope) -> Option<&str> {
    let [from] = envelope.from.as_slice() else { return None };
    from.email.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

/// What may be said of a sender without any server and any other mail.
pub fn regard_of_a_file(envelope: &Envelope, origin: &Origin) -> Regard {
    let mut regard = judge(origin, None, None);
    let [from] = envelope.from.as_slice() else { return regard };
    let post = regard.list.as_ref().map_or("", |list| &list.post);
    let elsewhere = replies_elsewhere(envelope, post);
    regard.remarks = address_in_name(from).into_iter().chain(elsewhere).collect();
    regard
}

/// What the header says, in the light of what the own server found out.
fn judge(origin: &Origin, sender: Option<&str>, own: Option<(&str, &Home)>) -> Regard {
    let found = own.and_then(|(own, home)| believed(origin, own, home));
    let checks = found.as_ref().map_or(&[][..], |(_, checks)| checks);
    let sender = sender.map(str::to_lowercase);
    let checked = match (&found, sender) {
        (Some((server, checks)), Some(sender)) => checked(server, checks, &sender),
        _ => Checked::Nothing,
    };
    Regard {
        checked,
        remarks: Vec::new(),
        list: origin.list.clone(),
        leave: leave(origin, checks),
        to: origin.to.clone(),
        cc: origin.cc.clone(),
    }
}

/// DMARC asks whether the domain that a person sees answers for a message (RFC 7489 section 3.1);
/// without it a passed signature or SPF of that domain says the same.
fn checked(server: &str, checks: &[&Check], sender: &str) -> Checked {
    let server = server.to_owned();
    let of = |method: &'static str| checks.iter().filter(move |check| check.method == method);
    let is_sender = |domain: &str| is_below(sender, domain);
    let confirmed = of("dmarc")
        .any(|check| check.passed() && check.property("header.from").is_none_or(is_sender));
    if confirmed {
        return Checked::Confirmed { server, domain: sender.to_owned() };
    }
    if of("dmarc").any(|check| check.result == "fail") {
        return Checked::Failed { server, domain: sender.to_owned() };
    }
    let signed = of("dkim").filter(|check| check.passed()).filter_map(|check| signer(check));
    let mailed = of("spf").filter(|check| check.passed()).filter_map(|check| mailer(check));
    let mut answering: Vec<String> = signed.chain(mailed).collect();
    if answering.iter().any(|domain| is_sender(domain)) {
        return Checked::Confirmed { server, domain: sender.to_owned() };
    }
    match answering.drain(..).next() {
        Some(by) => Checked::Through { server, by },
        None if checks.is_empty() => Checked::Nothing,
        None => Checked::Unconfirmed { server, domain: sender.to_owned() },
    }
}

/// Whether a domain is that one or lies in it. One without a dot answers for nobody.
fn is_below(domain: &str, above: &str) -> bool {
    let above = above.to_lowercase();
    above.contains('.')
        && domain.strip_suffix(&above).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The domain that signed: `header.d`, or that of `header.i`.
fn signer(check: &Check) -> Option<String> {
    let domain = match (check.property("header.d"), check.property("header.i")) {
        (Some(domain), _) => domain,
        (None, Some(identity)) => identity.rsplit_once('@').map_or(identity, |(_, domain)| domain),
        (None, None) => return None,
    };
    Some(domain.to_lowercase()).filter(|domain| domain.contains('.'))
}

/// The domain that SPF was asked about (RFC 7208): of the bounce address, not of the greeting.
fn mailer(check: &Check) -> Option<String> {
    let from = check.property("smtp.mailfrom")?;
    let domain = from.rsplit_once('@').map_or(from, |(_, domain)| domain);
    Some(domain.to_lowercase()).filter(|domain| domain.contains('.'))
}

/// How a list is left, the best way first. One click only where the own server confirmed a signature
/// that covers both fields (RFC 8058 section 4): else anyone could have a request sent anywhere.
fn leave(origin: &Origin, checks: &[&Check]) -> Vec<Leave> {
    let passed = checks.iter().filter(|check| check.passed());
    // Of several that a result may be about, one may be forged.
    let covers = |check: &&Check| {
        let mut about = origin.signatures.iter().filter(|signature| is_about(check, signature));
        let all = about.clone().all(|signature| signature.covers_leaving);
        about.next().is_some() && all
    };
    let covered = origin.one_click && passed.copied().any(|check| covers(&check));
    let (mut clicks, mut mails, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for way in &origin.ways {
        let host = |url: &str| Some(Url::parse(url).ok()?.host_str()?.to_owned());
        match way {
            Way::Mail(url) => {
                let to = mime::mail_address(url).unwrap_or_default();
                mails.push(Leave::Mail { url: url.clone(), to });
            }
            Way::Secure(url) | Way::Plain(url) => {
                let Some(host) = host(url) else { continue };
                if covered && clicks.is_empty() && matches!(way, Way::Secure(_)) {
                    clicks.push(Leave::OneClick { url: url.clone(), host: host.clone() });
                }
                pages.push(Leave::Page { url: url.clone(), host });
            }
        }
    }
    clicks.into_iter().chain(mails).chain(pages).collect()
}

/// Whether a result may be about this signature.
fn is_about(check: &Check, signature: &Signature) -> bool {
    let selector = check.property("header.s").map(str::to_lowercase);
    let mark = check.property("header.b").unwrap_or_default();
    check.method == "dkim"
        && signer(check).as_deref() == Some(&signature.domain)
        && selector.is_none_or(|selector| selector == signature.selector)
        && signature.mark.starts_with(mark)
}

/// Answers go to someone who is not the sender. Those of a list may go to the list.
fn replies_elsewhere(envelope: &Envelope, post: &str) -> Option<Remark> {
    let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let [to, ..] = envelope.reply_to.as_slice() else { return None };
    let known = envelope.reply_to.iter().all(|reply| {
        reply.email.is_empty()
            || same(&reply.email, post)
            || envelope.from.iter().any(|from| same(&from.email, &reply.email))
    });
    (!known && !to.email.is_empty()).then(|| {
        let is_from = |email: &str| envelope.from.iter().any(|from| same(&from.email, email));
        let other = envelope.reply_to.iter().find(|reply| !is_from(&reply.email)).unwrap_or(to);
        Remark::RepliesElsewhere { to: other.email.clone() }
    })
}

#[cfg(test)]
mod tests;
