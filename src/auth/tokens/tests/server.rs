//! A token endpoint on loopback that gives each refresh token once only, and takes back the whole
//! grant when one comes a second time.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Good,
    /// `invalid_grant`.
    Revoked,
    /// A status of 503.
    Ill,
}

pub struct Server {
    pub url: String,
    pub state: Arc<Mutex<State>>,
    /// A question came in.
    pub asked: Arc<Notify>,
    /// Permission to answer, one for each question.
    pub answers: Arc<Semaphore>,
}

/// What another process does meanwhile.
pub type Meanwhile = Box<dyn FnOnce(&mut State) + Send>;

pub struct State {
    pub mood: Mood,
    /// The number of the refresh token that is good.
    pub good: u32,
    /// Seconds that access tokens live; none where it does not tell.
    pub life: Option<u32>,
    /// Refresh tokens that came, good or not.
    pub came: Vec<String>,
    /// Whether it gives a new refresh token each time.
    pub rotates: bool,
    /// Done before the next answer: another process is faster.
    pub before: Option<Meanwhile>,
}

impl Server {
    /// It answers at once, and refresh token 1 is good.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let state = State {
            mood: Mood::Good,
            good: 1,
            life: Some(3600),
            came: Vec::new(),
            rotates: true,
            before: None,
        };
        let server = Self {
            url,
            state: Arc::new(Mutex::new(state)),
            asked: Arc::default(),
            answers: Arc::new(Semaphore::new(1000)),
        };
        tokio::spawn(serve(
            listener,
            server.state.clone(),
            server.asked.clone(),
            server.answers.clone(),
        ));
        server
    }

    pub fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    pub fn came(&self) -> Vec<String> {
        self.state.lock().unwrap().came.clone()
    }

    /// From now on it answers only when `answers` lets it.
    pub fn hold(&self) {
        self.answers.forget_permits(1000);
    }
}

async fn serve(
    listener: TcpListener,
    state: Arc<Mutex<State>>,
    asked: Arc<Notify>,
    answers: Arc<Semaphore>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (state, asked, answers) = (state.clone(), asked.clone(), answers.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (state, asked, answers) = (state.clone(), asked.clone(), answers.clone());
            async move {
                let body = request.into_body().collect().await.unwrap().to_bytes();
                asked.notify_one();
                answers.acquire().await.unwrap().forget();
                Ok::<_, Infallible>(answer(&mut state.lock().unwrap(), &body))
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(state: &mut State, body: &[u8]) -> Response<Full<Bytes>> {
    if let Some(before) = state.before.take() {
        before(state);
    }
    let field = |name: &str| {
        let mut fields = url::form_urlencoded::parse(body);
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(field("grant_type").as_deref(), Some("refresh_token"));
    let came = field("refresh_token").unwrap();
    state.came.push(came.clone());
    if state.mood == Mood::Good && came != format!("refresh-{}", state.good) {
        // Reuse: somebody stole it.
        state.mood = Mood::Revoked;
    }
    let (status, json) = match state.mood {
        Mood::Ill => (503, serde_json::json!({})),
        Mood::Revoked => (400, serde_json::json!({ "error": "invalid_grant" })),
        Mood::Good => (200, give(state)),
    };
    Response::builder()
        .status(status)
        .header("Content-Type", "application/json")
        .body(Full::new(Bytes::from(json.to_string())))
        .unwrap()
}

fn give(state: &mut State) -> serde_json::Value {
    let old = state.good;
    let mut json = serde_json::json!({
        "access_token": format!("access-{}", state.came.len() + 1),
        "token_type": "Bearer",
    });
    if state.rotates {
        state.good = old + 1;
        json["refresh_token"] = format!("refresh-{}", state.good).into();
    }
    if let Some(life) = state.life {
        json["expires_in"] = life.into();
    }
    json
}
