//! Whether what an account has fits what a server takes.

use crate::imap::Capabilities;
use crate::model::account::Account;
use crate::model::exam::{Caution, Mechanism, Seen, TokenFacts};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::{Grant, OAuth};

/// What the server offers, and whether the account can sign in with it.
pub(super) fn compare(
    offered: &Capabilities,
    account: Option<&Account>,
    let_in: bool,
) -> (Seen, Result<(), Fault>) {
    let names = names(offered);
    let (ours, fits) = match account {
        Some(account) if !let_in => match ours(offered, account.oauth.is_some()) {
            Ok(ours) => (Some(ours), Ok(())),
            Err(fault) => (None, Err(fault)),
        },
        _ => (None, Ok(())),
    };
    (Seen::Mechanisms { offered: names, ours }, fits)
}

/// The names of the mechanisms, LOGIN among them where it is not switched off.
fn names(offered: &Capabilities) -> Vec<String> {
    let sasl = offered.0.iter().filter_map(|word| word.strip_prefix("AUTH="));
    let mut names: Vec<String> = sasl.map(str::to_owned).collect();
    if !offered.has("LOGINDISABLED") && !names.iter().any(|name| name == "LOGIN") {
        names.push(Mechanism::Login.name().to_owned());
    }
    names
}

/// The mechanism that signing in takes, by the same rules as `imap`.
fn ours(offered: &Capabilities, by_token: bool) -> Result<Mechanism, Fault> {
    let fault = |kind, detail: &str| Err(Fault::new(kind, Place::SignIn, detail));
    if by_token {
        return match () {
            () if offered.has("AUTH=OAUTHBEARER") => Ok(Mechanism::OAuthBearer),
            () if offered.has("AUTH=XOAUTH2") => Ok(Mechanism::XOAuth2),
            () => {
                let kind = FaultKind::Grant(GrantProblem::NotTaken);
                fault(kind, "the server offers neither OAUTHBEARER nor XOAUTH2")
            }
        };
    }
    match () {
        () if !offered.has("LOGINDISABLED") => Ok(Mechanism::Login),
        () if offered.has("AUTH=PLAIN") => Ok(Mechanism::Plain),
        () => {
            let detail = "the server offers neither LOGIN nor PLAIN (LOGINDISABLED)";
            fault(FaultKind::PasswordNotTaken, detail)
        }
    }
}

pub(super) fn token(grant: Grant, renewed: bool) -> Seen {
    Seen::Token(TokenFacts { grant, renewed })
}

/// What is not right with a token that is good.
pub(super) fn doubts(asked: &OAuth, grant: &Grant) -> Option<Caution> {
    let has = |scope: &String| grant.scopes.iter().any(|given| given.eq_ignore_ascii_case(scope));
    let is_mail = |scope: &&String| {
        let scope = scope.to_ascii_lowercase();
        scope.contains("imap") || scope.contains("mail.google.com")
    };
    let mut mail = asked.scopes.iter().filter(is_mail);
    match () {
        () if !grant.scopes.is_empty() && mail.any(|scope| !has(scope)) => {
            Some(Caution::ScopeMissing)
        }
        () if !grant.renewable => Some(Caution::NotRenewable),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(words: &str) -> Capabilities {
        Capabilities(words.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn the_way_in_is_chosen_as_signing_in_chooses_it() {
        let both = offered("IMAP4REV1 AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER");
        assert_eq!(ours(&both, true), Ok(Mechanism::OAuthBearer));
        assert_eq!(ours(&both, false), Ok(Mechanism::Login));
        assert_eq!(names(&both), ["PLAIN", "XOAUTH2", "OAUTHBEARER", "LOGIN"]);
        let plain = offered("IMAP4REV1 LOGINDISABLED AUTH=PLAIN");
        assert_eq!(ours(&plain, false), Ok(Mechanism::Plain));
        assert_eq!(names(&plain), ["PLAIN"]);
        let kind = |words, token| ours(&offered(words), token).unwrap_err().kind;
        assert_eq!(kind("LOGINDISABLED AUTH=XOAUTH2", false), FaultKind::PasswordNotTaken);
        assert_eq!(kind("AUTH=PLAIN", true), FaultKind::Grant(GrantProblem::NotTaken));
    }

    #[test]
    fn a_scope_that_was_not_given_is_told_of() {
        let scopes = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let asked = OAuth {
            scopes: scopes("https://outlook.office.com/IMAP.AccessAsUser.All offline_access"),
            ..OAuth::default()
        };
        let grant = |given: &str, renewable| Grant {
            expires_at: None,
            renewable,
            scopes: given.split_whitespace().map(str::to_owned).collect(),
        };
        let whole = "https://outlook.office.com/imap.accessasuser.all";
        assert_eq!(doubts(&asked, &grant(whole, true)), None);
        assert_eq!(doubts(&asked, &grant("", true)), None);
        assert_eq!(doubts(&asked, &grant("openid", true)), Some(Caution::ScopeMissing));
        assert_eq!(doubts(&asked, &grant(whole, false)), Some(Caution::NotRenewable));
    }
}
