//! The tree in memory, for an account that leaves nothing on any disk.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{PoisonError, RwLock};

use super::{Backend, Changes, Order, Visitor, check_sizes};
use crate::model::fault::Fault;
use crate::store::keys::Key;

#[derive(Default)]
pub(in crate::store) struct Memory(RwLock<BTreeMap<Key, Vec<u8>>>);

impl Backend for Memory {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn scan(
        &self,
        from: &Key,
        to: &Key,
        order: Order,
        visit: &mut Visitor<'_>,
    ) -> Result<(), Fault> {
        if from >= to {
            return Ok(());
        }
        let tree = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut range = tree.range(*from..*to);
        while let Some((key, value)) = match order {
            Order::Rising => range.next(),
            Order::Falling => range.next_back(),
        } {
            if let ControlFlow::Break(()) = visit(key, value) {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, changes: &Changes) -> Result<(), Fault> {
        check_sizes(changes)?;
        let mut tree = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in changes {
            match value {
                Some(value) => tree.insert(*key, value.clone()),
                None => tree.remove(key),
            };
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), Fault> {
        Ok(())
    }
}
