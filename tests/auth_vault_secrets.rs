//! No secret of a session is in anything that was written: profile, cache, journal, log at its most
//! talkative, output, the crash of a thread. With a real keyring, a real Dovecot and the real
//! `pombo`; then with the vault, tokens and all, in a process that crashes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use commands_kit::{ADDRESS, Profile};
use pombo::auth::{Credentials, Tokens, Vault};
use pombo::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use pombo::model::ids::AccountId;
use pombo::model::oauth::OAuth;
use support::dovecot::{Dovecot, PASSWORD, USER};
use support::secrets::Secrets;
use support::{mails, program};

/// Tells the process inside the session where it may write.
const INSIDE: &str = "POMBO_TEST_INSIDE";

const WRONG: &str = "a wrong pässword\\2";
const PASSPHRASE: &str = "the passphrase of the file";
const TYPED: &str = "a typed password";

/// What the person typed, and what the servers gave.
fn secrets() -> Secrets {
    Secrets::new(&[
        ("the password", PASSWORD),
        ("the wrong password", WRONG),
        ("the typed password", TYPED),
        ("the passphrase", PASSPHRASE),
        ("the access token", "ya29.access-token-1"),
        ("the renewed access token", "ya29.access-token-2"),
        ("the refresh token", "1//refresh-token-1"),
        ("the renewed refresh token", "1//refresh-token-2"),
        ("the client's secret", "GOCSPX-secret"),
    ])
}

/// A session with D-Bus and a keyring of its own, and everything that can be asked to talk.
fn session(home: &Path, script: &str) -> Command {
    let mut session = Command::new(program("dbus-run-session"));
    let unlock = "printf 'keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
    session.args(["--", "sh", "-c", &format!("set -e\n{unlock}\n{script}"), "sh"]);
    session.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("POMBO_LOG", "trace");
    session.env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
    session.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY");
    session.env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME").env_remove("XDG_CACHE_HOME");
    session.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    session
}

fn texts(output: &Output) -> (String, String) {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// `$1` is pombo, `$2` the server. The right password is in `$POMBO_TEST_PASSWORD`.
const COMMANDS: &str = r#"
add() { "$1" account add --name Ana --address "$3" --user ana --imap "$2" --tls none \
    --password-stdin; }
printf '%s' "$WRONG" | add "$1" "$2" wrong@test.example && exit 9
add "$1" "$2" ana@test.example < "$POMBO_TEST_PASSWORD"
"$1" sync --once
"$1" doctor ana@test.example
key=$("$1" list inbox --json | sed -n 's/.*"key":"\([^"]*\)".*/\1/p' | head -1)
"$1" show "$key"
"$1" flag "$key" --add flagged
"$1" move "$key" --to Archive
"$1" sync --once
"#;

#[test]
fn no_command_writes_the_password_anywhere() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let profile = Profile::new();
    let home = tempfile::tempdir().unwrap();
    let pombo = profile.command(&[]);
    let mut session = session(home.path(), COMMANDS);
    session.arg(pombo.get_program()).arg(format!("127.0.0.1:{}", server.port));
    for name in ["POMBO_PROFILE", "POMBO_TEST_PASSWORD"] {
        let value = pombo.get_envs().find(|(known, _)| *known == name).unwrap().1.unwrap();
        session.env(name, value);
    }
    session.env("WRONG", WRONG).env("POMBO_TRACE", home.path().join("trace.json"));
    let output = session.output().unwrap();
    let (out, err) = texts(&output);
    assert!(output.status.success(), "{out}\n{err}");

    // It did happen, and was talked about.
    assert!(out.contains(ADDRESS) && err.lines().count() > 100, "{out}\n{err}");
    let written = |file: &str| std::fs::metadata(profile.root().join(file)).unwrap().len();
    assert!(written("data/journal.log") > 0 && written("config/pombo.toml") > 0);
    assert!(home.path().join(".local/share/keyrings").exists(), "no keyring was written");
    assert!(std::fs::metadata(home.path().join("trace.json")).unwrap().len() > 0);
    let folders = [&profile.root(), home.path()];
    secrets().assert_in_none(&[("stdout", &out), ("stderr", &err)], &folders);
    // The server knows it; were the search blind, it would not find it there.
    let known = std::fs::read(server.dir.path().join("users")).unwrap();
    assert!(!secrets().in_octets(&known).is_empty());
}

