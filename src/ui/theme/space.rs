//! Measures in logical pixels: spaces, radii, the sizes of things.

/// The dot of an account: beside small words, beside a name, beside a title.
pub const DOT_SMALL: f32 = 8.0;
pub const DOT: f32 = 11.0;
pub const DOT_LARGE: f32 = 16.0;
/// Between an icon and its word.
pub const XS: f32 = 4.0;
/// Between things that belong together.
pub const S: f32 = 8.0;
/// Inside a control; between controls.
pub const M: f32 = 12.0;
/// Inside a pane.
pub const L: f32 = 16.0;
/// Between groups.
pub const XL: f32 = 24.0;

/// Corners of small things: rows, chips, fields.
pub const RADIUS: f32 = 6.0;
/// Corners of cards and notices.
pub const RADIUS_CARD: f32 = 10.0;
/// Corners that make a pill or a circle of anything up to twice as high.
pub const RADIUS_ROUND: f32 = 64.0;
/// Around a menu.
pub const HALO: f32 = 3.0;
/// Width of the ring around what is chosen.
pub const RING: f32 = 2.0;
/// Width of lines between and around things.
pub const HAIRLINE: f32 = 1.0;

/// An icon in a button or a row.
pub const ICON: f32 = 16.0;
/// An icon in a list row.
pub const ICON_SMALL: f32 = 14.0;
/// An icon that stands for a whole empty pane.
pub const ICON_HERO: f32 = 48.0;
/// An icon above the title of a card.
pub const SIGN: f32 = 32.0;
/// A square button with an icon alone.
pub const ICON_BUTTON: f32 = 32.0;
/// Height of a row of the sidebar.
pub const SIDEBAR_ROW: f32 = 32.0;
/// What each level of the folder tree is set in by.
pub const INDENT: f32 = 16.0;
/// Where the words of a list row begin: room for what says unread or answered.
pub const GUTTER: f32 = 28.0;
/// Height of the bar above a pane.
pub const TOOLBAR: f32 = 52.0;
/// Height of the one-line list row.
pub const ROW_COMPACT: f32 = 30.0;
/// Height of the two-line list row.
pub const ROW_TWO_LINES: f32 = 60.0;
/// Across the circle that stands for a person.
pub const AVATAR: f32 = 40.0;
/// The reading width at which lines stay easy to follow.
pub const READING: f32 = 720.0;
/// The widest a form gets.
pub const FORM: f32 = 600.0;
/// The widest a dialog gets.
pub const DIALOG: f32 = 480.0;
/// Height of a progress bar.
pub const PROGRESS: f32 = 4.0;
/// What a pane divider can be taken hold of by.
pub const SPLITTER: f32 = 7.0;

/// The scrollbar: what it takes up, its thumb, and the least a thumb may be high.
pub const SCROLLBAR: f32 = 12.0;
pub const SCROLL_THUMB: f32 = 6.0;
pub const SCROLL_THUMB_WIDE: f32 = 8.0;
pub const SCROLL_THUMB_LEAST: f32 = 28.0;
/// One notch of a wheel.
pub const WHEEL_NOTCH: f32 = 72.0;
/// How far a press must travel to become a drag.
pub const DRAG_THRESHOLD: f32 = 6.0;
/// Width of the sidebar, and the least it may have.
pub const SIDEBAR: f32 = 232.0;
pub const SIDEBAR_LEAST: f32 = 150.0;
/// Width of the list, and the least that list and message may have.
pub const LIST: f32 = 400.0;
pub const LIST_LEAST: f32 = 240.0;
pub const READER_LEAST: f32 = 272.0;
/// Width and height of an attachment's card.
pub const ATTACHMENT: f32 = 288.0;
pub const ATTACHMENT_HEIGHT: f32 = 60.0;
