//! What one transaction will hold: every input decided, every output encoded,
//! every outcome in the books.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use eventlog::{Consumed, Produce, RECORD_BYTES_MAX};
use processors::{Arrival, Outcome, Outgoing, Step};
use schemas::rejected::{Fault, RejectReason};
use schemas::{DecodeError, EventId, PartnerName, Rejected, SchemaError, Timestamp};
use tracing::{error, warn};

use super::books::Outcomes;
use super::{BATCH_BYTES_MAX, BATCH_INPUTS_MAX, Hub, ProcessError};
use crate::emit::{Cause, Emitter, state_topic};
use crate::retry::{Policy, retry};
use crate::shown::{Nowhere, Shown};

/// Largest record that a step without state may make of an input: half of what
/// the log takes, so that a step after it can add to it.
const MADE_BYTES_MAX: usize = RECORD_BYTES_MAX / 2;

/// Outputs and outcomes of a transaction that is not committed yet.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) records: Vec<Produce>,
    pub(super) books: Outcomes,
    /// Inputs decided about.
    pub(super) inputs: usize,
    /// Where reading goes on after them.
    pub(super) next: Option<u64>,
    /// Size of the first so many `records`.
    weighed: (usize, usize),
    scratch: Vec<Outgoing>,
}

impl Pending {
    /// There is nothing to commit.
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_none() && self.records.is_empty()
    }

    /// It should not grow any more.
    pub(super) fn is_full(&mut self) -> bool {
        let (count, bytes) = self.weighed;
        let bytes = bytes + self.records[count..].iter().map(Produce::bytes).sum::<usize>();
        self.weighed = (self.records.len(), bytes);
        self.inputs >= BATCH_INPUTS_MAX || bytes >= BATCH_BYTES_MAX
    }
}

/// Decides about one record and takes its outputs in.
pub(super) fn decide<S: Step>(
    step: &mut S,
    hub: &Hub,
    emitter: &Emitter<'_>,
    record: &Consumed,
    arrival: &Arrival,
    shown: &mut dyn Shown,
    pending: &mut Pending,
) -> Result<(), ProcessError> {
    pending.inputs += 1;
    pending.next = Some(record.position + 1);
    let cause = cause(record, arrival.now);
    let partner = partner(record);
    let refuse = |pending: &mut Pending, reason, message| {
        let rejected = rejected::<S>(record, arrival, &partner, reason, message);
        reject(emitter, rejected, &cause, pending, &partner)
    };
    let event = match decode::<S>(hub, record)? {
        Ok(event) => event,
        Err(reason) => {
            warn!(
                step = S::NAME.as_str(), topic = %record.topic, partition = record.partition,
                position = record.position, %reason,
                "record {}/{}@{} is rejected: {reason}",
                record.topic, record.partition, record.position,
            );
            return refuse(pending, RejectReason::Undecodable, reason);
        }
    };
    let mut out = std::mem::take(&mut pending.scratch);
    let Some(outcome) = guarded(step, event, arrival, &mut out) else {
        let message = "the step panicked on it".to_owned();
        return refuse(pending, RejectReason::StepFailed, message);
    };
    let before = pending.records.len();
    for outgoing in out.drain(..) {
        emitter.emit(&outgoing, &cause, shown, &mut pending.records)?;
    }
    pending.scratch = out;
    let made = pending.records[before..].iter().map(Produce::bytes).max().unwrap_or(0);
    if made > MADE_BYTES_MAX && state_topic(S::NAME).is_none() {
        pending.records.truncate(before);
        let message = format!("a record of {made} bytes came of it, at most {MADE_BYTES_MAX} may");
        return refuse(pending, RejectReason::TooLarge, message);
    }
    pending.books.count(&partner, outcome);
    Ok(())
}

/// Does what is due, and takes the outputs in.
pub(super) fn tick<S: Step>(
    step: &mut S,
    emitter: &Emitter<'_>,
    now: Timestamp,
    max: usize,
    shown: &mut dyn Shown,
    pending: &mut Pending,
) -> Result<(), ProcessError> {
    if step.next_tick().is_none_or(|due| due > now) {
        return Ok(());
    }
    let mut out = std::mem::take(&mut pending.scratch);
    step.tick(now, max, &mut out);
    let source = Bytes::from_static(b"/timers");
    let cause = Cause { event_id: None, source, at: now, traceparent: None };
    for outgoing in out.drain(..) {
        emitter.emit(&outgoing, &cause, shown, &mut pending.records)?;
    }
    pending.scratch = out;
    Ok(())
}

