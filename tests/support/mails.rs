//! Messages made for tests.

/// A plain text message; its Message-ID is `m<number>@test.example`.
pub fn plain(number: u32) -> Vec<u8> {
    format!(
        "From: Sender {number} <sender{number}@test.example>\r\n\
         To: Ana <ana@test.example>\r\n\
         Subject: Message {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <m{number}@test.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         This is the body of message {number}.\r\n"
    )
    .into_bytes()
}

/// A message with a text and one attachment of `size` bytes called `report {number}.bin`.
pub fn with_attachment(number: u32, size: usize) -> Vec<u8> {
    let data: Vec<u8> = (0..size).map(|i| (i * 31 % 251) as u8).collect();
    let mut coded = String::new();
    for line in base64(&data).as_bytes().chunks(76) {
        coded.push_str(std::str::from_utf8(line).unwrap());
        coded.push_str("\r\n");
    }
    format!(
        "From: Sender {number} <sender{number}@test.example>\r\n\
         To: Ana <ana@test.example>\r\n\
         Subject: Attachment {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <m{number}@test.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"edge\"\r\n\
         \r\n\
         --edge\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         See the report, number {number}.\r\n\
         --edge\r\n\
         Content-Type: application/octet-stream; name=\"report {number}.bin\"\r\n\
         Content-Disposition: attachment; filename=\"report {number}.bin\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         \r\n\
         {coded}--edge--\r\n"
    )
    .into_bytes()
}

fn base64(data: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in data.chunks(3) {
        let number =
            three.iter().fold(0u32, |n, &b| (n << 8) | u32::from(b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * i)) as usize & 63];
            text.push(if i <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
