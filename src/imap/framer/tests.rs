//! However the octets are cut, the responses are the same; what is too large is refused.

use super::*;

/// Feeds the input in pieces that end at the given places.
fn cut(input: &[u8], mut ends: Vec<usize>) -> Vec<Frame> {
    ends.push(input.len());
    let mut framer = Framer::new(Limits::default());
    let mut frames = Vec::new();
    let mut from = 0;
    for end in ends {
        framer.space().extend_from_slice(&input[from..end]);
        from = end;
        while let Some(frame) = framer.next().unwrap() {
            frames.push(frame);
        }
    }
    assert!(framer.left().is_empty(), "{:?}", framer.left());
    frames
}

const SAMPLE: &[u8] = b"* OK [ALERT] not a literal {5}\r\n\
    * 1 FETCH (BODY[] {7}\r\na\r\nb\r\n) FLAGS ())\r\n\
    \r\n\
    * 2 FETCH (BODY[1] ~{3+}\nxyz BODY[2] {0}\r\n)\n\
    * LIST () \"/\" {4}\r\nn}m)\r\n\
    + go {3}\r\n\
    A1 OK {2}\r\n";

#[test]
fn any_split_of_the_input_gives_the_same_responses() {
    let whole = cut(SAMPLE, vec![]);
    assert_eq!(whole.len(), 6);
    assert_eq!(whole[1], b"* 1 FETCH (BODY[] {7}\r\na\r\nb\r\n) FLAGS ())");
    assert_eq!(whole[2], b"* 2 FETCH (BODY[1] ~{3+}\nxyz BODY[2] {0}\r\n)");
    assert_eq!(whole[3], b"* LIST () \"/\" {4}\r\nn}m)");
    for at in 0..SAMPLE.len() {
        assert_eq!(cut(SAMPLE, vec![at]), whole, "split at {at}");
        for second in at..SAMPLE.len() {
            assert_eq!(cut(SAMPLE, vec![at, second]), whole, "split at {at} and {second}");
        }
    }
    assert_eq!(cut(SAMPLE, (0..SAMPLE.len()).collect()), whole, "octet by octet");
}

#[test]
fn free_text_that_looks_like_a_literal_is_text() {
    let frames = cut(b"* NO {9999999}\r\nA1 NO full {12}\r\n* BYE {3+}\r\n", vec![]);
    assert_eq!(frames.len(), 3);
}

#[test]
fn a_name_whose_length_reaches_beyond_its_line_ends_with_the_line() {
    let frames = cut(b"* LIST () \"/\" {9}\r\nSent\r\n* LIST () \"/\" b\r\n", vec![]);
    assert_eq!(frames, [&b"* LIST () \"/\" {9}\r\nSent"[..], b"* LIST () \"/\" b"]);
}

#[test]
fn what_is_too_long_is_refused_before_it_is_held() {
    let limits = Limits { line: 100, literal: 200, response: 250 };
    let refuse = |input: &[u8]| {
        let mut framer = Framer::new(limits);
        framer.space().extend_from_slice(input);
        framer.next().unwrap_err()
    };
    assert_eq!(refuse(&[b'x'; 101]), FrameError::Line(100));
    assert_eq!(refuse(b"* 1 FETCH (A {201}\r\n"), FrameError::Literal(200));
    assert_eq!(refuse(b"* 1 FETCH (A {99999999999999999999999999}\r\n"), FrameError::Literal(200));
    let mut two = b"* 1 FETCH (A {200}\r\n".to_vec();
    two.extend([b'y'; 200]);
    two.extend(b" B {40}\r\n");
    assert_eq!(refuse(&two), FrameError::Response(250));
}

#[test]
fn text_around_literals_counts_against_the_line_limit_together() {
    let mut framer = Framer::new(Limits { line: 100, literal: 200, response: 2_000 });
    let mut input = b"* 1 FETCH (".to_vec();
    for _ in 0..20 {
        input.extend(b"B {3}\r\nabc ");
    }
    framer.space().extend_from_slice(&input);
    assert_eq!(framer.next(), Err(FrameError::Line(100)));
}

#[test]
fn how_much_of_a_name_has_come_decides_on_no_limit() {
    // The name's length reaches beyond its line, again and again.
    let mut input = b"* LIST () \"/\" ".to_vec();
    for _ in 0..12 {
        input.extend(b"{40}\r\nabcdefgh");
    }
    input.extend(b"\r\n");
    let outcome = |piece: usize| {
        let mut framer = Framer::new(Limits { line: 100, literal: 200, response: 2_000 });
        let mut last = Ok(None);
        for part in input.chunks(piece) {
            framer.space().extend_from_slice(part);
            last = framer.next();
            if last != Ok(None) {
                break;
            }
        }
        last
    };
    for piece in 1..=input.len() {
        assert_eq!(outcome(piece), Err(FrameError::Line(100)), "in pieces of {piece}");
    }
}

#[test]
fn nothing_is_handed_out_before_it_is_whole() {
    for end in 0..SAMPLE.len() {
        let mut framer = Framer::new(Limits::default());
        framer.space().extend_from_slice(&SAMPLE[..end]);
        let mut count = 0;
        while let Some(frame) = framer.next().unwrap() {
            count += 1;
            assert!(SAMPLE.windows(frame.len()).any(|window| window == frame));
        }
        assert!(count < 6, "six responses from {end} octets");
    }
}

#[test]
fn random_octets_never_panic() {
    let mut random = fastrand::Rng::with_seed(7);
    let alphabet = b"*+ AOK\r\n{}019~()\"\\FETCHLIST\0\xff";
    for _ in 0..20_000 {
        let mut framer = Framer::new(Limits { line: 60, literal: 40, response: 90 });
        for _ in 0..random.usize(0..6) {
            let piece: Vec<u8> = (0..random.usize(0..40))
                .map(|_| alphabet[random.usize(0..alphabet.len())])
                .collect();
            framer.space().extend_from_slice(&piece);
            while let Ok(Some(_)) = framer.next() {}
        }
    }
}
