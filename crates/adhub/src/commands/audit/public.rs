//! The public log by itself: dense numbers, one epoch, rising revisions, and
//! `ads.current` as its latest entries.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bytes::Bytes;
use eventlog::{LogError, TopicName};
use runtime::process::Hub;
use schemas::change::ChangeKind;
use schemas::{AdId, topic};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::report::{At, Check, PublicLine, Report};
use super::steps::ad_of;
use crate::commands::progress::Progress;
use crate::commands::records::Records;

/// What is looked at of a change.
#[derive(Deserialize)]
struct Head {
    epoch: String,
    seq: i64,
    kind: ChangeKind,
    ad_id: AdId,
    revision: i64,
    #[serde(default)]
    left_job: Option<IgnoredAny>,
}

impl Head {
    /// The ad may have gone into another job without having changed.
    fn may_move(&self) -> bool {
        self.kind == ChangeKind::Updated && self.left_job.is_some()
    }
}

/// The latest change of an ad.
#[derive(Clone, Copy)]
struct Entry {
    position: u64,
    seq: i64,
    revision: i64,
    hash: u64,
}

/// The latest record of each ad in `ads.current`; `None`: it was gone for so
/// long that it was forgotten.
type Current = HashMap<AdId, Option<Entry>>;

struct Changes {
    line: PublicLine,
    epoch: Option<String>,
    ads: HashMap<AdId, Entry>,
    /// The log has its first change.
    complete: bool,
}

/// Checks one market.
pub(super) fn check(
    hub: &Hub,
    market: u32,
    report: &mut Report,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let Opened { changes: mut records, current, moving } = Opened::of(hub, market)?;
    let current = read_current(hub, current, report, progress)?;
    let bounds = records.bounds();
    let mut changes = Changes {
        line: PublicLine { market, moving, ..PublicLine::default() },
        epoch: None,
        ads: HashMap::new(),
        complete: bounds.floor == 0,
    };
    while let Some(record) = records.next()? {
        progress.at(topic::CHANGES, record.position - bounds.floor, bounds.end - bounds.floor);
        let at = At { topic: topic::CHANGES, partition: market, position: record.position };
        match head(hub, record.value.as_ref()) {
            Ok(head) if changes.is_other_ad(hub, &head, record.value.as_ref(), market)? => {
                let seen = format!("another ad in revision {}, which only moves", head.revision);
                report.differs(Check::Differs, at, Some(head.ad_id), seen, "the ad as before");
                changes.take(&head, record.value.as_ref(), at, report);
            }
            Ok(head) => changes.take(&head, record.value.as_ref(), at, report),
            Err(reason) => report.differs(Check::Differs, at, None, reason, "a valid change"),
        }
    }
    if !moving {
        changes.compare(&current, bounds.end, report);
    }
    changes.line.ads = current.values().flatten().count() as u64;
    report.public.push(changes.line);
    Ok(())
}

/// Both topics, as they were at one moment.
struct Opened {
    changes: Records,
    current: Records,
    /// There was no such moment: changes come too fast.
    moving: bool,
}

const TRIES: u32 = 20;

impl Opened {
    fn of(hub: &Hub, market: u32) -> Result<Self, LogError> {
        let (log, name) = (hub.log.as_ref(), TopicName::new(topic::CHANGES));
        let mut tries = 0;
        loop {
            let changes = Records::open(log, &name, market)?;
            let current = Records::open(log, &TopicName::new(topic::ADS_CURRENT), market)?;
            let moving = log.bounds(&name, market)?.end != changes.bounds().end;
            tries += 1;
            if !moving || tries == TRIES {
                return Ok(Self { changes, current, moving });
            }
        }
    }
}

fn head(hub: &Hub, value: Option<&Bytes>) -> Result<Head, String> {
    let bytes = value.ok_or_else(|| "a record without a value".to_owned())?;
    hub.codec.decode_part::<schemas::Change, Head>(bytes).map_err(|error| error.to_string())
}

/// The ad of a change.
fn ad(hub: &Hub, value: Option<&Bytes>) -> Option<Box<schemas::Ad>> {
    hub.codec.decode::<schemas::Change>(value?).ok()?.ad
}

