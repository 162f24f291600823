//! Cuts a text into runs of emoji and runs of everything else, because emoji need to be asked for in
//! their own face. Follows UTS #51; knows no layout.

use iced::Font;
use iced::advanced::text::Span;

use crate::ui::theme::font;

const TEXT_SIGN: char = '\u{fe0e}';
const EMOJI_SIGN: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const JOINER: char = '\u{200d}';

/// A piece of text that is either all emoji or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    pub text: &'a str,
    pub emoji: bool,
}

/// The runs of a text, in order; put together they are the text. Linear.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    // Most mail has none, and looking is much cheaper than cutting.
    if text.is_ascii() {
        return if text.is_empty() { Vec::new() } else { vec![Run { text, emoji: false }] };
    }

    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let mut in_emoji = false;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let cluster = emoji_at(rest);
        if (cluster > 0) != in_emoji {
            push(&mut out, text, from..at, in_emoji);
            from = at;
            in_emoji = cluster > 0;
        }
        at += cluster.max(first.len_utf8());
    }
    push(&mut out, text, from..text.len(), in_emoji);

    out
}

/// The runs as spans of a rich text in this face, emoji in theirs where the machine has it.
pub fn spans<Link>(text: &str, face: Font) -> Vec<Span<'_, Link, Font>> {
    if !font::has_emoji() {
        return vec![Span::new(text).font(face)];
    }

    runs(text)
        .into_iter()
        .map(|run| Span::new(run.text).font(if run.emoji { font::EMOJI } else { face }))
        .collect()
}

fn push<'a>(out: &mut Vec<Run<'a>>, text: &'a str, range: std::ops::Range<usize>, emoji: bool) {
    match text.get(range) {
        Some(text) if !text.is_empty() => out.push(Run { text, emoji }),
        _ => {}
    }
}

/// Octets of the emoji that this text begins with; 0 if it begins with none.
fn emoji_at(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let Some((_, first)) = chars.next() else { return 0 };
    let second = chars.peek().map(|(_, c)| *c);
    let is = match second {
        Some(TEXT_SIGN) => false,
        Some(EMOJI_SIGN) => can_be_emoji(first),
        Some(KEYCAP) => is_keycap_base(first),
        _ => is_emoji(first),
    };
    if !is {
        return 0;
    }

    let mut end = first.len_utf8();
    let mut flag_open = is_flag_letter(first);
    while let Some((place, c)) = chars.next() {
        match c {
            EMOJI_SIGN | KEYCAP | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' => {
                end = place + c.len_utf8();
            }
            JOINER => match chars.peek() {
                Some((_, next)) if can_be_emoji(*next) && !is_keycap_base(*next) => {
                    end = place + c.len_utf8() + next.len_utf8();
                    chars.next();
                }
                _ => break,
            },
            _ if flag_open && is_flag_letter(c) => {
                end = place + c.len_utf8();
                flag_open = false;
            }
            _ => break,
        }
    }

    end
}

fn is_keycap_base(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Whether U+FE0F turns it into an emoji.
fn can_be_emoji(c: char) -> bool {
    is_keycap_base(c)
        || matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}')
        || ('\u{1f000}'..='\u{1faff}').contains(&c)
}

/// Emoji_Presentation=Yes (emoji-data.txt), and the heart, which people send bare.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}'
        | '\u{25fd}'..='\u{25fe}' | '\u{2614}'..='\u{2615}' | '\u{2648}'..='\u{2653}'
        | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}'..='\u{26ab}'
        | '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}' | '\u{26ce}' | '\u{26d4}'
        | '\u{26ea}' | '\u{26f2}'..='\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}'
        | '\u{2705}' | '\u{270a}'..='\u{270b}' | '\u{2728}' | '\u{274c}' | '\u{274e}'
        | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2764}' | '\u{2795}'..='\u{2797}'
        | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}'
        | '\u{1f1e6}'..='\u{1f202}' | '\u{1f21a}' | '\u{1f22f}' | '\u{1f232}'..='\u{1f23a}'
        | '\u{1f250}'..='\u{1f251}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f7e0}'..='\u{1f7f0}' | '\u{1f90c}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::{Run, runs};

    fn cut(text: &str) -> Vec<(&str, bool)> {
        runs(text).into_iter().map(|Run { text, emoji }| (text, emoji)).collect()
    }

    #[test]
    fn text_without_emoji_is_one_run() {
        for text in ["Hello 123 #*", "Grüße aus Köln", "שלום עולם", "会議の資料", "© ™ ✓ →"]
        {
            assert_eq!(cut(text), [(text, false)]);
        }
        assert!(cut("").is_empty());
    }

    #[test]
    fn emoji_are_runs_of_their_own_and_whole_clusters_stay_together() {
        assert_eq!(cut("Hi 😀!"), [("Hi ", false), ("😀", true), ("!", false)]);
        for whole in ["👍🏽", "👩‍👩‍👧", "🇧🇷", "1️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏳️‍🌈"]
        {
            assert_eq!(cut(whole), [(whole, true)]);
        }
        assert_eq!(cut("🎉🎂 x"), [("🎉🎂", true), (" x", false)]);
    }

    #[test]
    fn the_text_sign_keeps_a_sign_among_the_words() {
        assert_eq!(cut("⌚\u{fe0e} now"), [("⌚\u{fe0e} now", false)]);
    }

    #[test]
    fn the_runs_put_together_are_the_text() {
        for text in ["\u{200d}😀\u{200d}", "a\u{fe0f}b", "🇧x🇷🇧", "#\u{20e3}", "😀\u{200d}1"]
        {
            let joined: String = runs(text).iter().map(|run| run.text).collect();
            assert_eq!(joined, text);
        }
    }
}
