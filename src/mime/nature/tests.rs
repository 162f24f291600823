//! Which small parts are asked for, and what whole messages turn out to be.

use super::*;
use crate::mime;
use crate::model::invitation::Method;
use crate::model::report::Fate;

/// Builds a multipart; a part is its header, an empty line and its body.
fn multipart(subtype: &str, boundary: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--{boundary}\n{part}\n")).collect();
    format!("Content-Type: multipart/{subtype}; boundary={boundary}\n\n{parts}--{boundary}--\n")
}

/// The parts that are asked for, and the nature of the message.
fn read(message: &str) -> (Vec<String>, Nature) {
    let (structure, raw) = mime::structure(message.as_bytes());
    let plan = mime::plan(&structure);
    let texts: Vec<Text> =
        plan.texts.iter().map(|at| text(&structure.parts[*at], &raw[*at])).collect();
    let asked = asides(&structure).into_iter().map(|aside| aside.part.0).collect();
    (asked, nature_of(message.as_bytes(), &structure, &raw, &texts))
}

const PLAIN: &str = "Content-Type: text/plain\n\nplain words";
const EVENT: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tea\nEND:VEVENT\nEND:VCALENDAR";

#[test]
fn of_several_calendars_the_one_that_was_sent_as_an_invitation_is_read() {
    let sent = format!("Content-Type: text/calendar; method=REQUEST\n\n{EVENT}");
    let file = format!("Content-Type: application/ics; name=a.ics\n\n{EVENT}");
    let other = format!("Content-Type: application/octet-stream; name=B.ICS\n\n{EVENT}2");
    let both = multipart("alternative", "a", &[PLAIN, &sent]);
    let (asked, nature) = read(&multipart("mixed", "m", &[&both, &file]));
    assert_eq!(asked, ["1.2"]);
    assert_eq!(nature.invitations[0].method, Method::Request);
    let (asked, nature) = read(&multipart("mixed", "m", &[PLAIN, &file, &other, &file]));
    assert_eq!(asked, ["2", "3"]);
    assert_eq!(nature.invitations.len(), 1, "both say the same");
    let (asked, _) = read(&sent);
    assert_eq!(asked, ["1"]);
    let forwarded = format!("Content-Type: message/rfc822\n\n{sent}");
    assert_eq!(read(&multipart("mixed", "m", &[PLAIN, &forwarded])).0, [""; 0]);
}

#[test]
fn a_large_calendar_is_a_file_and_no_invitation() {
    let large = format!("Content-Type: text/calendar\n\n{EVENT}{}", "\nX:y".repeat(70_000));
    assert_eq!(read(&large).0, [""; 0]);
    let sent =
        format!("Content-Type: text/calendar; method=REQUEST\n\n{EVENT}{}", "\nX:y".repeat(70_000));
    let (asked, nature) = read(&sent);
    assert_eq!((asked.as_slice(), nature.invitations.len()), (&["1".to_owned()][..], 1));
}

#[test]
fn a_report_is_read_with_the_header_of_what_it_is_about() {
    let status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n\
        Final-Recipient: rfc822; ana@x.example\nAction: failed\nStatus: 5.1.1";
    let original = "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?Caf=C3=A9?=\n\nlong text";
    let report = multipart("report; report-type=delivery-status", "r", &[PLAIN, status, original]);
    let (asked, nature) = read(&report);
    assert_eq!(asked, ["2", "3.HEADER"]);
    let report = nature.report.unwrap();
    assert_eq!((report.subject.as_str(), report.receivers[0].fate), ("Café", Fate::Failed));
    let headers = "Content-Type: text/rfc822-headers\n\nSubject: Only this\n";
    let read_it = "Content-Type: message/disposition-notification\n\n\
        Final-Recipient: rfc822; ana@x.example\nDisposition: manual-action/MDN-sent-manually; displayed";
    let (asked, nature) = read(&multipart("report", "r", &[PLAIN, read_it, headers]));
    assert_eq!(asked, ["2", "3"]);
    let report = nature.report.unwrap();
    assert_eq!((report.subject.as_str(), report.receivers[0].fate), ("Only this", Fate::Read));
    assert_eq!(read(&multipart("mixed", "m", &[PLAIN, original])).0, [""; 0]);
}

fn sealed(message: &str) -> Option<(Closes, Scheme, bool)> {
    let seal = read(message).1.seal?;
    Some((seal.closes, seal.scheme, seal.signature.is_some()))
}

#[test]
fn what_is_signed_or_encrypted_is_told_by_its_structure() {
    let part = |media: &str| format!("Content-Type: {media}\n\nx");
    let pgp = part("application/pgp-signature; name=signature.asc");
    let signed = multipart("signed; protocol=\"application/pgp-signature\"", "s", &[PLAIN, &pgp]);
    assert_eq!(sealed(&signed), Some((Closes::Signed, Scheme::OpenPgp, true)));
    let within_list = multipart("mixed", "m", &[&signed, PLAIN]);
    assert_eq!(sealed(&within_list), Some((Closes::Signed, Scheme::OpenPgp, true)));
    let smime = part("application/x-pkcs7-signature; name=smime.p7s");
    let signed = multipart("signed", "s", &[PLAIN, &smime]);
    assert_eq!(sealed(&signed), Some((Closes::Signed, Scheme::Smime, true)));
    let version = part("application/pgp-encrypted");
    let octets = part("application/octet-stream; name=encrypted.asc");
    let closed = multipart("encrypted", "e", &[&version, &octets]);
    assert_eq!(sealed(&closed), Some((Closes::Encrypted, Scheme::OpenPgp, false)));
    for (media, closes) in [
        ("application/pkcs7-mime; smime-type=enveloped-data", Some(Closes::Encrypted)),
        ("application/x-pkcs7-mime; name=smime.p7m", Some(Closes::Encrypted)),
        ("application/pkcs7-mime; smime-type=signed-data", Some(Closes::Within)),
        ("application/pkcs7-mime; smime-type=certs-only", None),
        ("application/pgp-signature", None),
    ] {
        assert_eq!(sealed(&part(media)).map(|(closes, ..)| closes), closes, "{media}");
    }
    let inline = "Content-Type: text/plain\n\nHi\n-----BEGIN PGP MESSAGE-----\n\nabc\n";
    assert_eq!(sealed(inline), Some((Closes::Encrypted, Scheme::OpenPgp, false)));
    let quoted = "Content-Type: text/plain\n\n> -----BEGIN PGP MESSAGE-----\n";
    assert_eq!(sealed(quoted), None);
    let forwarded = format!("Content-Type: message/rfc822\n\n{closed}");
    assert_eq!(sealed(&multipart("mixed", "m", &[PLAIN, &forwarded])), None);
}

#[test]
fn only_bodies_whose_nature_was_never_asked_for_may_tell_one() {
    let kept = |media: &str, nature: Option<Nature>| {
        let (structure, _) = mime::structure(format!("Content-Type: {media}\n\nx").as_bytes());
        let attachments = mime::plan(&structure).attachments;
        Body { attachments, nature: nature.map(Box::new), ..Body::default() }
    };
    for media in ["text/calendar", "message/delivery-status", "application/pkcs7-mime"] {
        assert!(may_tell(&kept(media, None)), "{media}");
        assert!(!may_tell(&kept(media, Some(Nature::default()))), "{media}");
    }
    assert!(!may_tell(&kept("application/pdf", None)));
}
