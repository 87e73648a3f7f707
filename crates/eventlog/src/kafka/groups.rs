//! What the cluster keeps for groups: their committed offsets.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};
use rdkafka::error::RDKafkaErrorCode as Code;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::client::Context;
use super::config::{KafkaConfig, REQUEST_TIMEOUT};
use super::failure::unavailable;
use super::record::{number, position};
use crate::{LogError, TopicName};

/// Most clients that are kept for the next question about their group.
const KEPT_MAX: usize = 16;

/// One client for each group that was asked about: it takes a while to find
/// the group's coordinator.
pub(super) struct Groups {
    config: KafkaConfig,
    context: Context,
    consumers: Mutex<HashMap<String, Arc<BaseConsumer<Context>>>>,
}

impl Groups {
    pub(super) fn new(config: KafkaConfig, context: Context) -> Self {
        Self { config, context, consumers: Mutex::default() }
    }

    /// Serves the clients' own events; nobody polls them otherwise.
    pub(super) fn serve(&self) {
        let consumers: Vec<_> = self.consumers.lock().values().cloned().collect();
        for consumer in consumers {
            while consumer.poll(Duration::ZERO).is_some() {}
        }
    }

    /// Drops all clients; the next question gets another.
    pub(super) fn forget(&self) {
        self.consumers.lock().clear();
    }

    fn consumer(&self, group: &str) -> Result<Arc<BaseConsumer<Context>>, LogError> {
        let mut consumers = self.consumers.lock();
        if let Some(consumer) = consumers.get(group) {
            return Ok(Arc::clone(consumer));
        }
        let client = self.config.consumer(group).map_err(unavailable)?;
        let consumer = BaseConsumer::from_config_and_context(&client, self.context.clone());
        let consumer = Arc::new(consumer.map_err(unavailable)?);
        if consumers.len() >= KEPT_MAX {
            consumers.clear();
        }
        consumers.insert(group.to_owned(), Arc::clone(&consumer));
        Ok(consumer)
    }

    /// What a commit for the group needs, with fixed assignment.
    pub(super) fn metadata(&self, group: &str) -> Result<ConsumerGroupMetadata, LogError> {
        let metadata = self.consumer(group)?.group_metadata();
        metadata.ok_or_else(|| unavailable(format_args!("group {group} has no metadata")))
    }

    /// The next position of a group. Waits for offsets of transactions that
    /// are about to end.
    pub(super) fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError> {
        let consumer = self.consumer(group)?;
        let mut asked = TopicPartitionList::with_capacity(1);
        let name = self.config.on_cluster(topic.as_str());
        asked.add_partition(&name, number(partition));
        let deadline = Instant::now() + 2 * REQUEST_TIMEOUT;
        let answer = loop {
            let error = match consumer.committed_offsets(asked.clone(), REQUEST_TIMEOUT) {
                Ok(answer) => break answer,
                Err(error) => error,
            };
            let passing = matches!(
                error.rdkafka_error_code(),
                Some(
                    Code::NotCoordinator
                        | Code::CoordinatorNotAvailable
                        | Code::CoordinatorLoadInProgress
                        | Code::WaitingForCoordinator
                )
            );
            if !passing || Instant::now() >= deadline {
                self.context.health.suspect();
                return Err(unavailable(format_args!(
                    "no answer about the offset of {group} in {topic}/{partition}, or a \
                     transaction holds it that does not end: {error}"
                )));
            }
            consumer.poll(Duration::from_millis(10));
        };
        match answer.find_partition(&name, number(partition)) {
            Some(found) => {
                found.error().map_err(unavailable)?;
                match found.offset() {
                    Offset::Offset(next) => Ok(Some(position(next))),
                    _ => Ok(None),
                }
            }
            None => Ok(None),
        }
    }
}
