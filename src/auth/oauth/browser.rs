//! The flow in the browser (RFC 6749 section 4.1 as RFC 8252 and 7636 have it), from the question to
//! the tokens. Opens no browser itself: it tells the URL.

use std::time::Duration;

use oauth2::{AuthType, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use super::Pages;
use super::exchange::{self, Shown};
use super::listener::{Door, Outcome, Port};
use super::redirect::Question;
use crate::auth::http::Http;
use crate::auth::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::Progress;

/// How long a person may take in the browser.
pub const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Parameters of the question that are ours: settings may add others, not change these.
const OURS: [&str; 9] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
];

/// What the flow in the browser works with.
#[derive(Debug, Clone, Copy)]
pub struct Browser<'a> {
    pub http: &'a Http,
    pub oauth: &'a OAuth,
    /// The client's secret, where it has one.
    pub secret: Option<&'a Secret>,
    /// The address that the person is to sign in with; empty for none.
    pub login_hint: &'a str,
    pub pages: &'a Pages,
    /// How long the person may take.
    pub patience: Duration,
}

/// The answer of the browser or of the person, and how to tell the browser what became of it.
type Came = (Result<Secret, Fault>, Option<oneshot::Sender<Outcome>>);

impl Browser<'_> {
    /// The whole flow. What the person pastes comes through `pasted`.
    ///
    /// # Errors
    /// As [`super::by_browser`].
    pub async fn run(
        self,
        pasted: mpsc::UnboundedReceiver<String>,
        tell: &mpsc::UnboundedSender<Progress>,
    ) -> Result<Tokens, Fault> {
        let port = Port::bind(self.oauth.redirect).await?;
        let redirect = port.redirect().to_owned();
        let (url, question, verifier) = self.ask(&redirect)?;
        let mut door = port.open(question, self.pages.clone());
        // Whoever asked may have stopped listening: then this future is dropped, too.
        let _ = tell.send(Progress::Browser { url });

        let (answer, outcome) = self.wait(&mut door, pasted).await;
        let tokens = match answer {
            Ok(code) => {
                let _ = tell.send(Progress::Exchanging);
                let shown = Shown::Code { code: &code, verifier: &verifier, redirect: &redirect };
                let exchange = exchange::exchange(self.http, self.oauth, self.secret, &shown, None);
                tokio::select! {
                    tokens = exchange => tokens,
                    never = door.turn_away() => match never {},
                }
            }
            Err(fault) => Err(fault),
        };
        if let Some(outcome) = outcome {
            let told = tokens.as_ref().map(drop).map_err(|fault| fault.detail.clone());
            if outcome.send(told).is_ok() {
                door.close().await;
            }
        }
        tokens
    }

    /// The URL that the browser is to open, what its answer has to fit, and what proves that we asked.
    fn ask(&self, redirect: &str) -> Result<(String, Question, Secret), Fault> {
        let client = exchange::client(self.oauth, self.secret, AuthType::RequestBody)?;
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| {
            Fault::new(FaultKind::Invalid, Place::Browser, "the redirect is no URL")
        })?;
        let client = client.set_redirect_uri(redirect);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        // Twice the 128 bits that RFC 6749 section 10.10 asks for.
        let state = CsrfToken::new_random_len(32);
        let mut request = client
            .authorize_url(|| state)
            .set_pkce_challenge(challenge)
            .add_scopes(self.oauth.scopes.iter().cloned().map(Scope::new));
        if !self.login_hint.is_empty() {
            request = request.add_extra_param("login_hint", self.login_hint);
        }
        for (name, value) in &self.oauth.extra {
            if OURS.contains(&name.as_str()) {
                tracing::warn!("the parameter {name} of the settings is left out: it is ours");
            } else {
                request = request.add_extra_param(name, value);
            }
        }
        let (url, state) = request.url();
        let question = Question {
            state: Secret::from(state.into_secret()),
            issuer: self.oauth.issuer.clone(),
            names_issuer: self.oauth.names_issuer,
        };
        Ok((url.into(), question, Secret::from(verifier.into_secret())))
    }

    /// Waits for the browser and for what is pasted, whichever is first to answer.
    async fn wait(&self, door: &mut Door, mut pasted: mpsc::UnboundedReceiver<String>) -> Came {
        let end = Instant::now() + self.patience;
        let mut can_paste = true;
        loop {
            tokio::select! {
                hit = door.hit() => return (hit.answer, Some(hit.outcome)),
                text = pasted.recv(), if can_paste => match text {
                    None => can_paste = false,
                    Some(text) => {
                        if let Some(answer) = door.question().judge_pasted(&text) {
                            door.answered();
                            return (answer, None);
                        }
                    }
                },
                () = sleep_until(end) => return (Err(door.unanswered(self.patience)), None),
            }
        }
    }
}
