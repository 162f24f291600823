//! From an address to its server, with every place that was asked.

use tokio::sync::mpsc;

use super::discovery;
use crate::auth::discovery::Address;
use crate::model::exam::{Answer, Asked, Chosen, Seen};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::{Candidate, Origin, Seek, SeekState};
use crate::setup::Tools;
use crate::setup::discover::discover;

/// The domain of an address.
///
/// # Errors
/// `Invalid` at `Discovery`.
pub(super) fn domain(address: &str) -> Result<String, Fault> {
    match Address::parse(address) {
        Some(address) => Ok(address.domain().to_owned()),
        None => Err(discovery(FaultKind::Invalid, "this is not an e-mail address")),
    }
}

/// The best server, and what each place said.
pub(super) async fn servers(tools: &Tools, address: &str) -> (Seen, Result<Candidate, Fault>) {
    let (tell, mut seeks) = mpsc::unbounded_channel();
    let found = discover(tools, address.trim(), &tell).await;
    drop(tell);
    let mut heard: Vec<Seek> = Vec::new();
    while let Ok(seek) = seeks.try_recv() {
        heard.push(seek);
    }
    let best = found.and_then(|candidates| {
        let mut candidates = candidates.into_iter();
        let none = || discovery(FaultKind::UnknownHost, "no server was found");
        candidates.next().ok_or_else(none)
    });
    let asked = Origin::ALL.iter().map(|&origin| Asked { origin, answer: last(origin, &heard) });
    let chosen = best.as_ref().ok().map(|best| Chosen {
        origin: best.origin,
        host: best.imap.host.clone(),
        port: best.imap.port,
        tls: best.imap.tls,
        provider: best.provider.clone(),
    });
    let seen = Seen::Servers { asked: asked.collect(), chosen: chosen.map(Box::new) };
    (seen, best.map_err(|fault| most_telling(fault, &heard)))
}

/// What a place came to.
fn last(origin: Origin, heard: &[Seek]) -> Answer {
    let last = heard.iter().rev().find(|seek| seek.origin == origin).map(|seek| &seek.state);
    match last {
        Some(SeekState::Found(host)) => Answer::Found(host.clone()),
        Some(SeekState::Nothing) => Answer::Nothing,
        Some(SeekState::Failed(fault)) => Answer::Failed(fault.clone()),
        Some(SeekState::Looking | SeekState::Checking(_)) | None => Answer::Unasked,
    }
}

/// Where a place named a server and only connecting to it failed, that is what is wrong.
fn most_telling(fault: Fault, heard: &[Seek]) -> Fault {
    let connecting = |place| !matches!(place, Place::Discovery | Place::Dns);
    let mut failed: Vec<(Origin, &Fault)> = heard
        .iter()
        .filter(|seek| seek.origin != Origin::Guess && was_checked(seek.origin, heard))
        .filter_map(|seek| match &seek.state {
            SeekState::Failed(fault) if connecting(fault.place) => Some((seek.origin, fault)),
            _ => None,
        })
        .collect();
    failed.sort_by_key(|(origin, _)| *origin);
    failed.first().map_or(fault, |(_, told)| (*told).clone())
}

fn was_checked(origin: Origin, heard: &[Seek]) -> bool {
    let is = |seek: &Seek| seek.origin == origin && matches!(seek.state, SeekState::Checking(_));
    heard.iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_domain() {
        assert_eq!(domain(" Ana@Example.org "), Ok("example.org".to_owned()));
        for wrong in ["", "ana", "@example.org", "ana@", "ana@a..b", "a na@b.c", "ana@b/c"] {
            assert_eq!(domain(wrong).unwrap_err().kind, FaultKind::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_server_that_was_named_and_does_not_answer_is_what_is_wrong() {
        let seek = |origin, state| Seek { origin, state };
        let refused = Fault::new(FaultKind::PortRefused, Place::Connect, "");
        let odd = Fault::new(FaultKind::Nonsense, Place::Discovery, "");
        let nobody = discovery(FaultKind::UnknownHost, "");
        let heard = [
            seek(Origin::Guess, SeekState::Checking("mail.example.org".to_owned())),
            seek(Origin::Guess, SeekState::Failed(refused.clone())),
            seek(Origin::Pacc, SeekState::Failed(odd)),
            seek(Origin::Srv, SeekState::Looking),
        ];
        assert_eq!(most_telling(nobody.clone(), &heard), nobody);
        assert_eq!(last(Origin::Srv, &heard), Answer::Unasked);
        let named = [
            seek(Origin::Srv, SeekState::Checking("imap.example.org".to_owned())),
            seek(Origin::Srv, SeekState::Failed(refused.clone())),
        ];
        assert_eq!(most_telling(nobody, &named), refused);
    }
}
