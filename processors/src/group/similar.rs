//! Which ads say the same of one job, though they share no id? Candidates by
//! signature and by blocking keys, then a comparison fact by fact.

mod body;
mod evidence;
mod gazetteer;
mod index;
mod lexicon;
mod marks;
mod place;
mod sharing;
mod sketch;
mod title;
mod verify;
mod words;
mod workplace;

pub(super) use evidence::Evidence;
pub(super) use index::Sketches;
pub(super) use sketch::Sketch;
pub(super) use verify::Publishers;

use self::gazetteer::Gazetteer;
use self::index::Index;
use crate::by_ad::Slot;

/// The rules' version, told with each match: sketches, facts and thresholds.
pub(super) const RULE: &str = "similar-2";

/// Ads to compare new ones with.
#[derive(Default)]
pub(super) struct Similar {
    index: Index,
    gazetteer: Gazetteer,
}

impl Similar {
    /// With all of these.
    pub(super) fn with(slots: &[Slot], sketches: &impl Sketches) -> Self {
        let mut similar = Self::default();
        similar.index.reserve(slots.len());
        for slot in slots {
            similar.add(*slot, sketches);
        }
        similar
    }

    /// An ad, whose sketch is in its slot, is to be found from now on.
    pub(super) fn add(&mut self, slot: Slot, sketches: &impl Sketches) {
        if let Some(ad) = sketches.sketch(slot).view() {
            self.index.add(slot, ad, sketches);
            self.gazetteer.add(ad);
        }
    }

    /// An ad that was added is not to be found any more.
    pub(super) fn remove(&mut self, slot: Slot, sketch: &Sketch) {
        if let Some(ad) = sketch.view() {
            self.index.remove(slot, ad);
            self.gazetteer.remove(ad);
        }
    }

    /// Ads that may be of the same job, in the order of slots.
    pub(super) fn candidates(
        &self,
        sketch: &Sketch,
        but: Option<Slot>,
        sketches: &impl Sketches,
    ) -> Vec<Slot> {
        sketch.view().map(|ad| self.index.candidates(ad, but, sketches)).unwrap_or_default()
    }

    /// Compares a candidate; none when the two are not of one job.
    pub(super) fn same(
        &self,
        left: &Sketch,
        right: &Sketch,
        publishers: Publishers,
    ) -> Option<Evidence> {
        verify::same(left.view()?, right.view()?, publishers, &self.gazetteer)
    }

    /// Compares two ads; none when one of them has no sketch.
    pub(super) fn compare(
        &self,
        left: &Sketch,
        right: &Sketch,
        publishers: Publishers,
    ) -> Option<Evidence> {
        Some(verify::compare(left.view()?, right.view()?, publishers, &self.gazetteer))
    }
}

#[cfg(test)]
pub(super) mod corpus;
#[cfg(test)]
mod tests;
