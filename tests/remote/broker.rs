//! The broker against servers that want to take it elsewhere, hold it up, fill it or know its person.

use std::time::Duration;

use futures::StreamExt;
use pombo::broker::{Broker, Limits};
use pombo::model::pictures::Unfetched;

use crate::canary::{self, given, png};
use crate::oauth_kit::{Given, Server, answer, redirect};

/// What came of each, in the order of the URLs.
async fn fetch(broker: &Broker, urls: &[&str]) -> Vec<Result<usize, Unfetched>> {
    let told: Vec<_> =
        broker.fetch(urls.iter().map(|url| (*url).to_owned()).collect()).collect().await;
    let of = |url: &&str| told.iter().find(|(told, _)| told == url).unwrap().1;
    assert_eq!(told.len(), urls.len());
    urls.iter().map(of).collect()
}

async fn one(broker: &Broker, path: &str) -> Result<usize, Unfetched> {
    fetch(broker, &[&format!("http://pictures.example{path}")]).await[0]
}

/// Answers with a picture whatever is asked.
async fn pictures() -> Server {
    Server::start(|_, _| given("image/png", &png([0, 0, 255]))).await
}

#[tokio::test]
async fn a_request_says_nothing_of_the_person_even_after_a_cookie() {
    let server = pictures().await;
    let broker = canary::broker(&server, Limits::default());
    let length = png([0, 0, 255]).len();
    let urls = ["http://pictures.example/a.png?id=7", "http://back.example/b.png"];
    assert_eq!(fetch(&broker, &urls).await, [Ok(length), Ok(length)]);
    assert_eq!(one(&broker, "/c.png").await, Ok(length));
    let expected = ["back.example/b.png", "pictures.example/a.png?id=7", "pictures.example/c.png"];
    assert_eq!(canary::asked(&server), expected);
}

#[tokio::test]
async fn what_was_fetched_is_kept_and_not_asked_for_again() {
    let server = pictures().await;
    let broker = canary::broker(&server, Limits::default());
    let url = "http://pictures.example/a.png";
    assert!(broker.kept(url).is_none());
    for _ in 0..3 {
        assert!(fetch(&broker, &[url]).await[0].is_ok());
    }
    assert_eq!(broker.kept(url).unwrap()[..], png([0, 0, 255]));
    assert_eq!(canary::asked(&server).len(), 1);
}

#[tokio::test]
async fn no_redirect_leads_into_a_private_network_to_a_tracker_or_round_and_round() {
    let server = Server::start(|base, asked| match asked.path.as_str() {
        "/self" => redirect(302, &format!("{base}/inner.png")),
        "/loopback" => redirect(301, "http://127.0.0.1/inner.png"),
        "/name" => redirect(307, "http://localhost/inner.png"),
        "/router" => redirect(308, "http://192.168.0.1/inner.png"),
        "/cloud" => redirect(303, "http://169.254.169.254/latest/meta-data/"),
        "/mapped" => redirect(302, "http://[::ffff:127.0.0.1]/inner.png"),
        "/file" => redirect(302, "file:///etc/passwd"),
        "/spy" => redirect(302, "http://post.example/wf/open?who=ana"),
        "/loop" => redirect(302, "/loop"),
        "/nowhere" => redirect(302, "http://"),
        "/near" => redirect(302, "http://back.example/there.png"),
        _ => given("image/png", &png([1, 2, 3])),
    })
    .await;
    let broker = canary::broker(&server, Limits::default());
    for (path, why) in [
        ("/self", Unfetched::NoAddress),
        ("/loopback", Unfetched::Private),
        ("/name", Unfetched::Private),
        ("/router", Unfetched::Private),
        ("/cloud", Unfetched::Private),
        ("/mapped", Unfetched::Private),
        ("/file", Unfetched::NoAddress),
        ("/spy", Unfetched::Tracker),
        ("/loop", Unfetched::Redirected),
        ("/nowhere", Unfetched::Redirected),
    ] {
        assert_eq!(one(&broker, path).await, Err(why), "{path}");
    }
    assert!(one(&broker, "/near").await.is_ok());
    let asked = canary::asked(&server);
    assert!(!asked.iter().any(|url| url.contains("inner") || url.contains("open")), "{asked:?}");
    assert_eq!(asked.iter().filter(|url| url.ends_with("/loop")).count(), 6);
    assert!(asked.contains(&"back.example/there.png".to_owned()));
}

