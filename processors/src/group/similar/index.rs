//! Which ads are worth comparing with one: those that share a band of its
//! signature, or a blocking key.

mod bucket;

use std::hint::black_box;

use self::bucket::Buckets;
use super::sketch::{Sketch, View};
use super::words::{hash, mix, stem};
use crate::by_ad::Slot;
use crate::pages::Page;

const BANDS: usize = 32;

/// Tables of blocking keys: which one says three more bits of a key.
const BLOCKS: usize = 8;

/// Bands that are read from all sketches at once.
const BANDS_AT_ONCE: usize = 8;

/// Places of an ad that are part of blocking keys.
const BLOCKING_TOWNS_MAX: usize = 6;

/// Sketches by slot.
pub(in crate::group) trait Sketches {
    /// The sketch of an ad that was added.
    fn sketch(&self, slot: Slot) -> &Sketch;
}

/// The index.
pub(super) struct Index {
    bands: Box<[Buckets]>,
    blocks: Box<[Buckets]>,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            bands: (0..BANDS).map(Buckets::numbered).collect(),
            blocks: (0..BLOCKS).map(|block| Buckets::numbered(BANDS + block)).collect(),
        }
    }
}

impl Index {
    /// With all of these; faster than one by one.
    pub(super) fn with(slots: &[Slot], sketches: &impl Sketches) -> Self {
        let views = || {
            let view = |slot: &Slot| sketches.sketch(*slot).view().map(|ad| (*slot, ad));
            slots.iter().filter_map(view)
        };
        let mut bands = Vec::with_capacity(BANDS);
        while bands.len() < BANDS {
            let first = bands.len();
            let mut entries: [Vec<(u32, Slot)>; BANDS_AT_ONCE] =
                std::array::from_fn(|_| Vec::with_capacity(slots.len()));
            for (slot, ad) in views().filter(|(_, ad)| ad.triples() > 0) {
                for (band, entries) in entries.iter_mut().enumerate() {
                    entries.push((band_key(first + band, ad), slot));
                }
            }
            let table = |(band, entries): (usize, &Vec<_>)| Buckets::with(first + band, entries);
            bands.extend(entries.iter().enumerate().map(table));
        }
        let mut entries = vec![Vec::new(); BLOCKS];
        for (slot, ad) in views() {
            for key in blocking_keys(ad) {
                let (block, key) = block_key(key);
                entries[block].push((key, slot));
            }
        }
        let table = |(block, entries): (usize, &Vec<_>)| Buckets::with(BANDS + block, entries);
        let blocks = entries.iter().enumerate().map(table).collect();
        Self { bands: bands.into(), blocks }
    }

    pub(super) fn add(&mut self, slot: Slot, ad: View<'_>) {
        if ad.triples() > 0 {
            for (band, table) in self.bands.iter_mut().enumerate() {
                table.insert(band_key(band, ad), slot);
            }
        }
        for key in blocking_keys(ad) {
            let (block, key) = block_key(key);
            self.blocks[block].insert(key, slot);
        }
    }

    pub(super) fn remove(&mut self, slot: Slot, ad: View<'_>) {
        drop(self.open(ad));
        if ad.triples() > 0 {
            for (band, table) in self.bands.iter_mut().enumerate() {
                table.remove(band_key(band, ad), slot);
            }
        }
        for key in blocking_keys(ad) {
            let (block, key) = block_key(key);
            self.blocks[block].remove(key, slot);
        }
    }

    /// Slots of ads to compare with `ad`, each once, in their order.
    pub(super) fn candidates(&self, ad: View<'_>, but: Option<Slot>) -> Vec<Slot> {
        let mut found = Vec::new();
        self.open(ad).into_iter().for_each(|bucket| bucket::take(bucket, &mut found));
        found.sort_unstable();
        found.dedup();
        found.retain(|slot| Some(*slot) != but);
        found
    }

    /// The buckets of an ad, in a cache.
    fn open(&self, ad: View<'_>) -> Vec<Page<'_>> {
        let mut buckets = Vec::with_capacity(BANDS + 16);
        if ad.triples() > 0 {
            let bands = self.bands.iter().enumerate();
            buckets.extend(bands.map(|(band, table)| table.open(band_key(band, ad))));
        }
        for key in blocking_keys(ad) {
            let (block, key) = block_key(key);
            buckets.push(self.blocks[block].open(key));
        }
        // None of them is in a cache: they are asked for all at once.
        black_box(buckets.iter().fold(0, |sum, bucket| sum ^ bucket.touch()));
        buckets
    }
}

fn band_key(band: usize, ad: View<'_>) -> u32 {
    let rows = ad.signature().as_chunks::<4>().0[band];
    low32(mix((band as u64 + 1) << 32 | u64::from(u32::from_le_bytes(rows))))
}

/// The table of a blocking key, and its key there.
fn block_key(key: u32) -> (usize, u32) {
    (key as usize % BLOCKS, key.rotate_right(BLOCKS.ilog2()))
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are a hash")]
fn low32(hash: u64) -> u32 {
    hash as u32
}

/// Employer and town, title and town, title and employer, reference numbers.
fn blocking_keys(ad: View<'_>) -> Vec<u32> {
    let mut title: Vec<u64> = ad.title().map(|word| hash(stem(word, 6))).collect();
    title.sort_unstable();
    let has_title = !title.is_empty();
    let title = title.iter().fold(1, |sum, word| mix(sum ^ word));
    let employer = hash(ad.employer());
    let has_employer = !ad.employer().is_empty();
    let key = |kind: u64, one: u64, other: u64| low32(mix(mix(one ^ kind) ^ other));
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
