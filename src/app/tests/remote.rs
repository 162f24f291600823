//! Pictures on other people's servers: what is asked for after which yes, and what the page is given.

use std::sync::Arc;

use crate::app::overlay::Overlay;
use crate::app::reader::Message as Read;
use crate::app::remote::{Fate, Message as Remote, Tally};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::body::{Body, Text, TextKind};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::ids::{MailboxId, PartId};
use crate::model::pictures::{Unfetched, Whose};
use crate::render::drawn::{Named, Pictured, Sheet};

const A: &str = "https://one.example/a.png";
const B: &str = "https://two.example/b.png";
const SPY: &str = "https://spy.example/s.gif";

fn sheet(shown: &[&str]) -> Arc<Sheet> {
    let picture = |url: &str| Pictured {
        named: Named::Remote(url.to_owned()),
        is_tracker: url == SPY,
        is_background: url == B,
        is_shown: shown.contains(&url),
    };
    let pictures = [A, B, SPY].map(picture).into();
    Arc::new(Sheet { pictures, ..Sheet::default() })
}

/// Opens a message of HTML in this mailbox.
fn open(kit: &mut Kit, number: u64, mailbox: MailboxId) -> Vec<Effect> {
    let clicked = kit.click(number);
    if kit.state.reader.opened().is_some() {
        return clicked;
    }
    let text =
        Text { part: PartId("1".into()), kind: TextKind::Html, text: "<p>".into(), left_out: 0 };
    let body = Body { texts: vec![text], is_designed: true, ..Body::default() };
    let message = envelope::Message { mailbox, row: row(number), envelope: Envelope::default() };
    let result = Ok(Box::new((message, body)));
    let effects = kit.tell(Fact::BodyLoaded { key: key(number), result, source: Source::Server });
    kit.make_pages(effects)
}

/// The page was laid out with these.
fn drawn(kit: &mut Kit, number: u64, shown: &[&str]) -> Vec<Effect> {
    let (opening, result) = (kit.state.opening(), Ok(sheet(shown)));
    kit.update(Message::Reader(Read::Drawn { key: key(number), opening, result }))
}

fn remote(kit: &mut Kit, message: Remote) -> Vec<Effect> {
    kit.update(Message::Remote(message))
}

fn fetched(kit: &mut Kit, number: u64, url: &str, result: Result<usize, Unfetched>) {
    let (key, opening, url) = (key(number), kit.state.opening(), url.to_owned());
    assert_eq!(remote(kit, Remote::Fetched { key, opening, url, result }), []);
}

fn ended(kit: &mut Kit, number: u64) -> Vec<Effect> {
    let opening = kit.state.opening();
    remote(kit, Remote::Ended { key: key(number), opening })
}

fn errands(effects: &[Effect]) -> Vec<Vec<&str>> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Fetch { urls, .. } => Some(urls.iter().map(String::as_str).collect()),
            _ => None,
        })
        .collect()
}

fn given(effects: &[Effect]) -> Option<Vec<&str>> {
    effects.iter().find_map(|effect| match effect {
        Effect::Draw { remote, .. } => Some(remote.iter().map(String::as_str).collect()),
        _ => None,
    })
}

fn tally(kit: &Kit) -> Tally {
    kit.state.reader.opened().unwrap().remote.tally()
}

fn sender() -> Whose {
    Whose::Sender("bea@example.org".into())
}

#[test]
fn nothing_is_fetched_without_a_yes_and_trackers_never() {
    let mut kit = Kit::with_mail(3);
    assert_eq!(given(&open(&mut kit, 2, INBOX)), Some(vec![]));
    assert_eq!(errands(&drawn(&mut kit, 2, &[])), [[""; 0]; 0]);
    let waiting = Tally { waiting: 2, trackers: 1, hosts: 3, ..Tally::default() };
    assert_eq!(tally(&kit), waiting);
    let effects = remote(&mut kit, Remote::OnceAllowed);
    assert_eq!(errands(&effects), [[A, B]]);
    assert_eq!(remote(&mut kit, Remote::OnceAllowed), [], "it is under way already");
    fetched(&mut kit, 2, A, Ok(70));
    fetched(&mut kit, 2, B, Err(Unfetched::TooSlow));
    fetched(&mut kit, 2, SPY, Ok(70));
    assert_eq!(given(&ended(&mut kit, 2)), Some(vec![A]));
    assert_eq!(errands(&drawn(&mut kit, 2, &[A])), [[""; 0]; 0]);
    let opened = kit.state.reader.opened().unwrap();
    let fates: Vec<Fate> = opened.remote.fates().map(|(_, fate)| fate).collect();
    assert_eq!(fates, [Fate::Fetched(70), Fate::Failed(Unfetched::TooSlow), Fate::Blocked]);
    assert_eq!(errands(&remote(&mut kit, Remote::AgainAsked)), [[B]]);
    assert_eq!(kit.state.settings.pictures, Default::default());
}

