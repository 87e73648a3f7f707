//! What operators said of pairs of ads. Kept until it is lifted, whatever
//! becomes of the ads.

use bytes::Bytes;
use rustc_hash::FxHashMap;
use schemas::AdId;
use schemas::group_state::{GroupState, KnownCorrection};
use schemas::revision::Hold;

use crate::step::{Outgoing, StateRecord};

/// Keys of corrections in the changelog begin with it.
pub(super) const KEY_PREFIX: &str = "hold/";

/// Corrections, by either ad.
#[derive(Default)]
pub(super) struct Corrections {
    of: FxHashMap<AdId, Vec<(AdId, Hold)>>,
}

impl Corrections {
    /// What was said of this ad and others, in the order of their ids.
    pub(super) fn of(&self, ad_id: AdId) -> &[(AdId, Hold)] {
        self.of.get(&ad_id).map_or(&[], Vec::as_slice)
    }

    /// Keeps a correction. False when it says what was known.
    pub(super) fn hold(&mut self, one: AdId, other: AdId, hold: Hold) -> bool {
        let set = self.set(one, other, hold);
        self.set(other, one, hold);
        set
    }

    fn set(&mut self, ad_id: AdId, other: AdId, hold: Hold) -> bool {
        let list = self.of.entry(ad_id).or_default();
        let found = list.binary_search_by_key(&other, |(other, _)| *other);
        let changed = match (found, hold) {
            (Ok(at), Hold::Free) => {
                list.remove(at);
                true
            }
            (Ok(at), hold) => std::mem::replace(&mut list[at].1, hold) != hold,
            (Err(_), Hold::Free) => false,
            (Err(at), hold) => {
                list.insert(at, (other, hold));
                true
            }
        };
        if list.is_empty() {
            self.of.remove(&ad_id);
        }
        changed
    }

    /// From the changelog; `None` lifts it.
    pub(super) fn restore(&mut self, key: &str, correction: Option<&KnownCorrection>) {
        let ids = key[KEY_PREFIX.len()..].split_once('/');
        let ids = ids.and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
        let (one, other): (AdId, AdId) = ids.expect("a key of a correction names two ads");
        self.hold(one, other, correction.map_or(Hold::Free, |correction| correction.hold));
    }
}

/// For the changelog.
pub(super) fn record(correction: KnownCorrection) -> Outgoing {
    let KnownCorrection { ad_id, other_ad_id, hold, .. } = correction;
    let (first, second) = (ad_id.min(other_ad_id), ad_id.max(other_ad_id));
    let key = Bytes::from(format!("{KEY_PREFIX}{first}/{second}"));
    let correction = KnownCorrection { ad_id: first, other_ad_id: second, ..correction };
    let state = GroupState { market: None, ad: None, correction: Some(correction) };
    Outgoing::State(key, (hold != Hold::Free).then_some(StateRecord::Group(state)))
}
