//! The plainest HTTP client, to loopback and without TLS: for the forms of the OpenID provider and
//! for chromedriver. Shares no code with Pombo.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;

/// A page may take its time in a browser that has just started.
const PATIENCE: Duration = Duration::from_secs(60);

/// A whole answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    /// The first header of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        let read = serde_json::from_str(&self.body);
        read.unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.body))
    }
}

/// Asks once and follows nothing.
pub fn send(method: &str, url: &Url, headers: &[(&str, &str)], body: &str) -> Reply {
    assert_eq!(url.scheme(), "http", "{url}");
    let (host, port) = (url.host_str().unwrap(), url.port_or_known_default().unwrap());
    let mut stream = TcpStream::connect((host, port))
        .unwrap_or_else(|error| panic!("nobody listens for {url}: {error}"));
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\n");
    head += &format!("Connection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
    read(&mut BufReader::new(stream))
}

pub fn get(url: &Url) -> Reply {
    send("GET", url, &[], "")
}

pub fn post_form(url: &Url, fields: &[(&str, &str)]) -> Reply {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    send("POST", url, &[("Content-Type", "application/x-www-form-urlencoded")], &body)
}

fn read(stream: &mut impl BufRead) -> Reply {
    let status = line(stream);
    let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut headers = Vec::new();
    loop {
        let line = line(stream);
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let mut reply = Reply { status: status.unwrap(), headers, body: String::new() };
    let length = reply.header("content-length").map(|length| length.parse::<usize>().unwrap());
    let mut body = Vec::new();
    match length {
        Some(length) => {
            body.resize(length, 0);
            stream.read_exact(&mut body).unwrap();
        }
        None if reply.header("transfer-encoding") == Some("chunked") => loop {
            let size = line(stream);
            let size = usize::from_str_radix(&size, 16).unwrap();
            let mut chunk = vec![0; size];
            stream.read_exact(&mut chunk).unwrap();
            assert_eq!(line(stream), "");
            if size == 0 {
                break;
            }
            body.extend(chunk);
        },
        None => drop(stream.read_to_end(&mut body).unwrap()),
    }
    reply.body = String::from_utf8_lossy(&body).into_owned();
    reply
}

fn line(stream: &mut impl BufRead) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
