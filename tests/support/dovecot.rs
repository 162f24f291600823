//! A private Dovecot on loopback ports, with its own mail folder, stopped when dropped.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::certs::{self, Certs};
use super::client::Client;
use super::oauth::{INTROSPECTION_CLIENT, Provider, SCOPE};
use super::{free_port, program, until};

/// The users that exist; tests sign in as the first.
pub const USERS: [&str; 3] = ["ana", "bruno", "clara"];
pub const USER: &str = USERS[0];
/// The password of all of them, with everything that is hard to quote.
pub const PASSWORD: &str = "p\"ss wörd\\1";

/// How the server is to be.
pub struct Options {
    /// The whole capability line, to play a poorer server; Dovecot's own when empty.
    pub capability: &'static str,
    /// Further lines of its configuration.
    pub extra: &'static str,
    /// Further users, called `u1`, `u2` and so on.
    pub crowd: u32,
    /// Of all users.
    pub password: &'static str,
    /// Names in its certificate.
    pub names: &'static [&'static str],
    /// An OpenID provider whose tokens it takes as well: it asks there about each.
    pub issuer: Option<String>,
    /// By which mechanisms it takes them.
    pub token_mechanisms: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        let names = &["localhost", "127.0.0.1"];
        let token_mechanisms = "xoauth2 oauthbearer";
        Self {
            capability: "",
            extra: "",
            crowd: 0,
            password: PASSWORD,
            names,
            issuer: None,
            token_mechanisms,
        }
    }
}

/// A running server.
pub struct Dovecot {
    pub dir: TempDir,
    /// Plaintext and STARTTLS.
    pub port: u16,
    /// TLS from the first byte.
    pub tls_port: u16,
    pub certs: Certs,
    password: &'static str,
    child: Child,
}

/// Starts that are tried, each on other ports.
const TRIES: usize = 5;

impl Dovecot {
    pub fn start() -> Self {
        Self::with(&Options::default())
    }

    /// One that takes this provider's tokens.
    pub fn of(provider: &Provider) -> Self {
        Self::with(&Options { issuer: Some(provider.issuer()), ..Options::default() })
    }

    pub fn with(options: &Options) -> Self {
        let dir = tempfile::Builder::new().prefix("pombo-dovecot").tempdir().unwrap();
        // Dovecot's own users have to get through it.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let certs = certs::make(dir.path(), options.names);
        let password = options.password;
        let crowd = (1..=options.crowd).map(|number| format!("u{number}"));
        let users = USERS.map(str::to_owned).into_iter().chain(crowd);
        let users: String =
            users.map(|user| format!("{user}:{{PLAIN}}{password}::::::\n")).collect();
        fs::write(dir.path().join("users"), users).unwrap();
        if let Some(issuer) = &options.issuer {
            fs::write(dir.path().join("oauth2.conf"), introspection(issuer)).unwrap();
        }
        for folder in ["base", "state", "mail"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        for _ in 0..TRIES {
            let (port, tls_port) = (free_port(), free_port());
            let config = dir.path().join("dovecot.conf");
            fs::write(&config, configuration(dir.path(), &certs, port, tls_port, options)).unwrap();
            let mut child = launch(dir.path(), &config);
            if listens(&mut child, port) {
                return Self { dir, port, tls_port, certs, password, child };
            }
        }
        panic!("Dovecot does not start:\n{}", said(dir.path()));
    }

    /// A signed-in second client.
    pub fn client(&self) -> Client {
        Client::login(self.port, USER, self.password)
    }

    /// The Maildir of the standard user; writing messages there is the fastest way to fill it.
    pub fn maildir(&self) -> PathBuf {
        self.dir.path().join("mail").join(USER)
    }

    /// Puts messages into a mailbox's Maildir before anybody has opened it, oldest first, one
    /// minute apart. `mailbox` is `INBOX` or a Maildir++ name such as `Projects.Harbour`.
    pub fn fill(&self, mailbox: &str, messages: impl IntoIterator<Item = Vec<u8>>) {
        self.fill_for(USER, mailbox, messages);
    }

    /// The same for any user.
    pub fn fill_for(&self, user: &str, mailbox: &str, messages: impl IntoIterator<Item = Vec<u8>>) {
        let maildir = self.dir.path().join("mail").join(user);
        let folder = match mailbox {
            "INBOX" => maildir.clone(),
            other => maildir.join(format!(".{other}")),
        };
        for sub in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.join(sub)).unwrap();
        }
        for (i, message) in messages.into_iter().enumerate() {
            let time = 1_700_000_000 + i as u64 * 60;
            let path = folder.join("cur").join(format!("{time}.M{i}P1.test:2,"));
            fs::write(&path, message).unwrap();
            let stamp = std::time::UNIX_EPOCH + std::time::Duration::from_secs(time);
            fs::File::options().write(true).open(&path).unwrap().set_modified(stamp).unwrap();
        }
        if is_root() {
            give_to_nobody(&maildir);
        }
    }

    /// Runs doveadm on a user's mail, as an administrator does.
    ///
    /// # Errors
    /// What it says when it does not succeed.
    pub fn doveadm(&self, user: &str, words: &[&str], stdin: &[u8]) -> Result<(), String> {
        let mut command = as_server("doveadm");
        command.arg("-c").arg(self.dir.path().join("dovecot.conf")).args(words);
        command.env("USER", user).env("HOME", self.dir.path().join("mail").join(user));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // One that fails before it has read everything says so by how it ends.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let ended = child.wait_with_output().unwrap();
        let told = || String::from_utf8_lossy(&ended.stderr).into_owned();
        if ended.status.success() { Ok(()) } else { Err(told()) }
    }

    /// Stops it as a crash would: every connection ends at once.
    pub fn kill(&mut self) {
        stop(&mut self.child);
    }

    /// Starts it again on the same ports with the same mail.
    pub fn restart(&mut self) {
        self.kill();
        for _ in 0..TRIES {
            self.child = launch(self.dir.path(), &self.dir.path().join("dovecot.conf"));
            if listens(&mut self.child, self.port) {
                return;
            }
        }
        panic!("Dovecot does not start again:\n{}", said(self.dir.path()));
    }
}

