//! Parts that screens are made of. They know the theme and their own state, no message of the
//! application and no word a person reads: labels come from the caller.

pub mod above;
pub mod around;
pub mod button;
pub mod cut;
pub mod dot;
pub mod field;
pub mod icon;
pub mod layer;
pub mod line;
pub mod pane;
pub mod person;
pub mod pointer;
pub mod prose;
pub mod reach;
pub mod right;
pub mod scroll;
pub mod sheet;
pub mod side;
pub mod small;
pub mod spans;
pub mod split;
pub mod tab_order;
pub mod vlist;

pub use cut::Cut;
pub use dot::dot;
pub use field::Field;
pub use icon::{Icon, icon};
pub use prose::Prose;
pub use reach::Reach;
pub use right::Right;
pub use side::Side;
pub use split::Split;
pub use tab_order::TabOrder;
pub use vlist::{Density, ListEvent, RowView, VList};

/// An element with our theme and renderer.
pub type Element<'a, Message> = iced::Element<'a, Message, iced::Theme, iced::Renderer>;
