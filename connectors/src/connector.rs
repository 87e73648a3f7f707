//! How a partner is pulled: rounds of requests. A connector says what to ask
//! for and reads the answers; sending, time limits, retries, pace, manners,
//! and secrets belong to `runtime`.

use std::io::{Read, Seek};

use schemas::Timestamp;
use schemas::json::Json;

use crate::item::{Item, ItemError, ReadContext, ReadError};
use crate::pages::Pages;

/// Where a connector continues. Only the connector reads it.
pub type Cursor = Json;

/// Takes what is read, item by item, in order.
pub type Sink<'s> = dyn FnMut(Result<Item, ItemError>) + 's;

/// How one partner is pulled.
pub trait Connector: Send + Sync {
    /// Its name, as [`schemas::ad::Source::connector`] of its ads: `jobstream`.
    fn name(&self) -> &'static str;

    /// Name of the format: `jobstream-v2`, ….
    fn format(&self) -> &'static str;

    /// Begins a round. `None` as cursor: the first time. `now` is the hub's
    /// clock.
    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round>;
}

/// One round: the requests that together say what there is, or what changed.
/// After a crash the same round begins again from the last cursor that was
/// committed.
pub trait Round {
    /// What the round will have read when it is done. Known from the start.
    fn kind(&self) -> RoundKind;

    /// What to ask for next; `None` when the round is done.
    fn ask(&mut self, pages: &Pages) -> Option<Ask>;

    /// Reads the answer to the last [`Round::ask`], item by item, into `sink`.
    /// Any status comes here, but those that are tried again (429, 5xx).
    ///
    /// # Errors
    /// When the answer is unusable, and with it the round; see [`ReadError`].
    /// A page that its round can do without is no error.
    fn read(
        &mut self,
        answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError>;

    /// The last [`Round::ask`] got no answer, however often it was tried.
    ///
    /// # Errors
    /// When the round cannot do without; so unless a connector says otherwise.
    fn missed(
        &mut self,
        missed: &Missed,
        _pages: &Pages,
        _sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        Err(ReadError::Missed { reason: missed.reason.clone() })
    }

    /// What the round came to. Called once, after [`Round::ask`] gave `None`.
    fn end(&mut self, pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd;

    /// Where reading continues when what came to its end is a complete snapshot
    /// that is not believed. `None`, unless a connector says otherwise: where
    /// it was before, so that the next round reads what there is and it is
    /// judged again. A stream that has windows between its snapshots goes on
    /// with them. Called after [`Round::end`].
    fn doubted(&self) -> Option<Cursor> {
        None
    }
}

/// What a round reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoundKind {
    /// All ads that there are now. Absence may count, if complete.
    Snapshot,
    /// What changed since the cursor. Absence says nothing.
    Window,
}

/// One request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ask {
    /// Absolute URL.
    pub url: String,
    /// `GET`, or `POST` with this body.
    pub post: Option<Post>,
    /// Headers beyond those that `runtime` sends, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Only if it is no longer as these say: `If-None-Match`,
    /// `If-Modified-Since`. The answer may then be 304.
    pub unless: Validators,
    /// The answer is taken in whole before it is read, so that
    /// [`ResponseHead::fingerprint`] is known.
    pub fingerprint: bool,
}

impl Ask {
    /// A plain `GET`.
    pub fn get(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// With a header, its name in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Body of a `POST`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

/// What tells one version of an answer from the next (RFC 9110, section 8.8).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Validators {
    /// `ETag`, as it came.
    pub etag: Option<String>,
    /// `Last-Modified`, as it came.
    pub last_modified: Option<String>,
}

/// Status and headers of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResponseHead {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The URL that answered, when redirects led away from the one asked for.
    pub redirected_to: Option<String>,
    /// `ETag` and `Last-Modified`.
    pub validators: Validators,
    /// SHA-256 of the whole body after decompression, in hex, when it was
    /// asked for and the body is whole.
    pub fingerprint: Option<String>,
    /// All headers, names in lower case, in the order of the answer.
    pub headers: Vec<(String, String)>,
}

impl ResponseHead {
    /// The first header of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// An answer that is to be read.
pub struct Answer<'a> {
    /// What was asked for.
    pub ask: &'a Ask,
    /// When, by the hub's clock.
    pub asked_at: Timestamp,
    /// Status and headers.
    pub head: &'a ResponseHead,
    /// Body, decompressed, within the limits of the partner. It ends with an
    /// error when it was cut.
    pub body: &'a mut dyn AnswerBody,
}

/// The body of an answer.
pub trait AnswerBody: Read {
    /// The whole of it, to be read in any order, when it was taken in whole
    /// ([`Ask::fingerprint`]) and is not cut. Where reading stands is open.
    fn whole(&mut self) -> Option<&mut dyn ReadSeek>;

    /// Most bytes that the partner may send, and that may come of them when
    /// they are unpacked.
    fn bytes_max(&self) -> u64;
}

/// Bytes that can be read in any order.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// A request that got no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missed {
    /// What was asked for.
    pub ask: Ask,
    /// Why, in words.
    pub reason: String,
}

/// What one answer came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Step {
    /// Reading may continue here after a crash: everything handed over up to
    /// now is committed with this cursor. Rounds that are windows only.
    pub cursor: Option<Cursor>,
}

/// What a round came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoundEnd {
    /// Items handed over, the bad ones too, those included that are only known
    /// to be there still ([`Item::Seen`]).
    pub items: u64,
    /// It proves that nothing is missing.
    pub complete: bool,
    /// How many items the partner announced.
    pub announced: Option<u64>,
    /// The partner shows no more than so many items of a search, there are
    /// more, and parts of it could not make up for that.
    pub limit: Option<u64>,
    /// The snapshot is the same as the last one, word for word, and nothing of
    /// it was handed over: nothing new is concluded.
    pub unchanged: bool,
    /// Where reading continues.
    pub cursor: Cursor,
}
