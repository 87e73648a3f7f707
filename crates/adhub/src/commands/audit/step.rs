//! One step on one partition: its inputs, derived again in order, against the
//! outputs that are there.
//!
//! `now` of a decision is `ce_time` of its output. Nothing tells it when there
//! is no output; then the latest possible one is taken (see
//! [`Audited::quiet_at`]), which lies before the next output.
//!
//! When the first input that is kept is not the first that there was, the
//! state of an ad is not known. Its first output that is there is believed: a
//! state is taken from which the input leads to it, and from then on all that
//! comes of the ad is derived. What comes of it before that is underivable.

mod compare;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use eventlog::{Consumed, TopicName};
use processors::Outcome;
use runtime::process::derive::{Derivation, Derived};
use runtime::process::{Hub, Share};
use schemas::{AdId, Timestamp, topic};

use super::clock::BatchClock;
use super::cut::Cut;
use super::latest::Digest;
use super::rejections::Rejections;
use super::report::{At, Check, Report, StepLine};
use super::seen::{cause_of, time};
use super::steps::{Audited, ad_of};
use crate::commands::progress::Progress;
use crate::commands::records::Records;

/// So many inputs are looked at to find the first output that one of them
/// caused; and so many that wait are remembered by what they will cause.
const CAUSES_MAX: usize = 100_000;

/// Partitions of the input and of the output.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) partition: u32,
    pub(super) output: u32,
}

/// Audits one step on one partition.
pub(super) fn audit_step<S: Audited>(
    hub: &Hub,
    place: Place,
    rejections: &mut Rejections,
    report: &mut Report,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let cut = Cut::of::<S>(hub, place)?;
    let share = Share { partition: place.partition, market: place.output };
    let floor = cut.inputs.bounds().floor;
    let mut audit = StepAudit::<S> {
        hub,
        place,
        derivation: Derivation::new(S::fresh(), hub.clone(), share),
        complete: floor == 0 || Derivation::<S>::state().is_none(),
        known: HashSet::new(),
        clock: BatchClock::default(),
        waiting: HashSet::new(),
        state: HashMap::new(),
        contacts: HashMap::new(),
        line: StepLine {
            step: S::NAME.as_str(),
            partition: place.partition,
            inputs_gone: floor,
            moving: cut.moving,
            ..StepLine::default()
        },
        cut,
        rejections,
        report,
    };
    audit.offsets();
    if floor > 0 {
        audit.skip_earlier()?;
    }
    audit.inputs(progress)?;
    audit.close()
}

struct StepAudit<'a, S> {
    hub: &'a Hub,
    place: Place,
    cut: Cut,
    derivation: Derivation<S>,
    /// The state is known from the first input on.
    complete: bool,
    /// Ads whose state is known; not kept when all are.
    known: HashSet<AdId>,
    clock: BatchClock,
    /// What inputs that wait will cause.
    waiting: HashSet<Bytes>,
    state: HashMap<Bytes, Digest>,
    contacts: HashMap<Bytes, Digest>,
    line: StepLine,
    rejections: &'a mut Rejections,
    report: &'a mut Report,
}

