//! `--now published`: a hub that was there when each ad was published. Old ads
//! neither expire before they are seen, nor wait as drafts.

use connectors::{Item, ItemError};
use schemas::Timestamp;
use schemas::rejected::Fault;

use super::steps::From;

/// Items that wait for their turn, all in memory.
#[derive(Default)]
pub(super) struct Dated {
    waiting: Vec<(Timestamp, Result<Item, ItemError>, From)>,
}

impl Dated {
    /// Takes what was read. A removal happens after the last ad.
    pub(super) fn wait(&mut self, item: &Result<Item, ItemError>, from: &From) {
        let at = match item {
            Ok(Item::Ad(ad)) => ad.published_at.at,
            _ => Timestamp::from_micros(i64::MAX),
        };
        self.waiting.push((at, item.clone(), from.clone()));
    }

    /// It has not expired when it is seen at its publication.
    pub(super) fn seen_in_time(&self, warnings: &mut Vec<Fault>) {
        warnings.retain(|warning| warning.code != "already_expired");
    }

    /// All of them, in the order of their publication; at one moment, in the
    /// order in which they were read.
    pub(super) fn in_order(
        mut self,
    ) -> impl Iterator<Item = (Timestamp, Result<Item, ItemError>, From)> {
        self.waiting.sort_by_key(|(at, _, _)| *at);
        let last = self.waiting.iter().filter(|(at, _, _)| at.micros() != i64::MAX);
        let last = last.map(|(at, _, _)| *at).max().unwrap_or(Timestamp::from_micros(0));
        self.waiting.into_iter().map(move |(at, item, from)| (at.min(last), item, from))
    }
}
