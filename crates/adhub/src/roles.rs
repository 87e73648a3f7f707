//! One role each, on Kafka. What fails for good ends the process, so that
//! whoever runs it starts the next one from the last commit.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use eventlog::TopicName;
use gateway::keys::{KeyFollower, KeyRing};
use gateway::{Gateway, Parts};
use parking_lot::Mutex;
use runtime::Stop;
use runtime::process::{Hub, ProcessError, Share, run_telling};
use schemas::topic;
use telemetry::admin::Readiness;
use tracing::error;

use crate::cli::{PollArguments, ProcessArguments, RunArguments, StepArgument};
use crate::config::Config;
use crate::{hub, public, serve, signals};

/// A thread that does part of the work; what it ends with is known at the end.
pub(crate) type Worker = std::thread::JoinHandle<()>;

/// The first reason for which a worker ended; none while all work.
#[derive(Clone, Default)]
pub(crate) struct Failure(Arc<Mutex<Option<String>>>);

impl Failure {
    /// Notes a reason and ends the process.
    pub(crate) fn note(&self, reason: String, stop: &Stop) {
        self.0.lock().get_or_insert(reason);
        stop.set();
    }

    fn take(&self) -> Option<String> {
        self.0.lock().take()
    }
}

/// A process that serves: its hub, its runtime, its listeners.
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) hub: Hub,
    pub(crate) readiness: Readiness,
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) failure: Failure,
}

impl Service {
    /// Opens everything. `needs_kafka`: the role makes no sense on the
    /// embedded log, which one process holds.
    pub(crate) fn open(arguments: &RunArguments, needs_kafka: bool) -> anyhow::Result<Self> {
        let config = hub::run_config(arguments)?;
        if needs_kafka && config.log.kafka.is_none() {
            bail!(crate::config::ConfigError::Contradiction(
                "a single role needs Kafka (--kafka and --registry); on the embedded log, \
                 `adhub run` does everything in one process"
                    .to_owned()
            ));
        }
        telemetry::log::start(arguments.hub.log_format.format(), &arguments.hub.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let stop = Stop::new();
        {
            let stop = stop.clone();
            runtime.spawn(async move { signals::wait(stop).await });
        }
        let guard = runtime.enter();
        let hub = hub::open(&config, hub::clock(arguments), stop)?;
        drop(guard);
        let readiness = Readiness::new();
        let log = Arc::clone(&hub.log);
        readiness.require("log", move || log.health().map_err(|error| error.to_string()));
        Ok(Self { config, hub, readiness, runtime, failure: Failure::default() })
    }

    /// Serves the admin listener, and the public one when there is a router,
    /// until the process is to end.
    pub(crate) fn serve(
        self,
        router: Option<axum::Router>,
        workers: Vec<Worker>,
    ) -> anyhow::Result<ExitCode> {
        self.serve_on(None, router, workers)
    }

    /// As [`Service::serve`], on a public listener that is bound already.
    pub(crate) fn serve_on(
        self,
        bound: Option<tokio::net::TcpListener>,
        router: Option<axum::Router>,
        workers: Vec<Worker>,
    ) -> anyhow::Result<ExitCode> {
        let Self { config, hub, readiness, runtime, failure } = self;
        runtime.block_on(async {
            let metrics = telemetry::admin::router(hub.metrics.clone(), readiness);
            let public = match (router, bound) {
                (Some(router), Some(listener)) => Some((listener, router)),
                (Some(router), None) => Some((serve::bind(config.listen).await?, router)),
                (None, _) => None,
            };
            serve::until_stopped((config.admin_listen, metrics), public, &hub.stop).await
        })?;
        for worker in workers {
            if worker.join().is_err() {
                failure.note("a worker panicked".to_owned(), &hub.stop);
            }
        }
        runtime.shutdown_timeout(Duration::from_secs(5));
        match failure.take() {
            None => Ok(ExitCode::SUCCESS),
            Some(reason) => bail!("{reason}"),
        }
    }
}

/// Starts a named thread.
pub(crate) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> anyhow::Result<Worker> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .with_context(|| format!("the thread {name} cannot be started"))
}

/// The push API on a hub; its keys are followed as long as the second value
/// lives.
pub(crate) fn open_gateway(
    hub: &Hub,
    readiness: &Readiness,
) -> anyhow::Result<(Gateway, KeyFollower)> {
    let keys = KeyRing::new();
    let follower = KeyFollower::start(
        Arc::clone(&hub.log),
        Arc::clone(&hub.codec),
        keys.clone(),
        Arc::clone(&hub.metrics.gateway),
    )?;
    let clock = hub.clock;
    let gateway = Gateway::new(Parts {
        log: Arc::clone(&hub.log),
        codec: Arc::clone(&hub.codec),
        keys,
        metrics: hub.metrics.clone(),
        clock: Arc::new(move || clock.now()),
        limits: gateway::Limits::default(),
    });
    let ready = gateway.clone();
    readiness.require("gateway", move || ready.ready());
    Ok((gateway, follower))
}

