//! Messages as PDFs: read with the tools that people have (poppler), word by word and pixel by pixel.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use std::path::{Path, PathBuf};
use std::process::Command;

use pombo::render::layout::Look;
use pombo::render::layout::paper::{Head, Sort};
use pombo::sandbox::{Answer, Ask, Mail, Print, Sandbox};
use tempfile::TempDir;

/// Writes a message as a PDF.
fn print(mail: &Path, dir: &TempDir, more: &[&str]) -> PathBuf {
    let name = mail.file_stem().unwrap().to_string_lossy().into_owned();
    let out = dir.path().join(format!("{name}.pdf"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_pombo"));
    command.arg("--profile").arg(dir.path()).arg("render").arg(mail).arg(&out).args(more);
    let told = command.env("LC_ALL", "en_GB.UTF-8").env("TZ", "UTC").output().unwrap();
    assert!(told.status.success(), "{}: {told:?}", mail.display());
    out
}

/// What one of poppler's tools says of a document.
fn told(tool: &str, pdf: &Path, words: &[&str]) -> String {
    let told = Command::new(tool).args(words).arg(pdf).arg("-").output();
    let told = told.expect("poppler-utils");
    assert!(told.status.success() && told.stderr.is_empty(), "{tool} {}: {told:?}", pdf.display());
    String::from_utf8(told.stdout).unwrap()
}

fn text(pdf: &Path) -> String {
    told("pdftotext", pdf, &["-layout"])
}

fn info(pdf: &Path, field: &str) -> String {
    let told = Command::new("pdfinfo").arg(pdf).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let line = told.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    line.unwrap_or_default().trim().to_owned()
}

fn mail(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(format!("{name}.eml"))
}

/// A plain mail in a file.
fn plain(dir: &TempDir, lines: impl Iterator<Item = String>) -> PathBuf {
    let path = dir.path().join("plain.eml");
    let text: Vec<String> = lines.collect();
    let mail = format!(
        "From: Ana <ana@a.example>\r\nTo: Bo <bo@b.example>\r\nSubject: Long & <plain>\r\n\
         Date: Tue, 14 Apr 2026 07:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        text.join("\r\n")
    );
    std::fs::write(&path, mail).unwrap();
    path
}

#[test]
fn words_stand_in_their_order_and_the_head_above_them() {
    let dir = tempfile::tempdir().unwrap();
    for (name, wanted) in [
        (
            "receipt",
            &["Receipt 2026-0414", "Tool Library", "Belt sander, two days", "Total: €20.50"][..],
        ),
        (
            "newsletter-nested-tables",
            &["Spring list", "Dear Ines", "nobody had opened since 1994", "Unsubscribe"],
        ),
        ("reply-gmail-quotes", &["From", "To", "Date"]),
    ] {
        let pdf = print(&mail(name), &dir, &[]);
        let text = told("pdftotext", &pdf, &["-raw"]).replace('\n', " ");
        let mut from = 0;
        for words in wanted {
            let at = text[from..].find(words);
            from += at.unwrap_or_else(|| panic!("{name}: {words:?} after {from} in {text}"));
        }
        assert!(text.contains("1 / "), "{text}");
    }
}

#[test]
fn every_mail_of_the_corpus_is_printed_and_its_words_are_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut mails: Vec<PathBuf> = std::fs::read_dir(mail("receipt").parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    mails.sort();
    assert!(mails.len() >= 30);
    for path in mails {
        let pdf = print(&path, &dir, &[]);
        let pages: usize = info(&pdf, "Pages").parse().unwrap();
        assert!((1..=4).contains(&pages), "{}: {pages}", path.display());
        assert!(text(&pdf).split_whitespace().count() > 10, "{}", path.display());
    }
}

#[test]
fn a_long_text_breaks_between_lines_and_no_line_is_lost_or_twice_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = plain(&dir, (0..400).map(|at| format!("Line number {at:04} of it.")));
    let pdf = print(&path, &dir, &[]);
    let pages: usize = info(&pdf, "Pages").parse().unwrap();
    assert!((7..=14).contains(&pages), "{pages}");
    let text = text(&pdf);
    let found: Vec<&str> = text
        .split_whitespace()
        .filter(|word| word.len() == 4 && word.parse::<u32>().is_ok())
        .collect();
    let wanted: Vec<String> = (0..400).map(|at| format!("{at:04}")).collect();
    // The year of the head is no number of a line.
    assert_eq!(found.into_iter().filter(|word| *word != "2026").collect::<Vec<_>>(), wanted);
    let joined: String = text.split_whitespace().collect();
    assert!(joined.ends_with(&format!("{pages}/{pages}")), "{joined}");
    assert_eq!(info(&pdf, "Title"), "Long & <plain>");
    assert_eq!(info(&pdf, "Producer"), "");
    assert!(info(&pdf, "Page size").contains("A4"));
}

#[test]
fn the_same_message_makes_the_same_document_and_names_no_machine() {
    let dir = tempfile::tempdir().unwrap();
    let once = std::fs::read(print(&mail("emoji"), &dir, &[])).unwrap();
    let again = std::fs::read(print(&mail("emoji"), &dir, &[])).unwrap();
    assert!(once == again);
    let here = dir.path().to_string_lossy().into_owned();
    assert!(!once.windows(here.len()).any(|part| part == here.as_bytes()));
}

#[test]
fn pictures_and_colours_are_on_the_paper() {
    let dir = tempfile::tempdir().unwrap();
    let images = told_images(&print(&mail("newsletter-nested-tables"), &dir, &[]));
    assert!(images >= 1);
    assert_eq!(
        told_images(&print(&mail("newsletter-nested-tables"), &dir, &["--images", "none"])),
        0
    );
    let pdf = print(&mail("background-hero"), &dir, &[]);
    let picture = dir.path().join("page");
    let drawn =
        Command::new("pdftoppm").args(["-r", "40", "-singlefile"]).arg(&pdf).arg(&picture).output();
    assert!(drawn.unwrap().status.success());
    let pixels = std::fs::read(picture.with_extension("ppm")).unwrap();
    // The dark band of its head, and white paper.
    let dark = pixels.chunks_exact(3).filter(|p| p[0] < 0x60 && p[2] > 0x40 && p[2] < 0xc0).count();
    let white = pixels.chunks_exact(3).filter(|p| **p == [255, 255, 255]).count();
    assert!(dark > 2_000 && white > pixels.len() / 3 / 2, "{dark} {white}");
}

fn told_images(pdf: &Path) -> usize {
    let told = Command::new("pdfimages").arg("-list").arg(pdf).output().unwrap();
    String::from_utf8(told.stdout).unwrap().lines().filter(|line| line.contains(" image ")).count()
}

#[tokio::test]
async fn mails_that_mean_harm_are_printed_or_given_up_on_and_the_next_one_is_printed() {
    let mut sandbox = Sandbox::new(env!("CARGO_BIN_EXE_pombo").into());
    let many = |text: &str, times| text.repeat(times);
    let shadows = many("<p style='box-shadow:0 0 99px red,inset 0 0 9px blue;opacity:.5'>x", 300);
    let mails = [
        many("<div style='opacity:.9;overflow:hidden'>", 2_000),
        many("<table><tr><td>", 200),
        shadows,
        "<div style='height:1e9px;border:1e9px dashed red'>x</div>".to_owned(),
        "<div style='background:linear-gradient(red);width:9px'>x</div>".to_owned(),
        "<p style='font-size:0'>a</p><p style='font-size:40000px'>b</p>".to_owned(),
        "<p style='transform:rotate(30deg) scale(0)'>a</p>".to_owned(),
        format!("<p>{}", many("\u{202e}\u{1f469}\u{200d}\u{0301}", 2_000)),
    ];
    for html in mails {
        let look = Look { width: f32::NAN, scale: 0.0, zoom: 1.0, is_dark: true };
        let mail = Mail { html, look, pictures: Vec::new() };
        let head = Head { subject: many("<b>\u{0}", 500), rows: Vec::new(), date: Some(i64::MAX) };
        // Ended by a limit is an answer, too.
        let _ = sandbox.ask(&Ask::Paper(Box::new(Print { mail, head, sort: Sort::Letter }))).await;
    }
    let look = Look { width: 720.0, scale: 1.0, zoom: 1.0, is_dark: false };
    let mail = Mail { html: "<p>fine".to_owned(), look, pictures: Vec::new() };
    let print = Print { mail, head: Head::default(), sort: Sort::A4 };
    match sandbox.ask(&Ask::Paper(Box::new(print))).await.unwrap() {
        Answer::Paper { pages, .. } => assert_eq!(pages, 1),
        other => panic!("{other:?}"),
    }
}
