//! What one transaction of a round will hold.

mod state;

use std::time::{Duration, Instant};

use bytes::Bytes;
use connectors::{Ask, Item, ItemError, ReadContext, ResponseHead};
use eventlog::{Headers, Produce, TopicName, partition_of};
use schemas::ad::Removal;
use schemas::id::ExternalId;
use schemas::json::Json;
use schemas::received::{ReceivedKind, SnapshotMark};
use schemas::rejected::{Fault, RejectReason};
use schemas::{Ad, AdId, EventId, Received, Rejected, Timestamp, topic};
use telemetry::Channel;

use super::PollError;
use super::judge::Shown;
use crate::emit::Cause;
use crate::process::Hub;
use crate::transaction::{Batch, Transactions};

/// Records of one transaction, at most.
const RECORDS_MAX: usize = 1_000;
/// Bytes of one transaction, about.
const BYTES_MAX: usize = 4 << 20;
/// What was read waits so long for its commit, at most, and then for the end of
/// an answer: a round of many slow answers is not lost as a whole.
const AGE_MAX: Duration = Duration::from_secs(10);
/// Largest encoded ad. The same bound as the gateway's.
const AD_BYTES_MAX: usize = 2 << 20;

/// Records that wait for the next commit.
pub(super) struct Chunk<'a> {
    hub: &'a Hub,
    /// Of the whole round: its time tells one round from the next.
    context: ReadContext<'a>,
    answer: Answering,
    connector: &'static str,
    partitions: u32,
    /// The snapshot has begun.
    begun: bool,
    notes: Vec<Note>,
    /// Sum over the ids of the ads that are there.
    ids: i64,
    records: Vec<Produce>,
    bytes: usize,
    flushed: Instant,
    counts: Counts,
    pending: Counts,
    rejections: Vec<RejectReason>,
}

/// What is known of a page from now on.
type Note = (String, Option<Json>);

/// The answer that is read now.
#[derive(Default)]
struct Answering {
    url: String,
    content_type: String,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    ads: u64,
    seen: u64,
    removals: u64,
    rejected: u64,
}

impl Counts {
    /// Items that steps will decide about, or that are rejected here.
    const fn received(self) -> u64 {
        self.ads + self.removals + self.rejected
    }
}

/// Number of partitions of `ads.received`.
pub(super) fn partitions(hub: &Hub) -> Result<u32, PollError> {
    Ok(hub.log.partitions(&TopicName::new(topic::ADS_RECEIVED))?)
}

impl<'a> Chunk<'a> {
    pub(super) fn new(
        hub: &'a Hub,
        context: ReadContext<'a>,
        connector: &'static str,
        partitions: u32,
    ) -> Self {
        Self {
            hub,
            context,
            answer: Answering::default(),
            connector,
            partitions,
            begun: false,
            notes: Vec::new(),
            ids: 0,
            records: Vec::new(),
            bytes: 0,
            flushed: Instant::now(),
            counts: Counts::default(),
            pending: Counts::default(),
            rejections: Vec::new(),
        }
    }

