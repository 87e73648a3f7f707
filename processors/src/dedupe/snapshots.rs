//! Complete snapshots: what two in a row did not show is withdrawn.

use bytes::Bytes;
use schemas::Received;
use schemas::ad::{Removal, RemovalSignal};
use schemas::dedupe_state::{DedupeState, Standing};
use schemas::received::SnapshotMark;

use super::feeds::{Completed, FeedNumber};
use super::recent::Recent;
use super::{Dedupe, FEED_KEY_PREFIX, lacks_part, withdraw};
use crate::by_ad::Slot;
use crate::step::{Arrival, DropReason, Outcome, Outgoing, StateRecord};
use crate::timers::forget_at;

impl Dedupe {
    /// "From here on, all the ads that there are."
    pub(super) fn snapshot_begun(
        &mut self,
        event: &Received,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(snapshot) = &event.snapshot else {
            return lacks_part(event, "/snapshot", arrival, out);
        };
        let feed = self.feed_of(event, snapshot);
        if !self.feeds.begin(feed, &snapshot.id, Recent::mark(event.event_id)) {
            return Outcome::Drop(DropReason::Redelivered);
        }
        self.remember_feed(feed, out);
        Outcome::Drop(DropReason::Marker)
    }

    /// "That was all of them." Withdraws what two complete snapshots in a row
    /// did not show.
    pub(super) fn snapshot_completed(
        &mut self,
        event: &Received,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(snapshot) = &event.snapshot else {
            return lacks_part(event, "/snapshot", arrival, out);
        };
        let feed = self.feed_of(event, snapshot);
        let mark = Recent::mark(event.event_id);
        let Some(completed) = self.feeds.complete(feed, &snapshot.id, mark) else {
            return Outcome::Drop(DropReason::Redelivered);
        };
        let absent = self.absent(feed, completed);
        for slot in &absent {
            let removal = Removal {
                signal: RemovalSignal::AbsentFromSnapshot,
                at: event.received_at,
                reason_code: None,
            };
            let before = *self.ads.at(*slot);
            let mut known = before;
            out.push(withdraw(event, &mut known, removal));
            known.set_forget_at(Some(forget_at(arrival.now)));
            self.remember(known, Some(before), out);
        }
        self.remember_feed(feed, out);
        if absent.is_empty() { Outcome::Drop(DropReason::Marker) } else { Outcome::Emit }
    }

    /// A snapshot shows the ad, and it cannot be read: its last revision
    /// stands, and it is not absent.
    pub(super) fn glimpsed(
        &mut self,
        event: &Received,
        snapshot: &SnapshotMark,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let before = self.ads.get(event.ad_id).copied();
        if let Some(mut known) = before.filter(|known| known.standing == Standing::Live) {
            known.feed = self.feed_of(event, snapshot);
            known.seen = self.feeds.begun(known.feed);
            self.remember(known, before, out);
        }
        Outcome::Drop(DropReason::Marker)
    }

    /// Live ads of a feed that were seen last before both of its last two
    /// complete snapshots, in the order of their ids.
    fn absent(&self, feed: FeedNumber, completed: Completed) -> Vec<Slot> {
        let mut absent: Vec<Slot> = self
            .ads
            .slots()
            .filter(|slot| {
                let known = self.ads.at(*slot);
                known.standing == Standing::Live
                    && known.feed == feed
                    && known.seen < completed.seen_min
            })
            .collect();
        absent.sort_unstable_by_key(|slot| self.ads.at(*slot).ad_id);
        absent
    }

    fn feed_of(&mut self, event: &Received, snapshot: &SnapshotMark) -> FeedNumber {
        let account = event.account.as_deref();
        self.feeds.number(event.partner.as_str(), &snapshot.connector, account)
    }

    fn remember_feed(&self, feed: FeedNumber, out: &mut Vec<Outgoing>) {
        let key = Bytes::from(format!("{FEED_KEY_PREFIX}{}", self.feeds.name(feed)));
        let feed = Some(self.feeds.state(feed));
        let state = DedupeState { feed, ..DedupeState::default() };
        out.push(Outgoing::State(key, Some(StateRecord::Dedupe(state))));
    }
}
