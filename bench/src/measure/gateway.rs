//! The push API under load: as many as it takes with every connection busy,
//! then acknowledgements at half of that rate, open loop.

use std::time::Duration;

use anyhow::Result;

use super::Length;
use crate::hub::Process;
use crate::load::{Outcome, Pace, Plan, Shape, run as send};
use crate::logs::{Site, directory};
use crate::results::{BATCH, BATCH_ACK, MEMORY, Measure, Results, SINGLE, SINGLE_ACK, rate};
use crate::usage;

/// The core of the hub, and that of the generator.
pub const CORES: (usize, usize) = (0, 1);
/// Partners, each with a key: enough that no rate limit is met.
const PARTNERS: usize = 96;
/// Connections while as much as possible is sent.
const BUSY: [(Shape, usize); 2] = [(Shape::One, 64), (Shape::Hundred, 12)];
/// Connections that an open loop may use.
const OPEN_CONNECTIONS: usize = 256;
const WARM: Duration = Duration::from_secs(1);

/// Measures single ads and batches. On the embedded log the process is
/// `adhub run`, with all of the steps and the feed on the same core; on Kafka
/// it is `adhub gateway`.
///
/// # Errors
/// When the hub does not start, or refuses.
pub fn run(site: &Site, length: Length, results: &mut Results) -> Result<()> {
    let log = site.name();
    let (mut process, mut keys) = start(site)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut peak = 0;
    for (shape, connections) in BUSY {
        if shape == Shape::Hundred && matches!(site, Site::Embedded(_)) {
            // The steps would still be at work on what came before.
            peak = peak.max(usage::peak_bytes(&process.id())?);
            process.kill()?;
            (process, keys) = start(site)?;
        }
        let address = runtime.block_on(async {
            process.ready(true).await?;
            process.public().await
        })?;
        let id = process.id();
        let load = |run: &str, pace, connections| {
            let plan = Plan {
                address,
                process: &id,
                keys: &keys,
                run,
                shape,
                pace,
                connections,
                warm: WARM,
                time: Duration::from_secs(length.load_seconds()),
            };
            runtime.block_on(send(&plan))
        };
        let run = uuid::Uuid::new_v4().simple().to_string();
        let most = load(&run[..8], Pace::Closed, connections)?;
        let (busy, open) = match shape {
            Shape::One => (SINGLE, SINGLE_ACK),
            Shape::Hundred => (BATCH, BATCH_ACK),
        };
        keep(results, busy, log, &most)?;
        let requests = most.requests as f64 / most.elapsed.as_secs_f64();
        let half = load(&run[8..16], Pace::Open(requests / 2.0), OPEN_CONNECTIONS)?;
        results.keep(
            open,
            log,
            format!("{} at {}{}", half.times.shown(), rate(half.rate()), others(&half)),
            format!("{:.2} CPU-s per 1,000 ads", 1e3 / half.per_processor_second()),
        )?;
    }
    peak = peak.max(usage::peak_bytes(&process.id())?);
    results.keep(MEMORY, log, format!("{} MB", peak >> 20), String::new())
}

/// An empty hub whose partners have keys.
fn start(site: &Site) -> Result<(Process, Vec<String>)> {
    if let Site::Embedded(_) = site {
        directory("pushed", true)?;
    }
    let keys = site.open()?.add_partners(PARTNERS)?;
    let role = match site {
        Site::Embedded(_) => "run",
        Site::Kafka { .. } => "gateway",
    };
    pin_generator();
    Ok((Process::start(site, &[role], Some(CORES.0))?, keys))
}

fn keep(results: &mut Results, measure: Measure, log: &str, found: &Outcome) -> Result<()> {
    results.keep(
        measure,
        log,
        format!("{}; ack {}{}", rate(found.rate()), found.times.shown(), others(found)),
        format!(
            "{:.1} k per CPU-s; {:.3} CPU-s per 1,000",
            found.per_processor_second() / 1e3,
            1e3 / found.per_processor_second()
        ),
    )
}

/// What was not accepted, when there is any.
fn others(found: &Outcome) -> String {
    let count: u64 = found.others.values().sum();
    if count == 0 { String::new() } else { format!("; not accepted: {:?}", found.others) }
}

/// Puts this thread, and those that it starts, on the other core. Where that
/// is not possible they share, and the figures are lower.
#[expect(clippy::print_stderr, reason = "it changes what the figures mean")]
fn pin_generator() {
    let pinned = std::process::Command::new("taskset")
        .args(["-pc", &CORES.1.to_string(), &std::process::id().to_string()])
        .stdout(std::process::Stdio::null())
        .status();
    if !pinned.is_ok_and(|status| status.success()) {
        eprintln!("the load generator is not pinned to a core of its own");
    }
}
