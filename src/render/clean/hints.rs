//! What old attributes mean (WHATWG HTML section 15): rules of the reader's own for those that the
//! engine does not know, one rule to each value that occurs.

use std::collections::BTreeSet;

/// Values that are told apart; a mail with more of them is no mail.
const MAX_RULES: usize = 500;

/// See the module.
#[derive(Debug, Default)]
pub struct Hints {
    rules: BTreeSet<String>,
}

/// The fonts' sizes from 1 to 7.
const SIZES: [&str; 7] =
    ["x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"];

impl Hints {
    /// Notes an attribute whose value was kept.
    pub fn note(&mut self, tag: &str, name: &str, value: &str) {
        if self.rules.len() < MAX_RULES
            && !value.contains(['"', '\\', '<', '\n'])
            && let Some(rule) = rule(tag, name, value)
        {
            self.rules.insert(rule);
        }
    }

    pub fn rules(self) -> String {
        self.rules.into_iter().collect::<Vec<_>>().join("\n")
    }
}

fn rule(tag: &str, name: &str, value: &str) -> Option<String> {
    let this = format!("{tag}[{name}=\"{value}\"]");
    Some(match (tag, name) {
        ("table", "cellpadding") => {
            format!("{this}>*>tr>td,{this}>*>tr>th{{padding:{value}px}}")
        }
        ("table", "cellspacing") => format!("{this}{{border-spacing:{value}px}}"),
        ("table", "border") => match value {
            "0" => return None,
            _ => format!(
                "{this}{{border:{value}px outset gray}} {this}>*>tr>td,{this}>*>tr>th{{border:1px inset gray}}"
            ),
        },
        ("table", "align") => match value {
            "center" => format!("{this}{{margin-left:auto;margin-right:auto}}"),
            "left" | "right" => {
                format!("{this}{{float:{value}}} {this}[width=\"100%\"]{{float:none}}")
            }
            _ => return None,
        },
        ("td" | "th" | "tr" | "tbody" | "thead" | "tfoot", "valign") => {
            let value = if value == "center" { "middle" } else { value };
            format!("{this}{{vertical-align:{value}}}{}", inner(tag, &this, value))
        }
        ("td" | "th", "nowrap") => format!("{tag}[nowrap]{{white-space:nowrap}}"),
        // It lies behind the whole page, margins and all.
        ("body", "background") => {
            format!("{this}{{background-image:url(\"{value}\");margin:0;padding:12px 16px}}")
        }
        ("td" | "th" | "table" | "tr", "background") => {
            format!("{this}{{background-image:url(\"{value}\")}}")
        }
        ("img", "align") => match value {
            "left" | "right" => format!("{this}{{float:{value}}}"),
            "middle" | "absmiddle" | "center" => format!("{this}{{vertical-align:middle}}"),
            "top" | "texttop" => format!("{this}{{vertical-align:top}}"),
            _ => return None,
        },
        ("font", "color") => format!("{this}{{color:{value}}}"),
        ("font", "face") => format!("{this}{{font-family:{}}}", family(value)?),
        ("font", "size") => format!("{this}{{font-size:{}}}", size(value)?),
        ("body", "text") => format!("body{{color:{value}}}"),
        ("body", "link") => format!("a[href]{{color:{value}}}"),
        ("hr", "size") => format!("{this}{{border-top-width:{value}px}}"),
        ("hr", "color") => format!("{this}{{border-color:{value}}}"),
        ("hr", "noshade") => "hr[noshade]{border-color:gray}".to_owned(),
        ("hr", "align") => match value {
            "left" => format!("{this}{{margin-left:0}}"),
            "right" => format!("{this}{{margin-right:0}}"),
            _ => return None,
        },
        // Whether the letter is large is what it says.
        ("ol" | "ul" | "li", "type") => {
            format!("{tag}[type=\"{value}\" s]{{list-style-type:{}}}", list(value)?)
        }
        _ => return None,
    })
}

/// A row's cells stand as the row says.
fn inner(tag: &str, this: &str, value: &str) -> String {
    match tag {
        "tr" => format!(" {this}>td,{this}>th{{vertical-align:{value}}}"),
        "tbody" | "thead" | "tfoot" => {
            format!(" {this}>tr>td,{this}>tr>th{{vertical-align:{value}}}")
        }
        _ => String::new(),
    }
}

fn family(value: &str) -> Option<String> {
    let names: Vec<String> = value
        .split(',')
        .map(|name| name.trim().trim_matches('\''))
        .filter(|name| !name.is_empty() && !name.contains(['{', '}', ';', '\'', '(']))
        .map(|name| match name.to_ascii_lowercase().as_str() {
            generic @ ("serif" | "sans-serif" | "monospace" | "cursive") => generic.to_owned(),
            _ => format!("\"{name}\""),
        })
        .collect();
    (!names.is_empty()).then(|| super::css::with_kind(&names.join(",")))
}

fn size(value: &str) -> Option<&'static str> {
    let number: i32 = value.parse().ok()?;
    let size = if value.starts_with(['+', '-']) { 3 + number } else { number };
    SIZES.get(usize::try_from(size.clamp(1, 7) - 1).ok()?).copied()
}

fn list(value: &str) -> Option<&'static str> {
    Some(match value {
        "1" => "decimal",
        "a" => "lower-alpha",
        "A" => "upper-alpha",
        "i" => "lower-roman",
        "I" => "upper-roman",
        "disc" => "disc",
        "circle" => "circle",
        "square" => "square",
        "none" => "none",
        _ => return None,
    })
}
