//! Everything that group remembers of a market, kept consistent: ads, jobs,
//! matching, facets, timers, drafts.

use rustc_hash::FxHashMap;
use schemas::change::Facets;
use schemas::group_state::GroupedAd;
use schemas::{Ad, AdId, JobId, Timestamp};

use super::aliases::Aliases;
use super::corrections::Corrections;
use super::jobs::{Jobs, View};
use super::matching::{AccountNumber, Matcher, Signature};
use super::member::Member;
use super::rules::Rules;
use super::similar::{Similar, Sketch};
use super::symbols::Symbols;
use crate::by_ad::{ByAd, Slot};
use crate::step::Outgoing;
use crate::timers::Timers;

/// One market.
pub(super) struct Market<M> {
    pub(super) ads: ByAd<Member>,
    pub(super) jobs: Jobs,
    pub(super) matcher: M,
    pub(super) similar: Similar,
    pub(super) corrections: Corrections,
    pub(super) aliases: Aliases,
    pub(super) rules: Rules,
    symbols: Symbols,
    accounts: Accounts,
    timers: Timers,
    /// Ads that wait for their publication.
    drafts: FxHashMap<AdId, Box<Ad>>,
    /// The last change.
    seq: i64,
    /// The earliest timer of ads that were restored but not yet settled.
    unsettled: Option<Timestamp>,
}

impl<M: Matcher> Default for Market<M> {
    fn default() -> Self {
        Self {
            ads: ByAd::default(),
            jobs: Jobs::default(),
            matcher: M::default(),
            similar: Similar::default(),
            corrections: Corrections::default(),
            aliases: Aliases::default(),
            rules: Rules::default(),
            symbols: Symbols::default(),
            accounts: Accounts::default(),
            timers: Timers::default(),
            drafts: FxHashMap::default(),
            seq: 0,
            unsettled: None,
        }
    }
}

/// No timer of an ad that was restored.
const NEVER: Timestamp = Timestamp::from_micros(i64::MAX);

/// A job, and how old it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Vacancy {
    /// The change that minted it.
    pub(super) since: i64,
    pub(super) id: JobId,
}

/// What an ad is to look like in public.
pub(super) struct Showing {
    pub(super) facets: Facets,
    pub(super) signature: Signature,
    pub(super) sketch: Sketch,
    pub(super) account: AccountNumber,
    pub(super) rank: u8,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) contacts: bool,
}

impl<M: Matcher> Market<M> {
    /// The ad, if it was ever heard of.
    pub(super) fn ad(&self, ad_id: AdId) -> Option<&Member> {
        self.ads.get(ad_id)
    }

    /// The next number of the public log.
    pub(super) fn next_seq(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }

    /// What subscribers see of a job.
    pub(super) fn view(&self, job: JobId) -> View {
        self.jobs.view(&self.ads, job)
    }

    /// Facets of the revision that subscribers see.
    pub(super) fn facets(&self, ad_id: AdId) -> Facets {
        self.ad(ad_id).map(|member| self.symbols.facets(&member.facets)).unwrap_or_default()
    }

