//! The cluster that the environment names, shared by the tests of this file:
//! many use it at once, or one takes it down.

use std::path::Path;
use std::process::Command;

use eventlog::kafka::KafkaConfig;
use eventlog::registry::RegistryConfig;
use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What the log puts before its names on the cluster.
pub(crate) const PREFIX: &str = "contract.";

static CLUSTER: RwLock<()> = RwLock::new(());

/// The cluster stays up while this lives.
pub(crate) struct InUse {
    pub(crate) config: KafkaConfig,
    _up: RwLockReadGuard<'static, ()>,
}

/// Nobody else uses the cluster while this lives.
pub(crate) struct Alone {
    pub(crate) config: KafkaConfig,
    _alone: RwLockWriteGuard<'static, ()>,
}

/// Where the cluster is; `None`, and a word about it, without one.
pub(crate) fn config() -> Option<KafkaConfig> {
    let brokers = std::env::var("ADHUB_TEST_KAFKA");
    let registry = std::env::var("ADHUB_TEST_REGISTRY");
    let (Ok(brokers), Ok(registry)) = (brokers, registry) else {
        eprintln!("left out: Kafka, because ADHUB_TEST_KAFKA or ADHUB_TEST_REGISTRY is not set");
        return None;
    };
    let mut config = KafkaConfig::new(brokers, RegistryConfig::new(registry));
    PREFIX.clone_into(&mut config.prefix);
    Some(config)
}

pub(crate) fn in_use() -> Option<InUse> {
    Some(InUse { config: config()?, _up: CLUSTER.read() })
}

/// `None`, and a word about it, when the cluster is not one that
/// `cluster/cluster.sh` started: then it is not ours to take down.
pub(crate) fn alone() -> Option<Alone> {
    let config = config()?;
    let ours = Command::new(script()).arg("env").output().unwrap();
    let ours = String::from_utf8(ours.stdout).unwrap();
    if !ours.contains(&format!("ADHUB_TEST_KAFKA={}\n", config.brokers)) {
        eprintln!("left out: outages, because cluster/cluster.sh did not start this cluster");
        return None;
    }
    Some(Alone { config, _alone: CLUSTER.write() })
}

impl Alone {
    pub(crate) fn act(&self, action: &str) {
        let status = Command::new(script()).arg(action).status().unwrap();
        assert!(status.success(), "{action}: {status}");
    }
}

fn script() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../cluster/cluster.sh"))
}
