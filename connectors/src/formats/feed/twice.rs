//! Ids that come twice in one feed.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use schemas::{Ad, AdId};

use crate::formats::dialect::Duplicates;
use crate::item::{Item, ItemError};

/// Most ids that are remembered: four times the largest feed that is allowed
/// anywhere (LinkedIn: 500,000). What comes after is let through, and `dedupe`
/// drops what is the same.
const IDS_MAX: usize = 2_000_000;
/// Most ads that are held back to put their places together. What comes after
/// is let through as it is.
const HELD_MAX: usize = 20_000;

/// What was met so far.
pub(super) enum Twice {
    First(HashSet<AdId>),
    Merge { at: HashMap<AdId, usize>, held: Vec<Ad> },
    Keep,
}

/// What becomes of an ad.
pub(super) enum Met {
    /// It goes on.
    New(Box<Ad>),
    /// It waits for others of its id.
    Held,
    /// Its id came before.
    Again(String),
}

impl Twice {
    pub(super) fn new(duplicates: Duplicates) -> Self {
        match duplicates {
            Duplicates::First => Self::First(HashSet::new()),
            Duplicates::MergePlaces => Self::Merge { at: HashMap::new(), held: Vec::new() },
            Duplicates::Keep => Self::Keep,
        }
    }

    pub(super) fn meet(&mut self, ad: Box<Ad>) -> Met {
        match self {
            Self::Keep => Met::New(ad),
            Self::First(ids) => {
                if ids.contains(&ad.ad_id) {
                    return Met::Again(ad.source.external_id.to_string());
                }
                if ids.len() < IDS_MAX {
                    ids.insert(ad.ad_id);
                }
                Met::New(ad)
            }
            Self::Merge { at, held } => match at.entry(ad.ad_id) {
                Entry::Occupied(place) => {
                    merge(&mut held[*place.get()], *ad);
                    Met::Held
                }
                Entry::Vacant(_) if held.len() == HELD_MAX => Met::New(ad),
                Entry::Vacant(place) => {
                    place.insert(held.len());
                    held.push(*ad);
                    Met::Held
                }
            },
        }
    }

    /// Hands over what waited.
    pub(super) fn hand_over(&mut self, sink: &mut dyn FnMut(Result<Item, ItemError>)) {
        if let Self::Merge { at, held } = self {
            at.clear();
            held.drain(..).for_each(|ad| sink(Ok(Item::Ad(Box::new(ad)))));
        }
    }
}

/// The places of one more row of the same ad.
fn merge(ad: &mut Ad, more: Ad) {
    for place in more.locations {
        if !ad.locations.contains(&place) {
            ad.locations.push(place);
        }
    }
    for region in more.remote_regions {
        if !ad.remote_regions.contains(&region) {
            ad.remote_regions.push(region);
        }
    }
}
