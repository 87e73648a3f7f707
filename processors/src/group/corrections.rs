//! What operators said of pairs of ads. Kept until it is lifted, whatever
//! becomes of the ads.
//!
//! What is kept never contradicts itself: a new word lifts those before it
//! that it contradicts, the oldest first.

use bytes::Bytes;
use rustc_hash::{FxHashMap, FxHashSet};
use schemas::group_state::{GroupState, KnownCorrection};
use schemas::revision::Hold;
use schemas::{AdId, Timestamp};

use crate::step::{Outgoing, StateRecord};

/// Keys of corrections in the changelog begin with it.
pub(super) const KEY_PREFIX: &str = "hold/";

/// Corrections, by either ad.
#[derive(Default)]
pub struct Corrections {
    of: FxHashMap<AdId, Vec<Said>>,
}

/// What was said of an ad and another.
#[derive(Clone, Copy)]
struct Said {
    other: AdId,
    hold: Hold,
    at: Timestamp,
}

/// What a new word did to those before it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Effect {
    /// What was said of the two before; none, when nothing was.
    pub before: Option<Hold>,
    /// It says something new.
    pub is_new: bool,
    /// Other pairs whose word was lifted, because it contradicted: the
    /// smaller id first.
    pub lifted: Vec<(AdId, AdId)>,
}

impl Corrections {
    /// Nothing was said of any ad.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// What was said of two ads; never [`Hold::Free`].
    pub fn hold_of(&self, one: AdId, other: AdId) -> Option<Hold> {
        self.find(one, other).map(|said| said.hold)
    }

    /// Nothing was said of this ad.
    pub(super) fn are_silent_on(&self, ad_id: AdId) -> bool {
        !self.of.contains_key(&ad_id)
    }