/// A step without state may panic on an input: nothing of it is left behind,
/// so the input is rejected and the next one is taken. A step with state ends.
fn guarded<S: Step>(
    step: &mut S,
    event: S::In,
    arrival: &Arrival,
    out: &mut Vec<Outgoing>,
) -> Option<Outcome> {
    if state_topic(S::NAME).is_some() {
        return Some(step.decide(event, arrival, out));
    }
    match catch_unwind(AssertUnwindSafe(|| step.decide(event, arrival, out))) {
        Ok(outcome) => Some(outcome),
        Err(_) => {
            let name = S::NAME.as_str();
            error!(
                step = name,
                partition = arrival.partition,
                position = arrival.position,
                "{name} panicked on the record at {}, it is rejected",
                arrival.position,
            );
            None
        }
    }
}

/// The event, or why it is poison. A registry that is away is waited for.
fn decode<S: Step>(hub: &Hub, record: &Consumed) -> Result<Result<S::In, String>, ProcessError> {
    let Some(bytes) = &record.value else {
        return Ok(Err("the record has no value".to_owned()));
    };
    let away = |error: &DecodeError| {
        matches!(error, DecodeError::Schema(SchemaError::Unavailable(_))).then_some(Duration::ZERO)
    };
    match retry(Policy::FOR_EVER, &hub.stop, || hub.codec.decode::<S::In>(bytes), away) {
        Ok(event) => Ok(Ok(event)),
        Err(crate::retry::RetryError::Failed(error)) => Ok(Err(error.to_string())),
        Err(crate::retry::RetryError::Stopped) => Err(ProcessError::Stopped),
    }
}

fn reject(
    emitter: &Emitter<'_>,
    rejected: Rejected,
    cause: &Cause,
    pending: &mut Pending,
    partner: &PartnerName,
) -> Result<(), ProcessError> {
    let reason = rejected.reason;
    emitter.emit(&Outgoing::Rejected(rejected), cause, &mut Nowhere, &mut pending.records)?;
    pending.books.count(partner, Outcome::Reject(reason));
    Ok(())
}

fn rejected<S: Step>(
    record: &Consumed,
    arrival: &Arrival,
    partner: &PartnerName,
    reason: RejectReason,
    message: String,
) -> Rejected {
    let place = format!("{}/{}@{}", record.topic, record.partition, record.position);
    let bytes = record.value.clone().unwrap_or_default();
    let kept = &bytes[..bytes.len().min(Rejected::BYTES_MAX)];
    Rejected {
        event_id: EventId::derive(&[place.as_bytes()]),
        partner: partner.clone(),
        account: None,
        external_id: None,
        at: arrival.now,
        step: S::NAME.as_str().to_owned(),
        reason,
        faults: vec![Fault::new(reason.as_str(), place.clone(), message)],
        place,
        content_type: "application/avro".to_owned(),
        bytes: kept.to_vec(),
        bytes_length: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    }
}

/// Partner by the CloudEvents source `/partners/NAME`: there also when the
/// value cannot be read.
fn partner(record: &Consumed) -> PartnerName {
    header(record, "ce_source")
        .and_then(|source| std::str::from_utf8(source).ok()?.strip_prefix("/partners/"))
        .and_then(|name| PartnerName::new(name).ok())
        .unwrap_or_else(|| PartnerName::new("unknown").expect("a valid name"))
}

fn cause(record: &Consumed, now: Timestamp) -> Cause {
    let event_id = header(record, "ce_id").and_then(|id| {
        let text = std::str::from_utf8(id).ok()?;
        text.split('/').next()?.parse().ok()
    });
    Cause {
        event_id,
        source: header(record, "ce_source").cloned().unwrap_or_default(),
        at: now,
        traceparent: header(record, "traceparent").cloned(),
    }
}

fn header<'a>(record: &'a Consumed, name: &str) -> Option<&'a Bytes> {
    record.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
