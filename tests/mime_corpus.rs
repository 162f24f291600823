//! Every message of the corpus beside the project (`../shared/mail`, where it is present) from its
//! bytes to its page, and mutations of messages that a seeded generator made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stderr)]

mod corpus_kit;

use pombo::i18n;
use pombo::mime::{self, Decoder, plan, raw_part, structure};
use pombo::model::body::{Body, Part, Structure};
use pombo::model::nature::Nature;
use pombo::render::{Kind, Page, page};

use corpus_kit::corpus;

const BUILT_IN: [&str; 3] = [
    "From: Ann <a@x.org>\r\nSubject: =?utf-8?Q?=E2=82=AC?=\r\nContent-Type: text/plain; format=flowed\r\n\r\nsoft \r\nline\r\n> quote\r\n-- \r\nAnn\r\n",
    "Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\n--a b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Transfer-Encoding: base64\r\n\r\n4oKs\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<table><tr><td><a href=3D\"http://x.org/?a&amp;b\">=E2=82=AC</a></table>\r\n--c--\r\n--a b\r\nContent-Type: application/pdf; name*0*=utf-8''%E2%82;\r\n name*1*=%AC.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--a b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/related; boundary=d\r\n\r\n--d\r\n\r\nx\r\n--d--\r\n--a b--\r\n",
    "Content-Type: text/html\r\n\r\n<div style=display:none>pre</div><ul><li>one<li>two</ul><pre>a\n b</pre><blockquote>q</blockquote>",
];

