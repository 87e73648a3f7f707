//! Follows `ads.current` from its floor: the catalog, and which ads were
//! erased.

use eventlog::{Consumed, From};
use schemas::AdId;
use schemas::change::ChangeKind;
use std::time::Duration;

use crate::catalog::ChangeHead;
use crate::cursor::Epoch;
use crate::shared::{ADS_CURRENT, CatalogTip, FeedError, Shared};
use crate::tail::{decode_part, retry};

/// Records asked for at a time.
const BATCH: usize = 1_024;
/// How long the loop waits for records before it looks around.
const WAIT: Duration = Duration::from_millis(250);

/// Runs until the feed closes or fails.
pub(crate) fn run(shared: &Shared) {
    if let Err(error) = follow(shared) {
        shared.fail(error);
    }
}

fn follow(shared: &Shared) -> Result<(), FeedError> {
    let partition = shared.partition();
    let bounds = || shared.log.bounds(&ADS_CURRENT, partition);
    let Some(bounds) = retry(shared, &ADS_CURRENT, bounds)? else { return Ok(()) };
    let open = || shared.log.reader(&ADS_CURRENT, partition, From::Floor);
    let Some(mut reader) = retry(shared, &ADS_CURRENT, open)? else { return Ok(()) };
    let mut ready = false;
    while !shared.is_closing() {
        if !ready && reader.position() >= bounds.end {
            ready = true;
            shared.catalog_tip.send_modify(|tip| tip.ready = true);
            let ads = shared.catalog.read().public();
            tracing::info!(ads, "the catalog holds {ads} public ads");
        }
        let records = retry(shared, &ADS_CURRENT, || reader.poll(BATCH, WAIT))?;
        take(shared, &records.unwrap_or_default())?;
    }
    Ok(())
}

fn take(shared: &Shared, records: &[Consumed]) -> Result<(), FeedError> {
    if records.is_empty() {
        return Ok(());
    }
    let mut tip = *shared.catalog_tip.borrow();
    let mut latest = Vec::with_capacity(records.len());
    for record in records {
        if record.value.is_none() {
            latest.push(Latest::Forgotten(ad_of(record)?));
            continue;
        }
        let Some(change) = decode_part::<ChangeHead>(shared, record)? else { return Ok(()) };
        let seq = u64::try_from(change.seq).unwrap_or(0);
        if seq <= tip.seq {
            return Err(FeedError::Broken {
                topic: ADS_CURRENT,
                position: record.position,
                found: seq,
                last: tip.seq,
                what: "sequence numbers rise",
            });
        }
        tip = CatalogTip { epoch: Epoch::from(change.epoch), seq, ..tip };
        if change.kind == ChangeKind::Erased {
            shared.erased.write().insert(change.ad_id);
        }
        latest.push(Latest::Change(change, record.position));
    }
    let (public, known) = {
        // A snapshot sees all of these or none.
        let mut catalog = shared.catalog.write();
        for entry in &latest {
            match entry {
                Latest::Change(change, position) => catalog.apply(change, *position),
                Latest::Forgotten(ad_id) => catalog.forget(*ad_id),
            }
        }
        (catalog.public(), catalog.len())
    };
    shared.metrics.catalog_seq.set(&(), tip.seq.cast_signed());
    shared.metrics.catalog_public_ads.set(&(), i64::try_from(public).unwrap_or(i64::MAX));
    shared.metrics.catalog_known_ads.set(&(), i64::try_from(known).unwrap_or(i64::MAX));
    shared.catalog_tip.send_replace(tip);
    Ok(())
}

/// What a record says about its ad.
enum Latest {
    Change(ChangeHead, u64),
    Forgotten(AdId),
}

/// The ad that a removed key named: its id as text, or its 16 bytes.
fn ad_of(record: &Consumed) -> Result<AdId, FeedError> {
    let key = record.key.as_deref().unwrap_or_default();
    let ad_id = match <[u8; 16]>::try_from(key) {
        Ok(bytes) => Some(AdId::from_uuid(uuid::Uuid::from_bytes(bytes))),
        Err(_) => std::str::from_utf8(key).ok().and_then(|text| text.parse().ok()),
    };
    ad_id.ok_or_else(|| FeedError::Undecodable {
        topic: record.topic.clone(),
        position: record.position,
        reason: "its key is not an ad id".to_owned(),
    })
}
