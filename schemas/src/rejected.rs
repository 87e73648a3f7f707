//! `ads.rejected`: what could not be trusted, with its bytes, the reason, and
//! where it was.

use serde::{Deserialize, Serialize};

use crate::id::EventId;
use crate::partner::PartnerName;
use crate::time::Timestamp;

/// One input that no step could trust.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rejected {
    /// Id of the delivery.
    pub event_id: EventId,
    /// Who sent it.
    pub partner: PartnerName,
    /// Tenant of the partner.
    pub account: Option<String>,
    /// The partner's id of the ad, when it could be read.
    pub external_id: Option<String>,
    /// When it was rejected.
    pub at: Timestamp,
    /// Which step rejected it: `gateway`, `poll`, `dedupe`, `enrich`, `group`.
    pub step: String,
    /// Why, as one word: a metric label too.
    pub reason: RejectReason,
    /// Every fault that was found.
    pub faults: Vec<Fault>,
    /// Where: a URL and item, or `TOPIC/PARTITION@POSITION`.
    pub place: String,
    /// Content type of the bytes.
    pub content_type: String,
    /// The bytes, cut at [`Rejected::BYTES_MAX`].
    #[serde(with = "byte_string")]
    pub bytes: Vec<u8>,
    /// Their full length.
    pub bytes_length: i64,
}

impl Rejected {
    /// At most so many of the rejected bytes are kept.
    pub const BYTES_MAX: usize = 256 * 1024;
}

/// One fault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// Stable code: `unknown_field`, `date_unreadable`, ….
    pub code: String,
    /// JSON pointer, or line and column.
    pub pointer: String,
    /// What was seen and what is allowed.
    pub message: String,
}

impl Fault {
    /// Makes one.
    pub fn new(code: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), pointer: pointer.into(), message: message.into() }
    }
}

/// Why an input was rejected.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// Not the format that it claims to be.
    Malformed,
    /// A field has the wrong type, an unknown name, or a value out of range.
    Invalid,
    /// No usable id.
    BlankId,
    /// No title.
    NoTitle,
    /// Larger than an ad may be.
    TooLarge,
    /// A record of the log could not be decoded.
    Undecodable,
    /// An ad that was erased before was sent again.
    Erased,
    /// A step failed on it.
    StepFailed,
}

impl RejectReason {
    /// As in JSON and in metric labels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Invalid => "invalid",
            Self::BlankId => "blank_id",
            Self::NoTitle => "no_title",
            Self::TooLarge => "too_large",
            Self::Undecodable => "undecodable",
            Self::Erased => "erased",
            Self::StepFailed => "step_failed",
        }
    }
}

pub(crate) mod byte_string {
    use std::fmt;

    pub(crate) fn serialize<S: serde::Serializer>(
        bytes: &[u8],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&String::from_utf8_lossy(bytes))
        } else {
            serializer.serialize_bytes(bytes)
        }
    }

    pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Vec<u8>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<u8>, E> {
                Ok(text.as_bytes().to_vec())
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}
