//! Which client id goes before which.

use secrecy::ExposeSecret;

use super::*;

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The id and the secret that are chosen.
fn chosen(
    settings: &[(&str, &str)],
    environment: &[(&str, &str)],
    provider: &str,
) -> Option<(String, String)> {
    let environment = map(environment);
    let client = Clients::new(map(settings));
    let client = client.choose(provider, |name| environment.get(name).cloned())?;
    let secret = client.secret.map(|secret| secret.expose_secret().to_owned());
    Some((client.id, secret.unwrap_or_default()))
}

fn pair(id: &str, secret: &str) -> Option<(String, String)> {
    Some((id.to_owned(), secret.to_owned()))
}

#[test]
fn the_environment_goes_before_the_settings() {
    let settings = [("google", "from settings")];
    let id = ("POMBO_GOOGLE_CLIENT_ID", "from environment");
    let secret = ("POMBO_GOOGLE_CLIENT_SECRET", "of the environment");
    assert_eq!(chosen(&settings, &[], "google"), pair("from settings", ""));
    assert_eq!(
        chosen(&settings, &[id, secret], "google"),
        pair("from environment", "of the environment")
    );
    // An id never goes with the secret of another.
    assert_eq!(chosen(&settings, &[id], "google"), pair("from environment", ""));
    assert_eq!(chosen(&settings, &[secret], "google"), pair("from settings", ""));
}

#[test]
fn what_is_empty_is_not_told() {
    let settings = [("google", "  from settings\n")];
    for empty in ["", "  "] {
        let environment = [("POMBO_GOOGLE_CLIENT_ID", empty)];
        assert_eq!(chosen(&settings, &environment, "google"), pair("from settings", ""));
    }
    assert_eq!(chosen(&[("nobody", "")], &[], "nobody"), None);
}

#[test]
fn each_provider_has_its_own() {
    let environment = [("POMBO_MAIL_EXAMPLE_CLIENT_ID", "dotted")];
    assert_eq!(chosen(&[], &environment, "mail.example"), pair("dotted", ""));
    assert_eq!(chosen(&[], &environment, "mail-example"), pair("dotted", ""));
    assert_eq!(chosen(&[("google", "one")], &environment, "nobody"), None);
}

#[test]
fn what_was_built_in_comes_last_and_nothing_is_invented() {
    for built in BUILT {
        let found = chosen(&[], &[], built.provider);
        let set = built.id.map(str::trim).filter(|id| !id.is_empty());
        assert_eq!(found.map(|(id, _)| id), set.map(str::to_owned), "{}", built.provider);
        let set = [(built.provider, "by the person")];
        assert_eq!(chosen(&set, &[], built.provider), pair("by the person", ""));
    }
    for built in BUILT {
        let known = crate::auth::providers::of_key(built.provider);
        assert!(known.is_some_and(|known| known.oauth.is_some()), "{}", built.provider);
    }
    assert!(BUILT.iter().all(|built| variable(built.provider) == built.provider.to_uppercase()));
}

#[test]
fn a_clients_secret_is_not_printed() {
    let clients = Clients::new(map(&[("google", "id")]));
    let hush = |name: &str| Some(if name.ends_with("ID") { "id" } else { "hush" }.to_owned());
    let printed = format!("{clients:?} {:?}", clients.choose("google", hush));
    assert!(printed.contains("google") && !printed.contains("hush"), "{printed}");
}
