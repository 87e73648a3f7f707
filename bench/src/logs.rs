//! The log under test, opened by the benchmark itself: to fill it, and to see
//! how far its groups are.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use eventlog::kafka::KafkaConfig;
use eventlog::registry::RegistryConfig;
use eventlog::{
    Cleanup, EventLog, Headers, KafkaLog, LocalLog, LocalOptions, Produce, TopicName, TopicSpec,
};
use futures::executor::block_on;
use schemas::key::PartnerRecord;
use schemas::{Codec, PartnerName, Timestamp, topic};
use sha2::{Digest as _, Sha256};

/// What to do when Kafka is to be measured and there is none.
pub const NO_CLUSTER: &str =
    "no cluster is named: `just cluster up`, then `export $(./cluster/cluster.sh env)`";

/// Where a hub keeps its log.
#[derive(Clone, Debug)]
pub enum Site {
    /// In a directory.
    Embedded(PathBuf),
    /// On a cluster.
    Kafka {
        /// `HOST:PORT`.
        brokers: String,
        /// URL of its schema registry.
        registry: String,
        /// Before the names of this part's topics and groups, so that no part
        /// stands in another's way.
        prefix: String,
    },
}

impl Site {
    /// `embedded` or `kafka`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "embedded",
            Self::Kafka { .. } => "kafka",
        }
    }

    /// Topics of its own on the cluster that `just cluster env` names; `None`
    /// when there is none.
    pub fn cluster(prefix: String) -> Option<Self> {
        let brokers = std::env::var("ADHUB_TEST_KAFKA").ok()?;
        let registry = std::env::var("ADHUB_TEST_REGISTRY").ok()?;
        Some(Self::Kafka { brokers, registry, prefix })
    }

    /// Opens it, with all topics made. An embedded one must not be in use.
    ///
    /// # Errors
    /// When it is away or in use.
    pub fn open(&self) -> Result<Opened> {
        let log: Arc<dyn EventLog> = match self {
            Self::Embedded(directory) => {
                Arc::new(LocalLog::open(directory, LocalOptions::default())?)
            }
            Self::Kafka { brokers, registry, prefix } => {
                let mut config = KafkaConfig::new(brokers, RegistryConfig::new(registry));
                config.prefix.clone_from(prefix);
                Arc::new(KafkaLog::open(config)?)
            }
        };
        log.ensure_topics(&topics())?;
        let codec = Arc::new(Codec::open(log.schema_table())?);
        Ok(Opened { log, codec })
    }
}

/// The topics as `adhub run` makes them, with one market.
fn topics() -> Vec<TopicSpec> {
    let spec = |definition: &topic::TopicDefinition| TopicSpec {
        name: TopicName::new(definition.name),
        partitions: definition.partitions.count(1),
        cleanup: match (definition.cleanup, definition.retention) {
            (topic::Cleanup::Compact, _) => Cleanup::Compact,
            (topic::Cleanup::Delete, Some(age)) => Cleanup::DeleteAfter(age),
            (topic::Cleanup::Delete, None) => Cleanup::Keep,
        },
    };
    topic::topics().iter().map(spec).collect()
}

/// An open log.
pub struct Opened {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Events to bytes and back.
    pub codec: Arc<Codec>,
}

/// Appends that are on their way at the same time.
const APPENDS_IN_FLIGHT: usize = 8;
/// Records of one append.
const APPEND_RECORDS: usize = 500;

impl Opened {
    /// Appends records, in order, many at a time.
    ///
    /// # Errors
    /// When one is not taken.
    pub fn fill(&self, records: impl Iterator<Item = Result<Produce>>) -> Result<u64> {
        let mut waiting = VecDeque::new();
        let mut batch = Vec::with_capacity(APPEND_RECORDS);
        let mut count = 0;
        let mut records = records.peekable();
        while let Some(record) = records.next() {
            batch.push(record?);
            count += 1;
            if batch.len() < APPEND_RECORDS && records.peek().is_some() {
                continue;
            }
            waiting.push_back(self.log.append(std::mem::take(&mut batch)));
            while waiting.len() > APPENDS_IN_FLIGHT || records.peek().is_none() {
                let Some(answers) = waiting.pop_front() else { break };
                for answer in block_on(answers) {
                    answer?;
                }
            }
        }
        Ok(count)
    }

