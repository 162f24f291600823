//! `pombo account`, `pombo doctor` and wrong use, run as a person would: each fault has its own
//! sentence and its exit code, and the account is kept only when signing in worked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use std::io::Write;
use std::net::TcpListener;

use commands_kit::{ADDRESS, Profile, Run, finish};
use support::dovecot::{Dovecot, PASSWORD};
use support::{free_port, mails, program};

/// Tries to add an account with the right password.
fn add(profile: &Profile, imap: &str, tls: &str, more: &[&str]) -> Run {
    profile.pombo(&[&profile.adding(imap, tls)[..], &profile.asking(), more].concat())
}

/// Nothing was kept.
fn nothing(profile: &Profile) {
    assert_eq!(profile.pombo(&["account", "list", "--json"]).ended(0).out, "");
}

#[test]
fn an_account_is_added_shown_and_removed() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = Profile::new();
    let imap = format!("localhost:{}", server.tls_port);
    let ca = server.certs.ca.to_str().unwrap();
    let run = add(&profile, &imap, "implicit", &["--ca", ca]).ended(0);
    assert!(run.out.contains(ADDRESS), "{run:?}");

    let listed = profile.pombo(&["account", "list", "--json"]).ended(0).json();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["account"], &listed[0]["tls"]), (&1.into(), &"implicit".into()));
    assert_eq!((&listed[0]["address"], &listed[0]["ca"]), (&ADDRESS.into(), &ca.into()));
    assert!(!profile.pombo(&["account", "list", "--json"]).out.contains(PASSWORD));

    profile.pombo(&["sync", "--once"]).ended(0);
    assert_eq!(profile.subjects("inbox"), ["Message 2", "Message 1"]);
    let again = add(&profile, &imap, "implicit", &["--ca", ca]).ended(1);
    assert!(again.err.contains("already"), "{again:?}");

    profile.pombo(&["account", "remove", "other@test.example"]).ended(3);
    profile.pombo(&["account", "remove", ADDRESS]).ended(0);
    nothing(&profile);
    assert!(!profile.root().join("cache/acct-1").exists());
    // A number is never given twice.
    add(&profile, &imap, "implicit", &["--ca", ca]).ended(0);
    assert_eq!(profile.pombo(&["account", "list", "--json"]).json()[0]["account"], 2);
}

#[test]
fn a_certificate_that_is_not_known_is_shown_and_can_be_trusted() {
    let server = Dovecot::start();
    let profile = Profile::new();
    let hex: Vec<String> = server.certs.fingerprint.iter().map(|b| format!("{b:02X}")).collect();
    let fingerprint = hex.join(":");
    for (tls, port) in [("implicit", server.tls_port), ("starttls", server.port)] {
        let imap = format!("localhost:{port}");
        let run = add(&profile, &imap, tls, &[]).ended(1);
        let hint = format!("--fingerprint {fingerprint}");
        assert!(run.err.contains("certificate") && run.err.contains(&hint), "{run:?}");
        let run = add(&profile, &imap, tls, &["--json"]).ended(1).json().remove(0);
        assert_eq!(run["fingerprint"], fingerprint);
        assert_eq!((&run["kind"], &run["exit"]), (&"Certificate".into(), &1.into()));
        let other = fingerprint.replace(&fingerprint[..2], "00");
        add(&profile, &imap, tls, &["--fingerprint", &other]).ended(1);
        add(&profile, &imap, tls, &["--fingerprint", "AB"]).ended(2);
        nothing(&profile);
        add(&profile, &imap, tls, &["--fingerprint", &fingerprint]).ended(0);
        profile.pombo(&["sync", "--once"]).ended(0);
        profile.pombo(&["account", "remove", ADDRESS]).ended(0);
    }
}

