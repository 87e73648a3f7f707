//! Transactions of one identity.
//!
//! Two things are unlike what the client suggests:
//!
//! - *Drain before commit.* `commit_transaction` flushes, and its flush waits
//!   in steps of 100 ms. When everything is acknowledged before the call, it
//!   takes a few milliseconds.
//! - *Indefinite means rebuild.* librdkafka does not know KIP-890: after a
//!   commit without a clear answer this holder must be dropped; its successor
//!   fences it and starts from the committed offsets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rdkafka::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::producer::{BaseProducer, DeliveryResult, Producer, ProducerContext, PurgeConfig};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::client::Context;
use super::config::{KafkaConfig, REQUEST_TIMEOUT};
use super::failure::{is_fenced, is_stale_generation, of_topic, unavailable};
use super::record::{number, offset, outgoing, place};
use super::topics::Topics;
use crate::{ConsumedTo, Generation, LogError, Produce, Transactor};

/// Longest wait until the identity is ours: the transaction of the previous
/// holder is ended first.
const TAKE_OVER_MAX: Duration = Duration::from_secs(10);
/// Longest wait for the answers of records that were purged in this process.
const PURGE_MAX: Duration = Duration::from_millis(500);
/// Between two looks at the answers of the brokers. The client's own
/// `poll(1 ms)` is no way to wait: it goes round without a pause in the last
/// millisecond before its deadline.
const PAUSE: Duration = Duration::from_micros(200);

pub(super) struct KafkaTransactor {
    id: String,
    producer: BaseProducer<TransactionContext>,
    topics: Arc<Topics>,
    /// For commits with fixed assignment.
    group: Arc<ConsumerGroupMetadata>,
    open: bool,
}

impl KafkaTransactor {
    pub(super) fn open(
        config: &KafkaConfig,
        context: Context,
        topics: Arc<Topics>,
        id: &str,
        group: ConsumerGroupMetadata,
    ) -> Result<Self, LogError> {
        let client = config.transactional(id).map_err(unavailable)?;
        let context = TransactionContext { context, failed: Mutex::default() };
        let producer =
            BaseProducer::from_config_and_context(&client, context).map_err(unavailable)?;
        let transactor =
            Self { id: id.to_owned(), producer, topics, group: Arc::new(group), open: false };
        transactor.retry(TAKE_OVER_MAX, |producer, left| producer.init_transactions(left))?;
        Ok(transactor)
    }

    /// Calls until it works, fails for good, or the time is over. Every
    /// answer is "not committed".
    fn retry(
        &self,
        max: Duration,
        call: impl Fn(&BaseProducer<TransactionContext>, Duration) -> Result<(), KafkaError>,
    ) -> Result<(), LogError> {
        let deadline = Instant::now() + max;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Err(error) = call(&self.producer, left) else { return Ok(()) };
            if Instant::now() >= deadline || !is_passing(&error) {
                return Err(self.meaning(&error));
            }
            std::thread::sleep(10 * PAUSE);
        }
    }

    /// Takes one batch of answers; pauses when none is there.
    fn serve(&self) {
        let before = self.producer.in_flight_count();
        self.producer.poll(Duration::ZERO);
        if before > 0 && self.producer.in_flight_count() == before {
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until every record is acknowledged.
    fn drain(&self, max: Duration) -> Result<(), LogError> {
        let deadline = Instant::now() + max;
        while self.producer.in_flight_count() > 0 {
            self.serve();
            if Instant::now() >= deadline {
                return Err(unavailable("the brokers do not acknowledge the transaction"));
            }
        }
        match self.producer.context().failed.lock().take() {
            Some(error) => Err(self.meaning(&error)),
            None => Ok(()),
        }
    }

    fn send_offsets(
        &self,
        consumed: &[ConsumedTo],
        generation: Option<&Generation>,
    ) -> Result<(), LogError> {
        if consumed.is_empty() {
            return Ok(());
        }
        let group = match generation {
            Some(generation) => {
                generation.standing().expect("a generation goes to the log that it came from")
            }
            None => &*self.group,
        };
        let mut offsets = TopicPartitionList::with_capacity(consumed.len());
        for ConsumedTo { topic, partition, next } in consumed {
            let known = self.topics.topic(topic)?;
            known.check(topic, *partition)?;
            offsets
                .add_partition_offset(
                    &known.on_cluster,
                    number(*partition),
                    Offset::Offset(offset(*next)),
                )
                .map_err(unavailable)?;
        }
        self.retry(REQUEST_TIMEOUT, |producer, left| {
            producer.send_offsets_to_transaction(&offsets, group, left)
        })
    }

    /// Everything is with the brokers: now it counts.
    fn end(&self) -> Result<(), LogError> {
        let deadline = Instant::now() + REQUEST_TIMEOUT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let error = match self.producer.commit_transaction(left) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if let fenced @ LogError::Fenced(_) = self.meaning(&error) {
                return Err(fenced);
            }
            if Instant::now() >= deadline || !is_passing(&error) {
                return Err(LogError::Indefinite(error.to_string()));
            }
            self.serve();
        }
    }

    /// What an error before the commit means to our caller.
    fn meaning(&self, error: &KafkaError) -> LogError {
        let fatal = self.producer.client().fatal_error().map(|(code, _)| code);
        let code = error.rdkafka_error_code();
        if fatal.is_some_and(is_fenced) || code.is_some_and(is_fenced) {
            return LogError::Fenced(self.id.clone());
        }
        if code.is_some_and(is_stale_generation) {
            return LogError::Rebalanced;
        }
        self.producer.context().context.health.suspect();
        unavailable(error)
    }
}

