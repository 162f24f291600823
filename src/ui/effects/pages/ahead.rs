//! Pages that are laid out before they are wanted: the few latest, with what is seen of them first.

use std::sync::Arc;

use iced::Task;

use super::inside::{Source, ask_ahead};
use super::{Pages, look, tile};
use crate::model::body::Body;
use crate::model::ids::MessageKey;
use crate::render::drawn::Sheet;
use crate::render::layout::Look;
use crate::sandbox::Answer;
use crate::ui::shell::{Message, Shell};
use crate::ui::widget::sheet::{TILE, Tiles};

/// Pages that are kept.
const MOST: usize = 4;
/// Tiles of each that are painted, at most.
const TILES: u32 = 6;

/// A page that was laid out before it was wanted.
#[derive(Debug, Clone)]
pub struct Ready {
    key: MessageKey,
    body: Arc<Body>,
    look: Look,
    sheet: Arc<Sheet>,
    tiles: Tiles,
}

impl Pages {
    /// The page of this message, if it was laid out from the very same.
    pub(super) fn take_ready(
        &self,
        key: MessageKey,
        source: &Source,
    ) -> Option<(Arc<Sheet>, Tiles)> {
        let same = |ready: &&Ready| {
            let is_alike = ready.key == key && ready.look == source.look;
            is_alike && Arc::ptr_eq(&ready.body, &source.body) && source.remote.is_empty()
        };
        let ready = self.ready.iter().find(same)?;
        Some((Arc::clone(&ready.sheet), ready.tiles.clone()))
    }

    /// How many pages may be shown at once.
    pub fn count_ready(&self) -> usize {
        self.ready.len()
    }

    /// Keeps a page that came.
    pub fn keep_ready(&mut self, new: Ready) -> Task<Message> {
        self.ready.retain(|ready| ready.key != new.key);
        self.ready.push_back(new);
        while self.ready.len() > MOST {
            self.ready.pop_front();
        }
        Task::none()
    }
}

/// Lays a body out that may be opened next.
pub fn lay_ahead(shell: &mut Shell, key: MessageKey, body: Arc<Body>) -> Task<Message> {
    let look = look(shell, 100, false);
    let broker = shell.engines.broker.clone();
    let source = Source { body: Arc::clone(&body), look, remote: Vec::new(), broker };
    if shell.pages.take_ready(key, &source).is_some() {
        return Task::none();
    }
    let height = (shell.size().height * look.scale).max(0.0) as u32;
    let tops: Vec<u32> = (0..height.div_ceil(TILE).min(TILES)).map(|row| row * TILE).collect();
    let pages = &shell.pages;
    let (door, wanted) = (Arc::clone(&pages.door), pages.wanted.subscribe());
    let number = pages.number();
    let work = shell.engines.runtime.spawn(async move {
        let answers = ask_ahead(&door, wanted, number, &source, &tops).await?;
        Ok::<_, String>((answers, tops))
    });
    Task::future(work).then(move |done| match done {
        Ok(Ok((answers, tops))) => match ready((key, Arc::clone(&body), look), answers, &tops) {
            Some(ready) => Task::done(Message::LaidAhead(ready)),
            None => Task::none(),
        },
        Ok(Err(why)) => {
            tracing::debug!(why, "A page could not be laid out ahead.");
            Task::none()
        }
        Err(_) => Task::none(),
    })
}

fn ready(
    (key, body, look): (MessageKey, Arc<Body>, Look),
    answers: Vec<Answer>,
    tops: &[u32],
) -> Option<Ready> {
    let mut answers = answers.into_iter();
    let Some(Answer::Opened(sheet)) = answers.next() else { return None };
    let tiles = tops.iter().copied().zip(answers);
    let tiles = tiles.filter_map(|(top, answer)| Some((top, tile(answer).ok()?))).collect();
    Some(Ready { key, body, look, sheet: Arc::from(sheet), tiles })
}
