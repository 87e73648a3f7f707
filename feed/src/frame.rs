//! One change, encoded once: the same bytes serve SSE, NDJSON and pages.
//!
//! ```text
//! id: CURSOR\nevent: KIND\ndata: {JSON}\n\n
//! ^------------------ SSE -----------------^
//!                               ^-NDJSON-^
//! ```

use std::io::Write as _;

use bytes::Bytes;
use schemas::ad::RemovalSignal;
use schemas::change::{ChangeKind, Facets, JobRef};
use schemas::{Ad, AdId, Change, Timestamp};
use serde::Serialize;

use crate::cursor::{Cursor, Epoch};

/// A change as subscribers see it.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Where reading goes on after this change.
    pub(crate) cursor: Cursor,
    pub(crate) ad_id: AdId,
    /// All of it, as one server-sent event.
    sse: Bytes,
    /// Where the JSON starts in `sse`.
    json_at: usize,
    /// Where the member `ad` starts in `sse`, when there is one.
    ad_at: Option<usize>,
    redacted: bool,
}

/// What of a change is public, without the ad: the log's identity, the time of
/// receipt and contact persons are not.
#[derive(Serialize)]
struct Head<'a> {
    cursor: &'a str,
    seq: i64,
    kind: ChangeKind,
    at: Timestamp,
    ad_id: AdId,
    revision: i64,
    job: &'a JobRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_job: Option<&'a JobRef>,
    previous: &'a Facets,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<RemovalSignal>,
}

impl Frame {
    /// Encodes the change that stands before `next_position` of the log.
    pub(crate) fn encode(mut change: Change, market: u16, next_position: u64) -> Self {
        let cursor = Cursor {
            epoch: Epoch::from(change.epoch),
            market,
            position: next_position,
            seq: change.seq.cast_unsigned(),
        };
        let id = cursor.to_string();
        let mut bytes = Vec::with_capacity(4096);
        write!(bytes, "id: {id}\nevent: {}\ndata: ", kind_name(change.kind)).expect(IN_MEMORY);
        let json_at = bytes.len();
        let head = Head {
            cursor: &id,
            seq: change.seq,
            kind: change.kind,
            at: change.at,
            ad_id: change.ad_id,
            revision: change.revision,
            job: &change.job,
            left_job: change.left_job.as_ref(),
            previous: &change.previous,
            reason: change.reason,
        };
        serde_json::to_writer(&mut bytes, &head).expect(IN_MEMORY);
        let ad_at = change.ad.as_deref_mut().map(|ad| push_ad(&mut bytes, ad));
        bytes.extend_from_slice(b"\n\n");
        Self { cursor, ad_id: change.ad_id, sse: bytes.into(), json_at, ad_at, redacted: false }
    }

    /// One server-sent event, with its empty line.
    pub(crate) fn sse(&self) -> Bytes {
        self.sse.clone()
    }

    /// One line of NDJSON, with its end.
    pub(crate) fn ndjson(&self) -> Bytes {
        self.sse.slice(self.json_at..self.sse.len() - 1)
    }

    /// The change as JSON.
    pub(crate) fn json(&self) -> &[u8] {
        &self.sse[self.json_at..self.sse.len() - 2]
    }

    /// Carries an ad's text.
    pub(crate) fn has_ad(&self) -> bool {
        self.ad_at.is_some()
    }

    /// Carried a text that is gone.
    pub(crate) fn is_redacted(&self) -> bool {
        self.redacted
    }

    /// The same change without the ad: `"erased": true` takes its place.
    pub(crate) fn redacted(&self) -> Self {
        let Some(ad_at) = self.ad_at else { return self.clone() };
        let mut bytes = Vec::with_capacity(ad_at + 20);
        bytes.extend_from_slice(&self.sse[..ad_at]);
        bytes.extend_from_slice(b",\"erased\":true}\n\n");
        Self { sse: bytes.into(), ad_at: None, redacted: true, ..self.clone() }
    }

    /// Bytes held in memory.
    pub(crate) fn len(&self) -> usize {
        self.sse.len() + size_of::<Self>()
    }
}

const IN_MEMORY: &str = "writing JSON of our own types into memory cannot fail";

/// Puts the ad in as the last member of the object that `bytes` end with.
/// Returns where that member starts.
fn push_ad(bytes: &mut Vec<u8>, ad: &mut Ad) -> usize {
    // `group` sends them elsewhere; this is the last door.
    ad.contacts.clear();
    bytes.pop();
    let ad_at = bytes.len();
    bytes.extend_from_slice(b",\"ad\":");
    serde_json::to_writer(&mut *bytes, ad).expect(IN_MEMORY);
    bytes.push(b'}');
    one_line(&mut bytes[ad_at..]);
    ad_at
}

/// JSON that we only carry may have line ends between its tokens (within a
/// string they are always escaped); here they would cut the frame.
pub(crate) fn one_line(json: &mut [u8]) {
    for byte in json {
        if matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// The kind as it stands in JSON.
pub(crate) fn kind_name(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Published => "published",
        ChangeKind::Updated => "updated",
        ChangeKind::Withdrawn => "withdrawn",
        ChangeKind::Expired => "expired",
        ChangeKind::Erased => "erased",
    }
}
