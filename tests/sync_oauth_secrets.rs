//! No token of a whole life with tokens is in anything that was written: signing in, working,
//! renewing, being refused, signing in again. The log is at its most talkative.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::Arc;

use pombo::auth::{Secret, Vault};
use pombo::model::account::{Account, SecretSource};
use pombo::paths::Paths;
use pombo::sync::Storage;
use support::dovecot::{Dovecot, USER};
use support::mails;
use support::oauth::{Options, Provider};
use support::proxy::Proxy;
use support::secrets::Secrets;
use sync_kit::tokens::{
    break_the_wire, sign_in, until_refreshed, until_sign_in_is_needed, with_tokens,
};
use sync_kit::{App, LIVE};

const PASSPHRASE: &str = "the passphrase of the file";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_is_written_anywhere_but_into_the_encrypted_file() {
    let profile = tempfile::tempdir().unwrap();
    let log = profile.path().join("log");
    let writer = Arc::new(std::fs::File::create(&log).unwrap());
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(writer).init();

    let provider = Provider::with(&Options { access_seconds: 16, ..Options::default() });
    let server = Dovecot::of(&provider);
    server.fill("INBOX", (1..=3).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let account = Account { secret: SecretSource::File, ..with_tokens(&provider, proxy.port) };
    let sealed = profile.path().join("secrets.sealed");
    let vault = Vault::for_this_run().with_file(sealed.clone());
    vault.create_file(Secret::from(PASSPHRASE.to_owned())).await.unwrap();
    sign_in(&account, &vault, USER).await;

    let storage = Storage::Disk(Paths::profile(profile.path()));
    let mut app = App::with(storage, account.clone(), vault.clone(), LIVE);
    app.until_live().await;
    until_refreshed(&provider, 1);
    // Ended at the server, good by the clock: Dovecot refuses it, with a challenge.
    provider.expire_access_tokens();
    break_the_wire(&mut app, &proxy).await;
    app.until_live().await;
    provider.revoke_grants();
    let fault = until_sign_in_is_needed(&mut app).await;
    sign_in(&account, &vault, USER).await;
    let told = format!("{:?} {account:?} {vault:?} {fault} {fault:?}", app.told);
    app.stop().await;

    let issued = provider.issued();
    assert!(issued.len() >= 8, "{}", issued.len());
    let mut secrets = Secrets::new(&[("the passphrase", PASSPHRASE)]);
    issued.iter().for_each(|token| secrets.add("a token or code", token));
    assert!(std::fs::metadata(&sealed).unwrap().len() > 100);
    let written = std::fs::read_to_string(&log).unwrap();
    // The log speaks of all of it.
    for words in ["TRACE hyper", "it is renewed", "invalid_token", "invalid_grant"] {
        assert!(written.contains(words), "nothing of {words} in:\n{written}");
    }
    secrets.assert_in_none(&[("what was told", &told)], &[profile.path()]);
    // Who is asked about tokens gets them; were the search blind, it would not find them there.
    assert!(!secrets.in_octets(proxy.sent().as_bytes()).is_empty());
}
