//! A hub on a log in memory.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use eventlog::{Cleanup, EventLog, From, MemoryLog, Produce, TopicName, TopicSpec};
use processors::Step;
use runtime::process::{Hub, Share, run};
use runtime::{Clock, Stop};
use schemas::{Codec, Event, Timestamp, topic};
use telemetry::Metrics;

use crate::until_idle::UntilIdle;

/// A step is started so often, at most.
const STARTS_MAX: u32 = 10;

pub(crate) struct Scene {
    pub(crate) log: MemoryLog,
    pub(crate) codec: Arc<Codec>,
    pub(crate) metrics: Metrics,
}

impl Scene {
    /// Every topic, empty, with one partition.
    pub(crate) fn new() -> Self {
        let log = MemoryLog::new();
        let specs: Vec<TopicSpec> = topic::topics()
            .iter()
            .map(|definition| TopicSpec {
                name: TopicName::new(definition.name),
                partitions: 1,
                cleanup: Cleanup::Keep,
            })
            .collect();
        log.ensure_topics(&specs).expect("fresh topics");
        let codec = Arc::new(Codec::open(log.schema_table()).expect("a table in memory"));
        Self { log, codec, metrics: Metrics::new() }
    }

    /// What a step or a poller is given.
    pub(crate) fn hub(&self, clock: Clock, stop: &Stop) -> Hub {
        Hub {
            log: Arc::new(self.log.clone()),
            codec: Arc::clone(&self.codec),
            metrics: self.metrics.clone(),
            clock,
            stop: stop.clone(),
        }
    }

    /// Appends a record of partner acme as it is.
    pub(crate) fn append(&self, topic: &'static str, key: &str, value: Option<Bytes>) {
        let source = ("ce_source".into(), Bytes::from_static(b"/partners/acme"));
        let record = Produce {
            topic: TopicName::new(topic),
            partition: Some(0),
            key: Some(Bytes::copy_from_slice(key.as_bytes())),
            value,
            headers: vec![source],
        };
        for answer in futures::executor::block_on(self.log.append(vec![record])) {
            answer.expect("no fault is planned yet");
        }
    }

    /// Starts a step again after each failure, until a turn brings nothing.
    /// Returns how often it was started.
    pub(crate) fn until_idle<S: Step + Default>(&self, now: Timestamp) -> u32 {
        let stop = Stop::new();
        let hub = self.hub(Clock::standing_at(now), &stop);
        for start in 1..=STARTS_MAX {
            let step = UntilIdle::new(S::default(), stop.clone());
            if run(step, &hub, Share { partition: 0, market: 0 }).is_ok() {
                return start;
            }
        }
        unreachable!("one fault, and the step did not come through in {STARTS_MAX} starts");
    }

    /// The position after the last record of a topic.
    pub(crate) fn end(&self, topic: &'static str) -> u64 {
        self.log.bounds(&TopicName::new(topic), 0).expect("there").end
    }

    /// Every committed record of a topic: key and value.
    pub(crate) fn records(&self, topic: &'static str) -> Vec<(Bytes, Option<Bytes>)> {
        let end = self.end(topic);
        let mut reader = self.log.reader(&TopicName::new(topic), 0, From::Floor).expect("there");
        let mut records = Vec::new();
        while reader.position() < end {
            for record in reader.poll(1_000, Duration::ZERO).expect("no fault is left") {
                records.push((record.key.unwrap_or_default(), record.value));
            }
        }
        records
    }

    /// Every committed event of a topic.
    pub(crate) fn events<E: Event>(&self, topic: &'static str) -> Vec<E> {
        let values = self.records(topic).into_iter().filter_map(|(_, value)| value);
        values.map(|bytes| self.codec.decode(&bytes).expect("it was encoded here")).collect()
    }
}
