//! An operator holds two ads apart or together.

use schemas::Revision;
use schemas::group_state::KnownCorrection;

use super::{Cause, Group, corrections, is_of_another, lacks_part, member};
use crate::step::{Arrival, DropReason, Outcome, Outgoing};

impl Group {
    /// Keeps what an operator says, and moves the ad that it is about when it
    /// is public and came along as it is now.
    pub(super) fn corrected(
        &mut self,
        mut event: Revision,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(correction) = event.correction.clone() else {
            return lacks_part(&event, "/correction", arrival, out);
        };
        if correction.ad_id == event.ad_id {
            return lacks_part(&event, "/correction/ad_id of another ad", arrival, out);
        }
        if event.ad.as_ref().is_some_and(|ad| ad.ad_id != event.ad_id) {
            return is_of_another(&event, arrival, out);
        }
        let is_new = self.market.corrections.hold(event.ad_id, correction.ad_id, correction.hold);
        if is_new {
            out.push(corrections::record(KnownCorrection {
                ad_id: event.ad_id,
                other_ad_id: correction.ad_id,
                hold: correction.hold,
                at: arrival.now,
                by: correction.by,
                note: correction.note,
            }));
        }
        let current = self.market.ad(event.ad_id).filter(|member| {
            member::Member::is_public(member) && member.revision == event.revision
        });
        let job = current.and_then(|member| member.job);
        if let (Some(job), Some(mut ad)) = (job, event.ad.take()) {
            ad.revision = event.revision;
            let showing = self.market.showing(&ad);
            let vacancy = self.market.place(ad.ad_id, &showing).vacancy;
            if vacancy.map(|vacancy| vacancy.id) != Some(job) {
                let cause =
                    Cause { is_correction: true, ..Cause::new(arrival.now, event.received_at) };
                self.show(ad, cause, out);
                return Outcome::Emit;
            }
        }
        Outcome::Drop(if is_new { DropReason::Kept } else { DropReason::Redelivered })
    }
}
