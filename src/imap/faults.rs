//! The server's refusals as faults (RFC 5530 and the words of servers that have no codes).

mod slower;
mod words;

use super::parse::{Code, Condition, StatusLine};
use crate::model::fault::{Fault, FaultKind, Place, Refusal};

/// A tagged NO or BAD, or a BYE.
pub(super) fn refusal(line: &StatusLine, place: Place) -> Fault {
    Fault::new(kind(line), place, detail(line))
}

/// The same for the answer to credentials: a bare NO means that they are wrong.
pub(super) fn sign_in_refusal(line: &StatusLine) -> Fault {
    Fault::new(sign_in_kind(line), Place::SignIn, detail(line))
}

fn sign_in_kind(line: &StatusLine) -> FaultKind {
    if let Some(passing) = passing(line) {
        return passing;
    }
    match line.code.name() {
        // In an answer to credentials the limit is that of trying.
        "LIMIT" => return FaultKind::Throttled { wait: slower::wait(&line.text.to_lowercase()) },
        "PRIVACYREQUIRED" => return FaultKind::NoTls,
        "EXPIRED" => return FaultKind::PasswordExpired,
        "WEBALERT" => return FaultKind::WebLoginNeeded,
        "UNAVAILABLE" | "SERVERBUG" | "INUSE" => return FaultKind::Unavailable,
        _ => {}
    }
    if let Some(said) = words::sign_in(&line.text.to_lowercase()) {
        return said;
    }
    match line.condition {
        Condition::No if line.code.name() == "CONTACTADMIN" => FaultKind::AccountLocked,
        Condition::No => FaultKind::WrongPassword,
        Condition::Bad => FaultKind::NotUnderstood,
        _ => FaultKind::Unavailable,
    }
}

fn kind(line: &StatusLine) -> FaultKind {
    if let Some(passing) = passing(line) {
        return passing;
    }
    if line.condition == Condition::Bye {
        return FaultKind::Unavailable;
    }
    match line.code.name() {
        "OVERQUOTA" => FaultKind::Refused(Refusal::OverQuota),
        "NOPERM" | "AUTHORIZATIONFAILED" | "CONTACTADMIN" => {
            FaultKind::Refused(Refusal::NoPermission)
        }
        "CANNOT" | "HASCHILDREN" | "UNKNOWN-CTE" | "BADCHARSET" => {
            FaultKind::Refused(Refusal::Cannot)
        }
        "NONEXISTENT" => FaultKind::Refused(Refusal::NonExistent),
        "ALREADYEXISTS" => FaultKind::Refused(Refusal::AlreadyExists),
        "READ-ONLY" => FaultKind::Refused(Refusal::ReadOnly),
        "LIMIT" => FaultKind::Refused(Refusal::Limit),
        "TRYCREATE" => FaultKind::Refused(Refusal::TryCreate),
        "TOOBIG" | "APPENDLIMIT" => FaultKind::TooLarge,
        _ if is_disconnected(line) => FaultKind::Unavailable,
        // 163.com to whoever has not confirmed this program on its web page.
        _ if line.text.to_lowercase().contains("unsafe login") => FaultKind::WebLoginNeeded,
        _ if line.condition == Condition::Bad => FaultKind::NotUnderstood,
        _ if speaks_of_nothing(&line.text) => FaultKind::Refused(Refusal::NonExistent),
        _ => FaultKind::Unavailable,
    }
}

/// Microsoft 365 after a wrong token, or when its mailbox store moved: every command on this
/// connection is answered so, and only a new one helps.
pub(super) fn is_disconnected(line: &StatusLine) -> bool {
    line.condition == Condition::Bad && line.text.contains("authenticated but not connected")
}

/// A mailbox that is not there, in the words of servers that send no code for it (Dovecot 2.3 to
/// SELECT and STATUS, Courier, Cyrus, Exchange).
fn speaks_of_nothing(text: &str) -> bool {
    let text = text.to_lowercase();
    ["doesn't exist", "does not exist", "unable to open this mailbox", "no such mailbox"]
        .iter()
        .any(|words| text.contains(words))
}

/// What will be over after a while, whatever the command was.
fn passing(line: &StatusLine) -> Option<FaultKind> {
    let said = line.text.to_lowercase();
    let code = line.code.name();
    if let Some(asked) = slower::asks(&said) {
        return Some(asked);
    }
    if matches!(code, "THROTTLED" | "OVERLOADED") {
        return Some(FaultKind::Throttled { wait: slower::wait(&said) });
    }
    // Before the login and in BYE the limit is that of connections.
    (code == "LIMIT" && line.condition == Condition::Bye).then_some(FaultKind::TooManyConnections)
}

/// The server's words with its code before them.
fn detail(line: &StatusLine) -> String {
    let condition = match line.condition {
        Condition::Ok => "OK",
        Condition::No => "NO",
        Condition::Bad => "BAD",
        Condition::Bye => "BYE",
        Condition::Preauth => "PREAUTH",
    };
    match &line.code {
        Code::None => format!("{condition} {}", line.text),
        code if code.name().is_empty() => format!("{condition} {}", line.text),
        code => format!("{condition} [{}] {}", code.name(), line.text),
    }
}

