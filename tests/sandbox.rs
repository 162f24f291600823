//! The process that lays mail out: what it shows, what it survives, what it cannot do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;

use pombo::render::drawn::{Named, Sheet};
use pombo::render::layout::Look;
use pombo::render::pixels::Hindrance;
use pombo::sandbox::{Answer, Ask, Mail, Octets, Sandbox, Trouble, What};

const LOOK: Look = Look { width: 800.0, scale: 1.0, zoom: 1.0, is_dark: false };

fn sandbox() -> Sandbox {
    Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_pombo")))
}

fn mail(html: &str) -> Ask {
    Ask::Open(Box::new(Mail { html: html.to_owned(), look: LOOK, pictures: Vec::new() }))
}

async fn open(sandbox: &mut Sandbox, ask: &Ask) -> Result<Sheet, Trouble> {
    match sandbox.ask(ask).await? {
        Answer::Opened(opened) => Ok(*opened),
        other => panic!("{other:?}"),
    }
}

/// The colour of a pixel of the page that is open.
async fn colour(sandbox: &mut Sandbox, x: usize, y: u32) -> [u8; 3] {
    match sandbox.ask(&Ask::Tile { top: y, height: 1 }).await.unwrap() {
        Answer::Tile { rgba, .. } => [rgba.0[x * 4], rgba.0[x * 4 + 1], rgba.0[x * 4 + 2]],
        other => panic!("{other:?}"),
    }
}

fn text(opened: &Sheet) -> String {
    opened.drawn.text(Default::default(), opened.drawn.end())
}

#[tokio::test]
async fn a_mail_is_laid_out_and_painted() {
    let mut sandbox = sandbox();
    let html = "<body bgcolor=#00ff00 style='margin:0'><div style='height:50px;background:#ff0000'></div>\
                <p>One <a href=https://a.org>two</a> three</p>";
    let opened = open(&mut sandbox, &mail(html)).await.unwrap();
    assert_eq!(text(&opened).trim(), "One two three");
    assert_eq!(opened.links[0].target, "https://a.org");
    assert_eq!(opened.links[0].text, "two");
    let area = opened.drawn.links[0].areas[0];
    assert!(area.y > 50.0 && area.width > 10.0, "{area:?}");
    assert_eq!(opened.drawn.words, (3, 3));
    assert_eq!(colour(&mut sandbox, 10, 10).await, [255, 0, 0]);
    assert_eq!(colour(&mut sandbox, 10, 51).await, [0, 255, 0]);
}

#[tokio::test]
async fn a_page_is_laid_out_anew_for_another_pane() {
    let mut sandbox = sandbox();
    let words = "word ".repeat(200);
    let wide = open(&mut sandbox, &mail(&words)).await.unwrap();
    let look = Look { width: 300.0, scale: 2.0, ..LOOK };
    let look = Ask::Open(Box::new(Mail { html: words.clone(), look, pictures: Vec::new() }));
    let narrow = open(&mut sandbox, &look).await.unwrap();
    assert!(narrow.drawn.height > 2.0 * wide.drawn.height);
    match sandbox.ask(&Ask::Tile { top: 0, height: 100 }).await.unwrap() {
        Answer::Tile { width, height, rgba } => {
            assert_eq!((width, height, rgba.0.len()), (600, 100, 600 * 100 * 4));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_wider_than_the_pane_is_made_to_fit() {
    let mut sandbox = sandbox();
    let opened = open(&mut sandbox, &mail("<table width=1000><tr><td width=1000>x</table>")).await;
    let width = opened.unwrap().drawn.width;
    assert!((790.0..=820.0).contains(&width), "{width}");
}

#[tokio::test]
async fn cells_that_are_blocks_in_a_narrow_pane_are_shown() {
    let mut sandbox = sandbox();
    let html = "<style>@media(max-width:900px){td,th{display:block!important;width:100%!important}}</style>\
                <table>\
                <tr><td>one</td> <td>two</td> <td>three</td></tr> <tr><th>four</th></tr></table>";
    let opened = open(&mut sandbox, &mail(html)).await.unwrap();
    let text = text(&opened);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words, ["one", "two", "three", "four"]);
    let tops: Vec<f32> = opened.drawn.blocks.iter().map(|block| block.lines[0].y).collect();
    assert!(tops.is_sorted_by(|above, below| above + 10.0 < *below), "{tops:?}");
}

#[tokio::test]
async fn pictures_are_shown_where_they_were_given() {
    let mut sandbox = sandbox();
    let html = "<body style='margin:0'><img src=cid:a@b width=100 height=50><img src=https://a.org/x.png width=9 height=9>";
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 0, 255]).unwrap();
    drop(writer);
    let pictures = vec![(Named::Part("a@b".into()), Octets(picture))];
    let ask = Ask::Open(Box::new(Mail { html: html.into(), look: LOOK, pictures }));
    let opened = open(&mut sandbox, &ask).await.unwrap();
    let shown: Vec<bool> = opened.pictures.iter().map(|picture| picture.is_shown).collect();
    assert_eq!(shown, [true, false]);
    assert_eq!(opened.pictures[1].named, Named::Remote("https://a.org/x.png".into()));
    assert_eq!(colour(&mut sandbox, 50, 25).await, [0, 0, 255]);
    let area = opened.drawn.pictures[0].area;
    assert_eq!((area.width, area.height), (100.0, 50.0));
}

