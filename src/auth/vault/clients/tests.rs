//! Where the secret of a client id goes, and that it is found again.

use secrecy::ExposeSecret;

use super::*;
use crate::auth::file::SealedFile;
use crate::auth::shelf::tests::Fragile;

const ID: &str = "an-id.apps.example";
const TOKEN: &str = "https://auth.example/token";

async fn told(vault: &Vault) -> Option<String> {
    vault.client_secret(ID, TOKEN).await.map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test]
async fn it_goes_into_the_keyring_and_outlives_the_run() {
    let shelf = Fragile::new(usize::MAX);
    let run = || Vault::for_this_run().with_shelf(shelf.clone());
    let vault = run();
    assert_eq!(told(&vault).await, None);
    vault.keep_client_secret(ID, TOKEN).await;
    assert_eq!(told(&run()).await, None, "nothing was told");

    vault.hold_client_secret(ID, TOKEN, Some("hush".into()));
    assert_eq!(told(&vault).await.as_deref(), Some("hush"), "at once");
    vault.keep_client_secret(ID, TOKEN).await;
    assert_eq!(told(&run()).await.as_deref(), Some("hush"));
    assert!(run().client_secret("another id", TOKEN).await.is_none());
    // A server that knows the id, too, is not shown the secret of another.
    for vault in [vault.clone(), run()] {
        assert!(vault.client_secret(ID, "https://evil.example/token").await.is_none());
    }
    assert!(!format!("{vault:?}").contains("hush"));
}

#[tokio::test]
async fn without_a_keyring_it_goes_into_the_open_file_and_else_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let file = SealedFile::cheap(dir.path().join("secrets.sealed"));
    let run = || Vault::for_this_run().with_sealed(file.clone());
    let vault = run();
    vault.hold_client_secret(ID, TOKEN, Some("hush".into()));
    vault.keep_client_secret(ID, TOKEN).await;
    assert_eq!(told(&vault).await.as_deref(), Some("hush"), "held");
    assert_eq!(told(&run()).await, None, "there is no file yet");

    file.create("correct horse".into()).await.unwrap();
    vault.keep_client_secret(ID, TOKEN).await;
    assert_eq!(told(&run()).await.as_deref(), Some("hush"));
    file.close();
    assert_eq!(told(&run()).await, None, "a closed file tells nothing");

    vault.hold_client_secret(ID, TOKEN, None);
    assert_eq!(told(&vault).await, None);
}
