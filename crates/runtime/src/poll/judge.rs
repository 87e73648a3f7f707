//! Whether a round may be believed, and where reading continues.

use connectors::{RoundEnd, RoundKind};
use schemas::Timestamp;
use schemas::cursor::PartnerCursor;
use telemetry::PollEnd;
use tracing::warn;

use super::Options;

/// What a round came to.
pub(super) struct Verdict {
    pub(super) end: PollEnd,
    /// To be committed; `None`: the round is read again.
    pub(super) cursor: Option<PartnerCursor>,
}

/// Judges a round that was read to its end. `cursor` is the stored one, moved
/// on.
pub(super) fn judge(
    options: &Options,
    kind: RoundKind,
    end: &RoundEnd,
    ads: u64,
    mut cursor: PartnerCursor,
    begun_at: Timestamp,
) -> Verdict {
    let partner = &options.profile.partner;
    if kind == RoundKind::Window || end.unchanged {
        return Verdict { end: PollEnd::Done, cursor: Some(cursor) };
    }
    if !end.complete || end.announced.is_some_and(|announced| announced > end.items) {
        warn!(%partner, items = end.items, announced = end.announced, "the snapshot of {partner} is not provably complete");
        return Verdict { end: PollEnd::Cut, cursor: None };
    }
    let last = cursor.snapshot_count.unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
    let (floor, seen) = (last as f64 * (1.0 - options.brake), ads as f64);
    if seen < floor {
        warn!(
            %partner, ads, last,
            "safety brake: the snapshot of {partner} has {ads} ads, the last one had {last}: nothing is withdrawn"
        );
        return Verdict { end: PollEnd::Braked, cursor: Some(cursor) };
    }
    cursor.snapshot_count = i64::try_from(ads).ok();
    cursor.snapshot_at = Some(begun_at);
    Verdict { end: PollEnd::Done, cursor: Some(cursor) }
}
