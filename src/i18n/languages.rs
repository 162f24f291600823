//! The languages that are built in, their Fluent bundles and how they write numbers. Knows no message.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The files of each language, by their names without `.ftl`.
macro_rules! files {
    ($folder:literal) => {
        files!(
            $folder: "accounts", "attachments", "audit", "commands", "conversation", "dates", "demo",
            "doctor", "faults", "hand", "labels", "links", "mailboxes", "meeting", "orders", "paper", "pictures", "removed", "report",
            "sender", "signin", "window"
        )
    };
    ($folder:literal: $($name:literal),*) => {
        &[$(($name, include_str!(concat!("../../i18n/", $folder, "/", $name, ".ftl")))),*]
    };
}

type Files = &'static [(&'static str, &'static str)];

pub(super) struct Language {
    pub(super) tag: &'static str,
    bundle: FluentBundle<FluentResource>,
    /// Between groups of three digits.
    group: char,
    /// Before the tenths.
    point: char,
}

/// English first: it is what the others fall back on.
pub(super) static LANGUAGES: LazyLock<[Language; 2]> = LazyLock::new(|| {
    [
        Language::new::<',', '.'>("en", files!("en")),
        Language::new::<'.', ','>("pt-BR", files!("pt-BR")),
    ]
});

pub(super) fn english() -> &'static Language {
    let [english, _] = &*LANGUAGES;
    english
}

/// The place in `LANGUAGES` of the first wanted tag that is spoken here, else English. Any
/// Portuguese reads Brazilian Portuguese, any English English; `C` and `POSIX` are English.
pub(super) fn negotiate(wanted: impl IntoIterator<Item = String>) -> usize {
    let spoken = wanted.into_iter().find_map(|tag| {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" | "c" | "posix" => Some(0),
            "pt" => Some(1),
            _ => None,
        }
    });

    spoken.unwrap_or(0)
}

impl Language {
    /// `GROUP` stands between groups of three digits, `POINT` before the tenths.
    fn new<const GROUP: char, const POINT: char>(tag: &'static str, files: Files) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks are for mixed directions within one sentence; as boxes or in a file name they harm.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(number::<GROUP, POINT, _>));

        for (name, text) in files {
            let resource = FluentResource::try_new((*text).to_owned());
            let resource = resource.unwrap_or_else(|(resource, errors)| {
                tracing::error!(tag, name, ?errors, "A file of messages has errors.");
                resource
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(tag, name, ?errors, "A file of messages repeats others.");
            }
        }

        Self { tag, bundle, group: GROUP, point: POINT }
    }

    /// A message with its values, if this language has it.
    pub(super) fn words(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(tag = self.tag, key, ?errors, "A message lacks a value.");
        }

        Some(words)
    }

    /// Digits in groups of three.
    pub(super) fn grouped(&self, digits: &str) -> String {
        group(digits, self.group)
    }

    /// Tenths as a number with one decimal.
    pub(super) fn decimal(&self, tenths: u64) -> String {
        let whole = self.grouped(&(tenths / 10).to_string());
        format!("{whole}{}{}", self.point, tenths % 10)
    }
}

/// Writes numbers within messages; leaves all else to Fluent.
fn number<const GROUP: char, const POINT: char, M>(
    value: &FluentValue<'_>,
    _: &M,
) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let text = number.as_string();
    let (whole, tenths) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.split_at_checked(usize::from(whole.starts_with('-')))?;
    let point = if tenths.is_empty() { String::new() } else { POINT.to_string() };

    Some(format!("{sign}{}{point}{tenths}", group(digits, GROUP)))
}

fn group(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }

    grouped
}
