//! The log that a scenario runs on: the same text runs on both.

use std::path::PathBuf;
use std::sync::Arc;

use eventlog::kafka::KafkaConfig;
use eventlog::registry::RegistryConfig;
use eventlog::{EventLog, KafkaLog, LocalLog, LocalOptions, TopicName};
use schemas::Codec;
use tempfile::TempDir;
use uuid::Uuid;

use crate::hub::Setup;

/// Runs each scenario, a function of the [`Log`], on both logs.
#[macro_export]
macro_rules! on_both_logs {
    ($($scenario:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scenario() {
                super::$scenario($crate::log::Log::embedded()).await;
            })+
        }
        $crate::on_kafka! { in kafka: $($scenario),+ }
    };
}

/// Runs each scenario on the cluster that the environment names.
#[macro_export]
macro_rules! on_kafka {
    ($($scenario:ident),+ $(,)?) => {
        $crate::on_kafka! { in only_kafka: $($scenario),+ }
    };
    (in $module:ident: $($scenario:ident),+) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scenario() {
                let Some(log) = $crate::log::Log::kafka() else { return };
                super::$scenario(log).await;
            })+
        }
    };
}

/// A log of its own for one scenario, with a directory for whatever it needs.
pub struct Log {
    directory: TempDir,
    cluster: Option<Cluster>,
}

/// Part of a cluster: nobody else's names begin with this prefix.
struct Cluster {
    brokers: String,
    registry: String,
    prefix: String,
}

impl Log {
    /// The embedded log, in a directory of its own.
    ///
    /// # Panics
    /// When there can be no directory.
    pub fn embedded() -> Self {
        let directory = TempDir::new().expect("a temporary directory can be made");
        Self { directory, cluster: None }
    }

    /// Kafka as `ADHUB_TEST_KAFKA` and `ADHUB_TEST_REGISTRY` name it, under a
    /// prefix of its own; `None`, said aloud, without them.
    #[expect(clippy::print_stderr, reason = "what was left out is said")]
    pub fn kafka() -> Option<Self> {
        let brokers = std::env::var("ADHUB_TEST_KAFKA");
        let registry = std::env::var("ADHUB_TEST_REGISTRY");
        let (Ok(brokers), Ok(registry)) = (brokers, registry) else {
            eprintln!(
                "left out: Kafka, because ADHUB_TEST_KAFKA or ADHUB_TEST_REGISTRY is not set"
            );
            return None;
        };
        let prefix = format!("scenario.{}.", Uuid::new_v4().simple());
        let cluster = Some(Cluster { brokers, registry, prefix });
        Some(Self { cluster, ..Self::embedded() })
    }

    /// A hub on this log.
    pub fn hub(self) -> Setup {
        Setup::new(self)
    }

    /// For files of the scenario.
    pub fn directory(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    /// Directory of the embedded log.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// One process does everything.
    pub fn is_embedded(&self) -> bool {
        self.cluster.is_none()
    }

    /// Where the log is, for the command line.
    pub fn arguments(&self) -> Vec<String> {
        let pairs = match &self.cluster {
            None => vec![("--data", self.data().to_string_lossy().into_owned())],
            Some(Cluster { brokers, registry, prefix }) => vec![
                ("--kafka", brokers.clone()),
                ("--registry", registry.clone()),
                ("--kafka-prefix", prefix.clone()),
            ],
        };
        pairs.into_iter().flat_map(|(flag, value)| [flag.to_owned(), value]).collect()
    }

    /// Opens it behind the hub's back. An embedded one must not be in use.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn open(&self) -> Arc<dyn EventLog> {
        let Some(cluster) = &self.cluster else {
            let log = LocalLog::open(&self.data(), LocalOptions::default());
            return Arc::new(log.expect("the hub has let go of its log"));
        };
        let registry = RegistryConfig::new(&cluster.registry);
        let mut config = KafkaConfig::new(&cluster.brokers, registry);
        config.prefix.clone_from(&cluster.prefix);
        Arc::new(KafkaLog::open(config).expect("the configuration is usable"))
    }
}

/// Every record of a topic that has a value, decoded.
///
/// # Panics
/// When the log cannot be read.
pub fn read<E: schemas::Event>(log: &dyn EventLog, topic: &'static str) -> Vec<E> {
    let codec = Codec::open(log.schema_table()).expect("the schemas are there");
    let topic = TopicName::new(topic);
    let mut events = Vec::new();
    for partition in 0..log.partitions(&topic).expect("the topic is there") {
        let end = log.bounds(&topic, partition).expect("the topic is there").end;
        let mut reader = log
            .reader(&topic, partition, eventlog::From::Floor)
            .expect("the floor can be read from");
        while reader.position() < end {
            let wait = std::time::Duration::from_secs(1);
            for record in reader.poll(1_000, wait).expect("the log can be read") {
                let event = record.value.map(|value| codec.decode(&value));
                events.extend(event.map(|event| event.expect("the value can be decoded")));
            }
        }
    }
    events
}
