//! Reads what the group step remembers, once through, and what waits for it.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use eventlog::{Consumed, EventLog, From, LogError, TopicName};
use processors::StepName;
use schemas::ad::Lifecycle;
use schemas::group_state::{GroupState, KnownAlias, KnownCorrection};
use schemas::revision::{Revision, RevisionKind};
use schemas::{AdId, Codec, JobId, PartnerName, topic};
use serde::Deserialize;

use super::word::is_word;
use super::{GroupingError, MARKET};
use crate::process::group_of;

/// Longest wait for the log without anything coming.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
const WAIT: Duration = Duration::from_millis(100);
const RECORDS_MAX: usize = 5_000;

/// What is looked at of an ad.
#[derive(Clone, Deserialize)]
pub(super) struct KnownAd {
    pub(super) lifecycle: Lifecycle,
    pub(super) seq: i64,
    pub(super) since: i64,
    pub(super) job: Option<JobId>,
    pub(super) account: String,
    pub(super) rank: i32,
}

impl KnownAd {
    /// Whose ad it is; `unknown` for one that was never shown.
    pub(super) fn partner(&self) -> PartnerName {
        let name = self.account.split('/').next().unwrap_or_default();
        let unknown = || PartnerName::new("unknown").expect("a valid name");
        PartnerName::new(name).unwrap_or_else(|_| unknown())
    }
}

#[derive(Deserialize)]
struct AdPart {
    ad: Option<KnownAd>,
}

/// What was found.
#[derive(Default)]
pub(super) struct State {
    pub(super) ads: HashMap<AdId, KnownAd>,
    pub(super) corrections: HashMap<String, KnownCorrection>,
    pub(super) aliases: HashMap<JobId, KnownAlias>,
}

/// One reading.
pub(super) struct Scan<'a> {
    log: &'a dyn EventLog,
    codec: &'a Codec,
}

impl<'a> Scan<'a> {
    pub(super) fn new(log: &'a dyn EventLog, codec: &'a Codec) -> Self {
        Self { log, codec }
    }

    /// These ads, and all that was said.
    pub(super) fn ads(&self, wanted: &[AdId]) -> Result<State, GroupingError> {
        let keys: HashSet<String> = wanted.iter().map(ToString::to_string).collect();
        self.read(|key| keys.contains(key), |_, _| true)
    }

    /// The ads of a job, public or not, and an ad by its id.
    pub(super) fn job(&self, job: JobId, ad_id: AdId) -> Result<State, GroupingError> {
        self.read(|_| true, |key, ad| key == ad_id || ad.job == Some(job))
    }

    /// Ads whose key is `looked_at` and that are `wanted`.
    fn read(
        &self,
        looked_at: impl Fn(&str) -> bool,
        wanted: impl Fn(AdId, &KnownAd) -> bool,
    ) -> Result<State, GroupingError> {
        let mut state = State::default();
        let name = TopicName::new(topic::GROUP_STATE);
        let end = self.log.bounds(&name, MARKET)?.end;
        self.each(&name, None, end, |record| {
            let key = record.key.as_deref().unwrap_or_default();
            let key = String::from_utf8_lossy(key).into_owned();
            let unreadable = |error| GroupingError::Unreadable(key.clone(), error);
            let value = record.value.as_deref();
            if key.starts_with("hold/") {
                let value = value.map(|value| self.codec.decode::<GroupState>(value));
                let value = value.transpose().map_err(unreadable)?;
                match value.and_then(|state| state.correction) {
                    Some(correction) => drop(state.corrections.insert(key, *correction)),
                    None => drop(state.corrections.remove(&key)),
                }
            } else if let Some(job) = key.strip_prefix("alias/") {
                let Ok(job) = job.parse() else { return Ok(()) };
                let value = value.map(|value| self.codec.decode::<GroupState>(value));
                let value = value.transpose().map_err(unreadable)?;
                match value.and_then(|state| state.alias) {
                    Some(alias) => drop(state.aliases.insert(job, alias)),
                    None => drop(state.aliases.remove(&job)),
                }
            } else if let Ok(ad_id) = key.parse::<AdId>()
                && looked_at(&key)
            {
                let value = value.map(|value| self.codec.decode_part::<GroupState, AdPart>(value));
                let value = value.transpose().map_err(unreadable)?;
                match value.and_then(|part| part.ad).filter(|ad| wanted(ad_id, ad)) {
                    Some(ad) => drop(state.ads.insert(ad_id, ad)),
                    None => drop(state.ads.remove(&ad_id)),
                }
            }
            Ok(())
        })?;
        Ok(state)
    }

    /// What operators said that the group step did not take in yet.
    pub(super) fn waiting(&self) -> Result<Vec<Revision>, GroupingError> {
        let (group, name) = (group_of(StepName::Group), TopicName::new(topic::ADS_ENRICHED));
        let next = self.log.committed(&group, &name, MARKET)?;
        let bounds = self.log.bounds(&name, MARKET)?;
        let from = next.map_or(bounds.floor, |next| next.max(bounds.floor));
        let mut waiting = Vec::new();
        self.each(&name, Some(from), bounds.end, |record| {
            let value = record.value.as_deref().filter(|_| is_word(&record.headers));
            if let Some(Ok(event)) = value.map(|value| self.codec.decode::<Revision>(value))
                && event.kind == RevisionKind::Corrected
            {
                waiting.push(event);
            }
            Ok(())
        })?;
        Ok(waiting)
    }

    fn each(
        &self,
        name: &TopicName,
        from: Option<u64>,
        end: u64,
        mut take: impl FnMut(&Consumed) -> Result<(), GroupingError>,
    ) -> Result<(), GroupingError> {
        if from.is_some_and(|from| from >= end) {
            return Ok(());
        }
        let mut reader = self.log.reader(name, MARKET, from.map_or(From::Floor, From::Position))?;
        let mut heard = Instant::now();
        while reader.position() < end {
            let records = reader.poll(RECORDS_MAX, WAIT)?;
            if !records.is_empty() {
                heard = Instant::now();
            } else if heard.elapsed() > READ_TIMEOUT {
                let reason = format!("{name} gave nothing for {READ_TIMEOUT:?}");
                return Err(LogError::Unavailable(reason).into());
            }
            for record in records.iter().filter(|record| record.position < end) {
                take(record)?;
            }
        }
        Ok(())
    }
}
