//! How the clients of a cluster are set up, and which settings are ours alone.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::ClientConfig;
use secrecy::{ExposeSecret, SecretString};

use crate::RECORD_BYTES_MAX;
use crate::registry::RegistryConfig;

/// Longest wait for the answer of a broker. Whoever waits longer is told that
/// the log is unavailable.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// Largest batch of records on the wire: one largest record and its framing.
/// The topics that we make allow as much.
pub(super) const BATCH_BYTES_MAX: usize = RECORD_BYTES_MAX + 1024 * 1024;

/// Most bytes that wait in this process for their acknowledgement; beyond it
/// appends are refused at once.
const QUEUED_KIB_MAX: usize = 32 * 1024;

/// Most records that wait for their acknowledgement.
const QUEUED_RECORDS_MAX: usize = 100_000;

/// How long a record waits for company. Without it each goes out in a request
/// of its own, and broker and client spend four times the processor time on
/// it: 16 callers and more wait less than without, one alone 2 ms longer
/// (`bench/RESULTS.md`).
const APPEND_LINGER: Duration = Duration::from_millis(2);

/// The same for a transaction, whose commit waits for its records: three steps
/// in a row each add it to the way of an ad.
const TRANSACTION_LINGER: Duration = Duration::from_millis(1);

/// Most KiB that a reader holds ahead of its caller.
const READ_AHEAD_KIB_MAX: usize = 8 * 1024;

/// Where the cluster is and how to speak with it.
#[derive(Clone, Debug)]
pub struct KafkaConfig {
    /// `HOST:PORT`, several with commas.
    pub brokers: String,
    /// The schema registry.
    pub registry: RegistryConfig,
    /// A member of a group that is silent for so long is dead.
    pub session_timeout: Duration,
    /// A transaction that is open for so long is aborted by the broker.
    /// Everything committed after it waits meanwhile.
    pub transaction_timeout: Duration,
    /// Put before the name of every topic, group, transactional identity and
    /// registry subject, so that several hubs share a cluster, and a cluster's
    /// owner can grant rights by prefix. Empty: the names as they are.
    pub prefix: String,
    /// Settings of librdkafka as they are, for TLS and SASL:
    /// `security.protocol`, `sasl.username`, … Those that carry what the log
    /// promises are refused.
    pub properties: BTreeMap<String, SecretString>,
}

impl KafkaConfig {
    /// A plain cluster.
    pub fn new(brokers: impl Into<String>, registry: RegistryConfig) -> Self {
        Self {
            brokers: brokers.into(),
            registry,
            session_timeout: Duration::from_secs(6),
            transaction_timeout: Duration::from_secs(20),
            prefix: String::new(),
            properties: BTreeMap::new(),
        }
    }
}

/// The configuration cannot be used. End the process and correct it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// This setting carries a promise of the log.
    #[error("kafka property {0} is set by adhub itself and cannot be changed")]
    Reserved(String),
    /// The prefix would make names that Kafka does not take.
    #[error(
        "prefix {0:?} is not usable: letters, digits, `.`, `_` and `-`, at most {PREFIX_BYTES_MAX} \
         of them"
    )]
    Prefix(String),
    /// librdkafka does not take the settings, the reason is its own.
    #[error("kafka settings are not usable: {0}")]
    Kafka(String),
    /// The address of the registry is not usable.
    #[error("schema registry settings are not usable: {0}")]
    Registry(String),
}

/// Longest prefix. A topic's whole name has at most 249 characters.
const PREFIX_BYTES_MAX: usize = 100;

/// Settings that exactly-once, durability and bounds rest on.
const RESERVED: [&str; 17] = [
    "acks",
    "allow.auto.create.topics",
    "auto.offset.reset",
    "bootstrap.servers",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "isolation.level",
    "message.max.bytes",
    "message.timeout.ms",
    "metadata.broker.list",
    "partitioner",
    "request.required.acks",
    "transaction.timeout.ms",
    "transactional.id",
];

