//! Filters style sheets: keeps what sets text and boxes, drops what loads, hides from the eye of
//! the filter, moves or blows up. Knows neither the tree nor any engine.

mod value;

use cssparser::{Delimiter, Parser, ToCss, Token};

pub use value::with_kind;

/// Octets of style sheets of one mail.
const MAX_CSS: usize = 512 * 1024;
/// Rules of one mail.
const MAX_RULES: usize = 3_000;
/// Rules times elements: what matching may cost.
const MAX_MATCHES: usize = 2_000_000;
/// Octets of a selector or of a condition.
const MAX_PRELUDE: usize = 2_048;
/// Conditions in conditions.
const MAX_DEPTH: u8 = 3;

/// Properties that are kept, one to a line, and beginnings of names that end in `*`.
const PROPERTIES: &str = include_str!("../../../resources/mail-css-properties.txt");

/// Asked for each `url()`: what stands in its place, or nothing, which drops the declaration.
pub type Urls<'a> = dyn FnMut(&str) -> Option<String> + 'a;

/// Style sheets while they are filtered.
pub struct Sheets<'a> {
    urls: &'a mut Urls<'a>,
    rules_left: usize,
    octets_left: usize,
    /// A rule asks whether the reader prefers dark.
    pub asks_dark: bool,
    /// Something was left out because of a limit.
    pub is_cut: bool,
}

impl<'a> Sheets<'a> {
    /// `elements`: how many there are for the rules to be matched with.
    pub fn new(elements: usize, urls: &'a mut Urls<'a>) -> Self {
        let rules_left = MAX_RULES.min(MAX_MATCHES / elements.max(1));
        Self { urls, rules_left, octets_left: MAX_CSS, asks_dark: false, is_cut: false }
    }

    /// Filters a whole sheet, the text of a `<style>`.
    pub fn sheet(&mut self, css: &str) -> String {
        let end = css.floor_char_boundary(self.octets_left);
        self.is_cut |= end < css.len();
        self.octets_left -= end;
        let mut out = String::new();
        self.rules(&mut Parser::new(css.get(..end).unwrap_or_default()), &mut out, 0);
        out
    }

    /// Filters the text of a `style` attribute.
    pub fn declarations(&mut self, css: &str) -> String {
        let end = css.floor_char_boundary(value::MAX_BLOCK);
        let mut out = String::new();
        self.block(&mut Parser::new(css.get(..end).unwrap_or_default()), &mut out);
        out
    }

    fn rules(&mut self, input: &mut Parser<'_>, out: &mut String, depth: u8) {
        while let Ok(token) = input.next().cloned() {
            match token {
                Token::CDO | Token::CDC | Token::Semicolon | Token::CloseCurlyBracket => {}
                Token::AtKeyword(name) => {
                    self.at_rule(&name.to_ascii_lowercase(), input, out, depth)
                }
                first => self.rule(&first, input, out),
            }
        }
    }

    /// `@media` is kept; everything else that begins so is dropped with its block.
    fn at_rule(&mut self, name: &str, input: &mut Parser<'_>, out: &mut String, depth: u8) {
        let prelude = prelude(None, input, true);
        if !matches!(input.next(), Ok(Token::CurlyBracketBlock)) {
            return;
        }
        let Some(prelude) = prelude.filter(|_| name == "media" && depth < MAX_DEPTH) else {
            let _ = input.parse_nested_block(|_| Ok::<(), cssparser::ParseError<()>>(()));
            return;
        };
        self.asks_dark |= prelude.contains("prefers-color-scheme") && prelude.contains("dark");
        let mut inside = String::new();
        let _ = input.parse_nested_block(|block| {
            self.rules(block, &mut inside, depth + 1);
            Ok::<(), cssparser::ParseError<()>>(())
        });
        if !inside.is_empty() {
            out.push_str(&format!("@media {prelude}{{{inside}}}\n"));
        }
    }

