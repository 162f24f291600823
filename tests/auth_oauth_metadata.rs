//! What hosts publish of their authorization servers, honestly and otherwise. Real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod oauth_kit;

use oauth_kit::flow::http;
use oauth_kit::{Asked, Given, Server, answer, free, json};
use pombo::auth::oauth::metadata;
use pombo::model::fault::{Fault, FaultKind, GrantProblem};
use pombo::model::oauth::OAuth;
use serde_json::{Value, json};

/// What an honest authorization server says of itself.
fn document(base: &str) -> Value {
    json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "registration_endpoint": format!("{base}/register"),
        "revocation_endpoint": format!("{base}/revoke"),
        "device_authorization_endpoint": format!("{base}/device"),
        "scopes_supported": ["openid", "email", "imap", "offline_access"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

/// A host that publishes one document at one path.
async fn host(path: &'static str, make: impl Fn(&str) -> Value + Send + Sync + 'static) -> Server {
    Server::start(move |base: &str, asked: &Asked| -> Given {
        if asked.path == path { json(200, &make(base)) } else { answer(404, "text/html", "no") }
    })
    .await
}

async fn found(servers: &[&Server]) -> Result<Option<OAuth>, Fault> {
    let hosts: Vec<String> =
        servers.iter().map(|server| format!("127.0.0.1:{}", server.port)).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    metadata(&http(), &hosts).await
}

#[tokio::test]
async fn an_authorization_server_tells_all_that_is_needed() {
    let server = host("/.well-known/oauth-authorization-server", document).await;
    let oauth = found(&[&server]).await.unwrap().unwrap();
    let base = &server.base;
    assert_eq!(oauth.issuer.as_ref(), Some(base));
    assert_eq!(oauth.authorize, format!("{base}/authorize"));
    assert_eq!(oauth.token, format!("{base}/token"));
    assert_eq!(oauth.register, Some(format!("{base}/register")));
    assert_eq!(oauth.revoke, Some(format!("{base}/revoke")));
    assert_eq!(oauth.device, Some(format!("{base}/device")));
    assert_eq!(oauth.scopes, ["openid", "imap", "offline_access"]);
    assert_eq!(oauth.extra["prompt"], "consent");
    assert!(oauth.names_issuer && oauth.client_id.is_empty() && oauth.has_client());
}

#[tokio::test]
async fn openid_connect_discovery_will_do_too() {
    let server = host("/.well-known/openid-configuration", document).await;
    assert!(found(&[&server]).await.unwrap().is_some());
    // Some name themselves with a slash at the end.
    let slash = |base: &str| {
        let mut document = document(base);
        document["issuer"] = format!("{base}/").into();
        document
    };
    let server = host("/.well-known/openid-configuration", slash).await;
    let oauth = found(&[&server]).await.unwrap().unwrap();
    assert_eq!(oauth.issuer, Some(format!("{}/", server.base)));
}

#[tokio::test]
async fn a_mail_server_names_who_guards_it_and_the_path_of_the_name_comes_last() {
    for place in [
        "/.well-known/oauth-authorization-server/tenant",
        "/.well-known/openid-configuration/tenant",
        "/tenant/.well-known/openid-configuration",
    ] {
        let guard = host(place, |base| {
            let mut document = document(base);
            document["issuer"] = format!("{base}/tenant").into();
            document
        })
        .await;
        let issuer = format!("{}/tenant", guard.base);
        let named = issuer.clone();
        let mail = host("/.well-known/oauth-protected-resource", move |base| {
            json!({
                "resource": base.replace("http", "imaps"),
                "authorization_servers": [named],
                "scopes_supported": ["mail.imap", "calendar"],
            })
        })
        .await;
        let oauth = found(&[&mail]).await.unwrap().unwrap();
        assert_eq!(oauth.issuer, Some(issuer));
        assert_eq!(oauth.scopes, ["mail.imap", "openid", "offline_access"], "{place}");
    }
}

#[tokio::test]
async fn the_domain_is_asked_where_the_mail_server_tells_nothing() {
    let mail = Server::start(|_, _| answer(404, "text/html", "no")).await;
    let domain = host("/.well-known/oauth-authorization-server", document).await;
    let oauth = found(&[&mail, &domain]).await.unwrap().unwrap();
    assert_eq!(oauth.issuer, Some(domain.base.clone()));
    assert!(found(&[&mail]).await.unwrap().is_none());
    assert!(found(&[]).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_no_document_tells_nothing() {
    for (media_type, body) in [
        ("text/html", "{}"),
        ("application/json", "<html>"),
        ("application/json", "[]"),
        ("application/json", "{\"issuer\": 7}"),
        ("application/json", "{\"issuer\": \"https://a.example\"}"),
    ] {
        let server = Server::start(move |_, _| answer(200, media_type, body)).await;
        assert!(found(&[&server]).await.unwrap().is_none(), "{body}");
    }
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_told() {
    let closed = free().await;
    let result = metadata(&http(), &[&format!("127.0.0.1:{closed}")]).await;
    assert_eq!(result.unwrap_err().kind, FaultKind::PortRefused);
    for name in ["a/b", "user@host", "", "a b"] {
        assert_eq!(metadata(&http(), &[name]).await.unwrap_err().kind, FaultKind::Invalid);
    }
}

/// A document in which one thing is changed.
async fn changed(name: &'static str, value: Value) -> FaultKind {
    let server = host("/.well-known/oauth-authorization-server", move |base| {
        let mut document = document(base);
        document[name] = value.clone();
        document
    })
    .await;
    found(&[&server]).await.unwrap_err().kind
}

#[tokio::test]
async fn a_document_about_somebody_else_is_not_believed() {
    let wrong = FaultKind::Grant(GrantProblem::WrongIssuer);
    for issuer in ["https://accounts.google.com", "http://127.0.0.1:1", "", "http://127.0.0.1"] {
        assert_eq!(changed("issuer", json!(issuer)).await, wrong, "{issuer}");
    }
    let mail = host(
        "/.well-known/oauth-protected-resource",
        |base| json!({"resource": "https://imap.example.org", "authorization_servers": [base]}),
    )
    .await;
    assert_eq!(found(&[&mail]).await.unwrap_err().kind, wrong);
}

#[tokio::test]
async fn endpoints_without_tls_and_servers_without_pkce_are_refused() {
    let plain = json!("http://login.example.org/x");
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "registration_endpoint",
        "revocation_endpoint",
        "device_authorization_endpoint",
    ] {
        assert_eq!(changed(endpoint, plain.clone()).await, FaultKind::PlaintextRefused);
        assert_eq!(changed(endpoint, json!("javascript:x")).await, FaultKind::Invalid);
    }
    let other = FaultKind::Grant(GrantProblem::Other);
    assert_eq!(changed("code_challenge_methods_supported", json!(["plain"])).await, other);
    assert_eq!(changed("code_challenge_methods_supported", json!([])).await, other);

    let mail = host(
        "/.well-known/oauth-protected-resource",
        |base| json!({"resource": base, "authorization_servers": ["http://login.example.org"]}),
    )
    .await;
    assert_eq!(found(&[&mail]).await.unwrap_err().kind, FaultKind::PlaintextRefused);
}

#[tokio::test]
async fn a_mail_server_that_names_ten_thousand_guards_is_not_followed_to_all() {
    let asked = Server::start(|_, _| answer(404, "text/html", "no")).await;
    let base = asked.base.clone();
    let mail = host("/.well-known/oauth-protected-resource", move |own| {
        let many: Vec<String> = (0..500).map(|number| format!("{base}/{number}")).collect();
        json!({"resource": own, "authorization_servers": many})
    })
    .await;
    assert!(found(&[&mail]).await.unwrap().is_none());
    assert!(asked.asked().len() <= 9, "{}", asked.asked().len());
}
