//! Where tokens and passwords are kept: in the place that was wished, and moved to another.

use super::*;
use crate::auth::FileState;
use crate::auth::file::SealedFile;

const PASSPHRASE: &str = "correct horse";

/// A vault with a keyring and an encrypted file that is open.
struct Places {
    vault: Vault,
    shelf: Arc<Fragile>,
    file: SealedFile,
    _dir: tempfile::TempDir,
}

impl Places {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = SealedFile::cheap(dir.path().join("secrets.sealed"));
        file.create(PASSPHRASE.into()).await.unwrap();
        let shelf = Fragile::new(usize::MAX);
        let vault = Vault::for_this_run().with_shelf(shelf.clone()).with_sealed(file.clone());
        Self { vault, shelf, file, _dir: dir }
    }

    /// The same places with nothing in memory.
    fn restarted(&self) -> Vault {
        Vault::for_this_run().with_shelf(self.shelf.clone()).with_sealed(self.file.clone())
    }

    /// What is in the keyring, and in the file.
    async fn entries(&self, name: &str) -> (bool, bool) {
        let in_file = self.file.read(name.to_owned(), crate::auth::shelf::Prompt::Never).await;
        (self.shelf.entries.lock().unwrap().contains_key(name), in_file.is_ok())
    }
}

fn tokens_at(place: &SecretSource) -> Account {
    signing_in_at("https://auth.example/token", place.clone())
}

#[tokio::test]
async fn tokens_go_where_they_were_wished_and_move() {
    use SecretSource::{File, Keyring, ThisRun};

    let places = Places::new().await;
    let mut at = ThisRun;
    places.vault.try_keep_tokens(&tokens_at(&at), first(soon(3000))).await.unwrap();
    for (to, expected) in [
        (Keyring, (true, false)),
        (Keyring, (true, false)),
        (File, (false, true)),
        (ThisRun, (false, false)),
        (File, (false, true)),
        (Keyring, (true, false)),
    ] {
        places.vault.move_to(&tokens_at(&at), &to).await.unwrap();
        assert_eq!(places.entries(NAME).await, expected, "{at:?} to {to:?}");
        let told = text(places.vault.credentials(&tokens_at(&at)).await);
        assert_eq!(told.unwrap(), "access-1", "{at:?} to {to:?}");
        at = to;
    }
    let new = Tokens { access: "access-9".into(), ..first(soon(3000)) };
    assert_eq!(places.vault.keep_tokens(&tokens_at(&File), new).await, File);
    assert_eq!(places.entries(NAME).await, (false, true));
    let told = text(places.restarted().credentials(&tokens_at(&File)).await);
    assert_eq!(told.unwrap(), "access-9");
}

#[tokio::test]
async fn renewed_tokens_go_where_the_tokens_are_whatever_an_older_copy_of_the_account_says() {
    let server = Server::start().await;
    let places = Places::new().await;
    let early = signing_in_at(&server.url, SecretSource::ThisRun);
    places.vault.try_keep_tokens(&early, first(soon(-1))).await.unwrap();
    places.vault.move_to(&early, &SecretSource::File).await.unwrap();
    assert_eq!(text(places.vault.credentials(&early).await).unwrap(), "access-2");
    let late = signing_in_at(&server.url, SecretSource::File);
    assert_eq!(text(places.restarted().credentials(&late).await).unwrap(), "access-2");
}

#[tokio::test]
async fn a_place_that_does_not_take_them_is_told_and_they_are_held() {
    let places = Places::new().await;
    places.shelf.break_after(0);
    places.file.close();
    for (place, kind) in
        [(SecretSource::Keyring, FaultKind::NoKeyring), (SecretSource::File, FaultKind::Locked)]
    {
        let account = tokens_at(&place);
        let kept = places.vault.try_keep_tokens(&account, first(soon(3000))).await;
        assert_eq!(kept.unwrap_err().kind, kind);
        let told = places.vault.keep_tokens(&account, first(soon(3000))).await;
        assert_eq!(told, SecretSource::ThisRun);
        assert_eq!(text(places.vault.credentials(&account).await).unwrap(), "access-1");

        let password = Account { oauth: None, ..account };
        let kept = places.vault.try_keep(&password, "hunter2".into()).await;
        assert_eq!(kept.unwrap_err().kind, kind);
        assert!(places.vault.credentials(&password).await.is_ok());
    }
    // The person opens the file, and that is where they go.
    places.vault.open_file(PASSPHRASE.into()).await.unwrap();
    let account = tokens_at(&SecretSource::Keyring);
    places.vault.move_to(&account, &SecretSource::File).await.unwrap();
    let moved = tokens_at(&SecretSource::File);
    assert_eq!(text(places.restarted().credentials(&moved).await).unwrap(), "access-1");
}

