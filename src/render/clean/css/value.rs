//! Filters the value of one declaration: its functions, its numbers, its addresses.

use cssparser::{Parser, ToCss, Token};

use super::Urls;

/// Octets of one block of declarations.
pub const MAX_BLOCK: usize = 16 * 1024;
/// Octets of one value.
const MAX_VALUE: usize = 4 * 1024;
/// Brackets in brackets.
const MAX_DEPTH: u8 = 6;

/// Functions that compute colours, lengths or pictures out of what stands in them.
const FUNCTIONS: [&str; 20] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "calc",
    "min",
    "max",
    "clamp",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeat",
    "minmax",
    "fit-content",
];

/// How large numbers may be with a property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// Of pixels and other fixed lengths, in CSS pixels.
    length: f32,
    /// Of what multiplies the size of a font.
    em: f32,
    percent: f32,
    plain: f32,
}

impl Numbers {
    fn of(property: &str) -> Self {
        let usual = Self { length: 20_000.0, em: 500.0, percent: 2_000.0, plain: 20_000.0 };
        match property {
            "font-size" | "font" => {
                Self { length: 400.0, em: 10.0, percent: 1_000.0, plain: 1_000.0 }
            }
            "line-height" => Self { length: 2_000.0, em: 50.0, percent: 2_000.0, plain: 50.0 },
            "box-shadow" | "text-shadow" => Self { length: 100.0, em: 6.0, ..usual },
            _ if property.starts_with("border") || property.starts_with("outline") => {
                Self { length: 1_000.0, em: 50.0, ..usual }
            }
            "letter-spacing" | "word-spacing" | "text-indent" => {
                Self { length: 2_000.0, em: 50.0, ..usual }
            }
            "columns" | "column-count" | "order" | "z-index" => Self { plain: 1_000.0, ..usual },
            _ if property.starts_with("grid") => Self { plain: 100.0, ..usual },
            _ => usual,
        }
    }

    /// The most of a unit; pixels for one inch are 96.
    fn most(self, unit: &str) -> f32 {
        match unit {
            "em" | "rem" | "ex" | "ch" | "lh" | "rlh" | "cap" | "ic" => self.em,
            "vw" | "vh" | "vmin" | "vmax" => 1_000.0,
            "in" => self.length / 96.0,
            "cm" => self.length / 38.0,
            "mm" | "q" => self.length / 3.8,
            "pt" => self.length * 0.75,
            "pc" => self.length / 16.0,
            _ => self.length,
        }
    }
}

/// The value as it may be written again; nothing where it holds what is not allowed.
pub fn filter(property: &str, input: &mut Parser<'_>, urls: &mut Urls<'_>) -> Option<String> {
    let mut out = String::new();
    walk(input, Numbers::of(property), urls, 0, &mut out)?;
    let value = out.trim();
    let is_refused = value.is_empty()
        || (property == "position" && !matches!(value, "static" | "relative" | "absolute"))
        || (property == "display" && matches!(value, "contents" | "ruby"));
    (!is_refused).then(|| match property {
        "font-family" | "font" => with_kind(value),
        _ => value.to_owned(),
    })
}

/// Names of fonts with the kind of font that stands for them where none of them is there.
pub fn with_kind(fonts: &str) -> String {
    const KINDS: [&str; 8] =
        ["serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial", "unset"];
    const SERIF: [&str; 6] = ["georgia", "times", "palatino", "garamond", "cambria", "antiqua"];
    const MONO: [&str; 4] = ["courier", "consolas", "menlo", "monaco"];
    let (fonts, end) = match fonts.rfind('!') {
        Some(at) => fonts.split_at(at),
        None => (fonts, ""),
    };
    let lower = fonts.to_ascii_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| lower.contains(name));
    // A shorthand that names no font at all has no size before it either.
    let last = lower.rsplit([',', ' ']).next().unwrap_or_default();
    if has(&KINDS) || last.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("{fonts}{end}");
    }
    let kind = if has(&SERIF) {
        "serif"
    } else if has(&MONO) {
        "monospace"
    } else {
        "sans-serif"
    };
    format!("{},{kind}{end}", fonts.trim_end())
}

