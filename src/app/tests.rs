//! Recorded scripts: what a person and a server do, what is then shown and asked for.

mod accounts;
mod accounts_again;
mod accounts_flow;
mod accounts_found;
mod accounts_keeping;
mod accounts_kit;
mod accounts_page;
mod actions;
mod attention;
mod copying;
mod doctor;
mod drag;
mod folders;
mod keys;
mod labels;
mod list;
mod mailboxes;
mod menu;
mod notice;
mod reader;
mod removed;
mod saves;
mod sender;
mod undo;
mod upkeep;
mod xray;