fn hash(value: Option<&Bytes>) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The latest record of each ad.
fn read_current(
    hub: &Hub,
    mut records: Records,
    report: &mut Report,
    progress: &mut Progress,
) -> anyhow::Result<Current> {
    let end = records.bounds().end;
    let mut current = Current::new();
    while let Some(record) = records.next()? {
        progress.at(topic::ADS_CURRENT, record.position, end);
        let value = record.value.as_ref();
        if let (None, Some(ad_id)) = (value, ad_of(record.key.as_ref())) {
            current.insert(ad_id, None);
            continue;
        }
        match head(hub, value) {
            Ok(Head { seq, ad_id, revision, .. }) => {
                let (position, hash) = (record.position, hash(value));
                current.insert(ad_id, Some(Entry { position, seq, revision, hash }));
            }
            Err(reason) => {
                let position = record.position;
                let partition = record.partition;
                let at = At { topic: topic::ADS_CURRENT, partition, position };
                report.differs(Check::Differs, at, None, reason, "a valid change");
            }
        }
    }
    Ok(current)
}

impl Changes {
    /// An ad that only moves into another job shows another text.
    fn is_other_ad(
        &self,
        hub: &Hub,
        head: &Head,
        value: Option<&Bytes>,
        market: u32,
    ) -> anyhow::Result<bool> {
        let before = self.ads.get(&head.ad_id).filter(|_| head.may_move());
        let Some(before) = before.filter(|before| before.revision == head.revision) else {
            return Ok(false);
        };
        let name = TopicName::new(topic::CHANGES);
        let mut earlier = Records::open_at(hub.log.as_ref(), &name, market, before.position)?;
        let earlier = earlier.next()?.and_then(|record| record.value);
        Ok(ad(hub, earlier.as_ref()) != ad(hub, value))
    }

    fn take(&mut self, head: &Head, value: Option<&Bytes>, at: At, report: &mut Report) {
        let line = &mut self.line;
        line.changes += 1;
        let due = if line.changes == 1 {
            if self.complete { 1 } else { head.seq }
        } else {
            line.last_seq + 1
        };
        if line.changes == 1 {
            line.first_seq = head.seq;
        }
        if head.seq != due {
            let (seen, expected) = (format!("seq {}", head.seq), format!("seq {due}"));
            report.differs(Check::Sequence, at, Some(head.ad_id), seen, expected);
        }
        line.last_seq = head.seq;
        let epoch = self.epoch.get_or_insert_with(|| head.epoch.clone());
        if head.epoch != *epoch {
            let (seen, expected) = (format!("epoch {}", head.epoch), format!("epoch {epoch}"));
            report.differs(Check::Sequence, at, Some(head.ad_id), seen, expected);
        }
        let entry = Entry {
            position: at.position,
            seq: head.seq,
            revision: head.revision,
            hash: hash(value),
        };
        let before = self.ads.insert(head.ad_id, entry);
        // An expiry is of the revision that subscribers see.
        // One that only moves is of it, too.
        let may_stay = head.kind == ChangeKind::Expired || head.may_move();
        let least = |before: Entry| before.revision + i64::from(!may_stay);
        if let Some(least) = before.map(least)
            && head.revision < least
        {
            let seen = format!("{:?} with revision {}", head.kind, head.revision).to_lowercase();
            let expected = format!("revision {least} or higher");
            report.differs(Check::Revision, at, Some(head.ad_id), seen, expected);
        }
    }

    fn compare(&mut self, current: &Current, end: u64, report: &mut Report) {
        let market = self.line.market;
        for (ad_id, seen) in current {
            let Some(seen) = seen else { continue };
            let position = seen.position;
            let at = At { topic: topic::ADS_CURRENT, partition: market, position };
            match self.ads.get(ad_id) {
                Some(latest) if latest.hash == seen.hash => {}
                Some(latest) => {
                    let same = if latest.seq == seen.seq { ", other content" } else { "" };
                    let seen = format!("seq {}, revision {}{same}", seen.seq, seen.revision);
                    let expected = format!(
                        "seq {}, revision {}, as changes/{market}@{}",
                        latest.seq, latest.revision, latest.position
                    );
                    report.differs(Check::Current, at, Some(*ad_id), seen, expected);
                }
                None if !self.complete && seen.seq < self.line.first_seq => {
                    self.line.ads_beyond += 1;
                }
                None => {
                    let seen = format!("seq {}, which is not in changes/{market}", seen.seq);
                    report.differs(Check::Current, at, Some(*ad_id), seen, "a change of the ad");
                }
            }
        }
        for (ad_id, latest) in &self.ads {
            if !current.contains_key(ad_id) {
                let at = At { topic: topic::ADS_CURRENT, partition: market, position: end };
                let expected =
                    format!("seq {}, as changes/{market}@{}", latest.seq, latest.position);
                report.differs(Check::Current, at, Some(*ad_id), "nothing of the ad", expected);
            }
        }
    }
}
