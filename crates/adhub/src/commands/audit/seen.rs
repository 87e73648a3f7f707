//! The outputs of one step on one partition, as they are in the log, with a
//! bounded look ahead: what is missing or too much must not make all that
//! follows look wrong.

use std::collections::VecDeque;

use bytes::Bytes;
use eventlog::{Consumed, Headers, LogError};
use schemas::Timestamp;

use crate::commands::records::Records;

/// The look ahead, in records and bytes.
const AHEAD_MAX: usize = 256;
const AHEAD_BYTES_MAX: usize = 64 << 20;

/// One output that is there.
pub(super) struct Output {
    pub(super) record: Consumed,
    /// What caused it: `EVENT/STEP`.
    pub(super) cause: Bytes,
    /// A timer caused it.
    pub(super) is_timer: bool,
    /// `now` of the decision.
    pub(super) at: Timestamp,
}

/// Those of one step and partition, in order.
pub(super) struct Outputs {
    records: Records,
    /// Tells the outputs of this partition from those of others.
    mine: Box<dyn Fn(&Consumed) -> bool>,
    ahead: VecDeque<Output>,
    ahead_bytes: usize,
}

impl Outputs {
    pub(super) fn new(records: Records, mine: Box<dyn Fn(&Consumed) -> bool>) -> Self {
        Self { records, mine, ahead: VecDeque::new(), ahead_bytes: 0 }
    }

    /// End of the partition, when it was opened.
    pub(super) fn end(&self) -> u64 {
        self.records.bounds().end
    }

    /// The next output.
    pub(super) fn head(&mut self) -> Result<Option<&Output>, LogError> {
        self.fill()?;
        Ok(self.ahead.front())
    }

    /// Takes the next output.
    pub(super) fn pop(&mut self) -> Option<Output> {
        let output = self.ahead.pop_front()?;
        self.ahead_bytes -= bytes(&output.record);
        Some(output)
    }

    /// The next output that has this cause. Of several, as when a snapshot
    /// withdraws many ads, that of the input's own key.
    pub(super) fn caused_by(
        &mut self,
        cause: &Bytes,
        key: Option<&Bytes>,
    ) -> Result<Option<&Output>, LogError> {
        self.fill()?;
        let caused = |output: &&Output| output.cause == cause && !output.is_timer;
        let own = |output: &&Output| output.record.key.as_ref() == key;
        let of_cause = || self.ahead.iter().filter(caused);
        Ok(of_cause().find(own).or_else(|| of_cause().next()))
    }

    /// How many places ahead the output is that has these.
    pub(super) fn find(
        &mut self,
        cause: &Bytes,
        key: Option<&Bytes>,
        at: Timestamp,
    ) -> Result<Option<usize>, LogError> {
        self.fill()?;
        let is_it = |output: &Output| {
            output.at == at && output.cause == cause && output.record.key.as_ref() == key
        };
        Ok(self.ahead.iter().position(is_it))
    }

    fn fill(&mut self) -> Result<(), LogError> {
        while self.ahead.len() < AHEAD_MAX && self.ahead_bytes < AHEAD_BYTES_MAX {
            let Some(record) = self.records.next()? else { return Ok(()) };
            if (self.mine)(&record) {
                self.ahead_bytes += bytes(&record);
                self.ahead.push_back(output(record));
            }
        }
        Ok(())
    }
}

fn bytes(record: &Consumed) -> usize {
    record.value.as_ref().map_or(0, Bytes::len)
}

fn output(record: Consumed) -> Output {
    let cause = header(&record, "ce_id").cloned().unwrap_or_default();
    let is_timer = header(&record, "ce_source").is_some_and(|source| source == "/timers");
    let at = time(&record);
    Output { record, cause, is_timer, at }
}

/// `ce_time` of a record; its append time when it has none.
pub(super) fn time(record: &Consumed) -> Timestamp {
    header(record, "ce_time")
        .and_then(|time| std::str::from_utf8(time).ok()?.parse().ok())
        .unwrap_or_else(|| Timestamp::from_millis(record.appended_at_millis))
}

/// What the outputs of a record are caused by: `EVENT/STEP`.
pub(super) fn cause_of(record: &Consumed, step: &str) -> Bytes {
    let event = header(record, "ce_id")
        .and_then(|id| std::str::from_utf8(id).ok()?.split('/').next())
        .filter(|event| event.parse::<schemas::EventId>().is_ok());
    Bytes::from(event.map_or_else(|| step.to_owned(), |event| format!("{event}/{step}")))
}

fn header<'a>(record: &'a Consumed, name: &str) -> Option<&'a Bytes> {
    find_header(&record.headers, name)
}

/// One header of several.
pub(super) fn find_header<'a>(headers: &'a Headers, name: &str) -> Option<&'a Bytes> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