    fn rule(&mut self, first: &Token<'_>, input: &mut Parser<'_>, out: &mut String) {
        let selector = if matches!(first, Token::CurlyBracketBlock) {
            None
        } else {
            let selector = prelude(Some(first), input, false);
            if !matches!(input.next(), Ok(Token::CurlyBracketBlock)) {
                return;
            }
            selector
        };
        let Some(selector) = selector.filter(|text| is_plain(text)) else {
            let _ = input.parse_nested_block(|_| Ok::<(), cssparser::ParseError<()>>(()));
            return;
        };
        let mut inside = String::new();
        let _ = input.parse_nested_block(|block| {
            self.block(block, &mut inside);
            Ok::<(), cssparser::ParseError<()>>(())
        });
        if inside.is_empty() {
            return;
        }
        if self.rules_left == 0 {
            self.is_cut = true;
            return;
        }
        self.rules_left -= 1;
        out.push_str(&format!("{selector}{{{inside}}}\n"));
    }

    /// Declarations. A block in them (a nested rule, or what follows a brace that was never
    /// closed) is dropped.
    fn block(&mut self, input: &mut Parser<'_>, out: &mut String) {
        while !input.is_exhausted() {
            let urls = &mut *self.urls;
            let kept = input.parse_until_after(Delimiter::Semicolon, |input| {
                let name = input.expect_ident()?.to_ascii_lowercase();
                input.expect_colon()?;
                let kept = is_kept(&name).then(|| value::filter(&name, input, urls)).flatten();
                // Reads on to the end, so that the next one begins behind it.
                while input.next().is_ok() {}
                Ok::<_, cssparser::ParseError<()>>(kept.map(|value| (name, value)))
            });
            if let Ok(Some((name, value))) = kept
                && out.len() < value::MAX_BLOCK
            {
                out.push_str(&format!("{name}:{value};"));
            }
        }
    }
}

/// What stands before a block (or, of a rule that ends without one, before its semicolon), as it
/// may be written again. Nothing where it is too long, or broken.
fn prelude(first: Option<&Token<'_>>, input: &mut Parser<'_>, at: bool) -> Option<String> {
    let delimiter = if at {
        Delimiter::CurlyBracketBlock | Delimiter::Semicolon
    } else {
        Delimiter::CurlyBracketBlock
    };
    let mut out = first.map(Token::to_css_string).unwrap_or_default();
    let mut is_whole = true;
    if let Some(Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock) = first {
        let inside =
            input.parse_nested_block(|block| Ok::<_, cssparser::ParseError<()>>(tokens(block, 0)));
        is_whole &= close(first?, inside.ok().flatten(), &mut out);
    }
    let rest = input.parse_until_before(delimiter, |input| {
        Ok::<_, cssparser::ParseError<()>>(tokens(input, 0))
    });
    out.push_str(&rest.ok().flatten()?);
    (is_whole && out.len() <= MAX_PRELUDE).then(|| out.trim().to_owned())
}

/// Tokens as they may be written again; nothing where one of them is broken.
fn tokens(input: &mut Parser<'_>, depth: u8) -> Option<String> {
    let mut out = String::new();
    while let Ok(token) = input.next_including_whitespace().cloned() {
        match &token {
            Token::BadUrl(_) | Token::BadString(_) | Token::UnquotedUrl(_) => return None,
            Token::CurlyBracketBlock => return None,
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => {
                if depth > 8 {
                    return None;
                }
                out.push_str(&token.to_css_string());
                let inside = input.parse_nested_block(|block| {
                    Ok::<_, cssparser::ParseError<()>>(tokens(block, depth + 1))
                });
                if !close(&token, inside.ok().flatten(), &mut out) {
                    return None;
                }
            }
            Token::WhiteSpace(_) => out.push(' '),
            _ => out.push_str(&token.to_css_string()),
        }
        if out.len() > 2 * MAX_PRELUDE {
            return None;
        }
    }
    Some(out)
}

fn close(open: &Token<'_>, inside: Option<String>, out: &mut String) -> bool {
    let Some(inside) = inside else { return false };
    out.push_str(&inside);
    out.push(if matches!(open, Token::SquareBracketBlock) { ']' } else { ')' });
    true
}

