//! The log fails at every call in turn, loses requests, and loses answers: a
//! step that is started again writes the same outputs every time.

use std::sync::Arc;
use std::time::Duration;

use eventlog::{Cleanup, EventLog, Fault, From, MemoryLog, Produce, TopicName, TopicSpec};
use processors::{Arrival, Dedupe, Outcome, Outgoing, Step, StepName};
use runtime::process::{Hub, Share, run};
use runtime::{Clock, Stop};
use schemas::ad::{Removal, RemovalSignal};
use schemas::received::ReceivedKind;
use schemas::{Codec, EventId, Received, Timestamp, topic};
use telemetry::Metrics;

const OBSERVED: &str = include_str!("../../../schemas/examples/received/observed-sv.json");

/// A step that ends the hub once a turn brought nothing.
struct UntilIdle {
    step: Dedupe,
    decided: u32,
    stop: Stop,
}

impl Step for UntilIdle {
    type In = <Dedupe as Step>::In;
    type State = <Dedupe as Step>::State;

    const NAME: StepName = Dedupe::NAME;

    fn restore(&mut self, key: &[u8], state: Option<Self::State>) {
        self.step.restore(key, state);
    }

    fn decide(&mut self, event: Received, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        self.decided += 1;
        self.step.decide(event, arrival, out)
    }

    fn next_tick(&self) -> Option<Timestamp> {
        Some(Timestamp::default())
    }

    fn tick(&mut self, _now: Timestamp, _max: usize, _out: &mut Vec<Outgoing>) {
        if std::mem::take(&mut self.decided) == 0 {
            self.stop.set();
        }
    }
}

struct Scene {
    log: MemoryLog,
    codec: Arc<Codec>,
}

impl Scene {
    /// A first wave is decided without faults; a second one waits.
    fn new() -> Self {
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
        let scene = Self { log, codec };
        scene.append(&["a", "a", "b"]);
        scene.until_idle();
        scene.append(&["a", "b", "b", "-", "a", "c"]);
        scene
    }

    /// Each letter is the ad with that title; `-` is its removal.
    fn append(&self, letters: &[&str]) {
        let end = self.log.bounds(&TopicName::new(topic::ADS_RECEIVED), 0).expect("there").end;
        for (letter, number) in letters.iter().zip(end..) {
            let mut received: Received = serde_json::from_str(OBSERVED).expect("an example");
            received.event_id = EventId::derive(&[&number.to_be_bytes()]);
            if *letter == "-" {
                received.kind = ReceivedKind::Removed;
                let at = Timestamp::from_millis(1_795_600_000_000);
                let signal = RemovalSignal::ExplicitDelete;
                received.removal = Some(Removal { signal, at, reason_code: None });
                received.ad = None;
            } else if let Some(ad) = &mut received.ad {
                ad.texts[0].title = (*letter).to_owned();
                ad.source_modified_at = None;
            }
            let value = self.codec.encode(topic::ADS_RECEIVED, &received).expect("it fits");
            let record = Produce {
                topic: TopicName::new(topic::ADS_RECEIVED),
                partition: Some(0),
                key: Some(received.ad_id.to_string().into()),
                value: Some(value),
                headers: Vec::new(),
            };
            for answer in futures::executor::block_on(self.log.append(vec![record])) {
                answer.expect("no fault is planned yet");
            }
        }
    }

    /// Starts the step again after each failure, until a turn brings nothing.
    /// Returns how often it was started.
    fn until_idle(&self) -> u32 {
        let stop = Stop::new();
        for start in 1..=10 {
            let hub = Hub {
                log: Arc::new(self.log.clone()),
                codec: Arc::clone(&self.codec),
                metrics: Metrics::new(),
                clock: Clock::starting_at(Timestamp::from_millis(1_795_500_000_000)),
                stop: stop.clone(),
            };
            let step = UntilIdle { step: Dedupe::default(), decided: 0, stop: stop.clone() };
            if run(step, &hub, Share { partition: 0, market: 0 }).is_ok() {
                return start;
            }
        }
        unreachable!("one fault, and the step did not come through in ten starts");
    }

    /// Every committed value of a topic.
    fn values(&self, name: &'static str) -> Vec<Vec<u8>> {
        let topic = TopicName::new(name);
        let end = self.log.bounds(&topic, 0).expect("there").end;
        let mut reader = self.log.reader(&topic, 0, From::Floor).expect("there");
        let mut values = Vec::new();
        while reader.position() < end {
            for record in reader.poll(100, Duration::ZERO).expect("no fault is left") {
                values.push(record.value.map(|value| value.to_vec()).unwrap_or_default());
            }
        }
        values
    }

    fn outputs(&self) -> [Vec<Vec<u8>>; 3] {
        [topic::ADS_REVISED, topic::DEDUPE_STATE, topic::ADS_REJECTED].map(|name| self.values(name))
    }
}

fn check(fault: Fault) {
    let plain = Scene::new();
    let before = plain.log.calls();
    assert_eq!(plain.until_idle(), 1, "no fault, one start");
    let calls = plain.log.calls() - before;
    let expected = plain.outputs();
    assert_eq!(expected[0].len(), 7, "a b | a b - a c: every real change is a revision");
    for number in 1..=calls {
        let scene = Scene::new();
        scene.log.fail_at(scene.log.calls() + number, fault);
        scene.until_idle();
        scene.log.clear_faults();
        assert!(scene.outputs() == expected, "{fault:?} at call {number} of {calls}");
    }
}

#[test]
fn a_log_that_is_away_at_any_call_changes_nothing() {
    check(Fault::Unavailable);
}

#[test]
fn a_lost_request_at_any_call_changes_nothing() {
    check(Fault::RequestLost);
}

#[test]
fn a_lost_answer_at_any_call_changes_nothing() {
    check(Fault::AnswerLost);
}
