//! The log on Apache Kafka, in production: rdkafka, exactly as measured in
//! `docs/adr/0003-kafka-client.md`.
//!
//! | promise | kept by |
//! |---|---|
//! | an acknowledged append is durable | `acks=all`, idempotent producer |
//! | nothing uncommitted is read | `isolation.level=read_committed` |
//! | one holder of an identity | `transactional.id`, `init_transactions` |
//! | outputs, state and offsets together | `send_offsets_to_transaction` |
//! | nobody waits for ever | every call has a deadline of seconds |
//!
//! Calls block, except [`EventLog::append`]; its first record for a topic asks
//! the cluster about that topic.

mod append;
mod client;
mod config;
mod failure;
mod groups;
mod health;
mod member;
mod reader;
mod record;
mod topics;
mod transactor;

use std::sync::Arc;

use futures::future::BoxFuture;
use schemas::SchemaTable;

pub use self::config::{ConfigError, KafkaConfig};

use self::append::Appender;
use self::client::Context;
use self::groups::Groups;
use self::health::{Health, Watch};
use self::member::KafkaMember;
use self::reader::KafkaReader;
use self::topics::Topics;
use self::transactor::KafkaTransactor;
use crate::registry::RegistryTable;
use crate::{
    Bounds, EventLog, From, LogError, Member, Position, Produce, Reader, TopicName, TopicSpec,
    Transactor,
};

/// A log on a Kafka cluster.
pub struct KafkaLog {
    config: KafkaConfig,
    health: Arc<Health>,
    topics: Arc<Topics>,
    groups: Arc<Groups>,
    appender: Appender,
    schemas: Arc<RegistryTable>,
    _watch: Watch,
}

impl KafkaLog {
    /// Sets everything up; reaches no broker yet, so that a process starts
    /// while the cluster is away.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn open(config: KafkaConfig) -> Result<Self, ConfigError> {
        let health = Health::new();
        let context = |role| Context { role, health: Arc::clone(&health) };
        let topics = Arc::new(Topics::open(config.clone(), context("metadata"))?);
        let groups = Arc::new(Groups::new(config.clone(), context("groups")));
        let watch = Watch::start(Arc::clone(&health), Arc::clone(&topics), Arc::clone(&groups))
            .map_err(|error| ConfigError::Kafka(error.to_string()))?;
        let appender = Appender::new(config.clone(), context("append"), Arc::clone(&topics))
            .map_err(|error| ConfigError::Kafka(error.to_string()))?;
        let schemas = RegistryTable::open(&config.registry)?;
        let schemas = Arc::new(schemas.with_prefix(&config.prefix));
        Ok(Self { config, health, topics, groups, appender, schemas, _watch: watch })
    }

    fn context(&self, role: &'static str) -> Context {
        Context { role, health: Arc::clone(&self.health) }
    }
}

impl EventLog for KafkaLog {
    fn ensure_topics(&self, topics: &[TopicSpec]) -> Result<(), LogError> {
        self.topics.ensure(topics)
    }

    fn partitions(&self, topic: &TopicName) -> Result<u32, LogError> {
        Ok(self.topics.topic(topic)?.partitions)
    }

    fn append(&self, records: Vec<Produce>) -> BoxFuture<'static, Vec<Result<Position, LogError>>> {
        self.appender.append(&records)
    }

    fn reader(
        &self,
        topic: &TopicName,
        partition: u32,
        from: From,
    ) -> Result<Box<dyn Reader>, LogError> {
        let place = (topic.clone(), partition);
        let topics = Arc::clone(&self.topics);
        let reader = KafkaReader::open(&self.config, self.context("reader"), topics, place, from)?;
        Ok(Box::new(reader))
    }

    fn bounds(&self, topic: &TopicName, partition: u32) -> Result<Bounds, LogError> {
        self.topics.bounds(topic, partition)
    }

    fn transactor(&self, id: &str, group: &str) -> Result<Box<dyn Transactor>, LogError> {
        self.health.not_away()?;
        let group = self.groups.metadata(group)?;
        let topics = Arc::clone(&self.topics);
        let transactor =
            KafkaTransactor::open(&self.config, self.context("transactor"), topics, id, group)?;
        Ok(Box::new(transactor))
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError> {
        self.topics.topic(topic)?.check(topic, partition)?;
        self.health.not_away()?;
        self.groups.committed(group, topic, partition)
    }

    fn join(&self, group: &str, topics: &[TopicName]) -> Result<Box<dyn Member>, LogError> {
        for topic in topics {
            self.topics.topic(topic)?;
        }
        let member = KafkaMember::join(&self.config, self.context("member"), group, topics)?;
        Ok(Box::new(member))
    }

    fn schema_table(&self) -> Arc<dyn SchemaTable> {
        Arc::<RegistryTable>::clone(&self.schemas)
    }

    fn health(&self) -> Result<(), LogError> {
        self.health.well()
    }
}
