//! Writes partners and keys into `partners.keys`, for the operator's commands.
//! Works on the log alone: a hub that runs on it follows within a second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventlog::{EventLog, From, Headers, LogError, Produce, TopicName};
use schemas::key::PartnerRecord;
use schemas::{Codec, DecodeError, EncodeError, PartnerName, Timestamp, topic};

use super::{KeyId, NewKey};

/// How many keys of one partner may be live at once: enough to rotate the key
/// of each of its systems, few enough to know them.
pub const LIVE_KEYS_MAX: usize = 5;

/// Longest wait for the log while reading.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// What is said of a partner when it is added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPartner {
    /// Its name.
    pub name: PartnerName,
    /// Zone of its times without one, IANA name.
    pub zone: Option<String>,
    /// Language of its ads that do not say, BCP 47.
    pub language: Option<String>,
}

/// Why the ledger was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum KeyLedgerError {
    /// There is no such partner: add it first.
    #[error("there is no partner {0}: add it with `adhub partner add {0}`")]
    UnknownPartner(PartnerName),
    /// The partner is there already.
    #[error("partner {0} is there already")]
    PartnerExists(PartnerName),
    /// The partner is disabled: add it again to enable it.
    #[error("partner {0} is disabled: enable it with `adhub partner add {0}`")]
    PartnerDisabled(PartnerName),
    /// There is no such zone.
    #[error("{0:?} is not a time zone: an IANA name such as \"Europe/Stockholm\" is needed")]
    Zone(String),
    /// There is no such key.
    #[error("there is no key with the id {0:?}: `adhub key list` shows them all")]
    UnknownKey(String),
    /// The partner has as many keys as it may have: revoke one first.
    #[error("partner {0} has {LIVE_KEYS_MAX} live keys, more are not allowed: revoke one first")]
    TooManyKeys(PartnerName),
    /// The log did not take it; nothing is promised, try again.
    #[error("the log did not answer")]
    Log(#[from] LogError),
    /// A record that is there cannot be read.
    #[error("record {0:?} of partners.keys cannot be read")]
    Unreadable(String, #[source] DecodeError),
    /// A record cannot be written: our own mistake.
    #[error("the record cannot be written")]
    Encode(#[from] EncodeError),
    /// The system has no random numbers.
    #[error("the system has no random numbers to give")]
    Random(#[from] getrandom::Error),
}

/// Reads and writes `partners.keys`. One operator at a time: of two changes of
/// one record at the same moment, the later one stays.
#[derive(Clone)]
pub struct KeyLedger {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
}

impl KeyLedger {
    /// On a log whose topics are there.
    pub fn new(log: Arc<dyn EventLog>, codec: Arc<Codec>) -> Self {
        Self { log, codec }
    }

    /// Adds a partner, or enables a disabled one again with these settings.
    ///
    /// # Errors
    /// [`KeyLedgerError::PartnerExists`], [`KeyLedgerError::Zone`], or the log's.
    pub async fn add_partner(&self, new: NewPartner, now: Timestamp) -> Result<(), KeyLedgerError> {
        if let Some(zone) = &new.zone
            && jiff::tz::TimeZone::get(zone).is_err()
        {
            return Err(KeyLedgerError::Zone(zone.clone()));
        }
        let known = self.read().await?;
        let before = known.get(&partner_key(&new.name));
        if before.is_some_and(|record| record.disabled_at.is_none()) {
            return Err(KeyLedgerError::PartnerExists(new.name));
        }
        let record = PartnerRecord {
            partner: new.name,
            created_at: before.map_or(now, |record| record.created_at),
            disabled_at: None,
            zone: new.zone,
            language: new.language,
            key_id: None,
            key_sha256: None,
        };
        self.write(partner_key(&record.partner), &record).await
    }

    /// Disables a partner: none of its keys opens anything. Its ads stay.
    /// Disabling it again changes nothing.
    ///
    /// # Errors
    /// [`KeyLedgerError::UnknownPartner`], or the log's.
    pub async fn disable_partner(
        &self,
        name: &PartnerName,
        now: Timestamp,
    ) -> Result<(), KeyLedgerError> {
        let mut known = self.read().await?;
        let key = partner_key(name);
        let Some(mut record) = known.remove(&key) else {
            return Err(KeyLedgerError::UnknownPartner(name.clone()));
        };
        if record.disabled_at.is_some() {
            return Ok(());
        }
        record.disabled_at = Some(now);
        self.write(key, &record).await
    }

    /// All partners, by name.
    ///
    /// # Errors
    /// The log's.
    pub async fn partners(&self) -> Result<Vec<PartnerRecord>, KeyLedgerError> {
        let known = self.read().await?;
        Ok(known.into_values().filter(|record| record.key_id.is_none()).collect())
    }

    /// Makes a key. It is handed out here and never again.
    ///
    /// # Errors
    /// [`KeyLedgerError::UnknownPartner`], [`KeyLedgerError::PartnerDisabled`],
    /// [`KeyLedgerError::TooManyKeys`], or the log's.
    pub async fn add_key(
        &self,
        name: &PartnerName,
        now: Timestamp,
    ) -> Result<NewKey, KeyLedgerError> {
        let known = self.read().await?;
        match known.get(&partner_key(name)) {
            None => return Err(KeyLedgerError::UnknownPartner(name.clone())),
            Some(record) if record.disabled_at.is_some() => {
                return Err(KeyLedgerError::PartnerDisabled(name.clone()));
            }
            Some(_) => {}
        }
        let live = known.values().filter(|record| {
            record.key_id.is_some() && record.disabled_at.is_none() && record.partner == *name
        });
        if live.count() >= LIVE_KEYS_MAX {
            return Err(KeyLedgerError::TooManyKeys(name.clone()));
        }
        let new = NewKey::draw()?;
        let record = PartnerRecord {
            partner: name.clone(),
            created_at: now,
            disabled_at: None,
            zone: None,
            language: None,
            key_id: Some(new.id.to_string()),
            key_sha256: Some(new.hash().to_hex()),
        };
        self.write(key_key(new.id), &record).await?;
        Ok(new)
    }

    /// Revokes a key for good. Revoking it again changes nothing.
    ///
    /// # Errors
    /// [`KeyLedgerError::UnknownKey`], or the log's.
    pub async fn revoke_key(&self, id: &str, now: Timestamp) -> Result<(), KeyLedgerError> {
        let unknown = || KeyLedgerError::UnknownKey(id.to_owned());
        let key = key_key(KeyId::parse(id).ok_or_else(unknown)?);
        let mut record = self.read().await?.remove(&key).ok_or_else(unknown)?;
        if record.disabled_at.is_some() {
            return Ok(());
        }
        record.disabled_at = Some(now);
        self.write(key, &record).await
    }

    /// All keys (of one partner), the revoked ones too, oldest first. Their
    /// hashes are in it, never the keys.
    ///
    /// # Errors
    /// The log's.
    pub async fn keys(
        &self,
        partner: Option<&PartnerName>,
    ) -> Result<Vec<PartnerRecord>, KeyLedgerError> {
        let known = self.read().await?;
        let wanted = |record: &PartnerRecord| {
            record.key_id.is_some() && partner.is_none_or(|name| record.partner == *name)
        };
        let mut keys: Vec<_> = known.into_values().filter(wanted).collect();
        keys.sort_by(|a, b| (&a.partner, a.created_at).cmp(&(&b.partner, b.created_at)));
        Ok(keys)
    }

    async fn write(&self, key: String, record: &PartnerRecord) -> Result<(), KeyLedgerError> {
        let produce = Produce {
            topic: TopicName::new(topic::PARTNERS_KEYS),
            partition: None,
            key: Some(Bytes::from(key)),
            value: Some(self.codec.encode(topic::PARTNERS_KEYS, record)?),
            headers: Headers::new(),
        };
        for appended in self.log.append(vec![produce]).await {
            appended?;
        }
        Ok(())
    }

    async fn read(&self) -> Result<BTreeMap<String, PartnerRecord>, KeyLedgerError> {
        let (log, codec) = (Arc::clone(&self.log), Arc::clone(&self.codec));
        let read = tokio::task::spawn_blocking(move || read_all(log.as_ref(), &codec));
        read.await.map_err(|error| LogError::Unavailable(error.to_string()))?
    }
}

fn partner_key(name: &PartnerName) -> String {
    format!("partner/{name}")
}

fn key_key(id: KeyId) -> String {
    format!("key/{id}")
}

/// The latest record of every key of the topic.
fn read_all(
    log: &dyn EventLog,
    codec: &Codec,
) -> Result<BTreeMap<String, PartnerRecord>, KeyLedgerError> {
    let name = TopicName::new(topic::PARTNERS_KEYS);
    let mut known = BTreeMap::new();
    let started = Instant::now();
    for partition in 0..log.partitions(&name)? {
        let end = log.bounds(&name, partition)?.end;
        let mut reader = log.reader(&name, partition, From::Floor)?;
        while reader.position() < end {
            if started.elapsed() > READ_TIMEOUT {
                let reason = format!("{name} was not read to its end in {READ_TIMEOUT:?}");
                return Err(LogError::Unavailable(reason).into());
            }
            for record in reader.poll(1_000, Duration::from_millis(100))? {
                let key = String::from_utf8_lossy(record.key.as_deref().unwrap_or_default());
                match record.value {
                    None => drop(known.remove(key.as_ref())),
                    Some(value) => {
                        let entry = codec
                            .decode(&value)
                            .map_err(|error| KeyLedgerError::Unreadable(key.to_string(), error))?;
                        known.insert(key.into_owned(), entry);
                    }
                }
            }
        }
    }
    Ok(known)
}
