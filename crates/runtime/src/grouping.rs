//! What an operator sees and says of groups: which ads are one job and why,
//! which are held apart or together. Works on the log alone; the group step
//! takes the words from `ads.enriched` like everything else.

mod scan;
mod show;
mod word;

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::{EventLog, LogError, TopicName};
use processors::{Corrections, StepName, correction_key};
use schemas::ad::Lifecycle;
use schemas::group_state::KnownCorrection;
use schemas::revision::Hold;
use schemas::{AdId, Codec, DecodeError, EncodeError, JobId, PartnerName, Timestamp, topic};
use serde::{Deserialize, Serialize};

use self::scan::{Scan, State};
pub use self::show::{AdShown, JobShown};
pub use self::word::{Word, is_word, record};
use crate::process::{ProcessError, group_of};

/// Partition of the market whose ads are grouped.
const MARKET: u32 = 0;
/// Most pairs of ads that anything was ever said of.
const CORRECTIONS_MAX: usize = 100_000;
/// Longest reason, in characters.
const NOTE_CHARS_MAX: usize = 2_000;
/// Longest name of an operator, in characters.
const BY_CHARS_MAX: usize = 200;
/// How long an effect is waited for.
const EFFECT_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    /// What holds now, as it was said.
    pub correction: KnownCorrection,
    /// It was said before, and this changed nothing.
    pub known: bool,
    /// What was said of the two before.
    pub before: Option<KnownCorrection>,
    /// Words on other pairs that were lifted, because this contradicts them.
    pub lifted: Vec<KnownCorrection>,
    /// The group step took it in. Otherwise it will when it runs.
    pub in_effect: bool,
    /// The jobs of the two ads; none for one that is not public.
    pub jobs: [Option<JobId>; 2],
}

/// A correction, as it is listed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// What was said last of two ads.
    #[serde(flatten)]
    pub correction: KnownCorrection,
    /// The group step did not take it in yet.
    pub waits: bool,
}

/// A word that stands.
pub struct Standing {
    /// What was said.
    pub word: Word,
    /// Partner of the first ad.
    pub partner: PartnerName,
    /// When it was said.
    pub at: Timestamp,
}

