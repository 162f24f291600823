//! APPEND (RFC 9051 section 6.3.12). The literal is sent whole or not at all: what the server says
//! before its continuation is news, and a future that is dropped half-way closes the session.

use super::Session;
use super::line::Line;
use super::state::State;
use crate::imap::convert;
use crate::imap::faults;
use crate::imap::parse::{Code, Response};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::remote::{Uid, WireName};

impl Session {
    /// APPEND of a whole message, CRLF line ends; APPENDUID where the server tells.
    ///
    /// # Errors
    /// `Invalid`: an empty message, or one with NUL; `TooLarge`: over the server's APPENDLIMIT;
    /// `Refused(TryCreate)`: there is no such mailbox. All leave the session open.
    pub async fn append(
        &mut self,
        to: &WireName,
        flags: Flags,
        message: &[u8],
    ) -> Result<Option<Uid>, Fault> {
        self.append_of(to, flags, None, message).await
    }

    /// The same, with the INTERNALDATE that the message shall have, seconds since 1970 UTC.
    ///
    /// # Errors
    /// As `append`.
    pub async fn append_of(
        &mut self,
        to: &WireName,
        flags: Flags,
        received: Option<i64>,
        message: &[u8],
    ) -> Result<Option<Uid>, Fault> {
        if message.is_empty() || message.contains(&0) {
            // RFC 9051 section 4.3: neither can stand in a literal of a message.
            let detail = "a message to store cannot be empty or hold NUL";
            return Err(faults::invalid(Place::Message, detail));
        }
        if let Some(limit) = self.append_limit().filter(|&limit| message.len() as u64 > limit) {
            let detail = format!("the server takes messages of up to {limit} octets");
            return Err(Fault::new(FaultKind::TooLarge, Place::Message, detail));
        }
        let date = received.and_then(convert::date_time).map_or(String::new(), |date| date + " ");
        let line = Line::new("APPEND", Place::Message).mailbox(to)?;
        let line = line.text(&format!(" {} {date}", convert::flag_list(flags))).literal(message);
        let mut told = None;
        let mut hear = |code: &Code| {
            if let Code::AppendUid(_, uid) = code {
                told = Some(*uid);
            }
        };
        let answer = self.run(line, |_, response, _: &mut State| {
            if let Response::Status(line) = &response {
                hear(&line.code);
            }
            Some(response)
        });
        let answer = answer.await?;
        hear(&answer.code);
        Ok(told)
    }

    /// RFC 7889.
    fn append_limit(&self) -> Option<u64> {
        let words = self.state.capabilities.0.iter();
        words.filter_map(|word| word.strip_prefix("APPENDLIMIT=")).find_map(|n| n.parse().ok())
    }
}