#[test]
fn no_crash_shows_what_the_vault_holds() {
    if let Some(home) = std::env::var_os(INSIDE) {
        return inside(Path::new(&home));
    }
    let this = "no_crash_shows_what_the_vault_holds";
    let home = tempfile::tempdir().unwrap();
    let script = format!("\"$1\" --exact {this} --nocapture");
    let mut session = session(home.path(), &script);
    session.arg(std::env::current_exe().unwrap()).env(INSIDE, home.path());
    let output = session.output().unwrap();
    let (out, err) = texts(&output);
    // The crash is the end of it, and everything before it went well.
    assert!(!output.status.success() && err.contains("crashed as it should"), "{out}\n{err}");
    assert!(err.lines().count() > 100 && err.contains("stack backtrace"), "{err}");
    assert!(home.path().join("secrets.sealed").exists());
    secrets().assert_in_none(&[("stdout", &out), ("stderr", &err)], &[home.path()]);
}

/// Everything that a vault does, with a log at its most talkative; then a crash that shows whatever
/// there is to show.
fn inside(home: &Path) {
    let filter = tracing_subscriber::EnvFilter::new("trace");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let shown = runtime.block_on(use_everything(home));
    panic!("{shown} crashed as it should");
}

async fn use_everything(home: &Path) -> String {
    let vault = Vault::new("").with_file(home.join("secrets.sealed"));
    vault.create_file(PASSPHRASE.into()).await.unwrap();
    vault.close_file();
    let fault = vault.open_file(WRONG.into()).await.unwrap_err();
    tracing::error!(%fault, "{fault:?}");
    vault.open_file(PASSPHRASE.into()).await.unwrap();
    let mut shown = Vec::new();

    for (id, place) in [(1, SecretSource::Keyring), (2, SecretSource::File)] {
        let account = account(AccountId(id), place, endpoint());
        let password = Account { oauth: None, ..account.clone() };
        vault.try_keep(&password, TYPED.into()).await.unwrap();
        vault.credentials(&password).await.unwrap();
        let refused = vault.renewed(&password, &TYPED.into()).await.unwrap_err();
        tracing::error!(fault = %refused, "{refused:?}");

        vault.try_keep_tokens(&account, tokens()).await.unwrap();
        let renewed = vault.credentials(&account).await.unwrap();
        assert!(matches!(renewed, Credentials::Token { .. }));
        let fault = vault.renewed(&account, &"ya29.access-token-2".into()).await.unwrap_err();
        tracing::error!(%fault, "{fault:?}");
        tracing::error!(?vault, ?account, ?renewed, grant = ?vault.grant(&account).await);
        shown.push(format!("{vault:?} {account:?} {renewed:?} {:?} {fault}", tokens()));
    }
    shown.join("\n")
}

fn tokens() -> Tokens {
    Tokens {
        access: "ya29.access-token-1".into(),
        refresh: Some("1//refresh-token-1".into()),
        expires_at: Some(1),
        scopes: vec!["mail".to_owned()],
        client_secret: Some("GOCSPX-secret".into()),
    }
}

/// A token endpoint that renews once, and then says everything that it knows in its refusal.
fn endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let good = r#"{"access_token":"ya29.access-token-2","token_type":"Bearer",
            "refresh_token":"1//refresh-token-2","expires_in":3600}"#;
        let refusal = r#"{"error":"invalid_grant",
            "error_description":"1//refresh-token-2 of GOCSPX-secret is revoked"}"#;
        for (status, body) in [("200 OK", good), ("400 Bad Request", refusal)] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut len = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end().to_ascii_lowercase();
                match line.strip_prefix("content-length:") {
                    Some(number) => len = number.trim().parse().unwrap(),
                    None if line.is_empty() => break,
                    None => {}
                }
            }
            let mut asked = vec![0; len];
            reader.read_exact(&mut asked).unwrap();
            let head = "Content-Type: application/json\r\nConnection: close";
            let len = body.len();
            write!(stream, "HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {len}\r\n\r\n{body}")
                .unwrap();
        }
    });
    url
}

fn account(id: AccountId, secret: SecretSource, token: String) -> Account {
    let oauth = OAuth {
        authorize: "https://auth.example/authorize".to_owned(),
        token,
        client_id: "pombo".to_owned(),
        scopes: vec!["mail".to_owned()],
        ..OAuth::default()
    };
    Account {
        id,
        label: String::new(),
        name: "Ana".to_owned(),
        address: ADDRESS.to_owned(),
        imap: Server {
            host: "localhost".to_owned(),
            port: 143,
            tls: TlsMode::None,
            trust: Trust::default(),
        },
        user: USER.to_owned(),
        secret,
        oauth: Some(oauth),
        hue: None,
        hide_unsubscribed: false,
    }
}
