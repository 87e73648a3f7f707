//! The embedded log against a simple model: whatever the order of appends,
//! transactions, takeovers, clean-ups and restarts, it shows what the model
//! shows.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use eventlog::{
    Cleanup, ConsumedTo, EventLog, From, LocalLog, LocalOptions, LogError, Produce, TopicName,
    TopicSpec, Transactor,
};
use futures::executor::block_on;
use proptest::prelude::*;

const KEPT: TopicName = TopicName::new("kept");
const COMPACTED: TopicName = TopicName::new("compacted");
const AGED: TopicName = TopicName::new("aged");
const AGE: Duration = Duration::from_secs(3600);
const TOPICS: [TopicName; 3] = [KEPT, COMPACTED, AGED];
const IDENTITIES: [&str; 2] = ["one", "two"];

#[derive(Clone, Debug)]
enum Step {
    /// Appends records with these keys to a topic.
    Append(usize, Vec<u8>),
    /// An identity appends in its transaction, which it begins if need be.
    Add(usize, usize, u8),
    /// An identity commits and moves its offset.
    Commit(usize),
    Abort(usize),
    /// Another holder takes the identity; the one before is fenced.
    TakeOver(usize),
    Pass(Duration),
    CleanUp,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..3_usize, prop::collection::vec(0..8_u8, 1..40)).prop_map(|(t, k)| Step::Append(t, k)),
        8 => (0..2_usize, 0..3_usize, 0..8_u8).prop_map(|(id, t, key)| Step::Add(id, t, key)),
        4 => (0..2_usize).prop_map(Step::Commit),
        2 => (0..2_usize).prop_map(Step::Abort),
        1 => (0..2_usize).prop_map(Step::TakeOver),
        3 => (1..5_000_u64).prop_map(|s| Step::Pass(Duration::from_secs(s))),
        3 => Just(Step::CleanUp),
        2 => Just(Step::Reopen),
    ]
}

/// What must be there. Positions are dense, so an index is a position.
#[derive(Default)]
struct Model {
    /// Key, value (`None` is a tombstone) and append time of every record ever.
    records: [Vec<(u8, Option<u64>, i64)>; 3],
    offsets: BTreeMap<usize, u64>,
    open: [Vec<(usize, u8, Option<u64>)>; 2],
    floor: u64,
}

struct Run<'a> {
    directory: &'a Path,
    now: Arc<AtomicI64>,
    log: Option<LocalLog>,
    holders: Vec<Option<Box<dyn Transactor>>>,
    begun: [bool; 2],
    model: Model,
    next_value: u64,
}

