//! The embedded log, killed by SIGKILL in the middle of its work, again and
//! again in one directory: nothing acknowledged is lost, nothing torn is seen.
//!
//! Each test starts itself as a child (`CHILD` names the directory) and kills
//! that child after a number of lines that a seed chooses.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use eventlog::{
    Cleanup, Consumed, ConsumedTo, EventLog, From, LocalLog, LocalOptions, Produce, TopicName,
    TopicSpec,
};
use futures::executor::block_on;

const CHILD: &str = "EVENTLOG_KILLED_CHILD";
const INPUT: TopicName = TopicName::new("input");
const OUTPUT: TopicName = TopicName::new("output");
const COPY: TopicName = TopicName::new("copy");
const STATE: TopicName = TopicName::new("state");
const ROUNDS: u64 = 15;

/// A child that dies with the test.
struct Victim {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Drop for Victim {
    fn drop(&mut self) {
        // Fails when it is dead already.
        let _ = self.child.kill();
    }
}

impl Victim {
    fn start(test: &str, directory: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(CHILD, directory)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What the child says next, without what the test harness says.
    fn next(&mut self) -> String {
        loop {
            let line = self.lines.next().expect("the child ended by itself").unwrap();
            if let Some((_, said)) = line.split_once("> ") {
                return said.to_owned();
            }
        }
    }

    /// Kills it, and returns what it had said until then.
    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut said = Vec::new();
        for line in self.lines.by_ref().map_while(Result::ok) {
            // The last line may be cut off; a whole one ends with a dot.
            if let Some((_, line)) = line.split_once("> ")
                && line.ends_with('.')
            {
                said.push(line.to_owned());
            }
        }
        said
    }
}

fn say(line: &str) {
    // One call, so that the lines of several threads are not mixed.
    std::io::stdout().write_all(format!("> {line}.\n").as_bytes()).unwrap();
}

/// A small generator, so that a failing run can be repeated.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn open(directory: &Path) -> Arc<LocalLog> {
    let log = LocalLog::open(directory, LocalOptions::default()).unwrap();
    let spec = |name, cleanup| TopicSpec { name, partitions: 1, cleanup };
    log.ensure_topics(&[
        spec(INPUT, Cleanup::Keep),
        spec(OUTPUT, Cleanup::Keep),
        spec(COPY, Cleanup::Keep),
        spec(STATE, Cleanup::Compact),
    ])
    .unwrap();
    Arc::new(log)
}

fn record(topic: TopicName, value: &str) -> Produce {
    let bytes = Bytes::copy_from_slice(value.as_bytes());
    Produce {
        topic,
        partition: None,
        key: Some(bytes.clone()),
        value: Some(bytes),
        headers: vec![],
    }
}

fn text(record: &Consumed) -> String {
    String::from_utf8(record.value.clone().unwrap().to_vec()).unwrap()
}

fn read(log: &LocalLog, topic: &TopicName) -> Vec<Consumed> {
    let end = log.bounds(topic, 0).unwrap().end;
    let mut reader = log.reader(topic, 0, From::Floor).unwrap();
    let mut records = Vec::new();
    while reader.position() < end {
        records.extend(reader.poll(1_000, Duration::ZERO).unwrap());
    }
    records
}

#[test]
fn acknowledged_appends_survive_kill_9() {
    if let Some(directory) = std::env::var_os(CHILD) {
        append_for_ever(Path::new(&directory));
    }
    let directory = tempfile::tempdir().unwrap();
    let mut seeded = Seeded(0x5eed_0001);
    let mut acknowledged = BTreeMap::new();
    for round in 0..ROUNDS {
        let mut victim = Victim::start("acknowledged_appends_survive_kill_9", directory.path());
        let mut said: Vec<_> = (0..1 + seeded.below(400)).map(|_| victim.next()).collect();
        said.extend(victim.kill());
        for line in said {
            let (value, position) = line.trim_end_matches('.').split_once(' ').unwrap();
            acknowledged.insert(position.parse::<u64>().unwrap(), value.to_owned());
        }
        let log = open(directory.path());
        let records = read(&log, &OUTPUT);
        let found: BTreeMap<_, _> = records.iter().map(|r| (r.position, text(r))).collect();
        assert_eq!(found.len(), records.len());
        assert!(found.keys().copied().eq(0..found.len() as u64), "positions are dense");
        for (position, value) in &acknowledged {
            assert_eq!(found.get(position), Some(value), "round {round}, position {position}");
        }
        let mut last = BTreeMap::new();
        for value in found.values() {
            let (writer, number) = value.rsplit_once(':').unwrap();
            let before = last.insert(writer.to_owned(), number.to_owned());
            assert!(before.is_none_or(|before| *before < *number), "{writer} repeats {number}");
        }
    }
}