    /// When the next timer is due, or earlier.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let settled = || self.timers.first();
        self.unsettled.or_else(settled).filter(|at| *at != NEVER)
    }

    /// The ad whose timer is the first that is due at `now`.
    pub(super) fn due(&self, now: Timestamp) -> Option<AdId> {
        self.timers.due(now)
    }

    /// Number of whoever published an ad.
    pub(super) fn account(&mut self, ad: &Ad) -> AccountNumber {
        self.accounts.number(&account_name(ad))
    }

    /// What an ad would look like in public.
    pub(super) fn showing(&mut self, ad: &Ad) -> Showing {
        Showing {
            facets: Facets::of(ad),
            signature: M::signature(ad),
            sketch: Sketch::of(ad),
            account: self.account(ad),
            rank: super::rank::rank(ad),
            ends_at: ad.expires_at(),
            contacts: !ad.contacts.is_empty(),
        }
    }

    /// How a public ad looks.
    pub(super) fn shown(&self, ad_id: AdId) -> Option<Showing> {
        let member = self.ad(ad_id).filter(|member| member.is_public())?;
        Some(Showing {
            facets: self.symbols.facets(&member.facets),
            signature: member.signature.clone(),
            sketch: member.sketch.clone(),
            account: member.account,
            rank: member.rank,
            ends_at: member.due_at,
            contacts: member.contacts,
        })
    }

    /// Forgets an alias that is due. Ads that name it may still come back: only
    /// drafts do, all others are forgotten before. False when none is due.
    pub(super) fn forget_alias(&mut self, now: Timestamp, out: &mut Vec<Outgoing>) -> bool {
        let Some(job) = self.aliases.first(now) else { return false };
        let names = |ad_id: &&AdId| self.ad(**ad_id).is_some_and(|ad| ad.job == Some(job));
        let mut drafts: Vec<AdId> = self.drafts.keys().filter(names).copied().collect();
        drafts.sort_unstable();
        for ad_id in drafts {
            let (Some(slot), Some(alias)) = (self.ads.slot(ad_id), self.aliases.get(job)) else {
                continue;
            };
            let member = self.ads.at_mut(slot);
            (member.job, member.job_since) = (Some(alias.into), alias.since);
            out.extend(self.record(ad_id));
        }
        self.aliases.forget(job, out);
        true
    }

    /// Makes an ad public, or shows its new revision, in `vacancy`.
    pub(super) fn show(&mut self, ad_id: AdId, revision: i64, vacancy: Vacancy, showing: Showing) {
        let mut member = self.take(ad_id);
        if !member.is_public() {
            member.since = self.seq;
        }
        member.revision = revision;
        member.seq = self.seq;
        member.lifecycle = schemas::ad::Lifecycle::Published;
        member.job = Some(vacancy.id);
        member.job_since = vacancy.since;
        member.account = showing.account;
        member.rank = showing.rank;
        member.due_at = showing.ends_at;
        member.contacts = showing.contacts;
        member.signature = showing.signature;
        member.sketch = showing.sketch;
        self.put(member, &showing.facets);
    }

    /// Changes an ad that is not to be public after it, and is due next at
    /// `due_at`.
    pub(super) fn hide(
        &mut self,
        ad_id: AdId,
        due_at: Option<Timestamp>,
        change: impl FnOnce(&mut Member, i64),
    ) {
        let mut member = self.take(ad_id);
        member.due_at = due_at;
        if let Some(vacancy) = self.vacancy_of(&member) {
            (member.job, member.job_since) = (Some(vacancy.id), vacancy.since);
        }
        change(&mut member, self.seq);
        self.put(member, &Facets::default());
    }

    /// Keeps an ad until its publication.
    pub(super) fn keep_draft(&mut self, ad: Box<Ad>) {
        let account = self.account(&ad);
        let (ad_id, at, revision) = (ad.ad_id, ad.published_at.at, ad.revision);
        self.hide(ad_id, Some(at), |member, _| {
            member.lifecycle = schemas::ad::Lifecycle::Draft;
            member.revision = revision;
            member.account = account;
            member.sketch = Sketch::default();
        });
        self.drafts.insert(ad_id, ad);
    }

    /// A kept ad, no longer kept.
    pub(super) fn take_draft(&mut self, ad_id: AdId) -> Option<Box<Ad>> {
        self.drafts.remove(&ad_id)
    }

    /// What is to be remembered of an ad.
    pub(super) fn record(&self, ad_id: AdId) -> Option<Outgoing> {
        let member = self.ad(ad_id)?;
        let account = self.accounts.name(member.account);
        let draft = self.drafts.get(&ad_id).cloned();
        Some(member.record(account, self.symbols.facets(&member.facets), draft))
    }

    /// Takes what was remembered of an ad. What follows from it waits for
    /// [`Market::settle`].
    pub(super) fn restore(&mut self, ad_id: AdId, state: GroupedAd) {
        self.release(ad_id);
        let account = self.accounts.number(&state.account);
        self.seq = self.seq.max(state.seq);
        let mut member = Member::restore(ad_id, &state, account);
        if member.is_public() {
            member.facets = self.symbols.hold(&state.facets);
        }
        self.unsettle(member.due_at);
        self.ads.put(member);
        if let Some(draft) = state.draft {
            self.drafts.insert(ad_id, draft);
        }
    }

    /// The changelog forgot an ad. What follows waits for [`Market::settle`].
    pub(super) fn restore_forgotten(&mut self, ad_id: AdId) {
        self.release(ad_id);
        self.ads.remove(ad_id);
        self.unsettle(None);
    }

    /// Forgets an ad. False when it must stay: the number of the last change
    /// is known by the ad's record alone.
    pub(super) fn forget(&mut self, ad_id: AdId) -> bool {
        if self.ad(ad_id).is_some_and(|member| member.seq > 0 && member.seq == self.seq) {
            return false;
        }
        self.take(ad_id);
        self.ads.remove(ad_id);
        true
    }

    /// Builds what follows from restored ads, all at once: a million of them
    /// one by one would take seconds.
    pub(super) fn settle(&mut self) {
        if self.unsettled.take().is_none() {
            return;
        }
        let mut slots: Vec<Slot> = self.ads.slots().collect();
        // In the order in which they lie in memory.
        slots.sort_unstable();
        let (mut timers, mut entries, mut compared) = (Vec::new(), Vec::new(), Vec::new());
        self.jobs = Jobs::default();
        for slot in slots {
            let member = self.ads.at(slot);
            timers.extend(member.due_at.map(|at| (at, member.ad_id)));
            if member.is_compared() {
                compared.push(slot);
            }
            if member.is_public() {
                let entry = |key: &u64| (*key, member.account, slot);
                entries.extend(member.signature.iter().map(entry));
                self.jobs.join(&mut self.ads, slot);
            }
        }
        self.timers = timers.into_iter().collect();
        self.matcher = M::with(entries);
        self.similar = Similar::with(&compared, &self.ads);
    }

    fn unsettle(&mut self, due_at: Option<Timestamp>) {
        let due_at = due_at.unwrap_or(NEVER);
        self.unsettled = Some(self.unsettled.map_or(due_at, |at| at.min(due_at)));
    }

    fn release(&mut self, ad_id: AdId) {
        if let Some(member) = self.ads.get(ad_id) {
            self.symbols.release(&member.facets);
        }
        self.drafts.remove(&ad_id);
    }

    /// Takes an ad out of everything that follows from it.
    fn take(&mut self, ad_id: AdId) -> Member {
        let Some(slot) = self.ads.slot(ad_id) else { return Member::unseen(ad_id) };
        if self.ads.at(slot).is_public() {
            self.jobs.leave(&mut self.ads, slot);
        }
        let member = std::mem::replace(self.ads.at_mut(slot), Member::unseen(ad_id));
        if member.is_public() {
            self.matcher.remove(slot, member.account, &member.signature);
        }
        if member.is_compared() {
            self.similar.remove(slot, &member.sketch);
        }
        self.symbols.release(&member.facets);
        self.timers.set(ad_id, member.due_at, None);
        self.drafts.remove(&ad_id);
        member
    }

    /// Puts an ad into everything that follows from it.
    fn put(&mut self, mut member: Member, facets: &Facets) {
        let (ad_id, account, due_at) = (member.ad_id, member.account, member.due_at);
        let (is_public, is_compared) = (member.is_public(), member.is_compared());
        member.facets = if is_public { self.symbols.hold(facets) } else { Box::default() };
        let slot = self.ads.put(member);
        if is_public {
            self.matcher.add(slot, account, &self.ads.at(slot).signature);
            self.jobs.join(&mut self.ads, slot);
        }
        if is_compared {
            self.similar.add(slot, &self.ads.at(slot).sketch);
        }
        self.timers.set(ad_id, None, due_at);
    }
}

