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
    #[cfg(test)]
    pub(super) comparisons: std::cell::Cell<usize>,
}

impl Similar {
    /// With all of these.
    pub(super) fn with(slots: &[Slot], sketches: &impl Sketches) -> Self {
        let mut gazetteer = Gazetteer::default();
        slots
            .iter()
            .filter_map(|slot| sketches.sketch(*slot).view())
            .for_each(|ad| gazetteer.add(ad));
        Self {
            index: Index::with(slots, sketches),
            gazetteer,
            #[cfg(test)]
            comparisons: std::cell::Cell::default(),
        }
    }

    /// An ad is to be found from now on.
    pub(super) fn add(&mut self, slot: Slot, sketch: &Sketch) {
        if let Some(ad) = sketch.view() {
            self.index.add(slot, ad);
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
    pub(super) fn candidates(&self, sketch: &Sketch, but: Option<Slot>) -> Vec<Slot> {
        sketch.view().map(|ad| self.index.candidates(ad, but)).unwrap_or_default()
    }

    /// Compares a candidate; none when the two are not of one job.
    pub(super) fn same(
        &self,
        left: &Sketch,
        right: &Sketch,
        publishers: Publishers,
    ) -> Option<Evidence> {
        self.count();
        verify::same(left.view()?, right.view()?, publishers, &self.gazetteer)
    }

    /// Compares two ads; none when one of them has no sketch.
    pub(super) fn compare(
        &self,
        left: &Sketch,
        right: &Sketch,
        publishers: Publishers,
    ) -> Option<Evidence> {
        self.count();
        Some(verify::compare(left.view()?, right.view()?, publishers, &self.gazetteer))
    }

    /// Tests count comparisons; the time that they take is nobody's promise.
    fn count(&self) {
        #[cfg(test)]
        self.comparisons.set(self.comparisons.get() + 1);
    }
}

#[cfg(test)]
pub(super) mod corpus;
#[cfg(test)]
mod tests;
