//! Where the complete snapshots of each feed stand.
//!
//! A feed is what one connector reads of one partner and account. Its
//! snapshots are counted as they begin; an ad remembers the count at which it
//! was seen last. An ad is absent from two complete snapshots in a row when it
//! was seen last before the earlier of the two began, so no ad is written for
//! being absent.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use schemas::dedupe_state::KnownFeed;

use super::recent::Recent;

/// Number of a feed in this process.
pub(super) type FeedNumber = u32;

/// Feeds by name.
#[derive(Default)]
pub(super) struct Feeds {
    numbers: FxHashMap<Box<str>, FeedNumber>,
    feeds: Vec<Feed>,
    /// Room in which a name is put together.
    name: String,
}

/// One feed.
struct Feed {
    name: Box<str>,
    known: KnownFeed,
    recent: Recent,
}

/// What a completed snapshot means for the ads of its feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Completed {
    /// Ads last seen at a lower count are gone.
    pub(super) seen_min: u32,
}

impl Feeds {
    /// The number of a feed, new or known.
    pub(super) fn number(
        &mut self,
        partner: &str,
        connector: &str,
        account: Option<&str>,
    ) -> FeedNumber {
        self.name.clear();
        write!(self.name, "{partner}/{connector}/{}", account.unwrap_or(""))
            .expect("a string takes what it is given");
        let name = std::mem::take(&mut self.name);
        let number = self.named(&name);
        self.name = name;
        number
    }

    /// The number of a feed whose name is known already.
    pub(super) fn named(&mut self, name: &str) -> FeedNumber {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = FeedNumber::try_from(self.feeds.len())
            .expect("four thousand million feeds do not fit in memory");
        self.numbers.insert(name.into(), number);
        self.feeds.push(Feed {
            name: name.into(),
            known: KnownFeed::default(),
            recent: Recent::default(),
        });
        number
    }

    /// The name of a feed.
    pub(super) fn name(&self, feed: FeedNumber) -> &str {
        &self.feeds[feed as usize].name
    }

    /// Number of its snapshots begun so far.
    pub(super) fn begun(&self, feed: FeedNumber) -> u32 {
        count(self.feeds[feed as usize].known.begun)
    }

    /// Takes what was known before.
    pub(super) fn restore(&mut self, name: &str, known: KnownFeed) {
        let number = self.named(name);
        let feed = &mut self.feeds[number as usize];
        feed.recent = Recent::restore(&known.recent);
        feed.known = known;
    }

    /// What is to be remembered.
    pub(super) fn state(&self, feed: FeedNumber) -> KnownFeed {
        let feed = &self.feeds[feed as usize];
        KnownFeed { recent: feed.recent.state(), ..feed.known.clone() }
    }

    /// A snapshot begins. An open one is given up: it never completed. False
    /// when this marker was seen before.
    pub(super) fn begin(&mut self, feed: FeedNumber, id: &str, marker: u64) -> bool {
        let feed = &mut self.feeds[feed as usize];
        if feed.recent.contains(marker) || (feed.known.begun > 0 && feed.known.begun_id == id) {
            return false;
        }
        feed.recent.push(marker);
        feed.known.begun = feed.known.begun.saturating_add(1);
        id.clone_into(&mut feed.known.begun_id);
        feed.known.open = true;
        true
    }

    /// A snapshot is complete. None when it is not the open one.
    pub(super) fn complete(
        &mut self,
        feed: FeedNumber,
        id: &str,
        marker: u64,
    ) -> Option<Completed> {
        let feed = &mut self.feeds[feed as usize];
        if feed.recent.contains(marker) || !feed.known.open || feed.known.begun_id != id {
            return None;
        }
        feed.recent.push(marker);
        let earlier = feed.known.completed;
        feed.known.completed = feed.known.begun;
        feed.known.open = false;
        Some(Completed { seen_min: count(earlier) })
    }
}

/// A count of snapshots; one in each second would take 136 years to fill it.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}