impl<S: Audited> StepAudit<'_, S> {
    /// Committed offsets are inside what there is.
    fn offsets(&mut self) {
        let bounds = self.cut.inputs.bounds();
        let at = At {
            topic: Derivation::<S>::input(),
            partition: self.place.partition,
            position: self.cut.must,
        };
        if self.cut.must > bounds.end {
            let seen = format!("{} consumed to here", S::NAME.as_str());
            let expected = format!("at most the end, {}", bounds.end);
            self.report.differs(Check::Offset, at, None, seen, expected);
        } else if self.cut.must < bounds.floor {
            let seen = format!("{} consumed to here", S::NAME.as_str());
            let expected = format!("at least the first record that is kept, {}", bounds.floor);
            self.report.differs(Check::Offset, at, None, seen, expected);
        }
        let to = self.cut.may;
        let (partition, floor) = (self.place.partition, bounds.floor);
        self.rejections.looked_at(Derivation::<S>::input(), partition, floor, to);
    }

    /// Passes over outputs of inputs that are gone, and learns from them.
    fn skip_earlier(&mut self) -> anyhow::Result<()> {
        let input = TopicName::new(Derivation::<S>::input());
        let mut inputs = Records::open(self.hub.log.as_ref(), &input, self.place.partition)?;
        let mut causes = HashSet::new();
        while causes.len() < CAUSES_MAX
            && let Some(record) = inputs.next()?
        {
            causes.insert(cause_of(&record, S::NAME.as_str()));
        }
        while let Some(head) = self.cut.outputs.head()? {
            if causes.contains(&head.cause) {
                break;
            }
            self.clock.see(head.at);
            if let Some(output) = self.cut.outputs.pop() {
                self.believe(&output);
            }
        }
        Ok(())
    }

    fn inputs(&mut self, progress: &mut Progress) -> anyhow::Result<()> {
        let bounds = self.cut.inputs.bounds();
        let what = format!("{} {}", S::NAME.as_str(), self.place.partition);
        while let Some(record) = self.cut.inputs.next()? {
            progress.at(&what, record.position - bounds.floor, bounds.end - bounds.floor);
            if record.position >= self.cut.may {
                self.line.waiting += 1;
                if self.waiting.len() < CAUSES_MAX {
                    self.waiting.insert(cause_of(&record, S::NAME.as_str()));
                }
                continue;
            }
            let must = record.position < self.cut.must;
            if must || self.cut.outputs.head()?.is_some() {
                self.input(&record, must)?;
            }
        }
        Ok(())
    }

    fn input(&mut self, record: &Consumed, must: bool) -> anyhow::Result<()> {
        self.line.inputs += 1;
        let cause = cause_of(record, S::NAME.as_str());
        // What came in before a timer went off was decided before it.
        let key = record.key.as_ref();
        let is_seen = self.cut.outputs.caused_by(&cause, key)?.is_some();
        let came_later = |at: Timestamp| time(record) > at;
        if is_seen || self.cut.outputs.head()?.is_some_and(|head| came_later(head.at)) {
            self.timers()?;
        }
        if !self.is_derivable(record, &cause)? {
            self.line.underivable += 1;
            if let Some(partner) = partner_of(record) {
                let account = self.report.books.account(S::NAME.as_str(), &partner);
                account.received += 1;
                account.unknown += 1;
            }
            return Ok(());
        }
        let seen_at = self.cut.outputs.caused_by(&cause, key)?.map(|output| output.at);
        let now = match seen_at {
            Some(at) => {
                self.move_clock(at)?;
                at
            }
            None => self.quiet(record)?,
        };
        let Derived { partner, outcome, records } = self.derivation.decide(record, now)?;
        let whole = self.settle(records, must, Some(&partner))?;
        let extra = self.extra(&cause, key, outcome)?;
        let account = self.report.books.account(S::NAME.as_str(), &partner);
        account.received += 1;
        match outcome {
            Outcome::Emit if whole => account.emitted += 1,
            Outcome::Drop(_) if !extra => account.dropped += 1,
            // Counted where they are found.
            Outcome::Emit | Outcome::Drop(_) | Outcome::Reject(_) => {}
        }
        Ok(())
    }

    /// Whether the state is known that the input meets; what tells of it is
    /// believed.
    fn is_derivable(&mut self, record: &Consumed, cause: &Bytes) -> anyhow::Result<bool> {
        let Some(ad_id) = ad_of(record.key.as_ref()) else { return Ok(true) };
        if self.complete || self.known.contains(&ad_id) {
            return Ok(true);
        }
        let value = record.value.as_deref().unwrap_or_default();
        // What cannot be read is rejected whatever the state.
        let Ok(input) = self.hub.codec.decode::<S::In>(value) else { return Ok(true) };
        if !S::is_first(&input) {
            let output = self.cut.outputs.caused_by(cause, record.key.as_ref())?;
            let output = output.filter(|output| output.record.key == record.key);
            let value = output.and_then(|output| output.record.value.clone());
            let Some(output) = value.and_then(|value| self.hub.codec.decode(&value).ok()) else {
                return Ok(false);
            };
            if let Some(state) = S::before(&output) {
                self.derivation.restore(ad_id.to_string().as_bytes(), Some(state));
            }
        }
        self.known.insert(ad_id);
        Ok(true)
    }

    /// The time of a decision of which nothing is seen.
    fn quiet(&mut self, record: &Consumed) -> anyhow::Result<Timestamp> {
        let earliest = self.clock.earliest(time(record));
        let latest = match self.cut.outputs.head()? {
            Some(head) => Some(head.at),
            None => self.cut.state.appended_at(),
        };
        let latest = latest.map_or(earliest, |latest| latest.max(earliest));
        Ok(S::quiet_at(self.hub, record, earliest, latest))
    }

    /// Timers whose changes come next.
    fn timers(&mut self) -> anyhow::Result<()> {
        while let Some(at) = self.timer_at_head()? {
            self.move_clock(at)?;
            if self.timer_at_head()? != Some(at) {
                continue;
            }
            let mut made = false;
            while !made && self.derivation.next_tick().is_some_and(|due| due <= at) {
                made = self.tick(at)?;
            }
            if !made && let Some(output) = self.cut.outputs.pop() {
                self.unexpected(&output, "nothing: no timer was due");
            }
        }
        Ok(())
    }

    fn timer_at_head(&mut self) -> anyhow::Result<Option<Timestamp>> {
        let head = self.cut.outputs.head()?;
        Ok(head.filter(|head| head.is_timer).map(|head| head.at))
    }

    /// One timer; whether it makes an output.
    fn tick(&mut self, at: Timestamp) -> anyhow::Result<bool> {
        let records = self.derivation.tick(at, 1)?;
        self.clock.timer();
        let makes = records.iter().any(|record| record.topic.as_str() == S::OUTPUT);
        self.settle(records, true, None)?;
        Ok(makes)
    }

    /// A decision at `now` is seen: the transaction before it did all that was
    /// due at its own time.
    fn move_clock(&mut self, now: Timestamp) -> anyhow::Result<()> {
        self.fire(self.clock.overdue(now))?;
        self.clock.see(now);
        Ok(())
    }

    fn fire(&mut self, until: Option<Timestamp>) -> anyhow::Result<()> {
        while let Some(last) = until
            && self.derivation.next_tick().is_some_and(|due| due <= last)
        {
            self.tick(last)?;
        }
        Ok(())
    }

    /// What is left, and what is remembered.
    fn close(mut self) -> anyhow::Result<()> {
        self.timers()?;
        if !self.cut.moving {
            self.fire(self.clock.overdue_at_end())?;
            self.leftovers()?;
            self.compare_latest();
        }
        self.report.steps.push(self.line);
        Ok(())
    }

    fn leftovers(&mut self) -> anyhow::Result<()> {
        while self.cut.outputs.head()?.is_some() {
            let Some(output) = self.cut.outputs.pop() else { break };
            let expected = if self.waiting.contains(&output.cause) {
                format!("nothing yet: its input waits at {} or later", self.cut.must)
            } else {
                "nothing: no input leads to it here".to_owned()
            };
            self.unexpected(&output, &expected);
        }
        Ok(())
    }

    fn compare_latest(&mut self) {
        if let Some(name) = Derivation::<S>::state() {
            if !self.complete {
                // Feeds were counted from the first snapshot that is kept.
                let known = &self.known;
                self.state.retain(|key, _| ad_of(Some(key)).is_some_and(|ad| known.contains(&ad)));
            }
            let at = (name, self.place.partition);
            let state = &self.cut.state;
            self.line.state =
                state.compare(&self.state, self.complete, Check::State, at, self.report);
        }
        if S::OUTPUT == topic::CHANGES && self.complete {
            let at = (topic::ADS_CONTACTS, self.place.output);
            let contacts = &self.cut.contacts;
            contacts.compare(&self.contacts, true, Check::Contacts, at, self.report);
        }
    }
}

fn partner_of(record: &Consumed) -> Option<schemas::PartnerName> {
    let (_, source) = record.headers.iter().find(|(name, _)| name == "ce_source")?;
    let name = std::str::from_utf8(source).ok()?.strip_prefix("/partners/")?;
    schemas::PartnerName::new(name).ok()
}
