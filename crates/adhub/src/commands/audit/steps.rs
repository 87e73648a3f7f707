//! What the audit must know of each step.

use eventlog::Consumed;
use processors::enrich::Enrich;
use processors::{Dedupe, Group, Stateless, Step};
use runtime::process::Hub;
use schemas::ad::{ContentHash, Fact, Lifecycle, Origin};
use schemas::change::{ChangeKind, Facets};
use schemas::dedupe_state::{DedupeState, KnownAd, Standing};
use schemas::group_state::{GroupState, GroupedAd, KnownMarket};
use schemas::revision::RevisionKind;
use schemas::{AdId, Change, Event, Revision, Timestamp, topic};

/// A step whose outputs can be derived again.
pub(super) trait Audited: Step {
    /// Its outputs.
    type Out: Event;
    /// Where they are.
    const OUTPUT: &'static str;
    /// Several partitions of the input write to one of the output.
    const SHARES_OUTPUT: bool = false;
    /// Parts of an output that depend on the state of other ads.
    const OF_OTHERS: &'static [&'static str];

    /// A step that remembers nothing yet.
    fn fresh() -> Self;

    /// `now` of a decision of which nothing is seen: between these two.
    fn quiet_at(_: &Hub, _: &Consumed, _earliest: Timestamp, latest: Timestamp) -> Timestamp {
        latest
    }

    /// The input says by itself that its ad was never heard of before.
    fn is_first(_: &Self::In) -> bool {
        false
    }

    /// A state of the ad from which an input led to this output; `None` in it:
    /// it was never heard of.
    fn before(output: &Self::Out) -> Option<Self::State>;

    /// The state of the ad after this output, as far as it tells.
    fn after(output: &Self::Out) -> Option<Self::State>;

    /// What is remembered besides ads, by key.
    fn besides(_: &Self::Out) -> Option<(&'static str, Self::State)> {
        None
    }

    /// The output may be there because of the states of other ads alone.
    fn rests_on_others(_: &Self::Out) -> bool {
        false
    }

    /// The output is derived without its ad, which is the one that the ad's
    /// change before shows: see `public`.
    fn is_without_ad(_: &Self::Out) -> bool {
        false
    }

    /// A state in a few words.
    fn words(state: &Self::State) -> String;

    /// A state without what depends on the time of a decision that left no
    /// other trace; and in a few words.
    fn certain(state: Self::State) -> (Self::State, String) {
        let words = Self::words(&state);
        (state, words)
    }
}

impl Audited for Dedupe {
    type Out = Revision;

    const OUTPUT: &'static str = topic::ADS_REVISED;
    const OF_OTHERS: &'static [&'static str] = &[];

    fn fresh() -> Self {
        Self::default()
    }

    fn before(output: &Revision) -> Option<DedupeState> {
        let before = || {
            let mut state = dedupe_state(Standing::Live, output.revision - 1, None);
            if let Some(ad) = &mut state.ad {
                // Taken when the hub assumes the date, which is then kept.
                ad.published_at = output.ad.as_ref().map(|ad| ad.published_at.at);
            }
            state
        };
        (output.revision > 1).then(before)
    }

    fn after(output: &Revision) -> Option<DedupeState> {
        let standing = match output.kind {
            // A correction goes to group alone.
            RevisionKind::Upserted | RevisionKind::Corrected => Standing::Live,
            RevisionKind::Withdrawn => Standing::Withdrawn,
            RevisionKind::Erased => Standing::Erased,
        };
        Some(dedupe_state(standing, output.revision, Some(output)))
    }

    fn words(state: &DedupeState) -> String {
        match (&state.ad, &state.feed, &state.forgotten) {
            (Some(ad), ..) => format!("revision {}, {:?}", ad.revision, ad.standing).to_lowercase(),
            (None, Some(feed), _) => format!("{} snapshots begun", feed.begun),
            (None, None, Some(forgotten)) => format!("forgotten up to {}", forgotten.revision),
            (None, None, None) => "nothing".to_owned(),
        }
    }

    fn certain(mut state: DedupeState) -> (DedupeState, String) {
        if let Some(ad) = &mut state.ad {
            ad.forget_at = None;
        }
        let words = Self::words(&state);
        (state, words)
    }
}

fn dedupe_state(standing: Standing, revision: i64, output: Option<&Revision>) -> DedupeState {
    let ad = output.and_then(|output| output.ad.as_ref());
    DedupeState {
        ad: Some(KnownAd {
            standing,
            revision,
            content: ad.map_or(ContentHash::default(), |ad| ad.content_hash),
            modified_at: ad.and_then(|ad| ad.source_modified_at),
            feed: String::new(),
            seen: 0,
            recent: Vec::new(),
            published_at: ad
                .filter(|ad| ad.facts.iter().any(is_assumed_date))
                .map(|ad| ad.published_at.at),
            forget_at: None,
        }),
        ..DedupeState::default()
    }
}

fn is_assumed_date(fact: &Fact) -> bool {
    fact.path == "/published_at" && fact.origin == Origin::Enriched
}

impl Audited for Enrich {
    type Out = Revision;

