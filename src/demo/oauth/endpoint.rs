//! The endpoints of the demo's authorization server: what each is asked, and what it answers.

use std::time::Instant;

use hyper::StatusCode;
use serde_json::json;
use url::Url;

use super::client::Client;
use super::error::Error;
use super::form::Form;
use super::grants::{self, Ask, Grants, Issued, Question, SCOPES};
use super::reply::Reply;
use super::{GRANT_TYPES, letter, pages};
use crate::demo::shared::Shared;

/// A challenge of S256 is always so long (RFC 7636 section 4.2).
const CHALLENGE: usize = 43;
/// Characters of a verifier (RFC 7636 section 4.1).
const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;

/// Where one request is answered.
pub struct Desk<'s> {
    shared: &'s Shared,
    now: Instant,
}

impl<'s> Desk<'s> {
    pub fn new(shared: &'s Shared) -> Self {
        Self { shared, now: Instant::now() }
    }

    /// Whether this is the host and port of this server.
    pub fn is_at(&self, host: &str) -> bool {
        self.shared.issuer.strip_prefix("http://") == Some(host)
    }

    fn grants<T>(&self, work: impl FnOnce(&mut Grants) -> T) -> T {
        self.shared.grants(work)
    }

    /// RFC 8414 section 2, RFC 9207 section 3.
    pub fn metadata(&self) -> Reply {
        let at = |path: &str| format!("{}{path}", self.shared.issuer);
        let metadata = json!({
            "issuer": self.shared.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "device_authorization_endpoint": at("/device_authorization"),
            "registration_endpoint": at("/register"),
            "revocation_endpoint": at("/revoke"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": GRANT_TYPES,
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": SCOPES,
            "ui_locales_supported": [self.shared.words.language],
            "authorization_response_iss_parameter_supported": true,
        });
        Reply::json(StatusCode::OK, &metadata)
    }

    /// RFC 7591 section 3.
    pub fn register(&self, body: &[u8]) -> Result<Reply, Error> {
        let client = Client::read(body)?;
        let id = self.grants(|grants| grants.register(client.clone()))?;
        Ok(Reply::json(StatusCode::CREATED, &client.registration(&id)))
    }

    /// The page of RFC 6749 section 4.1.1. The browser is sent back only to an address that the
    /// program registered; what is wrong before that is known is told here.
    pub fn authorize(&self, query: &Form) -> Result<Reply, Error> {
        let client = query.need("client_id")?;
        let redirect = query.need("redirect_uri")?;
        let program = self.grants(|grants| {
            let client = grants.client(client)?;
            let known = client.may_return_to(redirect).then(|| client.name.clone());
            known.ok_or(Error::InvalidRedirect)
        })?;
        let ask = match wish(query, client, redirect) {
            Ok(ask) => ask,
            Err(error) => {
                let told = [("error", error.name())];
                return self.back(redirect, query.get("state"), &told);
            }
        };
        let (scopes, question) = (ask.scopes.clone(), Question::Redirect(ask));
        self.consent(question, &program, &scopes, Some(redirect))
    }

    fn consent(
        &self,
        question: Question,
        program: &str,
        scopes: &[String],
        redirect: Option<&str>,
    ) -> Result<Reply, Error> {
        let ticket = self.grants(|grants| grants.ask(question, self.now))?;
        let words = &self.shared.words;
        let html = pages::consent(words, &ticket, program, self.shared.address, scopes);
        Ok(Reply::page(StatusCode::OK, html, redirect))
    }

    /// What the person chose on a page of ours.
    pub fn answer(&self, body: &Form) -> Result<Reply, Error> {
        let ticket = body.need("ticket")?;
        let yes = match body.need("answer")? {
            "allow" => true,
            "deny" => false,
            _ => return Err(Error::InvalidRequest),
        };
        let question = self.grants(|grants| grants.question(ticket, self.now));
        match question.ok_or(Error::ExpiredToken)? {
            Question::Redirect(ask) => self.send_back(ask, yes),
            Question::Device(device) => {
                if !self.grants(|grants| grants.answer_device(device, yes, self.now)) {
                    return Err(Error::ExpiredToken);
                }
                Ok(self.said(yes))
            }
            Question::TakeBack(grant) => {
                self.grants(|grants| grants.take_back(grant));
                self.access(true)
            }
        }
    }

    fn send_back(&self, ask: Ask, yes: bool) -> Result<Reply, Error> {
        let (redirect, state) = (ask.redirect.clone(), ask.state.clone());
        if !yes {
            let told = [("error", Error::AccessDenied.name())];
            return self.back(&redirect, state.as_deref(), &told);
        }
        let code = self.grants(|grants| grants.allow(ask, self.now))?;
        self.back(&redirect, state.as_deref(), &[("code", &code)])
    }

    /// RFC 6749 section 4.1.2, and who we are (RFC 9207 section 2).
    fn back(
        &self,
        redirect: &str,
        state: Option<&str>,
        told: &[(&str, &str)],
    ) -> Result<Reply, Error> {
        let mut url = Url::parse(redirect).map_err(|_| Error::InvalidRedirect)?;
        url.query_pairs_mut()
            .extend_pairs(told)
            .extend_pairs(state.map(|state| ("state", state)))
            .append_pair("iss", &self.shared.issuer);
        Ok(Reply::see(&url))
    }

    fn said(&self, yes: bool) -> Reply {
        let words = &self.shared.words;
        let (title, text) = match yes {
            true => (&words.done, &words.done_text),
            false => (&words.denied, &words.denied_text),
        };
        Reply::page(StatusCode::OK, pages::says(words, title, text, ""), None)
    }

    /// RFC 6749 sections 4.1.3 and 6, RFC 8628 section 3.4.
    pub fn token(&self, body: &Form) -> Result<Reply, Error> {
        let (kind, client) = (body.need("grant_type")?, body.need("client_id")?);
        let [code, refresh, device] = GRANT_TYPES;
        let issued = self.grants(|grants| {
            grants.client(client)?;
            if kind == code {
                let verifier = body.need("code_verifier")?;
                if !VERIFIER.contains(&verifier.len()) {
                    return Err(Error::InvalidRequest);
                }
                let (code, redirect) = (body.need("code")?, body.need("redirect_uri")?);
                grants.redeem(client, code, redirect, verifier, self.now)
            } else if kind == refresh {
                grants.refresh(client, body.need("refresh_token")?, self.now)
            } else if kind == device {
                grants.redeem_device(client, body.need("device_code")?, self.now)
            } else {
                Err(Error::UnsupportedGrantType)
            }
        })?;
        if kind != refresh {
            self.tell_the_person();
        }
        Ok(tokens(&issued))
    }

    /// As large providers do: a mail about the new permission.
    fn tell_the_person(&self) {
        let (shared, now) = (self.shared, crate::demo::now());
        let page = format!("{}/", shared.issuer);
        shared.deliver(&letter::letter(&shared.words, shared.address, &page, now), now);
    }

    /// RFC 8628 section 3.1.
    pub fn begin_device(&self, body: &Form) -> Result<Reply, Error> {
        let (client, scopes) = (body.need("client_id")?, scopes(body.get("scope"))?);
        let codes = self.grants(|grants| {
            grants.client(client)?;
            grants.begin_device(client, scopes, self.now)
        })?;
        let page = format!("{}/device", self.shared.issuer);
        let told = json!({
            "device_code": codes.device,
            "user_code": codes.user,
            "verification_uri": page,
            "verification_uri_complete": format!("{page}?user_code={}", codes.user),
            "expires_in": grants::DEVICE.as_secs(),
            "interval": grants::INTERVAL.as_secs(),
        });
        Ok(Reply::json(StatusCode::OK, &told))
    }

    pub fn device_page(&self, query: &Form) -> Result<Reply, Error> {
        let code = query.get("user_code").unwrap_or_default();
        let html = pages::device(&self.shared.words, code, false);
        Ok(Reply::page(StatusCode::OK, html, None))
    }

    /// The person typed the code: who asks, and for what.
    pub fn device_code(&self, body: &Form) -> Result<Reply, Error> {
        let typed = body.need("user_code")?;
        let found = self.grants(|grants| {
            let (question, client, scopes) = grants.device_of(typed, self.now)?;
            let program = grants.client(client).ok()?.name.clone();
            Some((question, program, scopes.to_vec()))
        });
        match found {
            Some((question, program, scopes)) => self.consent(question, &program, &scopes, None),
            None => {
                let html = pages::device(&self.shared.words, "", true);
                Ok(Reply::page(StatusCode::OK, html, None))
            }
        }
    }

    /// RFC 7009 section 2: what is not known is revoked already.
    pub fn revoke(&self, body: &Form) -> Result<Reply, Error> {
        let (client, token) = (body.need("client_id")?, body.need("token")?);
        self.grants(|grants| {
            grants.client(client)?;
            grants.revoke(client, token);
            Ok(Reply::empty())
        })
    }

    /// Who has access, and the way to take it back.
    pub fn access(&self, taken: bool) -> Result<Reply, Error> {
        let programs = self.grants(|grants| {
            let all = grants.all().into_iter().map(|(grant, program)| {
                grants.ask(Question::TakeBack(grant), self.now).map(|ticket| (ticket, program))
            });
            all.collect::<Result<Vec<_>, Error>>()
        })?;
        let html = pages::access(&self.shared.words, &programs, taken);
        Ok(Reply::page(StatusCode::OK, html, None))
    }

    /// A page for the person who came with a request that cannot be answered.
    pub fn broken(&self, error: Error) -> Reply {
        let words = &self.shared.words;
        let html = pages::says(words, &words.broken, &words.broken_text, error.name());
        Reply::page(StatusCode::BAD_REQUEST, html, None)
    }

    pub fn nowhere(&self) -> Reply {
        let words = &self.shared.words;
        let html = pages::says(words, &words.broken, &words.broken_text, "");
        Reply::page(StatusCode::NOT_FOUND, html, None)
    }
}

/// What a program asks for, once it is known where the browser goes back to.
fn wish(query: &Form, client: &str, redirect: &str) -> Result<Ask, Error> {
    if query.need("response_type")? != "code" {
        return Err(Error::UnsupportedResponseType);
    }
    let challenge = query.need("code_challenge")?;
    if query.get("code_challenge_method") != Some("S256") || challenge.len() != CHALLENGE {
        return Err(Error::InvalidRequest);
    }
    Ok(Ask {
        client: client.to_owned(),
        redirect: redirect.to_owned(),
        state: query.get("state").map(str::to_owned),
        challenge: challenge.to_owned(),
        scopes: scopes(query.get("scope"))?,
    })
}

/// Scopes, each once, all of them known; all that there are where none is named.
fn scopes(wished: Option<&str>) -> Result<Vec<String>, Error> {
    let Some(wished) = wished else { return Ok(SCOPES.map(str::to_owned).to_vec()) };
    let wished: Vec<&str> = wished.split(' ').filter(|scope| !scope.is_empty()).collect();
    if wished.iter().any(|scope| !SCOPES.contains(scope)) {
        return Err(Error::InvalidScope);
    }
    let named = SCOPES.into_iter().filter(|scope| wished.contains(scope));
    Ok(named.map(str::to_owned).collect())
}

/// RFC 6749 section 5.1.
fn tokens(issued: &Issued) -> Reply {
    let mut told = json!({
        "access_token": issued.access,
        "token_type": "Bearer",
        "expires_in": grants::ACCESS.as_secs(),
        "scope": issued.scopes.join(" "),
    });
    if let (Some(refresh), Some(told)) = (&issued.refresh, told.as_object_mut()) {
        told.insert("refresh_token".to_owned(), refresh.as_str().into());
    }
    Reply::json(StatusCode::OK, &told)
}
