//! What comes before the mail: CAPABILITY, STARTTLS, LOGIN, AUTHENTICATE, ID, LOGOUT.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_codec::AuthenticateDataCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_codec::imap_types::core::{IString, NString};
use imap_codec::imap_types::extensions::namespace::Namespace;
use imap_codec::imap_types::response::Data;
use tokio::time::timeout;

use super::reply::{self, Next, Outcome};
use super::{Ended, Session, Stage, Wire};
use crate::demo::sasl::Bearer;
use crate::demo::shared::HANDSHAKE;

/// What a token has to be good for.
const SCOPE: &str = "imap";

/// So many wrong passwords or tokens on one connection.
const TRIES: u32 = 5;

impl Session {
    pub(super) fn capability(&mut self) -> Outcome {
        let signed_in = !matches!(self.stage, Stage::Greeted);
        let all = reply::capabilities(self.encrypted, signed_in);
        self.out.extend(format!("* CAPABILITY {all}\r\n").into_bytes());
        Outcome::ok("That is all I can do")
    }

    pub(super) fn logout(&mut self) -> Outcome {
        reply::bye(&mut self.out, "Until next time");
        Outcome::ok("Signed out").then(Next::End)
    }

    /// RFC 2971.
    pub(super) fn id(&mut self) -> Outcome {
        let pair = |name: &'static str, value: &'static str| {
            Some((IString::try_from(name).ok()?, NString::try_from(value).ok()?))
        };
        let parameters = [pair("name", "Pombo demo"), pair("version", env!("CARGO_PKG_VERSION"))];
        let parameters = Some(parameters.into_iter().flatten().collect());
        reply::data(&mut self.out, Data::Id { parameters });
        Outcome::ok("Pleased to meet you")
    }

    /// RFC 2342: one personal namespace, `/` between the levels.
    pub(super) fn namespace(&mut self) -> Outcome {
        let personal = IString::try_from("").into_iter().zip('/'.try_into());
        let personal = personal
            .map(|(prefix, delimiter)| Namespace {
                prefix,
                delimiter: Some(delimiter),
                extensions: Vec::new(),
            })
            .collect();
        let none = Vec::new;
        reply::data(&mut self.out, Data::Namespace { personal, other: none(), shared: none() });
        Outcome::ok("There is one namespace")
    }

    pub(super) fn wants_tls(&mut self) -> Outcome {
        if self.encrypted {
            return Outcome::bad("This connection is encrypted already");
        }
        Outcome::ok("Begin the handshake").then(Next::StartTls)
    }

    /// The same session after the handshake; what the client was told before counts no more.
    pub(super) async fn start_tls(self) -> Option<Self> {
        let acceptor = self.shared.acceptor.clone();
        let socket = timeout(HANDSHAKE, acceptor.accept(self.wire.into_socket())).await;
        let wire = Wire::new(Box::new(socket.ok()?.ok()?));
        Some(Self { wire, encrypted: true, ..self })
    }

    pub(super) fn sign_in(&mut self, user: &[u8], password: &[u8]) -> Outcome {
        if self.shared.admits(user, password) {
            return self.signed_in();
        }
        self.not_signed_in("Wrong user name or password")
    }

    fn signed_in(&mut self) -> Outcome {
        self.stage = Stage::SignedIn;
        Outcome::ok("Signed in").code(reply::code(self.encrypted, true))
    }

    fn not_signed_in(&mut self, why: &'static str) -> Outcome {
        self.refusals += 1;
        let refused = Outcome::no(why).named("AUTHENTICATIONFAILED");
        if self.refusals < TRIES {
            return refused;
        }
        reply::bye(&mut self.out, "Too many wrong passwords");
        refused.then(Next::End)
    }

    /// SASL, the client's answer with the command (RFC 4959) or after a `+`.
    pub(super) async fn authenticate(
        &mut self,
        mechanism: &AuthMechanism<'_>,
        initial: Option<Vec<u8>>,
    ) -> Result<Outcome, Ended> {
        let bearer = match mechanism {
            AuthMechanism::Plain => None,
            AuthMechanism::XOAuth2 => Some(Bearer::XOAuth2),
            AuthMechanism::OAuthBearer => Some(Bearer::OAuthBearer),
            _ => return Ok(Outcome::no("I know no such mechanism").named("CANNOT")),
        };
        let answer = match initial {
            Some(answer) => answer,
            None => {
                self.wire.write(b"+ \r\n").await?;
                let line = self.wire.line(super::BEFORE.line).await?;
                match AuthenticateDataCodec::default().decode(&line) {
                    Ok((_, AuthenticateData::Continue(secret))) => secret.declassify().to_vec(),
                    Ok((_, AuthenticateData::Cancel)) => return Ok(Outcome::bad("Cancelled")),
                    Err(_) => return Ok(Outcome::bad("That is not base64")),
                }
            }
        };
        match bearer {
            Some(bearer) => self.sign_in_with_token(bearer, &answer).await,
            None => Ok(self.sign_in_plain(&answer)),
        }
    }

    /// RFC 4616.
    fn sign_in_plain(&mut self, answer: &[u8]) -> Outcome {
        let mut fields = answer.splitn(3, |&byte| byte == 0);
        match (fields.next(), fields.next(), fields.next()) {
            (Some(_), Some(user), Some(password)) => self.sign_in(user, password),
            _ => Outcome::bad("That is not PLAIN"),
        }
    }

    /// A token that is not good is explained first; the client says that it has read it, and gets
    /// its tagged answer (RFC 7628 section 3.2.3).
    async fn sign_in_with_token(&mut self, bearer: Bearer, said: &[u8]) -> Result<Outcome, Ended> {
        let Some(shown) = bearer.read(said) else {
            return Ok(Outcome::bad("That is not what this mechanism says"));
        };
        if let Some(grant) = self.shared.admits_token(&shown.user, &shown.token, SCOPE) {
            self.grant = Some(grant);
            return Ok(self.signed_in());
        }
        let why = STANDARD.encode(bearer.refusal(SCOPE));
        self.wire.write(format!("+ {why}\r\n").as_bytes()).await?;
        self.wire.line(super::BEFORE.line).await?;
        Ok(self.not_signed_in("The token is not good, or not any more"))
    }

    /// Whether whoever signed in may stay; false, after a word, if the permission was taken back.
    pub(super) fn may_stay(&mut self) -> bool {
        let stays = self.grant.is_none_or(|grant| self.shared.stands(grant));
        if !stays {
            reply::bye(&mut self.out, "The permission to read this mail was taken back");
        }
        stays
    }
}
