//! Plain text: quotes by `>`, `format=flowed` (RFC 3676), signatures, what looks set in columns.

use super::sheet::Sheet;
use super::{Kind, mono};

/// A text is flowed; with `delsp` the blank at which a line was broken is not the writer's.
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    pub delsp: bool,
}

/// Lines after a separator that lost its blank, for it to be one.
const MAX_SIGNATURE: usize = 12;

/// A line as its writer meant it.
pub struct Line {
    pub quote: u8,
    pub text: String,
}

/// Writes a text.
pub fn write(sheet: &mut Sheet, text: &str, flow: Option<Flow>) {
    let lines = match flow {
        Some(flow) => reflow(text, flow),
        None => text.lines().map(fixed).collect(),
    };
    let kinds = kinds(&lines, flow.is_some());
    let mut block: Option<(u8, Kind, String)> = None;
    for (line, kind) in lines.iter().zip(kinds) {
        let blank = line.text.trim().is_empty() && kind != Kind::Mono;
        match &mut block {
            Some((quote, same, text)) if !blank && *quote == line.quote && *same == kind => {
                text.push('\n');
                text.push_str(line.text.trim_end());
            }
            _ => {
                flush(sheet, block.take());
                if blank {
                    sheet.gap();
                } else {
                    block = Some((line.quote, kind, line.text.trim_end().to_owned()));
                }
            }
        }
    }
    flush(sheet, block);
}

fn flush(sheet: &mut Sheet, block: Option<(u8, Kind, String)>) {
    if let Some((quote, kind, text)) = block {
        sheet.push(quote, kind, text.trim_matches('\n'), &[]);
    }
}

fn kinds(lines: &[Line], flowed: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = mono::find(lines)
        .into_iter()
        .map(|is_mono| if is_mono { Kind::Mono } else { Kind::Text })
        .collect();
    if let Some(start) = signature(lines, flowed) {
        let own = lines.iter().zip(&mut kinds).skip(start);
        for (_, kind) in own.take_while(|(line, _)| line.quote == 0) {
            *kind = Kind::Signature;
        }
    }
    kinds
}

/// Where the signature begins: at the last `-- ` (RFC 3676 section 4.3), or at a `--` shortly
/// before the end that lost its blank on the way.
fn signature(lines: &[Line], flowed: bool) -> Option<usize> {
    let is = |line: &Line, separator: &str| line.quote == 0 && line.text == separator;
    let last = lines.iter().rposition(|line| is(line, "-- "));
    last.or_else(|| {
        let bare = lines.iter().rposition(|line| is(line, "--"))?;
        (!flowed && lines.len() - bare <= MAX_SIGNATURE).then_some(bare)
    })
}

/// Takes the marks of quotation from a line: `>`, each with or without a blank after it.
fn unquote(line: &str) -> (u8, &str) {
    let (mut quote, mut rest) = (0_u8, line);
    // Some quote with a blank before the mark.
    if let Some(after) = rest.strip_prefix(' ').filter(|after| after.starts_with('>')) {
        rest = after;
    }
    while let Some(after) = rest.strip_prefix('>') {
        quote = quote.saturating_add(1);
        rest = match after.strip_prefix(' ') {
            Some(spaced) if spaced.starts_with('>') => spaced,
            _ => after,
        };
    }
    (quote, rest)
}

/// A line of a text that is not flowed. (`>From` is an mbox's escape, not a quote.)
fn fixed(line: &str) -> Line {
    if let Some(escaped) = line.strip_prefix('>').filter(|rest| rest.starts_with("From ")) {
        return Line { quote: 0, text: escaped.to_owned() };
    }
    let (quote, rest) = unquote(line);
    let rest = if quote > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    Line { quote, text: rest.to_owned() }
}

/// Joins the lines of flowed paragraphs (RFC 3676 section 4.1).
fn reflow(text: &str, flow: Flow) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = false;
    for raw in text.lines() {
        let (quote, rest) = if raw.starts_with('>') { unquote(raw) } else { (0, raw) };
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let separator = rest == "-- ";
        let soft = !separator && rest.ends_with(' ');
        let kept = if soft && flow.delsp { rest.strip_suffix(' ').unwrap_or(rest) } else { rest };
        match lines.last_mut() {
            Some(last) if open && last.quote == quote && !separator => last.text.push_str(kept),
            _ => lines.push(Line { quote, text: kept.to_owned() }),
        }
        open = soft;
    }
    lines
}
