//! Pombo: a desktop e-mail application. The mail stays on the server; Pombo shows it, changes it
//! there, and keeps every device telling the same story.

pub mod model;
pub mod config;
pub mod i18n;
pub mod paths;
pub mod trace;
pub mod auth;
pub mod mime;
pub mod render;
pub mod imap;
pub mod store;
pub mod demo;
pub mod sync;
pub mod app;
