//! An account that was compared with its server, what its connections carried, and what was said on
//! them, for pictures.

use super::{Guide, View, seconds};
use crate::app::{self, upkeep};
use crate::model::audit::{Audit, Differences};
use crate::model::event::{Fact, Source};
use crate::model::ids::{AccountId, MailboxId};
use crate::model::mailbox::{Mailbox, Role};
use crate::model::traffic::{Kind, Octets, Traffic, Use};
use crate::model::wirelog::{LogLine, Said, UidText};

const MAILBOXES: [(&str, Option<Role>); 4] = [
    ("INBOX", Some(Role::Inbox)),
    ("Archive", Some(Role::Archive)),
    ("Sent", Some(Role::Sent)),
    ("Projects", None),
];

pub fn show(guide: &mut Guide<'_>, account: AccountId, view: View) {
    let mailboxes = (1..).zip(MAILBOXES).map(|(id, (name, role))| Mailbox {
        id: MailboxId(id),
        path: vec![name.to_owned()],
        role,
        selectable: true,
        total: 1_284,
        unread: 12,
        subscribed: Some(true),
    });
    let mailboxes = mailboxes.collect();
    guide.fact(account, Fact::MailboxesListed { mailboxes, source: Source::Server });
    let at = seconds(guide.now) - 4 * 3_600;
    let audits = (1..=4).map(|id| Audit {
        mailbox: MailboxId(id),
        at,
        rows: 1_284,
        found: if id == 4 {
            Differences { missing: 2, flags: 3, ..Differences::default() }
        } else {
            Differences::default()
        },
        left: Differences::default(),
    });
    guide.fact(account, Fact::Audited(audits.collect()));
    guide.fact(account, Fact::TrafficRead(Box::new(traffic())));
    guide.fact(account, Fact::LogRead(log(guide.now.0)));
    if view == View::Log {
        guide.tell(app::Message::Upkeep(upkeep::Message::LogAsked(account)));
    }
}

fn traffic() -> Traffic {
    let uses = [
        (None, Kind::SignIn, 14_200, 3_100, 12),
        (None, Kind::Lists, 6_400, 900, 9),
        (Some(1), Kind::Sync, 22_800, 2_400, 31),
        (Some(1), Kind::Headers, 840_300, 6_200, 17),
        (Some(2), Kind::Headers, 512_900, 4_800, 9),
        (Some(1), Kind::Bodies, 1_340_000, 5_900, 44),
        (Some(4), Kind::Attachments, 4_805_000, 1_200, 6),
        (Some(1), Kind::Idle, 3_300, 2_200, 40),
    ];
    let uses = uses.map(|(mailbox, kind, down, up, turns)| Use {
        day: 0,
        mailbox: mailbox.map(MailboxId),
        kind,
        octets: Octets { down, up, turns },
    });
    let budget = Some(2_500_000_000);
    Traffic { uses: uses.to_vec(), today: 0, connections: 3, budget, paused: false }
}

fn log(now: i64) -> Vec<LogLine> {
    let command = |word, what, mailbox: Option<&str>, set: &str| Said::Command {
        word,
        what,
        mailbox: mailbox.map(str::to_owned),
        set: UidText::new(set),
    };
    let said = |word, number| Said::Response { word, number };
    let answer = |code| Said::Answer { condition: "OK", code };
    let lines = [
        (command("AUTHENTICATE", "OAUTHBEARER", None, ""), 0, 1, None),
        (answer("CAPABILITY"), 0, 1, Some(187)),
        (command("SELECT", "", Some("INBOX"), ""), 26, 1, None),
        (said("EXISTS", Some(1_284)), 15, 1, None),
        (said("OK", None), 312, 5, None),
        (answer("READ-WRITE"), 60, 1, Some(41)),
        (command("UID FETCH", "headers", None, "1235:1284"), 190, 1, None),
        (said("FETCH", None), 32_540, 50, None),
        (answer(""), 38, 1, Some(96)),
        (command("UID STORE", "", None, "1284"), 36, 1, None),
        (answer(""), 30, 1, Some(38)),
        (command("IDLE", "", None, ""), 4, 1, None),
    ];
    let lines = (0..).zip(lines).map(|(at, (said, octets, count, ms))| LogLine {
        at: now - 9_000 + at * 137,
        connection: 1,
        said,
        octets,
        count,
        ms,
    });
    lines.collect()
}
