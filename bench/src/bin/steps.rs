//! What `dedupe` and `group` decide in a second of one core, what a million
//! known ads cost in memory and in the changelog, there or gone, how fast they
//! are restored, and how fast forgotten. No log, no transactions.
//!
//!     cargo run --release -p bench --bin steps [ADS KNOWN]
//!
//! Time is the thread's time on a core where Linux tells it; memory is what
//! the process holds more than before.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use processors::{Arrival, Dedupe, Group, Outgoing, StateRecord, Step};
use schemas::ad::{AltId, Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::received::ReceivedKind;
use schemas::revision::RevisionKind;
use schemas::testing::MemoryTable;
use schemas::{AdId, Codec, EventId, PartnerName, Received, Revision, Timestamp, topic};

/// Events that are made before any of them is decided about: few enough to
/// stay in the processor's caches.
const BATCH: u32 = 250;

/// What is measured, each in a process of its own, so that memory which one
/// gave back is not used by the next.
const PARTS: [&str; 4] = ["dedupe", "dedupe-gone", "group", "group-gone"];

fn main() -> anyhow::Result<()> {
    let known = match std::env::args().nth(1) {
        Some(number) => number.parse().with_context(|| format!("{number} is no number of ads"))?,
        None => 1_000_000,
    };
    if let Some(part) = std::env::args().nth(2) {
        return measure(&part, known);
    }
    println!("{known} ads known\n");
    for part in PARTS {
        let itself = std::env::current_exe().context("this program has a path")?;
        let status = std::process::Command::new(itself).args([&known.to_string(), part]).status();
        anyhow::ensure!(status.context("it cannot be started")?.success(), "{part} failed");
    }
    Ok(())
}

fn measure(part: &str, known: u32) -> anyhow::Result<()> {
    let template: Received =
        serde_json::from_str(include_str!("../../../schemas/examples/received/observed-sv.json"))?;
    let codec = Codec::open(Arc::new(MemoryTable::default()))?;
    let mut dedupe = Run::<Dedupe>::new(known, &codec, topic::DEDUPE_STATE);
    let mut group = Run::<Group>::new(known, &codec, topic::GROUP_STATE);
    match part {
        "dedupe" => {
            let bytes = codec.encode(topic::ADS_RECEIVED, &template)?.len();
            println!("ad of {bytes} bytes in Avro");
            dedupe.decide("new", |number| received(&template, number, 0))?;
            dedupe.decide("re-sent", |number| received(&template, number, 0))?;
            dedupe.decide("changed", |number| received(&template, number, 1))?;
            dedupe.restore()
        }
        "dedupe-gone" => {
            dedupe.decide("new", |number| received(&template, number, 0))?;
            dedupe.decide("withdrawn", |number| removed(&template, number))?;
            dedupe.restore_and_forget()
        }
        "group" => {
            group.decide("published", |number| revision(&template, number, 1))?;
            group.decide("updated", |number| revision(&template, number, 2))?;
            group.restore()
        }
        "group-gone" => {
            group.decide("published", |number| revision(&template, number, 1))?;
            group.decide("withdrawn", |number| withdrawal(&template, number, 2))?;
            group.restore_and_forget()
        }
        other => anyhow::bail!("{other:?} is none of {PARTS:?}"),
    }
}

/// The `number`-th ad as it comes in. Every other ad is one job with the one
/// before it, at another partner.
fn received(template: &Received, number: u32, edition: u32) -> Received {
    let mut event = template.clone();
    let delivery = [number.to_be_bytes(), edition.to_be_bytes()].concat();
    event.event_id = EventId::derive(&[&delivery, &std::process::id().to_be_bytes()]);
    let Some(ad) = &mut event.ad else { return event };
    let external_id = ExternalId::new(&number.to_string()).expect("a number is an id");
    let partner = if number.is_multiple_of(2) { "acme" } else { "beta" };
    event.partner = PartnerName::new(partner).expect("both are well named");
    event.ad_id = AdId::derive(partner, None, &external_id);
    event.account = None;
    ad.ad_id = event.ad_id;
    ad.source.partner_id = event.partner.clone();
    ad.source.external_id = external_id.clone();
    event.external_id = Some(external_id);
    ad.texts[0].title = format!("Job {number}, edition {edition}");
    let job = (number / 2).to_string();
    ad.apply.url = Some(format!("https://jobs.example/apply/{job}"));
    ad.alt_ids = vec![AltId { scheme: "ats:acme".to_owned(), value: job }];
    ad.valid_through = None;
    ad.last_publication_at = None;
    event
}

/// The same ad as it goes.
fn removed(template: &Received, number: u32) -> Received {
    let mut event = received(template, number, 1);
    event.kind = ReceivedKind::Removed;
    event.ad = None;
    event.removal = Some(REMOVAL);
    event
}

const REMOVAL: Removal =
    Removal { signal: RemovalSignal::ExplicitDelete, at: NOW, reason_code: None };

/// The same as `enrich` passes it on.
fn withdrawal(template: &Received, number: u32, revision: i64) -> Revision {
    Revision {
        kind: RevisionKind::Withdrawn,
        ad: None,
        removal: Some(REMOVAL),
        ..self::revision(template, number, revision)
    }
}

/// The same as `enrich` passes it on.
fn revision(template: &Received, number: u32, revision: i64) -> Revision {
    let event = received(template, number, u32::try_from(revision).unwrap_or(0));
    let mut ad = event.ad.expect("the template holds an ad");
    ad.revision = revision;
    ad.valid_through = Some(ad.published_at.clone());
    if let Some(end) = &mut ad.valid_through {
        end.at = NOW.plus_seconds(3_600 + i64::from(number % 86_400));
    }
    Revision {
        event_id: event.event_id,
        partner: event.partner,
        ad_id: event.ad_id,
        revision,
        received_at: event.received_at,
        kind: RevisionKind::Upserted,
        ad: Some(ad),
        removal: None,
        correction: None,
    }
}

/// Later than anything in the template.
const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// One step, measured.
struct Run<'a, S> {
    step: S,
    known: u32,
    codec: &'a Codec,
    topic: &'static str,
    /// What the last round wrote.
    changelog: Vec<(bytes::Bytes, bytes::Bytes)>,
}

