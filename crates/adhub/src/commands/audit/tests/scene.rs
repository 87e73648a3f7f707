//! A log in memory, as a hub would have written it; and copies of it with
//! something changed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use eventlog::{
    Consumed, ConsumedTo, EventLog as _, From, MemoryLog, Produce, TopicName, partition_of,
};
use processors::StepName;
use runtime::process::{Hub, group_of};
use runtime::replay::{Filling, Path};
use runtime::{Clock, Stop};
use schemas::ad::{Removal, RemovalSignal};
use schemas::headers::CloudEvent;
use schemas::id::ExternalId;
use schemas::received::ReceivedKind;
use schemas::{Ad, AdId, Codec, EventId, LocalMoment, PartnerName, Received, Timestamp, topic};
use telemetry::Metrics;

use crate::commands::audit::audit;
use crate::commands::audit::report::Report;
use crate::hub;

const OBSERVED: &str = include_str!("../../../../../../schemas/examples/received/observed-sv.json");
const PARTITIONS: u32 = 4;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_795_600_000_000).plus_seconds(seconds)
}

/// One thing that a partner said.
pub(super) struct Said {
    partner: &'static str,
    id: String,
    what: What,
}

enum What {
    Ad(Sketch),
    Gone,
    Erased,
    Rubbish,
}

impl Said {
    pub(super) fn gone(partner: &'static str, id: &str) -> Self {
        Self { partner, id: id.to_owned(), what: What::Gone }
    }

    pub(super) fn erased(partner: &'static str, id: &str) -> Self {
        Self { partner, id: id.to_owned(), what: What::Erased }
    }

    pub(super) fn rubbish(partner: &'static str, id: &str) -> Self {
        Self { partner, id: id.to_owned(), what: What::Rubbish }
    }
}

/// What is particular to an ad.
pub(super) struct Sketch {
    title: String,
    apply: Option<String>,
    until: Option<i64>,
    since: i64,
    contact: bool,
}

pub(super) fn ad(title: &str) -> Sketch {
    Sketch { title: title.to_owned(), apply: None, until: None, since: -60, contact: false }
}

pub(super) fn said(partner: &'static str, id: &str, sketch: Sketch) -> Said {
    Said { partner, id: id.to_owned(), what: What::Ad(sketch) }
}

impl Sketch {
    pub(super) fn apply(self, url: &str) -> Self {
        Self { apply: Some(url.to_owned()), ..self }
    }

    pub(super) fn until(self, seconds: i64) -> Self {
        Self { until: Some(seconds), ..self }
    }

    pub(super) fn since(self, seconds: i64) -> Self {
        Self { since: seconds, ..self }
    }

    pub(super) fn contact(self) -> Self {
        Self { contact: true, ..self }
    }

    fn onto(&self, ad: &mut Ad, url: &str) {
        let moment = |seconds| LocalMoment::from_instant(at(seconds), jiff::tz::Offset::UTC);
        ad.texts[0].title.clone_from(&self.title);
        ad.source_modified_at = None;
        ad.alt_ids.clear();
        ad.apply.url = Some(self.apply.clone().unwrap_or_else(|| url.to_owned()));
        ad.published_at = moment(self.since);
        ad.valid_through = self.until.map(moment);
        if !self.contact {
            ad.contacts.clear();
        }
    }
}

/// A log and its codec.
pub(super) struct Scene {
    pub(super) log: MemoryLog,
    pub(super) codec: Arc<Codec>,
}

impl Scene {
    fn empty() -> Self {
        let log = MemoryLog::new();
        log.set_now_millis(at(0).millis());
        log.ensure_topics(&hub::topic_specs()).unwrap();
        let codec = Arc::new(Codec::open(log.schema_table()).unwrap());
        Self { log, codec }
    }

    fn hub(&self) -> Hub {
        Hub {
            log: Arc::new(self.log.clone()),
            codec: Arc::clone(&self.codec),
            metrics: Metrics::new(),
            clock: Clock::system(),
            stop: Stop::new(),
        }
    }

    /// What a hub makes of what partners said, each second of it.
    pub(super) fn of(script: &[(i64, Said)]) -> Self {
        let scene = Self::empty();
        let mut path = Path::new(&scene.hub(), PARTITIONS);
        let mut filling = Filling::start(&scene.log).unwrap();
        for (number, (seconds, said)) in script.iter().enumerate() {
            let now = at(*seconds);
            scene.log.set_now_millis(now.millis());
            let record = scene.received(number, now, said);
            let name = record.topic.clone();
            let partition = record.partition.unwrap();
            let position = scene.log.bounds(&name, partition).unwrap().end;
            scene.append(record);
            let consumed = scene.consumed(&name, partition, position);
            let (timers, passed) = path.take(&consumed, now).unwrap();
            filling.take(timers).unwrap();
            filling.take(passed.written).unwrap();
            filling.commit().unwrap();
        }
        scene
    }