/// All that is done with a message until it is shown. What must hold of any bytes is asserted.
fn open(message: &[u8]) -> (Structure, Body, Page) {
    let envelope = mime::envelope(message);
    for line in [&envelope.subject, &envelope.message_id, &envelope.list_id] {
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    let (structure, raw) = structure(message);
    assert!(!structure.parts.is_empty() && structure.parts.len() == raw.len());
    for (at, part) in structure.parts.iter().enumerate() {
        assert!(part.parent.is_none_or(|parent| parent < at));
        assert_eq!(part.parent.is_none(), at == 0);
    }
    let plan = plan(&structure);
    let texts: Vec<_> =
        plan.texts.iter().map(|at| mime::text(&structure.parts[*at], &raw[*at])).collect();
    for listed in &plan.attachments {
        let name = mime::safe_name(&listed.name, &listed.media);
        assert!(!name.is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.'));
        let bytes = raw_part(message, &listed.part).expect("what is listed can be saved");
        let mut decoder = Decoder::new(&listed.encoding);
        let saved = decoder.push(bytes).len() + decoder.finish().len();
        assert!(saved <= bytes.len());
    }
    let nature = mime::nature_of(message, &structure, &raw, &texts);
    check_nature(&nature);
    let nature = Some(Box::new(nature));
    let body = Body { texts, attachments: plan.attachments, nature, ..Body::default() };
    let page = page(&body);
    check_page(&page);
    (structure, body, page)
}

/// What is told of it is on a line each and can be said in words.
fn check_nature(nature: &Nature) {
    for meeting in nature.invitations.iter().flat_map(|one| &one.meetings) {
        for line in [&meeting.title, &meeting.place, &meeting.call, &meeting.comment] {
            assert!(!line.contains(char::is_control) && line.len() <= 4_000, "{line:?}");
        }
        assert!(meeting.guests.len() <= 200);
        let _ =
            (i18n::meeting::when(meeting), meeting.repeats.as_ref().map(i18n::meeting::repeats));
    }
    for receiver in nature.report.iter().flat_map(|report| &report.receivers) {
        let said = i18n::report::receiver(receiver);
        assert!(!said.contains(char::is_control) && said.ends_with('.'), "{said:?}");
    }
}

fn check_page(page: &Page) {
    for (at, paragraph) in page.paragraphs.iter().enumerate() {
        assert!(paragraph.text.chars().count() <= 4_000);
        let silent = matches!(paragraph.kind, Kind::Gap | Kind::Fold);
        assert_eq!(paragraph.text.trim().is_empty(), silent, "{paragraph:?}");
        let mut end = 0;
        for link in &paragraph.links {
            assert!(end <= link.from && link.from < link.to, "{paragraph:?}");
            assert!(paragraph.text.get(link.from..link.to).is_some(), "{paragraph:?}");
            let scheme = link.target.split(':').next().unwrap().to_ascii_lowercase();
            assert!(["http", "https", "mailto"].contains(&scheme.as_str()), "{link:?}");
            end = link.to;
        }
        let gap = paragraph.kind == Kind::Gap;
        let edge = at == 0 || at + 1 == page.paragraphs.len();
        assert!(!(gap && edge), "a page neither begins nor ends with a gap");
    }
}

/// Parts within which no other parts are can be fetched by their number, and every number is one.
fn check_parts(message: &[u8], structure: &Structure) {
    let mut numbers: Vec<&str> = structure.parts.iter().map(|part| part.id.0.as_str()).collect();
    for part in &structure.parts {
        let bytes = raw_part(message, &part.id).expect("every part has its bytes");
        assert!(part.is_multipart() || bytes.len() as u64 == part.size, "{part:?}");
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), structure.parts.len());
}

#[test]
fn every_message_of_the_corpus_is_shown() {
    let files = corpus();
    let messages = BUILT_IN.iter().map(|text| text.as_bytes().to_vec());
    let messages = messages.chain(files.iter().map(|path| std::fs::read(path).expect("readable")));
    let (mut count, mut shown) = (0, 0);
    for (at, message) in messages.enumerate() {
        let (structure, body, page) = open(&message);
        check_parts(&message, &structure);
        let says_something = body.texts.iter().any(|text| {
            let visible = text.text.split('<').map(|piece| piece.rsplit('>').next().unwrap_or(""));
            visible.collect::<String>().chars().any(char::is_alphanumeric)
        });
        let name = at.checked_sub(BUILT_IN.len()).map(|at| &files[at]);
        assert!(!page.paragraphs.is_empty() || !says_something, "{name:?} is empty");
        count += 1;
        shown += usize::from(!page.paragraphs.is_empty());
    }
    assert_eq!(count, BUILT_IN.len() + files.len());
    assert!(shown * 100 >= count * 95, "{shown} of {count} show a text");
}

#[test]
fn delivery_reports_of_the_corpus_are_told_in_a_sentence() {
    let (mut reports, mut told) = (0, 0);
    for path in corpus() {
        let message = std::fs::read(&path).expect("readable");
        let (structure, body, _) = open(&message);
        let is_report = |part: &Part| part.media == "message/delivery-status" && part.size > 0;
        if structure.parts.iter().any(is_report) {
            let nature = body.nature.expect("asked for");
            reports += 1;
            told += usize::from(nature.report.is_some());
        }
    }
    assert!(told * 100 >= reports * 95, "{told} of {reports} reports are told");
}

/// A small generator, so that a failure can be repeated (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

/// Cuts, doubles, swaps and sows bytes that mean something.
fn mutate(message: &[u8], dice: &mut Dice) -> Vec<u8> {
    const SEEDS: [&[u8]; 16] = [
        b"\r\n",
        b"\n\n",
        b"--",
        b"=?utf-8?Q?",
        b"?=",
        b"\"",
        b"<",
        b">",
        b"&#",
        b"=",
        b"\0",
        b"\xff",
        b"\xe2\x82",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
        b"(",
        b";",
    ];
    let mut bytes = message.to_vec();
    for _ in 0..=dice.roll(8) {
        let (a, b) = (dice.roll(bytes.len() + 1), dice.roll(bytes.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 400));
        match dice.roll(4) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let copy = bytes[from..to].to_vec();
                bytes.splice(from..from, copy);
            }
            2 => drop(bytes.splice(from..from, SEEDS[dice.roll(SEEDS.len())].iter().copied())),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte = dice.roll(256) as u8;
                }
            }
        }
    }
    bytes
}

#[test]
fn mutated_messages_are_survived() {
    let files = corpus();
    let mut seeds: Vec<Vec<u8>> = BUILT_IN.iter().map(|text| text.as_bytes().to_vec()).collect();
    let small = files.iter().map(|path| std::fs::read(path).expect("readable"));
    seeds.extend(small.filter(|message| message.len() < 8_000).step_by(7));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3_000 {
        let message = mutate(&seeds[dice.roll(seeds.len())], &mut dice);
        open(&message);
    }
}

#[test]
fn noise_is_survived() {
    let mut dice = Dice(7);
    for _ in 0..500 {
        let noise: Vec<u8> = (0..dice.roll(2_000)).map(|_| dice.roll(256) as u8).collect();
        open(&noise);
        for encoding in ["base64", "quoted-printable", "q", "7bit"] {
            let whole = {
                let mut decoder = Decoder::new(encoding);
                let mut out = decoder.push(&noise);
                out.extend(decoder.finish());
                out
            };
            let mut decoder = Decoder::new(encoding);
            let mut pieces: Vec<u8> =
                noise.chunks(1 + dice.roll(9)).flat_map(|piece| decoder.push(piece)).collect();
            pieces.extend(decoder.finish());
            assert_eq!(whole, pieces, "{encoding}");
        }
    }
}
