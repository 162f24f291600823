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
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
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
        let display = Self { name, server, manager };
        // A window that comes while the window manager starts may never be shown.
        until("the window manager", || {
            let asked = display.command("xdotool").arg("get_num_desktops").output().unwrap();
            asked.status.success().then_some(())
        });
        display
    }

    /// A program on this display.
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        command.env("DISPLAY", &self.name);
        command
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
        let done = self.command("xdotool").args(args).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "xdotool {args:?}: {said}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// A visible window whose title holds this, if there is one.
    pub fn find(&self, title: &str) -> Option<String> {
        let search = ["search", "--onlyvisible", "--name", title];
        let found = self.command("xdotool").args(search).output().unwrap();
        let ids = String::from_utf8_lossy(&found.stdout).into_owned();
        ids.lines().next().map(str::to_owned)
    }

    /// Waits for such a window and gives it the keyboard.
    pub fn window(&self, title: &str) -> String {
        let window = until("the window", || self.find(title));
        self.xdo(&["windowfocus", "--sync", &window]);
        window
    }

    /// Where the window's contents begin on the screen.
    pub fn corner(&self, window: &str) -> (i32, i32) {
        // Of a window in a frame, getwindowgeometry counts the frame twice.
        self.xdo(&["mousemove", "--sync", "--window", window, "0", "0"]);
        let said = self.xdo(&["getmouselocation", "--shell"]);
        let number = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|value| value.parse().ok()).unwrap()
        };
        (number("X="), number("Y="))
    }

    /// Gives the window's contents this size and puts its frame there; the place of the contents.
    pub fn place(&self, window: &str, at: (i32, i32), size: (u32, u32)) -> (i32, i32) {
        let text = |number: &dyn ToString| number.to_string();
        self.xdo(&["windowsize", "--sync", window, &text(&size.0), &text(&size.1)]);
        self.xdo(&["windowmove", "--sync", window, &text(&at.0), &text(&at.1)]);
        // The window manager takes its time.
        until("the window to be in its place", || {
            const FRAME: i32 = 40;
            let corner = self.corner(window);
            let beside = (corner.0 - at.0, corner.1 - at.1);
            let framed = (0..FRAME).contains(&beside.0) && (1..FRAME).contains(&beside.1);
            (framed && self.size(window) == size).then_some(corner)
        })
    }

    /// Width and height of the window's contents.
    pub fn size(&self, window: &str) -> (u32, u32) {
        let said = self.xdo(&["getwindowgeometry", "--shell", window]);
        let number = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|value| value.parse().ok()).unwrap()
        };
        (number("WIDTH="), number("HEIGHT="))
    }

    /// Takes what lies under the pointer from one place to another, as a hand does.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        self.travel(to, from);
        self.xdo(&["mousedown", "1"]);
        self.travel(from, to);
        self.xdo(&["mouseup", "1"]);
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
