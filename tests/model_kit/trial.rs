//! The judge herself is judged: each of these worlds is wrong in its own way.

use super::change::Change;
use super::judge::{Judge, Told};
use super::process::Order;
use super::{Held, Look, MAILBOXES, Shelf};

/// Message 1 comes to INBOX; what is ordered, what others do, and what is there in the end.
struct Case {
    judge: Judge,
    orders: Vec<Order>,
    /// Commands of hers may be on the wire when others do something.
    wired: bool,
    world: Vec<(&'static str, u32, bool)>,
}

fn case(world: &[(&'static str, u32, bool)]) -> Case {
    let mut judge = Judge::default();
    judge.arrived(1, "INBOX");
    Case { judge, orders: Vec::new(), wired: true, world: world.to_vec() }
}

impl Case {
    /// She orders something; what becomes of it.
    fn she(mut self, text: &str, kept: bool, over: Option<&str>) -> Self {
        let (change, numbers) = Change::read(text);
        let id = self.orders.len() as u64 + 1;
        let over = over.map(str::to_owned);
        self.orders.push(Order {
            id,
            change,
            numbers,
            kept,
            over,
            late: false,
            back: false,
            undoes: false,
        });
        self.judge.take(&self.orders);
        self
    }

    /// She orders something that is done, and it is known before anything else happens.
    fn done(self, text: &str) -> Self {
        self.she(text, true, Some("settled"))
    }

    /// Others do something while nothing of hers is known to be done.
    fn they(mut self, text: &str) -> Self {
        let (change, numbers) = Change::read(text);
        let number = numbers.first().copied();
        self.judge.touched(number, change, true, (&[], self.wired));
        self
    }

    /// The same, and all her orders were known to be done.
    fn they_after(mut self, text: &str) -> Self {
        let (change, numbers) = Change::read(text);
        let number = numbers.first().copied();
        self.judge.touched(number, change, true, (&self.orders, self.wired));
        self
    }

    fn she_is_told(mut self, places: &[&str]) -> Self {
        let mut told = Told::default();
        told.places.insert(1, places.iter().map(|place| (*place).to_owned()).collect());
        told.mailboxes = MAILBOXES.map(str::to_owned).into();
        self.judge.saw(told, &self.orders);
        self
    }

    fn she_is_told_of(mut self, mailbox: &str) -> Self {
        let mut told = Told { mailboxes: MAILBOXES.map(str::to_owned).into(), ..Told::default() };
        told.mailboxes.insert(mailbox.to_owned());
        self.judge.saw(told, &self.orders);
        self
    }

    fn off_the_wire(mut self) -> Self {
        self.wired = false;
        self
    }

    fn wrongs(&self) -> usize {
        let mut held = Held::new();
        for name in MAILBOXES {
            held.insert(name.to_owned(), Shelf::default());
        }
        for (path, number, seen) in &self.world {
            let shelf = held.entry((*path).to_owned()).or_default();
            if *number > 0 {
                shelf.looks.push(Look { number: *number, seen: *seen, starred: false });
            }
        }
        self.judge.wrongs(&self.orders, &held).len()
    }
}

const INBOX: (&str, u32, bool) = ("INBOX", 1, false);
const TRASH: (&str, u32, bool) = ("Trash", 1, false);
const ARCHIVE: (&str, u32, bool) = ("Archive", 1, false);
const READ: (&str, u32, bool) = ("INBOX", 1, true);

pub fn begin() {
    nobody_or_she_alone();
    copies_and_ways_back();
    both();
    mailboxes();
}

fn nobody_or_she_alone() {
    let bin = "move INBOX Trash 1";
    assert_eq!(case(&[INBOX]).wrongs(), 0);
    assert_eq!(case(&[]).wrongs(), 1, "lost");
    assert_eq!(case(&[INBOX, TRASH]).wrongs(), 1, "doubled");
    assert_eq!(case(&[INBOX, INBOX]).wrongs(), 1, "doubled in its place");
    assert_eq!(case(&[READ]).wrongs(), 1, "read by nobody");
    assert_eq!(case(&[INBOX, ("INBOX", 2, false)]).wrongs(), 1, "from nowhere");
    assert_eq!(case(&[TRASH]).done(bin).wrongs(), 0);
    assert_eq!(case(&[INBOX]).done(bin).wrongs(), 1, "not done");
    assert_eq!(case(&[TRASH]).she(bin, true, None).wrongs(), 1, "no end");
    assert_eq!(case(&[INBOX]).she(bin, true, Some("refused")).wrongs(), 1, "no reason");
    assert_eq!(case(&[INBOX]).she(bin, false, None).wrongs(), 0, "never on disk");
    assert_eq!(case(&[TRASH]).she(bin, false, None).wrongs(), 0, "on disk, and not told");
    assert_eq!(case(&[TRASH]).she(bin, true, Some("cancelled")).wrongs(), 1, "taken back");
    assert_eq!(case(&[INBOX]).she(bin, true, Some("cancelled")).wrongs(), 0);
    let read = "flag seen on INBOX 1";
    assert_eq!(case(&[INBOX]).done(read).wrongs(), 1, "the flag was forgotten");
    assert_eq!(case(&[READ]).done(read).wrongs(), 0);
    assert_eq!(case(&[("Trash", 1, true)]).done(read).done(bin).wrongs(), 0);
    assert_eq!(case(&[TRASH]).done(read).done(bin).wrongs(), 1, "lost on the way");
}

fn copies_and_ways_back() {
    let copy = "copy INBOX Archive 1";
    assert_eq!(case(&[INBOX, ARCHIVE]).done(copy).wrongs(), 0);
    assert_eq!(case(&[INBOX]).done(copy).wrongs(), 1, "not copied");
    assert_eq!(case(&[INBOX, ARCHIVE, ARCHIVE]).done(copy).wrongs(), 1, "copied twice");
    assert_eq!(case(&[ARCHIVE, ARCHIVE]).done(copy).done("move INBOX Archive 1").wrongs(), 0);
    let moved = |world| case(world).done("move INBOX Trash 1");
    assert_eq!(moved(&[INBOX]).done("move Trash INBOX 1").wrongs(), 0, "undone");
    let gone = |world| case(world).done("delete INBOX 1");
    assert_eq!(gone(&[INBOX]).wrongs(), 1, "it came back");
    assert_eq!(gone(&[READ]).done("putback INBOX 1").wrongs(), 0);
    assert_eq!(gone(&[INBOX, INBOX]).done("putback INBOX 1").wrongs(), 1, "twice");
    assert_eq!(gone(&[]).done("putback INBOX 1").wrongs(), 1, "not put back");
    let far = ("Far", 1, false);
    assert_eq!(case(&[far]).done("bring INBOX go 1").wrongs(), 0);
    assert_eq!(case(&[INBOX, far]).done("bring INBOX go 1").wrongs(), 1, "it stayed");
    assert_eq!(case(&[INBOX, far]).done("bring INBOX stay 1").wrongs(), 0);
    let doubtful = case(&[INBOX, far]).she("bring INBOX go 1", true, Some("doubtful"));
    assert_eq!(doubtful.they("flag seen off INBOX 1").wrongs(), 1, "and nobody else was at it");
}

fn both() {
    assert_eq!(case(&[]).they("delete INBOX 1").wrongs(), 0);
    assert_eq!(case(&[INBOX]).they("delete INBOX 1").wrongs(), 1, "it came back");
    let bin = "move INBOX Trash 1";
    let refused = |world| case(world).she(bin, true, Some("refused")).they("delete INBOX 1");
    assert_eq!(refused(&[]).wrongs(), 0);
    assert_eq!(refused(&[ARCHIVE]).wrongs(), 1, "who did that?");
    let half = case(&[TRASH]).she(bin, true, Some("refused")).done("flag seen on Trash 1");
    assert_eq!(half.wrongs(), 1, "only the refusal: the flag rested on what came to nothing");
    // Two movers at the same moment, and not at the same moment.
    let two = |world| case(world).done(bin).they("move INBOX Archive 1");
    assert_eq!(two(&[TRASH, ARCHIVE]).wrongs(), 0);
    assert_eq!(two(&[TRASH, TRASH]).wrongs(), 1, "that is none of the two");
    let later = case(&[TRASH, ARCHIVE]).done(bin).they_after("move Trash Archive 1");
    assert_eq!(later.wrongs(), 1, "one after the other");
    let offline = case(&[TRASH, ARCHIVE]).off_the_wire().she(bin, true, Some("settled"));
    assert_eq!(offline.they("move INBOX Archive 1").wrongs(), 1, "nothing was on the wire");
    let half = case(&[ARCHIVE, ("Far", 1, false)]).off_the_wire().done("bring INBOX go 1");
    assert_eq!(half.they("move INBOX Archive 1").wrongs(), 0, "it was there already");
    // A flag is lost only where the other one carried the message off in the same moment.
    let star = "flag seen on INBOX 1";
    assert_eq!(case(&[TRASH]).done(bin).they(star).wrongs(), 0);
    assert_eq!(case(&[TRASH]).they(star).done(bin).wrongs(), 1, "it was there before");
    assert_eq!(case(&[TRASH]).off_the_wire().done(bin).they(star).wrongs(), 1, "it had time");
    assert_eq!(case(&[TRASH]).done(star).they(bin).wrongs(), 0);
    assert_eq!(case(&[TRASH]).done(star).they_after(bin).wrongs(), 1, "it was done");
    // What she saw before she gave her order does not excuse it.
    let there = "flag seen on Archive 1";
    let unseen = case(&[ARCHIVE]).she_is_told(&["INBOX"]).they("move INBOX Archive 1").done(there);
    assert_eq!(unseen.wrongs(), 0);
    let told = case(&[ARCHIVE]).she_is_told(&["INBOX"]).they("move INBOX Archive 1");
    assert_eq!(told.she_is_told(&["Archive"]).done(there).wrongs(), 1);
}

fn mailboxes() {
    let made = |world| case(world).done("make - Box1");
    assert_eq!(made(&[INBOX]).wrongs(), 1, "not made");
    assert_eq!(made(&[INBOX, ("Box1", 0, false)]).wrongs(), 0);
    assert_eq!(case(&[INBOX, ("Box1", 0, false)]).wrongs(), 1, "made by nobody");
    let renamed = |world| made(world).done("move INBOX Box1 1").they_after("rename Box1 - Box2");
    assert_eq!(renamed(&[("Box2", 1, false)]).wrongs(), 0);
    assert_eq!(renamed(&[("Box1", 1, false)]).wrongs(), 1, "called as before");
    assert_eq!(renamed(&[("Box1", 1, false), ("Box2", 0, false)]).wrongs(), 1, "two of it");
    let nested = |world| made(world).done("rename Box1 Projects Box1");
    assert_eq!(nested(&[INBOX, ("Projects/Box1", 0, false)]).wrongs(), 0);
    assert_eq!(nested(&[INBOX, ("Box1", 0, false)]).wrongs(), 1, "not hung there");
    let filled = |world| made(world).done("move INBOX Box1 1");
    assert_eq!(filled(&[]).done("unmake Box1 1").wrongs(), 0);
    let by_them = |world| made(world).they_after("move INBOX Box1 1").done("unmake Box1");
    assert_eq!(by_them(&[]).wrongs(), 1, "that one was never shown there");
    let waits = |world| made(world).she("move INBOX Box1 1", true, Some("refused"));
    assert_eq!(waits(&[INBOX]).they("unmake Box1").wrongs(), 0);
    assert_eq!(waits(&[]).they("unmake Box1").wrongs(), 0, "it went with the mailbox");
    let both = [INBOX, ("Box1", 0, false), ("Box1/Box2", 0, false)];
    let undone = || made(&both).done("make Box1 Box2");
    assert_eq!(
        undone().she("unmake Box1", true, Some("refused")).wrongs(),
        0,
        "there is one in it"
    );
    let whole = undone().she("unmake Box1,Box2", true, Some("refused"));
    assert_eq!(whole.wrongs(), 1, "that one was named");
    let perhaps = "doubtful Mailbox: PerhapsElsewhere: no answer";
    let perhaps = |world| case(world).she("make - Box1", true, Some(perhaps));
    assert_eq!(perhaps(&[INBOX]).wrongs(), 1, "nobody else made or renamed any");
    let called = |world| perhaps(world).they("rename Box1 - Box2");
    assert_eq!(called(&[INBOX, ("Box2", 0, false)]).wrongs(), 0);
    assert_eq!(called(&[INBOX, ("Box1", 0, false), ("Box2", 0, false)]).wrongs(), 1, "made twice");
    let other = ("Box7", 0, false);
    assert_eq!(perhaps(&[INBOX, other]).they("make - Box7").wrongs(), 0, "it may be that one");
    let known = case(&[INBOX, other]).they("make - Box7").she_is_told_of("Box7");
    let known = known.she("make - Box1", true, Some("doubtful Mailbox: PerhapsElsewhere"));
    assert_eq!(known.wrongs(), 1, "that one was there before");
    let other_doubt = case(&[INBOX, other]).she("make - Box1", true, Some("doubtful Lost"));
    assert_eq!(other_doubt.they("make - Box7").wrongs(), 1, "that is no reason");
    let on = |world| made(world).done("subscribe Box1 on");
    assert_eq!(on(&[INBOX, ("Box1", 0, false)]).wrongs(), 1, "not subscribed");
}
