//! Opens what every command of a hub stands on: configuration, log, topics,
//! codec.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use eventlog::kafka::KafkaConfig;
use eventlog::registry::RegistryConfig;
use eventlog::{EventLog, KafkaLog, LocalLog, LocalOptions, LogError, TopicName, TopicSpec};
use runtime::process::Hub;
use runtime::retry::{Policy, RetryError, retry};
use runtime::{Clock, Stop};
use schemas::{Codec, SchemaError, topic};
use secrecy::SecretString;
use telemetry::Metrics;
use tracing::{info, warn};

use crate::cli::{HubArguments, RunArguments, SECRET_VARIABLES};
use crate::config::{Config, ConfigError, LogConfig};
use crate::reference;

/// Markets of this hub. One writer each; the design scales by more of them.
pub(crate) const MARKETS: u32 = 1;

/// Reads the file and puts flags and variables over it. The reference tables
/// that it names are in use from here on.
///
/// # Errors
/// [`ConfigError`].
pub(crate) fn effective_config(arguments: &HubArguments) -> Result<Config, ConfigError> {
    let mut config = Config::load(arguments.config.as_deref())?;
    if let Some(data) = &arguments.data {
        config.data.clone_from(data);
    }
    if let Some(kafka) = &arguments.kafka {
        config.log.kafka = Some(kafka.clone());
    }
    if let Some(registry) = &arguments.registry {
        config.log.registry = Some(registry.clone());
    }
    if let Some(prefix) = &arguments.kafka_prefix {
        config.log.prefix.clone_from(prefix);
    }
    if let Some(reference) = &arguments.reference {
        config.reference = Some(reference.clone());
    }
    reference::put_in_use(config.reference.as_deref())?;
    match (&config.log.kafka, &config.log.registry) {
        (Some(_), None) => Err(ConfigError::Contradiction(
            "log.kafka is set, but log.registry is not: a Confluent-compatible schema registry is \
             needed beside Kafka (for example --registry http://127.0.0.1:8081)"
                .to_owned(),
        )),
        (None, Some(_)) => Err(ConfigError::Contradiction(
            "log.registry is set, but log.kafka is not: the embedded log keeps its own schema ids"
                .to_owned(),
        )),
        (None, None) if !config.log.prefix.is_empty() => Err(ConfigError::Contradiction(
            "log.prefix is set, but log.kafka is not: the embedded log belongs to one hub"
                .to_owned(),
        )),
        _ => Ok(config),
    }
}

/// As [`effective_config`], with the listeners.
///
/// # Errors
/// [`ConfigError`].
pub(crate) fn run_config(arguments: &RunArguments) -> Result<Config, ConfigError> {
    let mut config = effective_config(&arguments.hub)?;
    config.listen = arguments.listen.unwrap_or(config.listen);
    config.admin_listen = arguments.admin_listen.unwrap_or(config.admin_listen);
    Ok(config)
}

/// The clock, set by `--now` or the system's.
pub(crate) fn clock(arguments: &RunArguments) -> Clock {
    arguments.now.map_or_else(Clock::system, Clock::starting_at)
}

/// Opens the log of the configuration.
///
/// # Errors
/// As the log says; see [`LogError`].
pub(crate) fn open_log(config: &Config, clock: Clock) -> anyhow::Result<Arc<dyn EventLog>> {
    if let Some(servers) = &config.log.kafka {
        return open_kafka(&config.log, servers);
    }
    let options =
        LocalOptions { clock: Arc::new(move || clock.now().millis()), ..LocalOptions::default() };
    Ok(Arc::new(LocalLog::open(&config.data, options)?))
}

/// Opens the log of the configuration to read it. Nothing is written to it;
/// the embedded one may have a hub running on it.
///
/// # Errors
/// [`ConfigError`] when there is no such directory; else as the log says.
pub(crate) fn open_to_read(config: &Config) -> anyhow::Result<(Arc<dyn EventLog>, Arc<Codec>)> {
    let log: Arc<dyn EventLog> = match &config.log.kafka {
        Some(servers) => open_kafka(&config.log, servers)?,
        None if !config.data.is_dir() => {
            return Err(ConfigError::Contradiction(format!(
                "there is no directory {}: name the hub's with --data DIR",
                config.data.display()
            ))
            .into());
        }
        None => Arc::new(LocalLog::open_read_only(&config.data)?),
    };
    let codec = Codec::open(log.schema_table()).context("the schemas cannot be read")?;
    Ok((log, Arc::new(codec)))
}

