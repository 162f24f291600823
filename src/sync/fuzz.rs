//! Figures of a server that mean nothing, for the parts that decide: see `fuzz_kit`.

use std::collections::BTreeSet;

use super::planner::{Look, Step, plan, since};
use super::reconcile::{Verdict, agreed, gone, missing};
use crate::fuzz_kit::{fuzz, hash};
use crate::imap::{Selected, Tier, UidSet};
use crate::model::remote::{ModSeq, Uid, UidValidity};
use crate::store::SyncState;

/// Numbers made of octets, for as long as there are any.
struct Numbers<'i>(std::slice::Iter<'i, u8>);

impl Numbers<'_> {
    fn octet(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }

    /// Small ones mostly, so that they meet; at the edges sometimes.
    fn number(&mut self) -> u32 {
        match self.octet() {
            250.. => u32::MAX - u32::from(self.octet()),
            240.. => u32::from_le_bytes([0; 4].map(|_: u8| self.octet())),
            small => u32::from(small),
        }
    }

    fn maybe(&mut self) -> Option<u32> {
        (!self.octet().is_multiple_of(3)).then(|| self.number())
    }

    fn flag(&mut self) -> bool {
        self.octet().is_multiple_of(2)
    }

    fn set(&mut self) -> BTreeSet<u32> {
        (0..self.octet()).map(|_| self.number().max(1)).collect()
    }
}

fn seeds() -> Vec<Vec<u8>> {
    (1..=8_u8).map(|step| (0..160).map(|at: u8| at.wrapping_mul(step)).collect()).collect()
}

#[test]
fn fuzz_planner() {
    fuzz("planner", seeds(), &[], 8_000, &mut |input, _| {
        let mut from = Numbers(input.iter());
        let state = SyncState {
            uid_validity: from.maybe().map(UidValidity),
            uid_next: from.maybe().map(Uid),
            highest_modseq: from.maybe().map(|number| ModSeq(number.into())),
            first_modseq: from.maybe().map(|number| ModSeq(number.into())),
            complete: from.flag(),
        };
        let selected = Selected {
            exists: from.number(),
            uid_validity: UidValidity(from.number()),
            uid_next: from.maybe().map(Uid),
            highest_modseq: from.maybe().map(|number| ModSeq(number.into())),
            read_only: from.flag(),
        };
        let tiers = [Tier::Hostile, Tier::Plain, Tier::Condstore, Tier::Qresync];
        let tier = tiers[usize::from(from.octet() % 4)];
        let look = Look { tier, listening: from.flag(), doubted: from.flag() };
        let told = from.flag() && since(&state, look).is_some();
        let steps = plan(&state, &selected, look, told);
        let has = |wanted: &dyn Fn(&Step) -> bool| steps.iter().any(wanted);
        let same = state.uid_validity == Some(selected.uid_validity);
        // What is known of other UIDs is never added to.
        if state.uid_validity.is_some() && !same {
            assert!(matches!(steps.as_slice(), [Step::Rebind, Step::Newest]), "{steps:?}");
        }
        if has(&|step| matches!(step, Step::Resync | Step::Changed { .. })) {
            assert!(same && tier >= Tier::Condstore, "{steps:?}");
        }
        if look.doubted && same && state.uid_next.is_some() {
            assert!(!has(&|step| *step == Step::Resync), "{steps:?}");
        }
        // A mod-sequence is kept only behind what makes it true.
        let keep = steps.iter().position(|step| matches!(step, Step::Keep { .. }));
        assert!(keep.is_none_or(|place| place + 1 == steps.len()), "{steps:?}");
        hash(&steps.iter().map(std::mem::discriminant).collect::<Vec<_>>())
    });
}

#[test]
fn fuzz_reconcile() {
    fuzz("reconcile", seeds(), &[], 8_000, &mut |input, _| {
        let mut from = Numbers(input.iter());
        let known: Vec<Uid> = from.set().into_iter().map(Uid).collect();
        let listed = from.set();
        let set = UidSet::from_uids(listed.iter().copied().map(Uid));
        let (next, exists) = (Uid(from.number()), from.number());
        let verdict = gone(&known, &set, next, exists);
        let (Verdict::Gone(lacking) | Verdict::Unlikely(lacking)) = &verdict;
        // Nothing that is listed goes, nothing that nobody knew, nothing that came since.
        assert!(lacking.iter().all(|uid| !listed.contains(&uid.0) && *uid < next));
        assert!(lacking.iter().all(|uid| known.binary_search(uid).is_ok()));
        let sure = matches!(verdict, Verdict::Gone(_));
        assert!(!sure || lacking.is_empty() || listed.len() as u64 >= u64::from(exists));
        assert!(agreed(lacking, &known).iter().all(|uid| lacking.contains(uid)));
        let skipped = from.set().into_iter().map(Uid).collect();
        let missing = missing(&known, &set, &skipped);
        assert!(missing.windows(2).all(|pair| pair[0] > pair[1]));
        for uid in set.iter() {
            let wanted = known.binary_search(&uid).is_err() && !skipped.contains(&uid);
            assert_eq!(missing.contains(&uid), wanted, "{uid:?}");
        }
        hash(&(sure, lacking.len(), missing.len()))
    });
}