    /// What was said of this ad and others, in the order of their ids.
    pub(super) fn of(&self, ad_id: AdId) -> impl Iterator<Item = (AdId, Hold)> + '_ {
        self.list(ad_id).iter().map(|said| (said.other, said.hold))
    }

    /// The ad, and all that are held together with it, by one word or several
    /// in a row.
    pub fn together(&self, ad_id: AdId) -> Vec<AdId> {
        let mut found = vec![ad_id];
        let mut seen: FxHashSet<AdId> = found.iter().copied().collect();
        let mut next = 0;
        while next < found.len() {
            let ad_id = found[next];
            next += 1;
            for said in self.list(ad_id).iter().filter(|said| said.hold == Hold::Together) {
                if seen.insert(said.other) {
                    found.push(said.other);
                }
            }
        }
        found
    }

    /// Takes in what an operator says of two ads.
    pub fn say(&mut self, one: AdId, other: AdId, hold: Hold, at: Timestamp) -> Effect {
        let before = self.hold_of(one, other);
        let mut effect =
            Effect { before, is_new: before.unwrap_or(Hold::Free) != hold, lifted: Vec::new() };
        if !effect.is_new {
            return effect;
        }
        self.set(one, other, Hold::Free, at);
        while let Some(against) = self.against(one, other, hold) {
            let oldest = against.into_iter().min_by_key(|pair| (self.said_at(*pair), *pair));
            let Some((first, second)) = oldest else { break };
            self.set(first, second, Hold::Free, at);
            effect.lifted.push((first, second));
        }
        self.set(one, other, hold, at);
        effect
    }

    /// From the changelog, in any order; `None` lifts it.
    ///
    /// # Panics
    /// When the key names no two ads.
    pub fn restore(&mut self, key: &str, correction: Option<&KnownCorrection>) {
        let ids = key.strip_prefix(KEY_PREFIX).and_then(|ids| ids.split_once('/'));
        let ids = ids.and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
        let (one, other): (AdId, AdId) = ids.expect("a key of a correction names two ads");
        let (hold, at) = correction.map_or((Hold::Free, Timestamp::default()), |correction| {
            (correction.hold, correction.at)
        });
        self.set(one, other, hold, at);
    }

    /// Words that cannot all be true together with a new one: one of them must
    /// be lifted.
    fn against(&self, one: AdId, other: AdId, hold: Hold) -> Option<Vec<(AdId, AdId)>> {
        match hold {
            Hold::Free => None,
            Hold::Apart => self.path(one, other),
            Hold::Together => {
                let others: FxHashSet<AdId> = self.together(other).into_iter().collect();
                let apart = self.together(one).into_iter().find_map(|left| {
                    let mut apart = self.of(left).filter(|(_, hold)| *hold == Hold::Apart);
                    apart.find(|(right, _)| others.contains(right)).map(|(right, _)| (left, right))
                });
                let (left, right) = apart?;
                let mut against = vec![ordered(left, right)];
                against.extend(self.path(one, left).unwrap_or_default());
                against.extend(self.path(other, right).unwrap_or_default());
                Some(against)
            }
        }
    }

    /// The shortest row of words that hold the two together, the smaller id of
    /// each first.
    fn path(&self, from: AdId, to: AdId) -> Option<Vec<(AdId, AdId)>> {
        let mut came_from: FxHashMap<AdId, AdId> = FxHashMap::default();
        let mut found = vec![from];
        let mut next = 0;
        while next < found.len() && !came_from.contains_key(&to) {
            let ad_id = found[next];
            next += 1;
            for said in self.list(ad_id).iter().filter(|said| said.hold == Hold::Together) {
                if said.other != from && !came_from.contains_key(&said.other) {
                    came_from.insert(said.other, ad_id);
                    found.push(said.other);
                }
            }
        }
        let (mut path, mut at) = (Vec::new(), to);
        while let Some(before) = came_from.get(&at) {
            path.push(ordered(*before, at));
            at = *before;
        }
        (!path.is_empty()).then_some(path)
    }

    fn said_at(&self, (one, other): (AdId, AdId)) -> Timestamp {
        self.find(one, other).map(|said| said.at).unwrap_or_default()
    }

    fn list(&self, ad_id: AdId) -> &[Said] {
        self.of.get(&ad_id).map_or(&[], Vec::as_slice)
    }

    fn find(&self, one: AdId, other: AdId) -> Option<&Said> {
        let list = self.list(one);
        list.binary_search_by_key(&other, |said| said.other).ok().map(|at| &list[at])
    }

    fn set(&mut self, one: AdId, other: AdId, hold: Hold, at: Timestamp) {
        for (ad_id, other) in [(one, other), (other, one)] {
            let list = self.of.entry(ad_id).or_default();
            let said = Said { other, hold, at };
            match (list.binary_search_by_key(&other, |said| said.other), hold) {
                (Ok(at), Hold::Free) => drop(list.remove(at)),
                (Ok(at), Hold::Apart | Hold::Together) => list[at] = said,
                (Err(_), Hold::Free) => {}
                (Err(at), Hold::Apart | Hold::Together) => list.insert(at, said),
            }
            if list.is_empty() {
                self.of.remove(&ad_id);
            }
        }
    }
}

/// The smaller id first.
fn ordered(one: AdId, other: AdId) -> (AdId, AdId) {
    (one.min(other), one.max(other))
}

/// Key of a correction in the changelog.
pub fn key(one: AdId, other: AdId) -> String {
    let (first, second) = ordered(one, other);
    format!("{KEY_PREFIX}{first}/{second}")
}

/// For the changelog. A lifted one stays, to tell who lifted it.
pub(super) fn record(correction: KnownCorrection) -> Outgoing {
    let KnownCorrection { ad_id, other_ad_id, .. } = correction;
    let (first, second) = ordered(ad_id, other_ad_id);
    let key = Bytes::from(key(first, second));
    let correction = KnownCorrection { ad_id: first, other_ad_id: second, ..correction };
    let state = GroupState { correction: Some(Box::new(correction)), ..GroupState::default() };
    Outgoing::State(key, Some(StateRecord::Group(state)))
}
