//! Ids. All are derived, never drawn, so that the same input gives the same
//! bytes again (invariant 4).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Name space of every id that the hub derives: UUIDv5 of the URL name space
/// and `https://adhub.org/ns`.
const NAMESPACE: Uuid = Uuid::from_u128(0x8b5e_6d0e_6c5f_5f0c_9c55_7a4f_0a1d_3e21);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that was derived before.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// 16 bytes, big-endian.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut buffer = Uuid::encode_buffer();
                serializer.serialize_str(self.0.hyphenated().encode_lower(&mut buffer))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str("a UUID as text")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    };
}

uuid_id! {
    /// One ad of one partner: UUIDv5 of partner, account and external id.
    AdId
}
uuid_id! {
    /// One vacancy: minted once, from its first ad, and never reused.
    JobId
}
uuid_id! {
    /// One event as it came in. The same delivery has the same id again.
    EventId
}

/// A plain UUID as hyphenated text in every format: Avro schemas say `string`,
/// where serde would write 16 bytes.
pub mod uuid_text {
    use super::Uuid;

    /// For `#[serde(with = "…")]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: serde::Serializer>(uuid: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = Uuid::encode_buffer();
        serializer.serialize_str(uuid.hyphenated().encode_lower(&mut buffer))
    }

    /// For `#[serde(with = "…")]`.
    ///
    /// # Errors
    /// When the text is not a UUID.
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Uuid, D::Error> {
        <super::EventId as serde::Deserialize>::deserialize(deserializer).map(super::EventId::uuid)
    }
}

/// An external id that cannot be: blank, longer than
/// [`ExternalId::BYTES_MAX`] bytes, or with control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExternalIdError {
    /// Nothing but white space.
    #[error("external id is blank")]
    Blank,
    /// Too long to be an id.
    #[error("external id has {0} bytes, at most {max} are allowed", max = ExternalId::BYTES_MAX)]
    TooLong(usize),
    /// A control character inside.
    #[error("external id has a control character at byte {0}")]
    ControlCharacter(usize),
}

/// The partner's own id of an ad: never blank, trimmed, at most 512 bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ExternalId(String);

impl Serialize for ExternalId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl ExternalId {
    /// Longest id in bytes.
    pub const BYTES_MAX: usize = 512;

    /// Trims and checks.
    ///
    /// # Errors
    /// When the id is blank, too long, or holds control characters.
    pub fn new(text: &str) -> Result<Self, ExternalIdError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ExternalIdError::Blank);
        }
        if text.len() > Self::BYTES_MAX {
            return Err(ExternalIdError::TooLong(text.len()));
        }
        if let Some((at, _)) = text.char_indices().find(|(_, c)| c.is_control()) {
            return Err(ExternalIdError::ControlCharacter(at));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExternalId {
    type Error = ExternalIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AdId {
    /// Derives the id of an ad. Parts are length-prefixed, so that no two
    /// different triples give the same bytes.
    pub fn derive(partner: &str, account: Option<&str>, external_id: &ExternalId) -> Self {
        Self(derive(
            "ad",
            &[partner, account.unwrap_or(""), external_id.as_str()].map(str::as_bytes),
        ))
    }
}

impl JobId {
    /// Mints the id of a job from its first ad and that ad's revision.
    pub fn mint(first_ad: AdId, revision: i64) -> Self {
        Self(derive("job", &[first_ad.as_bytes(), &revision.to_be_bytes()]))
    }

    /// Mints the id of a job for an ad that leaves its job without having
    /// changed: its revision may have minted a job before, but the change that
    /// moves it, number `seq`, happens once.
    pub fn mint_by_move(first_ad: AdId, seq: i64) -> Self {
        Self(derive("job", &[first_ad.as_bytes(), b"moved", &seq.to_be_bytes()]))
    }
}

impl EventId {
    /// Derives the id of one delivery: `parts` name it (ad id, body hash,
    /// time of receipt, or a partner's idempotency key).
    pub fn derive(parts: &[&[u8]]) -> Self {
        Self(derive("event", parts))
    }
}

fn derive(kind: &str, parts: &[&[u8]]) -> Uuid {
    let mut bytes = Vec::with_capacity(128);
    bytes.extend_from_slice(kind.as_bytes());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    Uuid::new_v5(&NAMESPACE, &bytes)
}
