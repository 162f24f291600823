//! What the authorization server of the demo knows: programs, requests that wait for the person's
//! answer, codes, and the permissions that were given, with their tokens. Knows no HTTP and no
//! clock. Of tokens and codes only SHA-256 sums are kept.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::client::Client;
use super::error::Error;

/// Short, so that renewing happens while somebody looks.
pub const ACCESS: Duration = Duration::from_secs(300);
/// RFC 6749 section 4.1.2 asks for ten minutes at the most.
const CODE: Duration = Duration::from_secs(60);
/// How long the person may think.
const QUESTION: Duration = Duration::from_secs(600);
/// How long a code for another device may be typed (RFC 8628).
pub const DEVICE: Duration = Duration::from_secs(600);
/// Between two askings of a device; one that asks more often has to wait longer each time.
pub const INTERVAL: Duration = Duration::from_secs(2);
const SLOWER: Duration = Duration::from_secs(5);

/// Of each kind of thing so many are kept.
const MOST: usize = 128;
/// Of each permission so many spent refresh tokens are recognised.
const SPENT: usize = 32;
/// Of each permission so many access tokens are good at once.
const LIVE: usize = 16;

/// What the tokens can be good for.
pub const SCOPES: [&str; 3] = ["imap", "smtp", "offline_access"];

type Sum = [u8; 32];

/// What a program asks for in the browser (RFC 6749 section 4.1.1, RFC 7636).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub client: String,
    pub redirect: String,
    pub state: Option<String>,
    pub challenge: String,
    pub scopes: Vec<String>,
}

/// What a page asks the person.
#[derive(Debug, Clone)]
pub enum Question {
    Redirect(Ask),
    /// The code of this sum is waited for by a device.
    Device(Sum),
    /// Whether this permission is to be taken back.
    TakeBack(u64),
}

/// Tokens as they are given out, once.
#[derive(Debug)]
pub struct Issued {
    pub access: String,
    pub refresh: Option<String>,
    pub scopes: Vec<String>,
}

/// Codes of a device as they are given out, once.
#[derive(Debug)]
pub struct DeviceCodes {
    pub device: String,
    pub user: String,
}

struct Device {
    client: String,
    scopes: Vec<String>,
    user: String,
    ends: Instant,
    answer: Option<bool>,
    interval: Duration,
    asked: Option<Instant>,
}

/// A permission: it lives until it is taken back.
struct Grant {
    client: String,
    scopes: Vec<String>,
    /// The code it came from; a second use takes the permission back (RFC 6749 section 4.1.2).
    code: Option<Sum>,
    access: Vec<(Sum, Instant)>,
    refresh: Option<Sum>,
    /// Who shows one of these stole it, or was stolen from (RFC 9700 section 4.14.2).
    spent: Vec<Sum>,
}

/// See the module above.
#[derive(Default)]
pub struct Grants {
    clients: BTreeMap<String, Client>,
    questions: BTreeMap<Sum, (Question, Instant)>,
    codes: BTreeMap<Sum, (Ask, Instant)>,
    devices: BTreeMap<Sum, Device>,
    grants: BTreeMap<u64, Grant>,
    last: u64,
}

impl Grants {
    /// Takes a program in and gives its name (RFC 7591).
    pub fn register(&mut self, client: Client) -> Result<String, Error> {
        if self.clients.len() >= MOST {
            return Err(Error::Busy);
        }
        let id = format!("demo-{}", secret()?);
        self.clients.insert(id.clone(), client);
        Ok(id)
    }

    pub fn client(&self, id: &str) -> Result<&Client, Error> {
        self.clients.get(id).ok_or(Error::InvalidClient)
    }

    /// A ticket for the page that asks this; it is good for one answer.
    pub fn ask(&mut self, question: Question, now: Instant) -> Result<String, Error> {
        self.questions.retain(|_, (_, ends)| *ends > now);
        if self.questions.len() >= MOST {
            return Err(Error::Busy);
        }
        let ticket = secret()?;
        self.questions.insert(sum(&ticket), (question, now + QUESTION));
        Ok(ticket)
    }

