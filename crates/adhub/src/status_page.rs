//! The status page: as a role of its own, and inside of `adhub run`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use runtime::Stop;
use secrecy::SecretString;
use status::{Settings, Status, Targets};
use telemetry::Metrics;
use telemetry::admin::Readiness;
use tracing::{error, info};

use crate::cli::{PlaceArguments, STATUS_KEY_VARIABLE, StatusArguments};
use crate::config::{Config, ConfigError, StatusConfig, base_url};
use crate::control::{self, ControlSocket};
use crate::roles::Service;
use crate::{hub, public, serve, signals};

/// Where the history is, inside of a data directory.
pub(crate) fn directory(data: &Path) -> PathBuf {
    data.join("status")
}

/// The configuration of a command that needs no log.
///
/// # Errors
/// [`ConfigError`].
pub(crate) fn config(place: &PlaceArguments) -> Result<Config, ConfigError> {
    let mut config = Config::load(place.config.as_deref())?;
    if let Some(data) = &place.data {
        config.data.clone_from(data);
    }
    Ok(config)
}

/// `adhub status`.
pub(crate) fn role(arguments: &StatusArguments) -> anyhow::Result<ExitCode> {
    let mut config = config(&arguments.place)?;
    config.listen = arguments.listen.unwrap_or(config.listen);
    config.admin_listen = arguments.admin_listen.unwrap_or(config.admin_listen);
    for (flag, value, key) in [
        ("--feed", &arguments.feed, &mut config.status.feed),
        ("--gateway", &arguments.gateway, &mut config.status.gateway),
    ] {
        if let Some(value) = value {
            let wrong = |message| ConfigError::Contradiction(format!("{flag}: {message}"));
            base_url(value).map_err(wrong)?;
            *key = Some(value.clone());
        }
    }
    if config.status.feed.is_none() && config.status.gateway.is_none() {
        bail!(ConfigError::Contradiction(
            "there is nothing to look at: say where the hub is with --feed URL and --gateway URL, \
             or with feed and gateway in [status] of the configuration"
                .to_owned()
        ));
    }
    telemetry::log::start(arguments.log_format.format(), &arguments.log)?;
    serve_alone(&config)
}

fn serve_alone(config: &Config) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let stop = Stop::new();
    let metrics = Metrics::new();
    let readiness = Readiness::new();
    let served = runtime.block_on(async {
        tokio::spawn(signals::wait(stop.clone()));
        let (status, _control) = open(config, settings(&config.status)?, &metrics)?;
        let ready = status.clone();
        readiness.require("status", move || ready.ready());
        let prober = status.clone();
        let ending = stop.clone();
        let probing = tokio::spawn(async move {
            let probed = tokio::spawn(async move { prober.probe().await }).await;
            // It goes on for ever, unless it panicked.
            ending.set();
            probed
        });
        let router = public::router(None, None, Some(&status));
        let admin = telemetry::admin::router(metrics.clone(), readiness);
        let listener = serve::bind(config.listen).await?;
        serve::until_stopped((config.admin_listen, admin), Some((listener, router)), &stop).await?;
        if probing.is_finished() {
            bail!("the prober panicked");
        }
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    served.map(|()| ExitCode::SUCCESS)
}

/// The page of a whole hub in one process; looks at the hub's own public
/// listener unless the configuration names other addresses. Looks for the
/// first time when the hub is ready, or one interval after its start.
pub(crate) fn open_within(
    service: &Service,
    own: SocketAddr,
) -> anyhow::Result<Option<(Status, ControlSocket)>> {
    if !service.config.status.enabled {
        return Ok(None);
    }
    let mut config = service.config.status.clone();
    let own = format!("http://{}", reachable(own));
    config.feed.get_or_insert_with(|| own.clone());
    config.gateway.get_or_insert(own);
    let _guard = service.runtime.enter();
    let (status, control) = open(&service.config, settings(&config)?, &service.hub.metrics)
        .context("the status page cannot start (status.enabled = false: run without it)")?;
    let (prober, readiness, interval) =
        (status.clone(), service.readiness.clone(), config.interval.0);
    service.runtime.spawn(async move {
        let _ = tokio::time::timeout(interval, until_ready(readiness)).await;
        // The hub goes on without its page, which says then that nobody looks.
        if let Err(error) = tokio::spawn(async move { prober.probe().await }).await {
            error!(%error, "the prober of the status page ended: {error}");
        }
    });
    Ok(Some((status, control)))
}

async fn until_ready(readiness: Readiness) {
    loop {
        let readiness = readiness.clone();
        let report = tokio::task::spawn_blocking(move || readiness.report()).await;
        if report.is_ok_and(|report| report.ready) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn open(
    config: &Config,
    settings: Settings,
    metrics: &Metrics,
) -> anyhow::Result<(Status, ControlSocket)> {
    let directory = directory(&config.data);
    let what = describe(&settings.targets);
    let status = Status::open(&directory, settings, std::sync::Arc::clone(&metrics.status))?;
    let control = control::incidents::serve(&directory, status.ledger())?;
    let place = hub::display(&directory);
    info!(history = %place, "status page: looks at {what}; history in {place}");
    Ok((status, control))
}

fn describe(targets: &Targets) -> String {
    let pairs = [("feed", &targets.feed), ("gateway", &targets.gateway)];
    let named = pairs.iter().filter_map(|(name, url)| Some(format!("{name} {}", url.as_ref()?)));
    named.collect::<Vec<_>>().join(", ")
}

/// An address that this machine can connect to.
fn reachable(own: SocketAddr) -> SocketAddr {
    let ip = match own.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, own.port())
}

fn settings(config: &StatusConfig) -> Result<Settings, ConfigError> {
    let url = |text: &Option<String>| {
        text.as_deref().map(base_url).transpose().map_err(ConfigError::Contradiction)
    };
    Ok(Settings {
        targets: Targets {
            gateway: url(&config.gateway)?,
            feed: url(&config.feed)?,
            timeout: config.timeout.0,
            slow: config.slow.0,
            key: std::env::var(STATUS_KEY_VARIABLE).ok().map(SecretString::from),
        },
        interval: config.interval.0,
        objective_percent: config.objective_percent,
        days_kept: config.days_kept,
    })
}
