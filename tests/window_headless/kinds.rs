//! Mail that is more than its text: an invitation, a delivery report, a signed and an encrypted letter,
//! as a person sees them.

use pombo::fl;

use crate::kit::Home;
use crate::support::dovecot::Dovecot;

/// A multipart message; a part is its header, an empty line and its body.
fn mail(number: u32, subtype: &str, parts: &[&str]) -> Vec<u8> {
    let parts: String = parts.iter().map(|part| format!("--edge\r\n{part}\r\n")).collect();
    format!(
        "From: Bo <bo@test.example>\r\nTo: Ana <ana@test.example>\r\nSubject: Message {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:{number:02} +0000\r\nMessage-ID: <m{number}@test.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary=edge\r\n\r\n{parts}--edge--\r\n"
    )
    .into_bytes()
}

#[test]
fn invitations_reports_and_seals_are_told_above_the_text() {
    let text = "Content-Type: text/plain\r\n\r\nSee below.";
    let guests: String = (1..=7)
        .map(|n| format!("ATTENDEE;PARTSTAT=ACCEPTED:mailto:g{n}@test.example\r\n"))
        .collect();
    let event = format!(
        "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\
         SUMMARY:Tea\r\nLOCATION:Garden\r\nDTSTART;VALUE=DATE:20260302\r\n\
         RRULE:FREQ=DAILY;COUNT=3\r\n{guests}END:VEVENT\r\nEND:VCALENDAR"
    );
    let status = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
        Final-Recipient: rfc822; cy@test.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\
        Diagnostic-Code: smtp; 552 5.2.2 Full";
    let headers = "Content-Type: text/rfc822-headers\r\n\r\nSubject: Plans\r\n";
    let signature = "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\nabc";
    let version = "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1";
    let closed = "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\nabc";
    let server = Dovecot::start();
    server.fill(
        "INBOX",
        [
            mail(1, "alternative", &[text, &event]),
            mail(2, "report", &[text, status, headers]),
            mail(3, "signed", &[text, signature]),
            mail(4, "encrypted; protocol=\"application/pgp-encrypted\"", &[version, closed]),
        ],
    );
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();

    window.click("Message 1");
    window.see("Tea");
    window.see(&fl!("meeting-invitation"));
    window.see("Monday, 2 March 2026, all day");
    window.see("Repeats every day, 3 times");
    window.see("g5@test.example");
    window.see_no("g6@test.example");
    window.click(&fl!("meeting-more-guests", count = 2));
    window.see("g7@test.example");

    window.click("Message 2");
    window.see("Could not be delivered to cy@test.example: the mailbox is full.");
    window.see(&fl!("report-said", said = "552 5.2.2 Full"));
    window.see(&fl!("report-about", subject = "Plans"));

    window.click("Message 3");
    window.see(&fl!("seal-signed", scheme = "OpenPGP"));
    window.see_no("signature.asc");

    window.click("Message 4");
    window.see(&fl!("seal-encrypted", scheme = "OpenPGP"));
    window.see("encrypted.asc");
    window.see_no(&fl!("reader-no-text"));
    window.close();
}
