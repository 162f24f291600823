//! Runs the real `pombo` on a profile of its own and reads what it says.

// Each test binary uses its own choice of these.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::dovecot::{Dovecot, PASSWORD, USER};

pub const ADDRESS: &str = "ana@test.example";

/// A profile without an account.
pub struct Profile {
    pub dir: TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The records on stdout, which holds nothing else.
    pub fn json(&self) -> Vec<Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        self.out.lines().map(read).collect()
    }

    /// It ended with this code.
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}

impl Profile {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("password"), PASSWORD).unwrap();
        Self { dir }
    }

    /// With an account on this port, without TLS.
    pub fn on(port: u16) -> Self {
        let profile = Self::new();
        let imap = format!("127.0.0.1:{port}");
        profile.pombo(&[&profile.adding(&imap, "none")[..], &profile.asking()].concat()).ended(0);
        profile
    }

    /// With an account on this server and everything in the cache.
    pub fn synced(server: &Dovecot) -> Self {
        let profile = Self::on(server.port);
        profile.pombo(&["sync", "--once"]).ended(0);
        profile
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("profile")
    }

    /// The words that add the account, but for where its password comes from.
    pub fn adding<'a>(&self, imap: &'a str, tls: &'a str) -> Vec<&'a str> {
        [
            &["account", "add", "--name", "Ana", "--address", ADDRESS, "--user", USER][..],
            &["--imap", imap, "--tls", tls],
        ]
        .concat()
    }

    /// The words that say where the right password comes from.
    pub fn asking(&self) -> [&str; 2] {
        ["--password-command", "cat \"$POMBO_TEST_PASSWORD\""]
    }

    /// A command that has not been started.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pombo"));
        command.args(words).env("POMBO_PROFILE", self.root()).env("LANG", "en_US.UTF-8");
        command.env("TZ", "America/Sao_Paulo").env_remove("LC_ALL").env_remove("LANGUAGE");
        command.env_remove("LC_MESSAGES").env_remove("LC_CTYPE").env_remove("POMBO_TRACE");
        command.env("POMBO_TEST_PASSWORD", self.dir.path().join("password"));
        // No keyring, whatever this machine runs.
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn pombo(&self, words: &[&str]) -> Run {
        finish(self.start(words))
    }

    /// Runs it with something on stdin.
    pub fn pombo_told(&self, words: &[&str], stdin: &str) -> Run {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        finish(child)
    }

    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).spawn().unwrap()
    }

    /// The rows of a mailbox as `pombo list --json` gives them.
    pub fn list(&self, mailbox: &str) -> Vec<Value> {
        self.pombo(&["list", mailbox, "--json"]).ended(0).json()
    }

    /// Subjects in a mailbox, newest first.
    pub fn subjects(&self, mailbox: &str) -> Vec<String> {
        self.list(mailbox).iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
    }

    /// The keys of the messages with these subjects.
    pub fn keys(&self, mailbox: &str, subjects: &[&str]) -> Vec<String> {
        let rows = self.list(mailbox);
        let key = |subject: &&str| {
            let row = rows.iter().find(|row| row["subject"] == *subject);
            row.unwrap_or_else(|| panic!("no {subject}"))["key"].as_str().unwrap().to_owned()
        };
        subjects.iter().map(key).collect()
    }
}

/// Waits for the end of a run.
pub fn finish(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    // A signal has no code.
    let code = output.status.code().unwrap_or(-1);
    Run { code, out: text(output.stdout), err: text(output.stderr) }
}

/// The milestones in a trace file.
pub fn milestones(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `m<number>@test.example` for each.
pub fn ids(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| format!("m{number}@test.example")).collect()
}

/// Message-IDs on the server that are not marked `\Deleted`, by their number.
pub fn there(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut client = server.client();
    let mut all = client.message_ids(mailbox);
    all.retain(|id| !client.flags(mailbox, id).unwrap().contains("\\Deleted"));
    all.sort();
    all
}

/// Sends a signal to a process of ours.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}
