//! `adhub audit`: derives what the log should hold from the inputs that it
//! holds, and reports every difference.
//!
//! The steps are functions of event, state and now. Inputs are read in order;
//! the state is what the steps remember of them; `now` is read off the output
//! that is there (`ce_time`), or narrowed down by its neighbours. Where inputs
//! are beyond retention, the state of an ad is not known until its first output
//! that is kept: see `step`.

mod books;
mod clock;
mod cut;
mod latest;
mod public;
mod rejections;
mod report;
mod seen;
mod step;
mod steps;
#[cfg(test)]
mod tests;
mod values;

use std::process::ExitCode;

use eventlog::TopicName;
use processors::enrich::Enrich;
use processors::{Dedupe, Group};
use runtime::process::Hub;
use runtime::{Clock, Stop};
use schemas::topic;
use telemetry::Metrics;

use self::rejections::Rejections;
use self::report::Report;
use self::step::{Place, audit_step};
use crate::cli::AuditArguments;
use crate::commands::print;
use crate::commands::progress::Progress;
use crate::hub;

/// Audits and prints.
pub(crate) fn run(arguments: &AuditArguments) -> anyhow::Result<ExitCode> {
    let config = hub::effective_config(&arguments.hub)?;
    let (log, codec) = hub::open_to_read(&config)?;
    let (metrics, clock, stop) = (Metrics::new(), Clock::system(), Stop::new());
    let report = audit(&Hub { log, codec, metrics, clock, stop })?;
    print(&if arguments.json { report.json()? } else { report.text()? })?;
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(crate::NO) })
}

/// Reads everything once, step by step along the path.
fn audit(hub: &Hub) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut rejections = Rejections::default();
    let mut progress = Progress::new();
    let partitions = |name| hub.log.partitions(&TopicName::new(name));
    for partition in 0..partitions(topic::ADS_RECEIVED)? {
        let place = Place { partition, output: partition };
        audit_step::<Dedupe>(hub, place, &mut rejections, &mut report, &mut progress)?;
    }
    for partition in 0..partitions(topic::ADS_REVISED)? {
        let place = Place { partition, output: 0 };
        audit_step::<Enrich>(hub, place, &mut rejections, &mut report, &mut progress)?;
    }
    for partition in 0..partitions(topic::ADS_ENRICHED)? {
        let place = Place { partition, output: partition };
        audit_step::<Group>(hub, place, &mut rejections, &mut report, &mut progress)?;
        public::check(hub, partition, &mut report, &mut progress)?;
    }
    rejections.compare(hub, &mut report, &mut progress)?;
    report.close_books();
    Ok(report)
}