fn walk(
    input: &mut Parser<'_>,
    numbers: Numbers,
    urls: &mut Urls<'_>,
    depth: u8,
    out: &mut String,
) -> Option<()> {
    while let Ok(token) = input.next_including_whitespace().cloned() {
        if out.len() > MAX_VALUE || depth > MAX_DEPTH {
            return None;
        }
        match &token {
            Token::WhiteSpace(_) => out.push(' '),
            Token::UnquotedUrl(url) => out.push_str(&format!("url(\"{}\")", urls(url)?)),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let url = input.parse_nested_block(|block| {
                    Ok::<_, cssparser::ParseError<()>>(block.expect_string_cloned()?)
                });
                out.push_str(&format!("url(\"{}\")", urls(&url.ok()?)?));
            }
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                FUNCTIONS.contains(&name.as_str()).then_some(())?;
                out.push_str(&name);
                out.push('(');
                nested(input, numbers, urls, depth, out)?;
            }
            Token::ParenthesisBlock => {
                out.push('(');
                nested(input, numbers, urls, depth, out)?;
            }
            Token::Number { .. } | Token::Percentage { .. } | Token::Dimension { .. } => {
                out.push_str(&number(&token, numbers)?);
            }
            Token::Ident(_) | Token::Hash(_) | Token::IDHash(_) | Token::Comma => {
                out.push_str(&token.to_css_string());
            }
            Token::QuotedString(text) if !text.contains('<') => {
                out.push_str(&token.to_css_string())
            }
            Token::Delim(sign @ ('/' | '+' | '-' | '*' | '!')) => out.push(*sign),
            _ => return None,
        }
    }
    Some(())
}

fn nested(
    input: &mut Parser<'_>,
    numbers: Numbers,
    urls: &mut Urls<'_>,
    depth: u8,
    out: &mut String,
) -> Option<()> {
    let inside = input.parse_nested_block(|block| {
        Ok::<_, cssparser::ParseError<()>>(walk(block, numbers, urls, depth + 1, out))
    });
    inside.ok().flatten()?;
    out.push(')');
    Some(())
}

/// A number within its bounds.
fn number(token: &Token<'_>, numbers: Numbers) -> Option<String> {
    let bounded = |value: f32, most: f32| {
        if value.is_finite() { value.clamp(-most, most) } else { 0.0 }
    };
    Some(match token {
        Token::Number { value, .. } if value.abs() <= numbers.plain => token.to_css_string(),
        Token::Number { value, .. } => bounded(*value, numbers.plain).to_string(),
        Token::Percentage { unit_value, .. } if unit_value.abs() * 100.0 <= numbers.percent => {
            token.to_css_string()
        }
        Token::Percentage { unit_value, .. } => {
            format!("{}%", bounded(*unit_value * 100.0, numbers.percent))
        }
        Token::Dimension { value, unit, .. } => {
            let unit = unit.to_ascii_lowercase();
            let most = numbers.most(&unit);
            if value.abs() <= most {
                token.to_css_string()
            } else {
                format!("{}{unit}", bounded(*value, most))
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::with_kind;

    #[test]
    fn fonts_that_may_be_missing_have_a_kind_that_is_not() {
        let cases = [
            ("Georgia", "Georgia,serif"),
            ("\"Segoe UI\", Tahoma", "\"Segoe UI\", Tahoma,sans-serif"),
            ("Consolas !important", "Consolas,monospace!important"),
            ("bold 12px/1.5 Arial", "bold 12px/1.5 Arial,sans-serif"),
            ("Arial, sans-serif", "Arial, sans-serif"),
            ("inherit", "inherit"),
        ];
        for (fonts, wanted) in cases {
            assert_eq!(with_kind(fonts), wanted);
        }
    }
}
