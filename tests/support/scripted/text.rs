//! Reading command lines: words, sets, literals; and lines that mean nothing.

/// The words of a command; what stands in quotes or brackets is one word.
pub(super) fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let (mut depth, mut quoted) = (0_i32, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth -= 1,
            ' ' if !quoted && depth == 0 => {
                words.push(std::mem::take(&mut word));
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    words.push(word);
    words
}

/// A string without its quotes.
pub(super) fn plain(word: &str) -> String {
    match word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => word.to_owned(),
    }
}

/// How long a literal at the end of a line is, and whether it comes unasked.
pub(super) fn literal(line: &str) -> Option<(usize, bool)> {
    let inner = line.strip_suffix('}')?;
    let (_, length) = inner.rsplit_once('{')?;
    let (length, unasked) = match length.strip_suffix('+') {
        Some(length) => (length, true),
        None => (length, false),
    };
    Some((length.parse().ok()?, unasked))
}

/// Whether a set such as `1:3,7,90:*` names a number; `*` is `top`.
pub(super) fn within(set: &str, number: u32, top: u32) -> bool {
    let end = |text: &str| if text == "*" { top } else { text.parse().unwrap_or(0) };
    set.split(',').any(|range| {
        let (a, b) = range.split_once(':').unwrap_or((range, range));
        let (a, b) = (end(a), end(b));
        (a.min(b)..=a.max(b)).contains(&number)
    })
}

/// Numbers as IMAP writes them: `1,2,7`.
pub(super) fn joined(numbers: impl IntoIterator<Item = u32>) -> String {
    let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    numbers.join(",")
}

/// Lines that no server should send, and that say nothing about any mail. One for each number.
pub fn garbage(number: usize) -> &'static [u8] {
    const LINES: [&[u8]; 16] = [
        b"* NOISE about nothing at all\r\n",
        b"*\r\n",
        b"* \r\n",
        b"\r\n",
        b"\x00\xff\xfe rubbish\r\n",
        b"* VANISHED\r\n",
        b"* VANISHED (EARLIER)\r\n",
        b"* -1 EXPUNGE\r\n",
        b"* 99999999999999999999 EXISTS\r\n",
        b"* 0 EXPUNGE\r\n",
        b"* LIST\r\n",
        b"* FETCH (UID\r\n",
        b"* OK [\r\n",
        b"Z9999 OK an answer to nothing\r\n",
        b"* STATUS \"INBOX\"\r\n",
        b"* 1 FETCH\r\n",
    ];
    LINES[number % LINES.len()]
}
