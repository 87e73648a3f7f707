//! A member of a consumer group. Rebalancing is eager: whenever the group
//! changes, every member gives everything back and starts again from the
//! committed offsets, which is the one path there is after any trouble.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rdkafka::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;

use super::client::Context;
use super::config::KafkaConfig;
use super::failure::{is_away, unavailable};
use super::record::{incoming, index};
use crate::{Consumed, Generation, LogError, Member, TopicName};

pub(super) struct KafkaMember {
    consumer: BaseConsumer<MemberContext>,
    /// Each topic and its name on the cluster.
    topics: Vec<(TopicName, String)>,
}

impl KafkaMember {
    pub(super) fn join(
        config: &KafkaConfig,
        context: Context,
        group: &str,
        topics: &[TopicName],
    ) -> Result<Self, LogError> {
        let client = config.member(group).map_err(unavailable)?;
        let context = MemberContext { context, held: Mutex::default() };
        let consumer =
            BaseConsumer::from_config_and_context(&client, context).map_err(unavailable)?;
        let on_cluster = |topic: &TopicName| (topic.clone(), config.on_cluster(topic.as_str()));
        let topics: Vec<_> = topics.iter().map(on_cluster).collect();
        let names: Vec<_> = topics.iter().map(|(_, name)| name.as_str()).collect();
        consumer.subscribe(&names).map_err(unavailable)?;
        Ok(Self { consumer, topics })
    }

    fn held(&self) -> parking_lot::MutexGuard<'_, Held> {
        self.consumer.context().held.lock()
    }

    fn topic(&self, name: &str) -> TopicName {
        let known = self.topics.iter().find(|(_, on_cluster)| on_cluster == name);
        let (topic, _) = known.expect("a member is given partitions of its topics only");
        topic.clone()
    }
}

impl Member for KafkaMember {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let deadline = Instant::now() + wait;
        let mut records = Vec::new();
        while records.len() < max {
            let left = if records.is_empty() {
                deadline.saturating_duration_since(Instant::now())
            } else {
                Duration::ZERO
            };
            let polled = self.consumer.poll(left);
            if std::mem::take(&mut self.held().lost) {
                return Err(LogError::Rebalanced);
            }
            match polled {
                Some(Ok(message)) => {
                    let topic = self.topic(message.topic());
                    records.push(incoming(&message, &topic));
                }
                Some(Err(error)) if error.rdkafka_error_code().is_some_and(is_away) => {
                    if records.is_empty() {
                        return Err(unavailable(error));
                    }
                    break;
                }
                // The client repairs it and goes on.
                Some(Err(error)) => tracing::debug!(%error, "member of a group: {error}"),
                None if records.is_empty() && Instant::now() < deadline => {}
                None => break,
            }
        }
        if records.is_empty() {
            self.consumer.context().context.health.not_away()?;
        }
        Ok(records)
    }

    fn assignment(&self) -> Vec<(TopicName, u32)> {
        let held = self.held();
        held.partitions.iter().map(|(name, index)| (self.topic(name), *index)).collect()
    }

    fn generation(&self) -> Generation {
        let standing = self.consumer.group_metadata();
        Generation::new(standing.expect("a consumer that was made with a group has one"))
    }

    fn leave(self: Box<Self>) {
        // The client leaves the group when it is dropped.
    }
}

#[derive(Default)]
struct Held {
    partitions: Vec<(String, u32)>,
    /// Partitions were taken away since the last poll.
    lost: bool,
}

struct MemberContext {
    context: Context,
    held: Mutex<Held>,
}

impl ClientContext for MemberContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.context.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.context.error(error, reason);
    }
}

impl ConsumerContext for MemberContext {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Assign(_) = rebalance {
            return;
        }
        let mut held = self.held.lock();
        held.lost |= !held.partitions.is_empty();
        held.partitions.clear();
    }

    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Assign(assigned) = rebalance else { return };
        let place = |topic: String, partition| (topic, index(partition));
        let assigned = assigned.elements();
        let assigned = assigned.iter().map(|e| place(e.topic().to_owned(), e.partition()));
        self.held.lock().partitions = assigned.collect();
    }

    fn main_queue_min_poll_interval(&self) -> rdkafka::util::Timeout {
        self.context.main_queue_min_poll_interval()
    }
}
