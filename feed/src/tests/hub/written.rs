//! What a test writes to the log, as the group step does.

use std::sync::Arc;

use bytes::Bytes;
use eventlog::{Produce, TopicName, Transactor};
use schemas::ad::RemovalSignal;
use schemas::change::{ChangeKind, Facets, Grouping, JobChange, JobRef};
use schemas::{Ad, AdId, Change, Codec, JobId, Timestamp};
use serde_json::json;

/// What a test writes.
#[derive(Clone, Debug)]
pub(in crate::tests) struct Entry {
    kind: ChangeKind,
    ad: u32,
    job: u32,
    text: String,
    /// The job that the ad was the last of.
    left: Option<u32>,
    aliases: Vec<u32>,
}

pub(in crate::tests) fn entry(kind: ChangeKind, ad: u32, text: &str) -> Entry {
    Entry { kind, ad, job: ad, text: text.to_owned(), left: None, aliases: Vec::new() }
}

pub(in crate::tests) fn published(ad: u32) -> Entry {
    entry(ChangeKind::Published, ad, "first text")
}

impl Entry {
    pub(in crate::tests) fn of_job(self, job: u32) -> Self {
        Self { job, ..self }
    }

    /// `aliases` lead to its job.
    pub(in crate::tests) fn known_as(self, aliases: &[u32]) -> Self {
        Self { aliases: aliases.to_vec(), ..self }
    }

    /// The last ad of `left` goes into its job, to which `aliases` lead.
    pub(in crate::tests) fn merging(self, left: u32, aliases: &[u32]) -> Self {
        Self { left: Some(left), aliases: aliases.to_vec(), ..self }
    }
}

/// Writes changes as the group step does: the same record to both topics in
/// one transaction.
pub(in crate::tests) struct Writer {
    pub(super) transactor: Box<dyn Transactor>,
    pub(super) codec: Arc<Codec>,
    pub(super) epoch: uuid::Uuid,
    pub(in crate::tests) seq: i64,
}

impl Writer {
    pub(in crate::tests) fn commit(&mut self, entries: &[Entry]) {
        self.transactor.begin().expect("a transaction");
        for entry in entries {
            self.seq += 1;
            let change = self.change(entry);
            for topic in ["changes", "ads.current"] {
                let record = Produce {
                    topic: TopicName::new(topic),
                    partition: Some(0),
                    key: Some(Bytes::from(change.ad_id.to_string())),
                    value: Some(self.codec.encode(topic, &change).expect("it fits its schema")),
                    headers: Vec::new(),
                };
                self.transactor.append(record).expect("an append");
            }
        }
        self.transactor.commit(&[], None).expect("a commit");
    }

    /// A transaction that never was.
    pub(in crate::tests) fn abort(&mut self, entries: &[Entry]) {
        self.transactor.begin().expect("a transaction");
        for entry in entries {
            let change = Change { seq: self.seq + 1, ..self.change(entry) };
            let value = self.codec.encode("changes", &change).expect("it fits its schema");
            let (topic, partition) = (TopicName::new("changes"), Some(0));
            let record =
                Produce { topic, partition, key: None, value: Some(value), headers: Vec::new() };
            self.transactor.append(record).expect("an append");
        }
        self.transactor.abort().expect("an abort");
    }

    pub(in crate::tests) fn publish(&mut self, ads: std::ops::Range<u32>) {
        for ad in ads {
            self.commit(&[published(ad)]);
        }
    }

    fn change(&self, entry: &Entry) -> Change {
        let at = Timestamp::from_millis(1_767_225_600_000 + self.seq * 1_000);
        let ad_id = ad_id(entry.ad);
        let public = matches!(entry.kind, ChangeKind::Published | ChangeKind::Updated);
        let previous = Facets { country: vec!["SE".to_owned()], ..Facets::default() };
        let reason = match entry.kind {
            ChangeKind::Published | ChangeKind::Updated => None,
            ChangeKind::Withdrawn => Some(RemovalSignal::ExplicitDelete),
            ChangeKind::Expired => Some(RemovalSignal::Expiry),
            ChangeKind::Erased => Some(RemovalSignal::Erasure),
        };
        let left_job = entry.left.map(|left| JobRef {
            id: job_id(left),
            kind: JobChange::Withdrawn,
            canonical: false,
            canonical_ad: None,
            ads: 0,
            merged_into: Some(job_id(entry.job)),
            aliases: Vec::new(),
        });
        Change {
            epoch: self.epoch,
            seq: self.seq,
            kind: entry.kind,
            at,
            received_at: at,
            ad_id,
            revision: self.seq,
            job: JobRef {
                id: job_id(entry.job),
                kind: JobChange::Updated,
                canonical: entry.ad == entry.job,
                canonical_ad: Some(self::ad_id(entry.job)),
                ads: 1,
                merged_into: None,
                aliases: entry.aliases.iter().map(|alias| job_id(*alias)).collect(),
            },
            left_job,
            grouping: (entry.ad != entry.job).then(|| Grouping {
                rule: "similar-1".to_owned(),
                ad_id: Some(self::ad_id(entry.job)),
                features: vec!["employer".to_owned(), "text=93".to_owned()],
                reposted: false,
            }),
            previous: if entry.kind == ChangeKind::Published {
                Facets::default()
            } else {
                previous
            },
            reason,
            ad: public.then(|| Box::new(ad(entry.ad, self.seq, at, &entry.text))),
        }
    }
}

pub(in crate::tests) fn ad_id(number: u32) -> AdId {
    AdId::from_uuid(uuid::Uuid::from_u128(0xad00_0000 + u128::from(number)))
}

pub(in crate::tests) fn job_id(number: u32) -> JobId {
    JobId::from_uuid(uuid::Uuid::from_u128(0x10b_0000_0000 + u128::from(number)))
}

fn ad(number: u32, revision: i64, at: Timestamp, text: &str) -> Ad {
    let ad = json!({
        "ad_id": ad_id(number), "revision": revision, "observed_at": at,
        "source": { "partner_id": "norrljus", "connector": "push", "format": "adhub-json",
            "external_id": number.to_string(), "source_url": format!("https://norrljus.example/{number}") },
        "lifecycle": "published", "content_hash": "00".repeat(32), "language": "sv",
        "texts": [{ "lang": "sv", "title": format!("Annons {number}"), "description_text": text }],
        "employer": { "name": "Åmdals omsorg" }, "work_mode": "onsite", "employment": {},
        "apply": { "url": "https://norrljus.example/apply" },
        "published_at": { "at": at, "local": "2026-01-01T01:00:00", "zone": "Europe/Stockholm",
            "zone_assumed": false, "date_only": false },
        "contacts": [{ "name": "Person Personsson", "email": "person@norrljus.example" }],
        "extensions": { "odd": { "a": 1 } },
    });
    serde_json::from_value(ad).expect("an ad")
}
