//! File names that are safe to write, whatever the sender called it.

use super::words;

/// Characters and octets of a name (file systems give 255 octets).
const MAX_CHARS: usize = 120;
const MAX_OCTETS: usize = 240;
/// Characters of an extension, beyond which it is none.
const MAX_EXTENSION: usize = 16;

/// Names that Windows keeps for devices, whatever their extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A file name that is safe to write in any folder: no path, no control or direction characters,
/// no leading dot, not a device name, at most 120 characters with its extension kept. Never empty.
pub fn safe_name(name: &str, media: &str) -> String {
    // Bounded before anything walks over it; the end is kept for its extension.
    let long = name.char_indices().nth(4 * MAX_CHARS).is_some();
    let tail = name.char_indices().rev().nth(2 * MAX_CHARS).map_or(0, |(at, _)| at);
    let name = if long {
        let head: String = name.chars().take(2 * MAX_CHARS).collect();
        format!("{head}{}", name.get(tail..).unwrap_or_default())
    } else {
        name.to_owned()
    };
    let shown: String = last_of_path(&name).chars().filter_map(allowed).collect();
    let shown = words::one_line(&shown, usize::MAX);
    // Leading dots hide a file, a leading hyphen reads as an option, Windows drops trailing dots.
    let bare = shown.trim_start_matches(['.', ' ', '-']).trim_end_matches(['.', ' ']);
    if bare.chars().all(|c| c == '_' || c == '.' || c.is_whitespace()) {
        return format!("attachment.{}", extension_for(media));
    }
    let short = shorten(bare);
    if is_device(&short) { shorten(&format!("_{short}")) } else { short }
}

/// Of what is clearly a path its last name; a slash elsewhere is only a sign.
fn last_of_path(name: &str) -> &str {
    let drive =
        matches!(name.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    if drive || name.starts_with(['/', '\\', '.']) {
        let trimmed = name.trim_end_matches(['/', '\\']);
        trimmed.rsplit(['/', '\\']).next().unwrap_or_default()
    } else {
        name
    }
}

fn allowed(c: char) -> Option<char> {
    match c {
        '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*' => Some('_'),
        // Marks without width: they make two names look alike.
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2060}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || words::is_direction(c) => None,
        c => Some(c),
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let digit = numbered.is_some_and(|n| {
        let mut chars = n.chars();
        matches!((chars.next(), chars.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    digit || DEVICES.contains(&stem.as_str())
}

/// Cuts the stem, not the extension.
fn shorten(name: &str) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, ext)) if !stem.is_empty() && ext.chars().count() <= MAX_EXTENSION => {
            (stem, format!(".{ext}"))
        }
        _ => (name, String::new()),
    };
    let chars = MAX_CHARS.saturating_sub(extension.chars().count());
    let octets = MAX_OCTETS.saturating_sub(extension.len());
    let cut = stem
        .char_indices()
        .enumerate()
        .find_map(|(count, (at, c))| (count == chars || at + c.len_utf8() > octets).then_some(at));
    let stem = cut.and_then(|at| stem.get(..at)).unwrap_or(stem);
    format!("{}{extension}", stem.trim_end_matches([' ', '.']))
}

fn extension_for(media: &str) -> &'static str {
    let table = include_str!("extensions.txt").lines().filter_map(|line| line.split_once(' '));
    let known = table.into_iter().find(|(name, _)| media.trim().eq_ignore_ascii_case(name));
    match known {
        Some((_, extension)) => extension,
        None if media.starts_with("text/") => "txt",
        None => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_plain_ones() {
        let cases = [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("C:\\Users\\me\\plan.doc", "plan.doc"),
            ("a/b\\c", "a_b_c"),
            ("minutes 1/2.txt", "minutes 1_2.txt"),
            ("nul\0l.txt", "null.txt"),
            ("two\r\nlines.txt", "two lines.txt"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            ("a\u{2066}b\u{200f}.txt", "ab.txt"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Lpt1.doc", "_Lpt1.doc"),
            ("COM\u{b9}.x", "_COM\u{b9}.x"),
            ("common.txt", "common.txt"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("trailing. . ", "trailing"),
            ("a:b*c?.txt", "a_b_c_.txt"),
            ("na\u{ef}ve \u{1f600}.png", "na\u{ef}ve \u{1f600}.png"),
            ("", "attachment.pdf"),
            ("...", "attachment.pdf"),
            (" \t\n", "attachment.pdf"),
            ("///", "attachment.pdf"),
            ("\u{202e}", "attachment.pdf"),
        ];
        for (name, wanted) in cases {
            assert_eq!(safe_name(name, "application/pdf"), wanted, "{name:?}");
        }
    }

    #[test]
    fn long_names_are_cut_and_keep_their_extension() {
        let name = safe_name(&format!("{}.tar.gz", "x".repeat(5_000)), "");
        assert_eq!(name.chars().count(), MAX_CHARS);
        assert!(name.ends_with(".gz"));
        let wide = safe_name(&format!("{}.pdf", "\u{4f60}".repeat(5_000)), "");
        assert!(wide.len() <= MAX_OCTETS && wide.ends_with("\u{4f60}.pdf"), "{wide}");
        assert_eq!(safe_name(&"y".repeat(5_000), "").len(), MAX_CHARS);
        assert_eq!(safe_name(&format!("a.{}", "z".repeat(300)), "").len(), MAX_CHARS);
    }

    #[test]
    fn what_has_no_name_is_named_by_its_type() {
        assert_eq!(safe_name("", "message/rfc822"), "attachment.eml");
        assert_eq!(safe_name("", "IMAGE/PNG"), "attachment.png");
        assert_eq!(safe_name("", "text/x-unheard-of"), "attachment.txt");
        assert_eq!(safe_name("", ""), "attachment.bin");
    }
}
