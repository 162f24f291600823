//! The IMAP server of the demo account (RFC 9051, RFC 3501 and the extensions in `reply::CAPABILITIES`):
//! one session per connection, all over one `World`. imap-codec reads commands and writes
//! responses; `extended` holds the little that it does not know.

mod change;
mod extended;
mod fetch;
mod idle;
mod mailboxes;
mod matching;
mod reply;
mod search;
mod select;
mod sets;
mod sign_in;
mod view;

use std::sync::Arc;

use imap_codec::imap_types::command::{CommandBody, FetchModifier};
use imap_codec::imap_types::core::Tag;
use imap_codec::imap_types::extensions::enable::CapabilityEnable;
use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName};
use imap_codec::imap_types::response::Data;

use self::extended::{Read, Request};
use self::reply::{Next, Outcome};
use self::view::View;
use super::shared::Shared;
use super::wire::{Ended, Frame, Limits, Socket, Wire};

/// What a stranger may send, and what one who signed in may.
const BEFORE: Limits = Limits { line: 8 << 10, literal: 8 << 10 };
const AFTER: Limits = Limits { line: 256 << 10, literal: 25 << 20 };
/// So many commands in a row that nobody understands, and the connection ends.
const NONSENSE: u32 = 25;

/// How far a session is (RFC 9051 section 3).
enum Stage {
    Greeted,
    SignedIn,
    Selected(View),
}

struct Session {
    wire: Wire,
    shared: Arc<Shared>,
    stage: Stage,
    encrypted: bool,
    /// The client spoke of mod-sequences, so it is told them (RFC 7162 section 3.1).
    condstore: bool,
    /// Wrong passwords and tokens.
    refusals: u32,
    /// The permission behind the token that opened this session.
    grant: Option<u64>,
    nonsense: u32,
    /// Responses that wait to be written.
    out: Vec<u8>,
}

/// Serves one connection until it ends.
pub async fn serve(socket: Box<dyn Socket>, shared: Arc<Shared>, encrypted: bool, full: bool) {
    let mut session = Session {
        wire: Wire::new(socket),
        shared,
        stage: Stage::Greeted,
        encrypted,
        condstore: false,
        refusals: 0,
        grant: None,
        nonsense: 0,
        out: Vec::new(),
    };
    if full {
        reply::bye(&mut session.out, "Too many connections at once");
        let _ = session.flush().await;
        return session.wire.close().await;
    }
    reply::greeting(&mut session.out, encrypted);
    loop {
        match session.talk().await {
            Ok(Next::StartTls) => {}
            Ok(_) | Err(Ended::Closed) => break,
            Err(ended) => {
                let text = match ended {
                    Ended::TooLong => "That was more than I can read",
                    _ => "Nothing was said for half an hour",
                };
                reply::bye(&mut session.out, text);
                let _ = session.flush().await;
                break;
            }
        }
        session = match session.start_tls().await {
            Some(session) => session,
            None => return,
        };
    }
    session.wire.close().await;
}

impl Session {
    /// Obeys commands until the connection ends or changes to TLS.
    async fn talk(&mut self) -> Result<Next, Ended> {
        loop {
            self.flush().await?;
            let limits = if matches!(self.stage, Stage::Greeted) { BEFORE } else { AFTER };
            let frame = self.wire.command(limits).await?;
            if !self.may_stay() {
                self.flush().await?;
                return Ok(Next::End);
            }
            let next = match frame {
                Frame::TooBig(command) => {
                    let tag = extended::tag(&command);
                    reply::status(&mut self.out, tag, Outcome::no_too_big());
                    Next::Command
                }
                Frame::Command(command) => self.obey(extended::read(&command)).await?,
            };
            match next {
                Next::Command if self.nonsense > NONSENSE => {
                    reply::bye(&mut self.out, "I do not understand you");
                    self.flush().await?;
                    return Ok(Next::End);
                }
                Next::Command => {}
                next => {
                    self.flush().await?;
                    return Ok(next);
                }
            }
        }
    }

    async fn obey(&mut self, read: Read) -> Result<Next, Ended> {
        let (tag, request) = match read {
            Read::Request(tag, request) => (tag, request),
            Read::Nonsense(tag) => {
                self.nonsense += 1;
                let outcome = Outcome::bad("I do not understand this command");
                reply::status(&mut self.out, tag, outcome);
                return Ok(Next::Command);
            }
        };
        self.nonsense = 0;
        if let Some(outcome) = self.out_of_place(&request) {
            reply::status(&mut self.out, Some(tag), outcome);
            return Ok(Next::Command);
        }
        let expunges = may_expunge(&request);
        let outcome = self.execute(&tag, request).await?;
        let gone = !self.news(expunges);
        let next = outcome.next;
        reply::status(&mut self.out, Some(tag), outcome);
        if gone {
            reply::bye(&mut self.out, "The selected mailbox was deleted");
            return Ok(Next::End);
        }
        Ok(next)
    }

