//! What is stored about a partner: its cursor, notes of its pages, and what is
//! held in quarantine.

use std::sync::Arc;
use std::time::Duration;

use connectors::Pages;
use eventlog::{Consumed, From, TopicName};
use schemas::cursor::PartnerCursor;
use schemas::page::PartnerPage;
use schemas::quarantine::{HeldSnapshot, PartnerQuarantine};
use schemas::{Event, PartnerName, Timestamp, topic};

use super::PollError;
use crate::process::Hub;
use crate::quarantine::Quarantine;

/// The latest cursor. Called, as [`pages`], after the identity was taken, so
/// that nobody else adds another.
pub(super) fn cursor(hub: &Hub, partner: &PartnerName) -> Result<Option<PartnerCursor>, PollError> {
    let mut cursor = None;
    each(hub, topic::PARTNERS_CURSORS, &mut |record| {
        if record.key.as_deref() == Some(partner.as_str().as_bytes()) {
            cursor = value(hub, partner, record)?;
        }
        Ok(())
    })?;
    Ok(cursor)
}

/// The latest note of each page.
pub(super) fn pages(hub: &Hub, partner: &PartnerName) -> Result<Pages, PollError> {
    let prefix = PartnerPage::key(partner, "");
    let mut pages = Pages::default();
    each(hub, topic::PARTNERS_PAGES, &mut |record| {
        let key = record.key.as_deref().and_then(|key| std::str::from_utf8(key).ok());
        if let Some(page) = key.and_then(|key| key.strip_prefix(&prefix)) {
            let stored: Option<PartnerPage> = value(hub, partner, record)?;
            pages.set(page, stored.map(|stored| stored.note));
        }
        Ok(())
    })?;
    Ok(pages)
}

/// What is held, and the release: `since` of what it is for.
pub(super) fn quarantine(
    hub: &Hub,
    partner: &PartnerName,
) -> Result<(Option<HeldSnapshot>, Option<Timestamp>), PollError> {
    let mut known = Quarantine::new(Arc::clone(&hub.log), Arc::clone(&hub.codec)).read()?;
    let held = known.remove(&PartnerQuarantine::held_key(partner));
    let release = known.remove(&PartnerQuarantine::release_key(partner));
    Ok((held.and_then(|record| record.held), release.and_then(|record| record.release)))
}

fn value<E: Event>(
    hub: &Hub,
    partner: &PartnerName,
    record: &Consumed,
) -> Result<Option<E>, PollError> {
    let Some(bytes) = record.value.as_deref() else { return Ok(None) };
    let stored = hub.codec.decode(bytes).map_err(|error| PollError::Stored {
        partner: partner.to_string(),
        reason: error.to_string(),
    })?;
    Ok(Some(stored))
}

/// Every record of a topic of one partition, to its end.
fn each(
    hub: &Hub,
    topic: &'static str,
    take: &mut dyn FnMut(&Consumed) -> Result<(), PollError>,
) -> Result<(), PollError> {
    let topic = TopicName::new(topic);
    let end = hub.log.bounds(&topic, 0)?.end;
    let mut reader = hub.log.reader(&topic, 0, From::Floor)?;
    while reader.position() < end && !hub.stop.is_set() {
        for record in reader.poll(1_000, Duration::from_millis(500))? {
            take(&record)?;
        }
    }
    Ok(())
}
