//! What the person may wish, by chance, of what is shown to her.

use fastrand::Rng;
use serde_json::Value;

use super::judge::Judge;
use super::looks::look;
use super::{is_ours, is_tended, leaf};

/// A wish. `mine` are the numbers that are hers to touch.
pub fn wish(rng: &mut Rng, judge: &mut Judge, shown: &Value, mine: impl Fn(u32) -> bool) -> String {
    // What she has read and lost is soon missed.
    if shown["removed"] != 0 && rng.u8(..3) == 0 {
        return "putback".to_owned();
    }
    let lists = shown["lists"].as_object().cloned().unwrap_or_default();
    let names: Vec<&str> =
        lists.keys().filter(|path| is_ours(path)).map(|path| leaf(path)).collect();
    let rows = lists.iter().filter(|(path, _)| is_ours(path)).map(|(path, list)| {
        let rows = list["rows"].as_array().into_iter().flatten();
        let numbers = rows.map(|row| look(row).number).filter(|number| mine(*number));
        (leaf(path), numbers.collect::<Vec<u32>>())
    });
    let full: Vec<(&str, Vec<u32>)> = rows.filter(|(_, rows)| !rows.is_empty()).collect();
    let (from, mut numbers) = match full.is_empty() {
        true => ("INBOX", vec![1]),
        false => full[rng.usize(..full.len())].clone(),
    };
    rng.shuffle(&mut numbers);
    numbers.dedup();
    numbers.truncate(rng.usize(1..=3));
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let numbers = numbers.join(" ");
    let to = if names.is_empty() { "Archive" } else { names[rng.usize(..names.len())] };
    match rng.u8(..100) {
        0..=29 => format!("move {from} {to} {numbers}"),
        30..=39 => format!("copy {from} {to} {numbers}"),
        40..=46 => format!("delete {from} {numbers}"),
        n @ 47..=60 => {
            let mark = if n % 2 == 0 { "seen" } else { "starred" };
            let on = if rng.u8(..3) > 0 { "on" } else { "off" };
            format!("flag {mark} {on} {from} {numbers}")
        }
        61..=66 => format!("bring {from} go {numbers}"),
        67..=69 => format!("bring {from} stay {numbers}"),
        70..=74 => format!("read {from}"),
        75..=79 => "putback".to_owned(),
        80..=88 => "undo".to_owned(),
        n => tend(rng, judge, &lists, n),
    }
}

/// A wish about a mailbox.
fn tend(rng: &mut Rng, judge: &mut Judge, lists: &serde_json::Map<String, Value>, n: u8) -> String {
    let mut tended: Vec<&str> =
        lists.keys().filter(|path| is_tended(path)).map(|path| leaf(path)).collect();
    rng.shuffle(&mut tended);
    let inside = match tended.last() {
        Some(parent) if rng.u8(..3) == 0 => *parent,
        _ => "-",
    };
    match (tended.first(), n) {
        (Some(name), 93..=95) => {
            let to = if rng.bool() { judge.new_box() } else { (*name).to_owned() };
            format!("rename {name} {inside} {to}")
        }
        (Some(name), 96..=97) => format!("unmake {name}"),
        (Some(name), 98..) => {
            format!("subscribe {name} {}", if rng.bool() { "on" } else { "off" })
        }
        _ => format!("make {inside} {}", judge.new_box()),
    }
}
