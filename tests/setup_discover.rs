//! From an address to servers that greet, over real sockets on loopback: a name server, pages, a
//! Dovecot; and those who answer what nobody should.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod setup_kit;
mod support;

use pombo::auth::discovery;
use pombo::model::account::TlsMode;
use pombo::model::fault::{Fault, FaultKind, Place};
use pombo::model::setup::{Candidate, Origin, Seek, SeekState, Way};
use pombo::setup::Tools;
use pombo::setup::discover::discover;
use setup_kit::dns::{NameServer, Zone};
use setup_kit::mail::Mail;
use setup_kit::web::{Reply, Web};
use setup_kit::{ANA, autoconfig, of, soon, told, tools};
use support::dovecot::{Dovecot, Options};
use tokio::sync::mpsc;

const AUTOCONFIG: &str = "/autoconfig.example.test/mail/config-v1.1.xml";
const WELL_KNOWN: &str = "/example.test/.well-known/autoconfig/mail/config-v1.1.xml";

/// Looks, and gives what was found with the steps that were told.
async fn found(tools: &Tools, address: &str) -> (Result<Vec<Candidate>, Fault>, Vec<Seek>) {
    let (tell, mut steps) = mpsc::unbounded_channel();
    let found = soon(discover(tools, address, &tell)).await;
    (found, told(&mut steps))
}

/// What each place says about the address, without anybody connecting to it.
async fn claims(tools: &Tools, origin: Origin) -> Result<Vec<Candidate>, Fault> {
    let (tell, mut answers) = mpsc::unbounded_channel();
    soon(discovery::look(&tools.http, &tools.places, ANA, tell)).await;
    let mut of_origin = told(&mut answers).into_iter().filter(|(from, _)| *from == origin);
    let answer = of_origin.next().expect("each place answers").1;
    assert!(of_origin.next().is_none(), "each place answers once");
    answer
}

/// The host, port and protection of each.
fn places(found: &[Candidate]) -> Vec<(String, u16, TlsMode)> {
    found.iter().map(|one| (one.imap.host.clone(), one.imap.port, one.imap.tls)).collect()
}

fn kind<T>(result: Result<T, Fault>) -> Option<FaultKind> {
    result.err().map(|fault| fault.kind)
}

#[tokio::test]
async fn an_address_alone_leads_to_the_server_that_its_domain_publishes() {
    let dovecot = Dovecot::start();
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    let tools = tools(&dns, &web, Some(dovecot.certs.ca.clone()));

    let (found, steps) = found(&tools, "Ana@Example.TEST").await;
    let found = found.unwrap();
    assert_eq!(places(&found), [("localhost".to_owned(), dovecot.tls_port, TlsMode::Implicit)]);
    assert_eq!((found[0].origin, found[0].user.as_str()), (Origin::Autoconfig, "Ana"));
    assert_eq!(found[0].ways, [Way::Password]);
    assert_eq!(found[0].provider.as_deref(), Some("Example"));
    assert!(!found[0].needs_consent());

    let host = || "localhost".to_owned();
    let expected = [SeekState::Looking, SeekState::Checking(host()), SeekState::Found(host())];
    assert_eq!(of(&steps, Origin::Autoconfig), expected);
    assert_eq!(of(&steps, Origin::Table), [SeekState::Looking, SeekState::Nothing]);
    for origin in Origin::ALL {
        assert_eq!(of(&steps, origin).first(), Some(&SeekState::Looking), "{origin:?}");
    }
    // The domain's own page may know the address; no other place does.
    let asked = web.came_to(AUTOCONFIG).remove(0).path;
    assert!(asked.ends_with("?emailaddress=Ana%40example.test"), "{asked}");
    let others = web.came().into_iter().filter(|came| !came.path.starts_with(AUTOCONFIG));
    assert!(others.into_iter().all(|came| !came.path.contains("Ana")));
}

