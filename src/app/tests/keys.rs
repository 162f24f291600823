//! Keys, panes, zoom and settings.

use std::collections::BTreeSet;

use crate::app::effect::{Effect, Pane, Scroll};
use crate::app::keys::{BINDINGS, Command, Key, Mods, Step, command};
use crate::app::overlay::Overlay;
use crate::app::testkit::*;

#[test]
fn no_key_gives_two_orders() {
    let keys: BTreeSet<String> =
        BINDINGS.iter().map(|binding| format!("{:?} {:?}", binding.key, binding.mods)).collect();
    assert_eq!(keys.len(), BINDINGS.len());
}

#[test]
fn signs_are_known_whatever_shift_they_take_and_capitals_only_with_shift() {
    let shift = Mods::SHIFT;
    let ctrl_shift = Mods { ctrl: true, ..shift };
    for (key, mods, expected) in [
        ('?', shift, Some(Command::Shortcuts)),
        ('?', Mods::NONE, Some(Command::Shortcuts)),
        ('#', shift, Some(Command::Delete)),
        ('+', ctrl_shift, Some(Command::ZoomIn)),
        ('=', Mods::CTRL, Some(Command::ZoomIn)),
        ('J', shift, Some(Command::Extend(Step::Next))),
        ('J', Mods::NONE, Some(Command::NextMessage)),
        ('E', Mods::NONE, Some(Command::Archive)),
        ('N', ctrl_shift, Some(Command::AddAccount)),
        ('n', Mods::NONE, None),
        ('e', Mods::CTRL, None),
    ] {
        assert_eq!(command(Key::Char(key), mods), expected, "{key} {mods:?}");
    }
}

#[test]
fn tab_goes_round_the_panes_and_escape_goes_back_step_by_step() {
    let mut kit = Kit::with_mail(2);
    kit.click(1);
    for expected in [Pane::Reader, Pane::Folders, Pane::List] {
        kit.key(Key::Tab);
        assert_eq!(kit.state.pane, expected);
    }
    kit.key_with(Key::Tab, Mods::SHIFT);
    assert_eq!(kit.state.pane, Pane::Folders);
    kit.key(Key::Enter);
    kit.key(Key::Enter);
    assert_eq!(kit.state.pane, Pane::Reader);
    kit.letter('?');
    for (overlay, pane, chosen) in [
        (Overlay::None, Pane::Reader, 1),
        (Overlay::None, Pane::List, 1),
        (Overlay::None, Pane::List, 0),
    ] {
        kit.key(Key::Escape);
        assert_eq!((&kit.state.overlay, kit.state.pane), (&overlay, pane));
        assert_eq!(kit.chosen().len(), chosen);
    }
}

#[test]
fn the_space_bar_reads_on_and_arrows_scroll_in_the_reading_pane() {
    let mut kit = Kit::with_mail(2);
    kit.click(1);
    let scroll = |by| [Effect::Scroll { pane: Pane::Reader, by }];
    assert_eq!(kit.key(Key::Space), scroll(Scroll::Pages(1)));
    assert_eq!(kit.key_with(Key::Space, Mods::SHIFT), scroll(Scroll::Pages(-1)));
    kit.key(Key::Enter);
    assert_eq!(kit.key(Key::Down), scroll(Scroll::Lines(1)));
    assert_eq!(kit.key(Key::End), scroll(Scroll::Bottom));
    assert_eq!(kit.chosen(), [1]);
    kit.letter('k');
    assert_eq!(kit.chosen(), [2], "j and k go through the list from anywhere");
}

#[test]
fn keys_reach_nothing_beneath_an_overlay() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('?');
    assert_eq!(kit.state.overlay, Overlay::Shortcuts);
    assert_eq!(orders(&kit.letter('e')), []);
    kit.key(Key::Down);
    assert_eq!((kit.shown(), kit.chosen()), (vec![3, 2, 1], vec![2]));
}

#[test]
fn the_window_is_made_larger_and_smaller_by_steps_and_no_further() {
    let mut kit = Kit::with_mail(0);
    for (command, expected) in [
        (Command::ZoomIn, 110),
        (Command::ZoomIn, 125),
        (Command::ZoomReset, 100),
        (Command::ZoomOut, 90),
    ] {
        let effects = kit.order(command);
        assert_eq!(kit.state.settings.zoom, expected);
        assert!(matches!(effects[..], [Effect::SaveConfig { .. }]));
    }
    (0..20).for_each(|_| drop(kit.order(Command::ZoomOut)));
    assert_eq!(kit.state.settings.zoom, 50);
    (0..20).for_each(|_| drop(kit.order(Command::ZoomIn)));
    assert_eq!(kit.state.settings.zoom, 300);
}

#[test]
fn settings_are_kept_and_a_failure_to_write_them_is_said() {
    use crate::app::{Message, notice, settings};
    use crate::model::settings::ThemeChoice;
    let mut kit = Kit::with_mail(0);
    let effects = kit.update(Message::Settings(settings::Message::ThemeChosen(ThemeChoice::Dark)));
    let [Effect::SaveConfig { accounts, settings }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((accounts.len(), settings.theme), (1, ThemeChoice::Dark));
    let language = Some("pt-BR".to_owned());
    let effects =
        kit.update(Message::Settings(settings::Message::LanguageChosen(language.clone())));
    assert!(effects.contains(&Effect::SetLanguage(language)));
    kit.update(Message::Settings(settings::Message::Saved(Err(refusal()))));
    let notice = kit.state.notices.current.as_ref().unwrap();
    assert_eq!(notice.text, notice::Text::ConfigNotSaved(refusal()));
}