    /// What is taken from here on is of this answer.
    pub(super) fn answering(
        &mut self,
        ask: &Ask,
        head: &ResponseHead,
        asked_at: Timestamp,
    ) -> ReadContext<'a> {
        let content_type = head.content_type.clone().unwrap_or_default();
        self.answer = Answering { url: ask.url.clone(), content_type };
        ReadContext { now: asked_at, ..self.context }
    }

    /// Ads that are there, so far.
    pub(super) fn ads(&self) -> u64 {
        self.counts.ads + self.pending.ads + self.counts.seen + self.pending.seen
    }

    /// What the round shows so far.
    pub(super) fn shown(&self) -> Shown {
        Shown { ads: self.ads(), ids: self.ids }
    }

    /// What is known of pages since this was asked last.
    pub(super) fn notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Items rejected so far.
    pub(super) fn rejected(&self) -> u64 {
        self.counts.rejected + self.pending.rejected
    }

    /// Items taken in so far, of every kind.
    pub(super) fn items(&self) -> u64 {
        self.counts.received() + self.counts.seen + self.pending.received() + self.pending.seen
    }

    /// Takes one item in.
    pub(super) fn take(&mut self, item: Result<Item, ItemError>) -> Result<(), PollError> {
        if let Ok(Item::Page { page, note }) = item {
            self.notes.push((page, note));
            return Ok(());
        }
        self.begin()?;
        match item {
            Ok(Item::Ad(ad)) => {
                self.pending.ads += 1;
                self.observed(ad)
            }
            Ok(Item::Removal { external_id, removal }) => {
                self.pending.removals += 1;
                self.removed(external_id, removal)
            }
            Ok(Item::Seen { external_id }) => {
                self.pending.seen += 1;
                self.glimpsed(Some(external_id.as_str()))
            }
            Ok(Item::Page { .. }) => Ok(()),
            Err(error) => {
                self.pending.rejected += 1;
                self.glimpsed(error.external_id.as_deref())?;
                self.reject(error)
            }
        }
    }

    /// A snapshot begins with its first item, or with its end.
    fn begin(&mut self) -> Result<(), PollError> {
        if self.begun || self.context.snapshot_id.is_none() {
            return Ok(());
        }
        self.begun = true;
        self.marker(ReceivedKind::SnapshotBegun, None)
    }

    fn observed(&mut self, ad: Box<Ad>) -> Result<(), PollError> {
        let (ad_id, external_id) = (ad.ad_id, ad.source.external_id.clone());
        let mut received = self.received(ReceivedKind::Observed, ad_id, Some(external_id));
        received.ad = Some(ad);
        received.snapshot = self.context.snapshot_id.map(|id| self.snapshot_mark(id, None));
        let value = self.hub.codec.encode(topic::ADS_RECEIVED, &received)?;
        if value.len() > AD_BYTES_MAX {
            self.pending.ads -= 1;
            self.pending.rejected += 1;
            let error = too_large(&received, value.len());
            self.glimpsed(error.external_id.as_deref())?;
            return self.reject(error);
        }
        self.push(&received, value);
        Ok(())
    }

    /// An ad that a snapshot shows is not absent, whether it was not read again
    /// or cannot be read.
    fn glimpsed(&mut self, external_id: Option<&str>) -> Result<(), PollError> {
        let external_id = external_id.and_then(|id| ExternalId::new(id).ok());
        let (Some(snapshot), Some(external_id)) = (self.context.snapshot_id, external_id) else {
            return Ok(());
        };
        let partner = self.context.profile.partner.as_str();
        let ad_id = AdId::derive(partner, self.context.account, &external_id);
        let mut received = self.received(ReceivedKind::Observed, ad_id, Some(external_id));
        received.snapshot = Some(self.snapshot_mark(snapshot, None));
        let value = self.hub.codec.encode(topic::ADS_RECEIVED, &received)?;
        self.push(&received, value);
        Ok(())
    }

    fn removed(&mut self, external_id: ExternalId, removal: Removal) -> Result<(), PollError> {
        let profile = self.context.profile;
        let ad_id = AdId::derive(profile.partner.as_str(), self.context.account, &external_id);
        let mut received = self.received(ReceivedKind::Removed, ad_id, Some(external_id));
        received.removal = Some(removal);
        let value = self.hub.codec.encode(topic::ADS_RECEIVED, &received)?;
        self.push(&received, value);
        Ok(())
    }

    fn reject(&mut self, error: ItemError) -> Result<(), PollError> {
        let place = format!("{} {}", self.answer.url, error.place);
        let rejected = Rejected {
            event_id: EventId::derive(&[self.stamp().as_slice(), place.as_bytes()]),
            partner: self.context.profile.partner.clone(),
            account: self.context.account.map(str::to_owned),
            external_id: error.external_id,
            at: self.context.now,
            step: "poll".to_owned(),
            reason: error.reason,
            faults: error.faults,
            place,
            content_type: self.answer.content_type.clone(),
            bytes: error.bytes,
            bytes_length: i64::try_from(error.bytes_length).unwrap_or(i64::MAX),
        };
        let value = self.hub.codec.encode(topic::ADS_REJECTED, &rejected)?;
        self.rejections.push(error.reason);
        let key = Bytes::from(rejected.event_id.to_string());
        let headers = self.headers::<Rejected>(rejected.event_id);
        self.add(topic::ADS_REJECTED, 0, key, value, headers);
        Ok(())
    }

    /// The snapshot is complete: said to every partition, after what is
    /// pending.
    pub(super) fn complete(&mut self) -> Result<(), PollError> {
        self.begin()?;
        let count = i64::try_from(self.items()).unwrap_or(i64::MAX);
        self.marker(ReceivedKind::SnapshotCompleted, Some(count))
    }

    fn marker(&mut self, kind: ReceivedKind, count: Option<i64>) -> Result<(), PollError> {
        for partition in 0..self.partitions {
            let mut received = self.received(kind, AdId::default(), None);
            let id = self.context.snapshot_id.unwrap_or_default();
            received.snapshot = Some(self.snapshot_mark(id, count));
            let value = self.hub.codec.encode(topic::ADS_RECEIVED, &received)?;
            let key = Bytes::from(format!("snapshot/{}", received.partner));
            let headers = self.headers::<Received>(received.event_id);
            self.add(topic::ADS_RECEIVED, partition, key, value, headers);
        }
        Ok(())
    }

    /// Commits when the chunk is full.
    pub(super) fn flush_full(&mut self, transactions: &mut Transactions) -> Result<(), PollError> {
        if self.records.len() >= RECORDS_MAX || self.bytes >= BYTES_MAX {
            self.flush(transactions)?;
        }
        Ok(())
    }

    /// Commits when what is pending has waited long enough.
    pub(super) fn flush_old(&mut self, transactions: &mut Transactions) -> Result<(), PollError> {
        if self.flushed.elapsed() >= AGE_MAX {
            self.flush(transactions)?;
        }
        Ok(())
    }

    /// Commits what is pending, then writes it into the books.
    pub(super) fn flush(&mut self, transactions: &mut Transactions) -> Result<(), PollError> {
        self.flushed = Instant::now();
        if self.records.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        transactions.commit(Batch { records, consumed: Vec::new() }, None)?;
        self.bytes = 0;
        let partner = self.context.profile.partner.as_str();
        let books = &self.hub.metrics.books;
        books.received(partner, Channel::Poll, self.pending.received());
        for reason in self.rejections.drain(..) {
            books.rejected(partner, "poll", reason.as_str(), 1);
        }
        self.counts.ads += self.pending.ads;
        self.counts.seen += self.pending.seen;
        self.counts.removals += self.pending.removals;
        self.counts.rejected += self.pending.rejected;
        self.pending = Counts::default();
        Ok(())
    }

    fn received(
        &self,
        kind: ReceivedKind,
        ad_id: AdId,
        external_id: Option<ExternalId>,
    ) -> Received {
        let item = self.items().to_be_bytes();
        let kind_byte = [kind as u8];
        Received {
            event_id: EventId::derive(&[ad_id.as_bytes(), &self.stamp(), &item, &kind_byte]),
            partner: self.context.profile.partner.clone(),
            account: self.context.account.map(str::to_owned),
            received_at: self.hub.clock.now(),
            kind,
            ad_id,
            external_id,
            ad: None,
            removal: None,
            snapshot: None,
        }
    }

    fn snapshot_mark(&self, id: &str, count: Option<i64>) -> SnapshotMark {
        let connector = self.connector.to_owned();
        SnapshotMark { id: id.to_owned(), connector, count }
    }

    /// When the answer was asked for: tells one poll from the next.
    fn stamp(&self) -> [u8; 8] {
        self.context.now.micros().to_be_bytes()
    }

    fn headers<E: schemas::Event>(&self, event_id: EventId) -> Headers {
        let source = Bytes::from(format!("/partners/{}", self.context.profile.partner));
        let at = self.context.now;
        Cause { event_id: Some(event_id), source, at, traceparent: None }.headers::<E>("poll")
    }

    fn push(&mut self, received: &Received, value: Bytes) {
        if received.kind == ReceivedKind::Observed {
            self.ids = self.ids.wrapping_add(id_sum(received.ad_id));
        }
        let key = received.ad_id.to_string();
        let partition = partition_of(key.as_bytes(), self.partitions);
        let headers = self.headers::<Received>(received.event_id);
        self.add(topic::ADS_RECEIVED, partition, Bytes::from(key), value, headers);
    }

    fn add(
        &mut self,
        topic: &'static str,
        partition: u32,
        key: Bytes,
        value: Bytes,
        headers: Headers,
    ) {
        self.bytes += key.len() + value.len();
        self.records.push(Produce {
            topic: TopicName::new(topic),
            partition: Some(partition),
            key: Some(key),
            value: Some(value),
            headers,
        });
    }
}

/// A number of an id, the same each time. Ids are hashes: sums of different
/// ads differ.
fn id_sum(ad_id: AdId) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = *ad_id.as_bytes();
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

fn too_large(received: &Received, bytes: usize) -> ItemError {
    let external_id = received.external_id.as_ref().map(ToString::to_string);
    let message =
        format!("the ad has {bytes} bytes as an event, at most {AD_BYTES_MAX} are allowed");
    ItemError {
        place: format!("ad {}", external_id.as_deref().unwrap_or_default()),
        external_id,
        reason: RejectReason::TooLarge,
        faults: vec![Fault::new("too_large", "", message)],
        bytes: Vec::new(),
        bytes_length: bytes,
    }
}
