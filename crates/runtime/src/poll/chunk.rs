//! What one transaction of a poll will hold.

use bytes::Bytes;
use connectors::{Ask, Item, ItemError, ReadContext};
use eventlog::{Headers, Produce, TopicName, partition_of};
use schemas::ad::Removal;
use schemas::cursor::PartnerCursor;
use schemas::id::ExternalId;
use schemas::received::{ReceivedKind, SnapshotMark};
use schemas::rejected::{Fault, RejectReason};
use schemas::{Ad, AdId, EventId, Received, Rejected, topic};
use telemetry::Channel;

use super::PollError;
use crate::emit::Cause;
use crate::process::Hub;
use crate::transaction::{Batch, Transactions};

/// Records of one transaction, at most.
const RECORDS_MAX: usize = 1_000;
/// Bytes of one transaction, about.
const BYTES_MAX: usize = 4 << 20;
/// Largest encoded ad. The same bound as the gateway's.
const AD_BYTES_MAX: usize = 2 << 20;

/// Bounds of a complete snapshot.
#[derive(Clone, Copy)]
pub(super) enum Marker {
    /// From here on.
    Begun,
    /// Up to here; so many items.
    Completed(u64),
}

/// Records that wait for the next commit.
pub(super) struct Chunk<'a> {
    hub: &'a Hub,
    context: &'a ReadContext<'a>,
    ask: &'a Ask,
    connector: &'static str,
    partitions: u32,
    records: Vec<Produce>,
    bytes: usize,
    counts: Counts,
    pending: Counts,
    rejections: Vec<RejectReason>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    ads: u64,
    removals: u64,
    rejected: u64,
}

impl Counts {
    const fn sum(self) -> u64 {
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
        context: &'a ReadContext<'a>,
        ask: &'a Ask,
        connector: &'static str,
        partitions: u32,
    ) -> Self {
        Self {
            hub,
            context,
            ask,
            connector,
            partitions,
            records: Vec::new(),
            bytes: 0,
            counts: Counts::default(),
            pending: Counts::default(),
            rejections: Vec::new(),
        }
    }

    /// Ads taken in so far.
    pub(super) fn ads(&self) -> u64 {
        self.counts.ads + self.pending.ads
    }

    /// Items rejected so far.
    pub(super) fn rejected(&self) -> u64 {
        self.counts.rejected + self.pending.rejected
    }

    /// Items taken in so far, of every kind.
    pub(super) fn items(&self) -> u64 {
        self.counts.sum() + self.pending.sum()
    }

    /// Takes one item in.
    pub(super) fn take(&mut self, item: Result<Item, ItemError>) -> Result<(), PollError> {
        match item {
            Ok(Item::Ad(ad)) => {
                self.pending.ads += 1;
                self.observed(ad)
            }
            Ok(Item::Removal { external_id, removal }) => {
                self.pending.removals += 1;
                self.removed(external_id, removal)
            }
            Err(error) => {
                self.pending.rejected += 1;
                self.glimpsed(error.external_id.as_deref())?;
                self.reject(error)
            }
        }
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

    /// An ad that a snapshot shows and that cannot be read is not absent.
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
        let place = format!("{} {}", self.ask.url, error.place);
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
            content_type: "application/json".to_owned(),
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

    /// Sends a marker to every partition, after what is pending.
    pub(super) fn mark(&mut self, marker: Marker) -> Result<(), PollError> {
        let (kind, count) = match marker {
            Marker::Begun => (ReceivedKind::SnapshotBegun, None),
            Marker::Completed(count) => {
                (ReceivedKind::SnapshotCompleted, Some(i64::try_from(count).unwrap_or(i64::MAX)))
            }
        };
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

    /// The cursor goes with the ads that it stands for.
    pub(super) fn cursor(&mut self, cursor: &PartnerCursor) -> Result<(), PollError> {
        let value = self.hub.codec.encode(topic::PARTNERS_CURSORS, cursor)?;
        let key = Bytes::from(cursor.partner.to_string());
        self.add(topic::PARTNERS_CURSORS, 0, key, value, Headers::new());
        Ok(())
    }

    /// Commits when the chunk is full.
    pub(super) fn flush_full(&mut self, transactions: &mut Transactions) -> Result<(), PollError> {
        if self.records.len() >= RECORDS_MAX || self.bytes >= BYTES_MAX {
            self.flush(transactions)?;
        }
        Ok(())
    }

    /// Commits what is pending, then writes it into the books.
    pub(super) fn flush(&mut self, transactions: &mut Transactions) -> Result<(), PollError> {
        if self.records.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        transactions.commit(Batch { records, consumed: Vec::new() }, None)?;
        self.bytes = 0;
        let partner = self.context.profile.partner.as_str();
        let books = &self.hub.metrics.books;
        books.received(partner, Channel::Poll, self.pending.sum());
        for reason in self.rejections.drain(..) {
            books.rejected(partner, "poll", reason.as_str(), 1);
        }
        self.counts.ads += self.pending.ads;
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
