//! What a system opens pages with, in place of which stands a note of them: the browser of the tests is
//! driven from outside.

use std::path::Path;

use crate::support::{program, until};

/// Writes down what it is to open, as a system's opener would hand it to a browser.
const OPENER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$HOME/opened\"\n";

/// Puts it into a home; the PATH with which it is found.
pub fn put_into(home: &Path) -> String {
    let bin = home.join("bin");
    std::fs::create_dir(&bin).unwrap();
    let opener = bin.join("xdg-open");
    std::fs::write(&opener, OPENER).unwrap();
    let made = std::process::Command::new(program("chmod")).arg("+x").arg(&opener).status();
    assert!(made.unwrap().success());
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

/// The page that was opened, the first or a later one.
pub fn opened(home: &Path, number: usize) -> String {
    until("the browser to be opened", || {
        let all = std::fs::read_to_string(home.join("opened")).ok()?;
        all.lines().nth(number).map(str::to_owned)
    })
}