/// The server broke the rules in a way that makes its answer useless.
pub(super) fn nonsense(place: Place, detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Nonsense, place, detail)
}

/// What was given to us cannot be put into a command.
pub(super) fn invalid(place: Place, detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Invalid, place, detail)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::parse::{Response, response};
    use super::slower::{LONGEST_WAIT, SOME_WAIT};
    use super::*;

    fn line(text: &str) -> StatusLine {
        match response(text.as_bytes(), false) {
            Response::Tagged(_, line) | Response::Status(line) => line,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_refusal_says_what_to_do_about_it() {
        use FaultKind as K;
        for (text, kind) in [
            ("A NO [OVERQUOTA] full", K::Refused(Refusal::OverQuota)),
            ("A NO [noperm] no", K::Refused(Refusal::NoPermission)),
            ("A NO [TRYCREATE] none", K::Refused(Refusal::TryCreate)),
            ("A NO [READ-ONLY] no", K::Refused(Refusal::ReadOnly)),
            ("A NO [ALREADYEXISTS]", K::Refused(Refusal::AlreadyExists)),
            ("A NO [LIMIT] many", K::Refused(Refusal::Limit)),
            ("A NO [UNAVAILABLE] UID FETCH Server error", K::Unavailable),
            ("A NO Too many simultaneous connections. (Failure)", K::TooManyConnections),
            ("A NO just so", K::Unavailable),
            ("A NO Mailbox doesn't exist: x (0.001 secs).", K::Refused(Refusal::NonExistent)),
            ("A NO", K::Unavailable),
            ("A BAD what", K::NotUnderstood),
            ("A BAD User is authenticated but not connected.", K::Unavailable),
            ("A NO SELECT Unsafe Login. Please contact kefu@188.com for help", K::WebLoginNeeded),
            ("* BYE going down", K::Unavailable),
            ("* BYE [LIMIT] no", K::TooManyConnections),
            (
                "A NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
                K::Throttled { wait: LONGEST_WAIT },
            ),
            (
                "* BYE Account exceeded command or bandwidth limits. v12mb1234",
                K::Throttled { wait: LONGEST_WAIT },
            ),
            ("A NO [LIMIT] FETCH Rate limit hit.", K::Throttled { wait: SOME_WAIT }),
            ("A NO [OVERLOADED] in 5 seconds", K::Throttled { wait: Duration::from_secs(5) }),
            (
                "* BYE [UNAVAILABLE] Maximum number of connections from user+IP exceeded",
                K::TooManyConnections,
            ),
            (
                "A BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
                K::Throttled { wait: Duration::from_millis(92_415) },
            ),
            (
                "A NO Request is throttled. Suggested Backoff Time: 99999999999 milliseconds",
                K::Throttled { wait: LONGEST_WAIT },
            ),
        ] {
            assert_eq!(refusal(&line(text), Place::Mailbox).kind, kind, "{text}");
        }
    }

    #[test]
    fn a_refused_sign_in_blames_the_password_only_where_it_may_be_wrong() {
        use FaultKind as K;
        for (text, kind) in [
            ("A NO [AUTHENTICATIONFAILED] no", K::WrongPassword),
            ("A NO LOGIN failed", K::WrongPassword),
            ("A NO [EXPIRED] change it", K::PasswordExpired),
            ("A NO [CONTACTADMIN] see the help desk", K::AccountLocked),
            ("A NO [ALERT] Application-specific password required", K::AppPasswordNeeded),
            ("A NO [ALERT] Please log in via your web browser: x", K::WebLoginNeeded),
            ("A NO [ALERT] Your account is not enabled for IMAP use.", K::ImapDisabled),
            ("A NO LOGIN invalid credentials or IMAP is disabled", K::WrongPassword),
            ("A NO [LIMIT] LOGIN Rate limit hit.", K::Throttled { wait: SOME_WAIT }),
            (
                "A NO Too many failed login attempts from your connection",
                K::Throttled { wait: SOME_WAIT },
            ),
            ("A NO [AUTHORIZATIONFAILED] User is disabled", K::AccountLocked),
            ("A NO Temporary authentication failure.", K::Unavailable),
            ("A NO [UNAVAILABLE] later", K::Unavailable),
            ("A NO [INUSE] locked", K::Unavailable),
            ("A NO [ALERT] Too many simultaneous connections", K::TooManyConnections),
            ("A NO [PRIVACYREQUIRED] TLS first", K::NoTls),
            ("A BAD User is authenticated but not connected.", K::Unavailable),
            ("A NO User is authenticated but not connected.", K::Unavailable),
            ("A BAD no such command", K::NotUnderstood),
        ] {
            assert_eq!(sign_in_refusal(&line(text)).kind, kind, "{text}");
        }
    }
}
