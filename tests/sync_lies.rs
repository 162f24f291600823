//! Servers that lie about what they have: nothing that they have is hidden, not for a moment, and
//! once they are honest both sides are equal again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::PATIENCE;
use support::scripted::{Answer, MODERN, Manner, PLAIN, Said, Server, Setup};
use sync_kit::{App, How, LIVE, ONCE, witness};

/// How long a server goes on lying.
const LYING: Duration = Duration::from_millis(900);

/// One lie.
struct Lie {
    name: String,
    manner: Manner,
}

fn lie(
    name: impl Into<String>,
    bend: impl Fn(&Said<'_>, &mut Answer) + Send + Sync + 'static,
) -> Lie {
    Lie { name: name.into(), manner: Manner::default().bend(bend) }
}

/// Waits for both sides to be equal.
async fn equal(app: &mut App, server: &Server) -> Result<(), String> {
    let same =
        |app: &App| app.link == Some(Link::Live) && witness::difference(app, server).is_none();
    match app.comes(PATIENCE, same).await {
        true => Ok(()),
        false => {
            let how = witness::difference(app, server).unwrap_or_default();
            Err(format!("not equal: {how}; {}", app.summary()))
        }
    }
}

/// An honest beginning, a while of lies, an honest end.
async fn hear(lie: Lie, capability: &'static str, how: How) -> Result<(), String> {
    let folders = [("INBOX", 1..=24), ("Projects", 201..=270), ("Trash", 401..=403)];
    let server = Setup::new(capability, &folders).manner(lie.manner).start();
    server.be_honest();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, how);
    equal(&mut app, &server).await?;
    app.stop().await;

    server.be_odd();
    let mut app = App::start(profile.path(), server.port, how);
    let begun = Instant::now();
    let mut turn = 0;
    while begun.elapsed() < LYING {
        app.comes(Duration::from_millis(150), |_| false).await;
        app.ask(Ask::Refresh);
        match turn {
            0 => server.deliver("INBOX", 25),
            1 => server.take_away("INBOX", "Message 2"),
            2 => server.take_away("Projects", "Message 230"),
            _ => {}
        }
        turn += 1;
    }
    let told = app.stop().await;
    let hidden = witness::hidden(&told, &server);
    if !hidden.is_empty() {
        return Err(format!("hidden by the lie: {}", hidden.join(", ")));
    }

    server.be_honest();
    let mut app = App::start(profile.path(), server.port, how);
    equal(&mut app, &server).await?;
    let hidden = witness::hidden(&app.stop().await, &server);
    if hidden.is_empty() { Ok(()) } else { Err(format!("hidden: {}", hidden.join(", "))) }
}

/// Tells each lie to a client that only syncs and to one that listens.
async fn none_is_believed(capability: &'static str, lies: fn() -> Vec<Lie>) {
    let mut tasks = tokio::task::JoinSet::new();
    for (kind, how) in [("once", ONCE), ("live", LIVE)] {
        for lie in lies() {
            let name = format!("{} ({kind})", lie.name);
            tasks.spawn(async move { (name, hear(lie, capability, how).await) });
        }
    }
    let mut failed = Vec::new();
    while let Some(heard) = tasks.join_next().await {
        if let (name, Err(why)) = heard.unwrap() {
            failed.push(format!("{name}: {why}"));
        }
    }
    assert!(failed.is_empty(), "{} believed\n{}", failed.len(), failed.join("\n"));
}

/// Whether an answer is one of those that may hold news.
fn may_tell(said: &Said<'_>) -> bool {
    matches!(said.verb, "NOOP" | "IDLE" | "UID FETCH" | "UID SEARCH" | "SELECT" | "FETCH")
}

/// Replaces what begins with `before` inside each line, up to the next space, bracket or end.
fn replace_number(answer: &mut Answer, before: &str, number: impl Fn(u64) -> u64) {
    for line in &mut answer.lines {
        let Some(at) = line.find(before).map(|at| at + before.len()) else { continue };
        let digits = line[at..].chars().take_while(char::is_ascii_digit).count();
        let Ok(told) = line[at..at + digits].parse() else { continue };
        line.replace_range(at..at + digits, &number(told).to_string());
    }
}

