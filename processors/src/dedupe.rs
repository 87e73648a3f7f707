//! Is it a new revision of this ad, a re-send, stale, or a removal?
//!
//! `docs/adr/0005-dedupe-and-group.md` says why each rule is as it is.

mod content;
mod feeds;
mod known;
mod recent;
mod snapshots;

use bytes::Bytes;
use schemas::ad::{Ad, ContentHash, Removal, RemovalSignal};
use schemas::dedupe_state::{DedupeState, Forgotten, Standing};
use schemas::received::ReceivedKind;
use schemas::rejected::{Fault, RejectReason};
use schemas::revision::RevisionKind;
use schemas::{AdId, Received, Revision, Timestamp};

use self::feeds::Feeds;
use self::known::Known;
use self::recent::Recent;
use crate::by_ad::{self, ByAd};
use crate::reject::Refused;
use crate::step::{Arrival, DropReason, Outcome, Outgoing, StateRecord, Step, StepName};
use crate::timers::{Timers, forget_at};

/// Key of a feed's record in the changelog: this and the feed's name.
const FEED_KEY_PREFIX: &str = "snapshot/";
/// Key of what is left of forgotten ads.
const FORGOTTEN_KEY: &str = "forgotten";

/// The step from `ads.received` to `ads.revised`.
#[derive(Default)]
pub struct Dedupe {
    ads: ByAd<Known>,
    feeds: Feeds,
    /// When ads are forgotten; none until they are settled.
    timers: Option<Timers>,
    /// The highest revision of any ad that was forgotten. An ad that is not
    /// known begins above it, since it may be one of those.
    forgotten: i64,
    /// Room in which content is written out to be hashed.
    buffer: Vec<u8>,
}

impl Step for Dedupe {
    type In = Received;
    type State = DedupeState;

    const NAME: StepName = StepName::Dedupe;

    fn restore(&mut self, key: &[u8], state: Option<DedupeState>) {
        let key = str::from_utf8(key).expect("keys of dedupe.state are text");
        if let Some(feed) = key.strip_prefix(FEED_KEY_PREFIX) {
            self.feeds.restore(feed, state.and_then(|state| state.feed).unwrap_or_default());
            return;
        }
        if key == FORGOTTEN_KEY {
            let forgotten = state.and_then(|state| state.forgotten);
            self.forgotten = forgotten.map_or(0, |forgotten| forgotten.revision);
            return;
        }
        let ad_id: AdId = key.parse().expect("other keys of dedupe.state are ad ids");
        match state.and_then(|state| state.ad) {
            Some(ad) => {
                self.ads.put(Known::restore(ad_id, &ad, &mut self.feeds));
            }
            None => self.ads.remove(ad_id),
        }
    }

    fn decide(&mut self, event: Received, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        match event.kind {
            ReceivedKind::Observed => self.observed(event, arrival, out),
            ReceivedKind::Removed => self.removed(event, arrival, out),
            ReceivedKind::Erased => self.erased(&event, out),
            ReceivedKind::SnapshotBegun => self.snapshot_begun(&event, arrival, out),
            ReceivedKind::SnapshotCompleted => self.snapshot_completed(&event, arrival, out),
        }
    }

    /// At once after a restore, so that its timers are settled.
    fn next_tick(&self) -> Option<Timestamp> {
        self.timers.as_ref().map_or(Some(Timestamp::default()), Timers::first)
    }

    fn tick(&mut self, now: Timestamp, max: usize, out: &mut Vec<Outgoing>) {
        let before = self.forgotten;
        for _ in 0..max {
            let Some(ad_id) = self.timers().due(now) else { break };
            self.forget(ad_id, out);
        }
        if self.forgotten != before {
            let forgotten = Some(Forgotten { revision: self.forgotten });
            let state = DedupeState { forgotten, ..DedupeState::default() };
            let key = Bytes::from_static(FORGOTTEN_KEY.as_bytes());
            out.push(Outgoing::State(key, Some(StateRecord::Dedupe(state))));
        }
    }
}

