//! Whether a round may be believed, and where reading continues.

use connectors::{RoundEnd, RoundKind};
use schemas::Timestamp;
use schemas::cursor::PartnerCursor;
use schemas::quarantine::{HeldReason, HeldSnapshot};
use telemetry::PollEnd;
use tracing::warn;

use super::Options;

/// What a round came to.
pub(super) enum Verdict {
    /// Nothing is concluded. A cursor is to be committed; `None`: the round is
    /// read again.
    Nothing(PollEnd, Option<PartnerCursor>),
    /// A complete snapshot that is not believed, unless it was released.
    Hold(Held),
    /// A complete snapshot.
    Believe(PartnerCursor),
}

/// A complete snapshot that is not believed.
pub(super) struct Held {
    pub(super) held: HeldSnapshot,
    /// As if it were believed.
    pub(super) believed: PartnerCursor,
    /// As it is not; `None`: reading continues where it was.
    pub(super) doubted: Option<PartnerCursor>,
}

/// What a round showed.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Ads that are there.
    pub(super) ads: u64,
    /// Sum over their ids.
    pub(super) ids: i64,
}

/// Where reading may continue.
pub(super) struct Cursors {
    /// The stored one, moved on.
    pub(super) moved: PartnerCursor,
    /// After a snapshot that is not believed; `None`: where it was.
    pub(super) doubted: Option<PartnerCursor>,
}

/// Judges a round that was read to its end; `held` is what is held already.
pub(super) fn judge(
    options: &Options,
    kind: RoundKind,
    end: &RoundEnd,
    shown: Shown,
    cursors: Cursors,
    held: Option<&HeldSnapshot>,
    begun_at: Timestamp,
) -> Verdict {
    let partner = &options.profile.partner;
    let Cursors { moved: cursor, doubted } = cursors;
    if end.unchanged {
        return Verdict::Nothing(PollEnd::Unchanged, Some(cursor));
    }
    if kind == RoundKind::Window {
        return Verdict::Nothing(PollEnd::Done, Some(cursor));
    }
    if let Some(limit) = end.limit {
        let (items, announced) = (end.items, end.announced);
        warn!(%partner, items, limit, announced, "{partner} shows no more than {limit} items of a search, and has more: {items} were read, nothing is withdrawn; ask for less, or in parts");
        return Verdict::Nothing(PollEnd::Limited, None);
    }
    if let Some(announced) = end.announced.filter(|announced| *announced > end.items) {
        let items = end.items;
        warn!(%partner, items, announced, "the snapshot of {partner} has {items} items and announces {announced}");
        return Verdict::Nothing(PollEnd::Short, None);
    }
    if !end.complete {
        let items = end.items;
        warn!(%partner, items, "the snapshot of {partner} is not provably complete");
        let end = if items == 0 { PollEnd::Empty } else { PollEnd::Partial };
        return Verdict::Nothing(end, None);
    }
    let ads = i64::try_from(shown.ads).unwrap_or(i64::MAX);
    let before = cursor.snapshot_count.unwrap_or(0);
    let believed = PartnerCursor {
        snapshot_count: Some(ads),
        snapshot_at: Some(begun_at),
        snapshot_ids: Some(shown.ids),
        snapshot_settled: cursor.snapshot_ids == Some(shown.ids)
            && cursor.snapshot_count == Some(ads),
        ..cursor.clone()
    };
    let Some(reason) = doubt(options.brake, ads, before) else { return Verdict::Believe(believed) };
    let held = HeldSnapshot {
        since: held.map_or(begun_at, |held| held.since),
        reason,
        snapshots: held.map_or(0, |held| held.snapshots).saturating_add(1),
        ads,
        ads_before: before,
    };
    Verdict::Hold(Held { held, believed, doubted })
}

/// The safety brake. Nothing at all is doubted with any brake.
fn doubt(brake: f64, ads: i64, before: i64) -> Option<HeldReason> {
    if ads == 0 && before > 0 {
        return Some(HeldReason::Empty);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
    let (floor, seen) = (before as f64 * (1.0 - brake), ads as f64);
    (seen < floor).then_some(HeldReason::Shrunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(brake: f64, before: i64, ads: i64, expected: Option<HeldReason>) {
        assert_eq!(doubt(brake, ads, before), expected, "{ads} after {before}, brake {brake}");
    }

    #[test]
    fn the_brake_holds_what_shrinks_too_much_and_what_is_empty() {
        check(0.2, 100, 80, None);
        check(0.2, 100, 79, Some(HeldReason::Shrunk));
        check(0.0, 100, 99, Some(HeldReason::Shrunk));
        check(1.0, 100, 1, None);
        check(1.0, 100, 0, Some(HeldReason::Empty));
        check(0.2, 0, 0, None);
        check(0.2, 100, 300, None);
    }
}
