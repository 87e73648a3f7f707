//! The promises of every log, and those of Kafka alone, on the cluster that
//! `ADHUB_TEST_KAFKA` and `ADHUB_TEST_REGISTRY` name (`just cluster up`, then
//! `export $(cluster/cluster.sh env)`). Without one, says so and checks none.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests are not tests to clippy"
)]

mod cluster;
mod environment;
mod outage;
mod registry;
mod takeover;

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::contract::TestLog;
use eventlog::{EventLog, From, KafkaLog, Produce, TopicName};
use futures::executor::block_on;

use cluster::{Settings, alter};
use environment::{InUse, in_use};

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(60);

struct Kafka {
    cluster: InUse,
    log: Option<Arc<dyn EventLog>>,
}

impl TestLog for Kafka {
    fn log(&self) -> Arc<dyn EventLog> {
        Arc::clone(self.log.as_ref().unwrap())
    }

    fn reopen(&mut self) {
        self.log = None;
        self.log = Some(Arc::new(KafkaLog::open(self.cluster.config.clone()).unwrap()));
    }

    fn outlive_retention(&mut self, topic: &TopicName) {
        let brokers = &self.cluster.config.brokers;
        match cluster::policy(brokers, topic).as_str() {
            "delete" => {
                alter(brokers, topic, &Settings::DeleteNow);
                self.wait_for(topic, |log| {
                    let bounds = log.bounds(topic, 0).unwrap();
                    bounds.floor == bounds.end
                });
                alter(brokers, topic, &Settings::DeleteLater);
            }
            "compact" => {
                alter(brokers, topic, &Settings::CompactNow);
                // The cleaner leaves the last segment alone: begin another.
                let before = self.count(topic);
                let tombstone = Produce {
                    topic: topic.clone(),
                    partition: Some(0),
                    key: Some("another segment".into()),
                    value: None,
                    headers: Vec::new(),
                };
                block_on(self.log().append(vec![tombstone])).remove(0).unwrap();
                self.wait_for(topic, |_| self.count(topic) < before);
            }
            other => panic!("policy {other:?}"),
        }
    }
}

impl Kafka {
    fn wait_for(&self, topic: &TopicName, done: impl Fn(&dyn EventLog) -> bool) {
        let log = self.log();
        let deadline = Instant::now() + PATIENCE;
        while !done(&*log) {
            assert!(Instant::now() < deadline, "the broker does not clean {topic} up");
        }
    }

    fn count(&self, topic: &TopicName) -> usize {
        let log = self.log();
        let end = log.bounds(topic, 0).unwrap().end;
        let mut reader = log.reader(topic, 0, From::Floor).unwrap();
        let mut count = 0;
        while reader.position() < end {
            count += reader.poll(1_000, Duration::from_millis(200)).unwrap().len();
        }
        count
    }
}

fn kafka() -> Option<Box<dyn TestLog>> {
    let mut kafka = Kafka { cluster: in_use()?, log: None };
    kafka.reopen();
    Some(Box::new(kafka))
}

eventlog::contract_tests!(kafka_keeps, super::kafka);