#[tokio::test]
async fn what_is_too_large_too_slow_or_no_picture_is_refused() {
    const MOST: usize = 10_000;
    let server = Server::start(|_, asked| match asked.path.as_str() {
        "/told" => {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 99999999\r\n\r\n";
            Given { octets: head.into(), hold: true }
        }
        "/untold" => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
            Given { octets: [head.as_bytes(), &vec![0; MOST + 1]].concat(), hold: true }
        }
        "/slow" => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nx";
            Given { octets: head.into(), hold: true }
        }
        "/mute" => Given { octets: Vec::new(), hold: true },
        "/svg" => answer(200, "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "/html" => answer(200, "text/html", "<p>no"),
        "/lie" => answer(200, "image/png", "<svg onload='x'>"),
        "/other-lie" => given("text/html", &png([0, 0, 0])),
        "/gone" => answer(404, "image/png", ""),
        "/cut" => Given {
            octets: b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\nhe"
                .into(),
            hold: false,
        },
        _ => answer(500, "text/plain", ""),
    })
    .await;
    let limits = Limits { time: Duration::from_secs(2), picture: MOST, ..Limits::default() };
    let broker = canary::broker(&server, limits);
    for (path, why) in [
        ("/told", Unfetched::TooLarge),
        ("/untold", Unfetched::TooLarge),
        ("/slow", Unfetched::TooSlow),
        ("/mute", Unfetched::TooSlow),
        ("/svg", Unfetched::NoPicture),
        ("/html", Unfetched::NoPicture),
        ("/lie", Unfetched::NoPicture),
        ("/other-lie", Unfetched::NoPicture),
        ("/gone", Unfetched::Answered(404)),
        ("/cut", Unfetched::Unreachable),
        ("/broken", Unfetched::Answered(500)),
    ] {
        assert_eq!(one(&broker, path).await, Err(why), "{path}");
        assert!(broker.kept(&format!("http://pictures.example{path}")).is_none());
    }
}

#[tokio::test]
async fn one_mail_gets_so_many_pictures_and_octets_and_no_more() {
    let server =
        Server::start(|_, _| given("image/png", &[png([0, 0, 0]), vec![0; 10_000]].concat())).await;
    let broker = canary::broker(&server, Limits { mail: 25_000, ..Limits::default() });
    let urls: Vec<String> =
        (0..4).map(|number| format!("http://pictures.example/{number}")).collect();
    let results = fetch(&broker, &urls.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(results.iter().filter(|result| result.is_ok()).count() <= 2, "{results:?}");
    assert!(results.contains(&Err(Unfetched::TooMany)));

    let server = pictures().await;
    let broker = canary::broker(&server, Limits::default());
    let urls: Vec<String> =
        (0..230).map(|number| format!("http://pictures.example/{number}")).collect();
    let results = fetch(&broker, &urls.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 200);
    assert_eq!(results[229], Err(Unfetched::TooMany));
    assert_eq!(canary::asked(&server).len(), 200);
}

#[tokio::test]
async fn trackers_odd_ports_and_what_is_near_are_not_asked() {
    let server = pictures().await;
    let broker = canary::broker(&server, Limits::default());
    let near = format!("http://127.0.0.1:{}/x.png", server.port);
    let urls = [
        "http://pictures.example/wf/open?id=7",
        "http://pictures.example:8025/x.png",
        "http://ana:pw@pictures.example/x.png",
        near.as_str(),
        "http://localhost/x.png",
        "http://[::1]/x.png",
    ];
    let results = fetch(&broker, &urls).await;
    let expected = [
        Unfetched::Tracker,
        Unfetched::NoAddress,
        Unfetched::NoAddress,
        Unfetched::NoAddress,
        Unfetched::Private,
        Unfetched::Private,
    ];
    assert_eq!(results, expected.map(Err));
    assert_eq!(canary::asked(&server), [""; 0]);
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_no_request() {
    let dir = tempfile::tempdir().unwrap();
    let certs = crate::support::certs::make(dir.path(), &["pictures.example"]);
    let acceptor = crate::oauth_kit::acceptor(&certs.cert, &certs.key);
    let server = Server::start_tls(acceptor, |_, _| given("image/png", &png([0, 0, 0]))).await;
    let broker = canary::broker(&server, Limits::default());
    let results = fetch(&broker, &["https://pictures.example/x.png"]).await;
    assert_eq!(results, [Err(Unfetched::Untrusted)]);
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn to_give_up_waiting_ends_what_is_under_way() {
    let server = Server::start(|_, _| Given { octets: Vec::new(), hold: true }).await;
    let broker = canary::broker(&server, Limits::default());
    let urls = (0..100).map(|number| format!("http://pictures.example/{number}")).collect();
    let mut fetching = Box::pin(broker.fetch(urls));
    let six = async {
        while server.asked().len() < 6 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = fetching.next() => panic!("nothing was answered"),
        () = six => {}
        () = tokio::time::sleep(crate::support::PATIENCE) => panic!("six are not asked for"),
    }
    drop(fetching);
    assert_eq!(server.asked().len(), 6);
}