impl KafkaConfig {
    /// A name of ours as the cluster knows it.
    pub(super) fn on_cluster(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What every client of the cluster has in common.
    pub(super) fn client(&self) -> Result<ClientConfig, ConfigError> {
        if let Some(name) = self.properties.keys().find(|name| RESERVED.contains(&name.as_str())) {
            return Err(ConfigError::Reserved(name.clone()));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if self.prefix.len() > PREFIX_BYTES_MAX || !self.prefix.bytes().all(allowed) {
            return Err(ConfigError::Prefix(self.prefix.clone()));
        }
        let mut client = ClientConfig::new();
        client
            .set("client.id", "adhub")
            .set("bootstrap.servers", &self.brokers)
            .set("socket.timeout.ms", millis(2 * REQUEST_TIMEOUT))
            .set("socket.nagle.disable", "true")
            // A broker that comes back is found within a second, not ten.
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "1000")
            .set("retry.backoff.ms", "20")
            .set("retry.backoff.max.ms", "1000");
        for (name, value) in &self.properties {
            client.set(name, value.expose_secret());
        }
        Ok(client)
    }

    /// Appends without transactions.
    pub(super) fn producer(&self) -> Result<ClientConfig, ConfigError> {
        self.sending(APPEND_LINGER)
    }

    fn sending(&self, linger: Duration) -> Result<ClientConfig, ConfigError> {
        let mut client = self.client()?;
        client
            .set("acks", "all")
            .set("enable.idempotence", "true")
            .set("message.max.bytes", BATCH_BYTES_MAX.to_string())
            .set("message.timeout.ms", millis(REQUEST_TIMEOUT))
            .set("queue.buffering.max.kbytes", QUEUED_KIB_MAX.to_string())
            .set("queue.buffering.max.messages", QUEUED_RECORDS_MAX.to_string());
        default(&mut client, "linger.ms", &millis(linger));
        default(&mut client, "compression.type", "lz4");
        Ok(client)
    }

    /// Transactions of one identity.
    pub(super) fn transactional(&self, id: &str) -> Result<ClientConfig, ConfigError> {
        let mut client = self.sending(TRANSACTION_LINGER)?;
        client
            .set("transactional.id", self.on_cluster(id))
            .set("transaction.timeout.ms", millis(self.transaction_timeout));
        Ok(client)
    }

    /// Reads committed records; `group` is named in offset requests only.
    pub(super) fn consumer(&self, group: &str) -> Result<ClientConfig, ConfigError> {
        let mut client = self.client()?;
        client
            .set("group.id", self.on_cluster(group))
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("allow.auto.create.topics", "false")
            .set("auto.offset.reset", "error")
            .set("check.crcs", "true")
            .set("fetch.error.backoff.ms", "50")
            // Its default lets a full buffer rest for a second.
            .set("fetch.queue.backoff.ms", "5")
            .set("queued.max.messages.kbytes", READ_AHEAD_KIB_MAX.to_string());
        Ok(client)
    }

    /// A member of a group.
    pub(super) fn member(&self, group: &str) -> Result<ClientConfig, ConfigError> {
        let mut client = self.consumer(group)?;
        let heartbeat = (self.session_timeout / 3).min(Duration::from_secs(1));
        client
            .set("auto.offset.reset", "earliest")
            // Partitions with one number of several topics go together.
            .set("partition.assignment.strategy", "range")
            .set("session.timeout.ms", millis(self.session_timeout))
            .set("heartbeat.interval.ms", millis(heartbeat));
        Ok(client)
    }
}

/// A setting that `properties` may change.
fn default(client: &mut ClientConfig, name: &str, value: &str) {
    if client.get(name).is_none() {
        client.set(name, value);
    }
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}

#[cfg(test)]
mod tests {
    use super::{ConfigError, KafkaConfig};
    use crate::registry::RegistryConfig;

    fn check(name: &str, taken: bool) {
        let registry = RegistryConfig::new("http://127.0.0.1:1");
        let mut config = KafkaConfig::new("127.0.0.1:1", registry);
        config.properties.insert(name.to_owned(), "hush-hush".into());
        let shown = format!("{config:?}");
        assert!(shown.contains(name) && !shown.contains("hush-hush"), "{shown}");
        match config.client() {
            Ok(client) => assert!(taken && client.get(name) == Some("hush-hush")),
            Err(ConfigError::Reserved(refused)) => assert!(!taken && refused == name),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn security_settings_are_passed_on_and_not_shown() {
        check("sasl.password", true);
    }

    #[test]
    fn a_prefix_that_makes_no_names_is_refused() {
        let registry = RegistryConfig::new("http://127.0.0.1:1");
        let mut config = KafkaConfig::new("127.0.0.1:1", registry);
        for (prefix, taken) in [("staging.", true), ("", true), ("a b", false), ("å.", false)] {
            prefix.clone_into(&mut config.prefix);
            assert_eq!(config.client().is_ok(), taken, "{prefix:?}");
        }
        assert_eq!(config.on_cluster("changes"), "å.changes");
    }

    #[test]
    fn settings_that_carry_promises_are_refused() {
        for name in ["acks", "isolation.level", "transactional.id", "enable.idempotence"] {
            check(name, false);
        }
    }
}