#[tokio::test]
async fn a_dark_pane_shows_light_text_on_dark() {
    let mut sandbox = sandbox();
    let look = Look { is_dark: true, ..LOOK };
    let plain = Mail { html: "<p>x".into(), look, pictures: Vec::new() };
    open(&mut sandbox, &Ask::Open(Box::new(plain))).await.unwrap();
    assert!(colour(&mut sandbox, 700, 5).await.iter().all(|part| *part < 64));
    let html =
        "<style>@media(prefers-color-scheme:dark){body{background:#102030!important}}</style><p>x";
    let own = Mail { html: html.into(), look, pictures: Vec::new() };
    let opened = open(&mut sandbox, &Ask::Open(Box::new(own))).await.unwrap();
    assert!(opened.has_dark && opened.drawn.is_dark);
    assert_eq!(colour(&mut sandbox, 700, 5).await, [0x10, 0x20, 0x30]);
}

/// Mails that were made to break readers.
fn bombs() -> Vec<(&'static str, String)> {
    let many = |part: &str, times: usize| part.repeat(times);
    vec![
        ("nested elements", many("<div>", 100_000)),
        ("nested tables", many("<table><tr><td>", 10_000)),
        ("nested quotes", many("<blockquote>", 10_000)),
        ("five megabytes of one word", many("x", 5_000_000)),
        ("five megabytes of paragraphs", many("<p>word word word", 300_000)),
        ("links", many("<a href=https://a.org>x</a> ", 100_000)),
        ("emoji", many("\u{1f600}", 20_000)),
        ("blanks", many("&nbsp;", 500_000)),
        (
            "rules",
            format!(
                "<style>{}</style>{}",
                many(".a .b .c{color:red}", 30_000),
                many("<b class=a>", 9_000)
            ),
        ),
        ("a brace", format!("<style>p{{{}</style><p>x", many("a{color:red;", 50_000))),
        ("shadows", many("<p style='box-shadow:0 0 999999px 999999px red'>x", 2_000)),
        ("a border", "<p style='border:1000000000px solid'>x".to_owned()),
        ("sizes", many("<div style='font-size:1000em'>", 100) + "x"),
        ("columns", format!("<table>{}", many("<tr><td colspan=1000 rowspan=65000>x", 500))),
        (
            "a gradient",
            format!("<p style='background:linear-gradient({})'>x", many("red,", 100_000)),
        ),
        ("flex", many("<div style='display:flex;flex-direction:column'>", 150)),
        (
            "grid",
            format!(
                "<div style='display:grid;grid-template-columns:repeat(100000,1px)'>{}",
                many("<i>x", 99)
            ),
        ),
        ("floats", many("<div style='float:left;width:33%'>x", 3_000)),
        (
            "an endless data URL",
            format!("<img src=data:image/png;base64,{}>", many("AAAA", 1_000_000)),
        ),
        ("old quirks", many("<font size=+7><center><b><i><u>", 5_000)),
        ("entities", many("&amp;amp;", 300_000)),
        ("attributes", format!("<p {}>x", many("a=b c=d ", 100_000))),
        ("lists", many("<ul><li>", 5_000)),
        ("right to left", many("\u{202e}\u{5d0}a", 50_000)),
        ("zero width", many("a\u{200b}\u{301}", 100_000)),
    ]
}

