//! How one partner is pulled: what to ask for, and how to read the answer.
//! Time-outs, retries, rate limits and completeness belong to `runtime`.

use std::io::Read;

use schemas::Timestamp;
use schemas::json::Json;

use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};

/// Where a connector continues. Only the connector reads it.
pub type Cursor = Json;

/// One request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// Absolute URL.
    pub url: String,
    /// Headers beyond those that `runtime` sends.
    pub headers: Vec<(&'static str, String)>,
    /// What the answer is.
    pub kind: AskKind,
}

/// What an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AskKind {
    /// All ads that there are now. Absence may count, if complete.
    Snapshot,
    /// What changed in a window. Absence says nothing.
    Window,
}

/// Status and headers of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResponseHead {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
}

/// How one partner is pulled.
pub trait Connector: Send + Sync {
    /// Its name, as [`schemas::ad::Source::connector`] of its ads: `jobstream`.
    fn name(&self) -> &'static str;

    /// Name of the format: `jobstream-v2`, ….
    fn format(&self) -> &'static str;

    /// What to ask for next. `None` as cursor: the first time.
    fn ask(&self, cursor: Option<&Cursor>, now: Timestamp) -> Ask;

    /// Reads an answer, item by item, into `sink`.
    ///
    /// # Errors
    /// When the rest is unusable; see [`ReadError`].
    fn read(
        &self,
        ask: &Ask,
        head: &ResponseHead,
        body: &mut dyn Read,
        context: &ReadContext<'_>,
        sink: &mut dyn FnMut(Result<Item, ItemError>),
    ) -> Result<ReadEnd, ReadError>;

    /// Where to continue after an answer that was read to its end. `asked_at`
    /// is the hub's clock when the request was sent.
    fn advance(
        &self,
        cursor: Option<&Cursor>,
        ask: &Ask,
        end: &ReadEnd,
        asked_at: Timestamp,
    ) -> Cursor;
}
