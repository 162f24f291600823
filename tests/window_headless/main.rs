//! The whole window without a display: its real state, views and engine, driven as by hands,
//! against a private Dovecot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../window_kit/mod.rs"]
mod kit;
#[path = "../oauth_kit/mod.rs"]
mod oauth_kit;
#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod acting;
mod attachments;
mod conversation;
mod copying;
mod demo;
mod dragging;
mod folders;
mod hands;
mod kinds;
mod labels;
mod long;
mod offline;
mod paper;
mod reading;
mod removed;
mod sender;
mod sign_in;
mod sign_in_stages;
mod upkeep;
