//! Signing in through the browser, in the real window: from the address typed by real keys over a
//! real Chromium to mail that is moved; tokens that are renewed meanwhile; a permission that is taken
//! back, and given again. Nobody told Pombo a client id.

use std::path::Path;
use std::time::{Duration, Instant};

use pombo::config::{Config, Network};
use pombo::fl;
use pombo::model::event::{Event, Fact};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use pombo::model::link::Link;
use pombo::paths::Paths;
use pombo::ui::shell::Message;
use tokio::runtime::Runtime;

use crate::dns::{NameServer, Zone};
use crate::hands::Hands;
use crate::kit::{self, Home};
use crate::opener::{self, opened};
use crate::support::browser::Browser;
use crate::support::display::Display;
use crate::support::dovecot::{Dovecot, USER};
use crate::support::oauth::{Options, Provider, SCOPE};
use crate::support::proxy::Proxy;
use crate::support::secrets::Secrets;
use crate::support::{mails, until, until_within};
use crate::web::{Reply, Web};

/// How long an access token lives, in seconds; half of it later Pombo renews it.
const LIFE: u32 = 24;

/// The page of `test.example` that names its servers.
const AUTOCONFIG: &str = "/autoconfig.test.example/mail/config-v1.1.xml";

/// What there is besides Pombo.
struct World {
    provider: Provider,
    server: Dovecot,
    proxy: Proxy,
    web: Web,
    dns: NameServer,
    _runtime: Runtime,
}

impl World {
    fn start() -> Self {
        let provider = Provider::with(&Options { access_seconds: LIFE, ..Options::default() });
        let server = Dovecot::of(&provider);
        server.fill("INBOX", (1..=9).map(mails::plain));
        let proxy = Proxy::to(server.tls_port);
        let runtime = Runtime::new().unwrap();
        let web = runtime.block_on(Web::start());
        let dns = runtime.block_on(NameServer::start(Zone::default()));
        web.reply(AUTOCONFIG, Reply::xml(autoconfig(&provider, proxy.port)));
        Self { provider, server, proxy, web, dns, _runtime: runtime }
    }

    /// How this network is asked, in the settings of a profile.
    fn configure(&self, profile: &Path) {
        let mut config = Config::default();
        config.settings.mark_read_after = None;
        config.network = Network {
            name_server: Some(self.dns.address),
            web: Some(self.web.url.clone()),
            ca: Some(self.server.certs.ca.clone()),
        };
        config.save(&Paths::profile(profile)).unwrap();
    }
}

fn autoconfig(provider: &Provider, port: u16) -> String {
    let oauth = provider.oauth();
    format!(
        "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"test.example\">\
         <domain>test.example</domain><displayName>Test Mail</displayName>\
         <incomingServer type=\"imap\"><hostname>localhost</hostname><port>{port}</port>\
         <socketType>SSL</socketType><username>%EMAILLOCALPART%</username>\
         <authentication>OAuth2</authentication></incomingServer></emailProvider>\
         <oAuth2><issuer>{issuer}</issuer><scope>{SCOPE}</scope><authURL>{authorize}</authURL>\
         <tokenURL>{token}</tokenURL></oAuth2></clientConfig>",
        issuer = provider.issuer(),
        authorize = oauth.authorize,
        token = oauth.token,
    )
}

/// Signs in at the provider, where it asks, and agrees; up to the page that says it is done.
fn agree(browser: &Browser, url: &str) {
    const WHERE: &str = "return document.querySelector('input[name=user]') ? 'login' : \
                         document.querySelector('#scopes') ? 'consent' : document.body.innerText";
    browser.open(url);
    until("the last page", || {
        match browser.run(WHERE).as_str() {
            "login" => browser.sign_in(USER),
            "consent" => browser.click("#go"),
            text if text.contains(&fl!("page-done-title")) => return Some(()),
            _ => {}
        }
        None
    });
    assert_eq!(browser.language(), "en");
}

/// A profile that Pombo finds as it would be on that network, and its session.
fn opened_window<'a>(display: &'a Display, home: &Path, world: &World) -> Hands<'a> {
    let path = opener::put_into(home);
    world.configure(&home.join("profile"));
    Hands::start_with(display, home, "oauth", &[("PATH", &path), ("POMBO_LOG", "trace")])
}

/// By keys alone, the certificate vouched for by the authority of the settings.
fn type_the_address(hands: &mut Hands<'_>) {
    hands.click(&fl!("welcome-add"));
    hands.wait("the question for the address", |line| line["stage"] == "address");
    let field = hands.twin.see_id("form name").center();
    hands.display.click(hands.at(field));
    hands.display.type_text("Ana Souza");
    hands.display.key("Tab");
    hands.display.type_text("ana@test.example");
    hands.display.key("Return");
    hands.wait("the server", |line| line["stage"] == "found");
    hands.display.key("Return");
    hands.wait("the browser's turn", |line| line["stage"] == "in the browser");
}

