//! Messages without number for trying large lists: each is written from its number alone, the
//! same way every time.

use super::dates;

/// Seconds between two of them.
const STEP: i64 = 1_800;

const PEOPLE: [(&str, &str); 12] = [
    ("Agnes Holm", "agnes.holm@harbour.example"),
    ("Bento Carvalhal", "bento@marcenaria.example"),
    ("Chiara Velt", "chiara@velt.example"),
    ("Dmitri Arsen", "dmitri@arsen.example"),
    ("Edith Northway", "edith@northway.example"),
    ("Farida Saleh", "farida@saleh.example"),
    ("Goran Miletin", "goran@miletin.example"),
    ("Hilde Brandvik", "hilde@brandvik.example"),
    ("Ivo Quintela", "ivo@quintela.example"),
    ("Jun Hayami", "jun@hayami.example"),
    ("Kaia Rosental", "kaia@rosental.example"),
    ("Lidia Prats", "lidia@prats.example"),
];

const SUBJECTS: [&str; 16] = [
    "Minutes of the site meeting",
    "Delivery of the oak boards",
    "A question about the stairs",
    "Invoice for the survey",
    "Re: A question about the stairs",
    "Photographs from Tuesday",
    "The tiles have arrived",
    "Change of plan for the north wall",
    "Re: Change of plan for the north wall",
    "Lunch on Thursday?",
    "Drawings, second revision",
    "The carpenter is ill",
    "Re: The carpenter is ill",
    "Permit granted",
    "Keys for the weekend",
    "Rain in the forecast",
];

const SENTENCES: [&str; 12] = [
    "I have been on site this morning and everything is in its place.",
    "The measurements are in the drawing; please look at the second sheet.",
    "If the rain holds off, we can begin on Monday.",
    "Could you tell me by Friday whether that suits you?",
    "The supplier promised the rest for next week.",
    "I would rather wait a day than do it twice.",
    "It cost a little less than we thought.",
    "The neighbours were kind about the noise.",
    "Nobody has found the second key yet.",
    "We kept the old hinges, they are better than the new ones.",
    "There is coffee in the hut, and somebody has brought cake.",
    "Thank you for being so quick about it.",
];

/// When the message with this number came, if the last of `count` came a day before `now`.
pub fn received(number: u32, count: u32, now: i64) -> i64 {
    now - 86_400 - i64::from(count - number.min(count)) * STEP
}

/// The message with this number, received at `at`.
pub fn message(number: u32, at: i64) -> Vec<u8> {
    let mut dice = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut pick = |of: usize| {
        // xorshift: the same row for the same number, on every machine.
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % of as u64).unwrap_or(0)
    };
    let (name, address) = PEOPLE.get(pick(PEOPLE.len())).copied().unwrap_or_default();
    let subject = SUBJECTS.get(pick(SUBJECTS.len())).copied().unwrap_or_default();
    let mut text = String::new();
    for _ in 0..3 + pick(5) {
        text.push_str(SENTENCES.get(pick(SENTENCES.len())).copied().unwrap_or_default());
        text.push_str("\r\n");
    }
    format!(
        "From: {name} <{address}>\r\n\
         To: Marina Duarte <{to}>\r\n\
         Subject: {subject} ({number})\r\n\
         Date: {date}\r\n\
         Message-ID: <fill.{number}@archive.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         Dear Marina,\r\n\
         \r\n\
         {text}\r\n\
         {name}\r\n",
        to = super::ADDRESS,
        date = dates::mail(at, 0),
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_message_is_the_same_each_time_and_differs_from_its_neighbour() {
        assert_eq!(message(7, 0), message(7, 0));
        assert_ne!(message(7, 0), message(8, 0));
    }

    #[test]
    fn the_last_one_is_the_newest() {
        assert!(received(10, 10, 1_000_000) > received(9, 10, 1_000_000));
        assert_eq!(received(10, 10, 1_000_000), 1_000_000 - 86_400);
    }
}