impl Run<'_> {
    fn open(&mut self) {
        let now = Arc::clone(&self.now);
        let clock = Arc::new(move || now.load(Ordering::SeqCst));
        let options = LocalOptions {
            clock,
            compaction_lag: Duration::ZERO,
            tombstone_lag: Duration::from_secs(1800),
        };
        let log = LocalLog::open(self.directory, options).unwrap();
        let spec = |name, cleanup| TopicSpec { name, partitions: 1, cleanup };
        let topics = [
            spec(KEPT, Cleanup::Keep),
            spec(COMPACTED, Cleanup::Compact),
            spec(AGED, Cleanup::DeleteAfter(AGE)),
        ];
        log.ensure_topics(&topics).unwrap();
        self.holders = IDENTITIES.iter().map(|id| Some(log.transactor(id, id).unwrap())).collect();
        self.begun = [false; 2];
        self.model.open = Default::default();
        self.log = Some(log);
    }

    fn log(&self) -> &LocalLog {
        self.log.as_ref().unwrap()
    }

    /// Every fifth value is a tombstone.
    fn value(&mut self) -> Option<u64> {
        self.next_value += 1;
        (!self.next_value.is_multiple_of(5)).then_some(self.next_value)
    }

    fn take(&mut self, step: &Step) {
        let now = self.now.load(Ordering::SeqCst);
        match step {
            Step::Append(topic, keys) => {
                let values: Vec<_> = keys.iter().map(|key| (*key, self.value())).collect();
                let records = values.iter().map(|(key, value)| record(*topic, *key, *value));
                let answers = block_on(self.log().append(records.collect()));
                for ((key, value), answer) in values.into_iter().zip(answers) {
                    let of_topic = &mut self.model.records[*topic];
                    assert_eq!(answer.unwrap().position, Some(of_topic.len() as u64));
                    of_topic.push((key, value, now));
                }
            }
            Step::Add(id, topic, key) => {
                let value = self.value();
                self.begin(*id);
                let holder = self.holders[*id].as_mut().unwrap();
                holder.append(record(*topic, *key, value)).unwrap();
                self.model.open[*id].push((*topic, *key, value));
            }
            Step::Commit(id) => self.commit(*id, now),
            Step::Abort(id) => {
                self.begin(*id);
                self.holders[*id].as_mut().unwrap().abort().unwrap();
                self.begun[*id] = false;
                self.model.open[*id].clear();
            }
            Step::TakeOver(id) => self.take_over(*id),
            Step::Pass(time) => {
                self.now.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
            }
            Step::CleanUp => self.clean_up(now),
            Step::Reopen => {
                self.holders.clear();
                self.log = None;
                self.open();
            }
        }
    }

    fn begin(&mut self, id: usize) {
        if !self.begun[id] {
            self.holders[id].as_mut().unwrap().begin().unwrap();
            self.begun[id] = true;
        }
    }

    fn commit(&mut self, id: usize, now: i64) {
        self.begin(id);
        let next = self.model.offsets.get(&id).copied().unwrap_or(0) + 1;
        let consumed = [ConsumedTo { topic: KEPT, partition: 0, next }];
        self.holders[id].as_mut().unwrap().commit(&consumed, None).unwrap();
        self.begun[id] = false;
        self.model.offsets.insert(id, next);
        for (topic, key, value) in std::mem::take(&mut self.model.open[id]) {
            self.model.records[topic].push((key, value, now));
        }
    }

    fn take_over(&mut self, id: usize) {
        self.begin(id);
        let mut before = self.holders[id].take().unwrap();
        let name = IDENTITIES[id];
        self.holders[id] = Some(self.log().transactor(name, name).unwrap());
        let error = before.commit(&[], None).unwrap_err();
        assert!(matches!(error, LogError::Fenced(_)), "{error:?}");
        self.begun[id] = false;
        self.model.open[id].clear();
    }

    fn clean_up(&mut self, now: i64) {
        self.log().clean_up().unwrap();
        // Records go with their blob, so some old ones may stay; no young one
        // may go.
        let young = now - i64::try_from(AGE.as_millis()).unwrap();
        let floor = self.log().bounds(&AGED, 0).unwrap().floor;
        let gone = usize::try_from(floor).unwrap();
        assert!(floor >= self.model.floor);
        assert!(self.model.records[2][..gone].iter().all(|(_, _, at)| *at <= young));
        self.model.floor = floor;
    }

    fn check(&self) {
        for (index, topic) in TOPICS.iter().enumerate() {
            let all = &self.model.records[index];
            let bounds = self.log().bounds(topic, 0).unwrap();
            assert_eq!(bounds.end, all.len() as u64, "{topic}");
            let mut reader = self.log().reader(topic, 0, From::Floor).unwrap();
            let mut found = Vec::new();
            while reader.position() < bounds.end {
                found.extend(reader.poll(7, Duration::ZERO).unwrap());
            }
            for read in &found {
                let (key, value, at) = all[usize::try_from(read.position).unwrap()];
                assert_eq!(read.key.as_deref(), Some(&[key][..]));
                assert_eq!(
                    read.value.as_deref(),
                    value.map(u64::to_be_bytes).as_ref().map(|v| &v[..])
                );
                assert_eq!(read.appended_at_millis, at);
            }
            assert!(found.is_sorted_by(|a, b| a.position < b.position));
            if index == 1 {
                let latest = |records: &mut dyn Iterator<Item = (u8, Option<u64>)>| {
                    let mut latest: BTreeMap<_, _> = records.collect();
                    latest.retain(|_, value| value.is_some());
                    latest
                };
                let expected = latest(&mut all.iter().map(|(key, value, _)| (*key, *value)));
                let records = found.iter().map(|r| {
                    let (key, value, _) = all[usize::try_from(r.position).unwrap()];
                    (key, value)
                });
                assert_eq!(latest(&mut records.into_iter()), expected);
            } else {
                let positions = found.iter().map(|record| record.position);
                assert!(positions.eq(bounds.floor..bounds.end), "{topic} has holes");
            }
        }
        for (index, id) in IDENTITIES.iter().enumerate() {
            let next = self.log().committed(id, &KEPT, 0).unwrap();
            assert_eq!(next, self.model.offsets.get(&index).copied());
        }
    }
}

fn record(topic: usize, key: u8, value: Option<u64>) -> Produce {
    Produce {
        topic: TOPICS[topic].clone(),
        partition: Some(0),
        key: Some(Bytes::copy_from_slice(&[key])),
        value: value.map(|value| Bytes::copy_from_slice(&value.to_be_bytes())),
        headers: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_log_shows_what_the_model_shows(steps in prop::collection::vec(step(), 1..120)) {
        let directory = tempfile::tempdir().unwrap();
        let mut run = Run {
            directory: directory.path(),
            now: Arc::new(AtomicI64::new(1_767_225_600_000)),
            log: None,
            holders: Vec::new(),
            begun: [false; 2],
            model: Model::default(),
            next_value: 0,
        };
        run.open();
        for step in &steps {
            run.take(step);
            if matches!(step, Step::CleanUp | Step::Reopen | Step::TakeOver(_)) {
                run.check();
            }
        }
        run.check();
    }
}
