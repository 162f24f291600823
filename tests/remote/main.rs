//! What a mail names on other people's servers: a canary on loopback must see nothing before the
//! person says yes, and only the listed requests, with nothing of the person in them, after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stderr)]

#[path = "../corpus_kit/mod.rs"]
mod corpus_kit;
#[path = "../window_kit/mod.rs"]
mod kit;
#[path = "../oauth_kit/mod.rs"]
mod oauth_kit;
#[path = "../support/mod.rs"]
mod support;

mod broker;
mod canary;
mod corpus;
mod window;
