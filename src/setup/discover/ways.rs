//! Which of the ways that somebody claims fit what the server itself offers. Knows no network.

use crate::auth::clients::Clients;
use crate::imap::Capabilities;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::oauth::OAuth;
use crate::model::setup::Way;

/// Whether the server takes access tokens, by one of the mechanisms that there are.
pub(super) fn takes_tokens(capabilities: &Capabilities) -> bool {
    capabilities.has("AUTH=OAUTHBEARER") || capabilities.has("AUTH=XOAUTH2")
}

/// Whether the server takes passwords on this connection.
fn takes_passwords(capabilities: &Capabilities) -> bool {
    !capabilities.has("LOGINDISABLED") || capabilities.has("AUTH=PLAIN")
}

/// The ways that fit, in the order of the claim, each with the client id that we have. Where the
/// server takes tokens and tells by itself who gives them, the browser comes first even if nobody
/// claimed it.
pub(super) fn fitting(
    claimed: Vec<Way>,
    capabilities: &Capabilities,
    offered: Option<&OAuth>,
    clients: &Clients,
) -> Vec<Way> {
    let (tokens, passwords) = (takes_tokens(capabilities), takes_passwords(capabilities));
    let browser_claimed = claimed.iter().any(|way| matches!(way, Way::Browser(_)));
    let unclaimed = offered.filter(|_| tokens && !browser_claimed).cloned();
    let fits = |way| match way {
        Way::Browser(oauth) if tokens => {
            browser(*oauth, offered, clients).map(|oauth| Way::Browser(Box::new(oauth)))
        }
        Way::Browser(_) => None,
        Way::Password | Way::AppPassword(_) => passwords.then_some(way),
    };
    let first = unclaimed.map(|oauth| Way::Browser(Box::new(oauth)));
    first.into_iter().chain(claimed.into_iter().filter_map(fits)).collect()
}

/// What is known of an authorization server, put together: the claim, unless it has no endpoints or
/// no way to a client id where the server itself gives one.
fn browser(claimed: OAuth, offered: Option<&OAuth>, clients: &Clients) -> Option<OAuth> {
    let client = claimed.provider.as_deref().and_then(|key| clients.of(key));
    if let Some(client) = client {
        return Some(OAuth { client_id: client.id, ..claimed });
    }
    let whole = !claimed.authorize.is_empty() && !claimed.token.is_empty();
    match offered {
        Some(offered) if !whole || (offered.has_client() && !claimed.has_client()) => {
            Some(OAuth { provider: claimed.provider, ..offered.clone() })
        }
        _ => whole.then_some(claimed),
    }
}

/// Why nobody can sign in here.
pub(super) fn none(host: &str, capabilities: &Capabilities) -> Fault {
    let offered: Vec<&str> = capabilities
        .0
        .iter()
        .map(String::as_str)
        .filter(|name| name.len() < 40 && name.to_ascii_uppercase().starts_with("AUTH="))
        .take(10)
        .collect();
    let offered = if offered.is_empty() { "nothing".to_owned() } else { offered.join(" ") };
    let detail = format!("{host} has no way to sign in that fits; it offers {offered}");
    Fault::new(FaultKind::Refused(Refusal::Cannot), Place::SignIn, detail)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn capabilities(words: &str) -> Capabilities {
        Capabilities(words.split_whitespace().map(str::to_owned).collect())
    }

    fn endpoints(at: &str, register: bool) -> OAuth {
        OAuth {
            authorize: format!("https://{at}/authorize"),
            token: format!("https://{at}/token"),
            register: register.then(|| format!("https://{at}/register")),
            ..OAuth::default()
        }
    }

    fn way(oauth: &OAuth) -> Way {
        Way::Browser(Box::new(oauth.clone()))
    }

    #[test]
    fn a_way_that_the_server_does_not_offer_is_dropped() {
        let oauth = endpoints("a.example", true);
        let claimed = vec![way(&oauth), Way::Password, Way::AppPassword(None)];
        let clients = Clients::default();
        for (words, expected) in [
            ("AUTH=PLAIN AUTH=XOAUTH2", claimed.clone()),
            ("auth=oauthbearer", claimed.clone()),
            ("AUTH=PLAIN", vec![Way::Password, Way::AppPassword(None)]),
            ("", vec![Way::Password, Way::AppPassword(None)]),
            ("LOGINDISABLED AUTH=PLAIN", vec![Way::Password, Way::AppPassword(None)]),
            ("LOGINDISABLED AUTH=OAUTHBEARER", vec![way(&oauth)]),
            ("LOGINDISABLED AUTH=GSSAPI", vec![]),
        ] {
            let found = fitting(claimed.clone(), &capabilities(words), None, &clients);
            assert_eq!(found, expected, "{words}");
        }
    }

    #[test]
    fn a_server_that_tells_who_gives_tokens_has_the_browser_first() {
        let offered = endpoints("a.example", true);
        let clients = Clients::default();
        let words = capabilities("AUTH=PLAIN AUTH=OAUTHBEARER");
        let found = fitting(vec![Way::Password], &words, Some(&offered), &clients);
        assert_eq!(found, [way(&offered), Way::Password]);
        let plain = capabilities("AUTH=PLAIN");
        let found = fitting(vec![Way::Password], &plain, Some(&offered), &clients);
        assert_eq!(found, [Way::Password]);
    }

    #[test]
    fn a_claim_without_endpoints_is_filled_in_or_dropped() {
        let (empty, offered) = (OAuth::default(), endpoints("a.example", false));
        let (words, clients) = (capabilities("AUTH=XOAUTH2"), Clients::default());
        let claimed = vec![way(&empty), Way::Password];
        let found = fitting(claimed.clone(), &words, None, &clients);
        assert_eq!(found, [Way::Password]);
        let found = fitting(claimed, &words, Some(&offered), &clients);
        assert_eq!(found, [way(&offered), Way::Password]);
    }

    #[test]
    fn a_server_that_gives_ids_by_itself_is_better_than_a_claim_without_one() {
        let claimed = OAuth { provider: Some("fastmail".into()), ..endpoints("a.example", false) };
        let offered = endpoints("b.example", true);
        let words = capabilities("AUTH=OAUTHBEARER");
        let nobody = Clients::default();
        let found = fitting(vec![way(&claimed)], &words, Some(&offered), &nobody);
        let merged = OAuth { provider: Some("fastmail".into()), ..offered.clone() };
        assert_eq!(found, [way(&merged)]);
        // It may not be had at all: the window explains what to do without an id.
        assert_eq!(fitting(vec![way(&claimed)], &words, None, &nobody), [way(&claimed)]);
    }

    #[test]
    fn our_own_id_is_filled_in() {
        let claimed = OAuth { provider: Some("a-test".into()), ..endpoints("a.example", false) };
        let ids = BTreeMap::from([("a-test".to_owned(), "our-id".to_owned())]);
        let clients = Clients::new(ids);
        let client = clients.of("a-test").unwrap();
        let offered = endpoints("b.example", true);
        let words = capabilities("AUTH=OAUTHBEARER");
        let found = fitting(vec![way(&claimed)], &words, Some(&offered), &clients);
        assert_eq!(found, [way(&OAuth { client_id: client.id, ..claimed })]);
    }

    #[test]
    fn the_reason_names_the_host_and_what_it_offers() {
        let fault = none("imap.example.org", &capabilities("IMAP4rev1 AUTH=GSSAPI LOGINDISABLED"));
        assert!(fault.detail.contains("imap.example.org") && fault.detail.contains("AUTH=GSSAPI"));
        assert_eq!(fault.place, Place::SignIn);
    }
}