/// Kafka and its registry. SASL secrets come from the environment only.
fn open_kafka(log: &LogConfig, servers: &str) -> anyhow::Result<Arc<dyn EventLog>> {
    let registry = log.registry.as_deref().unwrap_or_default();
    let mut kafka = KafkaConfig::new(servers, RegistryConfig::new(registry));
    kafka.prefix.clone_from(&log.prefix);
    let plain = log.properties.iter();
    kafka.properties = plain.map(|(key, value)| (key.clone(), value.clone().into())).collect();
    for (variable, property) in SECRET_VARIABLES.iter().zip(["sasl.username", "sasl.password"]) {
        if let Ok(secret) = std::env::var(variable) {
            kafka.properties.insert(property.to_owned(), SecretString::from(secret));
        }
    }
    let log = KafkaLog::open(kafka)
        .map_err(|error| ConfigError::Contradiction(format!("log: {error}")))?;
    Ok(Arc::new(log))
}

/// The topics of this version, as the log makes them.
pub(crate) fn topic_specs() -> Vec<TopicSpec> {
    topic::topics()
        .iter()
        .map(|definition| TopicSpec {
            name: TopicName::new(definition.name),
            partitions: definition.partitions.count(MARKETS),
            cleanup: match (definition.cleanup, definition.retention) {
                (topic::Cleanup::Compact, _) => eventlog::Cleanup::Compact,
                (topic::Cleanup::Delete, Some(age)) => eventlog::Cleanup::DeleteAfter(age),
                (topic::Cleanup::Delete, None) => eventlog::Cleanup::Keep,
            },
        })
        .collect()
}

/// Topics are there and schemas are registered; waits for a log or a registry
/// that is away.
///
/// # Errors
/// When the log or the registry refuses, or `stop` is set.
pub(crate) fn prepare(log: &Arc<dyn EventLog>, stop: &Stop) -> anyhow::Result<Arc<Codec>> {
    let away = |what: &'static str, error: &dyn std::fmt::Display| {
        warn!(%error, "{what} is away, trying again: {error}");
        Some(Duration::ZERO)
    };
    let specs = topic_specs();
    retry(
        Policy::FOR_EVER,
        stop,
        || log.ensure_topics(&specs),
        |error| match error {
            LogError::Unavailable(_) => away("the log", error),
            _ => None,
        },
    )
    .map_err(plain)
    .context("the topics cannot be made")?;
    // A topic that was just made may have no leader for a moment.
    retry(
        Policy::FOR_EVER,
        stop,
        || specs.iter().try_for_each(|spec| log.partitions(&spec.name).map(drop)),
        |error| match error {
            LogError::Unavailable(_) => away("a topic", error),
            _ => None,
        },
    )
    .map_err(plain)
    .context("the topics cannot be read")?;
    let codec = retry(
        Policy::FOR_EVER,
        stop,
        || Codec::open(log.schema_table()),
        |error| match error {
            SchemaError::Unavailable(_) => away("the schema registry", error),
            _ => None,
        },
    )
    .map_err(plain)
    .context("the schemas cannot be registered")?;
    Ok(Arc::new(codec))
}

fn plain<E: std::error::Error + Send + Sync + 'static>(error: RetryError<E>) -> anyhow::Error {
    match error {
        RetryError::Failed(error) => error.into(),
        RetryError::Stopped => anyhow::anyhow!("stopped"),
    }
}

/// Opens everything that a serving process needs.
///
/// # Errors
/// As the log or the registry says.
pub(crate) fn open(config: &Config, clock: Clock, stop: Stop) -> anyhow::Result<Hub> {
    let log = open_log(config, clock)?;
    let codec = prepare(&log, &stop)?;
    describe(config);
    Ok(Hub { log, codec, metrics: Metrics::new(), clock, stop })
}

fn describe(config: &Config) {
    match &config.log.kafka {
        Some(servers) => info!(%servers, "log: Kafka at {servers}"),
        None => {
            let data = display(&config.data);
            info!(%data, "log: embedded, in {data}");
        }
    }
}

/// A path as a person would write it.
pub(crate) fn display(path: &Path) -> String {
    path.display().to_string()
}
