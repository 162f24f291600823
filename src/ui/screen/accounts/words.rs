//! What an account's facts are called: how it stands, how it signs in, when its permission ends.

use crate::app::Held;
use crate::app::accounts_page::Proof;
use crate::fl;
use crate::model::account::{Account, Hue, SecretSource, TlsMode};
use crate::model::link::Link;
use crate::model::oauth::Grant;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How an account stands with its server.
pub fn link(link: &Link) -> String {
    match link {
        Link::SignInNeeded(_) => fl!("link-signin"),
        Link::Offline { .. } => fl!("link-offline"),
        Link::Connecting => fl!("link-connecting"),
        Link::Syncing => fl!("link-syncing"),
        Link::Live => fl!("link-live"),
    }
}

/// The same in the list, where it goes before all else that the account is on its way out.
pub fn standing(held: &Held) -> String {
    if held.leaving { fl!("accounts-going") } else { link(&held.link) }
}

/// How the person proves who they are.
pub fn how(account: &Account, proof: Option<&Proof>) -> String {
    let provider = proof.and_then(|proof| proof.provider.as_deref());
    match (&account.secret, &account.oauth, provider) {
        (SecretSource::Command(_), Some(_), _) => fl!("accounts-by-token-command"),
        (SecretSource::Command(_), None, _) => fl!("accounts-by-command"),
        (_, Some(_), Some(provider)) => fl!("accounts-by-browser-of", provider = provider),
        (_, Some(_), None) => fl!("accounts-by-browser"),
        (_, None, _) if proof.is_some_and(|proof| proof.app_password) => {
            fl!("accounts-by-app-password")
        }
        (_, None, _) => fl!("accounts-by-password"),
    }
}

/// Where the secret is.
pub fn kept(account: &Account) -> String {
    match account.secret {
        SecretSource::Keyring => fl!("accounts-in-keyring"),
        SecretSource::File => fl!("accounts-in-file"),
        SecretSource::ThisRun => fl!("accounts-in-memory"),
        SecretSource::Command(_) => fl!("accounts-in-command"),
    }
}

/// When the permission ends, and what happens then. `now`: seconds since 1970 UTC.
pub fn permission(proof: &Proof, now: i64) -> String {
    let Some(grant) = &proof.grant else { return fl!("accounts-no-permission") };
    let Grant { expires_at, renewable, .. } = grant;
    match (renewable, expires_at.map(|end| end.saturating_sub(now))) {
        (true, None) => fl!("accounts-renewed"),
        (true, Some(left)) if left <= 0 => fl!("accounts-renewed-next"),
        (true, Some(left)) => fl!("accounts-renewed-until", time = time(left)),
        (false, None) => fl!("accounts-not-renewed"),
        (false, Some(left)) if left <= 0 => fl!("accounts-over"),
        (false, Some(left)) => fl!("accounts-ends", time = time(left)),
    }
}

/// A span of time, seconds, in the largest unit that says enough.
fn time(seconds: i64) -> String {
    match seconds {
        ..MINUTE => fl!("time-seconds"),
        MINUTE..HOUR => fl!("time-minutes", count = seconds / MINUTE),
        HOUR..DAY => fl!("time-hours", count = seconds / HOUR),
        _ => fl!("time-days", count = seconds / DAY),
    }
}

/// How the wire is protected.
pub fn protection(tls: TlsMode) -> String {
    match tls {
        TlsMode::Implicit => fl!("signin-tls"),
        TlsMode::StartTls => fl!("signin-starttls"),
        TlsMode::None => fl!("signin-plain"),
    }
}

/// What a colour is called.
pub fn hue(hue: Hue) -> String {
    match hue {
        Hue::Blue => fl!("hue-blue"),
        Hue::Teal => fl!("hue-teal"),
        Hue::Green => fl!("hue-green"),
        Hue::Yellow => fl!("hue-yellow"),
        Hue::Orange => fl!("hue-orange"),
        Hue::Red => fl!("hue-red"),
        Hue::Pink => fl!("hue-pink"),
        Hue::Purple => fl!("hue-purple"),
    }
}

/// By which a test finds the button of a colour.
pub fn swatch(hue: Hue) -> &'static str {
    match hue {
        Hue::Blue => "hue blue",
        Hue::Teal => "hue teal",
        Hue::Green => "hue green",
        Hue::Yellow => "hue yellow",
        Hue::Orange => "hue orange",
        Hue::Red => "hue red",
        Hue::Pink => "hue pink",
        Hue::Purple => "hue purple",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(renewable: bool, expires_at: Option<i64>) -> String {
        let grant = Some(Grant { expires_at, renewable, scopes: Vec::new() });
        permission(&Proof { grant, ..Proof::default() }, 1_000)
    }

    #[test]
    fn the_end_of_a_permission_is_told_in_words_of_its_size() {
        for (left, words) in [
            (30, fl!("time-seconds")),
            (42 * MINUTE + 59, fl!("time-minutes", count = 42)),
            (HOUR, fl!("time-hours", count = 1)),
            (3 * DAY + HOUR, fl!("time-days", count = 3)),
        ] {
            let whole = fl!("accounts-renewed-until", time = words.as_str());
            assert_eq!(said(true, Some(1_000 + left)), whole);
            assert_eq!(said(false, Some(1_000 + left)), fl!("accounts-ends", time = words));
        }
        assert_eq!(said(true, Some(1_000)), fl!("accounts-renewed-next"));
        assert_eq!(said(false, Some(i64::MIN)), fl!("accounts-over"));
        assert_eq!(said(true, None), fl!("accounts-renewed"));
        assert_eq!(said(false, None), fl!("accounts-not-renewed"));
        assert_eq!(permission(&Proof::default(), 0), fl!("accounts-no-permission"));
    }
}
