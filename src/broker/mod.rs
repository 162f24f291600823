//! The broker: the only part of the program that fetches what a mail names, and only what it is
//! told to. Says nothing of the person: no cookie, no referrer, no language, an agent that is
//! anybody's. Connects to the public internet alone. Knows no mail, no policy and no window.

mod cache;
mod fetch;
mod kind;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::sync::OnceCell;

use crate::model::pictures::Unfetched;
use cache::Cache;
use fetch::Visit;

/// Pictures that are fetched at once.
const AT_ONCE: usize = 6;
/// Pictures of one mail.
const MOST: usize = 200;

/// What pictures may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the question for the server's address to the last octet, redirects included.
    pub time: Duration,
    /// Octets of one picture.
    pub picture: usize,
    /// Octets of all pictures of one mail.
    pub mail: usize,
    /// Octets that are kept for this run.
    pub kept: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(10),
            picture: 5 * 1024 * 1024,
            mail: 30 * 1024 * 1024,
            kept: 64 * 1024 * 1024,
        }
    }
}

/// See the module. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Broker {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    limits: Limits,
    /// A PEM file with authorities that are believed besides the system's.
    ca: Option<PathBuf>,
    /// Names of servers that are at an address whatever it is. Empty but in tests: no setting and
    /// no mail leads here.
    doors: BTreeMap<String, SocketAddr>,
    cache: Mutex<Cache>,
    /// Made at the first picture: reading the system's authorities takes its time.
    tls: OnceCell<rustls::ClientConfig>,
}

impl Broker {
    /// Reaches the public internet. `ca`: a PEM file with authorities that are believed besides
    /// the system's.
    pub fn new(ca: Option<PathBuf>) -> Self {
        Self::made(ca, BTreeMap::new(), Limits::default())
    }

    /// For tests: the servers of these names are at these addresses, which may be loopback's; all
    /// other names and addresses are as they are to `new`.
    pub fn with_doors(doors: BTreeMap<String, SocketAddr>, limits: Limits) -> Self {
        Self::made(None, doors, limits)
    }

    fn made(ca: Option<PathBuf>, doors: BTreeMap<String, SocketAddr>, limits: Limits) -> Self {
        let cache = Mutex::new(Cache::new(limits.kept));
        Self { inner: Arc::new(Inner { limits, ca, doors, cache, tls: OnceCell::new() }) }
    }

    /// A picture that was fetched in this run, if it is still kept.
    pub fn kept(&self, url: &str) -> Option<Arc<[u8]>> {
        self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner).get(url)
    }

    /// Fetches the pictures of one mail, six at once, the first ones first. Tells of each how many
    /// octets came, which `kept` then has, or why it did not come. What is kept is not fetched
    /// again. To drop the stream is to end what is under way.
    pub fn fetch(
        &self,
        urls: Vec<String>,
    ) -> impl Stream<Item = (String, Result<usize, Unfetched>)> + Send + 'static {
        let broker = self.clone();
        let visit = Arc::new(Visit::new(AtomicUsize::new(self.inner.limits.mail)));
        let work = urls.into_iter().enumerate().map(move |(number, url)| {
            let (broker, visit) = (broker.clone(), Arc::clone(&visit));
            async move {
                let result = broker.one(&visit, number, &url).await;
                if let Err(why) = result {
                    tracing::debug!(?why, "A picture was not fetched.");
                }
                (url, result)
            }
        });
        stream::iter(work).buffer_unordered(AT_ONCE)
    }

    async fn one(&self, visit: &Visit, number: usize, url: &str) -> Result<usize, Unfetched> {
        if let Some(octets) = self.kept(url) {
            return Ok(octets.len());
        }
        if number >= MOST {
            return Err(Unfetched::TooMany);
        }
        let fetched = tokio::time::timeout(self.inner.limits.time, visit.get(&self.inner, url));
        let octets = fetched.await.unwrap_or(Err(Unfetched::TooSlow))?;
        let (octets, length): (Arc<[u8]>, _) = (octets.as_slice().into(), octets.len());
        self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner).put(url, octets);
        Ok(length)
    }
}