impl Dedupe {
    /// "This is the ad now."
    fn observed(
        &mut self,
        mut event: Received,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(mut ad) = event.ad.take() else {
            return match &event.snapshot {
                Some(snapshot) => self.glimpsed(&event, snapshot, out),
                None => lacks_part(&event, "/ad", arrival, out),
            };
        };
        if ad.ad_id != event.ad_id || ad.source.partner_id != event.partner {
            return is_of_another(event, ad, arrival, out);
        }
        let before = self.ads.get(event.ad_id).copied();
        if before.is_some_and(|known| known.standing == Standing::Erased) {
            return is_erased(&event, arrival, out);
        }
        let mut known = before.unwrap_or_else(|| self.unseen(event.ad_id));
        let verdict = self.judge(&ad, &event, known, arrival.now);

        // Whatever it says, the partner still shows the ad.
        let account = event.account.as_deref();
        known.feed = self.feeds.number(event.partner.as_str(), &ad.source.connector, account);
        known.seen = self.feeds.begun(known.feed);
        let outcome = match verdict {
            Verdict::Dropped(DropReason::AlreadyExpired) if before.is_none() => {
                return Outcome::Drop(DropReason::AlreadyExpired);
            }
            Verdict::Dropped(reason) => {
                if reason == DropReason::Duplicate && ad.source_modified_at.is_some() {
                    known.set_modified_at(ad.source_modified_at);
                }
                Outcome::Drop(reason)
            }
            Verdict::Unhashable(reason) => {
                let fault = Fault::new("content_not_json", "/ad", reason);
                let refused = Refused::received(&event);
                out.push(refused.without_bytes(RejectReason::StepFailed, fault, arrival));
                Outcome::Reject(RejectReason::StepFailed)
            }
            Verdict::Revised(content) => {
                known.revision = known.revision.saturating_add(1);
                known.standing = Standing::Live;
                known.content = content;
                known.set_modified_at(ad.source_modified_at);
                // The partner may never say that a live ad is over.
                known.set_forget_at(ad.expires_at().map(forget_at));
                known.keep_date(&mut ad);
                out.push(upserted(&event, ad, &known));
                Outcome::Emit
            }
        };
        if known.standing == Standing::Withdrawn {
            known.set_forget_at(Some(forget_at(arrival.now)));
        }
        let mark = Recent::mark(event.event_id);
        if !known.recent.contains(mark) {
            known.recent.push(mark);
        }
        self.remember(known, before, out);
        outcome
    }

    /// What an observed ad is, compared with what is known.
    fn judge(&mut self, ad: &Ad, event: &Received, known: Known, now: Timestamp) -> Verdict {
        if known.recent.contains(Recent::mark(event.event_id)) {
            return Verdict::Dropped(DropReason::Redelivered);
        }
        if is_older(ad.source_modified_at, known.modified_at()) {
            return Verdict::Dropped(DropReason::Stale);
        }
        let content = match content::hash(ad, &mut self.buffer) {
            Ok(content) => content,
            Err(error) => return Verdict::Unhashable(error.to_string()),
        };
        let live = known.standing == Standing::Live;
        if live && content == known.content {
            return Verdict::Dropped(DropReason::Duplicate);
        }
        // A live ad's end must reach subscribers: group expires it.
        if !live && ad.expires_at().is_some_and(|at| at <= now) {
            return Verdict::Dropped(DropReason::AlreadyExpired);
        }
        Verdict::Revised(content)
    }

    /// "The ad is gone; it may come back."
    fn removed(
        &mut self,
        mut event: Received,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(removal) = event.removal.take() else {
            return lacks_part(&event, "/removal", arrival, out);
        };
        let before = self.ads.get(event.ad_id).copied();
        let Some(mut known) = before.filter(|known| known.standing != Standing::Erased) else {
            return Outcome::Drop(DropReason::AlreadyGone);
        };
        let mark = Recent::mark(event.event_id);
        if known.recent.contains(mark) {
            return Outcome::Drop(DropReason::Redelivered);
        }
        known.recent.push(mark);
        let outcome = if known.standing == Standing::Withdrawn {
            Outcome::Drop(DropReason::AlreadyGone)
        } else if is_older(Some(removal.at), known.modified_at()) {
            Outcome::Drop(DropReason::Stale)
        } else {
            out.push(withdraw(&event, &mut known, removal));
            Outcome::Emit
        };
        if known.standing == Standing::Withdrawn {
            known.set_forget_at(Some(forget_at(arrival.now)));
        }
        self.remember(known, before, out);
        outcome
    }

    /// "Forget the ad for ever." An ad that was never seen is refused from now
    /// on, too.
    fn erased(&mut self, event: &Received, out: &mut Vec<Outgoing>) -> Outcome {
        let before = self.ads.get(event.ad_id).copied();
        if before.is_some_and(|known| known.standing == Standing::Erased) {
            return Outcome::Drop(DropReason::AlreadyGone);
        }
        let mut known = before.unwrap_or_else(|| self.unseen(event.ad_id));
        known.revision = known.revision.saturating_add(1);
        known.erase();
        let removal = event.removal.clone().unwrap_or(Removal {
            signal: RemovalSignal::Erasure,
            at: event.received_at,
            reason_code: None,
        });
        out.push(gone(event, &known, RevisionKind::Erased, removal));
        self.remember(known, before, out);
        Outcome::Emit
    }

