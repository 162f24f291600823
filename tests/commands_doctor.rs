//! `pombo doctor`, run as a person would: what fails, what to do, and a report that gives nobody
//! away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use commands_kit::{ADDRESS, Profile, finish};
use support::dovecot::{Dovecot, PASSWORD};
use support::mails;

/// A profile whose password is not right any more.
fn forgetful(server: &Dovecot) -> Profile {
    let profile = Profile::on(server.port);
    std::fs::write(profile.dir.path().join("password"), "not-it-any-more").unwrap();
    profile
}

#[test]
fn a_step_that_fails_comes_with_what_it_is_and_what_to_do() {
    let server = Dovecot::start();
    let profile = forgetful(&server);
    let run = profile.pombo(&["doctor", ADDRESS, "--json"]).ended(5).json();
    let last = run.last().unwrap();
    assert_eq!((&last["step"], &last["ok"]), (&"login".into(), &false.into()));
    assert_eq!(last["kind"], "WrongPassword");
    assert!(last["advice"].as_str().unwrap().contains("app password"), "{last}");

    let run = profile.pombo(&["doctor", ADDRESS]).ended(5);
    let [.., title, what, advice] = run.out.lines().collect::<Vec<_>>()[..] else {
        panic!("{run:?}");
    };
    assert!(title.contains("failed") && title.contains("Signing in"), "{run:?}");
    assert!(what.starts_with("The server does not accept this user name and password. ("));
    assert!(advice.starts_with("Type user name and password once more"), "{run:?}");
    assert!(!run.out.contains("not-it-any-more") && !run.out.contains(PASSWORD));
}

#[test]
fn a_report_tells_all_but_who_it_is_about() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = forgetful(&server);
    let run = profile.pombo(&["doctor", ADDRESS, "--report"]).ended(5);
    for told in ["# Pombo sign-in report", "@test.example", "127.0.0.1", "WrongPassword", "LOGIN"] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    for private in ["ana", "Ana ", "not-it-any-more"] {
        let word = |c: char| !c.is_alphanumeric() && c != '-';
        assert!(!run.out.split(word).any(|it| it == private.trim()), "{private}: {}", run.out);
    }
    assert!(run.out.contains(env!("CARGO_PKG_VERSION")), "{}", run.out);

    let mut command = profile.command(&["doctor", ADDRESS, "--report", "--json"]);
    let run = finish(command.env("LANG", "pt_BR.UTF-8").spawn().unwrap()).ended(5).json();
    let text = run[0]["report"].as_str().unwrap();
    assert!(run.len() == 1 && text.contains("# Relatório de entrada do Pombo"), "{text}");
    assert!(text.contains("O que fazer: "), "{text}");

    std::fs::write(profile.dir.path().join("password"), PASSWORD).unwrap();
    let run = profile.pombo(&["doctor", ADDRESS, "--report"]).ended(0);
    assert!(run.out.contains("Everything is well.") && run.out.contains("2 messages"), "{run:?}");
}

#[test]
fn what_is_no_address_is_told_as_such() {
    let profile = Profile::new();
    for wrong in ["nobody@", "@test.example", "no body@test.example"] {
        let run = profile.pombo(&["doctor", wrong]).ended(2);
        assert!(run.out.contains("Write the whole address"), "{run:?}");
    }
}
