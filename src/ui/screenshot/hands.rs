//! Pictures of what hands do in the reading pane: a link that has the keyboard, its menu, a page that
//! is wider than the pane.

use std::sync::Arc;

use super::{designed, invalid, open_mail, tell};
use crate::app;
use crate::app::design::Design;
use crate::app::keys::{Key, Mods};
use crate::app::reader::{self, Reader};
use crate::model::body::{Body, Text, TextKind};
use crate::model::fault::Fault;
use crate::model::ids::PartId;
use crate::ui::stage::Stage;

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// A link of a newsletter has the keyboard.
    Link,
    /// Its menu is open.
    Menu,
    /// A table with more columns than have room, moved to the side.
    Wide,
}

const MONTHS: [&str; 14] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "This year",
    "Last year",
];

pub fn go_to(stage: &mut Stage, hands: Hands) -> Result<(), Fault> {
    let key = |stage: &mut Stage, key| {
        tell(stage, app::Message::KeyPressed(key, Mods::NONE));
    };
    if hands == Hands::Wide {
        open_mail(stage, 3)?;
        show(stage, wide());
        designed::shown(stage)?;
        key(stage, Key::Enter);
        for _ in 0..3 {
            key(stage, Key::Right);
        }
        return designed::shown(stage);
    }
    designed::go_to(stage)?;
    key(stage, Key::Enter);
    let links = stage.driver.state.state.reader.opened().and_then(|opened| opened.sheet.clone());
    let links = links.ok_or_else(|| invalid("the newsletter was not laid out"))?.drawn.links.len();
    for _ in 0..links.min(3) {
        key(stage, Key::Tab);
    }
    designed::shown(stage)?;
    if hands == Hands::Menu {
        key(stage, Key::Menu);
    }
    Ok(())
}

/// Puts this design in the place of the open message's own.
fn show(stage: &mut Stage, html: String) {
    if let Reader::Open(opened) = &mut stage.driver.state.state.reader {
        let part = PartId("1".to_owned());
        let text = Text { part, kind: TextKind::Html, text: html, left_out: 0 };
        opened.body = Arc::new(Body { texts: vec![text], is_designed: true, ..Body::default() });
        opened.sheet = None;
        opened.design = Design::PutAside;
    }
    tell(stage, app::Message::Reader(reader::Message::FormToggled));
}

/// A table of what a bakery sold.
fn wide() -> String {
    let cell = |text: &str| format!("<td style='padding:6px 18px;white-space:nowrap'>{text}</td>");
    let head: String = MONTHS.iter().map(|month| cell(&format!("<b>{month}</b>"))).collect();
    let mut rows = format!("<tr bgcolor='#f0e6d8'>{}{head}</tr>", cell(""));
    let names = ["Rye, large", "Rye, small", "Wheat with walnuts", "Spelt", "Buns", "Plaited loaf"];
    for (row, name) in names.iter().enumerate() {
        let sold: String = (0..MONTHS.len())
            .map(|at| cell(&(410 + row * 137 % 90 + at * 53 % 71).to_string()))
            .collect();
        rows.push_str(&format!("<tr>{}{sold}</tr>", cell(name)));
    }
    format!(
        "<body style='font-family:sans-serif;margin:24px'><h2>What was sold</h2>\
         <table border=1 cellspacing=0 style='border-collapse:collapse'>{rows}</table>\
         <p>Loaves a month, without what went to the market.</p>"
    )
}