/// The twin shows the mail by the password, over a line of its own: it uses no token.
fn with_a_twin_by_password(hands: &mut Hands<'_>, world: &World) {
    let profile = Home::signed_in(world.server.port);
    let size = hands.size();
    hands.twin = profile.open_sized(size);
    hands.twin.until_live();
}

/// What the real window's strip says, the twin's says too.
fn tell_the_twin(hands: &mut Hands<'_>, link: Link) {
    let event = Event { account: kit::ACCOUNT, fact: Fact::Linked(link) };
    hands.twin.stage.driver.tell(Message::Facts(vec![event]));
}

fn drag_to_archive(hands: &mut Hands<'_>, subject: &str) {
    hands.twin.see(subject);
    let (row, archive) = (hands.place(subject), hands.place(&fl!("mailbox-archive")));
    hands.display.drag(row, archive);
}

fn archived(world: &World) -> Vec<String> {
    let mut all = world.server.client().message_ids("Archive");
    all.sort();
    all
}

/// Longer than the first token lives: it is not what holds the line.
fn outlive_the_token(hands: &mut Hands<'_>, world: &World) {
    let connections = world.proxy.connections();
    until_within(Duration::from_secs(3 * u64::from(LIFE)), "two renewals", || {
        (world.provider.state().refreshes >= 2).then_some(())
    });
    world.server.client().append("INBOX", "", &mails::plain(10));
    hands.wait("the new message", |line| line["milestone"] == "list shown" && line["rows"] == 9);
    assert_eq!(world.proxy.connections(), connections, "IDLE went on");
    assert_eq!(world.provider.state().codes, 1);
}

#[test]
fn a_person_signs_in_by_the_browser_and_keeps_the_mail_through_renewals_and_a_revocation() {
    let (world, display, browser) = (World::start(), Display::start(), Browser::start());
    let home = tempfile::tempdir().unwrap();
    let mut hands = opened_window(&display, home.path(), &world);

    type_the_address(&mut hands);
    agree(&browser, &opened(home.path(), 0));
    hands.wait("the list", |line| line["milestone"] == "list shown" && line["rows"] == 9);
    assert_eq!(world.provider.state().registrations, 1, "no id is in the program");
    hands.wait("to be in step", |line| line["milestone"] == "in step");

    with_a_twin_by_password(&mut hands, &world);
    drag_to_archive(&mut hands, "Message 9");
    hands.wait("the move", |line| line["milestone"] == "action confirmed");
    assert_eq!(archived(&world), ["m9@test.example"]);
    outlive_the_token(&mut hands, &world);

    assert!(world.provider.revoke_grants() > 0);
    let ended = Instant::now();
    hands.wait("the strip", |line| line["strip"] == "sign in needed");
    assert!(ended.elapsed() < Duration::from_secs(60), "a minute is too long");
    let fault = FaultKind::Grant(GrantProblem::Ended);
    let fault = Fault::new(fault, Place::Authorization, "");
    tell_the_twin(&mut hands, Link::SignInNeeded(fault));
    world.proxy.cut();
    world.proxy.mend();
    drag_to_archive(&mut hands, "Message 8");
    hands.wait("one row less", |line| line["milestone"] == "list shown" && line["rows"] == 8);

    let again = hands.place(&fl!("strip-sign-in"));
    display.click(again);
    hands.wait("the browser's turn", |line| line["stage"] == "in the browser");
    assert_eq!(archived(&world), ["m9@test.example"], "the journal waits");
    agree(&browser, &opened(home.path(), 1));
    hands.wait("the move", |line| line["milestone"] == "action confirmed");
    assert_eq!(archived(&world), ["m8@test.example", "m9@test.example"]);
    let told = hands.close_talking();
    assert!(told.lines().count() > 100, "the log is at its most talkative");

    no_token_is_anywhere_but_in_the_keyring(&world, &display, home.path());
}

/// Everything that was written lies in the home: settings, cache, journal, trace, log, what was
/// opened in the browser.
fn no_token_is_anywhere_but_in_the_keyring(world: &World, display: &Display, home: &Path) {
    let issued = world.provider.issued();
    assert!(issued.len() > 6, "{}", issued.len());
    let mut secrets = Secrets::default();
    issued.iter().for_each(|token| secrets.add("a token or code", token));
    secrets.assert_in_none(&[], &[home]);
    let look = "secret-tool search --all username oauth:1:ana@test.example 2>&1";
    let found = display.session(home, look).output().unwrap();
    assert!(!secrets.in_octets(&found.stdout).is_empty(), "the keyring has them");
}
