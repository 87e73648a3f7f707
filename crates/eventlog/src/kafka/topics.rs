//! Which topics there are, how they are made, and how far they reach.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use parking_lot::RwLock;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

use super::client::Context;
use super::config::{BATCH_BYTES_MAX, ConfigError, KafkaConfig, REQUEST_TIMEOUT};
use super::failure::{of_topic, unavailable};
use super::record::{number, offset, position};
use crate::{Bounds, Cleanup, LogError, RECORD_BYTES_MAX, TopicName, TopicSpec};

/// Longest wait until all brokers know a topic that was just made.
const PROPAGATION_MAX: Duration = Duration::from_secs(15);

/// What a batch costs beside a single record: its own header, and lengths.
const FRAMING_BYTES: usize = 4 * 1024;

/// What does not change about a topic.
#[derive(Clone)]
pub(super) struct Topic {
    /// Its name on the cluster.
    pub(super) on_cluster: Arc<str>,
    pub(super) partitions: u32,
    pub(super) compacted: bool,
    /// Largest record that is taken. Less than ours when somebody else made
    /// the topic with a smaller limit.
    pub(super) record_bytes_max: usize,
}

impl Topic {
    pub(super) fn check(&self, topic: &TopicName, partition: u32) -> Result<(), LogError> {
        if partition < self.partitions {
            return Ok(());
        }
        let (topic, partitions) = (topic.clone(), self.partitions);
        Err(LogError::UnknownPartition { topic, partition, partitions })
    }
}

/// The topics of the cluster.
pub(super) struct Topics {
    config: KafkaConfig,
    context: Context,
    clients: RwLock<Clients>,
    known: RwLock<HashMap<TopicName, Topic>>,
}

#[derive(Clone)]
struct Clients {
    /// Never assigned anything: it asks for metadata and offsets.
    consumer: Arc<BaseConsumer<Context>>,
    admin: Arc<AdminClient<Context>>,
}

impl Clients {
    fn make(config: &KafkaConfig, context: &Context) -> Result<Self, ConfigError> {
        let unusable = |error: KafkaError| ConfigError::Kafka(error.to_string());
        let reader = config.consumer("adhub-reader")?;
        let consumer = BaseConsumer::from_config_and_context(&reader, context.clone());
        let admin = AdminClient::from_config_and_context(&config.client()?, context.clone());
        Ok(Self {
            consumer: Arc::new(consumer.map_err(unusable)?),
            admin: Arc::new(admin.map_err(unusable)?),
        })
    }
}

impl Topics {
    pub(super) fn open(config: KafkaConfig, context: Context) -> Result<Self, ConfigError> {
        let clients = RwLock::new(Clients::make(&config, &context)?);
        Ok(Self { config, context, clients, known: RwLock::default() })
    }

    /// The client that asks for metadata and offsets.
    pub(super) fn consumer(&self) -> Arc<BaseConsumer<Context>> {
        Arc::clone(&self.clients.read().consumer)
    }

    fn admin(&self) -> Arc<AdminClient<Context>> {
        Arc::clone(&self.clients.read().admin)
    }

    /// Takes fresh clients when they are found well.
    pub(super) fn renew(&self, is_well: impl Fn(&BaseConsumer<Context>) -> bool) -> bool {
        let Ok(fresh) = Clients::make(&self.config, &self.context) else { return false };
        let well = is_well(&fresh.consumer);
        if well {
            *self.clients.write() = fresh;
        }
        well
    }

    /// A topic; asks the cluster when it is not known yet.
    pub(super) fn topic(&self, name: &TopicName) -> Result<Topic, LogError> {
        if let Some(topic) = self.known.read().get(name) {
            return Ok(topic.clone());
        }
        self.context.health.not_away()?;
        let partitions = self.count(name)?;
        let topic = self.describe(name, partitions)?;
        self.known.write().insert(name.clone(), topic.clone());
        Ok(topic)
    }

    /// Fails only when the cluster is known to be away.
    pub(super) fn not_away(&self) -> Result<(), LogError> {
        self.context.health.not_away()
    }

