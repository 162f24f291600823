//! The real window of a bench: an account on a private server, a start with its trace.

use std::path::Path;
use std::process::{Child, Command};

use serde_json::Value;

use crate::support::display::Display;
use crate::support::dovecot::{Dovecot, PASSWORD, USER};

/// Ana's account in a profile.
pub fn add_account(server: &Dovecot, profile: &Path) {
    let password = profile.with_extension("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let added = Command::new(env!("CARGO_BIN_EXE_pombo"))
        .arg("--profile")
        .arg(profile)
        .args(["account", "add", "--name", "Ana", "--address", "ana@test.example"])
        .args(["--imap", &format!("localhost:{}", server.tls_port), "--user", USER, "--ca"])
        .arg(&server.certs.ca)
        .args(["--password-command", &format!("cat '{}'", password.display())])
        .status()
        .unwrap();
    assert!(added.success());
}

/// Starts the window on a display.
pub fn open(display: &Display, profile: &Path, trace: &Path) -> Child {
    let script =
        format!("exec '{}' --profile '{}'", env!("CARGO_BIN_EXE_pombo"), profile.display());
    let home = profile.with_extension("home");
    display.session(&home, &script).env("POMBO_TRACE", trace).spawn().unwrap()
}

/// What the trace says so far.
pub fn lines(trace: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(trace).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