#[tokio::test]
async fn no_bomb_takes_more_than_its_process_and_the_next_mail_is_shown() {
    let mut sandbox = sandbox();
    for (name, html) in bombs() {
        match open(&mut sandbox, &mail(&html)).await {
            Ok(opened) => {
                let tile = sandbox.ask(&Ask::Tile { top: 0, height: 512 }).await;
                assert!(matches!(tile, Ok(Answer::Tile { .. }) | Err(_)), "{name}");
                assert!(opened.drawn.height <= 200_000.0, "{name}");
            }
            Err(Trouble::Failed(_) | Trouble::Ended(_)) => {}
            Err(trouble) => panic!("{name}: {trouble}"),
        }
        let next = open(&mut sandbox, &mail("<p>next")).await.expect(name);
        assert_eq!(text(&next).trim(), "next", "{name}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_process_can_reach_nothing() {
    let mut sandbox = sandbox();
    open(&mut sandbox, &mail("<p>x")).await.unwrap();
    let id = sandbox.process_id().unwrap();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    assert!(status.contains("Seccomp:\t2"), "{status}");
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
    for limit in ["Max address space", "Max cpu time"] {
        let line = limits.lines().find(|line| line.starts_with(limit)).unwrap();
        assert!(!line.split_whitespace().nth(3).unwrap().contains("unlimited"), "{line}");
    }
    let environment = std::fs::read_to_string(format!("/proc/{id}/environ")).unwrap();
    assert!(!environment.contains("DBUS") && !environment.contains("DISPLAY"), "{environment}");
}

#[tokio::test]
async fn a_process_that_was_ended_is_started_anew() {
    let mut sandbox = sandbox();
    open(&mut sandbox, &mail("<p>x")).await.unwrap();
    let id = sandbox.process_id().unwrap();
    let killed = std::process::Command::new("kill").args(["-9", &id.to_string()]).status();
    assert!(killed.unwrap().success());
    // The page that was open went with it.
    assert!(sandbox.ask(&Ask::Tile { top: 0, height: 1 }).await.is_err());
    let opened = open(&mut sandbox, &mail("<p>again")).await.unwrap();
    assert_eq!(text(&opened).trim(), "again");
}

#[tokio::test]
async fn what_cannot_be_started_is_said() {
    let mut sandbox = Sandbox::new(PathBuf::from("/nowhere/pombo"));
    assert!(matches!(open(&mut sandbox, &mail("x")).await, Err(Trouble::NoProcess(_))));
}

/// A picture of one colour.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut encoder = png::Encoder::new(&mut octets, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let row = usize::try_from(width.div_ceil(8)).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; row * usize::try_from(height).unwrap()]).unwrap();
    drop(writer);
    octets
}

/// A page with a green square, whose objects are found without a table.
const PAPER: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 50] /Contents 4 0 R >>\nendobj\n\
    4 0 obj\n<< /Length 24 >>\nstream\n0 1 0 rg 0 0 100 50 re f \nendstream\nendobj\n\
    trailer\n<< /Root 1 0 R >>\n%%EOF";

fn file(what: What, octets: impl Into<Vec<u8>>) -> Ask {
    Ask::Look { what, octets: Octets(octets.into()) }
}

