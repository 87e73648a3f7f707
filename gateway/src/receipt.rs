//! What a partner holds in hand for each ad that it pushed.

use schemas::rejected::Fault;
use schemas::{AdId, EventId};
use serde::Serialize;
use utoipa::ToSchema;

/// One receipt. `accepted` means stored for good; whether it becomes a change
/// of the feed is decided later (an ad that was sent before is not one).
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// The partner's id of the ad; null when none could be read.
    #[schema(example = "4711")]
    pub external_id: Option<String>,
    /// The hub's id of the ad; null when the external id is not usable.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub ad_id: Option<AdId>,
    /// Id of this delivery; give it when you ask about it.
    #[schema(value_type = String, format = "uuid")]
    pub event_id: EventId,
    /// Accepted or rejected.
    pub outcome: ReceiptOutcome,
    /// Why it was rejected; every fault that was found.
    pub errors: Vec<Note>,
    /// What was mended, left out, or will have no effect.
    pub warnings: Vec<Note>,
}

/// Accepted or rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptOutcome {
    /// Stored for good.
    Accepted,
    /// Not taken in; kept with its reason for the operator.
    Rejected,
}

impl ReceiptOutcome {
    /// As a metric label.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// One fault or warning.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Note(pub Fault);

// The shape of `Note` for OpenAPI: `Fault` is of a crate that does not know
// HTTP.
/// One fault or warning.
#[derive(ToSchema)]
#[schema(as = Note)]
#[expect(dead_code, reason = "read by the derive only")]
struct NoteShape {
    /// Stable word.
    #[schema(example = "unknown_field")]
    code: String,
    /// JSON pointer (RFC 6901) into the body, or line and column.
    #[schema(example = "/titel")]
    pointer: String,
    /// What was seen and what is allowed.
    #[schema(example = "unknown field `titel`, expected one of …")]
    message: String,
}

impl utoipa::PartialSchema for Note {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        NoteShape::schema()
    }
}

impl ToSchema for Note {
    fn name() -> std::borrow::Cow<'static, str> {
        NoteShape::name()
    }
}
