//! What was derived, against what is there.

use bytes::Bytes;
use eventlog::Produce;
use processors::Outcome;
use runtime::process::derive::Derivation;
use schemas::contacts::Contacts;
use schemas::{PartnerName, Rejected, Timestamp, topic};

use super::StepAudit;
use crate::commands::audit::cut::of_contacts;
use crate::commands::audit::latest::Digest;
use crate::commands::audit::report::{At, Check};
use crate::commands::audit::seen::{Output, find_header};
use crate::commands::audit::steps::{Audited, ad_of};
use crate::commands::audit::values::contrast;

impl<S: Audited> StepAudit<'_, S> {
    /// Takes in what was derived. True when all of it is there. `must`: what
    /// is not there is missing.
    pub(super) fn settle(
        &mut self,
        records: Vec<Produce>,
        must: bool,
        partner: Option<&PartnerName>,
    ) -> anyhow::Result<bool> {
        let mut whole = true;
        for record in records {
            let name = record.topic.as_str();
            if name == S::OUTPUT {
                whole &= self.output(&record, must)?;
            } else if let Some(state) = Derivation::<S>::state()
                && name == state
            {
                let value = record.value.as_ref();
                let digest = Digest::of::<S::State>(self.hub, state, value, S::certain);
                self.state.insert(record.key.unwrap_or_default(), digest);
            } else if name == topic::ADS_CONTACTS {
                let value = record.value.as_ref();
                let name = topic::ADS_CONTACTS;
                let digest = Digest::of::<Contacts>(self.hub, name, value, of_contacts);
                self.contacts.insert(record.key.unwrap_or_default(), digest);
            } else if name == topic::ADS_REJECTED
                && let (Some(partner), Some(value)) = (partner, record.value)
            {
                let place = self.hub.codec.decode::<Rejected>(&value)?.place;
                self.rejections.expect(place, Some(value), S::NAME.as_str(), partner);
            }
            // `ads.current` is compared with `changes` as a whole.
        }
        Ok(whole)
    }

    /// One derived output. True when it is there.
    fn output(&mut self, derived: &Produce, must: bool) -> anyhow::Result<bool> {
        let cause = find_header(&derived.headers, "ce_id").cloned().unwrap_or_default();
        let at = find_header(&derived.headers, "ce_time");
        let at = at.and_then(|time| std::str::from_utf8(time).ok()?.parse().ok());
        let at: Timestamp = at.unwrap_or_default();
        let ad_id = ad_of(derived.key.as_ref());
        let says = |what: fn(&S::Out) -> bool| {
            let value = derived.value.as_deref();
            value.and_then(|value| self.hub.codec.decode(value).ok()).is_some_and(|out| what(&out))
        };
        let Some(index) = self.cut.outputs.find(&cause, derived.key.as_ref(), at)? else {
            let is_unsure = must && !self.complete && says(S::rests_on_others);
            if must && !is_unsure {
                let position = match self.cut.outputs.head()? {
                    Some(head) => head.record.position,
                    None => self.cut.outputs.end(),
                };
                let place = self.at(position);
                let expected = self.words(&cause, derived.value.as_ref());
                self.report.differs(Check::Missing, place, ad_id, "nothing of it", expected);
            }
            return Ok(false);
        };
        for _ in 0..index {
            if let Some(output) = self.cut.outputs.pop() {
                self.unexpected(&output, "nothing: no input leads to it here");
            }
        }
        let Some(seen) = self.cut.outputs.pop() else { return Ok(false) };
        self.line.outputs += 1;
        let mut loose = if self.complete { Vec::new() } else { S::OF_OTHERS.to_vec() };
        if seen.record.value != derived.value && says(S::is_without_ad) {
            loose.push("ad");
        }
        let (value, derived) = (seen.record.value.as_ref(), derived.value.as_ref());
        if let Some(found) = contrast::<S::Out>(self.hub, value, derived, &loose) {
            let place = self.at(seen.record.position);
            self.report.differs(Check::Differs, place, ad_id, found.seen, found.expected);
        }
        Ok(true)
    }

    /// Outputs of an input that are there beyond those that were derived. True
    /// when there are any. Many ads may have one cause, as when a snapshot
    /// withdraws them: an output of another ad is not of this one's input.
    pub(super) fn extra(
        &mut self,
        cause: &Bytes,
        key: Option<&Bytes>,
        outcome: Outcome,
    ) -> anyhow::Result<bool> {
        let is_ad = ad_of(key).is_some();
        let own = |output: &Output| !is_ad || output.record.key.as_ref() == key;
        let mut found = false;
        while self
            .cut
            .outputs
            .head()?
            .is_some_and(|head| head.cause == cause && !head.is_timer && own(head))
        {
            let Some(output) = self.cut.outputs.pop() else { break };
            let expected = match outcome {
                Outcome::Emit => "once only".to_owned(),
                Outcome::Drop(reason) => format!("nothing: {} is dropped", reason.as_str()),
                Outcome::Reject(reason) => format!("nothing: {} is rejected", reason.as_str()),
            };
            found |= self.unexpected(&output, &expected);
        }
        Ok(found)
    }

    /// An output that nothing leads to: a difference, unless it is the first
    /// that is heard of an ad. True when it is a difference.
    pub(super) fn unexpected(&mut self, output: &Output, expected: &str) -> bool {
        let ad_id = ad_of(output.record.key.as_ref());
        let value = output.record.value.as_deref().unwrap_or_default();
        let rests_on_others =
            || self.hub.codec.decode(value).is_ok_and(|output| S::rests_on_others(&output));
        let is_known = ad_id.is_none_or(|ad_id| self.known.contains(&ad_id));
        if !self.complete && (!is_known || rests_on_others()) {
            self.line.underivable += 1;
            self.believe(output);
            return false;
        }
        let place = self.at(output.record.position);
        let seen = self.words(&output.cause, output.record.value.as_ref());
        self.report.differs(Check::Unexpected, place, ad_id, seen, expected);
        true
    }

    /// Learns the state of an ad from an output.
    pub(super) fn believe(&mut self, output: &Output) {
        let Some(ad_id) = ad_of(output.record.key.as_ref()) else { return };
        let value = output.record.value.as_deref().unwrap_or_default();
        let Ok(output) = self.hub.codec.decode::<S::Out>(value) else { return };
        if let Some((key, state)) = S::besides(&output) {
            self.derivation.restore(key.as_bytes(), Some(state));
        }
        if let Some(state) = S::after(&output) {
            self.derivation.restore(ad_id.to_string().as_bytes(), Some(state));
            self.known.insert(ad_id);
        }
    }

    fn at(&self, position: u64) -> At {
        At { topic: S::OUTPUT, partition: self.place.output, position }
    }

    /// An output in a few words.
    fn words(&self, cause: &Bytes, value: Option<&Bytes>) -> String {
        let cause = String::from_utf8_lossy(cause);
        let decoded = value.map(|value| self.hub.codec.decode::<S::Out>(value));
        match decoded {
            Some(Ok(output)) => match S::after(&output) {
                Some(state) => format!("{}, caused by {cause}", S::words(&state)),
                None => format!("a revision, caused by {cause}"),
            },
            Some(Err(error)) => error.to_string(),
            None => format!("a record without a value, caused by {cause}"),
        }
    }
}
