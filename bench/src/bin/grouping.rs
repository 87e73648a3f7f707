//! Grouping by similarity alone: ads a second of one core among so many live
//! ads, the slowest decisions, memory and changelog per ad, and the time from
//! a restart until the first decision. No log, no transactions.
//!
//!     cargo run --release -p bench --bin grouping [LIVE ADS] [ADS MORE]
//!
//! Ads are those of [`bench::market`]. Time is the thread's time on a core, so
//! that a busy machine changes little; it counts what the system does for the
//! thread. The changelog lies in a file, so that memory is the step's own.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::market::{Market, NOW};
use bench::times::Times;
use bench::usage;
use bytes::Bytes;
use processors::{Arrival, Group, Outgoing, StateRecord, Step as _};
use schemas::group_state::GroupState;
use schemas::testing::MemoryTable;
use schemas::{Codec, Revision, topic};

fn main() -> anyhow::Result<()> {
    let number = |place: usize, otherwise: u64| match std::env::args().nth(place) {
        Some(text) => text.parse().with_context(|| format!("{text} is no number of ads")),
        None => Ok(otherwise),
    };
    let (live, more) = (number(1, 300_000)?, number(2, 50_000)?);
    let market = Market::new(live);
    let held = usage::held_bytes()?;
    let mut hub = Hub { group: Group::default(), changelog: Changelog::new()? };
    hub.run("filled", live, |number| market.shown(number))?.print();
    // The last events are held still; 250 of them are little.
    let memory = usage::held_bytes()?.saturating_sub(held);
    println!(
        "{live} ads: {} bytes an ad in memory, {} on the changelog",
        memory / live,
        hub.changelog.bytes / live,
    );
    hub.run("new", more, |number| market.shown(live + number))?.print();
    let known = |number: u64| number.wrapping_mul(0x9e37_79b9) % live;
    hub.run("changed", more, |number| market.changed(known(number), 2))?.print();
    hub.run("withdrawn", more, |number| market.withdrawn(known(number), 3))?.print();
    let next = live + more;
    hub.run("siblings", more, |number| market.sibling(next + number))?.print();
    let Hub { group, changelog } = hub;
    drop(group);
    changelog.restart(market.shown(next + more))
}

struct Hub {
    group: Group,
    changelog: Changelog,
}

/// Time of a round of decisions.
struct Round {
    name: &'static str,
    took: Duration,
    joined: u64,
    each: Times,
    /// By the clock on the wall.
    slowest: Duration,
}

impl Round {
    fn print(&self) {
        println!(
            "{:<9} {:>8} ads, {:>6.0}/s; ms: p50 {:.3}, p99 {:.3}, p99.9 {:.3}, slowest {:.2} \
             (wall {:.1}); {} joined a job",
            self.name,
            self.each.count(),
            self.each.count() as f64 / self.took.as_secs_f64(),
            self.each.permille(500),
            self.each.permille(990),
            self.each.permille(999),
            self.each.permille(1000),
            self.slowest.as_secs_f64() * 1e3,
            self.joined,
        );
    }
}

impl Hub {
    fn run(
        &mut self,
        name: &'static str,
        events: u64,
        event: impl Fn(u64) -> Revision,
    ) -> anyhow::Result<Round> {
        let (mut took, mut joined, mut slowest) = (Duration::ZERO, 0, Duration::ZERO);
        let (mut each, mut out) = (Vec::new(), Vec::new());
        let arrival = Arrival { now: NOW, partition: 0, position: 0 };
        for first in (0..events).step_by(250) {
            let batch: Vec<Revision> = (first..events.min(first + 250)).map(&event).collect();
            for event in batch {
                let (on_core, started) = (usage::of_thread(), Instant::now());
                self.group.decide(event, &arrival, &mut out);
                each.push(usage::of_thread().saturating_sub(on_core));
                slowest = slowest.max(started.elapsed());
                took += each.last().copied().unwrap_or_default();
            }
            for outgoing in out.drain(..) {
                match outgoing {
                    Outgoing::State(key, Some(StateRecord::Group(state))) => {
                        self.changelog.append(&key, &state)?;
                    }
                    Outgoing::Change(change) => joined += u64::from(change.grouping.is_some()),
                    _ => {}
                }
            }
        }
        Ok(Round { name, took, joined, each: Times::new(each), slowest })
    }
}

/// Records in a file, each after the lengths of its key and value.
struct Changelog {
    codec: Codec,
    file: BufWriter<File>,
    records: u64,
    bytes: u64,
}

impl Changelog {
    fn new() -> anyhow::Result<Self> {
        let codec = Codec::open(Arc::new(MemoryTable::default()))?;
        let file = BufWriter::new(tempfile::tempfile()?);
        Ok(Self { codec, file, records: 0, bytes: 0 })
    }

    fn append(&mut self, key: &Bytes, state: &GroupState) -> anyhow::Result<()> {
        let value = self.codec.encode(topic::GROUP_STATE, state)?;
        for part in [key, &value] {
            self.file.write_all(&u32::try_from(part.len())?.to_le_bytes())?;
        }
        for part in [key, &value] {
            self.file.write_all(part)?;
            self.bytes += part.len() as u64;
        }
        self.records += 1;
        Ok(())
    }

    /// From the changelog to the first decision.
    fn restart(self, event: Revision) -> anyhow::Result<()> {
        let mut file = self.file.into_inner()?;
        std::io::Seek::rewind(&mut file)?;
        let mut file = BufReader::with_capacity(1 << 20, file);
        let started = usage::of_thread();
        let mut group = Group::default();
        for _ in 0..self.records {
            let mut lengths = [[0; 4]; 2];
            for length in &mut lengths {
                file.read_exact(length)?;
            }
            let [mut key, mut value] =
                lengths.map(|bytes| vec![0; u32::from_le_bytes(bytes) as usize]);
            file.read_exact(&mut key)?;
            file.read_exact(&mut value)?;
            group.restore(&key, Some(self.codec.decode::<GroupState>(&value)?));
        }
        let read = usage::of_thread() - started;
        let arrival = Arrival { now: NOW, partition: 0, position: 0 };
        group.decide(event, &arrival, &mut Vec::new());
        println!(
            "restart from {} records: {:.2} s until the first decision, {:.2} s of it reading",
            self.records,
            (usage::of_thread() - started).as_secs_f64(),
            read.as_secs_f64(),
        );
        Ok(())
    }
}
