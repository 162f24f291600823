//! The one tree under the cache: small keys and values, atomic batches. A border, so that what is
//! under it can be exchanged. Knows nothing of mail.

pub(super) mod disk;
pub(super) mod memory;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::keys::Key;
use crate::model::fault::{Fault, FaultKind, Place};

/// No value is longer. A sled leaf holds up to 17 values and has to stay below a quarter of a
/// segment (2 MiB), else it is written to a file that sled never syncs.
pub(super) const MAX_VALUE: usize = 24 << 10;

/// What a batch does to the tree: values to put, `None` to remove.
pub(super) type Changes = BTreeMap<Key, Option<Vec<u8>>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Rising,
    Falling,
}

/// Sees a key and its value; `Break` ends the scan. It must not call back into the tree.
pub(super) type Visitor<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

pub(super) trait Backend: Send + Sync {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, Fault>;

    /// Visits what lies in `from..to`.
    fn scan(
        &self,
        from: &Key,
        to: &Key,
        order: Order,
        visit: &mut Visitor<'_>,
    ) -> Result<(), Fault>;

    /// Makes all changes or none. Readers see them when this returns; they are durable after the
    /// next `sync`. A value over `MAX_VALUE` is refused.
    fn apply(&self, changes: &Changes) -> Result<(), Fault>;

    /// Makes everything that was applied durable.
    fn sync(&self) -> Result<(), Fault>;
}

fn check_sizes(changes: &Changes) -> Result<(), Fault> {
    match changes.values().flatten().map(Vec::len).max() {
        Some(longest) if longest > MAX_VALUE => Err(Fault::new(
            FaultKind::TooLarge,
            Place::Cache,
            format!("a value of {longest} bytes is over the limit of {MAX_VALUE}"),
        )),
        _ => Ok(()),
    }
}
