//! What a fault is called: one plain sentence and what to do about it. The detail of a fault is not
//! read here; who wants it, asks for it.

use crate::fl;
use crate::model::fault::{CertificateProblem, Fault, FaultKind, GrantProblem, Place, Refusal};

/// A fault as one plain sentence with what to do about it.
pub fn fault(fault: &Fault) -> String {
    use FaultKind as K;

    match &fault.kind {
        K::UnknownHost => fl!("fault-unknown-host"),
        K::NoNetwork => fl!("fault-no-network"),
        K::PortRefused => fl!("fault-port-refused"),
        K::TimedOut => timed_out(fault.place),
        K::Lost => fl!("fault-lost"),
        K::Certificate { problem, .. } => certificate(*problem),
        K::NoTls => fl!("fault-no-tls"),
        K::PlaintextRefused => fl!("fault-plaintext-refused"),
        K::NotImap => fl!("fault-not-imap"),
        K::WrongPassword => fl!("fault-wrong-password"),
        K::AppPasswordNeeded => fl!("fault-app-password-needed"),
        K::PasswordNotTaken => fl!("fault-password-not-taken"),
        K::PasswordExpired => fl!("fault-password-expired"),
        K::WebLoginNeeded => fl!("fault-web-login-needed"),
        K::ImapDisabled => fl!("fault-imap-disabled"),
        K::AccountLocked => fl!("fault-account-locked"),
        K::NoPassword => fl!("fault-no-password"),
        K::NoKeyring => fl!("fault-no-keyring"),
        K::Locked => fl!("fault-locked"),
        K::Grant(problem) => grant(*problem),
        K::PasswordCommand => fl!("fault-password-command"),
        K::Throttled { wait } => {
            let minutes = i64::try_from(wait.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
            fl!("fault-throttled", minutes = minutes)
        }
        K::TooManyConnections => fl!("fault-too-many-connections"),
        K::Refused(refusal) => refused(*refusal),
        K::OriginalStays(why) => fl!("fault-original-stays", why = refused(*why)),
        K::Unavailable => unavailable(fault.place),
        K::NotUnderstood => fl!("fault-not-understood"),
        K::Nonsense => fl!("fault-nonsense"),
        K::Gone => gone(fault.place),
        K::TooLarge => fl!("fault-too-large"),
        K::InUse => fl!("fault-in-use"),
        K::AlreadyHere => fl!("fault-already-here"),
        K::Disk => disk(fault.place),
        K::Damaged => damaged(fault.place),
        K::Invalid if fault.place == Place::Web => fl!("fault-invalid-web"),
        K::Invalid => fl!("fault-invalid"),
        K::Cancelled => fl!("fault-cancelled"),
        K::PerhapsElsewhere => perhaps_elsewhere(fault.place),
        K::NoDisplay => fl!("fault-no-display"),
    }
}

fn perhaps_elsewhere(place: Place) -> String {
    match place {
        Place::Message => fl!("fault-perhaps-elsewhere-message"),
        _ => fl!("fault-perhaps-elsewhere-mailbox"),
    }
}

fn timed_out(place: Place) -> String {
    match place {
        Place::Dns => fl!("fault-timed-out-dns"),
        Place::Connect | Place::Tls | Place::Greeting => fl!("fault-timed-out-connect"),
        Place::Web => fl!("fault-timed-out-web"),
        _ => fl!("fault-timed-out"),
    }
}

fn certificate(problem: CertificateProblem) -> String {
    match problem {
        CertificateProblem::UnknownIssuer => fl!("fault-certificate-unknown-issuer"),
        CertificateProblem::Expired => fl!("fault-certificate-expired"),
        CertificateProblem::WrongHost => fl!("fault-certificate-wrong-host"),
        CertificateProblem::Changed => fl!("fault-certificate-changed"),
        CertificateProblem::Other => fl!("fault-certificate-other"),
    }
}

fn grant(problem: GrantProblem) -> String {
    use GrantProblem as P;

    match problem {
        P::Ended => fl!("fault-grant-ended"),
        P::Denied => fl!("fault-grant-denied"),
        P::AdminConsent => fl!("fault-grant-admin-consent"),
        P::Consent => fl!("fault-grant-consent"),
        P::Policy => fl!("fault-grant-policy"),
        P::AccountBlocked => fl!("fault-grant-account-blocked"),
        P::NoClient => fl!("fault-grant-no-client"),
        P::ClientRefused => fl!("fault-grant-client-refused"),
        P::RedirectRefused => fl!("fault-grant-redirect-refused"),
        P::Scope => fl!("fault-grant-scope"),
        P::WrongState => fl!("fault-grant-wrong-state"),
        P::WrongIssuer => fl!("fault-grant-wrong-issuer"),
        P::Replayed => fl!("fault-grant-replayed"),
        P::BadRedirect => fl!("fault-grant-bad-redirect"),
        P::Unanswered => fl!("fault-grant-unanswered"),
        P::WrongAccount => fl!("fault-grant-wrong-account"),
        P::NotTaken => fl!("fault-grant-not-taken"),
        P::Other => fl!("fault-grant-other"),
    }
}

fn refused(refusal: Refusal) -> String {
    match refusal {
        Refusal::OverQuota => fl!("fault-refused-over-quota"),
        Refusal::NoPermission => fl!("fault-refused-no-permission"),
        Refusal::Cannot => fl!("fault-refused-cannot"),
        Refusal::NonExistent => fl!("fault-refused-nonexistent"),
        Refusal::AlreadyExists => fl!("fault-refused-already-exists"),
        Refusal::ReadOnly => fl!("fault-refused-read-only"),
        Refusal::Limit => fl!("fault-refused-limit"),
        Refusal::TryCreate => fl!("fault-refused-try-create"),
        Refusal::MoreInside => fl!("fault-refused-more-inside"),
        Refusal::OutOfReach => fl!("fault-refused-out-of-reach"),
        Refusal::OnlyFromTrash => fl!("fault-refused-only-from-trash"),
    }
}

fn unavailable(place: Place) -> String {
    match place {
        Place::SignIn => fl!("fault-unavailable-sign-in"),
        Place::Dns => fl!("fault-unavailable-dns"),
        Place::Web => fl!("fault-unavailable-web"),
        _ => fl!("fault-unavailable"),
    }
}

fn gone(place: Place) -> String {
    match place {
        Place::Mailbox => fl!("fault-gone-mailbox"),
        _ => fl!("fault-gone-message"),
    }
}

fn disk(place: Place) -> String {
    match place {
        Place::Journal => fl!("fault-disk-journal"),
        Place::Config => fl!("fault-disk-config"),
        Place::Cache => fl!("fault-disk-cache"),
        _ => fl!("fault-disk"),
    }
}

fn damaged(place: Place) -> String {
    match place {
        Place::Journal => fl!("fault-damaged-journal"),
        Place::Config => fl!("fault-damaged-config"),
        Place::Cache => fl!("fault-damaged-cache"),
        Place::Message => fl!("fault-damaged-message"),
        _ => fl!("fault-damaged"),
    }
}
