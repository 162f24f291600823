//! The mails of `tests/pages` as they are drawn: every word is there at any width of the pane, and,
//! with `make pages`, each beside the same mail in Chromium.
//!
//! ```text
//! make pages        pictures in target/pages/, figures to a line
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "pages_kit/mod.rs"]
mod kit;

use std::path::Path;
use std::time::Instant;

use kit::browser::{Browser, Seen};
use kit::likeness::{self, Likeness};
use kit::{Mail, Shot, Word};
use pombo::render::layout::Fonts;

/// Widths of panes: a narrow window, a newsletter, the usual, a wide one.
const WIDTHS: [f32; 4] = [420.0, 600.0, 800.0, 1_200.0];

/// How much of what a mail says is drawn, at the least.
const COVERED: f64 = 0.95;

#[test]
fn every_mail_shows_its_words_at_every_width() {
    kit::on_a_deep_stack(|| {
        let fonts = Fonts::default();
        let mut wrong = Vec::new();
        for path in kit::files() {
            let mail = kit::read(&path);
            for width in WIDTHS {
                let page = kit::open(&mail, &fonts, kit::look(width));
                let (said, shown) = page.drawn().words;
                let share = shown as f64 / said.max(1) as f64;
                if said == 0 || share < COVERED {
                    wrong.push(format!("{} at {width}: {shown} of {said}", mail.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

#[test]
fn places_that_links_lead_to_and_pictures_that_are_not_shown_are_told() {
    let gap = "<p style='height:100px'>gap</p>".repeat(5);
    let html = format!(
        "<p><a href='#a%20b'>1</a> <a href='#c'>2</a> <a href='#nowhere'>3</a></p>\
         <img src=https://a.org/1.png width=120 height=80 alt='A loaf'>{gap}\
         <h2><a name='a b'></a>Below</h2>{gap}<div id=c>End</div><p id=d>nobody asks for this</p>"
    );
    let mail = Mail { name: "places".to_owned(), html, pictures: Default::default() };
    let drawn = kit::on_a_deep_stack(move || {
        kit::open(&mail, &Fonts::default(), kit::look(800.0)).drawn().clone()
    });
    let named: Vec<&str> = drawn.anchors.iter().map(|anchor| anchor.name.as_str()).collect();
    assert_eq!(named, ["a b", "c"]);
    let (below, end) = (drawn.anchor("a%20b").unwrap(), drawn.anchor("c").unwrap());
    assert!(below > 500.0 && end > below + 500.0, "{below} {end}");
    assert_eq!((drawn.anchor("nowhere"), drawn.anchor("TOP")), (None, Some(0.0)));
    let [blocked] = &drawn.blocked[..] else { panic!("{:?}", drawn.blocked) };
    assert_eq!((blocked.number, blocked.area.width, blocked.area.height), (0, 120.0, 80.0));
    let (x, y) = (blocked.area.x + 60.0, blocked.area.y + 40.0);
    assert_eq!(drawn.picture_at(x, y), Some(0));
}

#[test]
fn there_are_forty_mails_and_none_is_like_another() {
    let files = kit::files();
    let mut texts: Vec<String> = files.iter().map(|path| kit::read(path).html).collect();
    texts.sort();
    texts.dedup();
    assert_eq!((files.len(), texts.len()), (40, 40));
}

/// What is known of a mail at a width.
struct Drawn {
    words: Vec<Word>,
    shot: Shot,
    milliseconds: f64,
}

fn draw(mails: &[Mail], width: u32) -> Vec<Drawn> {
    let fonts = Fonts::default();
    let draw = |mail: &Mail| {
        let start = Instant::now();
        let mut page = kit::open(mail, &fonts, kit::look(width as f32));
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        Drawn { words: kit::words(page.drawn()), shot: kit::paint(&mut page), milliseconds }
    };
    mails.iter().map(draw).collect()
}

#[test]
fn each_mail_beside_a_browser() {
    if std::env::var_os("POMBO_PAGES").is_none() {
        return eprintln!("left out: it is compared with `make pages`");
    }
    let Some(browser) = Browser::find() else {
        return eprintln!("left out: Chromium is not installed");
    };
    kit::on_a_deep_stack(move || {
        let mails: Vec<Mail> = kit::files().iter().map(|path| kit::read(path)).collect();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
        for width in [800, 420] {
            let folder = folder.join(width.to_string());
            std::fs::create_dir_all(&folder).unwrap();
            compare(&browser, &mails, width, &folder);
        }
    });
}

fn compare(browser: &Browser, mails: &[Mail], width: u32, folder: &Path) {
    let seen = browser.look(mails, width);
    let shots = browser.shots(&seen, width);
    let drawn = draw(mails, width);
    println!("at {width} px: words there, at the same x, at the same y; pictures; time");
    let mut all = Vec::new();
    for (at, mail) in mails.iter().enumerate() {
        let (ours, theirs): (&Drawn, &Seen) = (&drawn[at], &seen[at]);
        let like = likeness::words(&ours.words, &theirs.words);
        let pictures = likeness::pictures(&ours.shot, &shots[at]);
        let time = ours.milliseconds / theirs.milliseconds.max(0.1);
        likeness::save(&folder.join(format!("{}.png", mail.name)), &ours.shot, &shots[at]);
        tell(&mail.name, like, pictures, time);
        all.push((like, pictures, time));
    }
    let mean = |of: &dyn Fn(&(Likeness, f64, f64)) -> f64| {
        all.iter().map(of).sum::<f64>() / all.len() as f64
    };
    let like = Likeness {
        there: mean(&|all| all.0.there),
        x: mean(&|all| all.0.x),
        y: mean(&|all| all.0.y),
    };
    tell("mean", like, mean(&|all| all.1), mean(&|all| all.2));
}

fn tell(name: &str, like: Likeness, pictures: f64, time: f64) {
    let Likeness { there, x, y } = like;
    println!("{name:34} {there:.2} {x:.2} {y:.2}  {pictures:.2}  {time:6.1}");
}
