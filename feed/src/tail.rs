//! The one pull loop over `changes`: it fills the hot tail and moves the tip,
//! which wakes every subscriber. It starts shortly before the end of the log;
//! what is older is read cold.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::{Bounds, Consumed, From, LogError, Reader, TopicName};
use schemas::{Change, DecodeError};
use serde::de::DeserializeOwned;
use telemetry::Outage;

use crate::cursor::Epoch;
use crate::frame::Frame;
use crate::shared::{CHANGES, FeedError, Floor, Shared, Tip};

/// Records asked for at a time.
const BATCH: usize = 512;
/// How long the loop waits for records before it looks around.
const WAIT: Duration = Duration::from_millis(250);
/// How often the floor is looked up.
const FLOOR_EVERY: Duration = Duration::from_secs(1);
/// Positions before the end at which the tail first looks for the last change.
const LOOK_BACK: u64 = 1_024;

/// Runs until the feed closes or fails.
pub(crate) fn run(shared: &Shared) {
    if let Err(error) = follow(shared) {
        shared.fail(error);
    }
}

fn follow(shared: &Shared) -> Result<(), FeedError> {
    let Some(mut reader) = catch_up(shared)? else { return Ok(()) };
    let mut floor_at = Instant::now();
    while !shared.is_closing() {
        let records = retry(shared, &CHANGES, || reader.poll(BATCH, WAIT))?;
        take(shared, records.unwrap_or_default(), Take::Live)?;
        if floor_at.elapsed() >= FLOOR_EVERY {
            floor_at = Instant::now();
            if let Some(bounds) = retry(shared, &CHANGES, || shared.bounds())? {
                let behind = bounds.end.saturating_sub(reader.position());
                shared.metrics.tail_lag.set(&(), behind.cast_signed());
                refresh_floor(shared, bounds)?;
            }
        }
    }
    Ok(())
}

/// Reads from shortly before the end up to the end that the log has now.
/// `None`: the feed is closing.
fn catch_up(shared: &Shared) -> Result<Option<Box<dyn Reader>>, FeedError> {
    let Some(bounds) = retry(shared, &CHANGES, || shared.bounds())? else { return Ok(None) };
    let mut back = LOOK_BACK;
    let (reader, records) = loop {
        let from = bounds.floor.max(bounds.end.saturating_sub(back));
        let at = if from == bounds.floor { From::Floor } else { From::Position(from) };
        let open = || shared.log.reader(&CHANGES, shared.partition(), at);
        let Some(mut reader) = retry(shared, &CHANGES, open)? else { return Ok(None) };
        let Some(records) = read_to(shared, reader.as_mut(), bounds.end)? else { return Ok(None) };
        if !records.is_empty() || from == bounds.floor {
            break (reader, records);
        }
        // Transaction markers only: the last change stands further back.
        back = back.saturating_mul(8);
    };
    if records.is_empty() && !start_without_changes(shared, bounds)? {
        return Ok(None);
    }
    take(shared, records, Take::Old)?;
    refresh_floor(shared, bounds)?;
    shared.tip.send_modify(|tip| tip.ready = true);
    let tip = *shared.tip.borrow();
    tracing::info!(seq = tip.seq, position = tip.position, "the tail is at change {}", tip.seq);
    Ok(Some(reader))
}

/// All records below `end`. `None`: the feed is closing.
fn read_to(
    shared: &Shared,
    reader: &mut dyn Reader,
    end: u64,
) -> Result<Option<Vec<Consumed>>, FeedError> {
    let mut records = Vec::new();
    while reader.position() < end {
        let Some(more) = retry(shared, &CHANGES, || reader.poll(BATCH, WAIT))? else {
            return Ok(None);
        };
        records.extend(more);
    }
    Ok(Some(records))
}

/// Nothing is kept in `changes`: the hub is new, or was quiet for longer than
/// changes are kept. The catalog knows which.
fn start_without_changes(shared: &Shared, bounds: Bounds) -> Result<bool, FeedError> {
    let mut catalog = shared.catalog_tip.subscribe();
    let mut closing = shared.closing.subscribe();
    let mut failure = shared.failure.subscribe();
    let caught_up = futures::executor::block_on(async {
        tokio::select! {
            _ = catalog.wait_for(|tip| tip.ready) => true,
            _ = closing.wait_for(|closing| *closing) => false,
            _ = failure.wait_for(Option::is_some) => false,
        }
    });
    if !caught_up {
        return Ok(false);
    }
    let catalog = *shared.catalog_tip.borrow();
    shared.tip.send_modify(|tip| {
        *tip = Tip { epoch: catalog.epoch, seq: catalog.seq, position: bounds.end, ready: false };
    });
    Ok(true)
}

/// Whether records are news.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    Live,
    Old,
}

