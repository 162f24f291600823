//! Why there is no token, from what the server said: a table of its words and numbers, and a text
//! for people from which everything that may be a secret is taken out. Knows no connection.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};

#[cfg(test)]
mod tests;

const TABLE: &str = include_str!("../../../resources/oauth-errors.toml");

/// Octets of the server's words that are looked at.
const MOST_LOOKED_AT: usize = 4 * 1024;

/// Characters of the server's words that are shown.
const MOST_SHOWN: usize = 300;

/// Numbers of a refusal that are looked at.
const MOST_CODES: usize = 8;

/// A word of so many letters and digits may be a token; none is shown.
const SECRET_LENGTH: usize = 20;

/// Octets of a SASL challenge that are looked at.
const MOST_CHALLENGE: usize = 8 * 1024;

/// The fault of an OAuth 2.0 error (RFC 6749 sections 4.1.2.1 and 5.2), at `Authorization`.
pub fn explain(error: &str, description: &str) -> Fault {
    Refusal::new(error, description).fault(Place::Authorization, &[])
}

/// The fault of the JSON with which a mail server refuses a token (RFC 7628 section 3.2.2, and the
/// older form of XOAUTH2), at `SignIn`. What cannot be read, or says nothing that is known, is taken
/// for a token that ended: then it is renewed once.
pub fn explain_sasl(json: &[u8]) -> Fault {
    let ended = FaultKind::Grant(GrantProblem::Ended);
    let value = if json.len() > MOST_CHALLENGE { None } else { serde_json::from_slice(json).ok() };
    let Some(Value::Object(told)) = value else {
        let detail = "the mail server refused the token, and its reason cannot be read";
        return Fault::new(ended, Place::SignIn, detail);
    };
    let text = |name: &str| told.get(name).map(plain).unwrap_or_default();
    let status = if told.contains_key("status") { text("status") } else { text("error") };
    let scope = match text("scope") {
        scope if scope.is_empty() => scope,
        scope => format!("scope {scope}"),
    };
    let said: Vec<String> = ["error_description", "error", "schemes"].map(text).into();
    let said: Vec<&str> =
        said.iter().chain([&scope]).map(String::as_str).filter(|it| !it.is_empty()).collect();
    let mut fault = Refusal::new(&status, &said.join(", ")).fault(Place::SignIn, &[]);
    if fault.kind == FaultKind::Grant(GrantProblem::Other) {
        fault.kind = ended;
    }
    fault
}

/// A refusal as the server told it.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    error: String,
    description: String,
    codes: Vec<u64>,
}

impl Refusal {
    pub(super) fn new(error: &str, description: &str) -> Self {
        let (error, description) = (cut(error), cut(description));
        let codes = description
            .split("AADSTS")
            .skip(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
            .filter_map(|digits| digits.parse().ok())
            .take(MOST_CODES)
            .collect();
        Self { error: error.to_owned(), description: description.to_owned(), codes }
    }

    /// The refusal in a JSON answer. Yahoo and Google's APIs nest what others tell flatly.
    pub(super) fn of(json: &Value) -> Option<Self> {
        let told = json.as_object()?;
        let text = |of: &serde_json::Map<String, Value>, names: &[&str]| {
            names.iter().find_map(|name| of.get(*name)).map(plain).unwrap_or_default()
        };
        let (error, mut description) = match told.get("error").filter(|error| !error.is_null())? {
            Value::Object(inner) => (
                text(inner, &["errorId", "status", "error", "code"]),
                text(inner, &["message", "localizedMessage", "error_description"]),
            ),
            error => (plain(error), text(told, &["error_description", "message"])),
        };
        for name in ["suberror", "error_subtype"] {
            if let Some(more) = told.get(name) {
                description = format!("{description} ({})", plain(more));
            }
        }
        let mut refusal = Self::new(&error, &description);
        let codes = told.get("error_codes").and_then(Value::as_array);
        let codes = codes.into_iter().flatten().filter_map(Value::as_u64);
        refusal.codes.extend(codes.take(MOST_CODES));
        Some(refusal)
    }

    /// The refusal as a fault; `secrets` are taken out of the server's words.
    pub(super) fn fault(&self, place: Place, secrets: &[&str]) -> Fault {
        let kind = match self.rule() {
            Some(Rule { problem: Some(problem), .. }) => FaultKind::Grant(*problem),
            Some(_) => FaultKind::Unavailable,
            None => FaultKind::Grant(GrantProblem::Other),
        };
        Fault::new(kind, place, self.shown(secrets))
    }

    /// Whether a grant was refused without a word about why.
    pub(super) fn is_general(&self) -> bool {
        self.rule().is_some_and(|rule| rule.general)
    }

    /// The error's name, in lower case.
    pub(super) fn name(&self) -> String {
        self.error.to_ascii_lowercase()
    }

    fn rule(&self) -> Option<&'static Rule> {
        let (error, said) = (self.name(), self.description.to_lowercase());
        RULES.iter().find(|rule| {
            (rule.codes.is_empty() || self.codes.iter().any(|code| rule.codes.contains(code)))
                && (rule.error.is_empty() || rule.error.contains(&error))
                && (rule.says.is_empty() || rule.says.iter().any(|part| said.contains(part)))
        })
    }

    fn shown(&self, secrets: &[&str]) -> String {
        let whole = match (self.error.is_empty(), self.description.is_empty()) {
            (false, false) => format!("{}: {}", self.error, self.description),
            (false, true) => self.error.clone(),
            (true, false) => self.description.clone(),
            (true, true) => "the server gave no reason".to_owned(),
        };
        harmless(&whole, secrets)
    }
}

#[derive(Debug, Default, Deserialize)]
struct Rules {
    rule: Vec<Rule>,
}

/// One row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    problem: Option<GrantProblem>,
    #[serde(default)]
    codes: Vec<u64>,
    #[serde(default)]
    error: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    general: bool,
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| toml::from_str::<Rules>(TABLE).unwrap_or_default().rule);

/// Foreign words as they may be shown and logged: on one line, short, without `secrets`, without
/// anything that looks like one, and without the query of a URL.
pub(super) fn harmless(text: &str, secrets: &[&str]) -> String {
    let mut text = cut(text).to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        text = text.replace(secret, "…");
    }
    let text = text.replace(|c: char| c.is_control() || is_invisible(c), " ");
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    let line = words.join(" ");
    match line.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// One word, masked where it looks like a secret.
fn word(word: &str) -> String {
    if word.contains("://") {
        return word.split(['?', '#']).next().unwrap_or_default().to_owned();
    }
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_.~+/=%|*!$".contains(c);
    let masked = |run: &str| if looks_secret(run) { "…".to_owned() } else { run.to_owned() };
    let (mut shown, mut run) = (String::new(), String::new());
    for c in word.chars() {
        if inner(c) {
            run.push(c);
        } else {
            shown.push_str(&masked(&std::mem::take(&mut run)));
            shown.push(c);
        }
    }
    shown + &masked(&run)
}

fn looks_secret(run: &str) -> bool {
    run.len() >= SECRET_LENGTH
        && run.contains(|c: char| c.is_ascii_digit())
        && run.contains(|c: char| c.is_ascii_alphabetic())
        && !is_uuid(run)
}

/// The form of trace and application ids, which administrators ask for.
fn is_uuid(run: &str) -> bool {
    let lengths: Vec<usize> = run.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && run.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// Marks that turn the direction of a text or hide in it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// As much of a text as is looked at, cut between characters.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(MOST_LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A JSON value as a short text; lists and objects are none.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => cut(text).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}
