//! The same for a client that stays connected and listens, on as many connections as it likes: mail
//! comes, goes and changes while one of them breaks.

use std::time::{Duration, Instant};

use pombo::model::link::Link;
use pombo::model::request::Ask;

use crate::support::PATIENCE;
use crate::support::scripted::{At, MODERN, Server, Setup, Trouble, What};
use crate::sync_kit::{App, LIVE, witness};
use crate::torture;

/// Waits for both sides to be equal; an engine whose connection broke is asked to go on.
async fn equal(app: &mut App, server: &Server) -> Result<(), String> {
    let end = Instant::now() + PATIENCE;
    let same =
        |app: &App| app.link == Some(Link::Live) && witness::difference(app, server).is_none();
    while !app.comes(Duration::from_millis(50), same).await {
        if Instant::now() > end {
            let how = witness::difference(app, server).unwrap_or_default();
            return Err(format!("not equal: {how}; {}", app.summary()));
        }
        app.ask(Ask::Refresh);
    }
    Ok(())
}

/// Mail comes, goes and changes while the client listens and one connection breaks.
async fn listen(trouble: Option<Trouble>) -> Result<u64, String> {
    let folders = [("INBOX", 1..=12), ("Projects", 101..=104)];
    let server = Setup::new(MODERN, &folders).start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server).await?;
    server.mend();
    if let Some(trouble) = trouble {
        server.plan(trouble);
    }
    server.deliver("INBOX", 13);
    equal(&mut app, &server).await?;
    server.take_away("INBOX", "Message 4");
    server.with(|world| world.store("INBOX", &[6, 7], true, &["\\Seen"]));
    equal(&mut app, &server).await?;
    server.deliver("Projects", 105);
    server.take_away("Projects", "Message 102");
    app.ask(Ask::Refresh);
    equal(&mut app, &server).await?;
    let said = server.figures().responses;
    let hidden = witness::hidden(&app.told, &server);
    app.stop().await;
    if hidden.is_empty() { Ok(said) } else { Err(format!("hidden: {}", hidden.join(", "))) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_break_while_listening_misses_nothing() {
    let said = listen(None).await.unwrap();
    let step = if torture() { 1 } else { 6 };
    let mut failed = Vec::new();
    for number in (0..said).step_by(step) {
        for what in [What::Cut, What::Bye, What::Garbage] {
            let trouble = Trouble { at: At::Response(number), what };
            if let Err(why) = listen(Some(trouble)).await {
                failed.push(format!("{trouble:?}: {why}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
}
