//! Which words are towns, which region a town is in, and which employer has
//! one title in several places: learnt from the ads that are there, so that it
//! knows every country, and follows them.

use rustc_hash::FxHashMap;

use super::sketch::View;
use super::words::{STEM_CHARS, hash32, stem};

/// An ad with more words for its places lists several; they teach nothing.
const TOWN_WORDS_MAX: usize = 2;

/// Towns of the ads that it was told of.
#[derive(Default)]
pub(super) struct Gazetteer {
    towns: FxHashMap<u32, u32>,
    in_region: FxHashMap<(u32, u32), u32>,
    regions: FxHashMap<u32, u32>,
    /// Ads by employer and title, and by these and a town.
    openings: FxHashMap<u32, u32>,
    openings_in: FxHashMap<(u32, u32), u32>,
}

impl Gazetteer {
    pub(super) fn add(&mut self, ad: View<'_>) {
        if ad.towns().count() > TOWN_WORDS_MAX {
            return;
        }
        let opening = opening(ad).filter(|_| ad.towns().next().is_some());
        if let Some(opening) = opening {
            *self.openings.entry(opening).or_default() += 1;
        }
        for town in ad.towns() {
            if let Some(opening) = opening {
                *self.openings_in.entry((opening, town)).or_default() += 1;
            }
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
        let opening = opening(ad).filter(|_| ad.towns().next().is_some());
        if let Some(opening) = opening {
            less(&mut self.openings, &opening);
        }
        for town in ad.towns() {
            if let Some(opening) = opening {
                less(&mut self.openings_in, &(opening, town));
            }
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

    /// The employer has this title in another town too, so that an ad that
    /// names no town could be of either.
    pub(super) fn is_spread(&self, ad: View<'_>, towns: impl Iterator<Item = u32>) -> bool {
        let Some(opening) = opening(ad) else { return false };
        let all = self.openings.get(&opening).copied().unwrap_or_default();
        let of_town = |town| self.openings_in.get(&(opening, town)).copied().unwrap_or_default();
        towns.map(of_town).max().unwrap_or_default() < all
    }

    /// Whether a town is in one of these regions; none when its region is not
    /// known.
    pub(super) fn is_in(&self, town: u32, mut regions: impl Iterator<Item = u32>) -> Option<bool> {
        self.regions.get(&town)?;
        Some(regions.any(|region| self.in_region.contains_key(&(town, region))))
    }
}

/// Employer and title as one number; none when one is not given.
fn opening(ad: View<'_>) -> Option<u32> {
    let mut title: Vec<&str> = ad.title().map(|word| stem(word, STEM_CHARS)).collect();
    if title.is_empty() || ad.employer().is_empty() {
        return None;
    }
    title.sort_unstable();
    Some(hash32(&format!("{} {}", ad.employer(), title.join(" "))))
}

fn less<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
