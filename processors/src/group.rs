//! Is it a job that we know already? When does it appear, and when is it over?
//!
//! The one writer of a market's public log. `docs/adr/0005-dedupe-and-group.md`
//! says why each rule is as it is.

mod aliases;
mod apply_url;
mod corrected;
mod corrections;
mod entry;
mod jobs;
mod market;
mod matching;
mod member;
mod moving;
mod placing;
mod rank;
mod rules;
mod similar;
mod symbols;
mod tasks;

pub use self::corrections::{Corrections, Effect, key as correction_key};
pub use self::rules::Rules;

use bytes::Bytes;
use schemas::ad::{Ad, Lifecycle, Removal, RemovalSignal};
use schemas::change::{Change, ChangeKind, JobRef};
use schemas::contacts::Contacts;
use schemas::group_state::{GroupState, KnownMarket};
use schemas::revision::RevisionKind;
use schemas::{AdId, JobId, Revision, Timestamp};
use uuid::Uuid;

use self::entry::{End, Entry, is_of_another, lacks_part};
use self::jobs::told;
use self::market::{Market, Vacancy};
use self::matching::Exact;
use self::placing::{Anew, Placement};
use self::similar::Sketch;
use self::tasks::Tasks;
use crate::by_ad;
use crate::step::{Arrival, DropReason, Outcome, Outgoing, StateRecord, Step, StepName};
use crate::timers::{forget_after, forget_at, linger_until};

/// Key of the market's own record in the changelog.
const MARKET_KEY: &str = "market";

/// The step from `ads.enriched` to `changes`.
#[derive(Default)]
pub struct Group {
    market: Market<Exact>,
    tasks: Tasks,
    epoch: Option<Uuid>,
}

impl Step for Group {
    type In = Revision;
    type State = GroupState;

    const NAME: StepName = StepName::Group;

    fn restore(&mut self, key: &[u8], state: Option<GroupState>) {
        let key = str::from_utf8(key).expect("keys of group.state are text");
        if key == MARKET_KEY {
            self.epoch = state.and_then(|state| state.market).map(|market| market.epoch);
            return;
        }
        if key.starts_with(corrections::KEY_PREFIX) {
            let correction = state.and_then(|state| state.correction);
            self.market.corrections.restore(key, correction.as_deref());
            return;
        }
        if key.starts_with(aliases::KEY_PREFIX) {
            self.market.aliases.restore(key, state.and_then(|state| state.alias));
            return;
        }
        if key.starts_with(tasks::KEY_PREFIX) {
            self.tasks.restore(key, state.and_then(|state| state.task));
            return;
        }
        let ad_id: AdId = key.parse().expect("other keys of group.state are ad ids");
        match state.and_then(|state| state.ad) {
            Some(ad) => self.market.restore(ad_id, ad),
            None => self.market.restore_forgotten(ad_id),
        }
    }

    fn decide(&mut self, event: Revision, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        self.market.settle();
        if event.kind == RevisionKind::Corrected {
            return self.corrected(&event, arrival, out);
        }
        if let Some(member) = self.market.ad(event.ad_id) {
            if member.lifecycle == Lifecycle::Erased {
                return Outcome::Drop(DropReason::AlreadyGone);
            }
            if event.revision <= member.revision {
                return Outcome::Drop(DropReason::Redelivered);
            }
        }
        match event.kind {
            RevisionKind::Upserted => self.upserted(event, arrival, out),
            RevisionKind::Withdrawn | RevisionKind::Erased => self.gone(&event, arrival, out),
            RevisionKind::Corrected => unreachable!("it was taken in above"),
        }
    }

    fn next_tick(&self) -> Option<Timestamp> {
        let due = [self.market.next_due(), self.market.aliases.first_due(), self.tasks.due()];
        due.into_iter().flatten().min()
    }

    fn tick(&mut self, now: Timestamp, max: usize, out: &mut Vec<Outgoing>) {
        self.market.settle();
        let cause = Cause { at: now, received_at: now };
        let is_due = self.tasks.due().is_some_and(|at| at <= now);
        let mut left = max - if is_due { self.go_on(max, cause, out) } else { 0 };
        while left > 0 {
            left -= 1;
            if let Some(ad_id) = self.market.due(now) {
                self.due(ad_id, cause, out);
            } else if !self.market.forget_alias(now, out) {
                return;
            }
        }
    }
}

/// When something happened, and when the hub took in what caused it.
#[derive(Clone, Copy)]
struct Cause {
    at: Timestamp,
    received_at: Timestamp,
}

impl Group {
    /// A step with other rules than a hub's, which remembers nothing yet.
    pub fn with_rules(rules: Rules) -> Self {
        let mut group = Self::default();
        group.market.rules = rules;
        group
    }

