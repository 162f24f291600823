//! `pombo account add` by token: through the browser and with a code for another device, at a real
//! OpenID provider and a real IMAP server on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use commands_kit::{ADDRESS, Profile, finish};
use serde_json::Value;
use support::dovecot::Dovecot;
use support::oauth::{Provider, agree};
use support::{mails, program};

/// `$1` is pombo, `$2` the server, `$3` where one signs in, `$4` how: a keyring of its own, an
/// account, and later processes that sign in with what the first one kept.
const WITH_KEYRING: &str = r#"
set -eu
printf 'keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$1" account add ana@test.example --name Ana --user ana --imap "$2" --tls none \
    --issuer "$3" "$4" --json
"$1" sync --once --json
"$1" doctor ana@test.example --json
"#;

/// The whole of it in a session with a keyring.
fn session(profile: &Profile, server: &Dovecot, provider: &Provider, how: &str) -> Child {
    let command = profile.command(&[]);
    let mut session = Command::new(program("dbus-run-session"));
    session.args(["--", "sh", "-c", WITH_KEYRING, "sh"]).arg(command.get_program());
    session.arg(format!("127.0.0.1:{}", server.port)).arg(place(provider)).arg(how);
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            session.env(name, value);
        }
    }
    session.env("HOME", profile.dir.path()).env("XDG_RUNTIME_DIR", profile.dir.path());
    session.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY");
    session.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    session.spawn().unwrap()
}

/// Host and port of the provider.
fn place(provider: &Provider) -> String {
    provider.issuer().trim_start_matches("http://").to_owned()
}

/// Reads up to this event; gives all that was told.
fn until_event(out: &mut impl BufRead, event: &str) -> Vec<Value> {
    let mut told: Vec<Value> = Vec::new();
    while told.last().is_none_or(|last| last["event"] != event) {
        let mut line = String::new();
        assert!(out.read_line(&mut line).unwrap() > 0, "no {event}: {told:?}");
        told.push(serde_json::from_str(&line).unwrap());
    }
    told
}

/// The rest of a session that goes well: the account is added, mail comes, the doctor is content.
fn ends_well(mut child: Child, mut out: impl Read) {
    let mut text = String::new();
    out.read_to_string(&mut text).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "{text}");
    let told: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for event in ["connecting", "added", "finished"] {
        let is_told = told.iter().any(|line| line["event"] == event);
        assert!(is_told, "{event}: {told:#?}");
    }
    let steps: Vec<&str> = told.iter().filter_map(|line| line["step"].as_str()).collect();
    assert_eq!(steps.last(), Some(&"inbox"), "{told:#?}");
    let token = told.iter().find(|line| line["step"] == "token").unwrap();
    assert!(token["detail"].as_str().unwrap().contains("permission"), "{token}");
}

#[test]
fn an_account_is_added_through_the_browser_without_any_client_id() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    server.fill("INBOX", [mails::plain(1)]);
    let profile = Profile::new();
    let mut child = session(&profile, &server, &provider, "--browser");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let told = until_event(&mut out, "browser");
    assert_eq!(told[0]["event"], "registering", "{told:?}");
    let landed = agree(told.last().unwrap()["url"].as_str().unwrap(), "ana");
    assert!(landed.page.contains("You are signed in"), "{}", landed.page);
    ends_well(child, out);
}

#[test]
fn an_account_is_added_with_a_code_that_is_typed_elsewhere() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let profile = Profile::new();
    let mut child = session(&profile, &server, &provider, "--device");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let told = until_event(&mut out, "device");
    let code = told.last().unwrap();
    let text = |name: &str| code[name].as_str().unwrap().to_owned();
    provider.agree_on_device(&text("url"), &text("code"), "ana");
    ends_well(child, out);
}

#[test]
fn without_a_keyring_no_account_is_added_and_the_sentence_says_why() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let profile = Profile::new();
    let imap = format!("127.0.0.1:{}", server.port);
    let issuer = place(&provider);
    let words = ["account", "add", ADDRESS, "--user", "ana", "--imap", &imap, "--tls", "none"];
    let words = [&words[..], &["--issuer", &issuer, "--browser", "--json"]].concat();
    let mut child = profile.start(&words);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let told = until_event(&mut out, "browser");
    agree(told.last().unwrap()["url"].as_str().unwrap(), "ana");
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(5), "{rest}");
    assert!(rest.lines().last().unwrap().contains("no keyring is running"), "{rest}");
    assert_eq!(profile.pombo(&["account", "list", "--json"]).ended(0).out, "");
}

#[test]
fn a_provider_that_needs_a_client_id_is_named_before_anything_is_sent() {
    let profile = Profile::new();
    let words = ["account", "add", "someone@gmail.com", "--imap", "imap.gmail.com", "--browser"];
    let mut command = profile.command(&words);
    let run = finish(command.env_remove("POMBO_GOOGLE_CLIENT_ID").spawn().unwrap()).ended(5);
    assert!(run.err.contains("--client-id") && run.err.contains("https://"), "{run:?}");
    profile.pombo(&["account", "add", "--browser"]).ended(2);
    profile.pombo(&["account", "add", "no address", "--browser"]).ended(2);
    profile.pombo(&["account", "add", ADDRESS, "--browser", "--device"]).ended(2);
}
