//! Appends without transactions: one idempotent producer for the process. It
//! batches what waits; each caller hears when its records are acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt, ready};
use parking_lot::{Mutex, RwLock};
use rdkafka::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, DeliveryResult, ProducerContext};
use tokio::sync::oneshot;

use super::client::Context;
use super::config::KafkaConfig;
use super::failure::{of_topic, unavailable};
use super::record::{index, outgoing, place};
use super::topics::Topics;
use crate::{LogError, Position, Produce, TopicName};

/// Longest wait of the serving thread before it looks whether it should end.
/// The client does not pause in the last millisecond of it.
const SERVE_MAX: Duration = Duration::from_millis(250);

type Answer = Result<Position, LogError>;

/// Takes appends.
pub(super) struct Appender {
    config: KafkaConfig,
    context: Context,
    topics: Arc<Topics>,
    served: RwLock<Arc<Served>>,
}

impl Appender {
    pub(super) fn new(
        config: KafkaConfig,
        context: Context,
        topics: Arc<Topics>,
    ) -> Result<Self, LogError> {
        let served = RwLock::new(Arc::new(Served::start(&config, &context)?));
        Ok(Self { config, context, topics, served })
    }

    /// Enqueues all records now, in order.
    pub(super) fn append(&self, records: &[Produce]) -> BoxFuture<'static, Vec<Answer>> {
        if records.is_empty() {
            return ready(Vec::new()).boxed();
        }
        let count = records.len();
        let (batch, answers) = Batch::new(count);
        // What was refused because the queue is full must not be overtaken by
        // the records behind it.
        let mut refused = self.context.health.not_away().err();
        for (index, record) in records.iter().enumerate() {
            let sent = match &refused {
                Some(error) => Err(error.clone()),
                None => self.send(record, &batch, index),
            };
            if let Err(error) = sent {
                if matches!(error, LogError::Unavailable(_)) {
                    refused = Some(error.clone());
                }
                batch.answer(index, Err(error));
            }
        }
        async move {
            let closed = || vec![Err(unavailable("the log was closed")); count];
            answers.await.unwrap_or_else(|_| closed())
        }
        .boxed()
    }

    fn send(&self, record: &Produce, batch: &Arc<Batch>, index: usize) -> Result<(), LogError> {
        let topic = self.topics.topic(&record.topic)?;
        let partition = place(record, &topic)?;
        let served = self.served()?;
        let waiting = Box::new(Waiting { batch: Arc::clone(batch), index });
        let Err((error, unsent)) =
            served.producer.send(outgoing(record, &topic, partition, waiting))
        else {
            return Ok(());
        };
        drop(unsent);
        match error.rdkafka_error_code() {
            Some(Code::QueueFull) => {
                Err(unavailable("too many records wait for their acknowledgement"))
            }
            Some(Code::Fatal) => {
                self.replace(&served)?;
                Err(unavailable(error))
            }
            _ => Err(of_topic(&error, &record.topic)),
        }
    }

    /// The producer, or its successor when it is of an earlier epoch.
    fn served(&self) -> Result<Arc<Served>, LogError> {
        let served = Arc::clone(&self.served.read());
        if served.epoch == self.context.health.epoch() && !served.has_ended() {
            return Ok(served);
        }
        self.replace(&served)
    }

    /// A producer with a fatal error, without the address of any broker, or
    /// whose thread panicked stays dead: the next append gets another.
    fn replace(&self, dead: &Arc<Served>) -> Result<Arc<Served>, LogError> {
        let mut served = self.served.write();
        if Arc::ptr_eq(&served, dead) {
            tracing::warn!("the kafka producer is lost and is replaced");
            *served = Arc::new(Served::start(&self.config, &self.context)?);
        }
        Ok(Arc::clone(&served))
    }
}

/// A producer and the thread that serves its answers. Dropping it answers
/// everything that waits.
struct Served {
    epoch: u64,
    producer: Arc<BaseProducer<AppendContext>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    fn start(config: &KafkaConfig, context: &Context) -> Result<Self, LogError> {
        let epoch = context.health.epoch();
        let client = config.producer().map_err(unavailable)?;
        let context = AppendContext { context: context.clone(), prefix: config.prefix.clone() };
        let producer = BaseProducer::from_config_and_context(&client, context);
        let producer = Arc::new(producer.map_err(unavailable)?);
        let stop = Arc::new(AtomicBool::new(false));
        let serve = {
            let (producer, stop) = (Arc::clone(&producer), Arc::clone(&stop));
            move || {
                while !stop.load(Ordering::Acquire) {
                    producer.poll(SERVE_MAX);
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("kafka-append".into())
            .spawn(serve)
            .map_err(unavailable)?;
        Ok(Self { epoch, producer, stop, thread: Some(thread) })
    }
}

impl Served {
    /// Nobody serves its answers any more.
    fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}

/// The records of one append call.
struct Batch(Mutex<Outstanding>);

struct Outstanding {
    answers: Vec<Option<Answer>>,
    left: usize,
    caller: Option<oneshot::Sender<Vec<Answer>>>,
}

impl Batch {
    fn new(count: usize) -> (Arc<Self>, oneshot::Receiver<Vec<Answer>>) {
        let (caller, answers) = oneshot::channel();
        let outstanding =
            Outstanding { answers: vec![None; count], left: count, caller: Some(caller) };
        (Arc::new(Self(Mutex::new(outstanding))), answers)
    }

    fn answer(&self, index: usize, answer: Answer) {
        let mut outstanding = self.0.lock();
        outstanding.answers[index] = Some(answer);
        outstanding.left -= 1;
        if outstanding.left > 0 {
            return;
        }
        let answers = std::mem::take(&mut outstanding.answers).into_iter().flatten().collect();
        if let Some(caller) = outstanding.caller.take() {
            // A caller that went away does not care.
            let _ = caller.send(answers);
        }
    }
}

/// A record on its way; librdkafka gives it back with the answer.
struct Waiting {
    batch: Arc<Batch>,
    index: usize,
}

struct AppendContext {
    context: Context,
    prefix: String,
}

impl ClientContext for AppendContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.context.log(level, facility, text);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.context.error(error, reason);
    }
}

impl ProducerContext for AppendContext {
    type DeliveryOpaque = Box<Waiting>;

    fn delivery(&self, result: &DeliveryResult<'_>, waiting: Self::DeliveryOpaque) {
        let answer = match result {
            Ok(message) => Ok(Position {
                partition: index(message.partition()),
                // -1 for a duplicate that the broker recognised.
                position: u64::try_from(message.offset()).ok(),
            }),
            Err((error, message)) => {
                self.context.health.suspect();
                let name = message.topic();
                let name = name.strip_prefix(&self.prefix).unwrap_or(name);
                Err(of_topic(error, &TopicName::owned(name.to_owned())))
            }
        };
        waiting.batch.answer(waiting.index, answer);
    }
}
