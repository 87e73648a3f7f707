//! The EURES input API (nav.md, part F): lists of references, and the details
//! of some of them. The body of an ad is HR Open 3.2 and is read by a dialect.

mod answer;
mod detail;
mod list;

pub use answer::answer;
pub use detail::{Detail, Reader, details};
pub use list::{List, references};

use schemas::Timestamp;
use schemas::id::ExternalId;
use serde_json::Value;

/// Name of the format.
pub const FORMAT: &str = "eures";

/// What is known of an ad without its body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The ad's id at its member state.
    pub reference: ExternalId,
    /// When it was made public. A closed ad that is opened again has a new
    /// time.
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    pub modified_at: Option<Timestamp>,
    /// When it was closed; it is not public (any more).
    pub closed_at: Option<Timestamp>,
    /// Its status says that it is closed.
    pub closed: bool,
}

impl Reference {
    /// Reads the fields that a reference and a detail have in common; `None`
    /// without a usable id. Times are milliseconds since 1970.
    fn from_value(value: &Value) -> Option<Self> {
        let time = |key: &str| {
            let value = value.get(key)?;
            let millis = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())?;
            Some(Timestamp::from_millis(millis))
        };
        let status = value.get("status").and_then(Value::as_str).unwrap_or_default();
        let closed_at = time("closingTimestamp");
        Some(Self {
            reference: ExternalId::new(value.get("reference")?.as_str()?).ok()?,
            created_at: time("creationTimestamp"),
            modified_at: time("lastModificationTimestamp"),
            closed_at,
            closed: closed_at.is_some() || status.trim().eq_ignore_ascii_case("CLOSED"),
        })
    }
}
