//! The window: what the canary sees before and after a yes, and what is kept of it.

use pombo::app::State;
use pombo::app::design::Design;
use pombo::app::remote::Tally;
use pombo::broker::Limits;
use pombo::fl;
use pombo::model::mailbox::Role;
use pombo::render::drawn::Named;
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::canary::{self, given, png};
use crate::kit::{Home, SIZE, Window};
use crate::oauth_kit::Server;
use crate::support::dovecot::Dovecot;

/// A mail of Bea's with this HTML.
fn mail(number: u32, subject: &str, html: &str) -> Vec<u8> {
    format!(
        "From: Bea <bea@pictures.example>\r\nTo: Ana <ana@test.example>\r\n\
         Subject: {subject}\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <m{number}@pictures.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    )
    .into_bytes()
}

const FIRST: &str = "<style>body{background:url(http://back.example/bg.png)}</style>\
    <link rel=stylesheet href=http://back.example/sheet.css>\
    <script src=http://back.example/x.js></script><iframe src=http://back.example/frame></iframe>\
    <video src=http://back.example/film poster=http://back.example/poster.png></video>\
    <p>The first letter.<img src=http://pictures.example/a.png width=90 height=40>\
    <img src='http://pictures.example/b.png?who=ana' width=90 height=40>\
    <img src=http://post.example/wf/open?who=ana>\
    <img src=http://pictures.example/spy.gif width=1 height=1>";
const SECOND: &str =
    "<p>The second letter.<img src=http://pictures.example/c.png width=9 height=9>";
const THIRD: &str = "<p>The third letter.<img src=http://pictures.example/d.png width=9 height=9>";
const JUNK: &str = "<p>The junk letter.<img src=http://pictures.example/j.png width=9 height=9>";

struct Scene {
    canary: Server,
    window: Window,
    home: Home,
    /// What ends with the test.
    kept: (Dovecot, Runtime),
}

fn scene() -> Scene {
    let server = Dovecot::start();
    let letters = [mail(3, "Third", THIRD), mail(2, "Second", SECOND), mail(1, "First", FIRST)];
    server.fill("INBOX", letters);
    server.fill("Junk", [mail(4, "A prize", JUNK)]);
    let home = Home::signed_in(server.port);
    let runtime = Runtime::new().unwrap();
    let canary = runtime.block_on(Server::start(|_, _| given("image/png", &png([200, 0, 0]))));
    let window = open(&home, &canary);
    Scene { canary, window, home, kept: (server, runtime) }
}

fn open(home: &Home, canary: &Server) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    launch.engines.broker = canary::broker(canary, Limits::default());
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window
}

fn tally(state: &State) -> Tally {
    state.reader.opened().map(|opened| opened.remote.tally()).unwrap_or_default()
}

/// Pictures of other servers that are on the page.
fn shown(state: &State) -> usize {
    let sheet = state.reader.opened().and_then(|opened| opened.sheet.as_ref());
    let pictures = sheet.iter().flat_map(|sheet| &sheet.pictures);
    pictures.filter(|p| p.is_shown && matches!(p.named, Named::Remote(_))).count()
}

/// Opens the message of this subject and waits for its page.
fn click(window: &mut Window, subject: &str) {
    window.click(subject);
    window.until("the page", |state| {
        state.reader.opened().is_some_and(|opened| {
            opened.message.envelope.subject == subject && opened.design == Design::Shown
        })
    });
}

#[test]
fn nothing_is_asked_for_before_a_yes_and_only_what_is_listed_after() {
    let Scene { canary, mut window, home: _home, kept: _kept } = scene();
    click(&mut window, "First");
    let pictures = fl!("pictures-count", count = 5);
    let hosts = fl!("pictures-hosts", count = 3);
    window.see(&fl!("pictures-waiting-watched", pictures = pictures, hosts = hosts, trackers = 2));
    assert_eq!((tally(window.mind()).waiting, shown(window.mind())), (3, 0));
    for _ in 0..5 {
        window.live_on();
    }
    assert_eq!(canary::asked(&canary), [""; 0]);

    window.click(&fl!("pictures-once"));
    window.until("the pictures", |state| shown(state) == 3);
    let listed =
        ["back.example/bg.png", "pictures.example/a.png", "pictures.example/b.png?who=ana"];
    assert_eq!(canary::asked(&canary), listed);
    let fetched = fl!("pictures-fetched", count = 3);
    window.see(&format!("{fetched} {}", fl!("pictures-trackers", count = 2)));
    window.click(&fl!("pictures-tried"));
    window.see(&fl!("tried-title"));
    window.see("post.example");
    let size = pombo::i18n::size(png([200, 0, 0]).len() as u64);
    let plain = fl!("tried-plain");
    let fetched = fl!("tried-fetched", size = size);
    window.see(&format!("{} · {fetched} · {plain}", fl!("tried-background")));
    window.see(&format!("{} · {} · {plain}", fl!("tried-tracker"), fl!("tried-blocked")));
    window.click(&fl!("close"));

    // The yes was for this opening: the next message asks anew, and so does this one.
    click(&mut window, "Second");
    window.see(&fl!("pictures-once"));
    click(&mut window, "First");
    window.see(&fl!("pictures-once"));
    assert_eq!((canary::asked(&canary).len(), shown(window.mind())), (3, 0));
    window.close();
}

#[test]
fn a_yes_for_a_sender_holds_for_his_next_messages_and_starts_but_not_in_junk() {
    let Scene { canary, mut window, home, kept: _kept } = scene();
    click(&mut window, "Second");
    window.click(&fl!("pictures-always-sender", name = "bea@pictures.example"));
    window.until("the picture", |state| shown(state) == 1);
    click(&mut window, "Third");
    window.until("the picture", |state| shown(state) == 1);
    let two = ["pictures.example/c.png", "pictures.example/d.png"];
    assert_eq!(canary::asked(&canary), two);
    // What is kept shows with the first layout, and is not asked for again.
    click(&mut window, "Second");
    assert_eq!(shown(window.mind()), 1);
    assert_eq!(canary::asked(&canary), two);

    let junk = pombo::i18n::role(Role::Junk);
    window.click(&junk);
    click(&mut window, "A prize");
    window.see(&fl!("pictures-junk"));
    assert_eq!((canary::asked(&canary), shown(window.mind())), (two.map(str::to_owned).into(), 0));
    window.close();

    let kept = home.config().settings.pictures;
    assert_eq!(kept.senders().collect::<Vec<_>>(), ["bea@pictures.example"]);
    let mut window = open(&home, &canary);
    click(&mut window, "Third");
    window.until("the picture", |state| shown(state) == 1);
    assert_eq!(canary::asked(&canary).len(), 3);
    window.close();
}

#[test]
fn a_server_that_is_down_is_told_in_the_bar() {
    let Scene { canary, mut window, home: _home, kept: _kept } = scene();
    drop(canary);
    click(&mut window, "Second");
    window.click(&fl!("pictures-once"));
    window.see(&fl!("pictures-failed", count = 1));
    window.click(&fl!("pictures-tried"));
    window.see_part(&format!("{} · {}", fl!("tried-picture"), fl!("tried-unreachable")));
    window.close();
}
