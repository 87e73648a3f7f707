//! The stored cursor of a partner.

use std::time::Duration;

use eventlog::{From, TopicName};
use schemas::cursor::PartnerCursor;
use schemas::{PartnerName, topic};

use super::PollError;
use crate::process::Hub;

/// Reads `partners.cursors` to its end and keeps this partner's latest. Called
/// after the identity was taken, so that nobody else adds another.
pub(super) fn load(hub: &Hub, partner: &PartnerName) -> Result<Option<PartnerCursor>, PollError> {
    let topic = TopicName::new(topic::PARTNERS_CURSORS);
    let end = hub.log.bounds(&topic, 0)?.end;
    let mut reader = hub.log.reader(&topic, 0, From::Floor)?;
    let mut cursor = None;
    while reader.position() < end && !hub.stop.is_set() {
        for record in reader.poll(1_000, Duration::from_millis(500))? {
            if record.key.as_deref() != Some(partner.as_str().as_bytes()) {
                continue;
            }
            cursor = match record.value.as_deref() {
                None => None,
                Some(bytes) => Some(hub.codec.decode(bytes).map_err(|error| {
                    PollError::Cursor { partner: partner.to_string(), reason: error.to_string() }
                })?),
            };
        }
    }
    Ok(cursor)
}
