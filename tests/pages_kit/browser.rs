//! The same mails in Chromium, where it is installed: one run tells the places of all words and how
//! long each mail took, some more take the pictures. It reaches no network.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use super::{Mail, Shot, Word};

/// The reader's own style, which the browser is given too, below everything of the sender.
const SHEET: &str = include_str!("../../src/render/layout/mail.css");
/// What looks at the words of each frame.
const SCRIPT: &str = include_str!("words.js");
/// Where it may be.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Pixels of height of one picture of several mails.
const TALLEST: u32 = 10_000;
const PATIENCE: Duration = Duration::from_secs(180);

/// See the module.
pub struct Browser {
    program: PathBuf,
    folder: tempfile::TempDir,
}

/// What the browser says of a mail.
pub struct Seen {
    pub words: Vec<Word>,
    pub height: u32,
    /// Until it was laid out, without its picture.
    pub milliseconds: f64,
}

impl Browser {
    /// Nothing where none is installed.
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&path)
            .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
            .find(|program| program.is_file())?;
        Some(Self { program, folder: tempfile::tempdir().unwrap() })
    }

    /// Lays all mails out at a width.
    pub fn look(&self, mails: &[Mail], width: u32) -> Vec<Seen> {
        for (number, mail) in mails.iter().enumerate() {
            let file = self.folder.path().join(format!("{number}.html"));
            std::fs::write(file, with_pictures(mail)).unwrap();
        }
        let jobs = json!({ "count": mails.len(), "width": width, "sheet": layered() });
        let page = self.page(&format!("const JOBS = {jobs};\n{SCRIPT}"));
        let told = self.run(&page, &["--dump-dom"]);
        let start = told.find("id=\"told\">").expect("the script ran to its end") + 10;
        let end = start + told[start..].find("</script>").unwrap();
        let told: Vec<Value> = serde_json::from_str(&told[start..end]).unwrap();
        told.iter().map(seen).collect()
    }

    /// Pictures of all mails, of the heights that were seen.
    pub fn shots(&self, seen: &[Seen], width: u32) -> Vec<Shot> {
        let mut shots = Vec::new();
        let mut first = 0;
        while first < seen.len() {
            let mut last = first;
            let mut height = 0;
            while last < seen.len() && (last == first || height + seen[last].height < TALLEST) {
                height += seen[last].height;
                last += 1;
            }
            shots.extend(self.strip(first, &seen[first..last], width));
            first = last;
        }
        shots
    }

    /// Pictures of some mails, taken as one.
    fn strip(&self, first: usize, seen: &[Seen], width: u32) -> Vec<Shot> {
        let heights: Vec<u32> = seen.iter().map(|seen| seen.height).collect();
        let all: u32 = heights.iter().sum();
        let jobs =
            json!({ "first": first, "width": width, "sheet": layered(), "heights": heights });
        let page = self.page(&format!("const JOBS = {jobs};\n{SCRIPT}"));
        let file = self.folder.path().join("shot.png");
        // A window is at least so wide.
        let wide = width.max(600);
        let size = format!("--window-size={wide},{all}");
        let shot = format!("--screenshot={}", file.display());
        self.run(&page, &[&size, &shot]);
        let all = image::open(&file).unwrap().into_rgba8();
        let mut top = 0;
        let mut shots = Vec::new();
        for height in heights {
            let part = image::imageops::crop_imm(&all, 0, top, width, height).to_image();
            shots.push(Shot { width: usize::try_from(width).unwrap(), rgba: part.into_raw() });
            top += height;
        }
        shots
    }

    fn page(&self, script: &str) -> PathBuf {
        let file = self.folder.path().join("all.html");
        let text = format!(
            "<!DOCTYPE html><body style=\"margin:0;background:#fff\"><script>{script}</script>"
        );
        std::fs::write(&file, text).unwrap();
        file
    }

    /// What the browser says about a page.
    fn run(&self, page: &Path, wishes: &[&str]) -> String {
        let has_nothing = Command::new("unshare").args(["-rn", "true"]).status();
        let mut command = match has_nothing {
            Ok(status) if status.success() => {
                let mut command = Command::new("unshare");
                command.arg("-rn").arg(&self.program);
                command
            }
            _ => Command::new(&self.program),
        };
        let out = self.folder.path().join("out");
        let mut child = command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--disable-background-networking", "--disable-sync", "--no-first-run"])
            .args(["--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND"])
            .args(["--allow-file-access-from-files", "--force-device-scale-factor=1"])
            .arg(format!("--user-data-dir={}", self.folder.path().join("profile").display()))
            .args(wishes)
            .arg(format!("file://{}", page.display()))
            .stdout(std::fs::File::create(&out).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("the browser does not end");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        std::fs::read_to_string(out).unwrap()
    }
}

fn seen(told: &Value) -> Seen {
    let number = |value: &Value| value.as_f64().unwrap();
    let words = told["words"].as_array().unwrap().iter().map(|word| Word {
        text: word[0].as_str().unwrap().to_lowercase(),
        x: number(&word[1]) as f32,
        y: number(&word[2]) as f32,
    });
    Seen {
        words: words.collect(),
        height: number(&told["height"]).clamp(1.0, 8_000.0) as u32,
        milliseconds: number(&told["ms"]),
    }
}

/// The reader's style as what every other style goes before.
fn layered() -> String {
    format!("@layer reader {{ {SHEET} }}")
}

/// The HTML of a mail with the pictures that came with it in the mark-up.
fn with_pictures(mail: &Mail) -> String {
    let mut html = mail.html.clone();
    for (id, (kind, octets)) in &mail.pictures {
        let octets = base64::engine::general_purpose::STANDARD.encode(octets);
        html = html.replace(&format!("cid:{id}"), &format!("data:{kind};base64,{octets}"));
    }
    format!("\u{feff}{html}")
}
