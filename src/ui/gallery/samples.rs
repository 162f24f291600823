//! Mail of our own writing, in many scripts.

use super::Message;
use crate::render::{Kind, Link, Page, Paragraph};
use crate::ui::widget::above::Item;
use crate::ui::widget::{Icon, RowView};

pub const FOLDERS: [(Icon, &str, u16, u64); 12] = [
    (Icon::Inbox, "Inbox", 0, 12),
    (Icon::Drafts, "Drafts", 0, 2),
    (Icon::Send, "Sent", 0, 0),
    (Icon::Archive, "Archive", 0, 0),
    (Icon::Junk, "Junk", 0, 1_284),
    (Icon::Trash, "Trash", 0, 0),
    (Icon::FolderOpen, "Projects", 0, 3),
    (Icon::Folder, "Bridge across the river, second lot", 1, 3),
    (Icon::Folder, "会議", 1, 0),
    (Icon::Folder, "פרויקטים", 1, 0),
    (Icon::Folder, "Shared", 0, 0),
    (Icon::Folder, "Travel", 1, 0),
];

const MAIL: [(&str, &str, &str); 12] = [
    ("Marta Fernández", "Re: Plans for the spring meeting in Lisbon", "9:12"),
    ("The very long name of a committee that meets rarely", "Minutes", "8:47"),
    ("Olá Padaria", "Seu pedido chegou 🥐☕ — obrigada!", "8:03"),
    ("山田太郎", "会議の資料をお送りします（第三四半期の売上と来期の計画について）", "Yesterday"),
    ("שרה לוי", "תזכורת: פגישת צוות מחר בשעה 10:00", "Yesterday"),
    ("Дмитрий Петров", "Смета на ремонт крыши, вариант второй, с поправками после осмотра", "Mon"),
    ("Ελένη", "Φωτογραφίες από το ταξίδι 🇬🇷", "Mon"),
    ("أحمد علي", "تقرير الربع الثالث — الرجاء المراجعة قبل الخميس", "Sun"),
    (
        "Ingrid Sjöström",
        "Nycklarna ligger under den blå krukan, tredje från vänster vid dörren",
        "Sat",
    ),
    ("Newsletter", "Ten gardens to see before the summer ends, and how to get there", "3 May"),
    ("김민준", "주말 등산 모임 안내", "2 May"),
    ("👩‍🚀 Space club", "Launch party 🚀🎉 bring 1️⃣ friend ❤️", "1 May"),
];

pub fn row(index: usize) -> RowView<'static> {
    let (sender, subject, date) = MAIL[index % MAIL.len()];
    RowView {
        sender: sender.into(),
        subject: if index < MAIL.len() {
            subject.into()
        } else {
            format!("{subject} #{index}").into()
        },
        date: date.into(),
        unread: matches!(index % MAIL.len(), 0 | 2 | 4 | 11),
        answered: matches!(index % MAIL.len(), 3 | 5),
        attachment: matches!(index % MAIL.len(), 1 | 3 | 4 | 5),
        blank: index % 37 == 14,
        ..RowView::default()
    }
}

pub fn page() -> Page {
    let link = "https://example.org/lisbon/hotels";
    let visit =
        format!("The rooms by the river are held until Friday: {link} — the others are gone.");
    let from = visit.find(link).unwrap();
    let hotel = Link { from, to: from + link.len(), target: link.to_owned() };
    let mut paragraphs = vec![
        plain(0, "Dear Ana,"),
        gap(),
        plain(
            0,
            "thank you for the notes. I have read them twice, once in the train and once at home, and I agree with nearly everything: three days are enough if we begin early, and the afternoon by the sea should stay 🌊☀️.",
        ),
        gap(),
        Paragraph { links: vec![hotel], ..plain(0, &visit) },
        gap(),
        kind(Kind::Heading, "What is left to do"),
        plain(0, "• ask Tomás about the hall\n• print the maps\n• 会場の予約を確認する"),
        gap(),
        plain(0, "שלום לכולם, נשמח לראות אתכם בליסבון באביב. הנה התוכנית לשלושת הימים."),
        gap(),
        kind(Kind::Mono, "day  from   to     what"),
        kind(Kind::Mono, "Thu  09:00  12:30  opening -> plenary"),
        kind(Kind::Mono, "Fri  10:00  18:00  workshops"),
        gap(),
        plain(
            1,
            "Shall we keep the boat on Saturday? The last one leaves at six, and I would rather not run for it again as we did in Porto.",
        ),
        plain(2, "We could take the early one and have lunch on the other side."),
        plain(3, "Lunch decides it."),
        plain(4, "As always."),
        gap(),
        kind(Kind::Signature, "-- \nMarta Fernández · Rua das Flores 12, Lisboa"),
        gap(),
    ];
    for number in 1..40 {
        paragraphs.push(plain(
            0,
            &format!("{number}. A further line, so that there is something to scroll."),
        ));
    }
    Page { paragraphs, ..Page::default() }
}

pub fn menu() -> Vec<Item<Message>> {
    let act = |sign, label: &str, key: &str| Item::Act {
        sign,
        label: label.to_owned(),
        key: key.to_owned(),
        on_press: Some(Message::None),
        lit: label == "Star",
    };
    vec![
        act(Icon::Reply, "Reply", "R"),
        act(Icon::Forward, "Forward", "F"),
        Item::Line,
        act(Icon::MailOpen, "Mark as unread", "U"),
        act(Icon::Archive, "Archive", "E"),
        Item::Act {
            sign: Icon::Junk,
            label: "Junk".to_owned(),
            key: "J".to_owned(),
            on_press: None,
            lit: false,
        },
        Item::Line,
        act(Icon::Trash, "Delete", "Del"),
    ]
}

fn plain(quote: u8, text: &str) -> Paragraph {
    Paragraph { quote, kind: Kind::Text, text: text.to_owned(), links: Vec::new() }
}

fn kind(kind: Kind, text: &str) -> Paragraph {
    Paragraph { kind, ..plain(0, text) }
}

fn gap() -> Paragraph {
    kind(Kind::Gap, "")
}
