//! What reading gives: items, one by one, each an ad, a removal, or an error
//! that costs nobody else.

use schemas::ad::Removal;
use schemas::id::ExternalId;
use schemas::json::Json;
use schemas::rejected::{Fault, RejectReason};
use schemas::{Ad, PartnerName, Timestamp};

/// What is known about a partner before its bytes are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Its name.
    pub partner: PartnerName,
    /// Zone of times without one, IANA name.
    pub zone: String,
    /// Language of ads that do not say, BCP 47.
    pub language: Option<String>,
}

/// What is known about one reading.
#[derive(Clone, Copy, Debug)]
pub struct ReadContext<'a> {
    /// The partner.
    pub profile: &'a Profile,
    /// Tenant of the partner.
    pub account: Option<&'a str>,
    /// When the hub took the bytes in; relative dates count from here.
    pub now: Timestamp,
    /// Where the bytes came from, when they were pulled.
    pub url: Option<&'a str>,
    /// The snapshot that they belong to.
    pub snapshot_id: Option<&'a str>,
}

/// One thing that was read.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// An ad. `revision` is 0 and `content_hash` is zero until `dedupe`.
    Ad(Box<Ad>),
    /// An ad is gone.
    Removal {
        /// The partner's id of the ad.
        external_id: ExternalId,
        /// How.
        removal: Removal,
    },
    /// An ad is still there, as it was when it was last read: it was not read
    /// again. It counts as present in the snapshot.
    Seen {
        /// The partner's id of the ad.
        external_id: ExternalId,
    },
    /// What is known of a page from now on; not an item that counts. It holds
    /// once everything handed over before it is committed.
    Page {
        /// The page, as its connector names it.
        page: String,
        /// What is known; `None`: it is forgotten.
        note: Option<Json>,
    },
}

/// An ad that was read, and what its partner should know about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    /// The ad. `revision` is 0 and `content_hash` is zero until `dedupe`.
    pub ad: Box<Ad>,
    /// What was mended, left out, or will surprise. Nothing here costs the ad.
    pub warnings: Vec<Fault>,
}

/// One item that could not be trusted. Its neighbours are not touched.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemError {
    /// The partner's id, when it could be read.
    pub external_id: Option<String>,
    /// Why, as one word.
    pub reason: RejectReason,
    /// Every fault found: what was seen, what is allowed, where.
    pub faults: Vec<Fault>,
    /// Item number or line, from 1: `item 3`, `line 17`.
    pub place: String,
    /// The item's own bytes (at most [`schemas::Rejected::BYTES_MAX`]).
    pub bytes: Vec<u8>,
    /// Their full length.
    pub bytes_length: usize,
}

/// How a reading ended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadEnd {
    /// Items handed over, the bad ones too.
    pub items: u64,
    /// The bytes end where the format says that they end.
    pub complete: bool,
    /// How many items the answer itself announces.
    pub announced: Option<u64>,
}

/// The rest of the answer is unusable. What was handed over before stays good;
/// the reading is not complete. `runtime` asks again later.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The connection or the decoder failed.
    #[error("the answer broke off after {items} items")]
    Io {
        /// Items handed over before.
        items: u64,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Not the format that was asked for, or cut.
    #[error("{format} that is not valid at {place}: {message}")]
    Malformed {
        /// Format.
        format: &'static str,
        /// Line and column, or byte.
        place: String,
        /// What was seen, and what was expected.
        message: String,
        /// Items handed over before.
        items: u64,
    },
    /// Something else was answered: a page for people, another document. The
    /// partner may have moved. Nothing is concluded from it.
    #[error("{seen}, where {format} belongs")]
    Foreign {
        /// Format that was asked for.
        format: &'static str,
        /// What was seen.
        seen: String,
    },
    /// A request that the round cannot do without got no answer.
    #[error("no answer: {reason}")]
    Missed {
        /// Why, in words.
        reason: String,
    },
    /// The partner answered with an error.
    #[error("partner answered {status}")]
    Status {
        /// HTTP status.
        status: u16,
    },
}
