//! An IMAP server on loopback that says what was said when it was recorded.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::case::Case;

/// Ends when dropped.
pub struct Server {
    pub port: u16,
    task: Option<JoinHandle<()>>,
    /// Connections that nobody takes, so that there is no room for another.
    _waiting: Vec<TcpStream>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Server {
    pub async fn start(
        case: &Case,
        identity: (CertificateDer<'static>, PrivateKeyDer<'static>),
    ) -> Self {
        match case.tcp.as_deref() {
            Some("closed") => {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let port = listener.local_addr().unwrap().port();
                return Self { port, task: None, _waiting: Vec::new() };
            }
            Some("full") => return Self::full().await,
            _ => {}
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (case, acceptor) = (Arc::new(case.clone()), acceptor(identity));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (case, acceptor) = (case.clone(), acceptor.clone());
                tokio::spawn(async move { serve(stream, &case, &acceptor).await });
            }
        });
        Self { port, task: Some(task), _waiting: Vec::new() }
    }

    /// A port whose queue of connections is full: the next one gets no answer.
    async fn full() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        let patience = std::time::Duration::from_millis(300);
        while let Ok(Ok(stream)) = tokio::time::timeout(patience, TcpStream::connect(address)).await
        {
            waiting.push(stream);
        }
        let task = tokio::spawn(async move {
            let _held = listener;
            std::future::pending::<()>().await;
        });
        Self { port: address.port(), task: Some(task), _waiting: waiting }
    }
}

fn acceptor((certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>)) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// One connection, to its end; whatever breaks is the other side's to notice.
async fn serve(mut stream: TcpStream, case: &Case, acceptor: &TlsAcceptor) -> Option<()> {
    if case.tcp.as_deref() == Some("reset") {
        // By then the other side knows that it is connected.
        stream.read_exact(&mut [0; 1]).await.ok()?;
        return stream.set_zero_linger().ok();
    }
    match case.raw.as_deref() {
        Some("hang") => return drain(stream).await,
        Some("hangup") => {
            let _ = stream.read(&mut [0; 4096]).await.ok()?;
            return None;
        }
        Some(said) => {
            stream.write_all(said.as_bytes()).await.ok()?;
            return drain(stream).await;
        }
        None => {}
    }
    if let Some(alert) = case.alert {
        let _ = stream.read(&mut [0; 4096]).await.ok()?;
        stream.write_all(&[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, alert]).await.ok()?;
        return drain(stream).await;
    }
    if case.tls.as_deref() != Some("starttls") {
        return speak(acceptor.accept(stream).await.ok()?, case, true).await;
    }
    send(&mut stream, case.greeting.as_deref().unwrap_or("* OK ready")).await?;
    // One octet at a time: what follows the line belongs to TLS.
    let mut line = String::new();
    BufReader::with_capacity(1, &mut stream).read_line(&mut line).await.ok()?;
    let (tag, command) = line.trim_end().split_once(' ')?;
    assert_eq!(command, "STARTTLS");
    let said = case.starttls_says.as_deref().unwrap_or("OK go");
    send(&mut stream, &format!("{tag} {said}")).await?;
    speak(acceptor.accept(stream).await.ok()?, case, false).await
}

async fn drain(mut stream: impl AsyncRead + Unpin) -> Option<()> {
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.ok().map(drop)
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

/// IMAP as recorded.
async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    case: &Case,
    greet: bool,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if greet {
        match case.greeting.as_deref() {
            Some("hang") => return drain(stream).await,
            Some("hangup") => {
                let _ = stream.shutdown().await;
                return None;
            }
            said => send(&mut stream, said.unwrap_or("* OK ready")).await?,
        }
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let (tag, command) = line.trim_end().split_once(' ')?;
        let verb = command.split(' ').next()?.to_uppercase();
        let said = match verb.as_str() {
            "CAPABILITY" => {
                let words = case
                    .capability
                    .as_deref()
                    .unwrap_or("IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2");
                if case.capability_says.is_none() {
                    send(&mut stream, &format!("* CAPABILITY {words}")).await?;
                }
                case.capability_says.as_deref()
            }
            "AUTHENTICATE" => {
                challenge(&mut stream, case, command).await?;
                case.login_says.as_deref()
            }
            "LOGIN" => case.login_says.as_deref(),
            "SELECT" => {
                if case.select_says.is_none() {
                    send(&mut stream, "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid").await?;
                }
                case.select_says.as_deref()
            }
            _ => None,
        };
        tell(&mut stream, tag, said.unwrap_or("OK done")).await?;
    }
}

/// The exchange before the tagged answer to AUTHENTICATE.
async fn challenge(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    case: &Case,
    command: &str,
) -> Option<()> {
    let mut answer = String::new();
    if command.split(' ').count() < 3 {
        send(stream, "+ ").await?;
        stream.read_line(&mut answer).await.ok()?;
    }
    if let Some(challenge) = &case.challenge {
        send(stream, &format!("+ {}", STANDARD.encode(challenge))).await?;
        stream.read_line(&mut answer).await.ok()?;
    }
    Some(())
}

/// A tagged answer, or lines as they are; `TAG` stands for the tag in them.
async fn tell(stream: &mut (impl AsyncWrite + Unpin), tag: &str, said: &str) -> Option<()> {
    if said == "hangup" {
        let _ = stream.shutdown().await;
        return None;
    }
    if said.starts_with('*') {
        return send(stream, &said.replace("TAG", tag)).await;
    }
    send(stream, &format!("{tag} {said}")).await
}