    /// The question of a ticket, which is used up.
    pub fn question(&mut self, ticket: &str, now: Instant) -> Option<Question> {
        let (question, ends) = self.questions.remove(&sum(ticket))?;
        (ends > now).then_some(question)
    }

    /// The person said yes: a code for the redirect.
    pub fn allow(&mut self, ask: Ask, now: Instant) -> Result<String, Error> {
        self.codes.retain(|_, (_, ends)| *ends > now);
        if self.codes.len() >= MOST {
            return Err(Error::Busy);
        }
        let code = secret()?;
        self.codes.insert(sum(&code), (ask, now + CODE));
        Ok(code)
    }

    /// Tokens for a code (RFC 6749 section 4.1.3); `verifier` is that of RFC 7636.
    pub fn redeem(
        &mut self,
        client: &str,
        code: &str,
        redirect: &str,
        verifier: &str,
        now: Instant,
    ) -> Result<Issued, Error> {
        let code = sum(code);
        let Some((ask, ends)) = self.codes.remove(&code) else {
            self.grants.retain(|_, grant| grant.code != Some(code));
            return Err(Error::InvalidGrant);
        };
        let challenge = URL_SAFE_NO_PAD.encode(sum(verifier));
        let fits = ask.client == client && ask.redirect == redirect && ask.challenge == challenge;
        if !fits || ends <= now {
            return Err(Error::InvalidGrant);
        }
        self.grant(ask.client, ask.scopes, Some(code), now)
    }

    /// Codes for a device (RFC 8628 section 3.2).
    pub fn begin_device(
        &mut self,
        client: &str,
        scopes: Vec<String>,
        now: Instant,
    ) -> Result<DeviceCodes, Error> {
        self.devices.retain(|_, device| device.ends > now);
        if self.devices.len() >= MOST {
            return Err(Error::Busy);
        }
        let codes = DeviceCodes { device: secret()?, user: user_code()? };
        let device = Device {
            client: client.to_owned(),
            scopes,
            user: codes.user.clone(),
            ends: now + DEVICE,
            answer: None,
            interval: INTERVAL,
            asked: None,
        };
        self.devices.insert(sum(&codes.device), device);
        Ok(codes)
    }

    /// Which device waits for the code that a person typed, and for whom. Case and hyphens do not
    /// matter.
    pub fn device_of(&self, typed: &str, now: Instant) -> Option<(Question, &str, &[String])> {
        let plain = |code: &str| -> String {
            let letters = code.chars().filter(char::is_ascii_alphabetic);
            letters.map(|letter| letter.to_ascii_uppercase()).collect()
        };
        let typed = plain(typed);
        let waits = |device: &&Device| device.answer.is_none() && device.ends > now;
        let (sum, device) = self
            .devices
            .iter()
            .find(|(_, device)| waits(device) && plain(&device.user) == typed)?;
        Some((Question::Device(*sum), &device.client, &device.scopes))
    }

    /// The person answered for a device; false where it waits no more.
    pub fn answer_device(&mut self, device: Sum, yes: bool, now: Instant) -> bool {
        let waiting = self.devices.get_mut(&device).filter(|device| device.ends > now);
        waiting.map(|device| device.answer = Some(yes)).is_some()
    }

    /// Tokens for a device, once the person said yes (RFC 8628 section 3.5).
    pub fn redeem_device(
        &mut self,
        client: &str,
        code: &str,
        now: Instant,
    ) -> Result<Issued, Error> {
        let code = sum(code);
        let device = self.devices.get_mut(&code).filter(|device| device.client == client);
        let device = device.ok_or(Error::InvalidGrant)?;
        if device.ends <= now {
            self.devices.remove(&code);
            return Err(Error::ExpiredToken);
        }
        let soon = device.asked.is_some_and(|asked| now < asked + device.interval);
        device.asked = Some(now);
        match device.answer {
            Some(true) => {}
            Some(false) => {
                self.devices.remove(&code);
                return Err(Error::AccessDenied);
            }
            None if soon => {
                device.interval += SLOWER;
                return Err(Error::SlowDown);
            }
            None => return Err(Error::AuthorizationPending),
        }
        let scopes = std::mem::take(&mut device.scopes);
        self.devices.remove(&code);
        self.grant(client.to_owned(), scopes, None, now)
    }

