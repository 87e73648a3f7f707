//! What the tests of the steps share: a small ad, the text of outcomes, a log
//! of one partition, and a second instance that takes over.

use std::sync::{Arc, LazyLock};

use schemas::ad::{
    Ad, Apply, ContentHash, Employment, Flags, Lifecycle, Organization, Requirements, Source, Text,
    WorkMode,
};
use schemas::contacts::Contact;
use schemas::id::ExternalId;
use schemas::testing::MemoryTable;
use schemas::{AdId, Codec, Event, LocalMoment, PartnerName, Timestamp, topic};

use crate::step::{Arrival, Outcome, Outgoing, StateRecord, Step};

/// An instant: so many seconds after the hub began.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_764_000_000_000).plus_seconds(seconds)
}

/// The same as a partner gave it.
pub(crate) fn moment(seconds: i64) -> LocalMoment {
    LocalMoment::from_instant(at(seconds), jiff::tz::Offset::UTC)
}

/// The smallest ad, about `title`.
pub(crate) fn ad(partner: &str, external_id: &str, title: &str) -> Box<Ad> {
    let external_id = ExternalId::new(external_id).unwrap();
    Box::new(Ad {
        ad_id: AdId::derive(partner, None, &external_id),
        revision: 0,
        observed_at: at(0),
        source_modified_at: None,
        source: Source {
            partner_id: PartnerName::new(partner).unwrap(),
            account: None,
            connector: "pull".to_owned(),
            format: "test".to_owned(),
            external_id,
            source_url: None,
            fetched_snapshot_id: None,
        },
        alt_ids: Vec::new(),
        lifecycle: Lifecycle::Published,
        removal: None,
        content_hash: ContentHash::default(),
        language: "sv".to_owned(),
        other_languages: Vec::new(),
        texts: vec![Text { lang: "sv".to_owned(), title: title.to_owned(), ..Text::default() }],
        employer: Organization::default(),
        advertiser: None,
        locations: Vec::new(),
        work_mode: WorkMode::Unspecified,
        remote_regions: Vec::new(),
        employment: Employment::default(),
        start: None,
        positions: None,
        salary: None,
        occupation: Vec::new(),
        requirements: Requirements::default(),
        apply: Apply::default(),
        contacts: Vec::new(),
        published_at: moment(0),
        last_publication_at: None,
        apply_by: None,
        valid_through: None,
        flags: Flags::default(),
        lint: Vec::new(),
        facts: Vec::new(),
        personal_data: Vec::new(),
        extensions: std::collections::BTreeMap::new(),
        raw_ref: None,
    })
}

/// A contact person.
pub(crate) fn contact(name: &str) -> Contact {
    Contact { name: Some(name.to_owned()), ..Contact::default() }
}

/// An outcome as one word.
pub(crate) fn word(outcome: Outcome) -> String {
    match outcome {
        Outcome::Emit => "emit".to_owned(),
        Outcome::Drop(reason) => reason.as_str().to_owned(),
        Outcome::Reject(reason) => format!("rejected {}", serde_word(&reason)),
    }
}

/// A value of an enum as it is written in JSON.
pub(crate) fn serde_word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// A step with the changelog that it wrote.
pub(crate) struct Instance<S> {
    pub(crate) step: S,
    /// The ad of the latest change of each, and the change's number.
    shown: std::collections::BTreeMap<AdId, (i64, Box<Ad>)>,
    changelog: Vec<(bytes::Bytes, Option<Vec<u8>>)>,
    position: u64,
}