    /// Number of partitions; [`LogError::Unavailable`] while one has no leader.
    fn count(&self, name: &TopicName) -> Result<u32, LogError> {
        let on_cluster = self.config.on_cluster(name.as_str());
        let consumer = self.consumer();
        let metadata = consumer
            .fetch_metadata(Some(&on_cluster), REQUEST_TIMEOUT)
            .map_err(|error| of_topic(&error, name))?;
        let found = metadata.topics().iter().find(|found| found.name() == on_cluster);
        let found = found.ok_or_else(|| LogError::UnknownTopic(name.clone()))?;
        if let Some(error) = found.error() {
            return Err(of_topic(&KafkaError::MetadataFetch(error.into()), name));
        }
        if found.partitions().is_empty() || found.partitions().iter().any(|p| p.leader() < 0) {
            return Err(unavailable(format_args!("topic {name} has partitions without a leader")));
        }
        Ok(u32::try_from(found.partitions().len()).unwrap_or(u32::MAX))
    }

    fn describe(&self, name: &TopicName, partitions: u32) -> Result<Topic, LogError> {
        let on_cluster: Arc<str> = self.config.on_cluster(name.as_str()).into();
        let asked = [ResourceSpecifier::Topic(&on_cluster)];
        let mut answer = block_on(self.admin().describe_configs(&asked, &options()))
            .map_err(|error| of_topic(&error, name))?;
        let settings = answer
            .pop()
            .ok_or_else(|| unavailable("the broker did not describe the topic"))?
            .map_err(|code| of_topic(&KafkaError::AdminOp(code), name))?;
        let setting = |name| settings.get(name).and_then(|entry| entry.value.as_deref());
        let compacted = setting("cleanup.policy").is_some_and(|policy| policy.contains("compact"));
        let batch_bytes_max = setting("max.message.bytes").and_then(|max| max.parse().ok());
        let record_bytes_max = batch_bytes_max
            .map_or(0, |max: usize| max.saturating_sub(FRAMING_BYTES))
            .min(RECORD_BYTES_MAX);
        Ok(Topic { on_cluster, partitions, compacted, record_bytes_max })
    }

    /// First position kept, and the last stable offset: what follows it
    /// belongs to transactions that are still open.
    pub(super) fn bounds(&self, name: &TopicName, partition: u32) -> Result<Bounds, LogError> {
        let topic = self.topic(name)?;
        topic.check(name, partition)?;
        self.context.health.not_away()?;
        let (floor, end) = self
            .consumer()
            .fetch_watermarks(&topic.on_cluster, number(partition), REQUEST_TIMEOUT)
            .map_err(|error| of_topic(&error, name))?;
        Ok(Bounds { floor: position(floor), end: position(end) })
    }

    /// Refuses a position where nothing can be read from. A position beyond
    /// the last stable offset is there when an open transaction has it.
    pub(super) fn check_range(
        &self,
        name: &TopicName,
        partition: u32,
        wanted: u64,
    ) -> Result<Bounds, LogError> {
        let bounds = self.bounds(name, partition)?;
        if wanted < bounds.floor
            || (wanted > bounds.end && offset(wanted) > self.uncommitted_end(name, partition)?)
        {
            return Err(out_of_range(name, partition, wanted, bounds));
        }
        Ok(bounds)
    }

    fn uncommitted_end(&self, name: &TopicName, partition: u32) -> Result<i64, LogError> {
        let mut config = self.config.consumer("adhub-reader").map_err(unavailable)?;
        config.set("isolation.level", "read_uncommitted");
        let consumer = BaseConsumer::from_config_and_context(&config, self.context.clone())
            .map_err(unavailable)?;
        let (_, end) = consumer
            .fetch_watermarks(
                &self.config.on_cluster(name.as_str()),
                number(partition),
                REQUEST_TIMEOUT,
            )
            .map_err(|error| of_topic(&error, name))?;
        Ok(end)
    }

