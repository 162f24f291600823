//! Which attributes of elements are kept, and within which bounds.

/// Octets of an attribute's value.
const MAX_VALUE: usize = 2 * 1024;

/// The value as it is written again; nothing where it is dropped.
pub fn kept(tag: &str, name: &str, value: &str) -> Option<String> {
    if value.len() > MAX_VALUE {
        return None;
    }
    match name {
        "class" | "id" | "title" | "lang" | "alt" | "face" => Some(value.to_owned()),
        "name" if tag == "a" => Some(value.to_owned()),
        "dir" => matches!(lower(value).as_str(), "ltr" | "rtl" | "auto").then(|| lower(value)),
        "type" if value.trim().len() == 1 => is_word(value).then(|| value.trim().to_owned()),
        "align" | "valign" | "clear" | "type" => is_word(value).then(|| lower(value)),
        "bgcolor" | "color" | "text" | "link" => colour(value),
        "width" | "height" => length(value),
        "border" | "cellpadding" | "cellspacing" | "hspace" | "vspace" => number(value, 200),
        "colspan" if matches!(tag, "td" | "th") => number(value, 100),
        "rowspan" if matches!(tag, "td" | "th") => number(value, 500),
        "span" if matches!(tag, "col" | "colgroup") => number(value, 100),
        "size" => size(value),
        "start" | "value" => number(value, 100_000),
        "nowrap" | "noshade" | "reversed" => Some(String::new()),
        _ => None,
    }
}

fn lower(value: &str) -> String {
    value.trim().to_ascii_lowercase()
}

fn is_word(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// A name or a number of a colour, whose sign may be missing.
fn colour(value: &str) -> Option<String> {
    let value = value.trim();
    let bare = value.strip_prefix('#').unwrap_or(value);
    if bare.is_empty() || bare.len() > 32 || !bare.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let is_number = matches!(bare.len(), 3 | 6) && bare.chars().all(|c| c.is_ascii_hexdigit());
    Some(if is_number { format!("#{bare}") } else { value.to_owned() })
}

/// A whole number of no more than `most`; what stands behind its digits is left out.
fn number(value: &str, most: u32) -> Option<String> {
    let digits: String = value.trim().chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse::<u32>().ok().map(|number| number.min(most).to_string())
}

/// Pixels, or percent.
fn length(value: &str) -> Option<String> {
    let value = value.trim();
    let digits: String =
        value.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(9).collect();
    let number: f32 = digits.parse().ok()?;
    let unit = value.get(digits.len()..).unwrap_or_default().trim_start();
    Some(if unit.starts_with('%') {
        format!("{}%", number.min(1_000.0))
    } else {
        number.min(10_000.0).to_string()
    })
}

/// Of a font: 1 to 7, or a step from 3. Of a line: pixels.
fn size(value: &str) -> Option<String> {
    let value = value.trim();
    let (sign, digits) = match value.as_bytes().first()? {
        b'+' => ("+", value.get(1..)?),
        b'-' => ("-", value.get(1..)?),
        _ => ("", value),
    };
    number(digits, 100).map(|number| format!("{sign}{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_brought_into_their_bounds() {
        let cases = [
            ("td", "colspan", "1000000", Some("100")),
            ("td", "rowspan", "-3", None),
            ("div", "colspan", "3", None),
            ("table", "width", "600px", Some("600")),
            ("table", "width", " 100 %", Some("100%")),
            ("table", "width", "99999999", Some("10000")),
            ("table", "width", "calc(1px)", None),
            ("font", "size", "+2", Some("+2")),
            ("td", "bgcolor", "#ff0000", Some("#ff0000")),
            ("td", "bgcolor", "FFEECC", Some("#FFEECC")),
            ("td", "bgcolor", "red", Some("red")),
            ("ol", "type", "I", Some("I")),
            ("td", "bgcolor", "red;x:url(y)", None),
            ("p", "onclick", "alert(1)", None),
            ("p", "dir", "RTL", Some("rtl")),
            ("p", "ping", "https://a.org", None),
            ("a", "name", "part 2", Some("part 2")),
            ("p", "name", "x", None),
            ("img", "srcset", "https://a.org 2x", None),
        ];
        for (tag, name, value, wanted) in cases {
            assert_eq!(kept(tag, name, value).as_deref(), wanted, "{tag} {name}={value:?}");
        }
    }
}