    fn grant(
        &mut self,
        client: String,
        scopes: Vec<String>,
        code: Option<Sum>,
        now: Instant,
    ) -> Result<Issued, Error> {
        if self.grants.len() >= MOST {
            self.grants.pop_first();
        }
        let mut grant =
            Grant { client, scopes, code, access: Vec::new(), refresh: None, spent: Vec::new() };
        let issued = grant.issue(now)?;
        self.last += 1;
        self.grants.insert(self.last, grant);
        Ok(issued)
    }

    /// New tokens for a refresh token, which is spent (RFC 6749 section 6). One that was spent
    /// before takes the whole permission back.
    pub fn refresh(&mut self, client: &str, token: &str, now: Instant) -> Result<Issued, Error> {
        let token = sum(token);
        if let Some(grant) = self.grants.values_mut().find(|grant| grant.refresh == Some(token)) {
            return if grant.client == client {
                grant.issue(now)
            } else {
                Err(Error::InvalidGrant)
            };
        }
        self.grants.retain(|_, grant| !grant.spent.contains(&token));
        Err(Error::InvalidGrant)
    }

    /// Takes back the permission that a token came from (RFC 7009); one that is not known is no
    /// error. A program can only give back what is its own.
    pub fn revoke(&mut self, client: &str, token: &str) {
        let token = sum(token);
        self.grants.retain(|_, grant| grant.client != client || !grant.has(&token));
    }

    pub fn take_back(&mut self, grant: u64) {
        self.grants.remove(&grant);
    }

    /// The permission behind an access token that is good for this at this moment.
    pub fn admits(&self, token: &str, scope: &str, now: Instant) -> Option<u64> {
        let token = sum(token);
        let lives = |grant: &Grant| grant.access.iter().any(|(s, end)| *s == token && *end > now);
        let good = |grant: &Grant| grant.scopes.iter().any(|own| own == scope) && lives(grant);
        self.grants.iter().find(|(_, grant)| good(grant)).map(|(id, _)| *id)
    }

    /// Whether a permission was not taken back.
    pub fn stands(&self, grant: u64) -> bool {
        self.grants.contains_key(&grant)
    }

    /// Each permission with the name that its program gave itself.
    pub fn all(&self) -> Vec<(u64, String)> {
        let name = |grant: &Grant| self.clients.get(&grant.client).map(|c| c.name.clone());
        self.grants.iter().map(|(id, grant)| (*id, name(grant).unwrap_or_default())).collect()
    }
}

impl Grant {
    fn issue(&mut self, now: Instant) -> Result<Issued, Error> {
        let (access, refresh) = (secret()?, secret()?);
        self.access.retain(|(_, ends)| *ends > now);
        if self.access.len() >= LIVE {
            self.access.remove(0);
        }
        self.access.push((sum(&access), now + ACCESS));
        self.spent.extend(self.refresh.take());
        if self.spent.len() > SPENT {
            self.spent.remove(0);
        }
        let lasts = self.scopes.iter().any(|scope| scope == "offline_access");
        let refresh = lasts.then_some(refresh);
        self.refresh = refresh.as_deref().map(sum);
        Ok(Issued { access, refresh, scopes: self.scopes.clone() })
    }

    fn has(&self, token: &Sum) -> bool {
        self.refresh.as_ref() == Some(token)
            || self.spent.contains(token)
            || self.access.iter().any(|(access, _)| access == token)
    }
}

fn sum(text: &str) -> Sum {
    Sha256::digest(text).into()
}

/// 256 bits that nobody can guess.
fn secret() -> Result<String, Error> {
    let mut bytes = [0; 32];
    fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Eight letters that make no word and are not mistaken for others (RFC 8628 section 6.1).
fn user_code() -> Result<String, Error> {
    const LETTERS: &[u8; 16] = b"BCDFGHJKLMNPQRST";
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 16)).copied().unwrap_or(b'B');
    let mut code: String = bytes.iter().map(|byte| char::from(letter(byte))).collect();
    code.insert(4, '-');
    Ok(code)
}

fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    rustls::crypto::ring::default_provider().secure_random.fill(bytes).map_err(|_| Error::Busy)
}

#[cfg(test)]
mod tests;