/// Adds records to the hot tail, then moves the tip once.
fn take(shared: &Shared, records: Vec<Consumed>, how: Take) -> Result<(), FeedError> {
    if records.is_empty() {
        return Ok(());
    }
    let mut tip = *shared.tip.borrow();
    let mut frames = Vec::with_capacity(records.len());
    for record in records {
        let Some(change) = decode(shared, &record)? else { return Ok(()) };
        let next = record.position + 1;
        check_follows(&change, &tip, record.position)?;
        tip.epoch = Epoch::from(change.epoch);
        tip.seq = change.seq.cast_unsigned();
        tip.position = next;
        if change.kind == schemas::change::ChangeKind::Erased {
            shared.erased.write().insert(change.ad_id);
        }
        if how == Take::Live {
            let delay = (shared.settings.clock)().since(change.received_at);
            shared.metrics.change_delay_seconds.observe(&(), delay.as_secs_f64());
        }
        frames.push(Arc::new(Frame::encode(change, shared.settings.market, next)));
    }
    let bytes = {
        let mut ring = shared.ring.write();
        for frame in frames {
            ring.push(frame);
        }
        ring.bytes()
    };
    let metrics = &shared.metrics;
    metrics.hot_bytes.set(&(), bytes.try_into().unwrap_or(i64::MAX));
    metrics.tail_seq.set(&(), tip.seq.cast_signed());
    metrics.tail_position.set(&(), tip.position.cast_signed());
    shared.tip.send_replace(tip);
    Ok(())
}

/// `None`: the feed is closing.
pub(crate) fn decode(shared: &Shared, record: &Consumed) -> Result<Option<Change>, FeedError> {
    let change = decode_part::<Change>(shared, record)?;
    match change {
        Some(change) if change.seq <= 0 => Err(FeedError::Undecodable {
            topic: record.topic.clone(),
            position: record.position,
            reason: format!("its seq is {}", change.seq),
        }),
        other => Ok(other),
    }
}

/// The fields of a change that `T` has. `None`: the feed is closing.
pub(crate) fn decode_part<T: DeserializeOwned>(
    shared: &Shared,
    record: &Consumed,
) -> Result<Option<T>, FeedError> {
    let broken = |reason: String| FeedError::Undecodable {
        topic: record.topic.clone(),
        position: record.position,
        reason,
    };
    let Some(value) = &record.value else {
        return Err(broken("it has no value".to_owned()));
    };
    let outage = Outage::default();
    while !shared.is_closing() {
        match shared.codec.decode_part::<Change, T>(value) {
            Ok(part) => return Ok(Some(part)),
            Err(DecodeError::Schema(schemas::SchemaError::Unavailable(reason))) => {
                if outage.begins() {
                    tracing::warn!(%reason, "the schema registry is away, asking again: {reason}");
                }
                std::thread::sleep(WAIT);
            }
            Err(error) => return Err(broken(error.to_string())),
        }
    }
    Ok(None)
}

fn check_follows(change: &Change, tip: &Tip, position: u64) -> Result<(), FeedError> {
    let found = change.seq.cast_unsigned();
    let broken = |what| FeedError::Broken { topic: CHANGES, position, found, last: tip.seq, what };
    // The first one read has no predecessor here.
    if tip.epoch == Epoch::NONE {
        return Ok(());
    }
    if tip.epoch != Epoch::from(change.epoch) {
        return Err(broken("the log has another identity, it was made anew"));
    }
    if found != tip.seq + 1 {
        return Err(broken("sequence numbers are dense"));
    }
    Ok(())
}

/// Looks up which change is the first one kept.
pub(crate) fn refresh_floor(shared: &Shared, bounds: Bounds) -> Result<(), FeedError> {
    let known = *shared.floor.read();
    let tip = *shared.tip.borrow();
    if known.position == bounds.floor && known.seq <= tip.seq {
        return Ok(());
    }
    let first = first_kept(shared, bounds)?;
    let seq = first.unwrap_or(tip.seq + 1);
    *shared.floor.write() = Floor { position: bounds.floor, seq };
    shared.metrics.floor_seq.set(&(), seq.cast_signed());
    Ok(())
}

fn first_kept(shared: &Shared, bounds: Bounds) -> Result<Option<u64>, FeedError> {
    let open = || shared.log.reader(&CHANGES, shared.partition(), From::Floor);
    let Some(mut reader) = retry(shared, &CHANGES, open)? else { return Ok(None) };
    while reader.position() < bounds.end {
        let Some(records) = retry(shared, &CHANGES, || reader.poll(1, WAIT))? else {
            return Ok(None);
        };
        if let Some(record) = records.first() {
            return Ok(decode(shared, record)?.map(|change| change.seq.cast_unsigned()));
        }
    }
    Ok(None)
}

/// Asks again while the log is away. `None`: the feed is closing.
pub(crate) fn retry<T>(
    shared: &Shared,
    topic: &TopicName,
    mut ask: impl FnMut() -> Result<T, LogError>,
) -> Result<Option<T>, FeedError> {
    let outage = Outage::default();
    while !shared.is_closing() {
        match ask() {
            Ok(value) => {
                if outage.ends() {
                    tracing::info!(%topic, "the log answers again about {topic}");
                }
                return Ok(Some(value));
            }
            Err(LogError::Unavailable(reason)) => {
                shared.metrics.log_retries.inc(&());
                if outage.begins() {
                    tracing::warn!(
                        %topic, %reason, "the log is away, asking about {topic} again: {reason}"
                    );
                }
                std::thread::sleep(WAIT);
            }
            Err(source) => return Err(FeedError::Log { topic: topic.clone(), source }),
        }
    }
    Ok(None)
}