impl<S: Step + Default> Instance<S>
where
    S::State: Event,
{
    pub(crate) fn new() -> Self {
        let shown = std::collections::BTreeMap::new();
        Self { step: S::default(), shown, changelog: Vec::new(), position: 0 }
    }

    /// Decides about an event and keeps what it wants remembered.
    pub(crate) fn decide(&mut self, event: S::In, now: Timestamp) -> (Outcome, Vec<Outgoing>) {
        let mut out = Vec::new();
        let arrival = Arrival { now, partition: 0, position: self.position };
        self.position += 1;
        let outcome = self.step.decide(event, &arrival, &mut out);
        let out = self.fill(out);
        self.keep(&out);
        (outcome, out)
    }

    /// Lets timers run until none is due.
    pub(crate) fn tick(&mut self, now: Timestamp) -> Vec<Outgoing> {
        let mut out = Vec::new();
        while self.step.next_tick().is_some_and(|at| at <= now) {
            self.step.tick(now, 2, &mut out);
        }
        let out = self.fill(out);
        self.keep(&out);
        out
    }

    /// Puts ads into changes as whoever writes them does.
    fn fill(&mut self, out: Vec<Outgoing>) -> Vec<Outgoing> {
        let fill = |outgoing| {
            let change = match outgoing {
                Outgoing::Change(change) => change,
                Outgoing::Moved { mut change, shown } => {
                    let (seq, ad) = &self.shown[&change.ad_id];
                    assert_eq!(*seq, shown, "the ad's change before: {change:?}");
                    assert!(change.ad.is_none());
                    change.ad = Some(ad.clone());
                    change
                }
                other => return other,
            };
            match &change.ad {
                Some(ad) => {
                    self.shown.insert(change.ad_id, (change.seq, ad.clone()));
                }
                None => drop(self.shown.remove(&change.ad_id)),
            }
            Outgoing::Change(change)
        };
        out.into_iter().map(fill).collect()
    }

    fn keep(&mut self, out: &[Outgoing]) {
        for outgoing in out {
            if let Outgoing::State(key, state) = outgoing {
                let value = state.as_ref().map(|state| match state {
                    StateRecord::Dedupe(state) => avro_bytes(state),
                    StateRecord::Group(state) => avro_bytes(state),
                });
                self.changelog.push((key.clone(), value));
            }
        }
    }

    /// Another instance takes over, from the changelog: as it was written, or
    /// compacted and in another order.
    pub(crate) fn restart(&mut self, compacted: bool) {
        self.restart_with(compacted, |_| ());
    }

    /// As [`Instance::restart`], with something changed in what it is told.
    pub(crate) fn restart_with(&mut self, compacted: bool, change: impl Fn(&mut S::State)) {
        let mut records = self.changelog.clone();
        if compacted {
            let latest: std::collections::BTreeMap<_, _> = records.into_iter().collect();
            records = latest.into_iter().rev().collect();
        }
        self.step = S::default();
        for (key, value) in records {
            let state = value.map(|bytes| {
                let mut state = avro_value(&bytes);
                change(&mut state);
                state
            });
            self.step.restore(&key, state);
        }
    }

    /// Number of keys that a compacted changelog still holds.
    pub(crate) fn kept(&self) -> usize {
        let latest: std::collections::BTreeMap<_, _> =
            self.changelog.iter().map(|(key, value)| (key, value)).collect();
        latest.values().filter(|value| value.is_some()).count()
    }

    /// Number of records in the changelog.
    pub(crate) fn records(&self) -> usize {
        self.changelog.len()
    }

    /// Bytes of the changelog, keys and values.
    pub(crate) fn changelog_bytes(&self) -> usize {
        let bytes = |(key, value): &(bytes::Bytes, Option<Vec<u8>>)| {
            key.len() + value.as_ref().map_or(0, Vec::len)
        };
        self.changelog.iter().map(bytes).sum()
    }
}

/// An event's bytes, as in a topic.
pub(crate) fn avro_bytes<E: Event>(event: &E) -> Vec<u8> {
    CODEC.encode(topic_of::<E>(), event).unwrap().to_vec()
}

fn avro_value<E: Event>(bytes: &[u8]) -> E {
    CODEC.decode(bytes).unwrap()
}

fn topic_of<E: Event>() -> &'static str {
    topic::topics().iter().find(|topic| topic.event.name == E::NAME).unwrap().name
}

static CODEC: LazyLock<Codec> =
    LazyLock::new(|| Codec::open(Arc::new(MemoryTable::default())).unwrap());