#[tokio::test]
async fn srv_records_are_followed_in_their_order_and_want_the_persons_yes() {
    let dovecot = Dovecot::start();
    let zone = Zone::default()
        .srv("_imaps._tcp.example.test", 0, 0, 0, ".")
        .srv("_imap._tcp.example.test", 20, 0, 1, "localhost")
        .srv("_imap._tcp.example.test", 10, 0, dovecot.port, "localhost")
        .srv("_submissions._tcp.example.test", 0, 1, 4650, "smtp.example.test")
        .srv("_submission._tcp.example.test", 0, 1, 5870, "smtp.example.test");
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let tools = tools(&dns, &web, Some(dovecot.certs.ca.clone()));

    let (found, steps) = found(&tools, ANA).await;
    let found = found.unwrap();
    assert_eq!(places(&found), [("localhost".to_owned(), dovecot.port, TlsMode::StartTls)]);
    assert_eq!(found[0].smtp.as_ref().map(|smtp| smtp.port), Some(4650));
    assert_eq!(found[0].user, ANA);
    assert!(found[0].needs_consent());
    assert!(of(&steps, Origin::Srv).contains(&SeekState::Found("localhost".to_owned())));
}

#[tokio::test]
async fn of_srv_records_the_lower_priority_then_the_heavier_weight_comes_first() {
    let zone = Zone::default()
        .srv("_imap._tcp.example.test", 0, 0, 143, "d.example.test")
        .srv("_imaps._tcp.example.test", 10, 90, 993, "c.example.test")
        .srv("_imaps._tcp.example.test", 5, 10, 993, "b.example.test")
        .srv("_imaps._tcp.example.test", 5, 60, 994, "A.example.test.");
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let found = claims(&tools(&dns, &web, None), Origin::Srv).await.unwrap();
    let name = |text: &str| text.to_owned();
    let tls = TlsMode::Implicit;
    let expected = [
        (name("a.example.test"), 994, tls),
        (name("b.example.test"), 993, tls),
        (name("c.example.test"), 993, tls),
        (name("d.example.test"), 143, TlsMode::StartTls),
    ];
    assert_eq!(places(&found), expected);
}

#[tokio::test]
async fn odd_records_are_passed_over() {
    let mut zone = Zone::default()
        .srv("_imaps._tcp.example.test", 0, 0, 993, "local host")
        .srv("_imaps._tcp.example.test", 0, 0, 0, "imap.example.test")
        .srv("_imaps._tcp.example.test", 1, 0, 993, "127.0.0.1")
        .cname("_imap._tcp.example.test", "_imap._tcp.example.test");
    for n in 0..300 {
        zone = zone.mx("example.test", n, &format!("mx{n}.hoster{n}.test"));
    }
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let tools = tools(&dns, &web, None);
    assert_eq!(claims(&tools, Origin::Srv).await.unwrap(), []);
    assert_eq!(claims(&tools, Origin::Mx).await.unwrap(), []);
    let hosters = web.came().into_iter().filter(|came| came.path.contains("hoster")).count();
    assert!(hosters <= 4, "300 exchangers do not make 300 questions: {hosters}");
    let (found, _) = found(&tools, ANA).await;
    assert_eq!(kind(found), Some(FaultKind::UnknownHost));
}

#[tokio::test]
async fn the_exchanger_tells_the_provider() {
    let zone = Zone::default().mx("example.test", 20, "backup.example.test").mx(
        "example.test",
        10,
        "ASPMX.L.google.com",
    );
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let found = claims(&tools(&dns, &web, None), Origin::Mx).await.unwrap().remove(0);
    assert_eq!(found.imap.host, "imap.gmail.com");
    assert_eq!(found.user, ANA);
    let Way::Browser(oauth) = &found.ways[0] else { panic!("{found:?}") };
    assert_eq!(oauth.provider.as_deref(), Some("google"));
    assert!(!found.needs_consent());
}

