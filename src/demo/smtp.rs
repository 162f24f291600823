//! The SMTP sink of the demo account (RFC 5321, 6409): takes any message from who signed in. What
//! is addressed to the account itself comes into its INBOX; the rest goes nowhere but is kept, so
//! that it can be looked at. Nothing ever leaves this process.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_codec::AuthenticateDataCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::auth::AuthenticateData;
use tokio::time::timeout;

use super::Sent;
use super::sasl::Bearer;
use super::shared::{HANDSHAKE, Shared, transportable};
use super::wire::{Ended, Socket, Wire};

/// A command line; RFC 5321 section 4.5.3.1 asks for 512 octets, AUTH for more (RFC 4954).
const LINE: usize = 16 << 10;
/// A message.
const SIZE: usize = 25 << 20;
/// What a token has to be good for.
const SCOPE: &str = "smtp";
const RECIPIENTS: usize = 100;
/// Wrong passwords or commands that nobody understands.
const PATIENCE: u32 = 20;

struct Session {
    wire: Wire,
    shared: Arc<Shared>,
    encrypted: bool,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
    mistakes: u32,
}

enum Next {
    Command,
    StartTls,
    End,
}

pub async fn serve(socket: Box<dyn Socket>, shared: Arc<Shared>, full: bool) {
    let mut session = Session {
        wire: Wire::new(socket),
        shared,
        encrypted: false,
        signed_in: false,
        from: None,
        to: Vec::new(),
        mistakes: 0,
    };
    if full {
        let _ = session.say("421 4.3.2 Too many connections at once").await;
        return session.wire.close().await;
    }
    if session.say("220 localhost ESMTP Pombo demo").await.is_err() {
        return;
    }
    while let Ok(next) = session.step().await {
        match next {
            Next::Command if session.mistakes < PATIENCE => {}
            Next::Command => {
                let _ = session.say("421 4.7.0 Too many mistakes").await;
                break;
            }
            Next::StartTls => match session.start_tls().await {
                Some(encrypted) => session = encrypted,
                None => return,
            },
            Next::End => break,
        }
    }
    session.wire.close().await;
}

impl Session {
    async fn say(&mut self, line: &str) -> Result<(), Ended> {
        self.wire.write(format!("{line}\r\n").as_bytes()).await
    }

