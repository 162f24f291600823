//! Starts that cannot end in a window say so in one line.

use std::process::{Command, Output};

use crate::hands::Hands;
use crate::support::display::Display;

fn pombo(home: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pombo"));
    command.arg("--profile").arg(home.join("profile"));
    command.env("HOME", home).env("LANG", "C.UTF-8");
    command.env_remove("WAYLAND_DISPLAY").env_remove("DISPLAY");
    command
}

/// The one line on stderr.
fn one_line(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(output.stdout.is_empty());
    told
}

#[test]
fn with_no_display_one_line_says_so() {
    let home = tempfile::tempdir().unwrap();
    let output = pombo(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(one_line(&output).contains("display"));

    // One that is named but not there makes the window system panic.
    let output = pombo(home.path()).env("DISPLAY", ":4077").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = one_line(&output);
    assert!(told.contains("display") && !told.contains("panic"), "{told}");
}

#[test]
fn a_second_window_on_the_same_profile_is_told_and_ends() {
    let display = Display::start();
    let home = tempfile::tempdir().unwrap();
    let hands = Hands::start(&display, home.path(), "first");
    let script = "exec \"$POMBO\" --profile \"$HOME/profile\" 2>\"$ERRORS\"";
    let errors = home.path().join("second.err");
    let second = display
        .session(home.path(), script)
        .env("ERRORS", &errors)
        .env("POMBO", env!("CARGO_BIN_EXE_pombo"))
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(7));
    let told = std::fs::read_to_string(errors).unwrap();
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("Another Pombo"), "{told}");
    drop(hands);
}
