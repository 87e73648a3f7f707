//! A holder that is killed in the middle of a transaction, and its successor.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::{
    Cleanup, ConsumedTo, EventLog, From, KafkaLog, Produce, Reader, TopicName, TopicSpec,
    Transactor,
};
use futures::executor::block_on;
use uuid::Uuid;

use crate::PATIENCE;
use crate::environment::{config, in_use};

/// Names the run to the child, which has none of its own.
const RUN: &str = "ADHUB_TEST_TAKEOVER_RUN";
/// Records to copy from the input to the output.
const RECORDS: u64 = 4_000;
/// Records in one transaction.
const STEP: usize = 10;

/// Copies records, as a step of the pipeline does.
struct Copier {
    input: TopicName,
    output: TopicName,
    reader: Box<dyn Reader>,
    transactor: Box<dyn Transactor>,
}

impl Copier {
    fn start(log: &dyn EventLog, run: &str) -> Self {
        let (input, output) = topics(run);
        let transactor = log.transactor(&format!("takeover.{run}"), run).unwrap();
        let from = log.committed(run, &input, 0).unwrap().map_or(From::Floor, From::Position);
        let reader = log.reader(&input, 0, from).unwrap();
        Self { input, output, reader, transactor }
    }

    /// One transaction; `between` is called when its records are on their way.
    fn step(&mut self, between: impl FnOnce()) -> u64 {
        let records = self.reader.poll(STEP, Duration::from_millis(500)).unwrap();
        self.transactor.begin().unwrap();
        for record in &records {
            let value = record.value.clone();
            self.transactor.append(record_for(&self.output, value)).unwrap();
        }
        between();
        let next = self.reader.position();
        let consumed = ConsumedTo { topic: self.input.clone(), partition: 0, next };
        self.transactor.commit(&[consumed], None).unwrap();
        records.len() as u64
    }
}

/// The child: tells of every step, and waits to be killed.
#[test]
fn holder_for_the_test_below() {
    let Ok(run) = std::env::var(RUN) else { return };
    let log = KafkaLog::open(config().unwrap()).unwrap();
    let mut copier = Copier::start(&log, &run);
    loop {
        copier.step(|| std::io::stdout().write_all(b"> step\n").unwrap());
    }
}

/// Killed wherever it is, its successor goes on at exactly the next record:
/// the output is the input, nothing twice, nothing missing, in order.
#[test]
fn a_killed_holders_work_is_exact_after_takeover() {
    let Some(cluster) = in_use() else { return };
    let log: Arc<dyn EventLog> = Arc::new(KafkaLog::open(cluster.config.clone()).unwrap());
    let run = Uuid::new_v4().simple().to_string();
    let (input, output) = topics(&run);
    let spec =
        |name: &TopicName| TopicSpec { name: name.clone(), partitions: 1, cleanup: Cleanup::Keep };
    log.ensure_topics(&[spec(&input), spec(&output)]).unwrap();
    let value = |n: u64| Some(n.to_string().into());
    let appended =
        block_on(log.append((0..RECORDS).map(|n| record_for(&input, value(n))).collect()));
    assert!(appended.iter().all(Result::is_ok));
    for steps in [1, 7, 40] {
        kill_after(steps, &run);
    }
    let deadline = Instant::now() + PATIENCE;
    let mut successor = Copier::start(&*log, &run);
    let resumed = successor.reader.position();
    assert!(resumed > 0 && resumed < RECORDS, "the children did {resumed} of {RECORDS}");
    let mut copied = resumed;
    while copied < RECORDS {
        copied += successor.step(|| ());
        assert!(Instant::now() < deadline, "only {copied} records after takeover");
    }
    let end = log.bounds(&output, 0).unwrap().end;
    let mut reader = log.reader(&output, 0, From::Floor).unwrap();
    let mut values = Vec::new();
    while reader.position() < end {
        let records = reader.poll(1_000, Duration::from_millis(200)).unwrap();
        values.extend(records.into_iter().filter_map(|record| record.value));
        assert!(Instant::now() < deadline, "only {} records", values.len());
    }
    let expected: Vec<_> = (0..RECORDS).filter_map(value).collect();
    assert_eq!(values.len(), expected.len());
    assert_eq!(values, expected);
}

/// Starts a child and kills it in its n-th step.
fn kill_after(steps: usize, run: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "takeover::holder_for_the_test_below", "--nocapture"])
        .env(RUN, run)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines.map_while(Result::ok).filter(|line| line.contains("> step")).take(steps);
    let told = told.count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(told, steps, "the child ended by itself");
}

fn topics(run: &str) -> (TopicName, TopicName) {
    let name = |kind: &str| TopicName::owned(format!("takeover.{kind}.{run}"));
    (name("input"), name("output"))
}

fn record_for(topic: &TopicName, value: Option<bytes::Bytes>) -> Produce {
    Produce { topic: topic.clone(), partition: Some(0), key: None, value, headers: Vec::new() }
}
