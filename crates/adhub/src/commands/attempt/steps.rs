//! The steps of a hub without a hub: what is read goes to `ads.received` of a
//! log that nobody keeps, and from there through the code that a hub runs.

use std::sync::Arc;

use bytes::Bytes;
use connectors::{Item, ItemError};
use eventlog::{Consumed, EventLog, Headers, MemoryLog, Produce, TopicName};
use processors::Outcome;
use runtime::process::Hub;
use runtime::replay::{Path, Written};
use runtime::{Clock, Stop};
use schemas::received::ReceivedKind;
use schemas::{
    AdId, Change, Codec, Event, EventId, PartnerName, Received, Rejected, Revision, Timestamp,
    topic,
};
use telemetry::Metrics;

use crate::cli::Through;
use crate::hub;

/// What came out.
pub(super) enum Out {
    Received(Box<Received>),
    Revision(Box<Revision>),
    Change(Box<Change>),
    Rejected(Box<Rejected>),
}

/// Whose an item is.
#[derive(Clone)]
pub(super) struct From {
    pub(super) partner: PartnerName,
    pub(super) account: Option<String>,
}

/// The path, as far as it is wanted.
pub(super) struct Steps {
    through: Through,
    hub: Hub,
    path: Path,
    now: Timestamp,
    position: u64,
    pub(super) outcomes: Outcomes,
}

/// What the first step decided.
#[derive(Default)]
pub(super) struct Outcomes {
    pub(super) emitted: u64,
    pub(super) dropped: std::collections::BTreeMap<&'static str, u64>,
    pub(super) rejected: u64,
}

impl Steps {
    pub(super) fn new(through: Through, now: Timestamp) -> anyhow::Result<Self> {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        log.ensure_topics(&hub::topic_specs())?;
        let codec = Arc::new(Codec::open(log.schema_table())?);
        let hub = Hub {
            log,
            codec,
            metrics: Metrics::new(),
            clock: Clock::standing_at(now),
            stop: Stop::new(),
        };
        let path = Path::new(&hub, 1);
        let outcomes = Outcomes::default();
        Ok(Self { through, hub, path, now, position: 0, outcomes })
    }

    /// The last step, for people.
    pub(super) const fn name(&self) -> &'static str {
        match self.through {
            Through::Received => "entering the log",
            Through::Dedupe => "dedupe",
            Through::Enrich => "enrich",
            Through::Group => "group: what would be published",
        }
    }

    /// Goes on to `now`; never back.
    pub(super) fn advance(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    /// Carries one item. One that was rejected while reading goes nowhere.
    pub(super) fn take(
        &mut self,
        item: &Result<Item, ItemError>,
        from: &From,
    ) -> anyhow::Result<Vec<Out>> {
        let Some(received) = self.received(item, from) else { return Ok(Vec::new()) };
        if self.through == Through::Received {
            self.outcomes.emitted += 1;
            return Ok(vec![Out::Received(Box::new(received))]);
        }
        let record = Consumed {
            topic: TopicName::new(topic::ADS_RECEIVED),
            partition: 0,
            position: self.position,
            appended_at_millis: self.now.millis(),
            key: Some(Bytes::from(received.ad_id.to_string())),
            value: Some(self.hub.codec.encode(topic::ADS_RECEIVED, &received)?),
            headers: Headers::new(),
        };
        self.position += 1;
        let (timers, passed) = self.path.take(&record, self.now)?;
        match passed.outcome {
            Outcome::Emit => self.outcomes.emitted += 1,
            Outcome::Drop(reason) => {
                *self.outcomes.dropped.entry(reason.as_str()).or_default() += 1;
            }
            Outcome::Reject(_) => self.outcomes.rejected += 1,
        }
        let mut out = Vec::new();
        for written in timers.iter().chain(&passed.written) {
            self.read(written, &mut out)?;
        }
        Ok(out)
    }

    /// What of it was asked for.
    fn read(&self, written: &Written, out: &mut Vec<Out>) -> anyhow::Result<()> {
        let wanted = match self.through {
            Through::Received => return Ok(()),
            Through::Dedupe => topic::ADS_REVISED,
            Through::Enrich => topic::ADS_ENRICHED,
            Through::Group => topic::CHANGES,
        };
        for record in &written.records {
            let name = record.topic.as_str();
            if name == topic::ADS_REJECTED {
                out.extend(self.decoded(record)?.map(Out::Rejected));
            } else if name == wanted && name == topic::CHANGES {
                out.extend(self.decoded(record)?.map(Out::Change));
            } else if name == wanted {
                out.extend(self.decoded(record)?.map(Out::Revision));
            }
        }
        Ok(())
    }

    fn decoded<E: Event>(&self, record: &Produce) -> anyhow::Result<Option<Box<E>>> {
        let decode = |value: &Bytes| self.hub.codec.decode(value);
        Ok(record.value.as_ref().map(decode).transpose()?.map(Box::new))
    }

    fn received(&self, item: &Result<Item, ItemError>, from: &From) -> Option<Received> {
        let (kind, external_id, ad, removal) = match item.as_ref().ok()? {
            Item::Ad(ad) => {
                (ReceivedKind::Observed, &ad.source.external_id, Some(ad.clone()), None)
            }
            Item::Removal { external_id, removal } => {
                (ReceivedKind::Removed, external_id, None, Some(removal.clone()))
            }
            Item::Seen { .. } | Item::Page { .. } => return None,
        };
        let ad_id = AdId::derive(from.partner.as_str(), from.account.as_deref(), external_id);
        let stamp = self.now.micros().to_be_bytes();
        let number = self.position.to_be_bytes();
        Some(Received {
            event_id: EventId::derive(&[ad_id.as_bytes(), &stamp, &number, &[kind as u8]]),
            partner: from.partner.clone(),
            account: from.account.clone(),
            received_at: self.now,
            kind,
            ad_id,
            external_id: Some(external_id.clone()),
            ad,
            removal,
            snapshot: None,
        })
    }
}