    /// An ad before its first revision, or one that was forgotten.
    fn unseen(&self, ad_id: AdId) -> Known {
        Known::unseen(ad_id, self.forgotten)
    }

    fn remember(&mut self, known: Known, before: Option<Known>, out: &mut Vec<Outgoing>) {
        if before != Some(known) {
            out.push(known.record(&self.feeds));
            let forget_before = before.and_then(|before| before.forget_at());
            self.timers().set(known.ad_id, forget_before, known.forget_at());
            self.ads.put(known);
        }
    }

    /// Forgets an ad that is gone, or was over, long ago.
    fn forget(&mut self, ad_id: AdId, out: &mut Vec<Outgoing>) {
        let known = self.ads.get(ad_id).copied().expect("only ads that are known have timers");
        self.timers().set(ad_id, known.forget_at(), None);
        self.ads.remove(ad_id);
        self.forgotten = self.forgotten.max(known.revision);
        out.push(Outgoing::State(by_ad::key(ad_id), None));
    }

    /// Timers, built at once from all the ads when they are needed first.
    fn timers(&mut self) -> &mut Timers {
        let ads = &self.ads;
        self.timers.get_or_insert_with(|| {
            let known = ads.slots().map(|slot| ads.at(slot));
            known.filter_map(|known| known.forget_at().map(|at| (at, known.ad_id))).collect()
        })
    }
}

/// What an observed ad is.
enum Verdict {
    /// A new revision with this content.
    Revised(ContentHash),
    /// Nothing to pass on.
    Dropped(DropReason),
    /// It cannot be written as JSON, for this reason.
    Unhashable(String),
}

/// Both are known, and the first is earlier.
fn is_older(at: Option<Timestamp>, current: Option<Timestamp>) -> bool {
    at.zip(current).is_some_and(|(at, current)| at < current)
}

fn upserted(event: &Received, mut ad: Box<Ad>, known: &Known) -> Outgoing {
    ad.revision = known.revision;
    ad.observed_at = event.received_at;
    ad.content_hash = known.content;
    let ad = Some(ad);
    Outgoing::Revised(Revision { ad, ..revision(event, known, RevisionKind::Upserted) })
}

fn withdraw(event: &Received, known: &mut Known, removal: Removal) -> Outgoing {
    known.revision = known.revision.saturating_add(1);
    known.standing = Standing::Withdrawn;
    gone(event, known, RevisionKind::Withdrawn, removal)
}

fn gone(event: &Received, known: &Known, kind: RevisionKind, removal: Removal) -> Outgoing {
    let removal = Some(removal);
    Outgoing::Revised(Revision { removal, ..revision(event, known, kind) })
}

/// A revision without its part.
fn revision(event: &Received, known: &Known, kind: RevisionKind) -> Revision {
    Revision {
        event_id: event.event_id,
        partner: event.partner.clone(),
        ad_id: known.ad_id,
        revision: known.revision,
        received_at: event.received_at,
        kind,
        ad: None,
        removal: None,
        correction: None,
    }
}

fn lacks_part(
    event: &Received,
    pointer: &str,
    arrival: &Arrival,
    out: &mut Vec<Outgoing>,
) -> Outcome {
    let message = format!("{:?} has no {}", event.kind, &pointer[1..]);
    let fault = Fault::new("part_missing", pointer, message);
    let reason = RejectReason::Invalid;
    out.push(Refused::received(event).with_event(event, reason, fault, arrival));
    Outcome::Reject(reason)
}

fn is_of_another(
    mut event: Received,
    ad: Box<Ad>,
    arrival: &Arrival,
    out: &mut Vec<Outgoing>,
) -> Outcome {
    let message = format!(
        "event of ad {} of {} carries ad {} of {}",
        event.ad_id, event.partner, ad.ad_id, ad.source.partner_id
    );
    event.ad = Some(ad);
    let fault = Fault::new("other_ad", "/ad/ad_id", message);
    let reason = RejectReason::Invalid;
    out.push(Refused::received(&event).with_event(&event, reason, fault, arrival));
    Outcome::Reject(reason)
}

fn is_erased(event: &Received, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
    let message = "this ad was erased on request and is refused for ever";
    let fault = Fault::new("erased", "", message);
    let reason = RejectReason::Erased;
    out.push(Refused::received(event).without_bytes(reason, fault, arrival));
    Outcome::Reject(reason)
}

#[cfg(test)]
mod tests;
