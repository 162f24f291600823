//! Has the pictures fetched that the person said yes to and tells the mind of each; brings the octets
//! of one that is to be saved.

use std::sync::Arc;

use iced::Task;
use iced::futures::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::app;
use crate::app::hand::{Found, Message as Hand};
use crate::app::remote::Message as Remote;
use crate::model::body::Body;
use crate::model::ids::MessageKey;
use crate::render;
use crate::render::clean::Source;
use crate::render::drawn::Named;
use crate::ui::shell::{Message, Shell};

/// What a picture is called that has no name.
const PICTURE: &str = "picture";

/// Pictures under way for one message. Dropping it ends them.
#[derive(Debug)]
pub struct Errand {
    work: AbortHandle,
    of: (MessageKey, u64),
}

impl Errand {
    /// Whether somebody still looks at what it is for.
    pub fn is_for(&self, state: &app::State) -> bool {
        state.reader.key() == Some(self.of.0) && state.opening() == self.of.1
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Fetches; the errand before this one ends.
pub fn fetch(shell: &mut Shell, key: MessageKey, opening: u64, urls: Vec<String>) -> Task<Message> {
    let (tell, told) = mpsc::unbounded_channel();
    let broker = shell.engines.broker.clone();
    let work = shell.engines.runtime.spawn(async move {
        let mut fetched = std::pin::pin!(broker.fetch(urls));
        while let Some((url, result)) = fetched.next().await {
            // Nobody listens any more when the window is closing.
            let _ = tell.send(Remote::Fetched { key, opening, url, result });
        }
        let _ = tell.send(Remote::Ended { key, opening });
    });
    shell.errand = Some(Errand { work: work.abort_handle(), of: (key, opening) });
    let messages = stream::unfold(told, async |mut told: mpsc::UnboundedReceiver<Remote>| {
        let message = told.recv().await?;
        Some((Message::App(app::Message::Remote(message)), told))
    });
    Task::run(messages, |message| message)
}

/// Brings the octets of a picture of the page: a part of the mail, octets in its mark-up, or what was
/// fetched for it in this run.
pub fn find(
    shell: &Shell,
    key: MessageKey,
    body: Arc<Body>,
    (number, named): (usize, Named),
) -> Task<Message> {
    let broker = shell.engines.broker.clone();
    let work = shell.engines.runtime.spawn_blocking(move || {
        let (name, octets) = match named {
            Named::Part(id) => {
                let part = body.pictures.iter().find(|picture| picture.content_id == id)?;
                (PICTURE.to_owned(), part.octets.clone()?.into())
            }
            Named::Data(_) => {
                let tree = render::dom::parse(&render::document(&body.texts));
                let clean = render::clean::clean(&tree, &|_| true);
                match clean.pictures.into_iter().nth(number)?.source {
                    Source::Data(octets) => (PICTURE.to_owned(), octets.into()),
                    _ => return None,
                }
            }
            Named::Remote(url) => (last_name(&url), broker.kept(&url)?),
        };
        let octets: Arc<[u8]> = octets;
        Some(Found { name: format!("{name}.{}", ending(&octets)), octets })
    });
    Task::future(work).then(move |picture| {
        let message = Hand::PictureFound { key, picture: picture.ok().flatten() };
        let message = app::reader::Message::Hand(message);
        Task::done(Message::App(app::Message::Reader(message)))
    })
}

/// What a picture of a server is called there, without its ending.
fn last_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = path.split_once('/').and_then(|(_, path)| path.rsplit('/').next());
    let name = name.map_or(PICTURE, |name| name.rsplit_once('.').map_or(name, |(name, _)| name));
    let name = if name.is_empty() { PICTURE } else { name };
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// How names of a picture's kind end, by its first octets.
fn ending(octets: &[u8]) -> &'static str {
    match octets {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "webp",
        [b'B', b'M', ..] => "bmp",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::{ending, last_name};

    #[test]
    fn a_picture_is_called_as_on_its_server() {
        let cases = [
            ("https://a.org/x/summer%20cake.png?w=3", "summer cake"),
            ("https://a.org/", "picture"),
            ("https://a.org", "picture"),
            ("https://a.org/logo", "logo"),
        ];
        for (url, wanted) in cases {
            assert_eq!(last_name(url), wanted, "{url}");
        }
        assert_eq!(ending(b"\x89PNG\r\n"), "png");
        assert_eq!(ending(b"RIFF1234WEBPVP8 "), "webp");
        assert_eq!(ending(b"RIFF"), "bin");
    }
}