impl<'a, S: Step + Default> Run<'a, S> {
    fn new(known: u32, codec: &'a Codec, topic: &'static str) -> Self {
        Self { step: S::default(), known, codec, topic, changelog: Vec::new() }
    }

    /// Decides once about each ad.
    fn decide(&mut self, what: &str, event: impl Fn(u32) -> S::In) -> anyhow::Result<()> {
        let mut out = Vec::new();
        let mut took = Duration::ZERO;
        let mut emitted = 0_u32;
        self.changelog.clear();
        for first in (0..self.known).step_by(BATCH as usize) {
            let events: Vec<S::In> = (first..self.known.min(first + BATCH)).map(&event).collect();
            let before = on_core();
            let started = Instant::now();
            for event in events {
                let arrival = Arrival { now: NOW, partition: 0, position: 0 };
                if self.step.decide(event, &arrival, &mut out) == processors::Outcome::Emit {
                    emitted += 1;
                }
            }
            took += since(before, started);
            for outgoing in out.drain(..) {
                if let Outgoing::State(key, Some(state)) = outgoing {
                    let value = match &state {
                        StateRecord::Dedupe(state) => self.codec.encode(self.topic, state)?,
                        StateRecord::Group(state) => self.codec.encode(self.topic, state)?,
                    };
                    self.changelog.push((key, value));
                }
            }
        }
        let rate = f64::from(self.known) / took.as_secs_f64();
        let micros = 1e6 / rate;
        let name = S::NAME.as_str();
        println!("{name:<7} {what:<10} {rate:>9.0}/s {micros:>6.2} µs  {emitted} emitted");
        Ok(())
    }

    /// Restores another instance from the changelog.
    fn restore(self) -> anyhow::Result<()> {
        drop(std::hint::black_box(self.restored()?));
        Ok(())
    }

    /// The same, and lets time pass until no ad is due to be forgotten.
    fn restore_and_forget(self) -> anyhow::Result<()> {
        let mut step = self.restored()?;
        let later = NOW.plus_seconds(400 * 86_400);
        let (mut out, mut calls, mut most) = (Vec::new(), 0_u32, Duration::ZERO);
        let (before, started) = (on_core(), Instant::now());
        while step.next_tick().is_some_and(|due| due <= later) {
            let call = Instant::now();
            step.tick(later, 1_000, &mut out);
            most = most.max(call.elapsed());
            calls += 1;
        }
        let took = since(before, started);
        let is_tombstone = |out: &&Outgoing| matches!(out, Outgoing::State(_, None));
        let forgotten = out.iter().filter(is_tombstone).count();
        println!(
            "{:<7} forgotten  {:>9.0}/s {forgotten} in {calls} calls, {most:.1?} the longest\n",
            S::NAME.as_str(),
            forgotten as f64 / took.as_secs_f64(),
        );
        Ok(())
    }

    fn restored(self) -> anyhow::Result<S> {
        let Self { step, codec, changelog: records, .. } = self;
        drop(step);
        let ads = records.len() as f64;
        let bytes: usize = records.iter().map(|(key, value)| key.len() + value.len()).sum();
        let (before, started) = (on_core(), Instant::now());
        for (_, value) in &records {
            drop(std::hint::black_box(codec.decode::<S::State>(value)?));
        }
        let decoding = since(before, started);
        let held = resident()?;
        let (before, started) = (on_core(), Instant::now());
        let mut step = S::default();
        for (key, value) in &records {
            step.restore(key, Some(codec.decode(value)?));
        }
        // The first call after it builds what was put off.
        step.tick(Timestamp::default(), 1, &mut Vec::new());
        let took = since(before, started);
        let memory = resident()?.saturating_sub(held) as f64;
        println!(
            "{:<7} restored   {:>9.0}/s {:.2} s, {:.2} s of it decoding; {:.0} bytes an ad on the \
             changelog, {:.0} in memory",
            S::NAME.as_str(),
            ads / took.as_secs_f64(),
            took.as_secs_f64(),
            decoding.as_secs_f64(),
            bytes as f64 / ads,
            memory / ads,
        );
        Ok(step)
    }
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
