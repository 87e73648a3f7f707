//! Reads one partition by fixed assignment: no group, no waiting for one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::client::Context;
use super::config::KafkaConfig;
use super::failure::unavailable;
use super::record::{incoming, number, offset};
use super::topics::{Topics, out_of_range};
use crate::{Bounds, Consumed, From, LogError, Reader, TopicName};

/// How long a reader hears nothing before it looks whether it should have.
const SILENCE_MAX: Duration = Duration::from_secs(15);

pub(super) struct KafkaReader {
    config: KafkaConfig,
    context: Context,
    consumer: BaseConsumer<Context>,
    /// Of the client.
    epoch: u64,
    topics: Arc<Topics>,
    topic: TopicName,
    /// The topic as the cluster knows it.
    on_cluster: String,
    partition: u32,
    position: u64,
    /// The end when fetching began; `None` until the first poll, so that
    /// nothing is read ahead that nobody asked for.
    fetching: Option<Bounds>,
    /// When something last came: a record, the end, or a fresh start.
    heard_at: Instant,
}

impl KafkaReader {
    pub(super) fn open(
        config: &KafkaConfig,
        context: Context,
        topics: Arc<Topics>,
        (topic, partition): (TopicName, u32),
        from: From,
    ) -> Result<Self, LogError> {
        let position = match from {
            From::Floor => topics.bounds(&topic, partition)?.floor,
            From::End => topics.bounds(&topic, partition)?.end,
            From::Position(position) => {
                topics.check_range(&topic, partition, position)?;
                position
            }
        };
        Ok(Self {
            epoch: context.health.epoch(),
            consumer: client(config, &context)?,
            config: config.clone(),
            context,
            topics,
            on_cluster: config.on_cluster(topic.as_str()),
            topic,
            partition,
            position,
            fetching: None,
            heard_at: Instant::now(),
        })
    }

    /// Begins to fetch at the position, with another client when this one is
    /// of an earlier epoch.
    fn fetch(&mut self) -> Result<Bounds, LogError> {
        let epoch = self.context.health.epoch();
        if self.epoch != epoch {
            self.consumer = client(&self.config, &self.context)?;
            self.epoch = epoch;
            self.fetching = None;
        }
        if let Some(bounds) = self.fetching {
            return Ok(bounds);
        }
        let bounds = self.topics.check_range(&self.topic, self.partition, self.position)?;
        let mut assignment = TopicPartitionList::new();
        let at = Offset::Offset(offset(self.position));
        assignment
            .add_partition_offset(&self.on_cluster, number(self.partition), at)
            .and_then(|()| self.consumer.assign(&assignment))
            .map_err(unavailable)?;
        self.fetching = Some(bounds);
        self.heard_at = Instant::now();
        Ok(bounds)
    }

    /// All records below the end that was there when fetching began have been
    /// returned. What is left up to it are the markers of transactions, and
    /// whoever waits for that end must not wait for them.
    fn pass_markers(&mut self, end: u64) -> bool {
        let passed = self.position < end;
        self.position = self.position.max(end);
        passed
    }

    fn check(&mut self, error: &KafkaError) -> Result<(), LogError> {
        // After some errors (a leader that came back without all it had) the
        // client stops for good: start again, at the same position.
        self.fetching = None;
        let code = error.rdkafka_error_code();
        if matches!(code, Some(Code::AutoOffsetReset | Code::OffsetOutOfRange)) {
            let bounds = self.topics.bounds(&self.topic, self.partition)?;
            return Err(out_of_range(&self.topic, self.partition, self.position, bounds));
        }
        if matches!(code, Some(Code::UnknownTopicOrPartition | Code::UnknownTopic)) {
            return Err(LogError::UnknownTopic(self.topic.clone()));
        }
        if code.is_some_and(super::failure::is_away) {
            return Err(unavailable(error));
        }
        tracing::debug!(topic = %self.topic, %error, "reader of {}: {error}", self.topic);
        Ok(())
    }

    /// Nothing came for long. That is so at the end; anywhere else the client
    /// is stuck, and starts again.
    fn check_silence(&mut self) -> Result<(), LogError> {
        self.topics.not_away()?;
        if self.heard_at.elapsed() < SILENCE_MAX {
            return Ok(());
        }
        self.heard_at = Instant::now();
        if self.topics.bounds(&self.topic, self.partition)?.end > self.position {
            self.fetching = None;
        }
        Ok(())
    }
}

fn client(config: &KafkaConfig, context: &Context) -> Result<BaseConsumer<Context>, LogError> {
    // A group must be named; nothing is ever committed for this one.
    let mut client = config.consumer("adhub-reader").map_err(unavailable)?;
    client.set("enable.partition.eof", "true");
    BaseConsumer::from_config_and_context(&client, context.clone()).map_err(unavailable)
}

impl Reader for KafkaReader {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let deadline = Instant::now() + wait;
        let mut records = Vec::new();
        let mut left = wait;
        let Bounds { mut end, .. } = self.fetch()?;
        while records.len() < max {
            let polled = self.consumer.poll(left);
            match polled.map(|polled| polled.map(|message| incoming(&message, &self.topic))) {
                Some(Ok(record)) => {
                    self.position = record.position + 1;
                    records.push(record);
                    left = Duration::ZERO;
                    continue;
                }
                Some(Err(KafkaError::PartitionEOF(_))) if self.pass_markers(end) => break,
                Some(Err(KafkaError::PartitionEOF(_))) => {}
                Some(Err(_)) if !records.is_empty() => {
                    self.fetching = None;
                    break;
                }
                Some(Err(error)) => {
                    self.check(&error)?;
                    end = self.fetch()?.end;
                }
                None if Instant::now() >= deadline || !records.is_empty() => break,
                None => {}
            }
            if records.is_empty() {
                left = deadline.saturating_duration_since(Instant::now());
            }
        }
        if records.is_empty() {
            self.check_silence()?;
        } else {
            self.heard_at = Instant::now();
        }
        Ok(records)
    }

    fn position(&self) -> u64 {
        self.position
    }

    fn seek(&mut self, position: u64) -> Result<(), LogError> {
        self.topics.check_range(&self.topic, self.partition, position)?;
        self.position = position;
        self.fetching = None;
        Ok(())
    }
}
