//! `adhub run`: everything in one process.

use std::process::ExitCode;
use std::sync::Arc;

use eventlog::TopicName;
use gateway::keys::KeyLedger;
use runtime::supervise;
use schemas::topic;
use tracing::info;

use crate::cli::{RunArguments, StepArgument};
use crate::roles::{Service, Worker, open_feed, open_gateway, run_step, spawn, watch_feed};
use crate::{control, hub, public, pull, serve, status_page};

/// Starts everything, and ends on a signal.
pub(crate) fn run(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let service = Service::open(arguments, false)?;
    let feed = open_feed(&service.hub, &service.readiness)?;
    let (gateway, _follower) = open_gateway(&service.hub, &service.readiness)?;
    let mut workers = steps(&service)?;
    workers.extend(pollers(&service)?);
    workers.push(watch_feed(&service, &feed)?);
    let _control = open_control(&service)?;
    welcome(&service)?;
    let listener = service.runtime.block_on(serve::bind(service.config.listen))?;
    let status = status_page::open_within(&service, listener.local_addr()?)?;
    let page = status.as_ref().map(|(status, _)| status);
    let router = public::router(Some(gateway), Some(feed), page);
    service.serve_on(Some(listener), Some(router), workers)
}

/// One supervised thread per step and partition.
pub(crate) fn steps(service: &Service) -> anyhow::Result<Vec<Worker>> {
    let mut workers = Vec::new();
    for (step, input) in [
        (StepArgument::Group, topic::ADS_ENRICHED),
        (StepArgument::Enrich, topic::ADS_REVISED),
        (StepArgument::Dedupe, topic::ADS_RECEIVED),
    ] {
        for partition in 0..service.hub.log.partitions(&TopicName::new(input))? {
            let hub = service.hub.clone();
            let name = format!("{step:?}-{partition}").to_lowercase();
            workers.push(spawn(&name.clone(), move || {
                step_back();
                supervise(&name, &hub.stop, || run_step(step, &hub, partition, &|| ()));
            })?);
        }
    }
    Ok(workers)
}

/// On a busy machine pushes and the feed come before the steps: what is
/// acknowledged waits safely in the log, a partner and a subscriber do not.
/// Threads that this one starts step back with it.
#[cfg(target_os = "linux")]
fn step_back() {
    /// A core that both want is shared about one to nine.
    const NICENESS: i32 = 10;
    // On Linux it is the thread's own.
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "a step keeps its priority: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

/// One supervised thread per partner that is pulled.
pub(crate) fn pollers(service: &Service) -> anyhow::Result<Vec<Worker>> {
    let mut workers = Vec::new();
    for (name, partner) in &service.config.partners {
        let (connector, options) = pull::options(name, partner, service.config.contact.as_deref())?;
        let hub = service.hub.clone();
        let handle = service.runtime.handle().clone();
        let name = format!("poll-{name}");
        workers.push(spawn(&name.clone(), move || {
            supervise(&name, &hub.stop, || {
                runtime::poll::run(Arc::clone(&connector), &options, &hub, &handle)
            });
        })?);
    }
    Ok(workers)
}

fn open_control(service: &Service) -> anyhow::Result<Option<control::ControlSocket>> {
    if service.config.log.kafka.is_some() {
        return Ok(None);
    }
    let hub = &service.hub;
    let _guard = service.runtime.enter();
    let desk = control::Desk::new(Arc::clone(&hub.log), Arc::clone(&hub.codec), hub.clock);
    Ok(Some(control::serve(&service.config.data, desk)?))
}

/// Says how to make a key, as long as there is no partner.
fn welcome(service: &Service) -> anyhow::Result<()> {
    let ledger = KeyLedger::new(Arc::clone(&service.hub.log), Arc::clone(&service.hub.codec));
    let none = service.runtime.block_on(ledger.partners())?.is_empty();
    if none && service.config.partners.is_empty() {
        let data = hub::display(&service.config.data);
        info!(
            "no partner yet; to let one push: adhub partner add NAME --data {data}, then: adhub \
             key add NAME --data {data}"
        );
    }
    Ok(())
}
