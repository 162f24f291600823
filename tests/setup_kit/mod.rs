//! What looking for servers and signing in meet in the tests, all on loopback: a name server, pages,
//! a mail server that says what it is told to say.

// Each test binary uses its own choice of these.
#![allow(dead_code)]

pub mod dns;
pub mod mail;
pub mod web;

use std::path::PathBuf;
use std::time::Duration;

use pombo::auth::Vault;
use pombo::auth::clients::Clients;
use pombo::auth::discovery::Places;
use pombo::auth::http::Http;
use pombo::auth::oauth::Pages;
use pombo::model::setup::{Origin, Seek, SeekState};
use pombo::setup::Tools;
use tokio::sync::mpsc;

/// The longest that any test waits.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const ANA: &str = "ana@example.test";

/// Tools that ask only this computer.
pub fn tools(dns: &dns::NameServer, web: &web::Web, ca: Option<PathBuf>) -> Tools {
    let places = Places {
        name_server: Some(dns.address),
        web: Some(web.url.clone()),
        ca: ca.clone(),
        known: Vec::new(),
    };
    Tools {
        vault: Vault::for_this_run(),
        http: Http::new(ca.as_deref()).unwrap(),
        clients: Clients::default(),
        places,
        pages: Pages::default(),
    }
}

/// Waits for an outcome, but not for ever.
pub async fn soon<T>(outcome: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, outcome).await.expect("it takes too long")
}

/// Everything that was told so far.
pub fn told<T>(receiver: &mut mpsc::UnboundedReceiver<T>) -> Vec<T> {
    std::iter::from_fn(|| receiver.try_recv().ok()).collect()
}

/// The steps of one place.
pub fn of(steps: &[Seek], origin: Origin) -> Vec<SeekState> {
    steps.iter().filter(|seek| seek.origin == origin).map(|seek| seek.state.clone()).collect()
}

/// A configuration in XML that names this server.
pub fn autoconfig(host: &str, port: u16, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><clientConfig version=\"1.1\">\
         <emailProvider id=\"example.test\"><domain>example.test</domain>\
         <displayName>Example</displayName><incomingServer type=\"imap\">\
         <hostname>{host}</hostname><port>{port}</port><socketType>SSL</socketType>\
         <username>%EMAILLOCALPART%</username>{more}</incomingServer></emailProvider>\
         </clientConfig>"
    )
}
