//! Looks for the secrets of a session in everything that was written, in each form that a program
//! might write them in. What is compressed or encrypted is not seen through.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// Shorter ones would be found by chance.
const SHORTEST: usize = 8;

/// How many first octets of a form are looked up at once.
const START: usize = 4;

/// The secrets that are not to be found.
#[derive(Default)]
pub struct Secrets {
    forms: Vec<Form>,
    by_start: HashMap<[u8; START], Vec<usize>>,
}

struct Form {
    octets: Vec<u8>,
    /// Which secret it is, and in which form; never the secret.
    what: String,
}

impl Secrets {
    /// Each by a name that says what it is.
    pub fn new(secrets: &[(&str, &str)]) -> Self {
        let mut all = Self::default();
        for (name, secret) in secrets {
            all.add(name, secret);
        }
        all
    }

    /// # Panics
    /// For a secret that would be found by chance.
    pub fn add(&mut self, name: &str, secret: &str) {
        assert!(secret.len() >= SHORTEST, "{name} is too short to be looked for");
        for (form, octets) in forms(secret) {
            if self.forms.iter().any(|known| known.octets == octets) {
                continue;
            }
            let start = octets.first_chunk().copied().unwrap();
            self.by_start.entry(start).or_default().push(self.forms.len());
            self.forms.push(Form { octets, what: format!("{name}, {form}") });
        }
    }

    /// What of it is in these octets, each once.
    pub fn in_octets(&self, octets: &[u8]) -> Vec<&str> {
        let mut found = Vec::new();
        for (at, start) in octets.windows(START).enumerate() {
            for &form in self.by_start.get(start).into_iter().flatten() {
                let Form { octets: secret, what } = &self.forms[form];
                if octets[at..].starts_with(secret) && !found.contains(&what.as_str()) {
                    found.push(what.as_str());
                }
            }
        }
        found
    }

    /// What of it is in the files of a folder and in their names, and where.
    pub fn in_folder(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for path in files(folder) {
            let name = path.to_string_lossy().into_owned();
            let content = fs::read(&path).unwrap_or_default();
            let both = [self.in_octets(&content), self.in_octets(name.as_bytes())].concat();
            found.extend(both.into_iter().map(|what| format!("{name}: {what}")));
        }
        found
    }

    /// # Panics
    /// Tells which secrets are in these texts, each with its name, or in these folders.
    pub fn assert_in_none(&self, texts: &[(&str, &str)], folders: &[&Path]) {
        let in_text = |(name, text): &(&str, &str)| {
            let found = self.in_octets(text.as_bytes()).into_iter();
            found.map(|what| format!("{name}: {what}")).collect::<Vec<_>>()
        };
        let mut found: Vec<_> = texts.iter().flat_map(in_text).collect();
        found.extend(folders.iter().flat_map(|folder| self.in_folder(folder)));
        assert!(found.is_empty(), "Secrets were written:\n{}", found.join("\n"));
    }
}

/// Every file below a folder. Sockets and pipes are no files.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

/// A secret in each form, with what the form is called.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let octets = secret.as_bytes();
    let text = |text: String| text.into_bytes();
    let inner = |quoted: String| text(quoted[1..quoted.len() - 1].to_owned());
    let hex = |upper: bool| {
        let digits = |b: &u8| if upper { format!("{b:02X}") } else { format!("{b:02x}") };
        text(octets.iter().map(digits).collect())
    };
    let mut forms = vec![
        ("as it is", octets.to_vec()),
        ("as JSON", inner(serde_json::to_string(secret).unwrap())),
        ("as Rust's Debug", inner(format!("{secret:?}"))),
        ("as a list of octets", inner(format!("{octets:?}"))),
        ("as a list of hexadecimal octets", inner(format!("{octets:02x?}"))),
        ("as an IMAP string", text(secret.replace('\\', "\\\\").replace('"', "\\\""))),
        ("as escaped octets", text(octets.escape_ascii().to_string())),
        ("as a form's field", text(url::form_urlencoded::byte_serialize(octets).collect())),
        ("in hexadecimal", hex(false)),
        ("in upper-case hexadecimal", hex(true)),
        ("as UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("backwards", text(secret.chars().rev().collect())),
    ];
    for alphabet in [STANDARD, URL_SAFE] {
        let engine = GeneralPurpose::new(&alphabet, NO_PAD);
        forms.extend((0..3).map(|before| ("in Base64", within(&engine, octets, before))));
    }
    forms
}

/// The part of a text in Base64 that the secret alone decides, where so many octets of its group
/// of three stand before it.
fn within(engine: &GeneralPurpose, secret: &[u8], before: usize) -> Vec<u8> {
    let whole = [&vec![0; before], secret].concat();
    let encoded = engine.encode(&whole).into_bytes();
    let first = (before * 8).div_ceil(6);
    encoded[first..whole.len() * 8 / 6].to_vec()
}
