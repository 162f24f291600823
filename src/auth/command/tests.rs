//! Password commands as people write them, good and bad.

use secrecy::ExposeSecret;

use super::*;

#[tokio::test]
async fn the_first_line_is_the_password() {
    for (command, password) in [
        ("echo secret", "secret"),
        ("printf 'no line end'", "no line end"),
        ("printf 'dos\\r\\nsecond\\r\\n'", "dos"),
        ("printf 'first\\nuser: ana\\n'", "first"),
        ("printf ' spaces stay \\n'", " spaces stay "),
        ("echo noise >&2; echo grüße", "grüße"),
        ("cat; echo 'no standard input'", "no standard input"),
    ] {
        let line = first_line(command).await.map(|line| line.expose_secret().to_owned());
        assert_eq!(line, Ok(password.to_owned()), "{command}");
    }
}

#[tokio::test]
async fn a_failing_command_is_told_by_its_code_and_last_complaint_alone() {
    for (command, detail) in [
        ("exit 3", "Exit code 3."),
        ("echo the-secret; exit 1", "Exit code 1."),
        ("echo one >&2; printf 'two\\033[1m\\n\\n' >&2; exit 2", "Exit code 2: two[1m"),
        ("kill -9 $$", "Ended by a signal."),
        ("echo", "The command printed nothing in its first line."),
        ("true", "The command printed nothing in its first line."),
        ("printf '\\377\\n'", "What the command printed is not UTF-8."),
    ] {
        let fault = first_line(command).await.map(drop);
        let expected = Fault::new(FaultKind::PasswordCommand, Place::Command, detail);
        assert_eq!(fault, Err(expected), "{command}");
    }
}

#[tokio::test]
async fn a_command_that_prints_for_ever_is_cut_off() {
    let fault = first_line("yes").await.map(drop).map_err(|fault| fault.kind);
    assert_eq!(fault, Err(FaultKind::PasswordCommand));
}

#[tokio::test]
async fn a_long_complaint_is_cut() {
    let command = "head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1";
    let detail = first_line(command).await.map(drop).map_err(|fault| fault.detail.len());
    assert_eq!(detail, Err("Exit code 1: ".len() + COMPLAINT_MAX));
}
