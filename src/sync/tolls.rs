//! Which octets were for what: the meter of a connection is read whenever its work becomes work of
//! another kind.

use super::board::Job;
use super::wire::Wire;
use crate::imap::Meter;
use crate::model::traffic::{Kind, Octets};

impl Wire {
    /// From now on what passes is of this kind; gives the kind before.
    pub fn book(&mut self, kind: Kind) -> Kind {
        let now = reading(&self.meter);
        let passed = Octets {
            down: now.down.saturating_sub(self.booked.down),
            up: now.up.saturating_sub(self.booked.up),
            turns: now.turns.saturating_sub(self.booked.turns),
        };
        self.booked = now;
        let before = std::mem::replace(&mut self.kind, kind);
        let of_none = matches!(before, Kind::SignIn | Kind::Lists);
        let mailbox = if of_none { None } else { self.open_mailbox() };
        self.desk.book(mailbox, before, passed);
        before
    }
}

/// All that passed a meter.
pub fn reading(meter: &Meter) -> Octets {
    Octets { down: meter.down(), up: meter.up(), turns: meter.turns() }
}

/// What the octets of a job are for, unless the job says otherwise on its way.
pub fn kind(job: &Job) -> Kind {
    match job {
        Job::Body(_) | Job::Ahead(_) => Kind::Bodies,
        Job::Carry(_) => Kind::Actions,
        Job::List | Job::Status => Kind::Lists,
        Job::Update { .. } | Job::Sweep(_) => Kind::Sync,
        Job::Window(_) => Kind::Headers,
        Job::Save(_) => Kind::Attachments,
        Job::Audit => Kind::Audit,
        Job::Rest { .. } => Kind::Idle,
    }
}
