//! COMPRESS=DEFLATE (RFC 4978).

use super::Session;
use super::line::Line;
use super::run::nothing;
use crate::model::fault::{Fault, Place};

impl Session {
    /// Whether the connection is worth compressing: offered, not tried yet, and not to this
    /// computer. Header rows shrink to a sixth. It is not decided by the round trip: octets cost
    /// money and a provider's daily budget on a quick wire as well, and inflating 20,000 rows a
    /// second takes less than the store takes to write them.
    pub fn wants_compression(&self) -> bool {
        self.is_open()
            && !self.squeezed
            && self.wire.far
            && self.state.capabilities.has("COMPRESS=DEFLATE")
    }

    /// Compresses both directions from here on. The secrets of signing in are over by now, so that
    /// the lengths of what passes tell nobody of them.
    ///
    /// # Errors
    /// A refusal leaves the session open and as it was; it is not to be tried again.
    pub async fn compress(&mut self) -> Result<(), Fault> {
        self.squeezed = true;
        // Alone: what comes after the tagged answer is compressed already.
        self.settle().await?;
        self.run(Line::new("COMPRESS DEFLATE", Place::Connect), nothing).await?;
        self.wire.compress();
        Ok(())
    }
}
