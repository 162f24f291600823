//! Notes in the trace what has come on screen, once for each change. Draws nothing.

use crate::app::accounts::{Leg, Looking, SignIn, Stage, Trial};
use crate::app::design::Design;
use crate::app::link::Strip;
use crate::app::reader::Reader;
use crate::app::{Place, Screen, State};
use crate::model::event::{Event, Fact, Source};
use crate::model::ids::MessageKey;
use crate::trace;

/// Which milestones were already noted.
#[derive(Debug, Default)]
pub struct Milestones {
    /// Where the newest rows came from.
    source: Option<Source>,
    list: Option<(Place, usize)>,
    asked: Option<MessageKey>,
    body: Option<MessageKey>,
    design: Option<MessageKey>,
    /// How far signing in is.
    form: Option<&'static str>,
    /// What the strip above the panes says.
    strip: Option<&'static str>,
}

impl Milestones {
    pub fn hear(&mut self, events: &[Event]) {
        let mut sources = events.iter().filter_map(|event| match event.fact {
            Fact::RowsArrived { source, .. } => Some(source),
            _ => None,
        });
        self.source = sources.next_back().or(self.source);
    }

    /// To be called after each change of the state. `painted`: the message of whose design everything
    /// that is in view is painted.
    pub fn note(&mut self, state: &State, painted: Option<MessageKey>) {
        let form = match &state.screen {
            Screen::SignIn(sign_in) => Some(far(sign_in)),
            Screen::Welcome | Screen::Mail | Screen::Accounts | Screen::File => None,
        };
        if self.form != form {
            self.form = form;
            if let Some(stage) = form {
                trace::mark("form shown", &[("stage", stage.into())]);
            }
        }
        let strip = state.strip().map(|strip| match strip {
            Strip::SignInNeeded { .. } => "sign in needed",
            Strip::Offline { .. } => "offline",
            Strip::Connecting { .. } => "connecting",
        });
        if self.strip != strip {
            self.strip = strip;
            trace::mark("strip shown", &[("strip", strip.unwrap_or("none").into())]);
        }
        if matches!(state.screen, Screen::Mail) {
            self.note_list(state);
            self.note_body(state, painted);
        }
    }

    fn note_list(&mut self, state: &State) {
        let Some(place) = state.folders.selected else { return };
        let rows = state.shown().map_or(0, |shown| shown.len());
        if rows == 0 || self.list == Some((place, rows)) {
            return;
        }
        self.list = Some((place, rows));
        let name = state.mailbox(place).map_or("", |mailbox| mailbox.name()).to_owned();
        let source = match self.source {
            Some(Source::Server) => "server",
            Some(Source::Cache) | None => "cache",
        };
        let facts = [("mailbox", name.into()), ("rows", rows.into()), ("source", source.into())];
        trace::mark("list shown", &facts);
    }

    fn note_body(&mut self, state: &State, painted: Option<MessageKey>) {
        let key = state.reader.key();
        if self.asked != key {
            (self.asked, self.body, self.design) = (key, None, None);
            mark("body asked", key);
        }
        let Reader::Open(opened) = &state.reader else { return };
        if self.body != key {
            self.body = key;
            mark("body shown", key);
        }
        if painted == key && opened.design == Design::Shown && self.design != key {
            self.design = key;
            mark("design shown", key);
        }
    }
}

fn mark(milestone: &'static str, key: Option<MessageKey>) {
    if let Some(key) = key {
        trace::mark(milestone, &[("key", key.to_string().into())]);
    }
}

fn far(sign_in: &SignIn) -> &'static str {
    let trial = match &sign_in.stage {
        Stage::Address(_) => return "address",
        Stage::Looking(Looking { failed: None, .. }) => return "looking",
        Stage::Looking(_) => return "nothing found",
        Stage::Client(_) => return "client asked",
        Stage::Keeping(_) => return "keeping asked",
        Stage::Flow(flow) => return leg(&flow.leg),
        Stage::Card(card) if card.asks_consent() => return "consent asked",
        Stage::Card(card) => (&card.trial, "found"),
        Stage::Form(form) => (&form.trial, "to be filled"),
    };
    match trial {
        (Trial::Idle, idle) => idle,
        (Trial::Trying, _) => "trying",
        (Trial::Failed(_), _) => "failed",
        (Trial::Certificate { .. }, _) => "certificate asked",
    }
}

fn leg(leg: &Leg) -> &'static str {
    match leg {
        Leg::Starting => "starting",
        Leg::Registering => "registering",
        Leg::Browser { .. } => "in the browser",
        Leg::Device { .. } => "on a device",
        Leg::Exchanging => "exchanging",
        Leg::Connecting => "connecting",
        Leg::Failed { .. } => "failed",
    }
}
