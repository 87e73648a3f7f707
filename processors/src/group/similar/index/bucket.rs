//! Ads by a key that many of them may share, on purpose too.
//!
//! A bucket with more than [`BUCKET_MAX`] ads tells nothing: all ads of a
//! template are in it. Its size alone decides, not the order in which ads came.
//! Its ads are kept apart, so that nobody walks over them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::by_ad::Slot;
use crate::pages::{Page, Pages};

/// Ads of a bucket that are worth comparing.
pub(super) const BUCKET_MAX: usize = 64;

/// Stands in a table for a crowded bucket. No ad has this slot: so many do not
/// fit in memory.
const CROWDED: Slot = Slot::MAX;

/// Buckets by key.
pub(super) struct Buckets {
    ads: Pages,
    crowded: FxHashMap<u32, BTreeSet<Slot>>,
}

impl Buckets {
    /// The `number`-th of many tables of equal size.
    pub(super) fn numbered(number: usize) -> Self {
        Self { ads: Pages::numbered(number), crowded: FxHashMap::default() }
    }

    /// With all of these in it.
    pub(super) fn with(number: usize, entries: &[(u32, Slot)]) -> Self {
        let ads = Pages::with(number, entries);
        let mut buckets = Self { ads, crowded: FxHashMap::default() };
        for key in buckets.ads.crowds(BUCKET_MAX) {
            buckets.crowd(key);
        }
        buckets
    }

    pub(super) fn insert(&mut self, key: u32, slot: Slot) {
        let mut count = 0;
        for other in self.ads.find(key) {
            if other == CROWDED {
                self.crowded.entry(low(key)).or_default().insert(slot);
                return;
            }
            count += 1;
        }
        self.ads.insert(key, slot);
        if count == BUCKET_MAX {
            self.crowd(key);
        }
    }

    pub(super) fn remove(&mut self, key: u32, slot: Slot) {
        if self.ads.remove(key, slot) {
            return;
        }
        let Some(slots) = self.crowded.get_mut(&low(key)) else { return };
        slots.remove(&slot);
        if slots.len() <= BUCKET_MAX {
            let slots = self.crowded.remove(&low(key)).unwrap_or_default();
            self.ads.remove(key, CROWDED);
            slots.into_iter().for_each(|slot| self.ads.insert(key, slot));
        }
    }

    /// Where the ads of a key are.
    pub(super) fn open(&self, key: u32) -> Page<'_> {
        self.ads.open(key)
    }

    /// Sets the ads of a bucket apart.
    fn crowd(&mut self, key: u32) {
        let slots = self.ads.take(key).into_iter().collect();
        self.ads.insert(key, CROWDED);
        self.crowded.insert(low(key), slots);
    }
}

/// Adds the ads of a bucket that is not crowded.
pub(super) fn take(bucket: Page<'_>, found: &mut Vec<Slot>) {
    let before = found.len();
    for slot in bucket.slots() {
        if slot == CROWDED {
            found.truncate(before);
            return;
        }
        found.push(slot);
    }
}

/// The bits by which keys differ.
fn low(key: u32) -> u32 {
    key & ((1 << crate::pages::BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ads found after so many came and so many of them went.
    fn check(came: u32, went: u32, expected: usize) {
        let mut buckets = Buckets::numbered(0);
        (0..came).for_each(|slot| buckets.insert(77, slot));
        (0..went).for_each(|slot| buckets.remove(77, slot));
        buckets.insert(78, 9_999);
        let left: Vec<(u32, Slot)> = (went..came).map(|slot| (77, slot)).collect();
        for buckets in [buckets, Buckets::with(0, &left)] {
            let mut found = Vec::new();
            take(buckets.open(77), &mut found);
            found.sort_unstable();
            assert_eq!(found.len(), expected);
            assert!(found.is_empty() || found == (went..came).collect::<Vec<_>>());
            assert!(buckets.ads.find(77).count() <= BUCKET_MAX, "somebody walks over a crowd");
        }
    }

    #[test]
    fn the_size_of_a_bucket_alone_decides() {
        check(64, 0, 64);
        check(65, 0, 0);
        check(65, 1, 64);
        check(10_000, 9_935, 0);
        check(10_000, 9_936, 64);
        check(10_000, 10_000, 0);
    }
}
