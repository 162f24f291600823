//! What becomes of tokens when a keyring, a process or a caller goes away at the worst moment.

use super::*;

/// Longer than one entry of the small shelves below holds.
const SMALL: usize = 100;

/// The tokens that a process would find that is started now.
async fn found(scene: &Scene) -> Option<(String, String)> {
    let vault = scene.restarted();
    let tokens = vault.purses.tokens(&vault, &scene.account).await.ok()?;
    let text = |secret: &Secret| secret.expose_secret().to_owned();
    Some((text(&tokens.access), text(tokens.refresh.as_ref()?)))
}

fn pair(access: &str, refresh: &str) -> Option<(String, String)> {
    Some((access.to_owned(), refresh.to_owned()))
}

/// Waits until the server has a question.
async fn asked(scene: &Scene) {
    let asked = scene.server.asked.notified();
    tokio::time::timeout(std::time::Duration::from_secs(30), asked).await.unwrap();
}

#[tokio::test]
async fn killed_at_any_step_of_a_rotation_the_old_or_the_new_tokens_are_there() {
    for longest in [usize::MAX, SMALL] {
        let (mut olds, mut news) = (0, 0);
        for steps in 0.. {
            let scene = Scene::on(Fragile::new(longest), soon(100)).await;
            scene.vault.grant(&scene.account).await.unwrap();
            scene.shelf.break_after(steps);
            let told = scene.token().await;
            let is_over = scene.shelf.is_whole();
            scene.shelf.mend();

            match found(&scene).await {
                tokens if tokens == pair("access-1", "refresh-1") => olds += 1,
                tokens if tokens == pair("access-2", "refresh-2") => news += 1,
                other => panic!("after {steps}: {other:?}"),
            }
            // This process goes on with what the server gave, and keeps it at the next chance.
            assert_eq!(told, Ok("access-2".to_owned()), "after {steps}");
            assert_eq!(scene.token().await.unwrap(), "access-2");
            assert_eq!(found(&scene).await, pair("access-2", "refresh-2"), "after {steps}");
            assert_eq!(scene.server.came(), ["refresh-1"]);
            if is_over {
                break;
            }
        }
        assert!(olds > 0 && news > 0, "{olds} {news}");
    }
}

#[tokio::test]
async fn new_tokens_are_kept_before_they_are_given() {
    let scene = Scene::with(soon(100)).await;
    let before = scene.shelf.writes.load(Ordering::SeqCst);
    let (token, kept) = (scene.token().await.unwrap(), found(&scene).await);
    assert_eq!((token.as_str(), kept), ("access-2", pair("access-2", "refresh-2")));
    // In one step, where an entry holds them.
    assert_eq!(scene.shelf.writes.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn a_keyring_that_fails_for_long_loses_nothing() {
    let scene = Scene::with(soon(100)).await;
    scene.vault.grant(&scene.account).await.unwrap();
    scene.shelf.break_after(0);
    assert_eq!(scene.token().await.unwrap(), "access-2");
    // Not even while the server goes on rotating.
    assert_eq!(scene.renewed("access-2").await.unwrap(), "access-3");
    assert_eq!(scene.vault.grant(&scene.account).await.map(|grant| grant.renewable), Some(true));
    scene.shelf.mend();
    assert_eq!(found(&scene).await, pair("access-1", "refresh-1"));
    // Any look at them is a chance.
    assert!(scene.vault.renews_at(&scene.account).await.is_some());
    assert_eq!(found(&scene).await, pair("access-3", "refresh-3"));
    assert_eq!(scene.token().await.unwrap(), "access-3");
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_lose_what_the_server_gave() {
    let scene = Scene::with(soon(100)).await;
    scene.server.hold();
    let given_up = tokio::time::timeout(std::time::Duration::ZERO, scene.token());
    // It is polled once, which is enough to begin.
    assert!(given_up.await.is_err());
    asked(&scene).await;
    scene.server.answers.add_permits(1);
    let next = tokio::time::timeout(std::time::Duration::from_secs(30), scene.token());
    assert_eq!(next.await.unwrap().unwrap(), "access-2");
    assert_eq!(scene.server.came(), ["refresh-1"]);
    assert_eq!(found(&scene).await, pair("access-2", "refresh-2"));
}

#[tokio::test]
async fn nothing_is_written_for_an_account_that_was_removed_meanwhile() {
    let scene = Scene::with(soon(100)).await;
    scene.server.hold();
    let vault = scene.vault.clone();
    let account = scene.account.clone();
    let asking = tokio::spawn(async move { text(vault.credentials(&account).await) });
    asked(&scene).await;
    let forget = scene.vault.forget(scene.account.id, &scene.account.address);
    let answer = async { scene.server.answers.add_permits(1) };
    let (forgotten, ()) = tokio::join!(forget, answer);
    assert_eq!(forgotten, Ok(()));
    asking.await.unwrap().unwrap();
    assert!(scene.shelf.entries.lock().unwrap().is_empty());
    assert_eq!(scene.token().await, Err(FaultKind::NoPassword));
}
