//! What a person can do about a step that failed. One piece of advice for each, no words.

use std::time::Duration;

use super::Step;
use crate::model::fault::{CertificateProblem, Fault, FaultKind, GrantProblem, Place, Refusal};

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// Write the address as it is.
    CheckAddress,
    /// Type in the servers: nobody tells them.
    SetUpByHand,
    /// Check that this computer is online, and its name servers.
    CheckConnection,
    /// Check how the server's name is spelt.
    CheckHost,
    /// Check the port, and firewalls between here and there.
    CheckPort,
    /// Another kind of encryption, or the port that belongs to it.
    CheckEncryption,
    /// Log in to the network first: its own page answers instead of the server.
    LogInToNetwork,
    /// Check the date of this computer, or have the certificate renewed.
    CheckDate,
    /// Compare the fingerprint with the one that whoever runs the server gives.
    CompareFingerprint,
    /// Name the server as its certificate does.
    UseCertificateName,
    /// Another certificate than before: ask whoever runs the server before going on.
    AskBeforeTrusting,
    /// Check user name and password.
    CheckPassword,
    /// Make an app password on the provider's page and use it here.
    UseAppPassword,
    /// Sign in in the browser.
    SignInInBrowser,
    /// Open the provider's page in the browser and confirm there that it is you.
    ConfirmOnTheWeb,
    /// Switch IMAP on in the provider's settings.
    SwitchImapOn,
    /// Change the password on the provider's page.
    ChangePassword,
    /// Ask whoever runs the account to unlock it.
    HaveItUnlocked,
    /// Ask the organisation's administrator.
    AskAdministrator,
    /// Use an app password, or give a client id of one's own.
    GiveClient,
    /// Type the password in.
    GivePassword,
    /// Start or unlock the keyring.
    UnlockKeyring,
    /// Try the password command in a terminal.
    TryCommand,
    /// Close other mail programs.
    CloseOthers,
    /// Wait so long.
    Wait(Duration),
    /// It passes by itself.
    TryLater,
    /// Ask whoever runs the server.
    AskOperator,
    /// Make room on the server.
    MakeRoom,
    /// Look at the file that the details name.
    CheckFile,
    /// Send the report to Pombo's makers.
    Report,
}

impl Advice {
    /// What to do about this fault of this step.
    pub fn of(step: Step, fault: &Fault) -> Self {
        use FaultKind as K;

        match &fault.kind {
            K::UnknownHost if fault.place == Place::Discovery => Self::SetUpByHand,
            K::UnknownHost => Self::CheckHost,
            K::NoNetwork => Self::CheckConnection,
            K::PortRefused => Self::CheckPort,
            K::TimedOut | K::Lost => broken(step),
            K::Certificate { problem, .. } => certificate(*problem),
            K::NoTls | K::PlaintextRefused => Self::CheckEncryption,
            K::NotImap if step == Step::Tls => Self::LogInToNetwork,
            K::NotImap => Self::CheckPort,
            K::WrongPassword => Self::CheckPassword,
            K::AppPasswordNeeded => Self::UseAppPassword,
            K::PasswordNotTaken => Self::SignInInBrowser,
            K::WebLoginNeeded => Self::ConfirmOnTheWeb,
            K::ImapDisabled => Self::SwitchImapOn,
            K::PasswordExpired => Self::ChangePassword,
            K::AccountLocked => Self::HaveItUnlocked,
            K::NoPassword => Self::GivePassword,
            K::NoKeyring | K::Locked => Self::UnlockKeyring,
            K::Grant(problem) => grant(*problem),
            K::PasswordCommand => Self::TryCommand,
            K::Throttled { wait } => Self::Wait(*wait),
            K::TooManyConnections => Self::CloseOthers,
            K::Refused(refusal) | K::OriginalStays(refusal) => refused(*refusal),
            K::PerhapsElsewhere => Self::TryLater,
            K::Unavailable => match step {
                Step::Dns => Self::CheckConnection,
                _ => Self::TryLater,
            },
            K::Invalid if step == Step::Address => Self::CheckAddress,
            K::Invalid if fault.place == Place::File => Self::CheckFile,
            K::Invalid => Self::CheckPassword,
            K::Disk | K::Damaged | K::TooLarge if fault.place == Place::File => Self::CheckFile,
            K::Nonsense | K::Gone | K::TooLarge => Self::AskOperator,
            K::NotUnderstood | K::Damaged => Self::Report,
            K::AlreadyHere => Self::CheckAddress,
            K::Disk | K::InUse | K::Cancelled | K::NoDisplay => Self::TryLater,
        }
    }
}

/// Silence, or a connection that breaks.
fn broken(step: Step) -> Advice {
    match step {
        Step::Address | Step::Discovery | Step::Dns => Advice::CheckConnection,
        Step::Tcp => Advice::CheckPort,
        Step::Tls | Step::Greeting => Advice::CheckEncryption,
        _ => Advice::TryLater,
    }
}

fn certificate(problem: CertificateProblem) -> Advice {
    match problem {
        CertificateProblem::UnknownIssuer => Advice::CompareFingerprint,
        CertificateProblem::Expired => Advice::CheckDate,
        CertificateProblem::WrongHost => Advice::UseCertificateName,
        CertificateProblem::Changed => Advice::AskBeforeTrusting,
        CertificateProblem::Other => Advice::AskOperator,
    }
}

fn grant(problem: GrantProblem) -> Advice {
    use GrantProblem as P;

    match problem {
        P::Ended | P::Denied | P::Consent | P::Scope | P::WrongAccount => Advice::SignInInBrowser,
        P::WrongState | P::WrongIssuer | P::Replayed | P::BadRedirect | P::Unanswered => {
            Advice::SignInInBrowser
        }
        P::AdminConsent | P::Policy => Advice::AskAdministrator,
        P::AccountBlocked => Advice::HaveItUnlocked,
        P::NoClient | P::ClientRefused | P::RedirectRefused => Advice::GiveClient,
        P::NotTaken => Advice::SwitchImapOn,
        P::Other => Advice::AskOperator,
    }
}

fn refused(refusal: Refusal) -> Advice {
    match refusal {
        Refusal::OverQuota => Advice::MakeRoom,
        Refusal::Limit => Advice::CloseOthers,
        Refusal::NoPermission
        | Refusal::Cannot
        | Refusal::NonExistent
        | Refusal::AlreadyExists
        | Refusal::ReadOnly
        | Refusal::TryCreate
        | Refusal::MoreInside
        | Refusal::OutOfReach
        | Refusal::OnlyFromTrash => Advice::AskOperator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fault_is_met_by_what_helps_at_its_step() {
        use FaultKind as K;
        for (step, kind, place, expected) in [
            (Step::Dns, K::UnknownHost, Place::Dns, Advice::CheckHost),
            (Step::Discovery, K::UnknownHost, Place::Discovery, Advice::SetUpByHand),
            (Step::Dns, K::TimedOut, Place::Dns, Advice::CheckConnection),
            (Step::Tcp, K::TimedOut, Place::Connect, Advice::CheckPort),
            (Step::Login, K::TimedOut, Place::SignIn, Advice::TryLater),
            (Step::Tls, K::NotImap, Place::Tls, Advice::LogInToNetwork),
            (Step::Greeting, K::NotImap, Place::Greeting, Advice::CheckPort),
            (Step::Address, K::Invalid, Place::Discovery, Advice::CheckAddress),
            (Step::Tls, K::Disk, Place::File, Advice::CheckFile),
        ] {
            assert_eq!(Advice::of(step, &Fault::new(kind, place, "")), expected);
        }
    }
}