#[test]
fn a_yes_once_ends_with_the_opening() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    remote(&mut kit, Remote::OnceAllowed);
    let opening = kit.state.opening();
    fetched(&mut kit, 2, A, Ok(70));
    ended(&mut kit, 2);
    kit.click(3);
    assert_eq!(given(&open(&mut kit, 2, INBOX)), Some(vec![]));
    assert_eq!(errands(&drawn(&mut kit, 2, &[])), [[""; 0]; 0]);
    // What the errand of the first opening still tells is of no use.
    let late = Remote::Fetched { key: key(2), opening, url: A.into(), result: Ok(1) };
    remote(&mut kit, late);
    assert_eq!(tally(&kit).waiting, 2);
}

#[test]
fn a_yes_for_the_sender_is_written_down_and_holds_for_the_next_message() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    let effects = remote(&mut kit, Remote::AlwaysAllowed(sender()));
    assert_eq!(errands(&effects), [[A, B]]);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveConfig { settings, .. }
        if settings.pictures.has_sender("bea@example.org"))));
    fetched(&mut kit, 2, A, Ok(70));
    fetched(&mut kit, 2, B, Ok(80));
    ended(&mut kit, 2);
    open(&mut kit, 3, INBOX);
    assert_eq!(errands(&drawn(&mut kit, 3, &[])), [[A, B]]);
    // Coming back, what is kept is on the page from the first.
    assert_eq!(given(&open(&mut kit, 2, INBOX)), Some(vec![A, B]));
    assert_eq!(errands(&drawn(&mut kit, 2, &[A])), [[B]], "one of them is not kept any more");
    assert_eq!(tally(&kit).fetched, 1);
    remote(&mut kit, Remote::Forgotten(sender()));
    assert!(kit.state.settings.pictures.is_empty());
    assert_eq!(given(&open(&mut kit, 3, INBOX)), Some(vec![]));
}

#[test]
fn a_yes_for_a_host_is_for_that_host_alone() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    let one = Whose::Host("one.example".into());
    assert_eq!(errands(&remote(&mut kit, Remote::AlwaysAllowed(one))), [[A]]);
    fetched(&mut kit, 2, A, Err(Unfetched::UnknownHost));
    ended(&mut kit, 2);
    assert_eq!(errands(&remote(&mut kit, Remote::AgainAsked)), [[A]], "not what is not allowed");
    // A second yes has the rest of the first with it.
    let two = Whose::Host("two.example".into());
    assert_eq!(errands(&remote(&mut kit, Remote::AlwaysAllowed(two))), [[A, B]]);
}

#[test]
fn in_junk_nobody_is_known() {
    let mut kit = Kit::with_mail(3);
    kit.state.settings.pictures.add(&sender());
    kit.state.settings.pictures.add(&Whose::Host("one.example".into()));
    kit.tell(Fact::Moved { from: INBOX, to: JUNK, keys: keys(&[2]) });
    kit.update(Message::Folders(crate::app::folders::Message::Chosen(place(JUNK))));
    open(&mut kit, 2, JUNK);
    assert!(kit.state.is_junk_open());
    assert_eq!(errands(&drawn(&mut kit, 2, &[])), [[""; 0]; 0]);
    let effects = remote(&mut kit, Remote::AlwaysAllowed(Whose::Sender("new@example.org".into())));
    assert_eq!(errands(&effects), [[A, B]], "once, as long as it is open");
    assert!(!kit.state.settings.pictures.has_sender("new@example.org"));
}

#[test]
fn what_has_come_is_shown_while_the_rest_is_on_its_way() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    let timer = remote(&mut kit, Remote::OnceAllowed);
    let timer = kit.ring(&timer);
    assert_eq!(given(&timer), None, "nothing has come");
    fetched(&mut kit, 2, B, Ok(70));
    let timer = kit.ring(&timer);
    assert_eq!(given(&timer), Some(vec![B]));
    fetched(&mut kit, 2, A, Ok(70));
    assert_eq!(given(&ended(&mut kit, 2)), Some(vec![A, B]));
    assert_eq!(kit.ring(&timer), []);
}

#[test]
fn a_page_that_breaks_over_its_pictures_is_tried_without_them() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    remote(&mut kit, Remote::OnceAllowed);
    fetched(&mut kit, 2, A, Ok(70));
    ended(&mut kit, 2);
    let (opening, result) = (kit.state.opening(), Err("it took too long".to_owned()));
    kit.update(Message::Reader(Read::Drawn { key: key(2), opening, result }));
    assert_eq!(given(&kit.update(Message::Reader(Read::FormToggled))), Some(vec![]));
}

#[test]
fn what_the_mail_tried_is_shown_when_asked_for() {
    let mut kit = Kit::with_mail(3);
    open(&mut kit, 2, INBOX);
    drawn(&mut kit, 2, &[]);
    remote(&mut kit, Remote::PanelAsked);
    assert_eq!(kit.state.overlay, Overlay::Tried);
}
