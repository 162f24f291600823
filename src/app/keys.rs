//! Which key gives which order: one table, for pressing and for the overview of shortcuts.

/// A key, free of any window system. Letters and signs as they are typed, Shift included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Char(char),
    Enter,
    Space,
    Escape,
    Tab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    F2,
    F5,
    F10,
    /// The key for the menu of what is chosen.
    Menu,
}

/// Modifier keys held down. `ctrl` is the command key on a Mac.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Mods {
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
}

impl Mods {
    pub const NONE: Self = Self { ctrl: false, shift: false, alt: false };
    pub const CTRL: Self = Self { ctrl: true, ..Self::NONE };
    pub const SHIFT: Self = Self { shift: true, ..Self::NONE };
}

/// What a key or a button orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Move in the list, whatever pane has the keyboard.
    NextMessage,
    PreviousMessage,
    /// Move in the pane that has the keyboard.
    Go(Step),
    /// Move in the list and choose all between.
    Extend(Step),
    /// Fold a mailbox in or out.
    Fold,
    Unfold,
    SelectAll,
    /// Go into the reading pane.
    Open,
    /// Close what is on top, give up a drag, choose nothing.
    Escape,
    /// Read on: a page down in the message, whatever pane has the keyboard.
    ReadOn,
    ReadBack,
    MarkRead,
    MarkUnread,
    /// Star, or take the star from, what is chosen.
    Star,
    Archive,
    Delete,
    DeleteForGood,
    /// Choose a mailbox to move to.
    Move,
    Copy,
    /// Choose labels for what is chosen.
    Label,
    /// A new mailbox at the top level.
    NewMailbox,
    /// Call the mailbox on screen otherwise.
    RenameMailbox,
    /// The menu of the mailbox on screen.
    MailboxMenu,
    /// Put a removed message back on the server.
    PutBack,
    Undo,
    Refresh,
    AddAccount,
    Accounts,
    /// Show what was ordered and the server has not confirmed.
    Orders,
    Settings,
    Shortcuts,
    NextPane,
    PreviousPane,
    /// Fold all quotes of the open message out, or in.
    Quotes,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    /// Look for words in the open message.
    Find,
    /// The text of the open message without its design, or the design again.
    ToggleForm,
    /// Show the open message on light in a dark window, or as the window is again.
    ToggleLight,
    /// Enlarge the open message alone.
    EnlargePage,
    ReducePage,
    OwnSize,
    Quit,
    /// Save what is chosen as it lies on the server.
    SaveMessage,
    /// Write the open message as a PDF.
    SavePdf,
    Print,
    /// Show the open message as it lies on the server.
    Source,
    /// The menu of what is chosen, at the end of the bar.
    MessageMenu,
    /// Look at the first attachment of the open message.
    Preview,
    /// Copy what is selected of the open message as the source of an HTML document.
    CopyHtml,
    /// The message before or after the open one in its conversation.
    PreviousMember,
    NextMember,
    /// Show the open message among the others of its conversation, or alone.
    Conversation,
}

/// A step in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Previous,
    Next,
    PageUp,
    PageDown,
    First,
    Last,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub key: Key,
    pub mods: Mods,
    pub command: Command,
}

const CTRL_SHIFT: Mods = Mods { ctrl: true, shift: true, alt: false };

const fn bind(key: Key, mods: Mods, command: Command) -> Binding {
    Binding { key, mods, command }
}

const fn plain(key: Key, command: Command) -> Binding {
    bind(key, Mods::NONE, command)
}

const fn letter(letter: char, command: Command) -> Binding {
    plain(Key::Char(letter), command)
}

const fn ctrl(letter: char, command: Command) -> Binding {
    bind(Key::Char(letter), Mods::CTRL, command)
}

const fn shift(key: Key, command: Command) -> Binding {
    bind(key, Mods::SHIFT, command)
}

