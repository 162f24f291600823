//! Lays mail out in a process of its own: the same program, started anew without anything to
//! reach, so that a mail that breaks the engine, fills the memory or never ends takes nothing else
//! with it. Files that came with a mail are looked at there, too. Knows `render`, `mime` and processes;
//! no network, no files, no window.
//!
//! The process reads questions from its standard input and writes answers to its standard output.
//! It limits itself before it reads anything of a mail: memory, processor time, and (Linux) which
//! calls of the system it can make at all, which are none that connect, start or write.

mod inside;
mod limits;
mod looking;
mod outside;
mod speech;

pub use inside::run;
pub use outside::{Sandbox, Trouble};
pub use speech::{Answer, Ask, Mail, Octets, Print, What};

/// The argument that makes the program the process of this module.
pub const ARGUMENT: &str = "--lay-out-mail";
