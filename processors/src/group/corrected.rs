//! An operator holds two ads apart or together, or takes that back.

use schemas::group_state::KnownCorrection;
use schemas::revision::{Correction, Hold};
use schemas::{AdId, Revision, Timestamp};

use super::corrections::{self, Effect};
use super::market::Showing;
use super::placing::Anew;
use super::{Cause, Group, lacks_part};
use crate::step::{Arrival, DropReason, Outcome, Outgoing};

impl Group {
    /// Keeps what an operator says, and moves the ads that it is about.
    pub(super) fn corrected(
        &mut self,
        event: &Revision,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(correction) = &event.correction else {
            return lacks_part(event, "/correction", arrival, out);
        };
        if correction.ad_id == event.ad_id {
            return lacks_part(event, "/correction/ad_id of another ad", arrival, out);
        }
        let pair = (event.ad_id, correction.ad_id);
        let effect = self.say(pair, correction, event.received_at, out);
        if !effect.is_new {
            return Outcome::Drop(DropReason::Redelivered);
        }
        let before = out.len();
        let cause = Cause { at: arrival.now, received_at: event.received_at };
        self.take_effect(pair, correction.hold, &effect, cause, out);
        let moved = out[before..].iter().any(|out| matches!(out, Outgoing::Moved { .. }));
        if moved { Outcome::Emit } else { Outcome::Drop(DropReason::Kept) }
    }

    /// A partner gives an ad again under another id: what was said of it under
    /// the old one holds of the new one, too.
    pub(super) fn inherit(
        &mut self,
        ad_id: AdId,
        showing: &Showing,
        at: Timestamp,
        out: &mut Vec<Outgoing>,
    ) {
        let corrections = &self.market.corrections;
        if corrections.is_empty() || !corrections.are_silent_on(ad_id) {
            return;
        }
        let Some(earlier) = self.market.repeated(ad_id, showing) else { return };
        let words: Vec<(AdId, Hold)> = self.market.corrections.of(earlier).collect();
        for (other, hold) in words.into_iter().filter(|(other, _)| *other != ad_id) {
            let note = format!("as of {earlier}, which it repeats");
            let word = Correction { ad_id: other, hold, by: "adhub".to_owned(), note };
            self.say((ad_id, other), &word, at, out);
        }
    }

    /// Keeps a word, and lifts those that it contradicts.
    pub(super) fn say(
        &mut self,
        (one, other): (AdId, AdId),
        correction: &Correction,
        at: Timestamp,
        out: &mut Vec<Outgoing>,
    ) -> Effect {
        let Correction { hold, by, note, .. } = correction;
        let effect = self.market.corrections.say(one, other, *hold, at);
        if !effect.is_new {
            return effect;
        }
        let record = |(ad_id, other_ad_id), hold, note: String| {
            let by = by.clone();
            corrections::record(KnownCorrection { ad_id, other_ad_id, hold, at, by, note })
        };
        out.push(record((one, other), *hold, note.clone()));
        for pair in &effect.lifted {
            let note = format!("contradicted by {}: {note}", corrections::key(one, other));
            out.push(record(*pair, Hold::Free, note));
        }
        effect
    }

    fn take_effect(
        &mut self,
        (one, other): (AdId, AdId),
        hold: Hold,
        effect: &Effect,
        cause: Cause,
        out: &mut Vec<Outgoing>,
    ) {
        let was_together = effect.before == Some(Hold::Together);
        let parts = hold == Hold::Apart || (hold == Hold::Free && was_together);
        if parts && let Some(leaver) = self.leaver(one, other) {
            let how = if hold == Hold::Free { Anew::Released } else { Anew::ByRules };
            if let Some(job) = self.place_anew(leaver, how, cause, out) {
                self.tasks.begin(job, true, cause.at);
            }
        }
        let lifted = effect.lifted.iter().flat_map(|(one, other)| [*one, *other]);
        for ad_id in [one, other].into_iter().chain(lifted) {
            if let Some(job) = self.place_anew(ad_id, Anew::ByRules, cause, out) {
                self.tasks.begin(job, false, cause.at);
            }
        }
        self.go_on(super::moving::PLACED_MAX, cause, out);
    }

    /// Which of two ads of one job is not on the side of its canonical ad, and
    /// so leaves it; none when they are in no job together.
    fn leaver(&self, one: AdId, other: AdId) -> Option<AdId> {
        let job = self.market.job_of(one)?;
        if self.market.job_of(other) != Some(job) {
            return None;
        }
        let canonical = self.market.view(job).canonical?;
        let side = self.market.corrections.together(canonical);
        let since = |ad_id| self.market.ad(ad_id).map(|member| member.since);
        Some(match (side.contains(&one), side.contains(&other)) {
            (true, false) => other,
            (false, true) => one,
            _ if since(one) > since(other) => one,
            _ => other,
        })
    }
}
