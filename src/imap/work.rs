//! Counts the octets that the framer and the scanner look at or move, for the tests that show that
//! the work grows no faster than what comes. Outside of tests it counts nothing.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
}

/// So many octets more were looked at or moved.
#[cfg(test)]
pub(super) fn add(octets: usize) {
    DONE.with(|done| done.set(done.get() + octets as u64));
}

/// Nothing.
#[cfg(not(test))]
#[inline(always)]
pub(super) fn add(_: usize) {}

/// What was counted on this thread since the last time.
#[cfg(test)]
pub(super) fn take() -> u64 {
    DONE.with(|done| done.replace(0))
}
