//! What librdkafka's errors mean to callers of the log.

use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

use crate::{LogError, TopicName};

/// The log cannot answer now.
pub(super) fn unavailable(error: impl std::fmt::Display) -> LogError {
    LogError::Unavailable(error.to_string())
}

/// An error of a call about one topic.
pub(super) fn of_topic(error: &KafkaError, topic: &TopicName) -> LogError {
    match error.rdkafka_error_code() {
        Some(Code::UnknownTopic | Code::UnknownTopicOrPartition) => {
            LogError::UnknownTopic(topic.clone())
        }
        _ => unavailable(error),
    }
}

/// A later holder of the identity was seen.
pub(super) fn is_fenced(code: Code) -> bool {
    matches!(code, Code::Fenced | Code::ProducerFenced | Code::InvalidProducerEpoch)
}

/// The member that consumed has no longer the partitions of its generation.
pub(super) fn is_stale_generation(code: Code) -> bool {
    matches!(
        code,
        Code::IllegalGeneration
            | Code::UnknownMemberId
            | Code::RebalanceInProgress
            | Code::FencedInstanceId
    )
}

/// No broker answers. Other errors of a consumer heal by themselves and are
/// told in librdkafka's log.
pub(super) fn is_away(code: Code) -> bool {
    matches!(
        code,
        Code::AllBrokersDown
            | Code::Authentication
            | Code::SaslAuthenticationFailed
            | Code::TopicAuthorizationFailed
            | Code::GroupAuthorizationFailed
            | Code::ClusterAuthorizationFailed
            | Code::Fatal
    )
}
