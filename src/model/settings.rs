//! What a person chose once for all accounts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::names::Names;
use super::pictures::Always;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// A language tag; the system's language where absent.
    pub language: Option<String>,
    /// How long a message must be open to count as read; never by itself where absent.
    pub mark_read_after: Option<Duration>,
    /// Zoom of the whole window in percent, 50 to 300.
    pub zoom: u16,
    /// Rows of the list on one line each.
    pub compact: bool,
    /// The text of the messages beside the open one is fetched before it is asked for.
    pub prefetch: bool,
    /// The open message stands among the others of its conversation.
    pub conversation: bool,
    /// Whose pictures are fetched without asking.
    pub pictures: Always,
    /// Senders whose mail is shown on light in a dark window.
    pub light: Names,
}

/// What is different about the network, for looking for the servers of an address. The person writes
/// it into the settings by hand; where nothing is written, the world is asked as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// A name server instead of the system's.
    pub name_server: Option<SocketAddr>,
    /// A URL below which the pages of domains are, for networks that let nobody out:
    /// `https://HOST/PATH` is fetched as `WEB/HOST/PATH`.
    pub web: Option<String>,
    /// A PEM file with further certificate authorities: those of an organisation of its own.
    pub ca: Option<PathBuf>,
}

impl Settings {
    /// The zooms at which the window can still be used, in percent.
    pub const ZOOM: std::ops::RangeInclusive<u16> = 50..=300;

    /// The longest wait before a message counts as read.
    pub const MARK_READ_MAX: Duration = Duration::from_secs(3600);
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            language: None,
            mark_read_after: Some(Duration::from_secs(1)),
            zoom: 100,
            compact: false,
            prefetch: true,
            conversation: true,
            pictures: Always::default(),
            light: Names::default(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeChoice {
    System,
    Light,
    Dark,
}