    /// One command and its answer.
    async fn step(&mut self) -> Result<Next, Ended> {
        let line = self.wire.line(LINE).await?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => return self.hello().await,
            "HELO" => "250 localhost",
            "NOOP" => "250 2.0.0 Still here",
            "RSET" => self.reset(),
            "VRFY" => "252 2.1.5 Try and see",
            "QUIT" => {
                self.say("221 2.0.0 Until next time").await?;
                return Ok(Next::End);
            }
            "STARTTLS" if self.encrypted => "503 5.5.1 Encrypted already",
            "STARTTLS" => {
                self.say("220 2.0.0 Begin the handshake").await?;
                return Ok(Next::StartTls);
            }
            "AUTH" => self.authenticate(rest).await?,
            "MAIL" | "RCPT" | "DATA" if !self.signed_in => "530 5.7.0 Sign in first",
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest),
            "DATA" => self.data().await?,
            _ => {
                self.mistakes += 1;
                "500 5.5.2 I do not understand this command"
            }
        };
        self.say(answer).await?;
        Ok(Next::Command)
    }

    async fn hello(&mut self) -> Result<Next, Ended> {
        let tls = if self.encrypted { "" } else { "250-STARTTLS\r\n" };
        let answer = format!(
            "250-localhost\r\n{tls}250-SIZE {SIZE}\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n\
             250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER"
        );
        self.reset();
        self.say(&answer).await?;
        Ok(Next::Command)
    }

    fn reset(&mut self) -> &'static str {
        self.from = None;
        self.to.clear();
        "250 2.0.0 Forgotten"
    }

    async fn start_tls(self) -> Option<Self> {
        let acceptor = self.shared.acceptor.clone();
        let socket = timeout(HANDSHAKE, acceptor.accept(self.wire.into_socket())).await;
        let wire = Wire::new(Box::new(socket.ok()?.ok()?));
        let to = Vec::new();
        Some(Self { wire, encrypted: true, signed_in: false, from: None, to, ..self })
    }

    async fn authenticate(&mut self, rest: &str) -> Result<&'static str, Ended> {
        if self.signed_in {
            return Ok("503 5.5.1 Signed in already");
        }
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let Some(answer) = self.challenge(initial, "").await? else {
                    return Ok("501 5.5.2 That is not base64");
                };
                // RFC 4616: whom to act for (which is nobody else here), NUL, user, NUL, password.
                let mut fields = answer.splitn(3, |&byte| byte == 0).skip(1).map(<[u8]>::to_vec);
                fields.next().zip(fields.next())
            }
            "LOGIN" => {
                let user = self.challenge(initial, "VXNlcm5hbWU6").await?;
                let password = self.challenge("", "UGFzc3dvcmQ6").await?;
                user.zip(password)
            }
            "XOAUTH2" => return self.bearer(Bearer::XOAuth2, initial).await,
            "OAUTHBEARER" => return self.bearer(Bearer::OAuthBearer, initial).await,
            _ => return Ok("504 5.5.4 I know no such mechanism"),
        };
        self.signed_in = given.is_some_and(|(user, password)| self.shared.admits(&user, &password));
        self.mistakes += u32::from(!self.signed_in) * 4;
        Ok(match self.signed_in {
            true => "235 2.7.0 Signed in",
            false => "535 5.7.8 Wrong user name or password",
        })
    }

    /// An access token. Why it is refused is told before the answer (RFC 7628 section 3.2.3).
    async fn bearer(&mut self, bearer: Bearer, initial: &str) -> Result<&'static str, Ended> {
        let Some(said) = self.challenge(initial, "").await? else {
            return Ok("501 5.5.2 That is not base64");
        };
        let Some(shown) = bearer.read(&said) else {
            return Ok("501 5.5.2 That is not what this mechanism says");
        };
        self.signed_in = self.shared.admits_token(&shown.user, &shown.token, SCOPE).is_some();
        if self.signed_in {
            return Ok("235 2.7.0 Signed in");
        }
        self.mistakes += 4;
        self.challenge("", &STANDARD.encode(bearer.refusal(SCOPE))).await?;
        Ok("535 5.7.8 The token is not good, or not any more")
    }

    /// What the client said at once, else what it answers; decoded.
    async fn challenge(&mut self, initial: &str, ask: &str) -> Result<Option<Vec<u8>>, Ended> {
        let line = match initial {
            "" => {
                self.say(&format!("334 {ask}")).await?;
                self.wire.line(LINE).await?
            }
            "=" => return Ok(Some(Vec::new())),
            initial => format!("{initial}\r\n").into_bytes(),
        };
        Ok(match AuthenticateDataCodec::default().decode(&line) {
            Ok((_, AuthenticateData::Continue(secret))) => Some(secret.declassify().to_vec()),
            _ => None,
        })
    }

    fn mail(&mut self, rest: &str) -> &'static str {
        let Some((path, options)) = path(rest, "FROM:") else {
            return "501 5.5.4 MAIL FROM:<address>";
        };
        let size = options.split(' ').find_map(|option| {
            let (name, value) = option.split_once('=')?;
            name.eq_ignore_ascii_case("SIZE").then(|| value.parse::<u64>().unwrap_or(u64::MAX))
        });
        if size.is_some_and(|size| size > SIZE as u64) {
            return "552 5.3.4 That is more than I take";
        }
        self.to.clear();
        self.from = Some(path);
        "250 2.1.0 Fine"
    }

    fn recipient(&mut self, rest: &str) -> &'static str {
        if self.from.is_none() {
            return "503 5.5.1 MAIL comes first";
        }
        match path(rest, "TO:") {
            None => "501 5.5.4 RCPT TO:<address>",
            Some((path, _)) if !path.contains('@') => "550 5.1.3 That is no address",
            Some(_) if self.to.len() >= RECIPIENTS => "452 4.5.3 Too many recipients",
            Some((path, _)) => {
                self.to.push(path);
                "250 2.1.5 Fine"
            }
        }
    }

    async fn data(&mut self) -> Result<&'static str, Ended> {
        if self.to.is_empty() {
            return Ok("503 5.5.1 RCPT comes first");
        }
        self.say("354 End with a dot on a line of its own").await?;
        let mut message = Vec::new();
        let mut over = false;
        loop {
            let line = self.wire.line(SIZE).await?;
            if line == b".\r\n" {
                break;
            }
            // RFC 5321 section 4.5.2: a dot was put before a line that begins with one.
            let line = line.strip_prefix(b".").unwrap_or(&line);
            over |= message.len() + line.len() > SIZE;
            if !over {
                message.extend_from_slice(line);
            }
        }
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        if over {
            return Ok("552 5.3.4 That is more than I take");
        }
        let message = transportable(&message);
        if to.iter().any(|address| address.eq_ignore_ascii_case(self.shared.address)) {
            self.shared.deliver(&message, super::now());
        }
        self.shared.keep(Sent { from, to, message });
        Ok("250 2.0.0 Taken")
    }
}

/// `FROM:<address> options`; the address may be empty.
fn path<'r>(rest: &'r str, label: &str) -> Option<(String, &'r str)> {
    let (start, after) = rest.split_at_checked(label.len())?;
    if !start.eq_ignore_ascii_case(label) {
        return None;
    }
    let (address, options) = after.trim_start().strip_prefix('<')?.split_once('>')?;
    Some((address.to_owned(), options.trim()))
}
