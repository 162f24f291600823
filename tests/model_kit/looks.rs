//! Compares what is shown, what was told and what is kept with what the server holds.

use std::collections::{BTreeMap, BTreeSet};

use pombo::model::flags::Flags;
use serde_json::Value;

use super::judge::Told;
use super::{FAR, Held, Look, Shelf, is_ours, leaf, person};
use crate::sync_kit::App;

/// What is shown and is not so, and what waits.
pub fn unlike(shown: &Value, held: &Held) -> Vec<String> {
    let mut unlike = Vec::new();
    if shown["live"] != true || shown["pending"] != 0 {
        unlike.push(format!("live {}, {} orders wait", shown["live"], shown["pending"]));
    }
    let (mut lists, mut told) = (Held::new(), Held::new());
    for (path, rows) in shown["told"].as_object().into_iter().flatten() {
        let subscribed = held.get(path).is_some_and(|shelf| shelf.subscribed);
        told.insert(path.clone(), Shelf { looks: looks(rows), subscribed, ghost: false });
    }
    for (path, list) in shown["lists"].as_object().into_iter().flatten() {
        let looks = looks(&list["rows"]);
        let unread = looks.iter().filter(|look| !look.seen).count();
        if list["total"] != looks.len() || list["unread"] != unread {
            unlike.push(format!("{path} counts {} of {}", list["unread"], list["total"]));
        }
        let subscribed = list["subscribed"] == true;
        lists.insert(path.clone(), Shelf { looks, subscribed, ghost: false });
    }
    unlike.extend(differences("shown", &lists, held));
    unlike.extend(differences("told", &told, held));
    let far = shown["far"].as_array().into_iter().flatten();
    let far = far.map(|number| number.as_str().unwrap().parse().unwrap()).collect();
    unlike.extend(far_away("told", far, held));
    unlike
}

pub fn look(row: &Value) -> Look {
    let number = row[0].as_str().unwrap().parse().unwrap();
    Look { number, seen: row[1] == true, starred: row[2] == true }
}

fn looks(rows: &Value) -> Vec<Look> {
    let mut looks: Vec<Look> = rows.as_array().into_iter().flatten().map(look).collect();
    looks.sort();
    looks
}

fn differences(what: &str, lists: &Held, held: &Held) -> Vec<String> {
    let paths: BTreeSet<&String> = lists.keys().chain(held.keys()).collect();
    let ghost = |path: &str| held.get(path).is_some_and(|shelf| shelf.ghost);
    let looked_at = paths.into_iter().filter(|path| is_ours(path) && !ghost(path));
    looked_at
        .filter(|path| lists.get(*path) != held.get(*path))
        .map(|path| format!("{path}: {what} {:?}, there {:?}", lists.get(path), held.get(path)))
        .collect()
}

/// Of the second account only the numbers are looked at.
fn far_away(what: &str, mut numbers: Vec<u32>, held: &Held) -> Option<String> {
    let there: Vec<u32> = held[FAR].looks.iter().map(|look| look.number).collect();
    numbers.sort_unstable();
    (numbers != there).then(|| format!("far away: {what} {numbers:?}, there {there:?}"))
}

/// What the cache of a later start holds and is not so.
pub fn kept(app: &App, held: &Held) -> Vec<String> {
    if app.mailboxes.is_empty() {
        return vec!["nothing is kept".to_owned()];
    }
    let mut lists = Held::new();
    for mailbox in app.mailboxes.iter().filter(|mailbox| mailbox.selectable) {
        let rows = app.rows.get(&mailbox.id).into_iter().flat_map(|rows| rows.values());
        let mut looks: Vec<Look> = rows
            .map(|row| Look {
                number: person::number(&row.subject).parse().unwrap(),
                seen: row.flags.has(Flags::SEEN),
                starred: row.flags.has(Flags::FLAGGED),
            })
            .collect();
        looks.sort();
        let subscribed = mailbox.subscribed == Some(true);
        lists.insert(mailbox.path.join("/"), Shelf { looks, subscribed, ghost: false });
    }
    let mut wrongs = differences("on disk", &lists, held);
    let far =
        app.far.rows.values().map(|row| person::number(&row.subject).parse().unwrap()).collect();
    wrongs.extend(far_away("on disk", far, held));
    wrongs
}

/// What she was told of the server.
pub fn told(shown: &Value) -> Told {
    let mut places: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut mailboxes = BTreeSet::new();
    for (path, rows) in shown["told"].as_object().into_iter().flatten() {
        mailboxes.insert(leaf(path).to_owned());
        for look in looks(rows) {
            places.entry(look.number).or_default().push(leaf(path).to_owned());
        }
    }
    Told { places, mailboxes }
}
