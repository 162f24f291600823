//! Further real servers, which `packaging/servers.sh` has put below `target/servers`: Cyrus, Courier
//! and pymap. Each runs on loopback with mail of its own and ends when dropped.

pub mod courier;
pub mod cyrus;
pub mod pymap;

use std::path::PathBuf;
use std::process::Child;

use super::client::Client;

/// A server and what it lacks beside Dovecot.
pub trait Server {
    fn port(&self) -> u16;

    /// A signed-in second client.
    fn client(&self) -> Client;

    /// The name on the wire of one of the person's mailboxes.
    fn wire(&self, name: &str) -> String {
        name.to_owned()
    }

    /// The path under which Pombo shows it.
    fn path(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Capabilities of Dovecot that it does not offer.
    fn lacks(&self) -> &'static [&'static str];

    /// Capabilities that the story leans on and that it offers.
    fn offers(&self) -> &'static [&'static str];

    /// Whether it tells of changes by itself while somebody listens, and soon.
    fn tells(&self) -> bool;
}

/// Where a server was unpacked.
///
/// # Panics
/// When it is not there.
pub fn home(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/servers");
    let ready = folder.join(format!("{name}.ready"));
    assert!(
        ready.is_file(),
        "{name} is not there: run the tests with `make test`, which fetches it"
    );
    folder.join(name)
}

/// Where a server's programs find their libraries, as the loader wants it.
fn libraries(home: &std::path::Path) -> String {
    let listed = std::fs::read_to_string(home.join("libraries")).unwrap();
    let folders: Vec<String> =
        listed.lines().map(|line| home.join(line).display().to_string()).collect();
    folders.join(":")
}

fn stop(child: &mut Child) {
    super::dovecot::stop(child);
}

impl Server for super::dovecot::Dovecot {
    fn port(&self) -> u16 {
        self.port
    }

    fn client(&self) -> Client {
        super::dovecot::Dovecot::client(self)
    }

    fn lacks(&self) -> &'static [&'static str] {
        &[]
    }

    fn offers(&self) -> &'static [&'static str] {
        &["IDLE", "UIDPLUS", "MOVE", "CONDSTORE", "QRESYNC", "ESEARCH", "LIST-STATUS", "NOTIFY"]
    }

    fn tells(&self) -> bool {
        true
    }
}
