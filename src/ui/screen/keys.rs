//! What keys and orders are called.

use crate::app::keys::{self, Binding, Command, Key, Step};
use crate::fl;

/// The keys of a binding, in the order in which they are pressed.
pub fn names(binding: &Binding) -> Vec<String> {
    let key = match binding.key {
        // A capital is typed with Shift, which is named before it.
        Key::Char(letter) => letter.to_uppercase().to_string(),
        Key::Enter => fl!("key-enter"),
        Key::Space => fl!("key-space"),
        Key::Escape => fl!("key-escape"),
        Key::Tab => fl!("key-tab"),
        Key::Backspace => fl!("key-backspace"),
        Key::Delete => fl!("key-delete"),
        Key::Up => "↑".into(),
        Key::Down => "↓".into(),
        Key::Left => "←".into(),
        Key::Right => "→".into(),
        Key::PageUp => fl!("key-page-up"),
        Key::PageDown => fl!("key-page-down"),
        Key::Home => fl!("key-home"),
        Key::End => fl!("key-end"),
        Key::F2 => "F2".into(),
        Key::F5 => "F5".into(),
        Key::F10 => "F10".into(),
        Key::Menu => fl!("key-menu"),
    };
    let held = [
        binding.mods.ctrl.then(|| fl!("key-ctrl")),
        binding.mods.alt.then(|| "Alt".to_owned()),
        (binding.mods.shift || matches!(binding.key, Key::Char(c) if c.is_uppercase()))
            .then(|| fl!("key-shift")),
    ];
    held.into_iter().flatten().chain([key]).collect()
}

/// The first key that gives this order, as `Ctrl+Z`; empty where none does.
pub fn shortcut(command: Command) -> String {
    let binding = keys::BINDINGS.iter().find(|binding| binding.command == command);
    binding.map(|binding| names(binding).join("+")).unwrap_or_default()
}

/// What a button does, with the key that does the same: `Archive (E)`.
pub fn hint(words: String, command: Command) -> String {
    match shortcut(command).as_str() {
        "" => words,
        key => format!("{words} ({key})"),
    }
}

/// What an order is called; steps of the cursor need no words.
pub fn command(command: Command) -> Option<String> {
    Some(match command {
        Command::Go(Step::Next) => fl!("command-go-down"),
        Command::Go(Step::Previous) => fl!("command-go-up"),
        Command::Extend(Step::Next) => fl!("command-extend-down"),
        Command::Extend(Step::Previous) => fl!("command-extend-up"),
        Command::Go(_) | Command::Extend(_) | Command::Fold | Command::Unfold => return None,
        Command::NextMessage => fl!("command-next"),
        Command::PreviousMessage => fl!("command-previous"),
        Command::SelectAll => fl!("command-select-all"),
        Command::Open => fl!("command-open"),
        Command::Escape => fl!("command-escape"),
        Command::ReadOn => fl!("command-read-on"),
        Command::ReadBack => fl!("command-read-back"),
        Command::MarkRead => fl!("command-mark-read"),
        Command::MarkUnread => fl!("command-mark-unread"),
        Command::Star => fl!("command-star"),
        Command::Archive => fl!("command-archive"),
        Command::Delete => fl!("command-delete"),
        Command::DeleteForGood => fl!("command-delete-for-good"),
        Command::Move => fl!("command-move"),
        Command::Copy => fl!("command-copy"),
        Command::Label => fl!("command-label"),
        Command::NewMailbox => fl!("command-new-folder"),
        Command::RenameMailbox => fl!("command-rename-folder"),
        Command::MailboxMenu => fl!("command-folder-menu"),
        Command::PutBack => fl!("command-put-back"),
        Command::Undo => fl!("command-undo"),
        Command::Refresh => fl!("command-refresh"),
        Command::AddAccount => fl!("command-add-account"),
        Command::Accounts => fl!("command-accounts"),
        Command::Orders => fl!("command-orders"),
        Command::Settings => fl!("command-settings"),
        Command::Shortcuts => fl!("command-shortcuts"),
        Command::NextPane => fl!("command-next-pane"),
        Command::PreviousPane => fl!("command-previous-pane"),
        Command::Quotes => fl!("command-quotes"),
        Command::ZoomIn => fl!("command-zoom-in"),
        Command::ZoomOut => fl!("command-zoom-out"),
        Command::ZoomReset => fl!("command-zoom-reset"),
        Command::Find => fl!("command-find"),
        Command::ToggleForm => fl!("command-toggle-form"),
        Command::ToggleLight => fl!("command-toggle-light"),
        Command::EnlargePage => fl!("command-enlarge-page"),
        Command::ReducePage => fl!("command-reduce-page"),
        Command::OwnSize => fl!("command-own-size"),
        Command::Quit => fl!("command-quit"),
        Command::SaveMessage => fl!("command-save-message"),
        Command::SavePdf => fl!("command-save-pdf"),
        Command::Print => fl!("command-print"),
        Command::Source => fl!("command-source"),
        Command::MessageMenu => fl!("command-message-menu"),
        Command::Preview => fl!("command-preview"),
        Command::CopyHtml => fl!("command-copy-html"),
        Command::PreviousMember => fl!("command-previous-member"),
        Command::NextMember => fl!("command-next-member"),
        Command::Conversation => fl!("command-conversation"),
    })
}

#[cfg(test)]
mod tests {
    use super::{hint, shortcut};
    use crate::app::keys::{Command, Step};

    #[test]
    fn a_button_names_its_key_where_it_has_one() {
        assert_eq!(shortcut(Command::Undo), "Ctrl+Z");
        assert_eq!(hint("Archive".to_owned(), Command::Archive), "Archive (E)");
        assert_eq!(shortcut(Command::Go(Step::Next)), "↓");
    }
}