    /// Makes the topics that are missing.
    pub(super) fn ensure(&self, specs: &[TopicSpec]) -> Result<(), LogError> {
        let mut missing = Vec::new();
        for spec in specs {
            match self.topic(&spec.name) {
                Ok(found) => check_partitions(spec, &found)?,
                Err(LogError::UnknownTopic(_)) => missing.push(spec),
                Err(error) => return Err(error),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        self.create(&missing)?;
        let deadline = Instant::now() + PROPAGATION_MAX;
        for spec in missing {
            check_partitions(spec, &self.appears(&spec.name, deadline)?)?;
            let name = &spec.name;
            tracing::info!(topic = %name, partitions = spec.partitions, "made topic {name}");
        }
        Ok(())
    }

    fn create(&self, specs: &[&TopicSpec]) -> Result<(), LogError> {
        let settings: Vec<_> = specs.iter().map(|spec| settings(spec.cleanup)).collect();
        let names: Vec<_> =
            specs.iter().map(|spec| self.config.on_cluster(spec.name.as_str())).collect();
        let topics: Vec<_> = specs
            .iter()
            .zip(names.iter().zip(&settings))
            .map(|(spec, (name, settings))| NewTopic {
                name,
                num_partitions: number(spec.partitions),
                // The brokers' own default.
                replication: TopicReplication::Fixed(-1),
                config: settings.iter().map(|(key, value)| (*key, value.as_str())).collect(),
            })
            .collect();
        let answers =
            block_on(self.admin().create_topics(&topics, &options())).map_err(unavailable)?;
        for answer in answers {
            match answer {
                // Another process was faster; what it made is looked at next.
                Ok(_) | Err((_, Code::TopicAlreadyExists)) => {}
                Err((topic, code)) => {
                    return Err(unavailable(format_args!("topic {topic} was not made: {code}")));
                }
            }
        }
        Ok(())
    }

    /// Waits until the cluster shows a new topic with all its leaders.
    fn appears(&self, name: &TopicName, deadline: Instant) -> Result<Topic, LogError> {
        loop {
            match self.topic(name) {
                Err(LogError::UnknownTopic(_) | LogError::Unavailable(_))
                    if Instant::now() < deadline =>
                {
                    std::thread::sleep(Duration::from_millis(10));
                }
                answer => return answer,
            }
        }
    }
}

/// The answer about a position outside.
pub(super) fn out_of_range(
    topic: &TopicName,
    partition: u32,
    position: u64,
    bounds: Bounds,
) -> LogError {
    let (topic, Bounds { floor, end }) = (topic.clone(), bounds);
    LogError::OutOfRange { topic, partition, position, floor, end }
}

fn check_partitions(spec: &TopicSpec, found: &Topic) -> Result<(), LogError> {
    if found.partitions == spec.partitions {
        return Ok(());
    }
    Err(LogError::Conflict {
        topic: spec.name.clone(),
        found: format!("{} partitions", found.partitions),
        wanted: format!("{} partitions", spec.partitions),
    })
}

fn options() -> AdminOptions {
    let timeout = Some(REQUEST_TIMEOUT);
    AdminOptions::new().request_timeout(timeout).operation_timeout(timeout)
}

/// The settings of a topic that we make.
fn settings(cleanup: Cleanup) -> Vec<(&'static str, String)> {
    const HOUR_MILLIS: u128 = 3_600_000;
    let mut settings = vec![
        ("max.message.bytes", BATCH_BYTES_MAX.to_string()),
        // Retention counts from when the log took a record, whatever the
        // clock of the producer said.
        ("message.timestamp.type", "LogAppendTime".to_owned()),
    ];
    match cleanup {
        Cleanup::Keep => settings.extend([
            ("cleanup.policy", "delete".to_owned()),
            ("retention.ms", "-1".to_owned()),
            ("retention.bytes", "-1".to_owned()),
        ]),
        Cleanup::DeleteAfter(age) => settings.extend([
            ("cleanup.policy", "delete".to_owned()),
            ("retention.ms", age.as_millis().to_string()),
            ("retention.bytes", "-1".to_owned()),
            // Whole segments go, so that a record outlives its age by a tenth
            // at most, or by a day.
            ("segment.ms", (age.as_millis() / 10).clamp(60_000, 24 * HOUR_MILLIS).to_string()),
        ]),
        Cleanup::Compact => settings.extend([
            ("cleanup.policy", "compact".to_owned()),
            // Whoever restores from a changelog has an hour to read it
            // undisturbed; what was removed by a tombstone (a person) is gone
            // from disk within two days.
            ("min.compaction.lag.ms", HOUR_MILLIS.to_string()),
            ("max.compaction.lag.ms", (24 * HOUR_MILLIS).to_string()),
            ("delete.retention.ms", (24 * HOUR_MILLIS).to_string()),
            ("segment.ms", (6 * HOUR_MILLIS).to_string()),
        ]),
    }
    settings
}