    /// A new revision of an ad that is there.
    fn upserted(
        &mut self,
        mut event: Revision,
        arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        let Some(mut ad) = event.ad.take() else {
            return lacks_part(&event, "/ad", arrival, out);
        };
        if ad.ad_id != event.ad_id || ad.source.partner_id != event.partner {
            event.ad = Some(ad);
            return is_of_another(&event, arrival, out);
        }
        ad.revision = event.revision;
        self.mint_epoch(&event, out);
        let cause = Cause { at: arrival.now, received_at: event.received_at };
        let is_public = self.market.ad(ad.ad_id).is_some_and(member::Member::is_public);
        if ad.expires_at().is_some_and(|at| at <= arrival.now) {
            let end = End { lifecycle: Lifecycle::Expired, reason: RemovalSignal::Expiry };
            return if self.end(ad.ad_id, event.revision, end, cause, out) {
                Outcome::Emit
            } else {
                Outcome::Drop(DropReason::AlreadyExpired)
            };
        }
        // An ad that subscribers see stays when its date moves on: silence
        // would look like a withdrawal that was never announced.
        if !is_public && ad.published_at.at > arrival.now {
            ad.lifecycle = Lifecycle::Draft;
            let ad_id = ad.ad_id;
            self.market.keep_draft(ad);
            out.extend(self.market.record(ad_id));
            return Outcome::Drop(DropReason::Draft);
        }
        self.show(ad, cause, out);
        Outcome::Emit
    }

    /// An ad was withdrawn or erased.
    fn gone(&mut self, event: &Revision, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        let Some(Removal { signal, .. }) = event.removal else {
            return lacks_part(event, "/removal", arrival, out);
        };
        self.mint_epoch(event, out);
        let lifecycle = match event.kind {
            RevisionKind::Erased => Lifecycle::Erased,
            RevisionKind::Withdrawn | RevisionKind::Upserted | RevisionKind::Corrected => {
                Lifecycle::Withdrawn
            }
        };
        let cause = Cause { at: arrival.now, received_at: event.received_at };
        let end = End { lifecycle, reason: signal };
        if self.end(event.ad_id, event.revision, end, cause, out) {
            Outcome::Emit
        } else {
            Outcome::Drop(DropReason::NotPublic)
        }
    }

    /// The timer of an ad went off.
    fn due(&mut self, ad_id: AdId, cause: Cause, out: &mut Vec<Outgoing>) {
        if let Some(member) = self.market.ad(ad_id).filter(|member| member.is_gone()) {
            match (member.sketch.is_empty(), member.due_at) {
                (false, Some(until)) => self.stop_lingering(ad_id, until, out),
                _ => self.forget(ad_id, cause, out),
            }
            return;
        }
        let revision = self.market.ad(ad_id).map_or(0, |member| member.revision);
        let end = End { lifecycle: Lifecycle::Expired, reason: RemovalSignal::Expiry };
        match self.market.take_draft(ad_id) {
            Some(ad) if ad.expires_at().is_none_or(|at| at > cause.at) => {
                self.show(ad, cause, out);
            }
            Some(_) | None => {
                self.end(ad_id, revision, end, cause, out);
            }
        }
    }

    /// An ad that is gone no longer stands for its job.
    fn stop_lingering(&mut self, ad_id: AdId, until: Timestamp, out: &mut Vec<Outgoing>) {
        self.market.hide(ad_id, Some(forget_after(until)), |member, _| {
            member.sketch = Sketch::default();
        });
        out.extend(self.market.record(ad_id));
    }

    /// Forgets an ad that has been gone for long; subscribers who ask for it
    /// are told that it never was.
    fn forget(&mut self, ad_id: AdId, cause: Cause, out: &mut Vec<Outgoing>) {
        let was_seen = self.market.ad(ad_id).is_some_and(|member| member.seq > 0);
        if self.market.forget(ad_id) {
            out.push(Outgoing::State(by_ad::key(ad_id), None));
            out.extend(was_seen.then_some(Outgoing::Forgotten(ad_id)));
        } else {
            self.market.hide(ad_id, Some(forget_at(cause.at)), |_, _| {});
            out.extend(self.market.record(ad_id));
        }
    }

