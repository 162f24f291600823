//! Recorded failures of signing in, and servers on loopback that say again what was said then.

pub mod case;
pub mod name_server;
pub mod provider;
pub mod server;
pub mod world;