#[tokio::test]
async fn a_password_goes_where_it_was_wished_and_moves() {
    use SecretSource::{File, Keyring, ThisRun};

    let name = "imap:3:ana@example.org";
    let places = Places::new().await;
    let mut at = ThisRun;
    places.vault.try_keep(&account(at.clone()), "hunter2".into()).await.unwrap();
    for (to, expected) in [
        (File, (false, true)),
        (Keyring, (true, false)),
        (Keyring, (true, false)),
        (ThisRun, (false, false)),
        (Keyring, (true, false)),
    ] {
        places.vault.move_to(&account(at.clone()), &to).await.unwrap();
        assert_eq!(places.entries(name).await, expected, "{at:?} to {to:?}");
        let vault = if to == ThisRun { places.vault.clone() } else { places.restarted() };
        let told = vault.credentials(&account(to.clone())).await.unwrap();
        assert!(matches!(told, Credentials::Password { password, .. }
            if password.expose_secret() == "hunter2"));
        at = to;
    }
    let command = SecretSource::Command("true".to_owned());
    let told = places.vault.move_to(&account(at), &command).await;
    assert_eq!(told.unwrap_err().kind, FaultKind::Invalid);
}

#[tokio::test]
async fn a_file_that_is_not_open_says_so() {
    let places = Places::new().await;
    let account = tokens_at(&SecretSource::File);
    places.vault.try_keep_tokens(&account, first(soon(3000))).await.unwrap();
    places.vault.close_file();
    assert_eq!(places.vault.file_state(), FileState::Locked);
    // Who is signed in goes on; who starts has to give the passphrase.
    assert_eq!(text(places.vault.credentials(&account).await).unwrap(), "access-1");
    let password = Account { oauth: None, ..account.clone() };
    for account in [&account, &password] {
        let fault = places.restarted().credentials(account).await.map(drop).unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::Locked, Place::File));
    }
    let none = Vault::for_this_run();
    assert_eq!(none.file_state(), FileState::None);
    let fault = none.credentials(&account).await.map(drop).unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::Locked, Place::File));
}

#[tokio::test]
async fn all_of_an_account_is_forgotten_everywhere() {
    let places = Places::new().await;
    for place in [SecretSource::Keyring, SecretSource::File] {
        let vault = places.restarted();
        vault.try_keep_tokens(&tokens_at(&place), first(soon(3000))).await.unwrap();
        vault.try_keep(&account(place), "hunter2".into()).await.unwrap();
    }
    let other = Account { address: "bob@example.org".into(), ..account(SecretSource::File) };
    places.vault.try_keep(&other, "his".into()).await.unwrap();
    let ana = tokens_at(&SecretSource::File);
    assert_eq!(places.vault.forget(ana.id, &ana.address).await, Ok(()));
    assert!(places.shelf.entries.lock().unwrap().is_empty());
    for account in [ana.clone(), account(SecretSource::File)] {
        let fault = places.vault.credentials(&account).await.map(drop).unwrap_err();
        assert_eq!(fault.kind, FaultKind::NoPassword);
    }
    assert!(places.vault.credentials(&other).await.is_ok());

    places.vault.close_file();
    let told = places.vault.forget(ana.id, &ana.address).await.unwrap_err();
    assert_eq!((told.kind, told.place), (FaultKind::Locked, Place::File));
    places.file.open(PASSPHRASE.into()).await.unwrap();
    places.shelf.break_after(0);
    assert_eq!(places.vault.forget(ana.id, &ana.address).await, Ok(()));
}
