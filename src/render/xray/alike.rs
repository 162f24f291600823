//! Names that can be taken for other names: letters of other alphabets, digits for letters, a known
//! name in front of a strange one.

use unicode_script::Script;

use super::host::{registrable, same_owner, scripts};
use super::table;

/// Letters of a name that must be there before two that only look alike in ASCII count; shorter ones
/// are too often somebody's own.
const MIN_NAME: usize = 5;
const MIN_KNOWN: usize = 4;

/// The host that this one can be taken for: one of `models`, or a known one, or what it spells in
/// Latin letters. `unicode` and `ascii` are the same host.
pub(super) fn imitated<'a>(
    unicode: &str,
    ascii: &str,
    models: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let own = owner_label(unicode, ascii);
    let own_look = look(own);
    let known = table::known().map(|model| (model, MIN_KNOWN));
    let models = models.map(|model| (model, MIN_NAME)).chain(known);
    for (model, least) in models {
        if same_owner(model, ascii) {
            continue;
        }
        let owner = registrable(model);
        let label = owner.split('.').next().unwrap_or_default();
        let enough = label.len() >= least || (!own.is_ascii() && label.len() >= 3);
        let alike = enough && own != label && own_look == look(label);
        if alike || (least == MIN_KNOWN && is_in_front(ascii, owner)) {
            return Some(owner.to_owned());
        }
    }
    spelt(own, ascii)
}

/// The label that its owner chose, in its own letters: `example` of `www.example.co.uk`.
fn owner_label<'a>(unicode: &'a str, ascii: &str) -> &'a str {
    let labels = registrable(ascii).split('.').count();
    unicode.rsplit('.').nth(labels.saturating_sub(1)).unwrap_or(unicode)
}

/// A strange host that begins like a known one: `paypal.com.example.org`, `paypal.com-x.org`.
fn is_in_front(host: &str, known: &str) -> bool {
    host.match_indices(known).any(|(at, _)| {
        let before = host.get(..at).unwrap_or_default();
        let after = host.get(at + known.len()..).unwrap_or_default();
        let begins = before.is_empty() || before.ends_with(['.', '-']);
        // Not where the public suffix begins within it, as in `amazon.com.br`.
        let owned =
            after.strip_prefix('.').is_some_and(|rest| rest.len() >= registrable(host).len());
        begins && (owned || after.starts_with('-'))
    })
}

/// What a label of one foreign alphabet spells in Latin letters, when all of it can be read so and
/// the domain above it is Latin.
fn spelt(own: &str, ascii: &str) -> Option<String> {
    let imitates = [Script::Cyrillic, Script::Greek, Script::Armenian];
    let owner = registrable(ascii);
    let (_, suffix) = owner.split_once('.')?;
    let foreign = matches!(scripts(own).as_slice(), [one] if imitates.contains(one));
    if !foreign || suffix.split('.').any(|label| label.starts_with("xn--")) {
        return None;
    }
    let letter = |c: char| if c.is_ascii() { Some(c) } else { table::alike(c) };
    let latin: Option<String> = own.chars().map(letter).collect();
    latin.map(|latin| format!("{latin}.{suffix}"))
}

/// What a label looks like at a glance: the same for all that can be mistaken for each other.
fn look(label: &str) -> String {
    let letters: String = label
        .chars()
        .map(|c| table::alike(c).unwrap_or(c))
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            '5' => 's',
            c => c,
        })
        .collect();
    letters.replace("rn", "m").replace("vv", "w")
}
