//! The rules of dedupe told a second time, as plainly as possible: whole
//! titles instead of hashes, absences counted one by one.
//!
//! An ad is forgotten 180 days after it was heard of last, if it is withdrawn,
//! and 180 days after its end, if it has one.

use std::collections::BTreeMap;

use schemas::dedupe_state::Standing;
use schemas::received::ReceivedKind;
use schemas::{AdId, EventId, Received, Timestamp};

/// Says what should come of each event, as `super::text` writes it.
pub(super) struct Oracle {
    now: Timestamp,
    ads: BTreeMap<AdId, Seen>,
    feeds: BTreeMap<String, Feed>,
    highest_forgotten: i64,
}

const KEPT_SECONDS: i64 = 180 * 86_400;

#[derive(Default)]
struct Feed {
    is_open: bool,
    last_begun: Option<String>,
    markers: Vec<EventId>,
}

struct Seen {
    standing: Standing,
    revision: i64,
    title: String,
    until: Option<Timestamp>,
    modified_at: Option<Timestamp>,
    heard_at: Timestamp,
    connector: String,
    seen_in_last: bool,
    absences: u32,
    deliveries: Vec<EventId>,
}

impl Seen {
    fn new(standing: Standing, revision: i64) -> Self {
        Self {
            standing,
            revision,
            title: String::new(),
            until: None,
            modified_at: None,
            heard_at: Timestamp::default(),
            connector: String::new(),
            seen_in_last: false,
            absences: 0,
            deliveries: Vec::new(),
        }
    }

    fn is_forgotten_at(&self, now: Timestamp) -> bool {
        let heard_or_ended = match self.standing {
            Standing::Live => self.until,
            Standing::Withdrawn => Some(self.heard_at),
            Standing::Erased => None,
        };
        heard_or_ended.is_some_and(|at| at.plus_seconds(KEPT_SECONDS) <= now)
    }
}

/// Among the last four.
fn is_recent(deliveries: &[EventId], id: EventId) -> bool {
    deliveries.iter().rev().take(4).any(|delivery| *delivery == id)
}

impl Oracle {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { now, ads: BTreeMap::new(), feeds: BTreeMap::new(), highest_forgotten: 0 }
    }

    /// Says how many ads should be forgotten by then.
    pub(super) fn wait_until(&mut self, now: Timestamp) -> String {
        self.now = now;
        let (gone, kept): (BTreeMap<_, _>, _) =
            std::mem::take(&mut self.ads).into_iter().partition(|(_, ad)| ad.is_forgotten_at(now));
        self.ads = kept;
        for seen in gone.values() {
            self.highest_forgotten = self.highest_forgotten.max(seen.revision);
        }
        if gone.is_empty() { String::new() } else { format!("forgot {}", gone.len()) }
    }

    pub(super) fn say(&mut self, event: &Received) -> String {
        match event.kind {
            ReceivedKind::Observed => self.observed(event),
            ReceivedKind::Removed => self.removed(event).unwrap_or("already_gone".to_owned()),
            ReceivedKind::Erased => self.erased(event),
            ReceivedKind::SnapshotBegun => self.begun(event),
            ReceivedKind::SnapshotCompleted => self.completed(event),
        }
    }

    fn observed(&mut self, event: &Received) -> String {
        let ad = event.ad.as_deref().unwrap();
        let over = ad.expires_at().is_some_and(|end| end <= self.now);
        if !self.ads.contains_key(&event.ad_id) && over {
            return "already_expired".to_owned();
        }
        let above = self.highest_forgotten;
        let unseen = || Seen::new(Standing::Withdrawn, above);
        let seen = self.ads.entry(event.ad_id).or_insert_with(unseen);
        if seen.standing == Standing::Erased {
            return "rejected erased".to_owned();
        }
        seen.heard_at = self.now;
        seen.connector.clone_from(&ad.source.connector);
        (seen.seen_in_last, seen.absences) = (true, 0);
        if is_recent(&seen.deliveries, event.event_id) {
            return "redelivered".to_owned();
        }
        seen.deliveries.push(event.event_id);
        if let (Some(new), Some(old)) = (ad.source_modified_at, seen.modified_at)
            && new < old
        {
            return "stale".to_owned();
        }
        let live = seen.standing == Standing::Live;
        if live && (ad.title(), ad.expires_at()) == (seen.title.as_str(), seen.until) {
            seen.modified_at = ad.source_modified_at.or(seen.modified_at);
            return "duplicate".to_owned();
        }
        if !live && over {
            return "already_expired".to_owned();
        }
        seen.revision += 1;
        seen.standing = Standing::Live;
        ad.title().clone_into(&mut seen.title);
        seen.until = ad.expires_at();
        seen.modified_at = ad.source_modified_at;
        format!("upserted {}", seen.revision)
    }

    fn removed(&mut self, event: &Received) -> Option<String> {
        let seen = self.ads.get_mut(&event.ad_id)?;
        if seen.standing == Standing::Erased {
            return None;
        }
        if is_recent(&seen.deliveries, event.event_id) {
            return Some("redelivered".to_owned());
        }
        seen.deliveries.push(event.event_id);
        seen.heard_at = self.now;
        if seen.standing == Standing::Withdrawn {
            return None;
        }
        if seen.modified_at.is_some_and(|at| event.removal.as_ref().unwrap().at < at) {
            return Some("stale".to_owned());
        }
        seen.standing = Standing::Withdrawn;
        seen.revision += 1;
        Some(format!("withdrawn {}", seen.revision))
    }

    fn erased(&mut self, event: &Received) -> String {
        let before = self.ads.get(&event.ad_id);
        if before.is_some_and(|seen| seen.standing == Standing::Erased) {
            return "already_gone".to_owned();
        }
        let revision = before.map_or(self.highest_forgotten, |seen| seen.revision) + 1;
        self.ads.insert(event.ad_id, Seen::new(Standing::Erased, revision));
        format!("erased {revision}")
    }

    fn begun(&mut self, event: &Received) -> String {
        let mark = event.snapshot.as_ref().unwrap();
        let feed = self.feeds.entry(mark.connector.clone()).or_default();
        let again = feed.last_begun.as_ref() == Some(&mark.id);
        if again || is_recent(&feed.markers, event.event_id) {
            return "redelivered".to_owned();
        }
        feed.markers.push(event.event_id);
        (feed.is_open, feed.last_begun) = (true, Some(mark.id.clone()));
        for seen in self.ads.values_mut().filter(|seen| seen.connector == mark.connector) {
            seen.seen_in_last = false;
        }
        "marker".to_owned()
    }

    fn completed(&mut self, event: &Received) -> String {
        let mark = event.snapshot.as_ref().unwrap();
        let feed = self.feeds.entry(mark.connector.clone()).or_default();
        let open = feed.is_open && feed.last_begun.as_ref() == Some(&mark.id);
        if !open || is_recent(&feed.markers, event.event_id) {
            return "redelivered".to_owned();
        }
        feed.markers.push(event.event_id);
        feed.is_open = false;
        let mut gone = Vec::new();
        for seen in self.ads.values_mut().filter(|seen| seen.connector == mark.connector) {
            if seen.seen_in_last {
                continue;
            }
            seen.absences += 1;
            if seen.absences >= 2 && seen.standing == Standing::Live {
                seen.standing = Standing::Withdrawn;
                seen.heard_at = self.now;
                seen.revision += 1;
                gone.push(format!("withdrawn {}", seen.revision));
            }
        }
        if gone.is_empty() { "marker".to_owned() } else { gone.join(", ") }
    }
}