    /// A refusal, if this stage does not know that command.
    fn out_of_place(&self, request: &Request) -> Option<Outcome> {
        use CommandBody as C;
        let Request::Command(body) = request else {
            let search = matches!(request, Request::Search { .. });
            return match self.stage {
                Stage::Greeted => Some(Outcome::bad("Sign in first")),
                Stage::SignedIn if search => Some(Outcome::bad("Select a mailbox first")),
                _ => None,
            };
        };
        match (body, &self.stage) {
            (C::Capability | C::Noop | C::Logout | C::Id { .. }, _) => None,
            (C::StartTLS | C::Login { .. } | C::Authenticate { .. }, Stage::Greeted) => None,
            (C::StartTLS | C::Login { .. } | C::Authenticate { .. }, _) => {
                Some(Outcome::bad("You are signed in already"))
            }
            (_, Stage::Greeted) => Some(Outcome::bad("Sign in first")),
            (
                C::Check
                | C::Close
                | C::Unselect
                | C::Expunge
                | C::ExpungeUid { .. }
                | C::Fetch { .. }
                | C::Store { .. }
                | C::Copy { .. }
                | C::Move { .. },
                Stage::SignedIn,
            ) => Some(Outcome::bad("Select a mailbox first")),
            _ => None,
        }
    }

    async fn execute(&mut self, tag: &Tag<'static>, request: Request) -> Result<Outcome, Ended> {
        use CommandBody as C;
        let body = match request {
            Request::List(list) => return Ok(self.list(&list)),
            Request::Search { returns, charset, keys, uid } => {
                return self.search(tag, returns, charset.as_deref(), &keys, uid).await;
            }
            Request::Command(body) => body,
        };
        if wants_modseq(&body) {
            self.condstore = true;
        }
        Ok(match body {
            C::Capability => self.capability(),
            C::Noop | C::Check => Outcome::ok("Nothing was to be done"),
            C::Logout => self.logout(),
            C::Id { .. } => self.id(),
            C::StartTLS => self.wants_tls(),
            C::Login { username, password } => {
                let password = password.declassify().as_ref().to_vec();
                self.sign_in(username.as_ref(), &password)
            }
            C::Authenticate { mechanism, initial_response } => {
                let initial = initial_response.map(|secret| secret.declassify().to_vec());
                self.authenticate(&mechanism, initial).await?
            }
            C::Enable { capabilities } => self.enable(capabilities),
            C::Namespace => self.namespace(),
            C::Idle => self.idle().await?,
            C::Fetch { sequence_set, macro_or_item_names, uid, modifiers } => {
                self.fetch(&sequence_set, macro_or_item_names, uid, &modifiers).await?
            }
            body => self.change(body),
        })
    }

    fn enable(&mut self, wanted: impl IntoIterator<Item = CapabilityEnable<'static>>) -> Outcome {
        let capabilities: Vec<_> = wanted
            .into_iter()
            .filter(|capability| *capability == CapabilityEnable::CondStore)
            .take(1)
            .collect();
        self.condstore |= !capabilities.is_empty();
        reply::data(&mut self.out, Data::Enabled { capabilities });
        Outcome::ok("Enabled what is known here")
    }

    async fn flush(&mut self) -> Result<(), Ended> {
        let out = std::mem::take(&mut self.out);
        if out.is_empty() { Ok(()) } else { self.wire.write(&out).await }
    }

    /// Tells what other connections did to the selected mailbox; false if they deleted it.
    fn news(&mut self, expunges: bool) -> bool {
        let Stage::Selected(view) = &mut self.stage else { return true };
        let (out, condstore) = (&mut self.out, self.condstore);
        self.shared.look(|world| match world.opened(view.validity) {
            Some(mailbox) => {
                view.tell(mailbox, expunges, condstore, out);
                true
            }
            None => false,
        })
    }
}

/// EXPUNGE must not come while message numbers are in use (RFC 9051 section 7.5.1).
fn may_expunge(request: &Request) -> bool {
    match request {
        Request::Search { uid, .. } => *uid,
        Request::Command(CommandBody::Fetch { uid, .. } | CommandBody::Store { uid, .. }) => *uid,
        _ => true,
    }
}

/// The commands that turn mod-sequences on (RFC 7162 section 3.1).
fn wants_modseq(body: &CommandBody<'_>) -> bool {
    use imap_codec::imap_types::status::StatusDataItemName;
    match body {
        CommandBody::Select { parameters, .. } | CommandBody::Examine { parameters, .. } => {
            !parameters.is_empty()
        }
        CommandBody::Status { item_names, .. } => {
            item_names.contains(&StatusDataItemName::HighestModSeq)
        }
        CommandBody::Store { modifiers, .. } => !modifiers.is_empty(),
        CommandBody::Fetch { macro_or_item_names, modifiers, .. } => {
            let named = match macro_or_item_names {
                MacroOrMessageDataItemNames::MessageDataItemNames(names) => {
                    names.contains(&MessageDataItemName::ModSeq)
                }
                MacroOrMessageDataItemNames::Macro(_) => false,
            };
            named || modifiers.iter().any(|m| matches!(m, FetchModifier::ChangedSince(_)))
        }
        _ => false,
    }
}
