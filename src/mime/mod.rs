//! Bytes of mail to the model and back (RFC 5322, 2045-2047, 2231, 3676). The only home of
//! mail-parser. Knows no wire, no file and no screen; survives any bytes.
//!
//! mail-parser reads dates, parameters (RFC 2231) and the rarest charsets. The rest is read here:
//! parts are cut and numbered as FETCH does it, which mail-parser does not tell; addresses, encoded
//! words and charsets are repaired where their senders broke them.

mod address;
pub mod archive;
mod calendar;
mod charset;
mod decode;
mod envelope;
#[cfg(test)]
mod fuzz;
mod guess;
mod header;
mod mend;
mod name;
mod nature;
mod origin;
mod part;
mod plan;
mod rebuild;
mod report;
mod results;
mod text;
pub mod tnef;
mod tree;
mod uu;
mod words;

pub use decode::Decoder;
pub use envelope::envelope;
pub use name::safe_name;
pub use nature::{Aside, asides, may_tell, nature, nature_of};
pub use origin::{mail_address, origin};
pub use plan::{Form, Plan, pictures, plan, plan_as};
pub use rebuild::{is_readable_whole, rebuild};
pub use text::text;
pub use tree::{raw_part, structure};
pub use words::one_line;
