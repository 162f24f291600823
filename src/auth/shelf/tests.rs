//! Secrets in pieces, on a shelf that stops working at every possible moment.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;

/// A shelf in memory that can be made to fail from a given step on, as if the process had died
/// there, and that counts who asks.
pub(in crate::auth) struct Fragile {
    pub entries: Mutex<BTreeMap<String, String>>,
    longest: usize,
    /// Steps that still work.
    left: AtomicUsize,
    pub writes: AtomicUsize,
}

impl fmt::Debug for Fragile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fragile").finish_non_exhaustive()
    }
}

impl Fragile {
    pub fn new(longest: usize) -> Arc<Self> {
        Arc::new(Self {
            entries: Mutex::default(),
            longest,
            left: AtomicUsize::new(usize::MAX),
            writes: AtomicUsize::new(0),
        })
    }

    /// From now on so many steps work, and then none.
    pub fn break_after(&self, steps: usize) {
        self.left.store(steps, Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.break_after(usize::MAX);
    }

    /// Whether it would do another step.
    pub fn is_whole(&self) -> bool {
        self.left.load(Ordering::SeqCst) > 0
    }

    fn step(&self) -> Result<(), Fault> {
        let spend = |left: usize| if left == usize::MAX { Some(left) } else { left.checked_sub(1) };
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend) {
            Ok(_) => Ok(()),
            Err(_) => Err(Fault::new(FaultKind::NoKeyring, Place::Keyring, "It went away.")),
        }
    }
}

impl Shelf for Fragile {
    fn read(&self, name: String, _: Prompt) -> BoxFuture<'_, Result<Secret, Fault>> {
        Box::pin(async move {
            self.step()?;
            let found = self.entries.lock().unwrap().get(&name).cloned();
            found.map(Secret::from).ok_or_else(|| {
                Fault::new(FaultKind::NoPassword, Place::Keyring, "There is no such entry.")
            })
        })
    }

    fn write(&self, name: String, secret: Secret, _: Prompt) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            self.step()?;
            assert!(units(secret.expose_secret()) <= self.longest, "{name} is too long");
            self.writes.fetch_add(1, Ordering::SeqCst);
            self.entries.lock().unwrap().insert(name, secret.expose_secret().to_owned());
            Ok(())
        })
    }

    fn delete(&self, name: String, _: Prompt) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            self.step()?;
            self.entries.lock().unwrap().remove(&name);
            Ok(())
        })
    }

    fn longest(&self) -> usize {
        self.longest
    }
}

const NAME: &str = "oauth:3:ana@example.org";

async fn kept(shelf: &Fragile) -> String {
    read(shelf, NAME, Prompt::Never).await.unwrap().expose_secret().to_owned()
}

/// Secrets of every kind of length for entries of twenty units: whole, two pieces, many.
fn secrets() -> [String; 4] {
    let long = |c: char, len: usize| format!("{{{}}}", c.to_string().repeat(len));
    [long('a', 5), long('b', 18), long('ü', 40), long('😀', 60)]
}

#[tokio::test]
async fn a_secret_of_every_length_takes_the_place_of_every_other() {
    let shelf = Fragile::new(20);
    for old in secrets() {
        for new in secrets() {
            for secret in [&old, &new, &new] {
                write(&*shelf, NAME, &secret.as_str().into(), Prompt::Never).await.unwrap();
                assert_eq!(&kept(&shelf).await, secret);
            }
            // Nothing of the old one is left beside it.
            let of_new = units(&new).div_ceil(20 - MARK) + 1;
            assert!(shelf.entries.lock().unwrap().len() <= of_new.max(1), "{old} {new}");
        }
    }
    delete(&*shelf, NAME, Prompt::Never).await.unwrap();
    assert!(shelf.entries.lock().unwrap().is_empty());
}