    fn received(&self, number: usize, now: Timestamp, said: &Said) -> Produce {
        let mut event: Received = serde_json::from_str(OBSERVED).unwrap();
        let id = ExternalId::new(&said.id).unwrap();
        event.event_id = EventId::derive(&[&number.to_be_bytes()]);
        event.partner = PartnerName::new(said.partner).unwrap();
        event.account = None;
        event.received_at = now;
        event.ad_id = AdId::derive(said.partner, None, &id);
        let (partner, ad_id) = (event.partner.clone(), event.ad_id);
        let ad = event.ad.as_mut().unwrap();
        ad.ad_id = ad_id;
        ad.source.partner_id = partner.clone();
        ad.source.account = None;
        ad.source.external_id = id.clone();
        event.external_id = Some(id);
        let removal = |signal| Some(Removal { signal, at: now, reason_code: None });
        match &said.what {
            What::Ad(sketch) => sketch.onto(ad, &format!("https://{partner}.example/{}", said.id)),
            What::Gone => {
                event.kind = ReceivedKind::Removed;
                event.removal = removal(RemovalSignal::ExplicitDelete);
            }
            What::Erased => {
                event.kind = ReceivedKind::Erased;
                event.removal = removal(RemovalSignal::Erasure);
            }
            What::Rubbish => {}
        }
        if event.kind != ReceivedKind::Observed {
            event.ad = None;
        }
        let value = match said.what {
            What::Rubbish => Bytes::from_static(b"rubbish"),
            _ => self.codec.encode(topic::ADS_RECEIVED, &event).unwrap(),
        };
        let key = Bytes::from(ad_id.to_string());
        let cloud_event = CloudEvent {
            id: event.event_id.to_string().into(),
            source: format!("/partners/{partner}").into(),
            time: now.to_string().into(),
            traceparent: None,
        };
        Produce {
            topic: TopicName::new(topic::ADS_RECEIVED),
            partition: Some(partition_of(&key, PARTITIONS)),
            key: Some(key),
            value: Some(value),
            headers: cloud_event.headers::<Received>(),
        }
    }

    pub(super) fn append(&self, record: Produce) {
        for answer in futures::executor::block_on(self.log.append(vec![record])) {
            answer.unwrap();
        }
    }

    fn consumed(&self, name: &TopicName, partition: u32, position: u64) -> Consumed {
        let mut reader = self.log.reader(name, partition, From::Position(position)).unwrap();
        reader.poll(1, Duration::ZERO).unwrap().remove(0)
    }

    /// A record as it would be appended again.
    pub(super) fn record(&self, name: &TopicName, partition: u32, position: u64) -> Produce {
        produce(self.consumed(name, partition, position))
    }

    pub(super) fn audit(&self) -> Report {
        audit(&self.hub()).unwrap()
    }

    /// The same log with something changed.
    pub(super) fn copy(&self, edit: impl FnMut(&str, u64, Produce) -> Vec<Produce>) -> Self {
        self.copy_with(edit, |next| next)
    }

    /// As [`Scene::copy`], with other offsets of group.
    pub(super) fn copy_with(
        &self,
        mut edit: impl FnMut(&str, u64, Produce) -> Vec<Produce>,
        offset: impl Fn(u64) -> u64,
    ) -> Self {
        let copy = Self::empty();
        for definition in topic::topics() {
            let name = TopicName::new(definition.name);
            for partition in 0..self.log.partitions(&name).unwrap() {
                let end = self.log.bounds(&name, partition).unwrap().end;
                let mut reader = self.log.reader(&name, partition, From::Floor).unwrap();
                while reader.position() < end {
                    for record in reader.poll(100, Duration::ZERO).unwrap() {
                        copy.log.set_now_millis(record.appended_at_millis);
                        let position = record.position;
                        for record in edit(definition.name, position, produce(record)) {
                            copy.append(record);
                        }
                    }
                }
            }
        }
        for (step, input) in [
            (StepName::Dedupe, topic::ADS_RECEIVED),
            (StepName::Enrich, topic::ADS_REVISED),
            (StepName::Group, topic::ADS_ENRICHED),
        ] {
            let (group, input) = (group_of(step), TopicName::new(input));
            let mut consumed = Vec::new();
            for partition in 0..self.log.partitions(&input).unwrap() {
                let next = self.log.committed(&group, &input, partition).unwrap();
                let change = |next| if step == StepName::Group { offset(next) } else { next };
                consumed.extend(next.map(|next| ConsumedTo {
                    topic: input.clone(),
                    partition,
                    next: change(next),
                }));
            }
            let mut transactor = copy.log.transactor("copy", &group).unwrap();
            transactor.begin().unwrap();
            transactor.commit(&consumed, None).unwrap();
        }
        copy
    }
}

fn produce(record: Consumed) -> Produce {
    Produce {
        topic: record.topic,
        partition: Some(record.partition),
        key: record.key,
        value: record.value,
        headers: record.headers,
    }
}
