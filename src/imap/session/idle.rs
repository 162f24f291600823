//! IDLE (RFC 2177).

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use super::Session;
use crate::imap::faults;
use crate::imap::parse::{Response, StatusLine, response};
use crate::imap::types::IdleEnd;
use crate::model::fault::{Fault, FaultKind, Place};

/// Responses while the server is asked to begin or to end.
const MOST_RESPONSES: usize = 4_000_000;
/// In IDLE silence is what is hoped for; `Patience::quiet` ends it.
const SILENCE: Duration = Duration::from_secs(24 * 3600);

impl Session {
    /// IDLE until news, `wake` or `renew` is over, then DONE and its tagged answer; sooner where
    /// nothing at all was heard for a while, because only an answer tells silence from a dead wire.
    /// Safe to call only where IDLE is offered. News that nobody has taken yet end it before it
    /// begins.
    ///
    /// # Errors
    /// A refusal leaves the session open; silence of 30 s after `renew` closes it.
    pub async fn idle(&mut self, wake: &Notify, renew: Duration) -> Result<IdleEnd, Fault> {
        if !self.state.news.is_empty() {
            return Ok(IdleEnd::News);
        }
        if !self.prelude.is_empty() {
            self.noop().await?;
        }
        if !self.open {
            let detail = "an earlier command was given up half-way on this connection";
            return Err(Fault::new(FaultKind::Lost, Place::Connect, detail));
        }
        let until = Instant::now() + renew;
        self.open = false;
        self.tags = self.tags.wrapping_add(1);
        let tag = format!("P{}", self.tags);
        self.note("IDLE");
        self.wire.send(format!("{tag} IDLE\r\n").as_bytes()).await?;
        if let Some(answer) = self.hear_until(&tag, true).await? {
            // Refused, or over before it began.
            return self.end_of_idle(&answer, IdleEnd::Renew);
        }
        let (end, answer) = self.listen(&tag, wake, until).await?;
        let answer = match answer {
            Some(answer) => answer,
            None => {
                self.note("DONE");
                self.wire.send(b"DONE\r\n").await?;
                self.hear_until(&tag, false).await?.ok_or_else(|| {
                    faults::nonsense(Place::Connect, "IDLE ended without an answer")
                })?
            }
        };
        self.end_of_idle(&answer, end)
    }

    fn note(&self, word: &'static str) {
        if let Some(ear) = self.wire.ear() {
            ear.sent(word, None, word.len());
        }
    }

    fn end_of_idle(&mut self, answer: &StatusLine, end: IdleEnd) -> Result<IdleEnd, Fault> {
        self.open = true;
        if !answer.is_ok() {
            return Err(faults::refusal(answer, Place::Connect));
        }
        Ok(if self.state.news.is_empty() { end } else { IdleEnd::News })
    }

    /// Waits in IDLE. The tagged answer comes with it where the server ended IDLE by itself, as
    /// Yandex does at random.
    async fn listen(
        &mut self,
        tag: &str,
        wake: &Notify,
        until: Instant,
    ) -> Result<(IdleEnd, Option<StatusLine>), Fault> {
        let quiet = self.wire.patience.quiet;
        let mut heard = Instant::now();
        loop {
            // What has come already is taken before anything is waited for.
            let frame = match self.wire.ready()? {
                Some(frame) => frame,
                None if !self.state.news.is_empty() => return Ok((IdleEnd::News, None)),
                None => {
                    tokio::select! {
                        frame = self.wire.next(SILENCE) => frame?,
                        () = wake.notified() => return Ok((IdleEnd::Woken, None)),
                        () = sleep_until(until.min(heard + quiet)) => {
                            return Ok((IdleEnd::Renew, None));
                        }
                    }
                }
            };
            heard = Instant::now();
            if let Some(answer) = self.hear(&frame, tag)? {
                return Ok((IdleEnd::Renew, Some(answer)));
            }
        }
    }

    /// Reads up to the tagged answer, or to the continuation where that is waited for.
    async fn hear_until(
        &mut self,
        tag: &str,
        continuation: bool,
    ) -> Result<Option<StatusLine>, Fault> {
        let limit = self.wire.patience.idle;
        let until = Instant::now() + limit;
        for _ in 0..MOST_RESPONSES {
            let left = until.saturating_duration_since(Instant::now());
            let frame = timeout(left, self.wire.next(limit)).await.map_err(|_| {
                let detail = format!("IDLE was not answered in {} s", limit.as_secs_f32());
                Fault::new(FaultKind::TimedOut, Place::Connect, detail)
            })??;
            if continuation && frame.first() == Some(&b'+') {
                return Ok(None);
            }
            if let Some(answer) = self.hear(&frame, tag)? {
                return Ok(Some(answer));
            }
        }
        Err(faults::nonsense(Place::Connect, "the server tells without end"))
    }

    fn hear(&mut self, frame: &[u8], tag: &str) -> Result<Option<StatusLine>, Fault> {
        let mut response = response(frame, self.state.utf8);
        if let Some(ear) = self.wire.ear() {
            ear.heard(&response, frame.len());
        }
        self.state.learn(&mut response);
        match response {
            Response::Tagged(theirs, line) => {
                self.state.said(line.clone())?;
                return Ok((theirs == tag).then_some(line));
            }
            other => self.state.route(other)?,
        }
        Ok(None)
    }
}
