//! Grouping by similarity alone: ads a second of one core among so many live
//! ads, the slowest decisions, memory and changelog per ad, and the time from
//! a restart until the first decision. No log, no transactions.
//!
//!     cargo run --release -p bench --bin grouping [ADS KNOWN] [ADS MORE]
//!
//! Ads are invented: 2.3 KB of words, half of it the boilerplate of one of a
//! thousand employers; every third ad is an opening that another board shows
//! already. Time is the thread's time on a core where Linux tells it.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::times::Times;
use processors::{Arrival, Group, Outgoing, StateRecord, Step as _};
use schemas::ad::Location;
use schemas::group_state::GroupState;
use schemas::id::ExternalId;
use schemas::received::Received;
use schemas::revision::RevisionKind;
use schemas::testing::MemoryTable;
use schemas::{AdId, Codec, EventId, PartnerName, Revision, Timestamp, topic};

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// Employers, each with boilerplate of its own.
const EMPLOYERS: u64 = 1_000;

fn main() -> anyhow::Result<()> {
    let number = |place: usize, otherwise: u64| match std::env::args().nth(place) {
        Some(text) => text.parse().with_context(|| format!("{text} is no number of ads")),
        None => Ok(otherwise),
    };
    let (known, more) = (number(1, 300_000)?, number(2, 50_000)?);
    let template: Received =
        serde_json::from_str(include_str!("../../../schemas/examples/received/observed-sv.json"))?;
    let codec = Codec::open(Arc::new(MemoryTable::default()))?;
    let mut group = Group::default();
    let mut changelog = Vec::new();
    let held = resident()?;
    let first = measure(&mut group, &template, 0..known, &codec, &mut changelog)?;
    let bytes: usize =
        changelog.iter().map(|(key, value): &(_, bytes::Bytes)| key_len(key) + value.len()).sum();
    let memory = resident()?.saturating_sub(held).saturating_sub(bytes + changelog.len() * 100);
    first.print("first");
    let ads = changelog.len() as f64;
    println!(
        "{known} ads: {:.0} bytes an ad in memory (about), {:.0} on the changelog",
        memory as f64 / ads,
        bytes as f64 / ads,
    );
    measure(&mut group, &template, known..known + more, &codec, &mut Vec::new())?.print("more");
    drop(group);
    restart(&codec, &changelog, &template)
}

fn key_len(key: &bytes::Bytes) -> usize {
    key.len()
}

/// Time of a round of decisions.
struct Round {
    ads: u64,
    took: Duration,
    joined: u64,
    each: Times,
}

impl Round {
    fn print(&self, what: &str) {
        println!(
            "{what}: {} ads, {:.0} a second of one core; p50 {:.3} ms, p99 {:.3} ms, slowest {:.3} ms; {} joined a job",
            self.ads,
            self.ads as f64 / self.took.as_secs_f64(),
            self.each.percentile(50),
            self.each.percentile(99),
            self.each.percentile(100),
            self.joined,
        );
    }
}

fn measure(
    group: &mut Group,
    template: &Received,
    numbers: std::ops::Range<u64>,
    codec: &Codec,
    changelog: &mut Vec<(bytes::Bytes, bytes::Bytes)>,
) -> anyhow::Result<Round> {
    let (mut took, mut joined) = (Duration::ZERO, 0);
    let (ads, mut each) = (numbers.end - numbers.start, Vec::new());
    let mut out = Vec::new();
    for first in numbers.clone().step_by(250) {
        let events: Vec<Revision> = (first..numbers.end.min(first + 250))
            .map(|number| revision(template, number))
            .collect();
        let before = on_core();
        let started = Instant::now();
        for event in events {
            let began = Instant::now();
            let arrival = Arrival { now: NOW, partition: 0, position: 0 };
            group.decide(event, &arrival, &mut out);
            each.push(began.elapsed());
        }
        took += since(before, started);
        for outgoing in out.drain(..) {
            match outgoing {
                Outgoing::State(key, Some(StateRecord::Group(state))) => {
                    changelog.push((key, codec.encode(topic::GROUP_STATE, &state)?));
                }
                Outgoing::Change(change) => joined += u64::from(change.grouping.is_some()),
                _ => {}
            }
        }
    }
    Ok(Round { ads, took, joined, each: Times::new(each) })
}

