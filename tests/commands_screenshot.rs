//! `pombo screenshot` with no display: of a profile without an account, of one with mail, and of
//! the demo account.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use std::collections::BTreeSet;

use commands_kit::{Profile, finish};
use support::dovecot::Dovecot;
use support::mails;

/// Takes a picture of 800 x 500 pixels; its colours.
fn picture(profile: &Profile, words: &[&str]) -> BTreeSet<Vec<u8>> {
    let file = profile.dir.path().join("picture.png");
    let all = [&["screenshot", file.to_str().unwrap(), "--size", "800x500", "--json"], words];
    let mut command = profile.command(&all.concat());
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let told = finish(command.spawn().unwrap()).ended(0).json();
    assert_eq!((&told[0]["width"], &told[0]["height"]), (&800.into(), &500.into()));
    let reader = std::io::BufReader::new(std::fs::File::open(&file).unwrap());
    let mut image = png::Decoder::new(reader).read_info().unwrap();
    let mut pixels = vec![0; image.output_buffer_size().unwrap()];
    let frame = image.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width, frame.height), (800, 500));
    pixels.chunks_exact(frame.color_type.samples()).map(<[u8]>::to_vec).collect()
}

#[test]
fn each_picture_shows_something_of_its_own() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=30).map(mails::plain));
    let empty = picture(&Profile::new(), &[]);
    let profile = Profile::synced(&server);
    let mail = picture(&profile, &[]);
    let dark = picture(&profile, &["--theme", "dark"]);
    let demo = picture(&profile, &["--demo"]);
    for colours in [&empty, &mail, &dark, &demo] {
        assert!(colours.len() > 20, "{}", colours.len());
    }
    assert!(empty != mail && mail != dark && mail != demo);
    // The picture leaves the mail unread.
    assert!(profile.list("inbox").iter().all(|row| row["flags"].as_array().unwrap().is_empty()));
    // What should be a folder is a file.
    let nowhere = profile.dir.path().join("password/x.png");
    profile.pombo(&["screenshot", nowhere.to_str().unwrap(), "--scene", "welcome"]).ended(1);
    profile.pombo(&["screenshot", "x.png", "--size", "10x10"]).ended(2);
}
