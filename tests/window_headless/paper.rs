//! A message as it lies on the server, saved as a file, printed; and a window on a file.

use pombo::app::Screen;
use pombo::app::reader::Reader;
use pombo::fl;
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::kit::{Home, SIZE, Window};
use crate::support::dovecot::Dovecot;
use crate::support::{mails, until};

#[test]
fn the_source_is_fetched_when_it_is_asked_for_and_a_message_is_saved_octet_by_octet() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::with_attachment(2, 3_000)]);
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.click("Attachment 2");
    window.see("See the report, number 2.");
    window.ctrl("u");
    window.see(&fl!("source-title"));
    window.see_part("Content-Transfer-Encoding: base64");
    window.ctrl("u");
    window.see("See the report, number 2.");

    window.ctrl("s");
    let to = home.dir.path().join("kept.eml");
    window.fill("save path", to.to_str().unwrap());
    window.click(&fl!("save"));
    until("the file", || {
        window.live_on();
        to.exists().then_some(())
    });
    window.see(&fl!("notice-saved", name = "Attachment 2.eml"));
    assert_eq!(std::fs::read(&to).unwrap(), mails::with_attachment(2, 3_000));
    window.close();
}

#[test]
fn several_messages_go_into_a_folder_each_under_a_name_of_its_own() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::plain(2), mails::plain(1)]);
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.click("Message 2");
    window.see("This is the body of message 2.");
    window.ctrl("a");
    window.ctrl("s");
    let folder = home.dir.path().join("kept");
    std::fs::create_dir(&folder).unwrap();
    window.fill("save path", folder.to_str().unwrap());
    window.click(&fl!("save"));
    window.see(&fl!("notice-exported", count = 3));
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["Message 1 (2).eml", "Message 1.eml", "Message 2.eml"]);
    window.close();
}

#[test]
fn a_message_is_made_into_a_document() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1)]);
    let home = Home::signed_in(server.port);
    let runtime = Runtime::new().unwrap();
    let (vault, handle) = (home.vault.clone(), runtime.handle().clone());
    let paths = Some(home.paths());
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window.click("Message 1");
    window.see("This is the body of message 1.");
    window.ctrl("p");
    window.see(&fl!("notice-paper-shown"));
    window.close();
}

/// A window on a file of these octets.
fn on_file(octets: &[u8]) -> (Window, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("letter.eml");
    std::fs::write(&path, octets).unwrap();
    let runtime = Runtime::new().unwrap();
    let mut launch = Launch::of_file(path, Default::default(), runtime.handle().clone());
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    (Window::of(Stage::new(launch, SIZE).unwrap(), runtime), dir)
}

#[test]
fn a_file_is_shown_without_any_account_and_its_attachment_is_saved_from_it() {
    let (mut window, dir) = on_file(&mails::with_attachment(2, 3_000));
    window.until("the screen of a file", |state| matches!(state.screen, Screen::File));
    window.see("See the report, number 2.");
    window.see(&fl!("command-print"));
    window.ctrl("u");
    window.see_part("Content-Transfer-Encoding: base64");
    window.ctrl("u");
    window.see("See the report, number 2.");
    window.order("e");
    window.see("See the report, number 2.");
    window.ctrl("s");
    let to = dir.path().join("copy.eml");
    window.fill("save path", to.to_str().unwrap());
    window.click(&fl!("save"));
    window.see(&fl!("notice-saved", name = "Attachment 2.eml"));
    assert_eq!(std::fs::read(&to).unwrap(), mails::with_attachment(2, 3_000));
    window.close();
}

#[test]
fn a_file_without_a_message_says_so() {
    let (mut window, _dir) = on_file(b"\x89PNG\r\nno message");
    window.until("the failure", |state| matches!(state.reader, Reader::Failed(..)));
    window.see(&fl!("file-failed"));
    window.see(&fl!("file-no-message", name = "letter.eml"));
    window.close();
}
