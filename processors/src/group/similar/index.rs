//! Which ads are worth comparing with one: those that share a band of its
//! signature, or a blocking key.
//!
//! Keeps slots only: what they are found by is read from their sketches, so an
//! entry costs five bytes, and nothing can disagree with an ad's record.

use hashbrown::HashTable;

use super::sketch::{Sketch, View};
use super::words::{hash, mix, stem};
use crate::by_ad::Slot;

const BANDS: usize = 32;

/// A bucket with more ads tells nothing: all ads of a template are in it. Its
/// size alone decides, not the order in which ads came.
const BUCKET_MAX: usize = 64;

/// Places of an ad that are part of blocking keys.
const BLOCKING_TOWNS_MAX: usize = 6;

/// Sketches by slot.
pub(in crate::group) trait Sketches {
    /// The sketch of an ad that was added.
    fn sketch(&self, slot: Slot) -> &Sketch;
}

/// The index.
pub(super) struct Index {
    bands: Box<[HashTable<Slot>]>,
    blocks: HashTable<(u32, Slot)>,
}

impl Default for Index {
    fn default() -> Self {
        Self { bands: (0..BANDS).map(|_| HashTable::new()).collect(), blocks: HashTable::new() }
    }
}

impl Index {
    /// Makes room for so many ads.
    pub(super) fn reserve(&mut self, ads: usize) {
        for table in &mut self.bands {
            table.reserve(ads, |_| unreachable!("an empty table has nothing to move"));
        }
    }

    pub(super) fn add(&mut self, slot: Slot, ad: View<'_>, sketches: &impl Sketches) {
        if ad.triples() > 0 {
            for (band, table) in self.bands.iter_mut().enumerate() {
                let moved = |slot: &Slot| {
                    let ad = sketches.sketch(*slot).view();
                    band_hash(band, ad.expect("an ad that is in the index has a sketch"))
                };
                table.insert_unique(band_hash(band, ad), slot, moved);
            }
        }
        self.grow_one(slot, sketches);
        for key in blocking_keys(ad) {
            self.blocks.insert_unique(spread(key), (key, slot), |(key, _)| spread(*key));
        }
    }

    /// All bands are equally full. They grow one after the other, each before
    /// it must, or one ad would wait for all of them.
    fn grow_one(&mut self, slot: Slot, sketches: &impl Sketches) {
        let band = slot as usize % BANDS;
        let table = &mut self.bands[band];
        if table.len() >= 1 << 10 && table.len() * 8 > table.capacity() * 7 {
            table.reserve(table.capacity(), |slot| {
                let ad = sketches.sketch(*slot).view();
                band_hash(band, ad.expect("an ad that is in the index has a sketch"))
            });
        }
    }

    pub(super) fn remove(&mut self, slot: Slot, ad: View<'_>) {
        if ad.triples() > 0 {
            for (band, table) in self.bands.iter_mut().enumerate() {
                if let Ok(entry) = table.find_entry(band_hash(band, ad), |other| *other == slot) {
                    entry.remove();
                }
            }
        }
        for key in blocking_keys(ad) {
            if let Ok(entry) = self.blocks.find_entry(spread(key), |other| *other == (key, slot)) {
                entry.remove();
            }
        }
    }

    /// Slots of ads to compare with `ad`, each once, in their order.
    pub(super) fn candidates(
        &self,
        ad: View<'_>,
        but: Option<Slot>,
        sketches: &impl Sketches,
    ) -> Vec<Slot> {
        let mut found = Vec::new();
        if ad.triples() > 0 {
            for (band, table) in self.bands.iter().enumerate() {
                let rows = rows(band, ad);
                let shares = |slot: &&Slot| {
                    sketches
                        .sketch(**slot)
                        .view()
                        .is_some_and(|other| self::rows(band, other) == rows)
                };
                let bucket = table.iter_hash(band_hash(band, ad)).filter(shares).copied();
                take_bucket(&mut found, bucket);
            }
        }
        for key in blocking_keys(ad) {
            let bucket = self.blocks.iter_hash(spread(key)).filter(|(other, _)| *other == key);
            take_bucket(&mut found, bucket.map(|(_, slot)| *slot));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|slot| Some(*slot) != but);
        found
    }
}

fn take_bucket(found: &mut Vec<Slot>, bucket: impl Iterator<Item = Slot>) {
    let before = found.len();
    found.extend(bucket.take(BUCKET_MAX + 1));
    if found.len() - before > BUCKET_MAX {
        found.truncate(before);
    }
}

fn rows(band: usize, ad: View<'_>) -> u32 {
    let bands = ad.signature().as_chunks::<4>().0;
    u32::from_le_bytes(bands[band])
}

fn band_hash(band: usize, ad: View<'_>) -> u64 {
    mix((band as u64 + 1) << 32 | u64::from(rows(band, ad)))
}

fn spread(key: u32) -> u64 {
    mix(u64::from(key) | 1 << 40)
}

/// Employer and town, title and town, title and employer, reference numbers.
fn blocking_keys(ad: View<'_>) -> Vec<u32> {
    let mut title: Vec<u64> = ad.title().map(|word| hash(stem(word, 6))).collect();
    title.sort_unstable();
    let title = title.iter().fold(1, |sum, word| mix(sum ^ word));
    let has_title = ad.title().next().is_some();
    let employer = hash(ad.employer());
    let has_employer = !ad.employer().is_empty();
    #[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are a hash")]
    let key = |kind: u64, one: u64, other: u64| mix(mix(one ^ kind) ^ other) as u32;
    let mut keys = Vec::with_capacity(8);
    for town in ad.towns().take(BLOCKING_TOWNS_MAX).map(u64::from) {
        if has_employer {
            keys.push(key(1, employer, town));
        }
        if has_title {
            keys.push(key(2, title, town));
        }
    }
    if has_title && has_employer {
        keys.push(key(3, title, employer));
    }
    keys.extend(ad.references().map(|code| key(4, u64::from(code), 0)));
    keys.sort_unstable();
    keys.dedup();
    keys
}
