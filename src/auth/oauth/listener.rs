//! Listens for the redirect (RFC 8252 section 7.3): on 127.0.0.1, on a port of the system's choice,
//! for one answer to one question. Whoever else knocks is told so and changes nothing: other programs
//! and other pages may try.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HOST, HeaderName, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::redirect::{Judged, Question, grant};
use super::{Pages, page};
use crate::auth::Secret;
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::Redirect;

/// Connections at the same time. One more ends the oldest, so that nobody keeps the browser out by
/// saying nothing.
const MOST_CONNECTIONS: usize = 64;

/// How long a connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a connection may last: the exchange lies between its question and our page.
const CONNECTION: Duration = Duration::from_secs(60);

/// How long the last page may take to reach the browser.
const FAREWELL: Duration = Duration::from_secs(2);

/// Octets of a request's head. Cookies of other local pages come with it.
const MOST_HEAD: usize = 64 * 1024;

/// Answers with another state after which somebody is trying to guess it.
const MOST_WRONG_STATES: usize = 20;

/// An answer to our question, from whom it came, and the way to tell the browser how it ended.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) answer: Result<Secret, Fault>,
    pub(super) outcome: oneshot::Sender<Outcome>,
}

/// How the sign-in ended, with the reason for people.
pub(super) type Outcome = Result<(), String>;

/// The port, before anybody knows of it.
#[derive(Debug)]
pub(super) struct Port {
    listener: TcpListener,
    redirect: String,
    hosts: [String; 2],
}

impl Port {
    /// Takes a free port.
    ///
    /// # Errors
    /// `Unavailable` at `Browser` where there is none.
    pub(super) async fn bind(spelt: Redirect) -> Result<Self, Fault> {
        let taken = |error: std::io::Error| {
            let detail = format!("no port of this computer can be listened on: {error}");
            Fault::new(FaultKind::Unavailable, Place::Browser, detail)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let [ip, name] = &hosts;
        let host = if spelt == Redirect::Ip { ip } else { name };
        Ok(Self { listener, redirect: format!("http://{host}/"), hosts })
    }

    /// The redirect's URL.
    pub(super) fn redirect(&self) -> &str {
        &self.redirect
    }

    /// Begins to listen for the answer to this question.
    pub(super) fn open(self, question: Question, pages: Pages) -> Door {
        let (tell, hits) = mpsc::unbounded_channel();
        let watch =
            Arc::new(Watch { question, hosts: self.hosts, pages, tell, seen: Mutex::default() });
        Door { listener: Some(self.listener), watch, connections: Connections::default(), hits }
    }
}

/// The open door. Dropping it closes the port and ends every connection.
#[derive(Debug)]
pub(super) struct Door {
    listener: Option<TcpListener>,
    watch: Arc<Watch>,
    connections: Connections,
    hits: mpsc::UnboundedReceiver<Hit>,
}

/// The connections that are open.
#[derive(Debug, Default)]
struct Connections {
    /// Each tells at its end whether it brought the answer.
    tasks: JoinSet<bool>,
    /// The oldest first.
    open: VecDeque<Open>,
}

#[derive(Debug)]
struct Open {
    task: AbortHandle,
    /// Whether it brought the answer, and waits to be told how it ended.
    brought: Arc<AtomicBool>,
}

impl Connections {
    fn add(&mut self, stream: TcpStream, watch: Arc<Watch>) {
        self.open.retain(|open| !open.task.is_finished());
        if self.open.len() >= MOST_CONNECTIONS {
            let oldest = self.open.iter().position(|it| !it.brought.load(Ordering::Relaxed));
            if let Some(oldest) = oldest.and_then(|at| self.open.remove(at)) {
                oldest.task.abort();
            }
        }
        let brought = Arc::new(AtomicBool::new(false));
        let task = self.tasks.spawn(converse(stream, watch, brought.clone()));
        self.open.push_back(Open { task, brought });
    }
}

/// What the connections share.
#[derive(Debug)]
struct Watch {
    question: Question,
    hosts: [String; 2],
    pages: Pages,
    tell: mpsc::UnboundedSender<Hit>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// The answer came: everything further is too late.
    answered: bool,
    wrong_states: usize,
    /// Why the last that looked like an answer was none.
    refused: Option<Fault>,
}

impl Door {
    /// The question, for what is pasted.
    pub(super) fn question(&self) -> &Question {
        &self.watch.question
    }

