//! Signs, drawn as letters of the bundled icon face. Knows where each sits, not what it is used for.

use iced::widget::{Text, text};
use iced::{Font, Theme};

use crate::ui::theme::{font, space};

macro_rules! icons {
    ($($name:ident = $code:literal,)*) => {
        /// A sign of the icon face.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon {
            $($name,)*
        }

        impl Icon {
            /// All of them, for a picture of the set.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its place in the icon face.
            pub const fn code(self) -> char {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

icons! {
    Inbox = '\u{e0f7}',
    Drafts = '\u{e172}',
    Compose = '\u{e1f9}',
    Send = '\u{e152}',
    Archive = '\u{e041}',
    Junk = '\u{e127}',
    Trash = '\u{e18e}',
    Folder = '\u{e0d7}',
    FolderOpen = '\u{e247}',
    FolderNew = '\u{e0d9}',
    MoveTo = '\u{e334}',
    Star = '\u{e176}',
    StarFilled = '\u{f000}',
    Paperclip = '\u{e12d}',
    Reply = '\u{e22a}',
    ReplyAll = '\u{e22b}',
    Forward = '\u{e229}',
    Mail = '\u{e10f}',
    MailOpen = '\u{e363}',
    Search = '\u{e151}',
    Settings = '\u{e154}',
    Plus = '\u{e13d}',
    Minus = '\u{e11c}',
    Close = '\u{e1b2}',
    Check = '\u{e06c}',
    ChevronDown = '\u{e06d}',
    ChevronRight = '\u{e06f}',
    ChevronUp = '\u{e070}',
    ChevronLeft = '\u{e06e}',
    Undo = '\u{e2a1}',
    Refresh = '\u{e145}',
    Download = '\u{e0b2}',
    Save = '\u{e14d}',
    File = '\u{e0c0}',
    FileText = '\u{e0cc}',
    FileImage = '\u{e31c}',
    FileArchive = '\u{e30d}',
    FileAudio = '\u{e31a}',
    FileVideo = '\u{e32b}',
    FileCode = '\u{e0c3}',
    FileSheet = '\u{e326}',
    Calendar = '\u{e063}',
    Globe = '\u{e0e8}',
    Lock = '\u{e10b}',
    LockOpen = '\u{e10c}',
    Alert = '\u{e077}',
    Warning = '\u{e193}',
    Done = '\u{e226}',
    Info = '\u{e0f9}',
    Help = '\u{e082}',
    Offline = '\u{e1af}',
    User = '\u{e19f}',
    Users = '\u{e1a4}',
    Moon = '\u{e11e}',
    Sun = '\u{e178}',
    More = '\u{e0b6}',
    MoreVertical = '\u{e0b7}',
    Eye = '\u{e0ba}',
    EyeOff = '\u{e0bb}',
    Link = '\u{e102}',
    ExternalLink = '\u{e0b9}',
    Copy = '\u{e09e}',
    Clock = '\u{e087}',
    Bell = '\u{e059}',
    Sidebar = '\u{e12a}',
    Keyboard = '\u{e284}',
    LogOut = '\u{e10e}',
    Key = '\u{e4a3}',
    Server = '\u{e153}',
    At = '\u{e04e}',
    Busy = '\u{e10a}',
    Tag = '\u{e17f}',
    List = '\u{e106}',
    Shield = '\u{e158}',
    ShieldCheck = '\u{e1ff}',
    Bird = '\u{e3c5}',
    Circle = '\u{e076}',
}

impl Icon {
    /// The sign for a file by its media type, `type/subtype` in lower case.
    pub fn for_media(media: &str) -> Self {
        let (kind, sub) = media.split_once('/').unwrap_or((media, ""));
        let has = |words: &[&str]| words.iter().any(|word| sub.contains(word));

        match kind {
            "image" => Self::FileImage,
            "audio" => Self::FileAudio,
            "video" => Self::FileVideo,
            "message" => Self::Mail,
            "text" if has(&["calendar"]) => Self::Calendar,
            "text" if has(&["csv"]) => Self::FileSheet,
            "text" if has(&["html", "x-", "patch", "diff", "javascript", "css"]) => Self::FileCode,
            "text" => Self::FileText,
            _ if has(&["zip", "tar", "compressed", "7z", "rar"]) => Self::FileArchive,
            _ if has(&["sheet", "excel"]) => Self::FileSheet,
            _ if has(&["pdf", "document", "msword", "rtf", "presentation"]) => Self::FileText,
            _ if has(&["json", "xml", "script"]) => Self::FileCode,
            _ => Self::File,
        }
    }
}

/// A sign as an element, at the size of a button's icon.
pub fn icon<'a>(icon: Icon) -> Text<'a, Theme> {
    sized(icon, space::ICON)
}

/// A sign as an element.
pub fn sized<'a>(icon: Icon, size: f32) -> Text<'a, Theme> {
    const FACE: Font = font::ICONS;

    // The signs fill their square, so the line is as high as the sign.
    text(icon.code()).font(FACE).size(size).line_height(1.0)
}

#[cfg(test)]
mod tests {
    use super::Icon;
    use crate::ui::theme::font;

    #[test]
    fn every_sign_is_in_the_icon_face_and_no_two_share_a_place() {
        use iced::advanced::graphics::text::{cosmic_text::fontdb, font_system};

        font::load();
        let mut system = font_system().write().unwrap();
        let raw = system.raw();
        let id = raw
            .db()
            .faces()
            .find(|face| face.families.iter().any(|(name, _)| name == "Pombo Icons"))
            .unwrap()
            .id;
        let face = raw.get_font(id, fontdb::Weight::NORMAL).unwrap();
        let charmap = face.as_swash().charmap();
        let mut places = std::collections::HashSet::new();
        for icon in Icon::ALL {
            assert!(charmap.map(icon.code()) != 0, "{icon:?} has no drawing");
            assert!(places.insert(icon.code()), "{icon:?} shares its place");
        }
    }

    #[test]
    fn files_get_the_sign_of_their_kind() {
        for (media, sign) in [
            ("image/png", Icon::FileImage),
            ("application/zip", Icon::FileArchive),
            ("application/pdf", Icon::FileText),
            ("text/calendar", Icon::Calendar),
            ("application/octet-stream", Icon::File),
            ("", Icon::File),
        ] {
            assert_eq!(Icon::for_media(media), sign, "{media}");
        }
    }
}
