//! An authorization server's token endpoint on loopback that has one answer for everything.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::case::TokenAnswer;

/// Starts it; gives its URL.
pub async fn start(answer: TokenAnswer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = Vec::new();
            let mut more = [0; 4096];
            while !is_whole(&asked) {
                match stream.read(&mut more).await {
                    Ok(count) if count > 0 => asked.extend(&more[..count]),
                    _ => break,
                }
            }
            let kind = if answer.body.starts_with('{') { "application/json" } else { "text/html" };
            let text = format!(
                "HTTP/1.1 {} Said\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{}",
                answer.status,
                answer.body.len(),
                answer.body
            );
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

/// Whether the request has come with its body.
fn is_whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}