fn removals() -> Vec<Lie> {
    let mut lies: Vec<Lie> = [
        "* VANISHED (EARLIER) 1:*",
        "* VANISHED (EARLIER) 1:24",
        "* VANISHED (EARLIER) 1:20,,x:9,24:21",
        "* VANISHED (EARLIER 1:24",
        "* VANISHED 1:*",
        "* VANISHED 1:24",
        "* VANISHED 0,7:,:9",
    ]
    .into_iter()
    .map(|line| {
        lie(line, move |said, answer| {
            if may_tell(said) && said.open == Some("INBOX") && !answer.lines.is_empty() {
                answer.lines.insert(0, line.to_owned());
            }
        })
    })
    .collect();
    lies.push(lie(
        "EXPUNGE inside FETCH, with numbers that are stale afterwards",
        |said, answer| {
            let expunge = answer.lines.iter().position(|line| line.ends_with(" EXPUNGE"));
            if let (true, Some(at)) = (said.verb.ends_with("FETCH"), expunge) {
                let line = answer.lines.remove(at);
                answer.lines.insert(at / 2, line);
            }
        },
    ));
    lies.push(lie("FETCH without UID", |said, answer| {
        if may_tell(said) && said.open.is_some() {
            answer.lines.push("* 3 FETCH (FLAGS ())".to_owned());
        }
    }));
    lies.push(lie("EXPUNGE of what is not there", |said, answer| {
        if may_tell(said) && said.open.is_some() {
            answer.lines.push("* 9999 EXPUNGE".to_owned());
        }
    }));
    lies
}

fn emptiness() -> Vec<Lie> {
    let empty = |line: &str| line.starts_with("* SEARCH") || line.starts_with("* ESEARCH");
    let liar = AtomicUsize::new(0);
    vec![
        lie("an empty SEARCH", move |said, answer| {
            if said.command.ends_with("ALL") && answer.lines.iter().any(|line| empty(line)) {
                answer.lines.retain(|line| !empty(line));
                let esearch = format!("* ESEARCH (TAG \"{}\") UID", said.tag);
                let extended = said.command.contains("RETURN");
                answer.lines.push(if extended { esearch } else { "* SEARCH".to_owned() });
            }
        }),
        lie("SEARCH that answers nothing", move |_, answer| {
            answer.lines.retain(|line| !empty(line));
        }),
        lie("an empty mailbox on one connection", move |said, answer| {
            let first = liar.compare_exchange(0, said.talk, Ordering::SeqCst, Ordering::SeqCst);
            if first.is_ok() || first == Err(said.talk) {
                replace_number(answer, "* ", |_| 0);
                answer.lines.retain(|line| {
                    !line.ends_with("EXPUNGE") && !line.contains("FETCH (") && !empty(line)
                });
                replace_number(answer, "MESSAGES ", |_| 0);
            }
        }),
        lie("more messages than there are", |said, answer| {
            if said.verb == "SELECT" {
                replace_number(answer, "* ", |told| told + 900);
            }
        }),
        lie("SELECT without EXISTS", |said, answer| {
            if said.verb == "SELECT" {
                answer.lines.retain(|line| !line.ends_with("EXISTS"));
            }
        }),
    ]
}