/// A selector without what depends on other rules or costs more than it is worth.
fn is_plain(selector: &str) -> bool {
    let lower = selector.to_ascii_lowercase();
    const COSTLY: [&str; 6] = [":has(", ":host", "::slotted", "::part", ":scope", "&"];
    !selector.is_empty()
        && !lower.contains('<')
        && !COSTLY.iter().any(|costly| lower.contains(costly))
        && lower.matches(":not(").count() + lower.matches(":is(").count() <= 8
}

fn is_kept(name: &str) -> bool {
    PROPERTIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.strip_suffix('*').map_or(line == name, |start| name.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(css: &str) -> String {
        let mut urls = |url: &str| url.starts_with("https:").then(|| "T".to_owned());
        Sheets::new(10, &mut urls).sheet(css)
    }

    fn style(css: &str) -> String {
        let mut urls = |url: &str| url.starts_with("https:").then(|| "T".to_owned());
        Sheets::new(10, &mut urls).declarations(css)
    }

    #[test]
    fn rules_that_set_text_are_kept() {
        let cases = [
            ("p { color: red; margin:0 auto }", "p{color:red;margin:0 auto;}\n"),
            ("<!-- a > b , c{width:100%!important} -->", "a > b , c{width:100%!important;}\n"),
            ("[class=\"x\"] td{padding:1px}", "[class=\"x\"] td{padding:1px;}\n"),
            (".a:not(.b){color:#fff}", ".a:not(.b){color:#fff;}\n"),
            (
                "@media only screen and (max-width:600px){.c{width:9px}}",
                "@media only screen and (max-width:600px){.c{width:9px;}\n}\n",
            ),
            (
                "td{background:url(https://a.org/x) no-repeat}",
                "td{background:url(\"T\") no-repeat;}\n",
            ),
        ];
        for (css, wanted) in cases {
            assert_eq!(sheet(css), wanted, "{css}");
        }
    }

    #[test]
    fn what_loads_or_hides_or_blows_up_is_dropped() {
        let cases = [
            ("@import url(https://a.org/x.css); p{color:red}", "p{color:red;}\n"),
            ("@font-face{font-family:x;src:url(https://a.org)} p{color:red}", "p{color:red;}\n"),
            ("@supports (a:b){p{color:red}}", ""),
            ("p:has(b){color:red}", ""),
            ("p{color:red; b{color:blue} margin:0}", "p{color:red;}\n"),
            ("p{--a:1;color:var(--a)}", ""),
            ("p{position:fixed}", ""),
            ("p{behavior:url(https://a.org);width:expression(alert(1))}", ""),
            ("p{background:url(file:///etc/passwd)}", ""),
            ("p{background:image-set('https://a.org' 1x)}", ""),
            ("p{color:red", "p{color:red;}\n"),
            ("{color:red} p{color:red}", "p{color:red;}\n"),
        ];
        for (css, wanted) in cases {
            assert_eq!(sheet(css), wanted, "{css}");
        }
    }

    #[test]
    fn numbers_are_brought_into_their_bounds() {
        assert_eq!(
            style("border-width:1e9px;width:-1e30px"),
            "border-width:1000px;width:-20000px;"
        );
        assert_eq!(style("font-size:9000px;line-height:1.5"), "font-size:400px;line-height:1.5;");
        assert_eq!(style("box-shadow:0 0 5000px red"), "box-shadow:0 0 100px red;");
    }

    #[test]
    fn a_brace_that_is_never_closed_drops_what_follows_it_only() {
        assert_eq!(sheet("p{color:red} b{margin:0; i{x:y"), "p{color:red;}\nb{margin:0;}\n");
        assert_eq!(style("color:red; } b { margin:0"), "color:red;");
    }

    #[test]
    fn rules_are_counted_against_the_elements() {
        let mut urls = |_: &str| None;
        let mut sheets = Sheets::new(1_000_000, &mut urls);
        let css = "p{color:red}\n".repeat(5);
        assert_eq!(sheets.sheet(&css).lines().count(), 2);
        assert!(sheets.is_cut);
    }

    #[test]
    fn what_was_filtered_is_not_changed_again() {
        let css = "@media (prefers-color-scheme:dark){.a>b{color:#ABC;width:calc(100% - 2px)}}";
        let once = sheet(css);
        assert!(!once.is_empty());
        assert_eq!(sheet(&once), once);
    }
}
