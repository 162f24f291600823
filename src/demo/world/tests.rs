//! The mailboxes in memory: UIDs, mod-sequences, quotas.

use super::*;

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[test]
fn a_created_mailbox_has_its_parents_and_they_hold_no_mail() {
    let mut world = World::new(1);
    world.create("a/b/c").unwrap();
    let seen: Vec<_> = world.each().map(|(name, m)| (name.to_owned(), m.selectable)).collect();
    let shape = |name: &str, selectable| (name.to_owned(), selectable);
    assert_eq!(
        seen,
        [shape("INBOX", true), shape("a", false), shape("a/b", false), shape("a/b/c", true)]
    );
    assert_eq!(world.create("a/b/c").unwrap_err(), No::Exists);
    assert_eq!(world.append("a", bytes("x"), 0, Marks::default()), Err(No::NotSelectable));
    for wrong in ["", "a//b", "/a", "a*", "Ünï", "x\ny"] {
        assert_eq!(world.create(wrong).map(drop), Err(No::Name), "{wrong:?}");
    }
}

#[test]
fn a_mailbox_deleted_and_made_again_has_another_uidvalidity() {
    let mut world = World::new(5);
    let first = world.create("x").unwrap().validity;
    world.delete("x").unwrap();
    assert_ne!(world.create("x").unwrap().validity, first);
    assert_eq!(world.delete("INBOX"), Err(No::Name));
    assert_eq!(world.delete("y"), Err(No::Missing));
}

#[test]
fn deleting_a_parent_keeps_what_is_below_it() {
    let mut world = World::new(1);
    world.create("a").unwrap();
    world.create("a/b").unwrap();
    world.append("a", bytes("x"), 0, Marks::default()).unwrap();
    world.delete("a").unwrap();
    assert!(!world.named("a").unwrap().selectable);
    assert!(world.named("a").unwrap().messages.is_empty());
    assert!(world.named("a/b").is_some());
    assert_eq!(world.delete("a"), Err(No::HasChildren));
}

#[test]
fn a_renamed_mailbox_keeps_its_uids_and_takes_its_children_along() {
    let mut world = World::new(1);
    world.create("a").unwrap();
    world.create("a/b").unwrap();
    world.create("ab").unwrap();
    let (validity, uid) = world.append("a/b", bytes("x"), 0, Marks::default()).unwrap();
    world.rename("a", "z").unwrap();
    let names: Vec<&str> = world.each().map(|(name, _)| name).collect();
    assert_eq!(names, ["INBOX", "ab", "z", "z/b"]);
    assert_eq!(world.opened(validity).unwrap().find(uid).unwrap().uid, uid);
    assert_eq!(world.rename("z", "z/q"), Err(No::Name));
    assert_eq!(world.rename("nope", "q"), Err(No::Missing));
    assert_eq!(world.rename("z", "ab"), Err(No::Exists));
}

#[test]
fn renaming_the_inbox_moves_its_mail_and_keeps_it() {
    let mut world = World::new(1);
    world.append("INBOX", bytes("x"), 0, Marks::default()).unwrap();
    world.rename("INBOX", "old").unwrap();
    assert!(world.named("INBOX").unwrap().messages.is_empty());
    assert_eq!(world.named("old").unwrap().messages.len(), 1);
}

#[test]
fn a_move_takes_flags_along_and_leaves_nothing_behind() {
    let mut world = World::new(1);
    world.create("to").unwrap();
    let mut validity = 0;
    for text in ["one", "two", "three"] {
        let marks = Marks { system: Marks::SEEN, keywords: vec!["$Forwarded".into()] };
        validity = world.append("INBOX", bytes(text), 7, marks).unwrap().0;
    }
    let copied = world.transfer(validity, &[1, 3, 9], "to").unwrap();
    assert_eq!((copied.from, copied.to), (vec![1, 3], vec![1, 2]));
    assert_eq!(world.uids("INBOX"), [2]);
    let moved = world.named("to").unwrap().find(2).unwrap();
    assert_eq!(&*moved.content.bytes(), b"three");
    assert!(moved.marks.has(Marks::SEEN) && moved.marks.keyword("$forwarded"));
    assert_eq!(world.copy(validity, &[2], "nowhere"), Err(No::Missing));
}

#[test]
fn only_a_true_change_of_flags_spends_a_mod_sequence() {
    let mut mailbox = Mailbox::new(1);
    let uid = mailbox.add(Content::Bytes(Arc::new([])), 0, Marks::default());
    let seen = Marks::system(Marks::SEEN);
    let first = mailbox.mark(uid, Change::Add, &seen).unwrap().modseq;
    assert_eq!(mailbox.mark(uid, Change::Add, &seen).unwrap().modseq, first);
    assert!(mailbox.mark(uid, Change::Replace, &Marks::default()).unwrap().modseq > first);
    assert!(mailbox.mark(77, Change::Add, &seen).is_none());
}

#[test]
fn the_quota_is_kept_and_freed() {
    let mut world = World::new(1);
    let big = vec![b'x'; QUOTA as usize / 2];
    let (validity, _) = world.append("INBOX", big.clone(), 0, Marks::default()).unwrap();
    world.append("INBOX", big, 0, Marks::default()).unwrap();
    assert_eq!(world.append("INBOX", bytes("x"), 0, Marks::default()), Err(No::OverQuota));
    world.opened_mut(validity).unwrap().expunge(&[1], |_| true);
    assert!(world.append("INBOX", bytes("x"), 0, Marks::default()).is_ok());
}
