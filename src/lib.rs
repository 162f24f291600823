//! Pombo: a desktop e-mail application. The mail stays on the server; Pombo shows it, changes it
//! there, and keeps every device telling the same story.
//!
//! # The idea
//!
//! The server is a log we read; the journal is a log we write; what is shown is always
//! `fold(journal, truth)`. There is no roll-back code: when the server refuses an entry, the entry
//! is dropped and the fold is made again. The mind, [`app::update`], is pure: it gets a message and
//! a moment, and gives back what is to be done outside.
//!
//! ```text
//!            Request, Entry                    Message
//!   server <-- sync <------------ ui/effects <--------- app <------- ui/screen <-- hands
//!          --> imap   store            ui/engine ------>    -------> ui/widget --> eyes
//!                                        Event       &State
//! ```
//!
//! # One header, from socket to pixel
//!
//! `imap` signs in, selects and fetches the header fields of the newest fifty; it cuts the octets
//! into whole responses first and believes an answer only when its tagged OK has come. `mime` reads
//! the fields into an envelope. `store` gives the message a key for life and writes rows, references
//! and the mailbox's state in one durable batch. `sync` tells [`model::event::Fact::RowsArrived`];
//! `ui/engine` gathers facts for fifty milliseconds; `app` lays pending actions over them; the list
//! widget draws the rows that are visible. No body was fetched: a click asks for it, and only for the
//! parts that are shown and the small ones that say what it is: an invitation, a report.
//!
//! # One message ahead
//!
//! When a message has been open for 300 ms, `app` wishes for the one below and the one above it
//! ([`model::request::Ask::Ahead`]). `sync` fetches their texts after everything that anybody asked
//! for, within the day's budget, and tells them like any body; `app` keeps the last sixteen, the window
//! has the design of both laid out. [`model::request::Ask::Conversation`] is answered from an index of
//! Message-IDs that is read from the cache once and never from the wire.
//!
//! # One drag, from pointer to server and back
//!
//! A press that travels six pixels becomes a carry of everything chosen. Let go over a mailbox, it
//! is a [`model::action::Action::Move`]: the fold runs in that frame and the rows are gone. `sync`
//! writes a [`model::journal::Promise`] to the journal before any notice says "moved", holds it five
//! seconds for undo, writes the evidence of each step that must not be done twice, and only then
//! sends the step. Refused, the rows come home and a notice says why. With no wire, it waits; what
//! several that wait come to is sent as one, and each of them keeps its own end.
//!
//! # One sign-in, from an address to the inbox
//!
//! `auth::discovery` asks every place that may know the servers of an address, all at once;
//! `setup::discover` connects to what they name and offers only what greets. For the browser,
//! `auth::oauth` takes a loopback port first, then tells the URL; one redirect that carries the right
//! state and issuer is exchanged for tokens, everything else is turned away. `setup::sign_in` tries
//! them on the mail server, and only then the vault keeps them. From then on [`auth::Vault`] renews
//! them before they end, one renewal at a time for each account, and writes what the server rotated
//! before it is used. When there is no more to be had, the engine says [`model::link::Link`]
//! `SignInNeeded`: reading goes on, the journal waits.
//!
//! # One look at everything
//!
//! At night, or when the person asks, `sync::inspect` compares every mailbox with the server: which
//! messages there are, their flags, their sizes. `sync::audit` tells the difference between a
//! difference and what is only on its way; what is missing is fetched, flags are taken from the
//! server, and what the server does not list goes when a fresh connection lists it neither. Then it is
//! compared again, and the account's page says what it came to. On its way every octet is booked by
//! kind and mailbox, and what was said on a connection is kept in memory without what it was about.
//!
//! # One page, from mark-up to tiles
//!
//! `render::dom` reads the mark-up into a tree, `render::clean` writes it anew with only what can be
//! looked at: addresses became numbers, styles were filtered, numbers brought into bounds.
//! `render::layout` alone knows the HTML engine; it works in the process of `sandbox`, which the
//! window asks for a page and then for its tiles, as they come into view. What comes back is plain
//! data: where texts, links and pictures are. When it does not come soon, the text is shown, and when it
//! does not come at all, the text stays.
//!
//! On paper the same document is painted into a PDF instead, a stretch to a page: `render::layout::paper`
//! ends pages between lines and gives the glyphs back the words that they stand for.
//!
//! # One picture on somebody's server
//!
//! The process that lays mail out reaches nothing; it tells which pictures the mail names. `app` asks
//! the person, once or for good, and takes no yes for what is only there to watch. `broker` alone
//! fetches: it looks the server up, refuses what is not of the public internet, connects to the very
//! addresses it looked at, and does so anew for each redirect. The octets go to the process.
//!
//! # One attachment, from a card to a look at it
//!
//! Nothing of an attachment is fetched before somebody asks for it. Then `sync` saves the part into a
//! private folder of this run, and `ui/effects/looks` hands its octets to a process of `sandbox` of
//! their own: `render::picture` and `render::pdf` make pixels there, `mime::archive` and `mime::tnef`
//! lists. What [`model::attached`] takes for a program is never handed to the system.
//!
//! # What always holds
//!
//! * An entry of the journal is on disk before the person is told that it is done.
//! * No COPY, MOVE or APPEND is repeated before its evidence was looked for. STORE and EXPUNGE come
//!   after COPY's tagged OK. There is no plain EXPUNGE that could touch what we did not mark.
//! * A message leaves the cache because EXPUNGE or VANISHED named it, or because a complete listing
//!   lacks it; implausibly many at once are hidden only when a listing on a fresh connection lacks
//!   them too. What left is kept for thirty days under [`model::ids::MailboxId::REMOVED`].
//! * An extension of a server counts when it was confirmed, and what it tells must agree with the
//!   number of messages; a server that was caught is relied on less until the next start.
//! * A key names one message for life: through moves, a new UIDVALIDITY, a restart.
//! * The cache may be lost at any time and is filled again. The journal may not, and lies elsewhere.
//! * A command on the wire is never cancelled half-way; to give it up is to drop its connection.
//! * Where mailboxes are labels of one mail (Gmail), nothing is expunged outside Trash and Junk; what
//!   was brought to another account goes to Trash there.
//! * What a mail says of itself is believed by nobody: only what the account's own server put on top
//!   of it, once that server is known, is told of a sender, and only that lets a request leave here.
//! * No secret is in a log, a fault, a setting or a trace.
//!
//! # Who may import whom
//!
//! `tests/layering.rs` holds the table. iced lives in [`ui`] (and `main`), async-imap in [`imap`],
//! sled in [`store`], mail-parser in [`mime`], the keyring in [`auth`]. [`app`] knows neither the
//! engine nor the cache; [`sync`] knows neither the app nor the window; the two meet in `ui/engine.rs`
//! and `ui/effects.rs`, and in [`cli`], which drives the same engine without a window.

pub mod model;

pub mod config;
pub mod i18n;
pub mod paths;
pub mod trace;

pub mod mime;
pub mod render;
pub mod sandbox;
pub mod store;

pub mod auth;
pub mod broker;
pub mod imap;
pub mod setup;

pub mod demo;
pub mod sync;

pub mod app;
pub mod ui;

pub mod cli;

#[cfg(test)]
#[path = "../tests/fuzz_kit/mod.rs"]
mod fuzz_kit;
