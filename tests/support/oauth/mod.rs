//! A real OpenID provider on loopback (`provider.mjs`), ended when dropped, and a person with a
//! browser of sorts who agrees to everything.

pub mod visitor;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pombo::model::oauth::OAuth;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::certs::Certs;
use super::{http, program};
use visitor::{Landed, Visitor};

/// The client that the provider knows from the start: native, public, no secret.
pub const CLIENT: &str = "pombo-test";

/// The scope that Dovecot asks for; `calendar` is another that exists.
pub const SCOPE: &str = "mail";

/// Dovecot's own client, for asking whose a token is.
pub const INTROSPECTION_CLIENT: &str = "dovecot:dovecot-secret";

/// How the provider is to be.
pub struct Options<'a> {
    /// How long an access token lives.
    pub access_seconds: u32,
    /// The issuer is `https://localhost:PORT` with this certificate.
    pub certs: Option<&'a Certs>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { access_seconds: 3_600, certs: None }
    }
}

/// A running provider.
pub struct Provider {
    /// `http://127.0.0.1:PORT`
    pub issuer: Url,
    admin: Url,
    child: Child,
    /// The provider ends when this is closed, however the test ends.
    _stdin: ChildStdin,
}

/// What happened so far.
#[derive(Debug, Clone, Deserialize)]
pub struct State {
    /// Tokens that were renewed.
    pub refreshes: usize,
    /// Refused renewals.
    pub refused_refreshes: usize,
    /// Codes that were exchanged for tokens.
    pub codes: usize,
    pub device_codes: usize,
    pub registrations: usize,
    /// Times that Dovecot asked about a token.
    pub introspections: usize,
    pub revocations: usize,
    /// Access tokens that are good now.
    pub access_tokens: usize,
    pub grants: usize,
    pub requests: Vec<Request>,
}

/// One request that the provider got.
#[derive(Debug, Clone, Deserialize)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub status: u16,
    pub grant_type: Option<String>,
    pub error: Option<String>,
}

/// What the provider gives for a code, as it gave it.
#[derive(Debug, Clone, Deserialize)]
pub struct Given {
    pub access_token: String,
    pub refresh_token: String,
    pub expires_in: i64,
    pub scope: String,
}

impl Provider {
    pub fn start() -> Self {
        Self::with(&Options::default())
    }

    pub fn with(options: &Options<'_>) -> Self {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let modules = here.join("target/oauth-provider");
        let fetched = std::fs::read(modules.join(".lock-of")).ok();
        let wanted = std::fs::read(here.join("tests/support/oauth/package-lock.json")).unwrap();
        assert!(fetched == Some(wanted), "the OpenID provider is missing: run `make test`");
        let mut told = serde_json::json!({
            "modules": modules,
            "access_seconds": options.access_seconds,
        });
        if let Some(certs) = options.certs {
            told["cert"] = serde_json::json!(certs.cert);
            told["key"] = serde_json::json!(certs.key);
        }
        let mut child = Command::new(program("node"))
            .arg(here.join("tests/support/oauth/provider.mjs"))
            .arg(told.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the OpenID provider did not start: {line}"));
        let issuer = Url::parse(ready["issuer"].as_str().unwrap()).unwrap();
        let admin = Url::parse(&format!("http://127.0.0.1:{}", ready["admin"])).unwrap();
        Self { issuer, admin, child, _stdin: stdin }
    }

    /// The issuer as the provider spells it: without a slash at the end.
    pub fn issuer(&self) -> String {
        self.issuer.as_str().trim_end_matches('/').to_owned()
    }

    pub fn url(&self, path: &str) -> Url {
        self.issuer.join(path).unwrap()
    }

    /// How an account signs in here, as its metadata tell.
    pub fn oauth(&self) -> OAuth {
        let url = |path| self.url(path).to_string();
        OAuth {
            issuer: Some(self.issuer()),
            names_issuer: true,
            authorize: url("/auth"),
            token: url("/token"),
            device: Some(url("/device/auth")),
            register: Some(url("/reg")),
            revoke: Some(url("/token/revocation")),
            client_id: CLIENT.to_owned(),
            scopes: vec![SCOPE.to_owned()],
            ..OAuth::default()
        }
    }

    /// What happened so far.
    pub fn state(&self) -> State {
        let reply = http::get(&self.admin.join("/state").unwrap());
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Every token and code that was ever given, good or not.
    pub fn issued(&self) -> Vec<String> {
        let reply = http::get(&self.admin.join("/issued").unwrap());
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Every access token ends now; refresh tokens stay good. How many those were.
    pub fn expire_access_tokens(&self) -> u64 {
        self.order("/expire-access-tokens")
    }

    /// As if the person took every permission back: nothing that was given is good any more.
    pub fn revoke_grants(&self) -> u64 {
        self.order("/revoke-grants")
    }

    fn order(&self, path: &str) -> u64 {
        let reply = http::send("POST", &self.admin.join(path).unwrap(), &[], "");
        assert_eq!(reply.status, 200, "{path}");
        reply.json()["gone"].as_u64().unwrap()
    }

    /// What `user` does with a code that is shown on another device.
    pub fn agree_on_device(&self, verification: &str, code: &str, user: &str) {
        let mut visitor = Visitor::new();
        visitor.open(&Url::parse(verification).unwrap());
        visitor.submit(&[("user_code", code)]);
        // "Is this the code that you see?"
        visitor.submit(&[("confirm", "yes")]);
        visitor.submit(&[("user", user), ("password", "whatever")]);
        visitor.submit(&[]);
        let page = visitor.landed().page;
        assert!(page.contains("success"), "{page}");
    }

    /// Tokens for a user by the whole flow with PKCE, without Pombo.
    pub fn tokens(&self, user: &str, scope: &str) -> Given {
        let verifier = "a-verifier-that-is-long-enough-for-anybody-0123456789";
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        // Nobody listens there: the visitor stops before it.
        let redirect = "http://127.0.0.1:9/";
        let mut url = self.url("/auth");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", CLIENT)
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", scope)
            .append_pair("state", "s")
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        let mut visitor = Visitor::stopping_at(redirect);
        visitor.open(&url);
        visitor.submit(&[("user", user), ("password", "whatever")]);
        visitor.submit(&[]);
        let landed = visitor.landed();
        let reply = http::post_form(
            &self.url("/token"),
            &[
                ("grant_type", "authorization_code"),
                ("code", &landed.query("code").unwrap()),
                ("redirect_uri", redirect),
                ("client_id", CLIENT),
                ("code_verifier", verifier),
            ],
        );
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Ends it, as an outage would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What `user` does with the authorization URL in a browser: signs in, agrees, and is sent to the
/// program's redirect, which is visited as well. What that says.
pub fn agree(authorize: &str, user: &str) -> Landed {
    let mut visitor = Visitor::new();
    visitor.open(&Url::parse(authorize).unwrap());
    visitor.submit(&[("user", user), ("password", "whatever")]);
    visitor.submit(&[]);
    visitor.landed()
}