/// From a changelog to the first decision.
fn restart(
    codec: &Codec,
    changelog: &[(bytes::Bytes, bytes::Bytes)],
    template: &Received,
) -> anyhow::Result<()> {
    let (before, started) = (on_core(), Instant::now());
    let mut group = Group::default();
    for (key, value) in changelog {
        group.restore(key, Some(codec.decode::<GroupState>(value)?));
    }
    let read = since(before, started);
    let arrival = Arrival { now: NOW, partition: 0, position: 0 };
    group.decide(revision(template, u64::MAX / 2), &arrival, &mut Vec::new());
    println!(
        "restart with {} ads: {:.2} s until the first decision, {:.2} s of it reading",
        changelog.len(),
        since(before, started).as_secs_f64(),
        read.as_secs_f64(),
    );
    Ok(())
}

/// The `number`-th ad. Every third shows the opening of the one before it, at
/// another board.
fn revision(template: &Received, number: u64) -> Revision {
    let opening = number - u64::from(number % 3 == 2);
    let partner =
        PartnerName::new(["acme", "beta", "gamma"][(number % 3) as usize]).expect("well named");
    let external_id = ExternalId::new(&number.to_string()).expect("a number is an id");
    let mut ad = template.ad.clone().expect("the template holds an ad");
    let employer = opening.wrapping_mul(0x9e37_79b9_7f4a_7c15) % EMPLOYERS;
    ad.ad_id = AdId::derive(partner.as_str(), None, &external_id);
    ad.revision = 1;
    ad.source.partner_id = partner.clone();
    ad.source.external_id = external_id;
    ad.employer.name = format!("{} AB", words(employer + 7, 2));
    ad.employer.org_id = None;
    ad.alt_ids.clear();
    ad.apply.url = None;
    ad.locations =
        vec![Location { city: Some(words(opening % 290 + 5_000_000, 1)), ..Location::default() }];
    let title =
        format!("{} {}", words(opening % 400 + 9_000_000, 1), words(opening / 7 + 8_000_000, 1));
    let text = format!("{}. {}", words(employer, 170), words(opening + 1_000_000, 170));
    ad.texts.truncate(1);
    ad.texts[0].title = title;
    ad.texts[0].description_html.clear();
    ad.texts[0].sections.clear();
    ad.texts[0].description_text = text;
    ad.valid_through = None;
    ad.last_publication_at = None;
    Revision {
        event_id: EventId::derive(&[&number.to_be_bytes()]),
        partner,
        ad_id: ad.ad_id,
        revision: 1,
        received_at: NOW,
        kind: RevisionKind::Upserted,
        ad: Some(ad),
        removal: None,
        correction: None,
    }
}

/// So many words out of some twenty thousand, the same for the same seed.
fn words(seed: u64, count: usize) -> String {
    const PARTS: [&str; 12] =
        ["ar", "bet", "vård", "sal", "kon", "tek", "läk", "rum", "fal", "ing", "ad", "min"];
    let mut bits = seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1;
    let mut text = String::with_capacity(count * 8);
    for place in 0..count {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        if place > 0 {
            text.push(' ');
        }
        // Common words more often.
        let mut word = if bits & 3 == 0 { bits >> 8 } else { (bits >> 8) % 300 };
        for _ in 0..2 + word % 3 {
            text.push_str(PARTS[(word % 12) as usize]);
            word /= 12;
        }
    }
    text
}

fn since(before: Option<Duration>, started: Instant) -> Duration {
    match (before, on_core()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => started.elapsed(),
    }
}

/// The thread's time on a core since it began.
fn on_core() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Bytes of memory that the process holds.
fn resident() -> anyhow::Result<usize> {
    let text = std::fs::read_to_string("/proc/self/status").context("memory is read from /proc")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: usize = number.context("/proc/self/status has no VmRSS")?.parse()?;
    Ok(kilobytes * 1024)
}
