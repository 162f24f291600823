//! IDLE (RFC 2177): what other connections do is told at once, until the client says DONE.

use imap_codec::IdleDoneCodec;
use imap_codec::decode::Decoder;

use super::reply::{Next, Outcome};
use super::{BEFORE, Ended, Session};

impl Session {
    pub(super) async fn idle(&mut self) -> Result<Outcome, Ended> {
        // Listening comes before looking, so that no change falls between the two.
        let mut bell = self.shared.bell();
        self.out.extend_from_slice(b"+ Idling\r\n");
        loop {
            if !self.may_stay() {
                return Ok(Outcome::no("Nothing more is told").then(Next::End));
            }
            if !self.news(true) {
                return Ok(Outcome::no("The mailbox was deleted"));
            }
            self.flush().await?;
            let line = loop {
                if let Some(line) = self.wire.take_line() {
                    break Some(line);
                }
                tokio::select! {
                    filled = self.wire.fill() => filled?,
                    changed = bell.changed() => {
                        changed.map_err(|_| Ended::Closed)?;
                        break None;
                    }
                }
            };
            match line {
                None => {}
                Some(line) if line.len() > BEFORE.line => return Err(Ended::TooLong),
                Some(line) => {
                    return Ok(match IdleDoneCodec::default().decode(&line) {
                        Ok(_) => Outcome::ok("Not idling any more"),
                        Err(_) => Outcome::bad("Only DONE ends IDLE"),
                    });
                }
            }
        }
    }
}
