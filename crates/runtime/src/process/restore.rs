//! State comes back from its changelog.

use std::time::Duration;

use eventlog::{From, TopicName};
use processors::Step;

use super::{Hub, ProcessError};
use crate::emit::state_topic;

const RECORDS_MAX: usize = 10_000;
const WAIT: Duration = Duration::from_millis(500);

/// Reads the changelog of one partition to its end. Returns the number of
/// records.
pub(super) fn restore<S: Step>(
    step: &mut S,
    hub: &Hub,
    partition: u32,
) -> Result<u64, ProcessError> {
    let Some(name) = state_topic(S::NAME) else { return Ok(0) };
    let topic = TopicName::new(name);
    let end = hub.log.bounds(&topic, partition)?.end;
    let mut reader = hub.log.reader(&topic, partition, From::Floor)?;
    let mut count = 0;
    while reader.position() < end {
        if hub.stop.is_set() {
            return Err(ProcessError::Stopped);
        }
        for record in reader.poll(RECORDS_MAX, WAIT)? {
            let unreadable = |reason: String| ProcessError::State {
                topic: topic.clone(),
                partition,
                position: record.position,
                reason,
            };
            let key = record.key.as_deref().ok_or_else(|| unreadable("no key".to_owned()))?;
            let state = record
                .value
                .as_deref()
                .map(|bytes| hub.codec.decode::<S::State>(bytes))
                .transpose()
                .map_err(|error| unreadable(error.to_string()))?;
            step.restore(key, state);
            count += 1;
        }
    }
    Ok(count)
}
