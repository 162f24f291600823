//! The engine numbers lists from one and knows few ways to write a number, and puts the signs of
//! lists that are read from the right at the wrong side. Here each item is told its own sign.

use blitz_dom::{BaseDocument, Node, NodeId, local_name};
use style::computed_values::direction::T as Direction;
use style::counter_style::CounterStyle;
use style::values::specified::Display;

use super::mend::{Mends, restyled};

/// Items that are told their signs.
const MAX_ITEMS: usize = 5_000;

/// Finds what has to be changed in a document that was laid out once.
pub fn signs(doc: &BaseDocument, mends: &mut Mends) {
    let mut count = 0;
    for (_, list) in doc.tree().iter() {
        let Some(data) = list.element_data() else { continue };
        let is_ordered = data.name.local == local_name!("ol");
        if !is_ordered && data.name.local != local_name!("ul") {
            continue;
        }
        let items: Vec<NodeId> = items(doc, list);
        count += items.len();
        if count > MAX_ITEMS {
            return;
        }
        let numbers = numbers(doc, list, &items);
        for (id, number) in items.into_iter().zip(numbers) {
            let Some(item) = doc.get_node(id) else { continue };
            if let Some(style) = sign(item, number) {
                mends.styles.push((id, restyled(item, &style)));
            }
        }
    }
}

fn items(doc: &BaseDocument, list: &Node) -> Vec<NodeId> {
    let is_item = |id: &NodeId| {
        doc.get_node(*id).and_then(Node::primary_styles).is_some_and(|styles| {
            let display = styles.clone_display();
            display.is_list_item() && display != Display::None
        })
    };
    list.children.iter().copied().filter(is_item).collect()
}

/// The numbers of items: from `start` on, from `value` on, backwards where it is `reversed` (WHATWG
/// HTML section 4.4.5).
fn numbers(doc: &BaseDocument, list: &Node, items: &[NodeId]) -> Vec<i64> {
    let attr = |node: &Node, name: &str| {
        let attrs = node.element_data()?.attrs();
        attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| attr.value.to_string())
    };
    let number = |node: &Node, name: &str| attr(node, name)?.parse::<i64>().ok();
    let is_reversed = attr(list, "reversed").is_some();
    let first = if is_reversed { i64::try_from(items.len()).unwrap_or(1) } else { 1 };
    let mut next = number(list, "start").unwrap_or(first);
    let mut numbers = Vec::with_capacity(items.len());
    for id in items {
        next = doc.get_node(*id).and_then(|item| number(item, "value")).unwrap_or(next);
        numbers.push(next);
        next = next.saturating_add(if is_reversed { -1 } else { 1 });
    }
    numbers
}

/// The style that gives an item its sign; nothing where the engine gives it the right one.
fn sign(item: &Node, number: i64) -> Option<String> {
    let styles = item.primary_styles()?;
    let mut style = String::new();
    if let CounterStyle::Name(name) = &styles.clone_list_style_type().0
        && let Some(text) = written(name.0.as_ref(), number)
    {
        // A space at the end of a line has no width, this one has.
        style = format!("list-style-type:\"{text}.\\a0\"!important;");
    }
    if styles.clone_direction() == Direction::Rtl {
        style.push_str("list-style-position:inside!important;");
    }
    (!style.is_empty()).then_some(style)
}

/// A number as a style of lists writes it (CSS Counter Styles section 6); nothing for bullets.
fn written(style: &str, number: i64) -> Option<String> {
    let letters = |first: u8| match usize::try_from(number) {
        Ok(number) if number > 0 => alphabetic(number, first),
        _ => number.to_string(),
    };
    let roman = || match usize::try_from(number) {
        Ok(number @ 1..=3_999) => roman(number),
        _ => number.to_string(),
    };
    Some(match style {
        "decimal" => number.to_string(),
        "decimal-leading-zero" => format!("{number:02}"),
        "lower-alpha" | "lower-latin" => letters(b'a'),
        "upper-alpha" | "upper-latin" => letters(b'A'),
        "lower-roman" => roman().to_lowercase(),
        "upper-roman" => roman(),
        _ => return None,
    })
}

fn alphabetic(mut number: usize, first: u8) -> String {
    let mut out = Vec::new();
    while number > 0 {
        number -= 1;
        out.push(char::from(first + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
    }
    out.iter().rev().collect()
}

fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1_000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_list_asks() {
        let cases = [
            ("decimal", 12, Some("12")),
            ("decimal-leading-zero", 7, Some("07")),
            ("lower-alpha", 1, Some("a")),
            ("upper-alpha", 28, Some("AB")),
            ("lower-alpha", 0, Some("0")),
            ("upper-roman", 1994, Some("MCMXCIV")),
            ("lower-roman", 4, Some("iv")),
            ("lower-roman", -4, Some("-4")),
            ("disc", 3, None),
        ];
        for (style, number, wanted) in cases {
            assert_eq!(written(style, number).as_deref(), wanted, "{style} {number}");
        }
    }
}
