//! Mail of the world, laid out where no network is: the same pictures come out.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::corpus_kit;

/// Messages that are laid out both ways.
const SOME: usize = 40;

/// The program in a namespace of its own, which has no network.
fn alone() -> Command {
    let mut command = Command::new("unshare");
    command.args(["-rn", "--", env!("CARGO_BIN_EXE_pombo")]);
    command
}

fn has_namespaces() -> bool {
    let tried = Command::new("unshare").args(["-rn", "--", "cat", "/proc/net/dev"]).output();
    tried.is_ok_and(|output| {
        let devices = String::from_utf8_lossy(&output.stdout).lines().skip(2).count();
        output.status.success() && devices <= 1
    })
}

/// Messages of the corpus that name pictures elsewhere, from all over it.
fn messages() -> Vec<PathBuf> {
    let mut files = corpus_kit::corpus();
    files.retain(|file| {
        let octets = std::fs::read(file).unwrap_or_default();
        let text = String::from_utf8_lossy(&octets).to_lowercase();
        text.contains("<img") && text.contains("http") && octets.len() < 200_000
    });
    let step = files.len().div_ceil(SOME).max(1);
    files.into_iter().step_by(step).collect()
}

fn render(mut command: Command, home: &Path, file: &Path, out: &Path) -> Output {
    command.arg("--profile").arg(home).arg("--json").arg("render").arg(file).arg(out);
    command.output().unwrap()
}

#[test]
fn mail_looks_the_same_where_no_network_is() {
    let files = messages();
    if files.is_empty() {
        eprintln!("the corpus is not present: a made-up message is laid out");
    }
    if !has_namespaces() {
        eprintln!("no namespaces are to be had here: nothing is compared");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let made = dir.path().join("made.eml");
    let html = "Content-Type: text/html\r\n\r\n<p>Words<img src=http://a.example/x.png width=50 height=50>";
    std::fs::write(&made, html).unwrap();
    let (with, without) = (dir.path().join("with.png"), dir.path().join("without.png"));
    for file in files.iter().chain([&made]) {
        let program = Command::new(env!("CARGO_BIN_EXE_pombo"));
        let one = render(program, dir.path(), file, &with);
        let other = render(alone(), dir.path(), file, &without);
        let name = file.display();
        assert_eq!(one.status.code(), other.status.code(), "{name}: {other:?}");
        if !one.status.success() {
            continue;
        }
        assert!(std::fs::read(&with).unwrap() == std::fs::read(&without).unwrap(), "{name}");
        let told = |output: &Output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            text.replace("without.png", "with.png")
        };
        assert_eq!(told(&one), told(&other), "{name}");
    }
}
