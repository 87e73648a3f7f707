//! What is particular to one change, and revisions that cannot be one.

use schemas::ad::{Ad, Lifecycle, RemovalSignal};
use schemas::change::{ChangeKind, Facets, Grouping, JobRef};
use schemas::rejected::{Fault, RejectReason};
use schemas::{AdId, Revision};

use super::Cause;
use crate::reject::Refused;
use crate::step::{Arrival, Outcome, Outgoing};

/// How an ad ends.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) lifecycle: Lifecycle,
    pub(super) reason: RemovalSignal,
}

impl End {
    pub(super) fn kind(self) -> ChangeKind {
        match self.lifecycle {
            Lifecycle::Erased => ChangeKind::Erased,
            Lifecycle::Expired => ChangeKind::Expired,
            Lifecycle::Withdrawn | Lifecycle::Draft | Lifecycle::Published => ChangeKind::Withdrawn,
        }
    }
}

/// What is particular to one change.
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) kind: ChangeKind,
    pub(super) cause: Cause,
    pub(super) ad_id: AdId,
    pub(super) revision: i64,
    pub(super) job: JobRef,
    pub(super) left_job: Option<JobRef>,
    pub(super) grouping: Option<Grouping>,
    pub(super) previous: Facets,
    pub(super) reason: Option<RemovalSignal>,
    pub(super) ad: Option<Box<Ad>>,
}

pub(super) fn lacks_part(
    event: &Revision,
    pointer: &str,
    arrival: &Arrival,
    out: &mut Vec<Outgoing>,
) -> Outcome {
    let message = format!("{:?} has no {}", event.kind, &pointer[1..]);
    let fault = Fault::new("part_missing", pointer, message);
    let reason = RejectReason::Invalid;
    out.push(Refused::enriched(event).with_event(event, reason, fault, arrival));
    Outcome::Reject(reason)
}

pub(super) fn is_of_another(
    event: &Revision,
    arrival: &Arrival,
    out: &mut Vec<Outgoing>,
) -> Outcome {
    let message = format!("revision of ad {} of {} carries another ad", event.ad_id, event.partner);
    let fault = Fault::new("other_ad", "/ad/ad_id", message);
    let reason = RejectReason::Invalid;
    out.push(Refused::enriched(event).with_event(event, reason, fault, arrival));
    Outcome::Reject(reason)
}
