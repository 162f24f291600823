//! The page whose hash is in DNS, end to end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod setup_kit;
mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pombo::model::fault::FaultKind;
use pombo::model::setup::{Origin, SeekState, Way};
use pombo::setup::discover::discover;
use setup_kit::dns::{NameServer, Zone};
use setup_kit::mail::Mail;
use setup_kit::web::{Reply, Web};
use setup_kit::{ANA, of, soon, told, tools};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

const PAGE: &str = "/ua-auto-config.example.test/.well-known/user-agent-configuration.json";
const BODY: &str = "{\"protocols\": {\"imap\": {\"host\": \"localhost\"}}, \
    \"authentication\": {\"password\": true}}";

#[tokio::test]
async fn a_page_that_dns_vouches_for_is_tried_and_any_other_is_refused() {
    // The draft knows no port but 993, where nobody listens here: what is tried is told.
    let hash = STANDARD.encode(Sha256::digest(BODY));
    for (record, is_believed) in [
        (format!("v=UAAC1; a=sha256; d={hash}"), true),
        (format!("v=UAAC1; a=sha256; d={}", STANDARD.encode([7; 32])), false),
    ] {
        let zone = Zone::default().txt("_ua-auto-config.example.test", &record);
        let (dns, web) = (NameServer::start(zone).await, Web::start().await);
        web.reply(PAGE, Reply::json(BODY));
        let (tell, mut steps) = mpsc::unbounded_channel();
        let tools = tools(&dns, &web, None);
        let _ = soon(discover(&tools, ANA, &tell)).await;
        let steps = of(&told(&mut steps), Origin::Pacc);
        let checked = steps.contains(&SeekState::Checking("localhost".to_owned()));
        assert_eq!(checked, is_believed, "{steps:?}");
        let Some(SeekState::Failed(fault)) = steps.last() else { panic!("{steps:?}") };
        assert_eq!(fault.kind == FaultKind::Nonsense, !is_believed, "{fault:?}");
    }
}

#[tokio::test]
async fn an_issuer_is_asked_for_its_endpoints_with_its_path() {
    let mail = Mail::start("IMAP4rev1 AUTH=XOAUTH2").await;
    let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
    let at = format!("{}/realms/mail", web.url);
    let metadata = format!(
        "{{\"issuer\": \"{at}\", \"authorization_endpoint\": \"{at}/authorize\", \
         \"token_endpoint\": \"{at}/token\", \"code_challenge_methods_supported\": [\"S256\"]}}"
    );
    web.reply("/.well-known/oauth-authorization-server/realms/mail", Reply::json(metadata));
    let page =
        setup_kit::autoconfig("localhost", mail.port, "<authentication>OAuth2</authentication>");
    let issuer = format!(
        "<oAuth2><issuer>{at}</issuer><authURL>{at}/old</authURL><tokenURL>{at}/old</tokenURL></oAuth2>\
         </clientConfig>"
    );
    let page = page.replace("</clientConfig>", &issuer);
    web.reply("/autoconfig.example.test/mail/config-v1.1.xml", Reply::xml(page));
    let (tell, _steps) = mpsc::unbounded_channel();
    let tools = tools(&dns, &web, Some(mail.ca.clone()));
    let found = soon(discover(&tools, ANA, &tell)).await.unwrap().remove(0);
    let [Way::Browser(oauth)] = &found.ways[..] else { panic!("{found:?}") };
    // Neither knows who we are: what the domain wrote stays.
    assert_eq!(oauth.authorize, format!("{at}/old"));
    assert_eq!(web.came_to("/.well-known/oauth-authorization-server/realms/mail").len(), 1);
}