/// The change feed on a hub.
pub(crate) fn open_feed(hub: &Hub, readiness: &Readiness) -> anyhow::Result<feed::Feed> {
    let clock = hub.clock;
    let settings =
        feed::Settings { clock: Arc::new(move || clock.now()), ..feed::Settings::default() };
    let feed = feed::Feed::open(
        Arc::clone(&hub.log),
        Arc::clone(&hub.codec),
        Arc::clone(&hub.metrics.feed),
        settings,
    )?;
    let ready = feed.clone();
    readiness.require("feed", move || ready.ready());
    Ok(feed)
}

/// Ends the process when the feed cannot go on, and closes streams at the end.
pub(crate) fn watch_feed(service: &Service, feed: &feed::Feed) -> anyhow::Result<Worker> {
    let (failing, failure, stop) =
        (feed.clone(), service.failure.clone(), service.hub.stop.clone());
    service.runtime.spawn(async move {
        let reason = failing.failed().await;
        error!(%reason, "the feed cannot go on: {reason}");
        failure.note(reason.to_string(), &stop);
    });
    let (feed, stop) = (feed.clone(), service.hub.stop.clone());
    spawn("feed-close", move || {
        while !stop.sleep(Duration::from_secs(3_600)) {}
        feed.close();
        feed.join();
    })
}

/// `adhub gateway`.
pub(crate) fn gateway(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let service = Service::open(arguments, true)?;
    let (gateway, _follower) = open_gateway(&service.hub, &service.readiness)?;
    service.serve(Some(public::router(Some(gateway), None, None)), Vec::new())
}

/// `adhub feed`.
pub(crate) fn feed(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let service = Service::open(arguments, true)?;
    let feed = open_feed(&service.hub, &service.readiness)?;
    let worker = watch_feed(&service, &feed)?;
    service.serve(Some(public::router(None, Some(feed), None)), vec![worker])
}

/// `adhub poll PARTNER`.
pub(crate) fn poll(arguments: &PollArguments) -> anyhow::Result<ExitCode> {
    let service = Service::open(&arguments.run, true)?;
    let name = &arguments.partner;
    let Some(partner) = service.config.partners.get(name) else {
        bail!(crate::config::ConfigError::Contradiction(format!(
            "there is no [partners.{name}] in the configuration"
        )));
    };
    let (connector, options) =
        crate::pull::options(name, partner, service.config.contact.as_deref())?;
    let (hub, failure) = (service.hub.clone(), service.failure.clone());
    let handle = service.runtime.handle().clone();
    let worker = spawn("poll", move || {
        if let Err(reason) = runtime::poll::run(connector, &options, &hub, &handle) {
            failure.note(reason.to_string(), &hub.stop);
        }
    })?;
    service.serve(None, vec![worker])
}

/// `adhub process STEP`: the partitions of this ordinal, a thread each.
pub(crate) fn process(arguments: &ProcessArguments) -> anyhow::Result<ExitCode> {
    let service = Service::open(&arguments.run, true)?;
    let input = match arguments.step {
        StepArgument::Dedupe => topic::ADS_RECEIVED,
        StepArgument::Enrich => topic::ADS_REVISED,
        StepArgument::Group => topic::ADS_ENRICHED,
    };
    let partitions = service.hub.log.partitions(&TopicName::new(input))?;
    let mut workers = Vec::new();
    for partition in (0..partitions).filter(|number| number % arguments.of == arguments.ordinal) {
        let (hub, failure) = (service.hub.clone(), service.failure.clone());
        let step = arguments.step;
        let started = Arc::new(AtomicBool::new(false));
        let goes_on = Arc::clone(&started);
        service.readiness.require("state", move || match goes_on.load(Ordering::Acquire) {
            true => Ok(()),
            false => Err(format!("the state of partition {partition} is not restored yet")),
        });
        workers.push(spawn(&format!("process-{partition}"), move || {
            let tell = || started.store(true, Ordering::Release);
            if let Err(reason) = run_step(step, &hub, partition, &tell) {
                failure.note(reason.to_string(), &hub.stop);
            }
        })?);
    }
    if workers.is_empty() {
        bail!(crate::config::ConfigError::Contradiction(format!(
            "--ordinal {} of {} holds none of the {partitions} partitions of {input}",
            arguments.ordinal, arguments.of
        )));
    }
    service.serve(None, workers)
}

/// Runs one step on one partition until the hub stops.
/// `started` is called when it holds the partition and has its state.
pub(crate) fn run_step(
    step: StepArgument,
    hub: &Hub,
    partition: u32,
    started: &dyn Fn(),
) -> Result<(), ProcessError> {
    let share = Share { partition, market: 0 };
    match step {
        StepArgument::Dedupe => run_telling(processors::Dedupe::default(), hub, share, started),
        StepArgument::Enrich => run_telling(processors::enrich::Enrich, hub, share, started),
        StepArgument::Group => run_telling(processors::Group::default(), hub, share, started),
    }
}