#[test]
fn each_fault_of_signing_in_has_its_own_sentence() {
    let server = Dovecot::start();
    let profile = Profile::new();
    let plain = format!("127.0.0.1:{}", server.port);
    let closed = format!("127.0.0.1:{}", free_port());
    let smtp = talker("220 mail.example ESMTP\r\n");
    let web = talker("HTTP/1.1 400 Bad Request\r\n\r\n");
    let mut told = Vec::new();
    for (imap, tls, code) in [
        ("no-such-host.invalid", "implicit", 4),
        (closed.as_str(), "implicit", 4),
        (plain.as_str(), "implicit", 1),
        ("192.0.2.1", "none", 1),
        (smtp.as_str(), "none", 1),
        (web.as_str(), "none", 1),
        ("imaps://mail.example", "implicit", 2),
    ] {
        let run = add(&profile, imap, tls, &[]).ended(code);
        assert_eq!(run.out, "", "{run:?}");
        told.push(run.err.split_once('.').unwrap().0.to_owned());
    }
    let words = profile.adding(&plain, "none");
    for (command, expected) in [("echo wrong", "user name and password"), ("exit 3", "command")] {
        let run = profile.pombo(&[&words[..], &["--password-command", command]].concat()).ended(5);
        assert!(run.err.contains(expected), "{run:?}");
        told.push(run.err);
    }
    // The two that are no IMAP server are one fault.
    assert_eq!(told[4], told[5]);
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 8, "{told:#?}");
    nothing(&profile);
}

/// A server that says this to everybody.
fn talker(greeting: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.write_all(greeting.as_bytes());
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    format!("127.0.0.1:{port}")
}

#[test]
fn a_password_from_stdin_needs_a_keyring() {
    let server = Dovecot::start();
    let profile = Profile::new();
    let imap = format!("127.0.0.1:{}", server.port);
    let words = [&profile.adding(&imap, "none")[..], &["--password-stdin"]].concat();
    let run = profile.pombo_told(&words, PASSWORD).ended(5);
    assert!(run.err.contains("keyring") && run.err.lines().count() == 1, "{run:?}");
    profile.pombo_told(&words, "").ended(2);
    nothing(&profile);
}

#[test]
fn one_account_that_is_away_does_not_keep_the_other_from_its_mail() {
    let (server, mut other) = (Dovecot::start(), Dovecot::start());
    server.fill("INBOX", [mails::plain(1)]);
    let profile = Profile::on(other.port);
    let imap = format!("127.0.0.1:{}", server.port);
    let words = ["account", "add", "--name", "B", "--address", "b@test.example", "--user", "ana"];
    let words = [&words[..], &["--imap", &imap, "--tls", "none"], &profile.asking()].concat();
    profile.pombo(&words).ended(0);
    other.kill();
    let run = profile.pombo(&["sync", "--once"]).ended(4);
    assert!(run.err.contains("does not answer") && run.out.contains("Not everything"), "{run:?}");
    profile.pombo(&["list", "inbox"]).ended(2);
    let rows = profile.pombo(&["list", "inbox", "--account", "B@test.example", "--json"]).ended(0);
    assert_eq!(rows.json()[0]["subject"], "Message 1");
    profile.pombo(&["sync", "--once", "--account", "2"]).ended(0);
}

/// `$1` is pombo, `$2` the server: a keyring of its own, an account, and a second process that
/// signs in with what the first one kept.
const WITH_KEYRING: &str = r#"
set -eu
printf 'keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$1" account add --name Ana --address ana@test.example --user ana --imap "$2" --tls none \
    --password-stdin < "$POMBO_TEST_PASSWORD" >/dev/null
"$1" sync --once --json
"$1" account remove ana@test.example --json
"#;

#[test]
fn a_password_from_stdin_is_kept_in_the_keyring_for_the_next_run() {
    let server = Dovecot::start();
    let profile = Profile::new();
    let imap = format!("127.0.0.1:{}", server.port);
    let mut command = profile.command(&[]);
    let mut session = std::process::Command::new(program("dbus-run-session"));
    session.args(["--", "sh", "-c", WITH_KEYRING, "sh"]);
    session.arg(command.get_program()).arg(&imap);
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            session.env(name, value);
        }
    }
    session.env("HOME", profile.dir.path()).env("XDG_RUNTIME_DIR", profile.dir.path());
    session.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY");
    session.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command = session;
    let run = finish(command.spawn().unwrap()).ended(0);
    let told = run.json();
    assert!(told.iter().any(|line| line["event"] == "finished"), "{told:?}");
    assert_eq!(told.last().unwrap()["event"], "removed");
}

