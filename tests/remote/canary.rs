//! A server of pictures that writes down who asks for what.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use pombo::broker::{Broker, Limits};

use crate::oauth_kit::{Asked, Given, Server};

/// The names under which a broker finds the canary.
pub const HOSTS: [&str; 3] = ["pictures.example", "back.example", "post.example"];

/// What a request may say, in whatever order; nothing else.
const HEAD: [&str; 3] =
    ["accept: image/webp,image/png,image/jpeg,image/gif", "user-agent: mozilla/5.0", "host: "];

/// A PNG of one pixel of this colour.
pub fn png(colour: [u8; 3]) -> Vec<u8> {
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colour).unwrap();
    drop(writer);
    picture
}

pub fn given(media: &str, octets: &[u8]) -> Given {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\
         Set-Cookie: who=ana; Path=/\r\nETag: \"ana\"\r\nConnection: close\r\n\r\n",
        octets.len()
    );
    Given { octets: [head.as_bytes(), octets].concat(), hold: false }
}

/// A broker to whom the names of the canary lead to this server.
pub fn broker(server: &Server, limits: Limits) -> Broker {
    let at: SocketAddr = ([127, 0, 0, 1], server.port).into();
    Broker::with_doors(HOSTS.map(|host| (host.to_owned(), at)).into(), limits)
}

/// What was asked for so far, `HOST/PATH`, sorted.
///
/// # Panics
/// Where a request said more than it may.
pub fn asked(server: &Server) -> Vec<String> {
    let mut all: Vec<String> = server.asked().iter().map(harmless).collect();
    all.sort();
    all
}

fn harmless(asked: &Asked) -> String {
    let head = asked.head.to_lowercase();
    assert!(asked.method == "GET" && asked.body.is_empty(), "{head}");
    let lines: BTreeMap<&str, &str> =
        head.lines().skip(1).map(|line| line.split_once(": ").unwrap()).collect();
    for line in head.lines().skip(1) {
        assert!(HEAD.iter().any(|known| line == *known || line.starts_with("host: ")), "{line}");
    }
    assert_eq!(lines.len(), HEAD.len(), "{head}");
    format!("{}{}", lines["host"], asked.path)
}
