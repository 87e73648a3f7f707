//! The phrases of `phrases.tsv`, all found in one pass over a text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use crate::enrich::reading::Part;
use crate::enrich::reference::rows;

/// Hits of one topic that are kept of one part of an ad. More are a list or a
/// hostile text, and nothing may grow without bound.
const HITS_MAX: usize = 120;

macro_rules! topics {
    ($($topic:ident $name:literal,)*) => {
        /// What a phrase is about.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Topic { $($topic,)* }

        impl Topic {
            /// How many there are.
            pub(super) const COUNT: usize = [$(Self::$topic,)*].len();

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$topic),)*
                    _ => None,
                }
            }
        }
    };
}

topics! {
    Mode "mode",
    ModeNot "mode_not",
    Partly "partly",
    Duration "duration",
    Extent "extent",
    Relation "relation",
    Form "form",
    Later "later",
    EmploymentNot "employment_not",
    Asap "asap",
    ByAgreement "by_agreement",
    Start "start",
    StartLoose "start_loose",
    StartNot "start_not",
    Deadline "deadline",
    Application "application",
    Rolling "rolling",
    Pay "pay",
    PayNot "pay_not",
    PayKind "pay_kind",
    Must "must",
    Nice "nice",
    Licence "licence",
    Language "language",
    LanguageCue "language_cue",
    LanguageNot "language_not",
    Nationality "nationality",
    Education "education",
    Experience "experience",
    ExperienceNot "experience_not",
    NoExperience "no_experience",
    TalentPool "talent_pool",
    NotJob "not_job",
    Scam "scam",
    ScamNot "scam_not",
    Discrimination "discrimination",
    Agency "agency",
    AgencyNot "agency_not",
}

/// A phrase of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hit {
    pub(super) part: Part,
    pub(super) topic: Topic,
    pub(super) value: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What one pattern means.
struct Meaning {
    topic: Topic,
    value: &'static str,
    /// Letters may stand right before it.
    open_before: bool,
    /// Letters may follow.
    open_after: bool,
}

struct Phrases {
    automaton: AhoCorasick,
    /// By pattern.
    meanings: Vec<Vec<Meaning>>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut patterns: Vec<String> = Vec::new();
    let mut meanings: Vec<Vec<Meaning>> = Vec::new();
    for [topic, value, phrases] in rows(include_str!("../../../reference/phrases.tsv")) {
        let topic = Topic::named(topic).expect("a table of ours names topics of ours");
        for phrase in phrases.split('|') {
            let (phrase, open_after) = match phrase.strip_suffix('*') {
                Some(stem) => (stem, true),
                None => (phrase, false),
            };
            let (phrase, open_before) = match phrase.strip_prefix('*') {
                Some(end) => (end, true),
                None => (phrase, false),
            };
            let mut add = |pattern: String| {
                let number = *numbers.entry(pattern).or_insert_with_key(|pattern| {
                    patterns.push(pattern.clone());
                    meanings.push(Vec::new());
                    patterns.len() - 1
                });
                meanings[number].push(Meaning { topic, value, open_before, open_after });
            };
            add(phrase.to_owned());
            // Texts have either apostrophe.
            if phrase.contains('\'') {
                add(phrase.replace('\'', "’"));
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        // A table of all transitions would take 40 MB.
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&patterns)
        .expect("a table of ours makes an automaton");
    Phrases { automaton, meanings }
});

/// The phrases of a text by topic, each in the order of their beginning. Of
/// phrases of one topic that overlap, the first and longest counts.
pub(super) struct Hits([Vec<Hit>; Topic::COUNT]);

impl Hits {
    /// Finds the phrases of the parts of an ad, which are given in order.
    pub(super) fn of(parts: [(Part, &str); 2]) -> Self {
        let mut all = Self(std::array::from_fn(|_| Vec::new()));
        for (part, text) in parts {
            let mut found: [Vec<Hit>; Topic::COUNT] = std::array::from_fn(|_| Vec::new());
            scan(part, text, &mut found);
            for (all, found) in all.0.iter_mut().zip(found) {
                keep_longest(found, all);
            }
        }
        all
    }

    /// The hits of a topic, those of the title first.
    pub(super) fn of_topic(&self, topic: Topic) -> &[Hit] {
        &self.0[topic as usize]
    }

    /// The hits of a topic that lie in bytes `from..to` of a part.
    pub(super) fn within(
        &self,
        topic: Topic,
        part: Part,
        from: usize,
        to: usize,
    ) -> impl Iterator<Item = &Hit> {
        let hits = self.of_topic(topic);
        let first = hits.partition_point(|hit| (hit.part, hit.start) < (part, from));
        hits[first..]
            .iter()
            .take_while(move |hit| hit.part == part && hit.start < to)
            .filter(move |hit| hit.end <= to)
    }
}

fn scan(part: Part, text: &str, found: &mut [Vec<Hit>; Topic::COUNT]) {
    let phrases = &*PHRASES;
    for hit in phrases.automaton.find_overlapping_iter(text) {
        let (start, end) = (hit.start(), hit.end());
        let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        for meaning in &phrases.meanings[hit.pattern().as_usize()] {
            // A phrase that begins or ends with a sign needs no edge there.
            let joined_before =
                before && !meaning.open_before && text[start..].starts_with(char::is_alphanumeric);
            let joined_after =
                after && !meaning.open_after && text[..end].ends_with(char::is_alphanumeric);
            let list = &mut found[meaning.topic as usize];
            // Overlapping phrases are dropped later: leave room for them.
            if joined_before || joined_after || list.len() >= 4 * HITS_MAX {
                continue;
            }
            let (topic, value) = (meaning.topic, meaning.value);
            let end = if meaning.open_after { word_end(text, end) } else { end };
            list.push(Hit { part, topic, value, start, end });
        }
    }
}

/// Where the word that goes on at `end` ends.
fn word_end(text: &str, end: usize) -> usize {
    const LETTERS_MAX: usize = 16;
    let rest = text[end..].chars().take(LETTERS_MAX).take_while(|c| c.is_alphanumeric());
    end + rest.map(char::len_utf8).sum::<usize>()
}

fn keep_longest(mut found: Vec<Hit>, kept: &mut Vec<Hit>) {
    found.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut end = 0;
    for hit in found.into_iter().take(4 * HITS_MAX) {
        if hit.start >= end && kept.len() < 2 * HITS_MAX {
            end = hit.end;
            kept.push(hit);
        }
    }
}
