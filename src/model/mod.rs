//! Plain owned data: what mail is, what may be done with it, and what was promised.
//! Knows no I/O, no async, no clock, and imports nothing of ours.

pub mod account;
pub mod action;
pub mod address;
pub mod audit;
pub mod body;
pub mod envelope;
pub mod event;
pub mod exam;
pub mod fault;
pub mod flags;
pub mod ids;
pub mod internet;
pub mod invitation;
pub mod journal;
pub mod label;
pub mod link;
pub mod mail;
pub mod mailbox;
pub mod names;
pub mod namespace;
pub mod nature;
pub mod oauth;
pub mod order;
pub mod origin;
pub mod pictures;
pub mod regard;
pub mod remote;
pub mod removed;
pub mod report;
pub mod request;
pub mod settings;
pub mod setup;
pub mod traffic;
pub mod wirelog;