fn numbers() -> Vec<Lie> {
    let (once, each) = (AtomicU32::new(0), AtomicU32::new(0));
    let validity = |answer: &mut Answer, to: u64| {
        replace_number(answer, "[UIDVALIDITY ", move |_| to);
        replace_number(answer, "UIDVALIDITY ", move |_| to);
    };
    vec![
        lie("UIDNEXT goes back", |said, answer| {
            if said.verb == "SELECT" {
                replace_number(answer, "[UIDNEXT ", |_| 3);
            }
        }),
        lie("UIDVALIDITY flips once", move |said, answer| {
            if said.verb == "SELECT" && once.fetch_add(1, Ordering::SeqCst) == 1 {
                validity(answer, 99);
            }
        }),
        lie("UIDVALIDITY flips each time", move |said, answer| {
            if said.verb == "SELECT" {
                validity(answer, 100 + u64::from(each.fetch_add(1, Ordering::SeqCst)));
            }
        }),
        lie("STATUS tells of an empty mailbox", |_, answer| {
            for what in ["MESSAGES ", "UNSEEN ", "UIDNEXT ", "HIGHESTMODSEQ "] {
                if answer.lines.iter().any(|line| line.starts_with("* STATUS")) {
                    replace_number(answer, what, |_| 0);
                }
            }
        }),
        lie("STATUS tells of more than there is", |_, answer| {
            for what in ["MESSAGES ", "UIDNEXT "] {
                if answer.lines.iter().any(|line| line.starts_with("* STATUS")) {
                    replace_number(answer, what, |told| told + 5_000);
                }
            }
        }),
        lie("mod-sequences are 0", |_, answer| {
            replace_number(answer, "MODSEQ (", |_| 0);
            replace_number(answer, "[HIGHESTMODSEQ ", |_| 0);
        }),
        lie("mod-sequences go back", |_, answer| {
            replace_number(answer, "[HIGHESTMODSEQ ", |_| 1);
        }),
    ]
}

fn rows() -> Vec<Lie> {
    let is_row = |line: &String| line.contains(" FETCH (");
    vec![
        lie("rows in descending order", |_, answer| answer.lines.reverse()),
        lie("every row twice", move |_, answer| {
            let rows: Vec<String> = answer.lines.iter().filter(|l| is_row(l)).cloned().collect();
            answer.lines.extend(rows);
        }),
        lie("rows that nobody asked for", move |said, answer| {
            if said.verb == "UID FETCH" {
                answer.lines.push("* 1 FETCH (UID 1 FLAGS ())".to_owned());
                answer.lines.push(
                    "* 7 FETCH (UID 5 FLAGS () RFC822.SIZE 9 BODY[HEADER.FIELDS (SUBJECT)] {2}\r\n\
                     \r\n)"
                        .to_owned(),
                );
            }
        }),
        lie("every second row is missing", move |said, answer| {
            let mut number = 0;
            answer.lines.retain(|line| {
                number += usize::from(is_row(line));
                !said.verb.ends_with("FETCH") || !is_row(line) || number % 2 == 0
            });
        }),
        lie("no rows at all", move |said, answer| {
            answer.lines.retain(|line| !said.verb.ends_with("FETCH") || !is_row(line));
        }),
    ]
}

fn lists() -> Vec<Lie> {
    let once = AtomicUsize::new(0);
    let mut lies = vec![
        lie("LIST is empty", |said, answer| {
            answer.lines.retain(|_| said.verb != "LIST");
        }),
        lie("LIST lacks INBOX", |said, answer| {
            answer.lines.retain(|line| said.verb != "LIST" || !line.contains("INBOX"));
        }),
        lie("LIST lacks a mailbox once", move |said, answer| {
            if said.verb == "LIST" && once.fetch_add(1, Ordering::SeqCst) == 0 {
                answer.lines.retain(|line| !line.contains("Projects"));
            }
        }),
        lie("LIST says NO after half of it", |said, answer| {
            if said.verb == "LIST" {
                answer.lines.truncate(1);
                answer.tagged = "NO [UNAVAILABLE] a mount point is broken".to_owned();
            }
        }),
    ];
    let manner =
        Manner::default().refuse(|said| (said.verb == "LIST").then(|| "NO not for you".to_owned()));
    lies.push(Lie { name: "LIST is refused".to_owned(), manner });
    lies
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn removals_that_did_not_happen_hide_nothing() {
    none_is_believed(MODERN, removals).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mailbox_said_to_be_empty_hides_nothing() {
    none_is_believed(MODERN, emptiness).await;
    none_is_believed(PLAIN, emptiness).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_that_are_wrong_hide_nothing() {
    none_is_believed(MODERN, numbers).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rows_out_of_order_twice_unasked_or_missing_hide_nothing() {
    none_is_believed(MODERN, rows).await;
    none_is_believed(PLAIN, rows).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_of_mailboxes_that_is_not_whole_hides_nothing() {
    none_is_believed(MODERN, lists).await;
}
