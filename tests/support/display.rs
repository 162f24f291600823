//! A virtual display with a window manager, a pointer and a keyboard; and a desktop session on it
//! with a D-Bus and a keyring of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{program, until};

/// A running Xvfb; it ends when dropped.
pub struct Display {
    name: String,
    server: Child,
    manager: Child,
}

impl Display {
    /// 1280 by 800 pixels, on a free display number.
    pub fn start() -> Self {
        let mut server = Command::new(program("Xvfb"))
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let manager = Command::new(program("openbox"))
            .args(["--sm-disable"])
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { name, server, manager }
    }

    /// A shell script in a session of its own: D-Bus, a keyring unlocked with a throw-away
    /// password, and home, runtime and configuration folders under `home`.
    pub fn session(&self, home: &Path, script: &str) -> Command {
        let unlock =
            "printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
        let mut command = Command::new(program("dbus-run-session"));
        command.args(["--", "sh", "-c", &format!("{unlock}; {script}")]);
        command.env("DISPLAY", &self.name).env("HOME", home).env("LANG", "C.UTF-8");
        command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            let path = home.join(folder);
            std::fs::create_dir_all(&path).unwrap();
            command.env(name, path);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Lets xdotool do something; it must succeed.
    pub fn xdo(&self, args: &[&str]) -> String {
        let done = Command::new(program("xdotool"))
            .args(args)
            .env("DISPLAY", &self.name)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "xdotool {args:?}: {said}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Waits for a window whose title holds this, brings it to the upper left corner and gives it
    /// the keyboard.
    pub fn window(&self, title: &str) -> String {
        let window = until("the window", || {
            let found = Command::new(program("xdotool"))
                .args(["search", "--onlyvisible", "--name", title])
                .env("DISPLAY", &self.name)
                .output()
                .unwrap();
            let ids = String::from_utf8_lossy(&found.stdout).into_owned();
            ids.lines().next().map(str::to_owned)
        });
        self.xdo(&["windowfocus", "--sync", &window]);
        window
    }

    /// Where the window's contents begin on the screen.
    pub fn corner(&self, window: &str) -> (i32, i32) {
        let said = self.xdo(&["getwindowgeometry", "--shell", window]);
        let number = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|value| value.parse().ok()).unwrap()
        };
        (number("X="), number("Y="))
    }

    /// Moves the pointer in steps, as a hand does.
    pub fn travel(&self, from: (i32, i32), to: (i32, i32)) {
        const STEPS: i32 = 16;
        for step in 1..=STEPS {
            let x = from.0 + (to.0 - from.0) * step / STEPS;
            let y = from.1 + (to.1 - from.1) * step / STEPS;
            self.xdo(&["mousemove", "--sync", &x.to_string(), &y.to_string()]);
        }
    }

    pub fn click(&self, at: (i32, i32)) {
        self.xdo(&["mousemove", "--sync", &at.0.to_string(), &at.1.to_string()]);
        self.xdo(&["click", "1"]);
    }

    /// Types into what has the keyboard.
    pub fn type_text(&self, text: &str) {
        self.xdo(&["type", "--delay", "5", "--", text]);
    }

    pub fn key(&self, name: &str) {
        self.xdo(&["key", "--", name]);
    }

    /// Keeps a picture of the screen for a person to look at.
    pub fn picture(&self, file: &Path) {
        let _ = Command::new("import")
            .args(["-display", &self.name, "-window", "root"])
            .arg(file)
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
