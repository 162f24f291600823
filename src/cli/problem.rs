//! Why a command did not do its work, as the person is told and as a program sees it.

use serde_json::{Value, json};

use super::End;
use super::out::merged;
use crate::fl;
use crate::i18n;
use crate::model::fault::{Fault, FaultKind, Place};

/// Why a command ended before its work was done.
#[derive(Debug)]
pub enum Problem {
    /// Something failed. Its detail is technical and in English.
    Fault(Fault),
    /// What was asked for does not fit or is not there: the whole sentence.
    Said { end: End, sentence: String },
    /// Nobody reads what is written (`pombo list | head`). Not worth a word.
    Unread,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Problem {
    /// The command was given wrongly.
    pub fn usage(sentence: String) -> Self {
        Self::Said { end: End::WrongUse, sentence }
    }

    /// It was tried, and did not work.
    pub fn failed(sentence: String) -> Self {
        Self::Said { end: End::Failed, sentence }
    }

    /// There is no such account, mailbox, message or file.
    pub fn not_found(sentence: String) -> Self {
        Self::Said { end: End::NotFound, sentence }
    }

    /// How the command ends over it.
    pub fn end(&self) -> End {
        match self {
            Self::Fault(fault) => end_of(fault),
            Self::Said { end, .. } => *end,
            Self::Unread => End::Done,
        }
    }

    /// What a person reads: a sentence, and the technical detail behind it.
    pub fn text(&self) -> String {
        match self {
            Self::Fault(fault) => with_detail(&sentence(fault), fault),
            Self::Said { sentence, .. } => sentence.clone(),
            Self::Unread => String::new(),
        }
    }

    /// What a program reads.
    pub fn value(&self) -> Value {
        let why = match self {
            Self::Fault(fault) => merged(fields(fault), json!({ "error": sentence(fault) })),
            Self::Said { end, sentence } => {
                json!({ "error": sentence, "kind": format!("{end:?}") })
            }
            Self::Unread => json!({}),
        };
        merged(why, json!({ "exit": self.end() as u8 }))
    }
}

/// A fault as one plain sentence. A command ends with it, where the window would try again.
pub fn sentence(fault: &Fault) -> String {
    match fault.kind {
        FaultKind::Lost => fl!("cli-lost"),
        FaultKind::TimedOut => fl!("cli-timed-out"),
        FaultKind::Nonsense => fl!("cli-nonsense"),
        FaultKind::Unavailable if fault.place != Place::Dns => fl!("cli-unavailable"),
        FaultKind::TooManyConnections => fl!("cli-too-many-connections"),
        FaultKind::NoPassword => fl!("cli-no-password"),
        FaultKind::NoKeyring => fl!("cli-keyring-away"),
        FaultKind::Invalid => fl!("cli-invalid"),
        _ => i18n::fault(fault),
    }
}

/// A sentence about a fault with what explains it: the detail, and a certificate's fingerprint.
pub fn with_detail(sentence: &str, fault: &Fault) -> String {
    let mut text = match fault.detail.trim_end_matches('.') {
        "" => sentence.to_owned(),
        detail => format!("{sentence} ({detail})"),
    };
    if let FaultKind::Certificate { fingerprint, .. } = &fault.kind {
        text.push('\n');
        text.push_str(&fl!("cli-fingerprint", fingerprint = fingerprint.to_string()));
    }
    text
}

/// What a program can decide by: the kind, the place, the detail, a certificate's fingerprint.
pub fn fields(fault: &Fault) -> Value {
    let value = json!({
        "kind": name(&json!(fault.kind)),
        "place": fault.place,
        "detail": fault.detail,
    });
    match &fault.kind {
        FaultKind::Certificate { fingerprint, problem } => {
            let fingerprint = fingerprint.to_string();
            merged(value, json!({ "fingerprint": fingerprint, "problem": problem }))
        }
        _ => value,
    }
}

/// The name of a variant, whatever it carries.
fn name(variant: &Value) -> Value {
    match variant {
        Value::Object(fields) => fields.keys().next().map_or(Value::Null, |key| json!(key)),
        plain => plain.clone(),
    }
}

/// The end that a fault brings.
pub fn end_of(fault: &Fault) -> End {
    use FaultKind as K;

    match &fault.kind {
        K::WrongPassword | K::NoPassword | K::NoKeyring | K::PasswordCommand => End::SignInNeeded,
        K::AppPasswordNeeded | K::PasswordNotTaken | K::PasswordExpired => End::SignInNeeded,
        K::WebLoginNeeded | K::ImapDisabled | K::AccountLocked => End::SignInNeeded,
        K::Locked | K::Grant(_) => End::SignInNeeded,
        K::UnknownHost | K::PortRefused | K::TimedOut | K::Lost | K::Unavailable | K::NoNetwork => {
            End::Waits
        }
        K::Throttled { .. } | K::TooManyConnections => End::Waits,
        K::Refused(_) | K::NotUnderstood | K::OriginalStays(_) => End::Refused,
        K::InUse => End::InUse,
        K::Gone => End::NotFound,
        _ => End::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::Fingerprint;
    use crate::model::fault::{CertificateProblem, Refusal};

    #[test]
    fn a_fault_is_told_by_a_sentence_its_detail_and_a_fingerprint() {
        let lost = Fault::new(FaultKind::Lost, Place::Connect, "reset by peer.");
        assert_eq!(
            Problem::from(lost).text(),
            "The connection was lost. Try again. (reset by peer)"
        );
        let kind = FaultKind::Certificate {
            fingerprint: Fingerprint([0xAB; 32]),
            problem: CertificateProblem::UnknownIssuer,
        };
        let text = Problem::from(Fault::new(kind, Place::Tls, "")).text();
        let last = text.lines().last().unwrap_or_default();
        assert!(last.contains("--fingerprint AB:AB:") && !text.contains("()"), "{text}");
    }

    #[test]
    fn a_program_reads_a_word_for_each_kind() {
        let kind = FaultKind::Refused(Refusal::OverQuota);
        let value = Problem::from(Fault::new(kind, Place::Mailbox, "NO full")).value();
        assert_eq!(value["kind"], "Refused");
        assert_eq!((&value["exit"], &value["detail"]), (&json!(6), &json!("NO full")));
        let value = Problem::not_found("Nothing.".into()).value();
        assert_eq!(value, json!({ "error": "Nothing.", "exit": 3, "kind": "NotFound" }));
    }
}
