//! Which words are towns, and which region a town is in: learnt from the ads
//! that are there, so that it knows every country, and follows them.

use rustc_hash::FxHashMap;

use super::sketch::View;

/// An ad with more words for its places lists several; they teach nothing.
const TOWN_WORDS_MAX: usize = 2;

/// Towns of the ads that it was told of.
#[derive(Default)]
pub(super) struct Gazetteer {
    towns: FxHashMap<u32, u32>,
    in_region: FxHashMap<(u32, u32), u32>,
    regions: FxHashMap<u32, u32>,
}

impl Gazetteer {
    pub(super) fn add(&mut self, ad: View<'_>) {
        if ad.towns().count() > TOWN_WORDS_MAX {
            return;
        }
        for town in ad.towns() {
            *self.towns.entry(town).or_default() += 1;
            for region in ad.regions() {
                *self.in_region.entry((town, region)).or_default() += 1;
                *self.regions.entry(town).or_default() += 1;
            }
        }
    }

    pub(super) fn remove(&mut self, ad: View<'_>) {
        if ad.towns().count() > TOWN_WORDS_MAX {
            return;
        }
        for town in ad.towns() {
            less(&mut self.towns, &town);
            for region in ad.regions() {
                less(&mut self.in_region, &(town, region));
                less(&mut self.regions, &town);
            }
        }
    }

    /// Some ad is in a town of this name.
    pub(super) fn is_town(&self, word: u32) -> bool {
        self.towns.contains_key(&word)
    }

    /// Whether a town is in one of these regions; none when its region is not
    /// known.
    pub(super) fn is_in(&self, town: u32, mut regions: impl Iterator<Item = u32>) -> Option<bool> {
        self.regions.get(&town)?;
        Some(regions.any(|region| self.in_region.contains_key(&(town, region))))
    }
}

fn less<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