#[tokio::test]
async fn a_strangers_exchanger_is_asked_without_the_address_and_wants_the_persons_yes() {
    let dovecot = Dovecot::start();
    let zone = Zone::default().mx("example.test", 10, "mx1.hoster.test");
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let page = "/autoconfig.hoster.test/mail/config-v1.1.xml";
    web.reply(page, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    let (found, _) = found(&tools(&dns, &web, Some(dovecot.certs.ca.clone())), ANA).await;
    let found = found.unwrap().remove(0);
    assert_eq!((found.origin, found.provider.as_deref()), (Origin::Mx, None));
    assert!(found.needs_consent());
    assert_eq!(web.came_to(page)[0].path, page);
}

#[tokio::test]
async fn names_that_many_use_are_tried_only_where_they_are() {
    let zone = Zone::default().a("mail.example.test", [127, 0, 0, 1]);
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    let found = claims(&tools(&dns, &web, None), Origin::Guess).await.unwrap();
    let host = || "mail.example.test".to_owned();
    assert_eq!(
        places(&found),
        [(host(), 993, TlsMode::Implicit), (host(), 143, TlsMode::StartTls)]
    );
    assert!(found.iter().all(Candidate::needs_consent));
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_is_told_and_never_passed_over() {
    let dovecot = Dovecot::with(&Options { names: &["elsewhere.test"], ..Options::default() });
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    let tools = tools(&dns, &web, Some(dovecot.certs.ca.clone()));

    let (alone, steps) = found(&tools, ANA).await;
    let Some(SeekState::Failed(fault)) = of(&steps, Origin::Autoconfig).pop() else { panic!() };
    let FaultKind::Certificate { fingerprint, .. } = fault.kind else { panic!("{fault:?}") };
    assert_eq!(fingerprint.0, dovecot.certs.fingerprint);
    // The person may look at it; nobody trusted it for them.
    let alone = alone.unwrap().remove(0);
    assert_eq!(alone.imap.trust.pinned, None);

    // Beside a good one it is no choice.
    let good = Dovecot::start();
    web.reply(WELL_KNOWN, Reply::xml(autoconfig("localhost", good.tls_port, "")));
    let mut tools = tools;
    let both = [&dovecot.certs.ca, &good.certs.ca].map(|ca| std::fs::read_to_string(ca).unwrap());
    let ca = good.dir.path().join("both.pem");
    std::fs::write(&ca, both.concat()).unwrap();
    tools.places.ca = Some(ca);
    let (found, _) = found(&tools, ANA).await;
    let found = found.unwrap();
    assert_eq!(places(&found), [("localhost".to_owned(), good.tls_port, TlsMode::Implicit)]);
    assert_eq!(found[0].origin, Origin::WellKnown);
}

#[tokio::test]
async fn hostile_pages_are_refused_and_the_good_one_is_found() {
    let dovecot = Dovecot::start();
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(WELL_KNOWN, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    let tools = tools(&dns, &web, Some(dovecot.certs.ca.clone()));
    let huge = [&b"<clientConfig>"[..], &vec![b' '; 10 << 20]].concat();
    let large = [&b"<clientConfig>"[..], &vec![b' '; 300 << 10]].concat();
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>\
                <clientConfig><emailProvider><displayName>&b;</displayName></emailProvider>\
                </clientConfig>";
    let away = "http://192.0.2.1/config.xml";
    for (reply, expected) in [
        (Reply::xml(huge), FaultKind::TooLarge),
        (Reply::xml(large), FaultKind::TooLarge),
        (Reply::xml(bomb), FaultKind::Nonsense),
        (Reply::xml([0xFF, 0xFE, 0x00]), FaultKind::Nonsense),
        (Reply::xml("<clientConfig"), FaultKind::Nonsense),
        (Reply::redirect(away), FaultKind::PlaintextRefused),
    ] {
        web.reply(AUTOCONFIG, reply);
        let (found, steps) = found(&tools, ANA).await;
        assert_eq!(found.unwrap()[0].origin, Origin::WellKnown, "{expected:?}");
        let Some(SeekState::Failed(fault)) = of(&steps, Origin::Autoconfig).pop() else {
            panic!("{expected:?}: {steps:?}")
        };
        assert_eq!(fault.kind, expected, "{}", fault.detail);
    }
}

#[tokio::test]
async fn a_web_site_that_has_a_page_for_everything_says_nothing() {
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::of("text/html", "<html><p>Welcome</html>"));
    let tools = tools(&dns, &web, None);
    assert_eq!(claims(&tools, Origin::Autoconfig).await, Ok(Vec::new()));
    assert_eq!(claims(&tools, Origin::WellKnown).await, Ok(Vec::new()));
}

#[tokio::test]
async fn places_that_are_silent_hold_up_no_better_answer() {
    let dovecot = Dovecot::start();
    let zone = Zone::default().silent("example.test");
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    web.reply(WELL_KNOWN, Reply::silence());
    let tools = tools(&dns, &web, Some(dovecot.certs.ca.clone()));
    let (found, steps) = found(&tools, ANA).await;
    assert_eq!(found.unwrap()[0].origin, Origin::Autoconfig);
    // They were given up, not waited for.
    for origin in [Origin::WellKnown, Origin::Srv, Origin::Mx] {
        assert_eq!(of(&steps, origin), [SeekState::Looking], "{origin:?}");
    }
}

#[tokio::test]
async fn a_page_over_tls_is_believed_by_its_certificate_alone() {
    let dovecot = Dovecot::start();
    let dns = NameServer::start(Zone::default()).await;
    let web = Web::with(Some(setup_kit::mail::acceptor(&dovecot.certs))).await;
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", dovecot.tls_port, "")));
    let trusting = tools(&dns, &web, Some(dovecot.certs.ca.clone()));
    let (good, _) = found(&trusting, ANA).await;
    assert_eq!(good.unwrap()[0].origin, Origin::Autoconfig);
    let strange = tools(&dns, &web, None);
    let fault = claims(&strange, Origin::Autoconfig).await.unwrap_err();
    assert!(matches!(fault.kind, FaultKind::Certificate { .. }), "{fault:?}");
    assert_eq!(web.came_to(AUTOCONFIG).len(), 1, "nothing was asked of the stranger");
}

#[tokio::test]
async fn a_server_that_takes_tokens_leads_to_who_gives_them() {
    let mail = Mail::start("IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER").await;
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", mail.port, "")));
    let at = &web.url;
    let metadata = format!(
        "{{\"issuer\": \"{at}\", \"authorization_endpoint\": \"{at}/authorize\", \
         \"token_endpoint\": \"{at}/token\", \"registration_endpoint\": \"{at}/register\", \
         \"code_challenge_methods_supported\": [\"S256\"], \
         \"scopes_supported\": [\"openid\", \"imap\"]}}"
    );
    web.reply("/.well-known/oauth-authorization-server", Reply::json(metadata));
    let tools = tools(&dns, &web, Some(mail.ca.clone()));
    let (found, _) = found(&tools, ANA).await;
    let found = found.unwrap().remove(0);
    let [Way::Browser(oauth), Way::Password] = &found.ways[..] else { panic!("{found:?}") };
    assert_eq!(oauth.register, Some(format!("{at}/register")));
    assert!(oauth.has_client());
    assert!(mail.lines().is_empty(), "nothing is said to a server that told by itself");
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_as_we_can_is_told_so() {
    let mail = Mail::start("IMAP4rev1 LOGINDISABLED AUTH=GSSAPI").await;
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", mail.port, "")));
    let (found, steps) = found(&tools(&dns, &web, Some(mail.ca.clone())), ANA).await;
    assert_eq!(kind(found), Some(FaultKind::UnknownHost));
    let Some(SeekState::Failed(fault)) = of(&steps, Origin::Autoconfig).pop() else { panic!() };
    assert_eq!(fault.place, Place::SignIn);
    assert!(fault.detail.contains("AUTH=GSSAPI"), "{}", fault.detail);
}

#[tokio::test]
async fn a_server_that_two_places_name_is_tried_once() {
    let mail = Mail::start("IMAP4rev1").await;
    let zone = Zone::default().srv("_imaps._tcp.example.test", 0, 0, mail.port, "localhost");
    let (dns, web) = (NameServer::start(zone).await, Web::start().await);
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("LOCALHOST", mail.port, "")));
    let (found, _) = found(&tools(&dns, &web, Some(mail.ca.clone())), ANA).await;
    assert_eq!(found.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_closed_or_no_address_is_told_at_once() {
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    let tools = tools(&dns, &web, None);
    let (closed, _) = found(&tools, "ana@tuta.com").await;
    let fault = closed.unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::NotImap, Place::Discovery));
    assert!(fault.detail.contains("Tuta"), "{}", fault.detail);
    let (none, _) = found(&tools, "ana at example.test").await;
    assert_eq!(kind(none), Some(FaultKind::Invalid));
}

#[tokio::test]
async fn a_domain_that_was_told_goes_before_the_table() {
    let mail = Mail::start("IMAP4rev1").await;
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    let mut tools = tools(&dns, &web, Some(mail.ca.clone()));
    web.reply(AUTOCONFIG, Reply::xml(autoconfig("localhost", mail.port, "")));
    let (found_by_page, _) = found(&tools, ANA).await;
    let mut known = found_by_page.unwrap().remove(0);
    known.user.clear();
    tools.places.known = vec![("example.test".to_owned(), known)];
    let (found, _) = found(&tools, ANA).await;
    let found = found.unwrap().remove(0);
    assert_eq!((found.origin, found.user.as_str()), (Origin::Table, ANA));
}
