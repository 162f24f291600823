//! Pictures of a text with quotes and links: folded, unfolded, with the pointer on a link, and the
//! question before one opens.

use std::sync::Arc;

use iced::Point;

use super::super::stage::Stage;
use super::{invalid, open_mail, tell};
use crate::app;
use crate::app::reader::{self, Reader};
use crate::model::body::{Body, Text, TextKind};
use crate::model::fault::Fault;
use crate::model::ids::PartId;
use crate::render::page;
use crate::render::xray::Link;

/// What happens with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Folded,
    Unfolded,
    /// The pointer is on a link that is as it should be.
    Link,
    /// The pointer is on a link that should make one wonder.
    WaryLink,
    /// It was clicked.
    Asked,
    /// One that never opens was clicked.
    Closed,
}

const TEXT: &str = "Hello,\n\nthe drawings are at https://eur01.safelinks.protection.outlook.com/\
?url=https%3A%2F%2Fdrawings.example.org%2Fbridge%2Fspan-4&data=05 as promised.\n\nThe tender office \
says to sign in at http://203.0.113.9:8081/tender/login which I would not do before we have asked \
them.\n\nOn Monday Rosa wrote:\n> Wind loads are the same on both spans, as far as I can see.\n\
> The second pass used the new table; the first did not.\n\
>> Which table did you take?\n>> The one of 2019 or the new one?\n>> Both are in the folder.\n>\n\
> The new one. The differences are below three in a hundred,\n> so that nothing changes for the \
piers.\n> I would leave the bearings as they are.\n\nAgreed.\n\n> And who tells the harbour?\n\nI do, \
on Thursday.\n\ndiff --git a/loads.txt b/loads.txt\n--- a/loads.txt\n+++ b/loads.txt\n@@ -1,2 +1,2 @@\n \
span 3   1.42\n-span 4   1.47\n+span 4   1.45\n\nSee you 🌉\n\n-- \nIsabel Costa\nBridges and \
Harbours, second floor\n";

pub fn go_to(stage: &mut Stage, reading: Reading) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    let text = Text {
        part: PartId("1".to_owned()),
        kind: TextKind::Plain { flowed: false, delsp: false },
        text: TEXT.to_owned(),
        left_out: 0,
    };
    let body = Body { texts: vec![text], ..Body::default() };
    if let Reader::Open(opened) = &mut stage.driver.state.state.reader {
        opened.page = Arc::new(page(&body));
        opened.body = Arc::new(body);
    }
    // Another look at what is on screen.
    stage.driver.move_to(Point::new(1.0, 1.0));
    match reading {
        Reading::Folded => {}
        Reading::Unfolded => {
            tell(stage, app::Message::Ordered(app::keys::Command::Quotes));
        }
        Reading::Link => hover(stage, "https://eur01")?,
        Reading::WaryLink => hover(stage, "http://203")?,
        Reading::Asked => {
            let words = "https://www.harbour-library.example/account";
            click(stage, words, "https://harbour-1ibrary.example:8443/account?id=81");
        }
        Reading::Closed => click(stage, "Open the form", "file:///srv/forms/tender.html"),
    }
    Ok(())
}

fn click(stage: &mut Stage, text: &str, target: &str) {
    let link = Link { text: text.to_owned(), target: target.to_owned() };
    tell(stage, app::Message::Reader(reader::Message::LinkClicked(link)));
}

/// Moves the pointer along the lines of the paragraph that has this link until it is on it.
fn hover(stage: &mut Stage, link: &str) -> Result<(), Fault> {
    let missing = || invalid("no link on screen");
    let opened = stage.driver.state.state.reader.opened().ok_or_else(missing)?;
    let page = Arc::clone(&opened.page);
    let paragraph = page.paragraphs.iter().find(|one| one.text.contains(link));
    let place = paragraph.and_then(|one| stage.driver.find(&one.text)).ok_or_else(missing)?;
    let mut at = Point::new(place.x + 4.0, place.y + 10.0);
    while at.y < place.y + place.height {
        stage.driver.move_to(at);
        if stage.driver.state.link.is_some() {
            return Ok(());
        }
        at.x += 8.0;
        if at.x > place.x + place.width {
            at = Point::new(place.x + 4.0, at.y + 12.0);
        }
    }
    Err(missing())
}
