//! Keeps the ring as `partners.keys` has it: reads the topic to its end, then
//! follows it, so that a revoked key opens nothing within a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use eventlog::{Consumed, EventLog, From, LogError, Reader, TopicName};
use schemas::key::PartnerRecord;
use schemas::{Codec, DecodeError, topic};
use telemetry::{GatewayMetrics, Outage};
use tracing::{error, info, warn};

use super::ring::KeyRing;

/// How long one read waits for news.
const WAIT: Duration = Duration::from_millis(100);
/// How long to leave the log or the registry in peace after a failure.
const REST: Duration = Duration::from_millis(500);
const RECORDS_MAX: usize = 1_000;

/// A thread that keeps a [`KeyRing`] up to date. Dropping it ends the thread.
pub struct KeyFollower {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl KeyFollower {
    /// Starts to follow. `ring` becomes ready once everything that was there
    /// at the start is known; a log that is away is tried again until then.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(
        log: Arc<dyn EventLog>,
        codec: Arc<Codec>,
        ring: KeyRing,
        metrics: Arc<GatewayMetrics>,
    ) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let outage = Outage::default();
        let follow = Follow { log, codec, ring, metrics, stop: Arc::clone(&stop), outage };
        let thread = std::thread::Builder::new()
            .name("partner-keys".to_owned())
            .spawn(move || follow.until_stopped())?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for KeyFollower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                error!("the thread that follows partners.keys panicked");
            }
        }
    }
}

struct Follow {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
    ring: KeyRing,
    metrics: Arc<GatewayMetrics>,
    stop: Arc<AtomicBool>,
    outage: Outage,
}

impl Follow {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn until_stopped(&self) {
        while !self.stopped() {
            // Reading again from the floor is right after every failure: the
            // topic is compacted, and applying a record twice changes nothing.
            if let Err(reason) = self.follow() {
                if self.outage.begins() {
                    warn!(%reason, "partners.keys cannot be read now, trying again: {reason}");
                }
                std::thread::park_timeout(REST);
            }
        }
    }

    fn follow(&self) -> Result<(), LogError> {
        let name = TopicName::new(topic::PARTNERS_KEYS);
        let mut readers = Vec::new();
        for partition in 0..self.log.partitions(&name)? {
            let end = self.log.bounds(&name, partition)?.end;
            readers.push((end, self.log.reader(&name, partition, From::Floor)?));
        }
        let wait = WAIT / u32::try_from(readers.len().max(1)).unwrap_or(1);
        while !self.stopped() {
            for (_, reader) in &mut readers {
                self.take_in(reader.as_mut(), wait)?;
            }
            if self.outage.ends() {
                info!("partners.keys can be read again");
            }
            if !self.ring.is_ready() && readers.iter().all(|(end, r)| r.position() >= *end) {
                self.ring.set_ready();
                self.metrics.keys_ready.set(&(), 1);
                info!("the keys of all partners are known, pushes are taken in");
            }
        }
        Ok(())
    }

    fn take_in(&self, reader: &mut dyn Reader, wait: Duration) -> Result<(), LogError> {
        for record in reader.poll(RECORDS_MAX, wait)? {
            self.apply(&record)?;
        }
        Ok(())
    }

    fn apply(&self, record: &Consumed) -> Result<(), LogError> {
        let Some(key) = record.key.as_deref().and_then(|key| std::str::from_utf8(key).ok()) else {
            self.unreadable(record, "its record key is not text");
            return Ok(());
        };
        match record.value.as_deref().map(|value| self.codec.decode::<PartnerRecord>(value)) {
            None => self.ring.apply(key, None),
            Some(Ok(entry)) => self.ring.apply(key, Some(&entry)),
            Some(Err(DecodeError::Undecodable { reason, .. })) => {
                // It may have been a revocation: fail closed.
                self.ring.apply(key, None);
                self.unreadable(record, &reason);
            }
            Some(Err(DecodeError::Schema(error))) => {
                return Err(LogError::Unavailable(error.to_string()));
            }
        }
        Ok(())
    }

    fn unreadable(&self, record: &Consumed, reason: &str) {
        self.metrics.keys_unreadable.inc(&());
        let Consumed { partition, position, .. } = record;
        error!(
            partition,
            position,
            reason,
            "record {partition}@{position} of partners.keys is unreadable ({reason}): \
             what it names is locked out, write it again"
        );
    }
}