/// Waits for its greeting. False where it ended instead: a port that was free a moment ago may be
/// somebody else's by the time it listens.
fn listens(child: &mut Child, port: u16) -> bool {
    until("Dovecot's greeting", || match child.try_wait() {
        Ok(None) => greeted(port).map(|()| true),
        _ => Some(false),
    })
}

/// What it said before it could log.
fn said(dir: &Path) -> String {
    ["start.log", "log"].map(|name| fs::read_to_string(dir.join(name)).unwrap_or_default()).concat()
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Whether an IMAP server greets on this port already.
pub fn greeted(port: u16) -> Option<()> {
    let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    line.starts_with("* OK").then_some(())
}

pub fn give_to_nobody(path: &Path) {
    let status = Command::new("chown").args(["-R", "nobody:nogroup"]).arg(path).status().unwrap();
    assert!(status.success());
}

pub fn is_root() -> bool {
    let out = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&out.stdout).trim() == "0"
}

/// A program of the server, with no more rights than it has.
fn as_server(name: &str) -> Command {
    if !is_root() {
        return Command::new(program(name));
    }
    let mut command = Command::new(program("setpriv"));
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program(name));
    command
}

fn launch(dir: &Path, config: &Path) -> Child {
    if is_root() {
        give_to_nobody(dir);
    }
    let mut command = as_server("dovecot");
    let log = fs::File::options().create(true).append(true).open(dir.join("start.log")).unwrap();
    command.arg("-F").arg("-c").arg(config);
    command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    command.spawn().unwrap()
}

pub fn stop(child: &mut Child) {
    // Once it has ended, its number may be another program's.
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    let _ = child.wait();
}

fn configuration(dir: &Path, certs: &Certs, port: u16, tls_port: u16, options: &Options) -> String {
    let user = if is_root() { "nobody".to_owned() } else { whoami() };
    let group = if is_root() { "nogroup".to_owned() } else { user.clone() };
    let capability = match options.capability {
        "" => String::new(),
        line => format!("imap_capability = {line}\n"),
    };
    let (more, tokens) = match options.issuer {
        Some(_) => (options.token_mechanisms, TOKENS),
        None => ("", ""),
    };
    let values = [
        ("@mechanisms@", format!("{more} plain login")),
        ("@tokens@", tokens.to_owned()),
        ("@base@", dir.display().to_string()),
        ("@user@", user),
        ("@group@", group),
        ("@port@", port.to_string()),
        ("@tls_port@", tls_port.to_string()),
        ("@cert@", certs.cert.display().to_string()),
        ("@key@", certs.key.display().to_string()),
        ("@capability@", capability),
        ("@extra@", options.extra.to_owned()),
    ];
    let template = include_str!("dovecot.conf").to_owned();
    values.iter().fold(template, |text, (name, value)| text.replace(name, value))
}

/// How Dovecot takes tokens.
const TOKENS: &str = "passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = @base@/oauth2.conf
}
";

/// How Dovecot asks whose a token is, what it is good for, and whether it still is (RFC 7662).
fn introspection(issuer: &str) -> String {
    let host = issuer.strip_prefix("http://").expect("Dovecot asks a provider without TLS");
    format!(
        "introspection_url = http://{INTROSPECTION_CLIENT}@{host}/token/introspection
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
scope = {SCOPE}
openid_configuration_url = {issuer}/.well-known/openid-configuration
"
    )
}

pub fn whoami() -> String {
    let out = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}
