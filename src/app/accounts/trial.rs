//! How far trying to sign in is, where it is shown beside what was typed. Knows no account.

use crate::model::account::{Fingerprint, Trust};
use crate::model::fault::{CertificateProblem, Fault, FaultKind};

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Trial {
    #[default]
    Idle,
    Trying,
    Failed(Fault),
    /// The server showed a certificate that is not to be believed as it is: trust exactly this one?
    Certificate {
        fingerprint: Fingerprint,
        problem: CertificateProblem,
        fault: Fault,
    },
}

impl Trial {
    /// What a fault leads to: a certificate is a question.
    pub(super) fn failed(fault: Fault) -> Self {
        match &fault.kind {
            FaultKind::Certificate { fingerprint, problem } => {
                Self::Certificate { fingerprint: *fingerprint, problem: *problem, fault }
            }
            _ => Self::Failed(fault),
        }
    }

    /// The certificate is not to be trusted.
    pub(super) fn decline(&mut self) {
        if let Self::Certificate { fault, .. } = self {
            *self = Self::Failed(fault.clone());
        }
    }

    /// Pins the certificate that is asked about; whether one was.
    pub(super) fn trust(&mut self, trust: &mut Trust) -> bool {
        let Self::Certificate { fingerprint, .. } = self else { return false };
        trust.pinned = Some(*fingerprint);
        *self = Self::Idle;
        true
    }
}
