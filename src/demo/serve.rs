//! Accepts connections, a limited number of them, and hands each to its protocol.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::shared::{HANDSHAKE, Shared};
use super::{imap, oauth, smtp};

/// Connections that are served at once, by each port.
const CONNECTIONS: usize = 32;
/// So many more are told that there are too many; beyond these, connections are just closed.
const REFUSALS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// IMAP over TLS.
    Imaps,
    Imap,
    Smtp,
    /// The authorization server, over HTTP.
    Web,
}

/// Accepts until it is aborted; its connections end with it.
pub async fn accept(listener: TcpListener, service: Service, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Out of file handles: give the others time to end.
                    tokio::time::sleep(HANDSHAKE / 10).await;
                    continue;
                };
                if connections.len() >= CONNECTIONS + REFUSALS {
                    continue;
                }
                let place = Arc::clone(&places).try_acquire_owned().ok();
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    serve(stream, service, shared, place.is_none()).await;
                    drop(place);
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, service: Service, shared: Arc<Shared>, full: bool) {
    // Answers are small and each is waited for.
    let _ = stream.set_nodelay(true);
    match service {
        Service::Imaps => {
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, shared.acceptor.accept(stream)).await {
                imap::serve(Box::new(stream), shared, true, full).await;
            }
        }
        Service::Imap => imap::serve(Box::new(stream), shared, false, full).await,
        Service::Smtp => smtp::serve(Box::new(stream), shared, full).await,
        Service::Web if full => {}
        Service::Web => oauth::serve(stream, shared).await,
    }
}
