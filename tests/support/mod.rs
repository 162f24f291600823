//! What the tests start by themselves, all on loopback: a private Dovecot, a certificate
//! authority, a recording proxy, a second IMAP client, a scripted IMAP server, a virtual display, an
//! OpenID provider, a browser and further mail servers. And how the tests run with many seeds.

// Each test binary uses its own choice of these.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

pub mod browser;
pub mod certs;
pub mod client;
pub mod display;
pub mod dovecot;
pub mod http;
pub mod mails;
pub mod oauth;
pub mod proxy;
pub mod runs;
pub mod scripted;
pub mod secrets;
pub mod servers;
pub mod spoil;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The longest that any test waits for a condition.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
///
/// # Panics
/// Names `what` when there is none in time.
pub fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    until_within(PATIENCE, what, ask)
}

/// `until` with another patience.
///
/// # Panics
/// Names `what` when there is no answer in time.
pub fn until_within<T>(limit: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A port of 127.0.0.1 on which nothing listens at this moment.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Whether a program can be found, for a clear message instead of a strange failure.
pub fn program(name: &str) -> String {
    // Daemons lie in folders that are not in everybody's PATH.
    let usual = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/bin", "/sbin"].map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    for dir in usual.into_iter().chain(std::env::split_paths(&path)) {
        let path = dir.join(name);
        if path.is_file() {
            return path.display().to_string();
        }
    }
    panic!(
        "{name} is not installed: run the tests with `make test`, which installs what they need"
    );
}