    const OUTPUT: &'static str = topic::ADS_ENRICHED;
    const SHARES_OUTPUT: bool = true;
    const OF_OTHERS: &'static [&'static str] = &[];

    fn fresh() -> Self {
        Self
    }

    fn before(_: &Revision) -> Option<Stateless> {
        None
    }

    fn after(_: &Revision) -> Option<Stateless> {
        None
    }

    fn words(state: &Stateless) -> String {
        match *state {}
    }
}

impl Audited for Group {
    type Out = Change;

    const OUTPUT: &'static str = topic::CHANGES;
    /// The numbers are compared by themselves: see `public`.
    const OF_OTHERS: &'static [&'static str] = &["seq", "job", "left_job", "grouping"];

    fn fresh() -> Self {
        Self::default()
    }

    /// A draft makes no change while it is early; an ad that is over makes none
    /// once it is late.
    fn quiet_at(hub: &Hub, record: &Consumed, earliest: Timestamp, latest: Timestamp) -> Timestamp {
        let value = record.value.as_deref().unwrap_or_default();
        let is_draft = hub
            .codec
            .decode::<Revision>(value)
            .is_ok_and(|event| event.ad.is_some_and(|ad| ad.published_at.at > earliest));
        if is_draft { earliest } else { latest }
    }

    fn is_first(input: &Revision) -> bool {
        input.revision == 1
    }

    fn before(output: &Change) -> Option<GroupState> {
        let was_public = output.previous.partner.is_some();
        let (lifecycle, due_at) = match (was_public, output.kind) {
            (true, ChangeKind::Expired) => (Lifecycle::Published, Some(output.at)),
            (true, _) => (Lifecycle::Published, None),
            (false, _) => (Lifecycle::Withdrawn, None),
        };
        let revision = output.revision - 1;
        let facets = if was_public { output.previous.clone() } else { Facets::default() };
        Some(grouped(output, GroupedAd { lifecycle, revision, seq: 1, due_at, facets, ..blank() }))
    }

    fn after(output: &Change) -> Option<GroupState> {
        let lifecycle = match output.kind {
            ChangeKind::Published | ChangeKind::Updated => Lifecycle::Published,
            ChangeKind::Withdrawn => Lifecycle::Withdrawn,
            ChangeKind::Expired => Lifecycle::Expired,
            ChangeKind::Erased => Lifecycle::Erased,
        };
        let ad = output.ad.as_ref().filter(|_| lifecycle == Lifecycle::Published);
        let due_at = ad.and_then(|ad| ad.expires_at());
        let facets = ad.map(|ad| Facets::of(ad)).unwrap_or_default();
        let (revision, seq) = (output.revision, output.seq);
        Some(grouped(output, GroupedAd { lifecycle, revision, seq, due_at, facets, ..blank() }))
    }

    fn besides(output: &Change) -> Option<(&'static str, GroupState)> {
        let market = KnownMarket { epoch: output.epoch };
        Some(("market", GroupState { market: Some(market), ..GroupState::default() }))
    }

    fn rests_on_others(output: &Change) -> bool {
        output.kind == ChangeKind::Updated && output.left_job.is_some()
    }

    fn is_without_ad(output: &Change) -> bool {
        output.kind == ChangeKind::Updated && output.ad.is_none()
    }

    fn words(state: &GroupState) -> String {
        match state {
            GroupState { ad: Some(ad), .. } => {
                format!("revision {}, {:?}", ad.revision, ad.lifecycle).to_lowercase()
            }
            GroupState { correction: Some(said), .. } => {
                format!("held {:?}", said.hold).to_lowercase()
            }
            GroupState { alias: Some(alias), .. } => format!("an alias of {}", alias.into),
            GroupState { task: Some(task), .. } => format!("placed up to change {}", task.after),
            _ => "the market".to_owned(),
        }
    }

    fn certain(mut state: GroupState) -> (GroupState, String) {
        if let Some(ad) = &mut state.ad
            && !matches!(ad.lifecycle, Lifecycle::Published | Lifecycle::Draft)
        {
            // When it is forgotten.
            ad.due_at = None;
        }
        let words = Self::words(&state);
        (state, words)
    }
}

fn grouped(output: &Change, ad: GroupedAd) -> GroupState {
    let job = if ad.lifecycle == Lifecycle::Erased { None } else { Some(output.job.id) };
    GroupState { ad: Some(GroupedAd { job, ..ad }), ..GroupState::default() }
}

fn blank() -> GroupedAd {
    GroupedAd {
        lifecycle: Lifecycle::Withdrawn,
        revision: 0,
        seq: 0,
        since: 0,
        job: None,
        job_since: 0,
        account: String::new(),
        rank: 0,
        contacts: false,
        due_at: None,
        facets: Facets::default(),
        signature: Vec::new(),
        sketch: Vec::new(),
        draft: None,
    }
}

/// The ad that a record is about, by its key.
pub(super) fn ad_of(key: Option<&bytes::Bytes>) -> Option<AdId> {
    std::str::from_utf8(key?).ok()?.parse().ok()
}
