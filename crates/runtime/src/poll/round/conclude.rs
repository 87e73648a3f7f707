//! What a round that came to its end proves, and what is held.

use connectors::{Round, RoundKind, Step};
use schemas::Timestamp;
use schemas::cursor::PartnerCursor;
use schemas::quarantine::{HeldReason, HeldSnapshot};
use telemetry::PollEnd;
use tracing::{info, warn};

use super::{Broken, Poller};
use crate::poll::chunk::Chunk;
use crate::poll::judge::{Cursors, Held, Verdict, judge};
use crate::poll::{PollError, stored};

impl Poller<'_> {
    pub(super) fn conclude(
        &mut self,
        round: &mut dyn Round,
        chunk: &mut Chunk<'_>,
        begun_at: Timestamp,
    ) -> Result<PollEnd, PollError> {
        let mut end = None;
        let handed = self.handing_over(chunk, |pages, sink| {
            end = Some(round.end(pages, sink));
            Ok(Step::default())
        });
        let end = match (handed, end) {
            (Err(Broken::Poll(error)), _) => return Err(error),
            (_, Some(end)) => end,
            (_, None) => unreachable!("the closure sets it"),
        };
        let cursors = Cursors {
            moved: self.moved(end.cursor.clone()),
            doubted: round.doubted().map(|inner| self.moved(inner)),
        };
        let (kind, shown, held) = (round.kind(), chunk.shown(), self.held.as_ref());
        match judge(self.options, kind, &end, shown, cursors, held, begun_at) {
            Verdict::Nothing(poll_end, cursor) => {
                self.anew = match poll_end {
                    PollEnd::Unchanged => self.must_read_in_full(),
                    // A window between the snapshots of a stream.
                    PollEnd::Done => self.is_released()? && self.has_snapshots(begun_at),
                    _ => self.anew,
                };
                self.commit(chunk, cursor)?;
                Ok(poll_end)
            }
            Verdict::Hold(held) => self.hold(chunk, held),
            Verdict::Believe(cursor) => {
                self.believe(chunk, cursor)?;
                Ok(PollEnd::Done)
            }
        }
    }

    /// An answer that did not change concludes nothing; but an absence that
    /// waits for a second complete snapshot needs one, and what is as it was
    /// when it was last believed ends what is held since.
    fn must_read_in_full(&self) -> bool {
        let cursor = self.cursor.as_ref();
        let waits = cursor
            .is_some_and(|cursor| cursor.snapshot_count.is_some() && !cursor.snapshot_settled);
        self.held.is_some() || waits
    }

    fn has_snapshots(&self, now: Timestamp) -> bool {
        self.connector.begin(None, now).kind() == RoundKind::Snapshot
    }

    /// What is held was released: the next snapshot need not wait for its time.
    fn is_released(&self) -> Result<bool, PollError> {
        let Some(held) = &self.held else { return Ok(false) };
        Ok(stored::quarantine(self.hub, &self.options.profile.partner)?.1 == Some(held.since))
    }

    /// A complete snapshot is not believed, unless the operator has let it
    /// through.
    fn hold(&mut self, chunk: &mut Chunk<'_>, found: Held) -> Result<PollEnd, PollError> {
        let partner = &self.options.profile.partner;
        let Held { held, believed, doubted } = found;
        let (ads, before) = (held.ads, held.ads_before);
        if self.is_released()? {
            info!(%partner, ads, before, "the snapshot of {partner} with {ads} ads was released, it had {before}");
            self.believe(chunk, believed)?;
            return Ok(PollEnd::Done);
        }
        warn!(
            %partner, ads, before,
            "safety brake: the snapshot of {partner} has {ads} ads, the last one had {before}: it is \
             held and nothing is withdrawn; look with: adhub quarantine show {partner}"
        );
        self.anew = false;
        chunk.hold(&held)?;
        match doubted {
            Some(cursor) => self.commit(chunk, Some(cursor))?,
            None => chunk.flush(&mut self.transactions)?,
        }
        let end = match held.reason {
            HeldReason::Shrunk => PollEnd::Braked,
            HeldReason::Empty => PollEnd::Empty,
        };
        self.keep_held(Some(held));
        Ok(end)
    }

    /// A complete snapshot: absence counts. What was held is over.
    fn believe(&mut self, chunk: &mut Chunk<'_>, cursor: PartnerCursor) -> Result<(), PollError> {
        self.anew = false;
        chunk.complete()?;
        if self.held.is_some() {
            chunk.let_go();
        }
        self.commit(chunk, Some(cursor))?;
        self.keep_held(None);
        self.hub.metrics.runtime.snapshot(self.options.profile.partner.as_str(), chunk.ads());
        Ok(())
    }

    fn keep_held(&mut self, held: Option<HeldSnapshot>) {
        let partner = self.options.profile.partner.as_str();
        let snapshots = held.as_ref().map_or(0, |held| held.snapshots);
        self.hub.metrics.runtime.held(partner, snapshots);
        self.held = held;
    }

    fn commit(
        &mut self,
        chunk: &mut Chunk<'_>,
        cursor: Option<PartnerCursor>,
    ) -> Result<(), PollError> {
        if let Some(cursor) = cursor {
            chunk.cursor(&cursor)?;
            chunk.flush(&mut self.transactions)?;
            self.cursor = Some(cursor);
        }
        Ok(())
    }

    /// The stored cursor with another inner one.
    pub(super) fn moved(&self, inner: connectors::Cursor) -> PartnerCursor {
        let before = self.cursor.as_ref();
        PartnerCursor {
            partner: self.options.profile.partner.clone(),
            at: self.hub.clock.now(),
            cursor: inner,
            snapshot_count: before.and_then(|cursor| cursor.snapshot_count),
            snapshot_at: before.and_then(|cursor| cursor.snapshot_at),
            snapshot_ids: before.and_then(|cursor| cursor.snapshot_ids),
            snapshot_settled: before.is_some_and(|cursor| cursor.snapshot_settled),
        }
    }
}
