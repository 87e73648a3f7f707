//! What all clients of the cluster do with librdkafka's logs and errors.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use rdkafka::util::Timeout;

use super::health::Health;

/// Passes librdkafka's log on to `tracing`, and has the cluster looked at when
/// a client lost it.
#[derive(Clone)]
pub(super) struct Context {
    /// `append`, `reader`, …: which client says it.
    pub(super) role: &'static str,
    pub(super) health: Arc<Health>,
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        let role = self.role;
        match level {
            // What librdkafka calls an error it goes on to repair: we cope.
            RDKafkaLogLevel::Emerg
            | RDKafkaLogLevel::Alert
            | RDKafkaLogLevel::Critical
            | RDKafkaLogLevel::Error
            | RDKafkaLogLevel::Warning => {
                tracing::warn!(role, facility, "kafka client of {role}: {text}");
            }
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug => {
                tracing::debug!(role, facility, "kafka client of {role}: {text}");
            }
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let role = self.role;
        tracing::debug!(role, %error, "kafka client of {role}: {reason}");
        if error.rdkafka_error_code().is_some_and(super::failure::is_away) {
            self.health.suspect();
        }
    }
}

impl ConsumerContext for Context {
    fn main_queue_min_poll_interval(&self) -> Timeout {
        Timeout::After(Duration::from_millis(200))
    }
}
