//! A sign-in through the browser that is under way, and what a browser or an attacker does to it.

use std::collections::BTreeMap;
use std::time::Duration;

use pombo::auth::http::{Http, Limits};
use pombo::auth::oauth::{Browser, PATIENCE, Pages};
use pombo::auth::{Secret, Tokens};
use pombo::model::fault::Fault;
use pombo::model::oauth::OAuth;
use pombo::model::setup::Progress;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::Url;

use super::{Page, Server, say};

/// What a browser says of a redirect that it follows.
pub const NAVIGATES: &str =
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";

/// An account's OAuth settings at this server.
pub fn oauth(server: &Server) -> OAuth {
    OAuth {
        issuer: Some(server.base.clone()),
        names_issuer: false,
        authorize: format!("{}/authorize?theme=calm", server.base),
        token: format!("{}/token", server.base),
        device: Some(format!("{}/device", server.base)),
        register: Some(format!("{}/register", server.base)),
        revoke: Some(format!("{}/revoke", server.base)),
        client_id: "pombo-test".to_owned(),
        scopes: vec!["imap".to_owned(), "offline_access".to_owned()],
        ..OAuth::default()
    }
}

pub fn pages() -> Pages {
    Pages {
        language: "pt-BR".to_owned(),
        done_title: "Tudo certo".to_owned(),
        done_text: "Volte ao Pombo.".to_owned(),
        failed_title: "Não deu certo".to_owned(),
        failed_text: "Tente de novo.".to_owned(),
    }
}

/// HTTP as it is.
pub fn http() -> Http {
    Http::new(None).unwrap()
}

/// HTTP that does not wait.
pub fn hasty_http() -> Http {
    Http::with_limits(None, Limits { answer: Duration::from_millis(300), ..Limits::default() })
        .unwrap()
}

/// How a sign-in begins.
pub struct Begin {
    pub http: Http,
    pub oauth: OAuth,
    pub secret: Option<Secret>,
    pub patience: Duration,
}

impl Begin {
    pub fn at(server: &Server) -> Self {
        Self { http: http(), oauth: oauth(server), secret: None, patience: PATIENCE }
    }

    /// Waits only a little for the browser.
    pub fn impatient(mut self) -> Self {
        self.patience = Duration::from_secs(2);
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut OAuth)) -> Self {
        change(&mut self.oauth);
        self
    }

    /// Begins, and waits for the URL.
    pub async fn go(self) -> Flow {
        let (paste, pasted) = mpsc::unbounded_channel();
        let (tell, mut told) = mpsc::unbounded_channel();
        let Self { http, oauth, secret, patience } = self;
        let task = tokio::spawn(async move {
            let pages = pages();
            let (secret, login_hint) = (secret.as_ref(), "ana@example.org");
            let (http, oauth) = (&http, &oauth);
            let browser = Browser { http, oauth, secret, login_hint, pages: &pages, patience };
            browser.run(pasted, &tell).await
        });
        let Some(Progress::Browser { url }) = told.recv().await else {
            panic!("no URL was told: {:?}", task.await.map(|it| it.map(drop)));
        };
        Flow { url: Url::parse(&url).unwrap(), told, paste, task }
    }
}

/// A sign-in that waits for the browser.
pub struct Flow {
    pub url: Url,
    pub told: mpsc::UnboundedReceiver<Progress>,
    pub paste: mpsc::UnboundedSender<String>,
    pub task: JoinHandle<Result<Tokens, Fault>>,
}

impl Flow {
    /// The parameters of the question.
    pub fn asks(&self) -> BTreeMap<String, String> {
        self.url.query_pairs().into_owned().collect()
    }

    pub fn state(&self) -> String {
        self.asks()["state"].clone()
    }

    pub fn port(&self) -> u16 {
        Url::parse(&self.asks()["redirect_uri"]).unwrap().port().unwrap()
    }

    /// The browser follows a redirect with this query.
    pub async fn visit(&self, query: &str) -> Option<Page> {
        self.knock("GET", &format!("/?{query}"), NAVIGATES).await
    }

    /// The browser comes back with this code and our state.
    pub async fn bring(&self, code: &str) -> Option<Page> {
        self.visit(&format!("code={code}&state={}", self.state())).await
    }

    /// A request with these headers besides Host.
    pub async fn knock(&self, method: &str, target: &str, headers: &str) -> Option<Page> {
        let port = self.port();
        let request =
            format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n");
        say(port, request.as_bytes()).await
    }

    /// How it ends.
    pub async fn end(self) -> Result<Tokens, Fault> {
        tokio::time::timeout(Duration::from_secs(30), self.task)
            .await
            .expect("the sign-in does not end")
            .unwrap()
    }
}