    /// Adds `count` partners with one key each, and gives the keys. The hub
    /// allows a key 1,000 ads a second and 10,000 at once: a load needs many.
    ///
    /// # Errors
    /// When the log does not take them.
    pub fn add_partners(&self, count: usize) -> Result<Vec<String>> {
        let mut keys = Vec::with_capacity(count);
        let mut records = Vec::with_capacity(2 * count);
        for number in 0..count {
            let secret = uuid::Uuid::new_v4().simple().to_string();
            let id = &secret[..12];
            let key = format!("adhub_{id}_{secret}AAAAAAAAAAA");
            let hash = Sha256::digest(key.as_bytes());
            let hash = hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            let partner = PartnerRecord {
                partner: PartnerName::new(&format!("bench-{number}"))?,
                created_at: Timestamp::from_millis(1_795_000_000_000),
                disabled_at: None,
                zone: Some("Europe/Stockholm".to_owned()),
                language: None,
                key_id: None,
                key_sha256: None,
            };
            let opening = PartnerRecord {
                zone: None,
                key_id: Some(id.to_owned()),
                key_sha256: Some(hash),
                ..partner.clone()
            };
            records.push(self.partner_record(format!("partner/bench-{number}"), &partner));
            records.push(self.partner_record(format!("key/{id}"), &opening));
            keys.push(key);
        }
        self.fill(records.into_iter())?;
        Ok(keys)
    }

    fn partner_record(&self, key: String, record: &PartnerRecord) -> Result<Produce> {
        Ok(Produce {
            topic: TopicName::new(topic::PARTNERS_KEYS),
            partition: None,
            key: Some(Bytes::from(key)),
            value: Some(self.codec.encode(topic::PARTNERS_KEYS, record)?),
            headers: Headers::new(),
        })
    }

    /// Where a step goes on in a partition of its input, and the end of it.
    ///
    /// # Errors
    /// When the log does not say.
    pub fn progress(&self, step: &str, input: &'static str, partition: u32) -> Result<(u64, u64)> {
        let topic = TopicName::new(input);
        let bounds = self.log.bounds(&topic, partition)?;
        let committed = self.log.committed(&format!("adhub.{step}"), &topic, partition)?;
        Ok((committed.unwrap_or(bounds.floor), bounds.end))
    }

    /// Everything in `ads.received` has been decided about.
    ///
    /// # Errors
    /// When not: what is measured next would wait for it.
    pub fn check_no_backlog(&self) -> Result<()> {
        let topic = TopicName::new(topic::ADS_RECEIVED);
        for partition in 0..self.log.partitions(&topic)? {
            let (next, end) = self.progress("dedupe", topic::ADS_RECEIVED, partition)?;
            ensure!(
                next >= end,
                "ads.received/{partition} holds {} ads that no step has read: measure `steps` \
                 before",
                end - next
            );
        }
        Ok(())
    }
}

/// An empty directory of the build directory, on the disk that real data is on
/// rather than on one in memory.
///
/// # Errors
/// When it cannot be made.
pub fn directory(name: &str, empty: bool) -> Result<PathBuf> {
    let executable = std::env::current_exe()?;
    let target = executable.ancestors().nth(2).context("target/PROFILE/PROGRAM")?;
    let directory = target.join("bench").join(name);
    if empty && Path::exists(&directory) {
        std::fs::remove_dir_all(&directory)?;
    }
    std::fs::create_dir_all(&directory)?;
    Ok(directory)
}
