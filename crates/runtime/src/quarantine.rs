//! What an operator sees and says of snapshots that are held. Works on the log
//! alone: the poller looks there when its next complete snapshot is in doubt.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventlog::{EventLog, From, Headers, LogError, Produce, TopicName};
use schemas::quarantine::{HeldSnapshot, PartnerQuarantine};
use schemas::{Codec, DecodeError, EncodeError, PartnerName, Timestamp, topic};
use serde::{Deserialize, Serialize};

/// Longest wait for the log while reading.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// One partner whose snapshots are held.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quarantined {
    /// The partner.
    pub partner: PartnerName,
    /// When the last of them was held.
    pub at: Timestamp,
    /// What is held.
    pub held: HeldSnapshot,
    /// The next complete snapshot is let through.
    pub released: bool,
}

/// Why the quarantine was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum QuarantineError {
    /// There is nothing to look at or to release.
    #[error("no snapshot of {0} is held: `adhub quarantine list` shows those that are")]
    NothingHeld(PartnerName),
    /// The log did not take it; nothing is promised, try again.
    #[error("the log did not answer")]
    Log(#[from] LogError),
    /// A record that is there cannot be read.
    #[error("record {0:?} of partners.quarantine cannot be read")]
    Unreadable(String, #[source] DecodeError),
    /// A record cannot be written: our own mistake.
    #[error("a record of partners.quarantine cannot be written")]
    Encode(#[from] EncodeError),
}

/// The quarantine of all partners. Calls block.
#[derive(Clone)]
pub struct Quarantine {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
}

impl Quarantine {
    /// That of a hub.
    pub fn new(log: Arc<dyn EventLog>, codec: Arc<Codec>) -> Self {
        Self { log, codec }
    }

    /// Every partner of which something is held, by name.
    ///
    /// # Errors
    /// The log's.
    pub fn list(&self) -> Result<Vec<Quarantined>, QuarantineError> {
        let known = self.read()?;
        let quarantined = known.values().filter_map(|record| {
            let held = record.held.clone()?;
            let released = known.get(&PartnerQuarantine::release_key(&record.partner));
            let released = released.is_some_and(|found| found.release == Some(held.since));
            let partner = record.partner.clone();
            Some(Quarantined { partner, at: record.at, held, released })
        });
        Ok(quarantined.collect())
    }

    /// What is held of one partner.
    ///
    /// # Errors
    /// [`QuarantineError::NothingHeld`], or the log's.
    pub fn show(&self, partner: &PartnerName) -> Result<Quarantined, QuarantineError> {
        let found = self.list()?.into_iter().find(|found| found.partner == *partner);
        found.ok_or_else(|| QuarantineError::NothingHeld(partner.clone()))
    }

    /// Lets the next complete snapshot of a partner through, once, however
    /// small it is. What it does not show is absent once; only a second
    /// complete snapshot withdraws it. Releasing again changes nothing.
    ///
    /// # Errors
    /// [`QuarantineError::NothingHeld`], or the log's.
    pub fn release(
        &self,
        partner: &PartnerName,
        now: Timestamp,
    ) -> Result<Quarantined, QuarantineError> {
        let mut found = self.show(partner)?;
        if found.released {
            return Ok(found);
        }
        let release = PartnerQuarantine {
            partner: partner.clone(),
            at: now,
            held: None,
            release: Some(found.held.since),
        };
        let produce = Produce {
            topic: TopicName::new(topic::PARTNERS_QUARANTINE),
            partition: Some(0),
            key: Some(Bytes::from(PartnerQuarantine::release_key(partner))),
            value: Some(self.codec.encode(topic::PARTNERS_QUARANTINE, &release)?),
            headers: Headers::new(),
        };
        for appended in futures::executor::block_on(self.log.append(vec![produce])) {
            appended?;
        }
        found.released = true;
        Ok(found)
    }

    /// The latest record of every key.
    pub(crate) fn read(&self) -> Result<BTreeMap<String, PartnerQuarantine>, QuarantineError> {
        let name = TopicName::new(topic::PARTNERS_QUARANTINE);
        let started = Instant::now();
        let end = self.log.bounds(&name, 0)?.end;
        let mut reader = self.log.reader(&name, 0, From::Floor)?;
        let mut known = BTreeMap::new();
        while reader.position() < end {
            if started.elapsed() > READ_TIMEOUT {
                let reason = format!("{name} was not read to its end in {READ_TIMEOUT:?}");
                return Err(LogError::Unavailable(reason).into());
            }
            for record in reader.poll(1_000, Duration::from_millis(100))? {
                let key = record.key.as_deref().unwrap_or_default();
                let key = String::from_utf8_lossy(key).into_owned();
                let Some(value) = record.value else {
                    known.remove(&key);
                    continue;
                };
                let decoded = self.codec.decode(&value);
                let decoded =
                    decoded.map_err(|error| QuarantineError::Unreadable(key.clone(), error))?;
                known.insert(key, decoded);
            }
        }
        Ok(known)
    }
}
