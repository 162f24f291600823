//! The mail that tells the person of a new permission, as large providers send it: with the way to
//! take it back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::words::Words;

/// Octets that fit into one encoded word (RFC 2047 section 2).
const WORD: usize = 45;

/// The message; `page` is where the permissions are listed, `now` in seconds since 1970 UTC.
pub fn letter(words: &Words, address: &str, page: &str, now: i64) -> Vec<u8> {
    let date = jiff::Timestamp::from_second(now).unwrap_or_default();
    let date = jiff::fmt::rfc2822::to_string(&date.to_zoned(jiff::tz::TimeZone::UTC));
    let domain = address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!(
        "From: {from} <demo@{domain}>\r\nTo: <{address}>\r\nSubject: {subject}\r\nDate: {date}\r\n\
         Message-ID: <permission.{now}.{chance}@{domain}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {text}\r\n\r\n{page}\r\n",
        from = encoded(&words.demo),
        subject = encoded(&words.mail_subject),
        date = date.unwrap_or_default(),
        chance = fastrand::u32(..),
        text = words.mail_text,
    )
    .into_bytes()
}

/// Words of a header field (RFC 2047), cut between characters.
fn encoded(text: &str) -> String {
    let mut pieces = vec![String::new()];
    for letter in text.chars() {
        match pieces.last_mut() {
            Some(piece) if piece.len() + letter.len_utf8() <= WORD => piece.push(letter),
            _ => pieces.push(letter.to_string()),
        }
    }
    let words = pieces.iter().map(|piece| format!("=?utf-8?B?{}?=", STANDARD.encode(piece)));
    words.collect::<Vec<_>>().join("\r\n ")
}