/// Who published an ad: partner, account, and the site that it stands on. A
/// partner that gathers the ads of several sites brings the same job more than
/// once; one site does not.
fn account_name(ad: &Ad) -> String {
    let source = &ad.source;
    let (partner, account) = (&source.partner_id, source.account.as_deref().unwrap_or(""));
    match source.source_url.as_deref().and_then(site) {
        Some(site) => format!("{partner}/{account}@{site}"),
        None => format!("{partner}/{account}"),
    }
}

/// Host of a page, the same for the ways in which one site writes it.
fn site(url: &str) -> Option<String> {
    let url = url::Url::parse(url.trim()).ok()?;
    let host = url.host_str()?;
    let host = ["www.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
    Some(host.to_owned())
}

/// Numbers of those who publish.
#[derive(Default)]
struct Accounts {
    numbers: FxHashMap<Box<str>, AccountNumber>,
    names: Vec<Box<str>>,
}

impl Accounts {
    fn number(&mut self, name: &str) -> AccountNumber {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = AccountNumber::try_from(self.names.len())
            .expect("four thousand million accounts do not fit in memory");
        self.numbers.insert(name.into(), number);
        self.names.push(name.into());
        number
    }

    /// Empty for an ad that nobody ever saw.
    fn name(&self, account: AccountNumber) -> &str {
        self.names.get(account as usize).map_or("", |name| name)
    }
}
