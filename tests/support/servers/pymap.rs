//! A private pymap on a loopback port: small, strict, and another reading of the RFCs.

use std::process::{Child, Command, Stdio};

use super::{Server, home, stop};
use crate::support::client::Client;
use crate::support::dovecot::{PASSWORD, USER, greeted};
use crate::support::{free_port, until};

/// A running server.
pub struct Pymap {
    port: u16,
    child: Child,
}

impl Pymap {
    pub fn start() -> Self {
        let port = free_port();
        let child = Command::new(home("pymap").join("bin/pymap"))
            .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--no-tls"])
            .args(["--no-service", "managesieve", "--no-service", "admin", "dict"])
            .args(["--demo-user", USER, "--demo-password", PASSWORD])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { port, child };
        until("pymap's greeting", || greeted(server.port));
        server.furnish();
        server
    }

    /// The usual mailboxes.
    fn furnish(&self) {
        let mut client = self.client();
        for name in ["Archive", "Drafts", "Junk", "Sent", "Trash"] {
            client.ok(&format!("CREATE {name}"));
        }
    }
}

impl Server for Pymap {
    fn port(&self) -> u16 {
        self.port
    }

    fn client(&self) -> Client {
        Client::login(self.port, USER, PASSWORD)
    }

    fn lacks(&self) -> &'static [&'static str] {
        &["CONDSTORE", "QRESYNC", "ENABLE", "ESEARCH", "LIST-STATUS", "SPECIAL-USE", "NAMESPACE"]
    }

    fn offers(&self) -> &'static [&'static str] {
        &["IDLE", "UIDPLUS", "MOVE"]
    }

    fn tells(&self) -> bool {
        true
    }
}

impl Drop for Pymap {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}