    /// Publishes an ad, or shows its new revision.
    fn show(&mut self, mut ad: Box<Ad>, cause: Cause, out: &mut Vec<Outgoing>) {
        let (ad_id, revision) = (ad.ad_id, ad.revision);
        let showing = self.market.showing(&ad);
        if self.market.ad(ad_id).is_none() {
            self.inherit(ad_id, &showing, cause.at, out);
        }
        let before = self.market.ad(ad_id);
        let was_public = before.is_some_and(member::Member::is_public);
        let had_contacts = before.is_some_and(|member| member.contacts);
        let says_the_same = before.is_some_and(|member| member.shows(&showing));
        let left = before.and_then(|member| member.job).filter(|_| was_public);
        let previous = self.market.facets(ad_id);

        let Placement { vacancy, grouping, linked } =
            self.market.place(ad_id, &showing, Anew::ByRules);
        let seq = self.market.next_seq();
        let vacancy = vacancy.unwrap_or(Vacancy { since: seq, id: JobId::mint(ad_id, revision) });
        let left = left.filter(|job| *job != vacancy.id).map(|job| (job, self.market.view(job)));
        let joined = self.market.view(vacancy.id);
        self.market.show(ad_id, revision, vacancy, showing);

        let contacts = std::mem::take(&mut ad.contacts);
        ad.lifecycle = Lifecycle::Published;
        ad.removal = None;
        let kind = if was_public { ChangeKind::Updated } else { ChangeKind::Published };
        let left_job = left.map(|left| self.left(left, ad_id, vacancy, cause, out));
        let change = self.change(Entry {
            seq,
            kind,
            cause,
            ad_id,
            revision,
            job: told(vacancy.id, ad_id, joined, self.market.view(vacancy.id), true),
            left_job,
            grouping,
            previous,
            reason: None,
            ad: Some(ad),
        });
        out.push(Outgoing::Change(change));
        if !contacts.is_empty() {
            let contacts = Contacts { ad_id, revision, at: cause.at, contacts };
            out.push(Outgoing::Contacts(ad_id, Some(contacts)));
        } else if had_contacts {
            out.push(Outgoing::Contacts(ad_id, None));
        }
        out.extend(self.market.record(ad_id));
        if !says_the_same {
            self.join(&linked, cause, out);
        }
    }

    /// Ends an ad. True when subscribers are told.
    fn end(
        &mut self,
        ad_id: AdId,
        revision: i64,
        end: End,
        cause: Cause,
        out: &mut Vec<Outgoing>,
    ) -> bool {
        let erased = end.lifecycle == Lifecycle::Erased;
        let before = self.market.ad(ad_id);
        let was_public = before.is_some_and(member::Member::is_public);
        let had_contacts = before.is_some_and(|member| member.contacts);
        // Who ever saw the ad is told that it must be forgotten. An ad that is
        // not known, and whose revision is not its first, may be one that was
        // public and is forgotten here.
        let was_seen = before.map_or(revision > 1, |member| member.seq > 0);
        let is_told = was_public || (erased && was_seen);
        let job = before
            .and_then(|member| member.job)
            .or_else(|| (erased && before.is_none()).then(|| JobId::mint(ad_id, revision)));
        let job = job.filter(|_| is_told);
        let lingers = before.is_some_and(|member| !member.sketch.is_empty());
        let told_of = job.map(|job| (job, self.market.view(job)));
        let previous = self.market.facets(ad_id);
        let seq = told_of.map(|_| self.market.next_seq());
        let due = if lingers { linger_until } else { forget_at };
        self.market.hide(ad_id, (!erased).then(|| due(cause.at)), |member, seq_now| {
            member.lifecycle = end.lifecycle;
            member.revision = revision;
            member.contacts = false;
            if is_told {
                member.seq = seq_now;
            }
            if erased {
                member.job = None;
                member.job_since = 0;
                member.signature = matching::Signature::default();
                member.sketch = Sketch::default();
            }
        });
        if let Some((seq, (job, view))) = seq.zip(told_of) {
            let change = self.change(Entry {
                seq,
                kind: end.kind(),
                cause,
                ad_id,
                revision,
                job: told(job, ad_id, view, self.market.view(job), false),
                left_job: None,
                grouping: None,
                previous,
                reason: Some(end.reason),
                ad: None,
            });
            out.push(Outgoing::Change(change));
        }
        if had_contacts || (erased && is_told) {
            out.push(Outgoing::Contacts(ad_id, None));
        }
        out.extend(self.market.record(ad_id));
        is_told
    }

    fn change(&self, entry: Entry) -> Change {
        let aliases = |job: JobRef| JobRef { aliases: self.market.aliases.of(job.id), ..job };
        Change {
            epoch: self.epoch.expect("the first ad mints the epoch before any change"),
            seq: entry.seq,
            kind: entry.kind,
            at: entry.cause.at,
            received_at: entry.cause.received_at,
            ad_id: entry.ad_id,
            revision: entry.revision,
            job: aliases(entry.job),
            left_job: entry.left_job.map(aliases),
            grouping: entry.grouping,
            previous: entry.previous,
            reason: entry.reason,
            ad: entry.ad,
        }
    }

    /// Names the log after the delivery of its first ad.
    fn mint_epoch(&mut self, first: &Revision, out: &mut Vec<Outgoing>) {
        if self.epoch.is_some() {
            return;
        }
        let epoch = Uuid::new_v5(&first.ad_id.uuid(), first.event_id.as_bytes());
        self.epoch = Some(epoch);
        let state = GroupState { market: Some(KnownMarket { epoch }), ..GroupState::default() };
        let key = Bytes::from_static(MARKET_KEY.as_bytes());
        out.push(Outgoing::State(key, Some(StateRecord::Group(state))));
    }
}

#[cfg(test)]
mod tests;
