//! What tests do to the cluster behind the log's back.

use eventlog::TopicName;
use futures::executor::block_on;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;

use crate::environment::PREFIX;

/// How a topic is cleaned up from now on.
pub(crate) enum Settings {
    DeleteNow,
    DeleteLater,
    CompactNow,
}

/// Replaces the settings of a topic.
pub(crate) fn alter(brokers: &str, topic: &TopicName, settings: &Settings) {
    let settings: &[(&str, &str)] = match settings {
        Settings::DeleteNow => &[("cleanup.policy", "delete"), ("retention.ms", "1")],
        Settings::DeleteLater => &[("cleanup.policy", "delete"), ("retention.ms", "3600000")],
        Settings::CompactNow => &[
            ("cleanup.policy", "compact"),
            ("min.compaction.lag.ms", "0"),
            ("min.cleanable.dirty.ratio", "0.001"),
            ("segment.ms", "1"),
        ],
    };
    let name = format!("{PREFIX}{topic}");
    let change = settings
        .iter()
        .fold(AlterConfig::new(ResourceSpecifier::Topic(&name)), |change, (key, value)| {
            change.set(key, value)
        });
    let answers = block_on(admin(brokers).alter_configs(&[change], &AdminOptions::new())).unwrap();
    for answer in answers {
        answer.unwrap();
    }
}

/// `delete` or `compact`.
pub(crate) fn policy(brokers: &str, topic: &TopicName) -> String {
    let name = format!("{PREFIX}{topic}");
    let asked = [ResourceSpecifier::Topic(&name)];
    let mut answers =
        block_on(admin(brokers).describe_configs(&asked, &AdminOptions::new())).unwrap();
    let settings = answers.remove(0).unwrap();
    settings.get("cleanup.policy").unwrap().value.clone().unwrap()
}

fn admin(brokers: &str) -> AdminClient<DefaultClientContext> {
    ClientConfig::new().set("bootstrap.servers", brokers).create().unwrap()
}
