//! Records that each step takes through real transactions in a second: the
//! hub's own runtime, in this process, on a log that is filled first. What it
//! leaves behind is a hub that knows so many ads.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use processors::enrich::Enrich;
use processors::{Dedupe, Group, Step, StepName};
use runtime::process::{Hub, Share, run as process};
use runtime::{Clock, Stop};
use schemas::topic;
use telemetry::Metrics;

use crate::ads;
use crate::logs::{NO_CLUSTER, Opened, Site, directory};
use crate::results::{DEDUPE, ENRICH, GROUP, Measure, Results, rate};
use crate::usage;

/// Between two looks at how far a step is.
const LOOK: Duration = Duration::from_millis(20);
/// Longest time without progress.
const STUCK: Duration = Duration::from_secs(20);
/// On Kafka, markers of transactions stand behind the last record. So few
/// positions without progress for so long are taken for them.
const MARKERS_MAX: u64 = 16;
const MARKERS_QUIET: Duration = Duration::from_secs(1);

/// Brings the number of known ads to `known`, and measures each step on the
/// way.
///
/// # Errors
/// When a step fails or the cluster is not in order.
#[expect(clippy::print_stderr, reason = "who waits wants to see how far it is")]
pub fn run(site: &Site, known: u64, results: &mut Results) -> Result<()> {
    let opened = site.open()?;
    opened.check_no_backlog()?;
    let before = known_ads(&opened)?;
    ensure!(before < known, "the log knows {before} ads already, {known} were to be reached");
    let run = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
    let profile = ads::profile("bench-known")?;
    let started = Instant::now();
    let records = (before..known).map(|n| ads::received(&opened.codec, &profile, &run, n));
    let count = opened.fill(records)?;
    eprintln!(
        "{}: {count} ads filled in, in {:.1} s",
        site.name(),
        started.elapsed().as_secs_f64()
    );
    let name = site.name();
    step::<Dedupe>(&opened, topic::ADS_RECEIVED, DEDUPE, name, results)?;
    step::<Enrich>(&opened, topic::ADS_REVISED, ENRICH, name, results)?;
    step::<Group>(&opened, topic::ADS_ENRICHED, GROUP, name, results)
}

/// File in which the prefix of the topics that `steps` filled is kept.
const PREFIX: &str = "kafka-prefix";

/// The log that knows ads: a new one, or the one that was left behind.
///
/// # Errors
/// When there is none, or no cluster.
pub fn site(log: &str, anew: bool) -> Result<Site> {
    if log == "embedded" {
        return Ok(Site::Embedded(directory("known", anew)?));
    }
    let file = directory("results", false)?.join(PREFIX);
    if anew {
        std::fs::write(&file, format!("bench.{}.", uuid::Uuid::new_v4().simple()))?;
    }
    let prefix =
        std::fs::read_to_string(&file).context("no topics are filled: measure `steps` before")?;
    Site::cluster(prefix).context(NO_CLUSTER)
}

/// Every ad was received once.
///
/// # Errors
/// When the log does not say.
pub fn known_ads(opened: &Opened) -> Result<u64> {
    let topic = eventlog::TopicName::new(topic::ADS_RECEIVED);
    let mut count = 0;
    for partition in 0..opened.log.partitions(&topic)? {
        count += opened.log.bounds(&topic, partition)?.end;
    }
    Ok(count)
}

/// The first partition alone and measured, the others after it.
fn step<S: Step + Default + 'static>(
    opened: &Opened,
    input: &'static str,
    measure: Measure,
    log: &str,
    results: &mut Results,
) -> Result<()> {
    let partitions = opened.log.partitions(&eventlog::TopicName::new(input))?;
    let measured = drive::<S>(opened, input, 0)?;
    results.keep(
        measure,
        log,
        rate(measured.rate()),
        format!("{:.1} k per CPU-s", measured.per_processor_second() / 1e3),
    )?;
    for partition in 1..partitions {
        drive::<S>(opened, input, partition)?;
    }
    Ok(())
}

/// How fast a step was, from its first commit to its last.
struct Measured {
    records: u64,
    elapsed: Duration,
    processor: Duration,
}

impl Measured {
    fn rate(&self) -> f64 {
        self.records as f64 / self.elapsed.as_secs_f64().max(1e-3)
    }

    fn per_processor_second(&self) -> f64 {
        self.records as f64 / self.processor.as_secs_f64().max(0.01)
    }
}

/// Runs a step until it has read all of its input.
fn drive<S: Step + Default + 'static>(
    opened: &Opened,
    input: &'static str,
    partition: u32,
) -> Result<Measured> {
    let hub = Hub {
        log: std::sync::Arc::clone(&opened.log),
        codec: std::sync::Arc::clone(&opened.codec),
        metrics: Metrics::new(),
        clock: Clock::system(),
        stop: Stop::new(),
    };
    let stop = hub.stop.clone();
    let running =
        std::thread::spawn(move || process(S::default(), &hub, Share { partition, market: 0 }));
    let measured = watch(opened, S::NAME, input, partition, &running);
    stop.set();
    let ended = running.join().map_err(|_| anyhow!("{} panicked", S::NAME.as_str()))?;
    ended?;
    measured
}

fn watch<T>(
    opened: &Opened,
    step: StepName,
    input: &'static str,
    partition: u32,
    running: &std::thread::JoinHandle<T>,
) -> Result<Measured> {
    let at = || opened.progress(step.as_str(), input, partition);
    let (first, end) = at()?;
    let mut begun: Option<(u64, Instant, Duration)> = None;
    let mut last = (first, Instant::now(), Duration::ZERO);
    loop {
        let (next, _) = at()?;
        let now = Instant::now();
        if next > last.0 {
            last = (next, now, usage::processor("self")?);
            begun.get_or_insert(last);
        }
        let quiet = now - last.1;
        if next >= end || (end - next <= MARKERS_MAX && quiet > MARKERS_QUIET) {
            let (records, at, used) = begun.unwrap_or(last);
            return Ok(Measured {
                records: last.0 - records,
                elapsed: last.1 - at,
                processor: last.2.saturating_sub(used),
            });
        }
        ensure!(!running.is_finished(), "{} ended at {next} of {end}", step.as_str());
        ensure!(quiet < STUCK, "{} is stuck at {next} of {end}", step.as_str());
        std::thread::sleep(LOOK);
    }
}
