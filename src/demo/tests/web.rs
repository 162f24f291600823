//! The demo's authorization server over its socket, from registration to IMAP and SMTP; and what it
//! refuses.

mod flow;
mod refusals;

use serde_json::Value;

use super::*;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:4242/back";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// An HTTP answer.
struct Heard {
    status: u16,
    head: String,
    body: String,
}

impl Heard {
    fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn json(&self) -> Value {
        assert_eq!(self.field("content-type"), Some("application/json"), "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// The error of a refusal.
    fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// A parameter of where the browser is sent.
    fn sent_with(&self, name: &str) -> Option<String> {
        let location = url::Url::parse(self.field("location")?).unwrap();
        location.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
    }

    fn ticket(&self) -> String {
        let marker = "name=\"ticket\" value=\"";
        let rest = self.body.split(marker).nth(1).unwrap_or_else(|| panic!("{}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// One request on a connection of its own, as it is written.
async fn send(demo: &Demo, request: &str) -> Heard {
    let port = demo.page().rsplit_once(':').unwrap().1.trim_end_matches('/').parse().unwrap();
    let mut client = Client::plain(port).await;
    client.send(request.as_bytes()).await;
    while client.fill().await {}
    let text = String::from_utf8(client.read).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Heard { status, head: head.to_owned(), body: body.to_owned() }
}

async fn call(demo: &Demo, start: &str, fields: &str, body: &str) -> Heard {
    let host = demo.page().replace("http://", "").replace('/', "");
    let length = body.len();
    let request = format!(
        "{start} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\
         {fields}\r\n{body}"
    );
    send(demo, &request).await
}

async fn get(demo: &Demo, path: &str) -> Heard {
    call(demo, &format!("GET {path}"), "", "").await
}

async fn post(demo: &Demo, path: &str, pairs: &[(&str, &str)]) -> Heard {
    let body = encoded(pairs);
    call(demo, &format!("POST {path}"), FORM, &body).await
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn registered(demo: &Demo) -> String {
    let json = r#"{"client_name":"Try <it>","redirect_uris":["http://127.0.0.1/back"],"application_type":"native"}"#;
    let told = call(demo, "POST /register", "Content-Type: application/json\r\n", json).await;
    assert_eq!(told.status, 201, "{}", told.body);
    assert_eq!(told.json()["token_endpoint_auth_method"], "none");
    told.json()["client_id"].as_str().unwrap().to_owned()
}

/// The usual authorization request, some of it exchanged.
fn wish(client: &str, instead: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", REDIRECT),
        ("state", "st&te"),
        ("scope", "imap smtp offline_access"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for pair in &mut pairs {
        if let Some(other) = instead.iter().find(|other| other.0 == pair.0) {
            pair.1 = other.1;
        }
    }
    format!("/authorize?{}", encoded(&pairs))
}

/// What the person answers, and where that sends the browser.
async fn answered(demo: &Demo, client: &str, answer: &str) -> Heard {
    let page = get(demo, &wish(client, &[])).await;
    assert_eq!(page.status, 200, "{}", page.body);
    post(demo, "/answer", &[("ticket", &page.ticket()), ("answer", answer)]).await
}

async fn redeemed(demo: &Demo, client: &str, code: &str) -> Heard {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    post(demo, "/token", &pairs).await
}

/// A program with tokens.
async fn signed_in(demo: &Demo) -> (String, Value) {
    let client = registered(demo).await;
    let code = answered(demo, &client, "allow").await.sent_with("code").unwrap();
    let told = redeemed(demo, &client, &code).await;
    assert_eq!(told.status, 200, "{}", told.body);
    (client, told.json())
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is no text"))
}
