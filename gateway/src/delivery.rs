//! One request on its way into the log: each item is judged here, then
//! everything is appended in one call, and only then are there receipts.

mod settle;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use connectors::formats::{push, schemaorg};
use connectors::{ItemError, Read, ReadContext};
use eventlog::Produce;
use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::received::ReceivedKind;
use schemas::rejected::{Fault, RejectReason};
use schemas::{AdId, EncodeError, EventId, Received, Rejected, Timestamp};
use sha2::{Digest as _, Sha256};
use telemetry::Endpoint;
use tracing::error;

use crate::Gateway;
use crate::keys::Caller;
use crate::media::Media;
use crate::problem::{Problem, ProblemKind};
use crate::query::{PushQuery, Tags};
use crate::receipt::{Note, Receipt, ReceiptOutcome};
use crate::record::Envelope;

const STEP: &str = "gateway";

/// One request.
pub(crate) struct Delivery {
    gateway: Gateway,
    caller: Caller,
    endpoint: Endpoint,
    account: Option<String>,
    dry_run: bool,
    idempotency_key: Option<Bytes>,
    at: Timestamp,
    envelope: Envelope,
    /// How often each ad was named so far; kept with an idempotency key only.
    named: HashMap<AdId, u64>,
}

/// One item, judged.
pub(crate) struct Judged {
    receipt: Receipt,
    record: Produce,
    /// Why it was rejected.
    reason: Option<RejectReason>,
}

impl Delivery {
    pub(crate) fn new(
        gateway: &Gateway,
        caller: Caller,
        endpoint: Endpoint,
        query: PushQuery,
        tags: Tags,
    ) -> Self {
        let at = (gateway.0.clock)();
        let envelope = Envelope::new(caller.partner().as_str(), at, tags.traceparent);
        Self {
            gateway: gateway.clone(),
            caller,
            endpoint,
            account: query.account,
            dry_run: query.dry_run,
            idempotency_key: tags.idempotency_key,
            at,
            envelope,
            named: HashMap::new(),
        }
    }

    /// Judges the bytes of one ad. `place` is the number of the item or line,
    /// from 1; `None` when the path names the ad.
    pub(crate) fn ad(
        &mut self,
        bytes: &[u8],
        media: Media,
        external_id: Option<&str>,
        place: Place,
    ) -> Result<Judged, Problem> {
        let bytes_max = self.gateway.0.limits.ad_bytes_max;
        if bytes.len() > bytes_max {
            let length = bytes.len();
            let message = format!("the ad has {length} bytes, at most {bytes_max} are allowed");
            let fault = Fault::new("too_large", "", message);
            return self.reject(
                bytes,
                media,
                external_id,
                RejectReason::TooLarge,
                vec![fault],
                place,
            );
        }
        let profile = Arc::clone(&self.caller.profile);
        let account = self.account.take();
        let context = ReadContext {
            profile: &profile,
            account: account.as_deref(),
            now: self.at,
            url: None,
            snapshot_id: None,
        };
        let read = match media {
            Media::Json | Media::Ndjson => push::read_ad(bytes, external_id, &context),
            Media::JsonLd => schemaorg::read_ad(bytes, external_id, &context),
        };
        self.account = account;
        match read {
            Ok(read) => self.accept(read, bytes),
            Err(ItemError { external_id: id, reason, faults, .. }) => {
                let id = id.as_deref().or(external_id);
                self.reject(bytes, media, id, reason, faults, place)
            }
        }
    }

    fn accept(&mut self, read: Read, bytes: &[u8]) -> Result<Judged, Problem> {
        let Read { ad, warnings } = read;
        let external_id = ad.source.external_id.clone();
        let ad_id = ad.ad_id;
        let warnings = warnings.into_iter().map(Note).collect();
        let event = Received {
            event_id: self.event_id(ad_id, ReceivedKind::Observed, bytes),
            partner: self.caller.partner().clone(),
            account: self.account.clone(),
            received_at: self.at,
            kind: ReceivedKind::Observed,
            ad_id,
            external_id: Some(external_id),
            ad: Some(ad),
            removal: None,
            snapshot: None,
        };
        self.said(&event, warnings)
    }