/// Every key, in the order of the overview of shortcuts.
pub const BINDINGS: &[Binding] = &[
    letter('j', Command::NextMessage),
    letter('k', Command::PreviousMessage),
    plain(Key::Down, Command::Go(Step::Next)),
    plain(Key::Up, Command::Go(Step::Previous)),
    plain(Key::PageDown, Command::Go(Step::PageDown)),
    plain(Key::PageUp, Command::Go(Step::PageUp)),
    plain(Key::Home, Command::Go(Step::First)),
    plain(Key::End, Command::Go(Step::Last)),
    shift(Key::Down, Command::Extend(Step::Next)),
    shift(Key::Up, Command::Extend(Step::Previous)),
    shift(Key::PageDown, Command::Extend(Step::PageDown)),
    shift(Key::PageUp, Command::Extend(Step::PageUp)),
    shift(Key::Home, Command::Extend(Step::First)),
    shift(Key::End, Command::Extend(Step::Last)),
    letter('J', Command::Extend(Step::Next)),
    letter('K', Command::Extend(Step::Previous)),
    ctrl('a', Command::SelectAll),
    plain(Key::Enter, Command::Open),
    plain(Key::Space, Command::ReadOn),
    shift(Key::Space, Command::ReadBack),
    plain(Key::Escape, Command::Escape),
    letter('q', Command::Quotes),
    letter('[', Command::PreviousMember),
    letter(']', Command::NextMember),
    letter('t', Command::Conversation),
    letter('m', Command::MarkRead),
    letter('u', Command::MarkUnread),
    letter('s', Command::Star),
    letter('e', Command::Archive),
    letter('v', Command::Move),
    letter('V', Command::Copy),
    letter('l', Command::Label),
    ctrl('f', Command::Find),
    letter('p', Command::Preview),
    bind(Key::Char('c'), CTRL_SHIFT, Command::CopyHtml),
    letter('h', Command::ToggleForm),
    letter('d', Command::ToggleLight),
    letter('+', Command::EnlargePage),
    letter('-', Command::ReducePage),
    letter('0', Command::OwnSize),
    ctrl('u', Command::Source),
    ctrl('s', Command::SaveMessage),
    ctrl('p', Command::Print),
    letter('b', Command::PutBack),
    plain(Key::Delete, Command::Delete),
    letter('#', Command::Delete),
    shift(Key::Delete, Command::DeleteForGood),
    ctrl('z', Command::Undo),
    letter('z', Command::Undo),
    plain(Key::Left, Command::Fold),
    plain(Key::Right, Command::Unfold),
    bind(Key::Char('m'), CTRL_SHIFT, Command::NewMailbox),
    plain(Key::F2, Command::RenameMailbox),
    shift(Key::F10, Command::MailboxMenu),
    plain(Key::Menu, Command::MailboxMenu),
    plain(Key::Tab, Command::NextPane),
    shift(Key::Tab, Command::PreviousPane),
    plain(Key::F5, Command::Refresh),
    ctrl('r', Command::Refresh),
    ctrl('+', Command::ZoomIn),
    ctrl('=', Command::ZoomIn),
    ctrl('-', Command::ZoomOut),
    ctrl('0', Command::ZoomReset),
    ctrl(',', Command::Settings),
    letter('?', Command::Shortcuts),
    ctrl('j', Command::Orders),
    bind(Key::Char('a'), CTRL_SHIFT, Command::Accounts),
    bind(Key::Char('n'), CTRL_SHIFT, Command::AddAccount),
    ctrl('q', Command::Quit),
];

/// The order that this key gives. Shift is part of a sign that is typed with it (`?`, `#`, `+`),
/// and a capital letter without Shift is Caps Lock.
pub fn command(key: Key, mods: Mods) -> Option<Command> {
    let (key, mods) = match key {
        Key::Char(c) if c.is_uppercase() && (!mods.shift || mods.ctrl) => {
            (Key::Char(c.to_lowercase().next().unwrap_or(c)), mods)
        }
        Key::Char(c) if !c.is_lowercase() => (key, Mods { shift: false, ..mods }),
        _ => (key, mods),
    };
    BINDINGS
        .iter()
        .find(|binding| binding.key == key && binding.mods == mods)
        .map(|binding| binding.command)
}