#[test]
fn a_server_is_examined_step_by_step() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let profile = Profile::on(server.port);
    let steps = |words: &[&str], code| {
        let run = profile.pombo(&[&["doctor", "--json"], words].concat()).ended(code).json();
        let mut steps: Vec<String> = Vec::new();
        for line in &run {
            assert!(line["ms"].is_number(), "{line}");
            let sign = if line["ok"] == true { "" } else { "!" };
            steps.push(format!("{sign}{}", line["step"].as_str().unwrap()));
        }
        steps.join(" ")
    };
    let whole = "dns tcp tls greeting capabilities mechanisms token login inbox";
    assert_eq!(steps(&[ADDRESS], 0), whole);
    assert_eq!(steps(&["127.0.0.1"], 0), whole);
    let tls = format!("localhost:{}", server.tls_port);
    let plain = format!("localhost:{}", server.port);
    let ca = server.certs.ca.to_str().unwrap();
    assert_eq!(steps(&[&tls], 1), "dns tcp !tls");
    let unknown = "dns tcp tls greeting capabilities mechanisms";
    assert_eq!(steps(&[&tls, "--ca", ca], 0), unknown);
    assert_eq!(steps(&[&plain, "--tls", "starttls", "--ca", ca], 0), unknown);
    assert_eq!(steps(&["no-such-host.invalid"], 4), "!dns");
    assert_eq!(steps(&[&format!("localhost:{}", free_port())], 4), "dns !tcp");
    assert_eq!(steps(&["nobody@"], 2), "!address");

    let run = profile.pombo(&["doctor", &tls]).ended(1);
    assert!(run.out.contains("failed") && run.out.contains("--fingerprint"), "{run:?}");
    let run = profile.pombo(&["doctor", ADDRESS]).ended(0);
    assert!(run.out.contains("3 messages") && run.err.is_empty(), "{run:?}");
}

#[test]
fn wrong_use_ends_with_2_and_help_with_0() {
    let profile = Profile::new();
    for words in [
        &["lst"][..],
        &["list"],
        &["flag", "1-1"],
        &["flag", "1-1", "--add", "seen", "--remove", "seen"],
        &["screenshot", "out.png", "--size", "big"],
        &["account"],
        &["--demo", "list", "inbox"],
    ] {
        let run = profile.pombo(words).ended(2);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{run:?}");
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let run = profile.pombo(&words).ended(2);
        assert!(run.err.is_empty() && run.json()[0]["exit"] == 2, "{run:?}");
    }
    let run = profile.pombo(&["--help"]).ended(0);
    assert!(run.out.contains("Usage: pombo") && run.out.contains("7  another"), "{run:?}");
    let version = profile.pombo(&["--version"]).ended(0).out;
    assert_eq!(version, format!("pombo {}\n", env!("CARGO_PKG_VERSION")));
    let mut command = profile.command(&["list", "--help"]);
    let run = finish(command.env("LANG", "pt_BR.UTF-8").spawn().unwrap()).ended(0);
    for words in ["Uso: pombo list [OPÇÕES] <MAILBOX>", "Argumentos:", "Opções:", "esta ajuda"]
    {
        assert!(run.out.contains(words), "{}", run.out);
    }
    assert!(!run.out.contains("Usage") && !run.out.contains("Print"), "{}", run.out);
    profile.pombo(&["list", "inbox"]).ended(3);
    let mut window = profile.command(&[]);
    window.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let run = finish(window.spawn().unwrap()).ended(1);
    assert!(run.err.contains("no display") && run.err.lines().count() == 1, "{run:?}");
}