fn append_for_ever(directory: &Path) -> ! {
    let log = open(directory);
    let life = log.bounds(&OUTPUT, 0).unwrap().end;
    for writer in 0..3 {
        let log = Arc::clone(&log);
        std::thread::spawn(move || append_numbers(&log, &format!("{life}:{writer}")));
    }
    append_numbers(&log, &format!("{life}:main"))
}

fn append_numbers(log: &LocalLog, writer: &str) -> ! {
    let mut number = 0;
    loop {
        let value = format!("{writer}:{number:08}");
        let at = block_on(log.append(vec![record(OUTPUT, &value)])).remove(0).unwrap();
        say(&format!("{value} {}", at.position.unwrap()));
        number += 1;
    }
}

#[test]
fn a_transaction_is_whole_or_absent_after_kill_9() {
    if let Some(directory) = std::env::var_os(CHILD) {
        process_for_ever(Path::new(&directory));
    }
    let directory = tempfile::tempdir().unwrap();
    let inputs = 200_000;
    {
        let log = open(directory.path());
        let all = (0..inputs).map(|n| record(INPUT, &n.to_string())).collect();
        assert!(block_on(log.append(all)).iter().all(Result::is_ok));
    }
    let mut seeded = Seeded(0x5eed_0002);
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let test = "a_transaction_is_whole_or_absent_after_kill_9";
        let mut victim = Victim::start(test, directory.path());
        let mut said: Vec<_> = (0..1 + seeded.below(300)).map(|_| victim.next()).collect();
        said.extend(victim.kill());
        let mut commits = said.iter().filter_map(|line| line.strip_prefix("committed "));
        if let Some(last) = commits.next_back() {
            acknowledged = last.trim_end_matches('.').parse().unwrap();
        }
        let log = open(directory.path());
        let next = log.committed("group", &INPUT, 0).unwrap().unwrap_or(0);
        assert!(next >= acknowledged, "round {round}: {next} after {acknowledged}");
        let expected: Vec<_> = (0..next).map(|n| n.to_string()).collect();
        for topic in [OUTPUT, COPY] {
            let values: Vec<_> = read(&log, &topic).iter().map(text).collect();
            assert_eq!(values, expected, "round {round}, {topic}");
        }
        let state = read(&log, &STATE).last().map(text);
        assert_eq!(state.unwrap_or("0".to_owned()), next.to_string(), "round {round}");
    }
    assert!(acknowledged > 0, "the child never came to a commit");
}

/// Copies the input to two topics, some records a transaction; some
/// transactions are aborted and done again.
fn process_for_ever(directory: &Path) -> ! {
    let log = open(directory);
    let mut transactor = log.transactor("step", "group").unwrap();
    let mut next = log.committed("group", &INPUT, 0).unwrap().unwrap_or(0);
    let mut seeded = Seeded(next + 1);
    let mut reader = log.reader(&INPUT, 0, From::Position(next)).unwrap();
    loop {
        let size = 1 + usize::try_from(seeded.below(8)).unwrap();
        let records = reader.poll(size, Duration::from_secs(60)).unwrap();
        transactor.begin().unwrap();
        for record in &records {
            for topic in [OUTPUT, COPY] {
                transactor.append(self::record(topic, &text(record))).unwrap();
            }
        }
        say("appended");
        if seeded.below(4) == 0 {
            transactor.abort().unwrap();
            reader.seek(next).unwrap();
            continue;
        }
        next = records.last().unwrap().position + 1;
        transactor.append(self::record(STATE, &next.to_string())).unwrap();
        let consumed = [ConsumedTo { topic: INPUT, partition: 0, next }];
        transactor.commit(&consumed, None).unwrap();
        say(&format!("committed {next}"));
    }
}
