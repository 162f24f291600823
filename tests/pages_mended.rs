//! What the engine lays out otherwise than mails expect, as it is after it was mended.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "pages_kit/mod.rs"]
mod kit;

use std::collections::BTreeMap;

use kit::{Mail, Shot, Word};
use pombo::render::layout::Fonts;

/// The words of a document without margins at 600 px, and its picture.
fn drawn(html: &str) -> (Vec<Word>, Shot) {
    let html = format!("<!DOCTYPE html><body style='margin:0'>{html}");
    kit::on_a_deep_stack(move || {
        let mail = Mail { name: String::new(), html, pictures: BTreeMap::new() };
        let mut page = kit::open(&mail, &Fonts::default(), kit::look(600.0));
        (kit::words(page.drawn()), kit::paint(&mut page))
    })
}

fn word<'a>(words: &'a [Word], text: &str) -> &'a Word {
    words.iter().find(|word| word.text == text).unwrap()
}

fn colour(shot: &Shot, x: usize, y: usize) -> [u8; 3] {
    let at = (y * shot.width + x) * 4;
    shot.rgba[at..at + 3].try_into().unwrap()
}

#[test]
fn columns_are_as_wide_as_their_cells_ask() {
    let (words, _) = drawn(
        "<table width=600 cellspacing=0 cellpadding=0><tr><td colspan=2>head</td></tr>\
         <tr><td width='75%'>a</td><td width='25%'>and far more words than there are in a</td></tr>\
         </table>",
    );
    let x = word(&words, "and").x;
    assert!((445.0..455.0).contains(&x), "{x}");
}

#[test]
fn a_column_that_needs_more_than_its_share_gets_it() {
    let (words, _) = drawn(
        "<table width=600 cellspacing=0 cellpadding=0><tr><td width='10%'>\
         <div style='width:300px'>a</div></td><td width='90%'>second</td></tr></table>",
    );
    let x = word(&words, "second").x;
    assert!((298.0..600.0).contains(&x), "{x}");
}

#[test]
fn a_link_with_padding_is_painted_as_a_button_and_keeps_its_line() {
    let (words, shot) = drawn(
        "<p style='margin:40px 0 0'>one <a href='https://a.org' style='background:#0000ff;\
         padding:10px 30px;color:#fff'>two</a> three</p>",
    );
    let (one, two, three) = (word(&words, "one"), word(&words, "two"), word(&words, "three"));
    assert!((one.y - two.y).abs() < 2.0 && (one.y - three.y).abs() < 2.0, "{words:?}");
    assert!(one.y < 56.0, "{one:?}");
    assert!(two.x > one.x + 50.0 && three.x > two.x + 50.0, "{words:?}");
    assert_eq!(colour(&shot, two.x as usize - 20, two.y as usize - 12), [0, 0, 255]);
}

#[test]
fn borders_that_a_table_shares_are_painted_where_cells_have_them() {
    let (_, shot) = drawn(
        "<table style='border-collapse:collapse' width=600><tr><th style='padding:0;height:20px'>\
         </th><td style='padding:0;height:20px;border-bottom:2px solid #ff0000'></td></tr></table>",
    );
    let red: Vec<bool> = (0..22).map(|y| colour(&shot, 590, y) == [255, 0, 0]).collect();
    assert_eq!(red.iter().filter(|is_red| **is_red).count(), 2);
    assert!((0..22).all(|y| colour(&shot, 5, y) != [255, 0, 0]));
}

#[test]
fn there_is_room_below_what_floats_in_a_cell() {
    let (words, _) = drawn(
        "<table cellspacing=0 cellpadding=0><tr><td style='padding-bottom:40px'>\
         <div style='float:left;width:90px;height:50px'>a</div></td></tr><tr><td>below</td></tr>\
         </table>",
    );
    let y = word(&words, "below").y;
    assert!((92.0..110.0).contains(&y), "{y}");
}

#[test]
fn a_line_end_that_clears_goes_below_what_floats() {
    let (words, _) =
        drawn("<div style='float:left;width:200px;height:100px'>a</div>beside<br clear=all>below");
    let (beside, below) = (word(&words, "beside"), word(&words, "below"));
    assert!(beside.x >= 200.0 && beside.y < 30.0, "{beside:?}");
    assert!(below.x < 5.0 && below.y > 100.0, "{below:?}");
}
