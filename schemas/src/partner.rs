//! Who publishes ads.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A partner's name: lower-case letters, digits and hyphens, 1 to 63, starting
/// with a letter. Safe as a metric label, a path segment and a key prefix.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PartnerName(Arc<str>);

impl Serialize for PartnerName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A name that cannot be a partner's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} cannot be a partner's name: 1 to 63 lower-case letters, digits and hyphens, \
     starting with a letter, are allowed (for example \"acme-jobs\")"
)]
pub struct PartnerNameError(pub String);

impl PartnerName {
    /// Checks a name.
    ///
    /// # Errors
    /// When it has other characters, or is empty or too long.
    pub fn new(name: &str) -> Result<Self, PartnerNameError> {
        let shaped = name.len() <= 63
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if shaped { Ok(Self(name.into())) } else { Err(PartnerNameError(name.to_owned())) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartnerName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for PartnerName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &*self.0)
    }
}

impl std::str::FromStr for PartnerName {
    type Err = PartnerNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::new(name)
    }
}

impl TryFrom<String> for PartnerName {
    type Error = PartnerNameError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<PartnerName> for String {
    fn from(name: PartnerName) -> Self {
        name.0.as_ref().to_owned()
    }
}