#[tokio::test]
async fn a_picture_is_decoded_and_made_to_fit() {
    let mut sandbox = sandbox();
    let what = What::Picture { most: 100 };
    match sandbox.ask(&file(what, png(400, 200))).await.unwrap() {
        Answer::Painted { width, height, shown, rgba } => {
            assert_eq!((width, height, shown, rgba.0.len()), (400, 200, (100, 50), 20_000));
        }
        other => panic!("{other:?}"),
    }
    let large = sandbox.ask(&file(what, png(20_000, 20_000))).await.unwrap();
    assert_eq!(large, Answer::Refused(Hindrance::TooLarge));
    let broken = sandbox.ask(&file(what, "no picture")).await.unwrap();
    assert_eq!(broken, Answer::Refused(Hindrance::Broken));
}

#[tokio::test]
async fn pages_of_paper_are_painted_while_a_mail_stays_open() {
    let mut sandbox = sandbox();
    open(&mut sandbox, &mail("<body bgcolor=#ff0000>x")).await.unwrap();
    let leaves = sandbox.ask(&file(What::Pdf, PAPER)).await.unwrap();
    assert_eq!(leaves, Answer::Leaves { count: 1, sides: vec![(100.0, 50.0)] });
    match sandbox.ask(&Ask::Leaf { number: 0, width: 200 }).await.unwrap() {
        Answer::Painted { shown, rgba, .. } => {
            assert_eq!((shown, &rgba.0[..4]), ((200, 100), [0, 255, 0, 255].as_slice()));
        }
        other => panic!("{other:?}"),
    }
    assert!(sandbox.ask(&Ask::Leaf { number: 1, width: 200 }).await.is_err());
    assert_eq!(colour(&mut sandbox, 700, 5).await, [255, 0, 0]);
    let broken = sandbox.ask(&file(What::Pdf, "%PDF-1.4 and nothing")).await.unwrap();
    assert_eq!(broken, Answer::Refused(Hindrance::Broken));
}

#[tokio::test]
async fn archives_and_wrappers_are_listed() {
    let mut sandbox = sandbox();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("../../run.exe", options).unwrap();
    let octets = writer.finish().unwrap().into_inner();
    match sandbox.ask(&file(What::Zip, octets)).await.unwrap() {
        Answer::Listed(listing) => assert_eq!(listing.entries[0].name, "../../run.exe"),
        other => panic!("{other:?}"),
    }
    for what in [What::Zip, What::Tar, What::TarGz, What::Wrapped] {
        let none = sandbox.ask(&file(what, "nothing of the kind")).await.unwrap();
        assert_eq!(none, Answer::Refused(Hindrance::Broken), "{what:?}");
    }
    let mut wrapper = 0x223e_9f78_u32.to_le_bytes().to_vec();
    wrapper.extend([1, 0]);
    for (attribute, data) in [(0x0006_9002_u32, &b""[..]), (0x0006_800f, b"abc")] {
        wrapper.push(2);
        wrapper.extend(attribute.to_le_bytes());
        wrapper.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        wrapper.extend(data);
        wrapper.extend([0, 0]);
    }
    match sandbox.ask(&file(What::Wrapped, wrapper)).await.unwrap() {
        Answer::Unwrapped(_, octets) => assert_eq!(octets, [Octets(b"abc".to_vec())]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_paper_that_never_ends_takes_only_its_process() {
    let mut sandbox = sandbox();
    let paint = "0 0 1 rg 0 0 100 50 re f ".repeat(400_000);
    let endless = PAPER
        .replace("/Length 24", &format!("/Length {}", paint.len()))
        .replace("0 1 0 rg 0 0 100 50 re f ", &paint);
    let leaves = sandbox.ask(&file(What::Pdf, endless)).await;
    if matches!(leaves, Ok(Answer::Leaves { .. })) {
        let leaf = sandbox.ask(&Ask::Leaf { number: 0, width: 2_400 }).await;
        assert!(matches!(leaf, Ok(Answer::Painted { .. }) | Err(_)));
    }
    let next = sandbox.ask(&file(What::Pdf, PAPER)).await.unwrap();
    assert!(matches!(next, Answer::Leaves { count: 1, .. }));
}