/// Why nothing was said, or nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum GroupingError {
    /// Nothing could be meant.
    #[error("an ad cannot be held apart from itself, or together: {0}")]
    SameAd(AdId),
    /// Perhaps it is misspelt, a job's id, or was forgotten.
    #[error("no ad {0} is known: ids of ads are in the change feed and in `adhub group show JOB`")]
    UnknownAd(AdId),
    /// It has no job any more, and never will.
    #[error("ad {0} was erased")]
    ErasedAd(AdId),
    /// Neither an ad nor a job.
    #[error("no ad and no job {0} is known")]
    Unknown(JobId),
    /// There is nothing to take back.
    #[error("nothing is said of {0} and {1}: `adhub group corrections` lists what is")]
    NothingSaid(AdId, AdId),
    /// A name or a reason that cannot be kept.
    #[error("{what} has {chars} characters, 1 to {max} are allowed, and no control characters")]
    Text {
        /// Which.
        what: &'static str,
        /// Its length.
        chars: usize,
        /// The longest.
        max: usize,
    },
    /// No more can be kept.
    #[error("something was said of {CORRECTIONS_MAX} pairs of ads; no more can be kept")]
    TooMany,
    /// The log did not take it; nothing is promised, try again.
    #[error("the log did not answer")]
    Log(#[from] LogError),
    /// A record that is there cannot be read.
    #[error("record {0:?} of group.state cannot be read")]
    Unreadable(String, #[source] DecodeError),
    /// A latest change cannot be found.
    #[error(transparent)]
    Change(#[from] ProcessError),
    /// A record cannot be written: our own mistake.
    #[error("a correction cannot be written")]
    Encode(#[from] EncodeError),
}

/// Whether an effect is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A group step runs, or may run elsewhere.
    Awaited,
    /// None runs.
    Later,
}

/// The groups of a hub. Calls block.
#[derive(Clone)]
pub struct Grouping {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
}

impl Grouping {
    /// That of a hub.
    pub fn new(log: Arc<dyn EventLog>, codec: Arc<Codec>) -> Self {
        Self { log, codec }
    }

    /// Says something of two ads. The last word wins: what contradicts it is
    /// lifted, and told. Durable when this returns.
    ///
    /// # Errors
    /// [`GroupingError`].
    pub fn say(&self, word: &Word, now: Timestamp, effect: Effect) -> Result<Said, GroupingError> {
        check("the reason", &word.note, NOTE_CHARS_MAX)?;
        check("the name", &word.by, BY_CHARS_MAX)?;
        if word.ad_id == word.other {
            return Err(GroupingError::SameAd(word.ad_id));
        }
        let state = self.scan().ads(&[word.ad_id, word.other])?;
        let ad = |ad_id| state.ads.get(&ad_id).ok_or(GroupingError::UnknownAd(ad_id));
        for ad_id in [word.ad_id, word.other] {
            if ad(ad_id)?.lifecycle == Lifecycle::Erased {
                return Err(GroupingError::ErasedAd(ad_id));
            }
        }
        let known = self.known(&state)?;
        let said = outcome(&known, word, now)?;
        if said.known {
            return Ok(Said { jobs: jobs(&state, word), ..said });
        }
        let position = self.append(word, &ad(word.ad_id)?.partner(), now)?;
        let taken = if effect == Effect::Awaited { self.taken(position, word, now)? } else { None };
        let in_effect = taken.is_some();
        Ok(Said { in_effect, jobs: jobs(&taken.unwrap_or(state), word), ..said })
    }

    /// What was said of every pair of ads last; with `all`, also what was
    /// lifted since.
    ///
    /// # Errors
    /// [`GroupingError`].
    pub fn corrections(&self, all: bool) -> Result<Vec<Listed>, GroupingError> {
        let known = self.known(&self.scan().ads(&[])?)?;
        let wanted = |listed: &Listed| all || listed.correction.hold != Hold::Free;
        let mut listed: Vec<Listed> = known.into_iter().filter(wanted).collect();
        listed.sort_by_key(|listed| (listed.correction.at, listed.correction.ad_id));
        Ok(listed)
    }

    /// A job by its id, or that of one of its ads: its ads, and why each is in
    /// it.
    ///
    /// # Errors
    /// [`GroupingError::Unknown`], or the log's.
    pub fn show(&self, id: JobId) -> Result<JobShown, GroupingError> {
        show::show(self, id)
    }

    /// The words that stand now, for a log that is made anew.
    ///
    /// # Errors
    /// [`GroupingError`].
    pub fn words(&self) -> Result<Vec<Standing>, GroupingError> {
        let listed = self.corrections(false)?;
        let ads: Vec<AdId> = listed.iter().map(|listed| listed.correction.ad_id).collect();
        let state = self.scan().ads(&ads)?;
        let unknown = || PartnerName::new("unknown").expect("a valid name");
        let standing = |Listed { correction, .. }: Listed| {
            let at = correction.at;
            let ad = state.ads.get(&correction.ad_id);
            let partner = ad.map_or_else(unknown, scan::KnownAd::partner);
            Standing { word: Word::from(correction), partner, at }
        };
        Ok(listed.into_iter().map(standing).collect())
    }

    fn scan(&self) -> Scan<'_> {
        Scan::new(self.log.as_ref(), &self.codec)
    }

    /// What the group step remembers, and what it did not take in yet.
    fn known(&self, state: &State) -> Result<Vec<Listed>, GroupingError> {
        let kept = state.corrections.values().cloned();
        let mut known: Vec<Listed> =
            kept.map(|correction| Listed { correction, waits: false }).collect();
        for waiting in self.scan().waiting()? {
            let Some(word) = Word::of(&waiting) else { continue };
            let said = outcome(&known, &word, waiting.received_at)?;
            if said.known {
                continue;
            }
            let lifted = said.lifted.iter().map(|lifted| {
                let KnownCorrection { at, by, note, .. } = said.correction.clone();
                KnownCorrection { hold: Hold::Free, at, by, note, ..lifted.clone() }
            });
            for correction in lifted.chain([said.correction.clone()]) {
                let pair = (correction.ad_id, correction.other_ad_id);
                known.retain(|listed| {
                    (listed.correction.ad_id, listed.correction.other_ad_id) != pair
                });
                known.push(Listed { correction, waits: true });
            }
        }
        Ok(known)
    }

    /// Appends it; its position.
    fn append(
        &self,
        word: &Word,
        partner: &PartnerName,
        now: Timestamp,
    ) -> Result<u64, GroupingError> {
        let produce = record(&self.codec, word, partner, now)?;
        let answers = futures::executor::block_on(self.log.append(vec![produce]));
        let lost = || LogError::Unavailable("the log gave no answer".to_owned());
        let appended = answers.into_iter().next().ok_or_else(lost)??;
        let end = || self.log.bounds(&TopicName::new(topic::ADS_ENRICHED), MARKET);
        Ok(match appended.position {
            Some(position) => position,
            None => end()?.end.saturating_sub(1),
        })
    }

    /// Waits until the group step has taken a word in: what it remembers then.
    fn taken(
        &self,
        position: u64,
        word: &Word,
        at: Timestamp,
    ) -> Result<Option<State>, GroupingError> {
        let (group, input) = (group_of(StepName::Group), TopicName::new(topic::ADS_ENRICHED));
        let key = correction_key(word.ad_id, word.other);
        let started = Instant::now();
        while started.elapsed() < EFFECT_WITHIN {
            let next = self.log.committed(&group, &input, MARKET)?;
            if next.is_some_and(|next| next > position) {
                // An offset may show before what was committed with it.
                let state = self.scan().ads(&[word.ad_id, word.other])?;
                if state.corrections.get(&key).is_some_and(|known| known.at >= at) {
                    return Ok(Some(state));
                }
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(None)
    }
}

/// What a word would do to those that are known.
fn outcome(known: &[Listed], word: &Word, now: Timestamp) -> Result<Said, GroupingError> {
    let (first, second) = (word.ad_id.min(word.other), word.ad_id.max(word.other));
    let find = |first: AdId, second: AdId| {
        let is_it = |listed: &&Listed| {
            (listed.correction.ad_id, listed.correction.other_ad_id) == (first, second)
        };
        known.iter().find(is_it).map(|listed| listed.correction.clone())
    };
    let before = find(first, second);
    if before.is_none() && known.len() >= CORRECTIONS_MAX {
        return Err(GroupingError::TooMany);
    }
    let stands = before.clone().filter(|before| before.hold != Hold::Free);
    if word.hold == Hold::Free && stands.is_none() {
        return Err(GroupingError::NothingSaid(word.ad_id, word.other));
    }
    let mut corrections = Corrections::default();
    for Listed { correction, .. } in known {
        let key = correction_key(correction.ad_id, correction.other_ad_id);
        corrections.restore(&key, Some(correction));
    }
    let effect = corrections.say(first, second, word.hold, now);
    let correction = KnownCorrection {
        ad_id: first,
        other_ad_id: second,
        hold: word.hold,
        at: now,
        by: word.by.clone(),
        note: word.note.clone(),
    };
    let lifted = effect.lifted.iter().filter_map(|(first, second)| find(*first, *second)).collect();
    let (known, jobs) = (!effect.is_new, [None, None]);
    let correction = if known { before.clone().unwrap_or(correction) } else { correction };
    Ok(Said { correction, known, before: stands, lifted, in_effect: false, jobs })
}

fn jobs(state: &State, word: &Word) -> [Option<JobId>; 2] {
    [word.ad_id, word.other].map(|ad_id| {
        let ad = state.ads.get(&ad_id)?;
        ad.job.filter(|_| ad.lifecycle == Lifecycle::Published)
    })
}

fn check(what: &'static str, text: &str, max: usize) -> Result<(), GroupingError> {
    let chars = text.chars().count();
    let fits = !text.trim().is_empty() && chars <= max && !text.contains(char::is_control);
    if fits { Ok(()) } else { Err(GroupingError::Text { what, chars, max }) }
}