#[tokio::test]
async fn whenever_it_breaks_off_the_old_or_the_new_secret_is_whole() {
    for old in secrets() {
        for new in secrets() {
            let mut outcomes = [0, 0];
            for steps in 0.. {
                let shelf = Fragile::new(20);
                write(&*shelf, NAME, &old.as_str().into(), Prompt::Never).await.unwrap();
                shelf.break_after(steps);
                let written = write(&*shelf, NAME, &new.as_str().into(), Prompt::Never).await;
                let is_over = shelf.is_whole();
                shelf.mend();

                let found = kept(&shelf).await;
                assert!(found == old || found == new, "{old} {new} after {steps}: {found}");
                assert!(written.is_err() || found == new, "{old} {new} after {steps}");
                outcomes[usize::from(found == new)] += 1;
                // What was left behind is in nobody's way.
                for secret in [&old, &new] {
                    write(&*shelf, NAME, &secret.as_str().into(), Prompt::Never).await.unwrap();
                    assert_eq!(&kept(&shelf).await, secret);
                }
                delete(&*shelf, NAME, Prompt::Never).await.unwrap();
                assert_eq!(*shelf.entries.lock().unwrap(), BTreeMap::new(), "after {steps}");
                if is_over {
                    break;
                }
            }
            assert!(old == new || outcomes.iter().all(|times| *times > 0), "{outcomes:?}");
        }
    }
}

#[tokio::test]
async fn pieces_that_do_not_belong_together_are_never_taken() {
    let [_, _, long, _] = secrets();
    let name = |rest: &str| format!("{NAME}{rest}");
    for (entry, content) in [
        ("", "pieces:0:65"),
        ("", "pieces:0:0"),
        ("", "pieces:"),
        ("", "pieces:-1:3"),
        ("", "pieces:0:99999999999999999999"),
        ("", "pieces:1:2"),
        ("/0/0", "1:other"),
        ("/0/1", "no generation"),
        ("/0/1", ""),
    ] {
        let shelf = Fragile::new(20);
        write(&*shelf, NAME, &long.as_str().into(), Prompt::Never).await.unwrap();
        shelf.entries.lock().unwrap().insert(name(entry), content.to_owned());
        let fault = read(&*shelf, NAME, Prompt::Never).await.map(drop).unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::Damaged, Place::Keyring), "{content}");
    }
    let shelf = Fragile::new(20);
    write(&*shelf, NAME, &long.as_str().into(), Prompt::Never).await.unwrap();
    shelf.entries.lock().unwrap().remove(&name("/0/2"));
    let fault = read(&*shelf, NAME, Prompt::Never).await.map(drop).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Damaged);
}

#[tokio::test]
async fn a_secret_of_too_many_pieces_is_refused_and_the_old_one_stays() {
    let shelf = Fragile::new(20);
    write(&*shelf, NAME, &Secret::from("{old}"), Prompt::Never).await.unwrap();
    let long = Secret::from("x".repeat(PIECES_MAX * 8 + 1));
    let fault = write(&*shelf, NAME, &long, Prompt::Never).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooLarge);
    assert_eq!(kept(&shelf).await, "{old}");
}

#[tokio::test]
async fn where_entries_have_no_limit_one_step_replaces_a_secret() {
    let shelf = Fragile::new(usize::MAX);
    write(&*shelf, NAME, &Secret::from("{old}"), Prompt::Never).await.unwrap();
    shelf.break_after(1);
    let long = "x".repeat(100_000);
    write(&*shelf, NAME, &long.as_str().into(), Prompt::Never).await.unwrap();
    shelf.mend();
    assert_eq!(kept(&shelf).await, long);
    assert_eq!(shelf.entries.lock().unwrap().len(), 1);
}

#[test]
fn a_text_is_cut_between_characters() {
    assert_eq!(cut("", 4), [""; 0]);
    assert_eq!(cut("abcdefgh", 4), ["abcd", "efgh"]);
    assert_eq!(cut("abcdefghi", 4), ["abcd", "efgh", "i"]);
    assert_eq!(cut("a😀😀b", 3), ["a😀", "😀b"]);
    // Never a piece without a character, however little fits.
    assert_eq!(cut("😀a", 0), ["😀", "a"]);
}
