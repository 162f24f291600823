//! Recorded scripts: what a person and a server do, what is then shown and asked for.

mod accounts;
mod actions;
mod drag;
mod folders;
mod keys;
mod list;
mod menu;
mod notice;
mod reader;
mod saves;
mod undo;