impl Transactor for KafkaTransactor {
    fn begin(&mut self) -> Result<(), LogError> {
        self.producer.poll(Duration::ZERO);
        self.producer.begin_transaction().map_err(|error| self.meaning(&error))?;
        self.open = true;
        Ok(())
    }

    fn append(&mut self, record: Produce) -> Result<(), LogError> {
        let topic = self.topics.topic(&record.topic)?;
        let partition = place(&record, &topic)?;
        let deadline = Instant::now() + REQUEST_TIMEOUT;
        loop {
            let Err((error, _)) = self.producer.send(outgoing(&record, &topic, partition, ()))
            else {
                return Ok(());
            };
            if error.rdkafka_error_code() != Some(Code::QueueFull) {
                let error = self.producer.context().failed.lock().take().unwrap_or(error);
                let meaning = self.meaning(&error);
                return Err(match meaning {
                    LogError::Unavailable(_) => of_topic(&error, &record.topic),
                    meaning => meaning,
                });
            }
            if Instant::now() >= deadline {
                return Err(unavailable("the brokers do not acknowledge the transaction"));
            }
            self.serve();
        }
    }

    fn commit(
        &mut self,
        consumed: &[ConsumedTo],
        generation: Option<&Generation>,
    ) -> Result<(), LogError> {
        self.drain(2 * REQUEST_TIMEOUT)?;
        self.send_offsets(consumed, generation)?;
        let ended = self.end();
        // Also when nobody knows: this holder ends nothing any more.
        self.open = false;
        ended
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.open = false;
        // Records that nobody will read need not arrive. Still they are sent:
        // when they are purged while their partition is being added to the
        // transaction, the broker refuses to end a transaction that it has
        // not heard of.
        let mut drained = self.drain(REQUEST_TIMEOUT);
        if self.producer.in_flight_count() > 0 {
            self.producer.purge(PurgeConfig::default().queue().inflight());
            drained = self.drain(PURGE_MAX);
        }
        if let Err(fenced @ LogError::Fenced(_)) = drained {
            return Err(fenced);
        }
        self.retry(REQUEST_TIMEOUT, |producer, left| producer.abort_transaction(left))
    }
}

impl Drop for KafkaTransactor {
    fn drop(&mut self) {
        if !self.open || self.topics.not_away().is_err() {
            return;
        }
        // Without it readers would wait until the broker gives up on the
        // transaction. It does so in any case.
        if let Err(error) = self.abort() {
            let id = &self.id;
            tracing::debug!(id, %error, "open transaction of {id} is left to the broker: {error}");
        }
    }
}

/// Errors that pass: a coordinator that moves or has just begun.
fn is_passing(error: &KafkaError) -> bool {
    let KafkaError::Transaction(error) = error else { return false };
    error.is_retriable()
        || matches!(
            error.code(),
            Code::NotCoordinator
                | Code::CoordinatorNotAvailable
                | Code::CoordinatorLoadInProgress
                | Code::ConcurrentTransactions
        )
}

struct TransactionContext {
    context: Context,
    /// Why the first record of the transaction that failed did.
    failed: Mutex<Option<KafkaError>>,
}

impl ClientContext for TransactionContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.context.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.context.error(error, reason);
    }
}

impl ProducerContext for TransactionContext {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            self.failed.lock().get_or_insert_with(|| error.clone());
        }
    }
}