    /// Serves until the answer comes.
    pub(super) async fn hit(&mut self) -> Hit {
        let serving = serve(self.listener.as_ref(), &self.watch, &mut self.connections);
        tokio::select! {
            // Both ends of the channel are ours: it does not close.
            Some(hit) = self.hits.recv() => hit,
            never = serving => match never {},
        }
    }

    /// Turns away whoever comes, for as long as it is asked to.
    pub(super) async fn turn_away(&mut self) -> Infallible {
        serve(self.listener.as_ref(), &self.watch, &mut self.connections).await
    }

    /// What was pasted is the answer: what comes by the browser is too late.
    pub(super) fn answered(&self) {
        self.watch.seen().answered = true;
    }

    /// The reason why nothing came, or what came was refused.
    pub(super) fn unanswered(&self, waited: Duration) -> Fault {
        let waited = format!("no answer came from the browser within {} s", waited.as_secs());
        match self.watch.seen().refused.take() {
            Some(fault) => {
                Fault { detail: format!("{waited}; the last: {}", fault.detail), ..fault }
            }
            None => grant(GrantProblem::Unanswered, &waited),
        }
    }

    /// Closes the port, but lets the last page reach the browser.
    pub(super) async fn close(mut self) {
        self.listener = None;
        let last = async {
            while let Some(ended) = self.connections.tasks.join_next().await {
                if ended.unwrap_or(false) {
                    break;
                }
            }
        };
        let _ = timeout(FAREWELL, last).await;
    }
}

/// Takes connections and lets them end. The `Infallible` says that it goes on until it is dropped.
async fn serve(
    listener: Option<&TcpListener>,
    watch: &Arc<Watch>,
    connections: &mut Connections,
) -> Infallible {
    loop {
        let accept = async {
            match listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            accepted = accept => match accepted {
                Ok((stream, _)) => connections.add(stream, watch.clone()),
                // Out of file descriptors, say: it passes.
                Err(error) => {
                    tracing::warn!("a connection of the browser cannot be taken: {error}");
                    sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = connections.tasks.join_next(), if !connections.tasks.is_empty() => {}
        }
    }
}

/// One connection, for one request.
async fn converse(stream: TcpStream, watch: Arc<Watch>, brought: Arc<AtomicBool>) -> bool {
    let service = service_fn(|request| {
        let (watch, brought) = (&watch, &*brought);
        async move { Ok::<_, Infallible>(watch.respond(request, brought).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(MOST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    match timeout(CONNECTION, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!("a connection to the redirect's port broke: {error}"),
        Err(_) => tracing::debug!("a connection to the redirect's port lasted too long"),
    }
    brought.load(Ordering::Relaxed)
}

/// What to do about a query.
enum Verdict {
    /// It ends the waiting; how that ended will be told here.
    Answer(oneshot::Receiver<Outcome>),
    /// It changes nothing, and gets this page.
    Page(Response<Full<Bytes>>),
}

/// Why a request is not looked at.
enum Gate {
    /// It is for something else.
    Elsewhere(StatusCode),
    /// It is not the browser bringing a redirect.
    Forged(&'static str),
}

impl Watch {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        brought: &AtomicBool,
    ) -> Response<Full<Bytes>> {
        match self.pass(&request) {
            Ok(()) => {}
            Err(Gate::Elsewhere(status)) => return page::nothing(status),
            Err(Gate::Forged(why)) => {
                tracing::warn!("a request to the redirect's port is refused: {why}");
                if request.uri().query().is_some() {
                    self.seen().refused = Some(grant(GrantProblem::BadRedirect, why));
                }
                return page::failed(&self.pages, StatusCode::FORBIDDEN, why);
            }
        }
        let outcome = match self.judge(request.uri().query().unwrap_or_default()) {
            Verdict::Answer(outcome) => outcome,
            Verdict::Page(page) => return page,
        };
        brought.store(true, Ordering::Relaxed);
        match outcome.await {
            Ok(Ok(())) => page::done(&self.pages),
            Ok(Err(why)) => page::failed(&self.pages, StatusCode::OK, &why),
            Err(_) => page::failed(&self.pages, StatusCode::OK, "the sign-in was given up"),
        }
    }

    /// Lets through what may be a redirect: the browser going as a whole, in the open, to exactly our
    /// address. A page that fetches, frames or posts is told apart by what browsers add (Fetch
    /// Metadata), a name that was bound to our address by the name (DNS rebinding).
    fn pass(&self, request: &Request<Incoming>) -> Result<(), Gate> {
        let uri = request.uri();
        let all = |name: &HeaderName| request.headers().get_all(name).iter().collect::<Vec<_>>();
        let is = |name: &'static str, wanted: &str| {
            let values = all(&HeaderName::from_static(name));
            values.is_empty() || values.iter().all(|value| *value == wanted)
        };
        let has = |name: &'static str| request.headers().contains_key(name);

        let hosts = all(&HOST);
        let ours = matches!(hosts.as_slice(), [host] if self.hosts.iter().any(|it| *host == it));
        if !ours || uri.authority().is_some() {
            return Err(Gate::Forged("the request is for another host"));
        }
        if !is("sec-fetch-mode", "navigate") || !is("sec-fetch-dest", "document") {
            return Err(Gate::Forged("the request comes from within a page"));
        }
        // A browser sends "null" where a form led to the redirect; a page's script cannot pretend to
        // navigate.
        if has(ORIGIN.as_str()) && !(is("origin", "null") && has("sec-fetch-mode")) {
            return Err(Gate::Forged("the request comes from another page"));
        }
        if has("sec-purpose") || has("purpose") {
            return Err(Gate::Elsewhere(StatusCode::SERVICE_UNAVAILABLE));
        }
        if uri.path() != "/" {
            return Err(Gate::Elsewhere(StatusCode::NOT_FOUND));
        }
        if request.method() != Method::GET {
            return Err(Gate::Elsewhere(StatusCode::METHOD_NOT_ALLOWED));
        }
        Ok(())
    }

    /// Judges a query, and tells of it where it ends the waiting.
    fn judge(&self, query: &str) -> Verdict {
        let mut seen = self.seen();
        if seen.answered {
            let why = "this sign-in was answered already";
            return Verdict::Page(page::failed(&self.pages, StatusCode::GONE, why));
        }
        let fault = match self.question.judge(query) {
            Judged::Noise => return Verdict::Page(page::nothing(StatusCode::NOT_FOUND)),
            Judged::Ends(answer) => {
                seen.answered = true;
                return self.tell(answer);
            }
            Judged::Refused(fault) => fault,
        };
        tracing::warn!("an answer to the redirect's port is refused: {}", fault.detail);
        if fault.kind == FaultKind::Grant(GrantProblem::WrongState) {
            seen.wrong_states += 1;
        }
        seen.refused = Some(fault.clone());
        if seen.wrong_states >= MOST_WRONG_STATES {
            seen.answered = true;
            return self.tell(Err(fault));
        }
        Verdict::Page(page::failed(&self.pages, StatusCode::BAD_REQUEST, &fault.detail))
    }

    fn tell(&self, answer: Result<Secret, Fault>) -> Verdict {
        let (outcome, wait) = oneshot::channel();
        // Nobody there to hear: then nobody tells the outcome either, and the page says so.
        let _ = self.tell.send(Hit { answer, outcome });
        Verdict::Answer(wait)
    }
}