    /// "The ad is gone", for a time or for ever.
    pub(crate) fn gone(
        &mut self,
        external_id: ExternalId,
        kind: ReceivedKind,
    ) -> Result<Judged, Problem> {
        let partner = self.caller.partner().clone();
        let ad_id = AdId::derive(partner.as_str(), self.account.as_deref(), &external_id);
        let signal = match kind {
            ReceivedKind::Erased => RemovalSignal::Erasure,
            _ => RemovalSignal::ExplicitDelete,
        };
        let event = Received {
            event_id: self.event_id(ad_id, kind, b""),
            partner,
            account: self.account.clone(),
            received_at: self.at,
            kind,
            ad_id,
            external_id: Some(external_id),
            ad: None,
            removal: Some(Removal { signal, at: self.at, reason_code: None }),
            snapshot: None,
        };
        self.said(&event, Vec::new())
    }

    fn said(&self, event: &Received, warnings: Vec<Note>) -> Result<Judged, Problem> {
        let record =
            self.envelope.received(&self.gateway.0.codec, event).map_err(|e| unencodable(&e))?;
        let receipt = Receipt {
            external_id: event.external_id.as_ref().map(|id| id.as_str().to_owned()),
            ad_id: Some(event.ad_id),
            event_id: event.event_id,
            outcome: ReceiptOutcome::Accepted,
            errors: Vec::new(),
            warnings,
        };
        Ok(Judged { receipt, record, reason: None })
    }

    /// What could not be trusted goes to `ads.rejected`, with its receipt.
    pub(crate) fn reject(
        &mut self,
        bytes: &[u8],
        media: Media,
        external_id: Option<&str>,
        reason: RejectReason,
        faults: Vec<Fault>,
        place: Place,
    ) -> Result<Judged, Problem> {
        let partner = self.caller.partner().clone();
        let usable = external_id.and_then(|id| ExternalId::new(id).ok());
        let ad_id = usable.map(|id| AdId::derive(partner.as_str(), self.account.as_deref(), &id));
        let event = Rejected {
            event_id: self.event_id(ad_id.unwrap_or_default(), ReceivedKind::Observed, bytes),
            partner,
            account: self.account.clone(),
            external_id: external_id.map(str::to_owned),
            at: self.at,
            step: STEP.to_owned(),
            reason,
            faults,
            place: place.to_string(),
            content_type: media.as_str().to_owned(),
            bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
            bytes_length: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        };
        let record =
            self.envelope.rejected(&self.gateway.0.codec, &event).map_err(|e| unencodable(&e))?;
        let receipt = Receipt {
            external_id: event.external_id,
            ad_id,
            event_id: event.event_id,
            outcome: ReceiptOutcome::Rejected,
            errors: event.faults.into_iter().map(Note).collect(),
            warnings: Vec::new(),
        };
        Ok(Judged { receipt, record, reason: Some(reason) })
    }

    /// The same delivery has the same id again: with an idempotency key, the
    /// same key, ad and bytes; without one, only the very same request.
    ///
    /// The bytes are part of it so that a partner that sends one constant key
    /// loses nothing, and the count of the ad within the request so that an ad
    /// that is twice in a batch is two deliveries.
    fn event_id(&mut self, ad_id: AdId, kind: ReceivedKind, bytes: &[u8]) -> EventId {
        let partner = self.caller.partner().as_str().as_bytes();
        let kind: &[u8] = match kind {
            ReceivedKind::Removed => b"removed",
            ReceivedKind::Erased => b"erased",
            _ => b"observed",
        };
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let ad = ad_id.as_bytes();
        match &self.idempotency_key {
            Some(key) => {
                let nth = self.named.entry(ad_id).or_default();
                *nth += 1;
                let nth = nth.to_be_bytes();
                EventId::derive(&[b"idempotency-key", partner, ad, kind, key, &hash, &nth])
            }
            None => {
                let at = self.at.micros().to_be_bytes();
                EventId::derive(&[b"received-at", partner, ad, kind, &at, &hash])
            }
        }
    }
}

/// Where an item was in its request.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// All of the body, or the path.
    Request,
    /// Item of an array, from 1.
    Item(usize),
    /// Line of NDJSON, from 1.
    Line(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Request => formatter.write_str("request"),
            Self::Item(number) => write!(formatter, "item {number}"),
            Self::Line(number) => write!(formatter, "line {number}"),
        }
    }
}

fn unencodable(error: &EncodeError) -> Problem {
    error!(%error, "an ad that was read cannot be encoded: {error}");
    Problem::new(
        ProblemKind::Internal,
        "the ad was read but cannot be encoded; this is our mistake",
    )
}
