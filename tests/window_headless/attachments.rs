//! Attachments looked at in the window: fetched when they are asked for, shown by a process of their
//! own; programs warned of; all of them saved together.

use std::io::{Cursor, Write};

use iced::keyboard::key::Named;
use pombo::app::preview::{Shown, Stage};
use pombo::fl;
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage as Headless;
use pombo::ui::widget::Icon;
use tokio::runtime::Runtime;

use crate::kit::{Home, SIZE, Window};
use crate::support::dovecot::Dovecot;
use crate::support::proxy::Proxy;

/// A window whose files are looked at by this very program.
fn open(home: &Home) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    let mut window = Window::of(Headless::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window
}

fn zip() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["plans/front.txt", "plans/run.exe"] {
        writer.start_file(name, options).unwrap();
        writer.write_all(b"hello").unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A mail with these files.
fn mail(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut mail =
        "From: Bea <bea@test.example>\r\nTo: Ana <ana@test.example>\r\nSubject: Files\r\n\
         Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nMessage-ID: <files@test.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n\
         --edge\r\nContent-Type: text/plain\r\n\r\nSee the files.\r\n"
            .to_owned();
    for (name, octets) in files {
        let coded: Vec<String> = octets.iter().map(|octet| format!("={octet:02X}")).collect();
        let lines: Vec<String> = coded.chunks(20).map(|line| line.concat()).collect();
        mail.push_str(&format!(
            "--edge\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            lines.join("=\r\n")
        ));
    }
    mail.push_str("--edge--\r\n");
    mail.into_bytes()
}

fn shown(window: &Window) -> Option<Shown> {
    window.mind().preview.as_ref().and_then(|preview| preview.shown().cloned())
}

#[test]
fn an_attachment_is_fetched_and_shown_when_it_is_asked_for_and_only_then() {
    let server = Dovecot::start();
    let text = b"first line\r\nsecond line\r\n".to_vec();
    let inner =
        b"From: Cai <cai@test.example>\r\nSubject: Inside\r\n\r\nHello from inside.\r\n".to_vec();
    server.fill("INBOX", [mail(&[("notes.txt", text), ("files.zip", zip()), ("in.eml", inner)])]);
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut window = open(&home);
    window.click("Files");
    window.see("See the files.");
    let parts = |proxy: &Proxy| ["[2", "[3", "[4"].map(|part| proxy.sent().contains(part));
    assert_eq!(parts(&proxy), [false; 3]);

    window.order("p");
    window.see("first line\nsecond line");
    assert_eq!(parts(&proxy), [true, false, false]);
    window.key(Named::ArrowRight);
    window.see("plans/front.txt");
    window.see(&fl!("preview-entries", count = 2));
    window.see(&fl!("preview-programs", count = 1));
    window.key(Named::ArrowRight);
    window.see("Inside");
    window.see("Hello from inside.");
    window.key(Named::Escape);
    window.see("See the files.");
    assert!(window.mind().preview.is_none());
    let before = proxy.sent().len();
    window.order("p");
    window.see("first line\nsecond line");
    assert!(!proxy.sent().get(before..).unwrap_or_default().contains("[2"), "fetched twice");

    // Next, open, save: all by keys.
    for _ in 0..3 {
        window.key(Named::Tab);
    }
    window.key(Named::Enter);
    window.see(&fl!("save-title"));
    window.key(Named::Escape);
    window.see("first line\nsecond line");
    window.close();
}

#[test]
fn what_is_broken_says_so_and_takes_nothing_else_with_it() {
    let server = Dovecot::start();
    let files = ["a.zip", "b.pdf", "c.png", "winmail.dat"].map(|name| (name, b"nothing".to_vec()));
    server.fill("INBOX", [mail(&files)]);
    let home = Home::signed_in(server.port);
    let mut window = open(&home);
    window.click("Files");
    window.see("See the files.");
    window.order("p");
    for (at, _) in files.iter().enumerate() {
        window.until("an answer", |state| {
            let failed = |stage: &Stage| matches!(stage, Stage::Failed(_));
            state.preview.as_ref().is_some_and(|preview| failed(&preview.stage))
        });
        window.see(&fl!("preview-broken"));
        assert_eq!(shown(&window), None, "{at}");
        window.key(Named::ArrowRight);
    }
    window.close();
}

#[test]
fn all_are_saved_into_a_folder_and_a_program_among_them_is_asked_about() {
    let server = Dovecot::start();
    let files =
        [("a.txt", b"one".to_vec()), ("a.txt", b"two".to_vec()), ("b.pdf.exe", b"MZ".to_vec())];
    server.fill("INBOX", [mail(&files)]);
    let home = Home::signed_in(server.port);
    let mut window = open(&home);
    window.click("Files");
    window.see("See the files.");
    window.see(&fl!("risk-disguised", kind = "PDF"));
    window.click(&fl!("save-all"));
    window.see(&fl!("risk-title-all"));
    window.click(&fl!("risk-yes-all"));
    window.see(&fl!("save-title"));
    let folder = home.dir.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    window.fill("save path", folder.to_str().unwrap());
    window.click(&fl!("save"));
    window.see_part(&fl!("notice-all-saved", count = 3));
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(read("a.txt"), b"one");
    assert_eq!(read("a (2).txt"), b"two");
    assert_eq!(read("b.pdf.exe"), b"MZ");
    window.click_sign(Icon::FolderOpen);
    window.close();
}
