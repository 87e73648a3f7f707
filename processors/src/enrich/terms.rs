//! What the text says about the terms of the work: one pass finds every phrase
//! of `phrases.tsv`, and each fact reads those of its topic and the numbers
//! and dates beside them.

mod dates;
mod deadline;
mod employer;
mod employment;
mod numbers;
mod requirements;
mod salary;
mod warnings;
mod work_mode;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use schemas::ad::Ad;

use super::reading::{Part, Reading};
use super::reference::rows;

/// What a phrase is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Topic {
    Mode,
    Duration,
    Extent,
    Relation,
    Asap,
    Start,
    Deadline,
    Rolling,
    Pay,
    PayNot,
    Must,
    Nice,
    Licence,
    Language,
    LanguageCue,
    Education,
    Experience,
    NoExperience,
    TalentPool,
    NotJob,
    Scam,
    Discrimination,
    Agency,
}

impl Topic {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "mode" => Self::Mode,
            "duration" => Self::Duration,
            "extent" => Self::Extent,
            "relation" => Self::Relation,
            "asap" => Self::Asap,
            "start" => Self::Start,
            "deadline" => Self::Deadline,
            "rolling" => Self::Rolling,
            "pay" => Self::Pay,
            "pay_not" => Self::PayNot,
            "must" => Self::Must,
            "nice" => Self::Nice,
            "licence" => Self::Licence,
            "language" => Self::Language,
            "language_cue" => Self::LanguageCue,
            "education" => Self::Education,
            "experience" => Self::Experience,
            "no_experience" => Self::NoExperience,
            "talent_pool" => Self::TalentPool,
            "not_job" => Self::NotJob,
            "scam" => Self::Scam,
            "discrimination" => Self::Discrimination,
            "agency" => Self::Agency,
            _ => return None,
        })
    }
}

struct Phrases {
    automaton: AhoCorasick,
    /// By pattern: its meanings, and whether letters may follow.
    meanings: Vec<(Vec<(Topic, &'static str)>, bool)>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut patterns: Vec<&str> = Vec::new();
    let mut meanings: Vec<(Vec<(Topic, &'static str)>, bool)> = Vec::new();
    for [topic, value, phrases] in rows(include_str!("../../reference/phrases.tsv")) {
        let topic = Topic::named(topic).expect("a table of ours names topics of ours");
        for phrase in phrases.split('|') {
            let (pattern, open) = match phrase.strip_suffix('*') {
                Some(stem) => (stem, true),
                None => (phrase, false),
            };
            match patterns.iter().position(|known| *known == pattern) {
                Some(index) => meanings[index].0.push((topic, value)),
                None => {
                    patterns.push(pattern);
                    meanings.push((vec![(topic, value)], open));
                }
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&patterns)
        .expect("a table of ours makes an automaton");
    Phrases { automaton, meanings }
});

/// A phrase of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Hit {
    part: Part,
    topic: Topic,
    value: &'static str,
    start: usize,
    end: usize,
}

/// A text and the phrases in it, in the order of their beginning.
struct Terms {
    reading: Reading,
    hits: Vec<Hit>,
}

impl Terms {
    fn of(reading: Reading) -> Self {
        let mut hits = Vec::new();
        for (part, text) in reading.parts() {
            scan(part, text, &mut hits);
        }
        Self { reading, hits }
    }

    fn text(&self, part: Part) -> &str {
        match part {
            Part::Title => &self.reading.title,
            Part::Body => &self.reading.body,
        }
    }

    fn of_topic(&self, topic: Topic) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.topic == topic)
    }

    /// The sentence or line around a hit.
    fn sentence(&self, hit: &Hit, bytes: usize) -> (usize, usize) {
        super::reading::sentence(self.text(hit.part), hit.start, hit.end, bytes)
    }

    /// Whether the words right before or after a hit deny it: `ej distans`,
    /// `remote is not possible`.
    fn is_denied(&self, hit: &Hit) -> bool {
        const NOT: [&str; 21] = [
            "inte", "ej", "ikke", "ikkje", "not", "no", "nicht", "kein", "keine", "nie", "ei",
            "niet", "geen", "pas", "ingen", "inga", "utan", "without", "never", "aldrig", "brak",
        ];
        let text = self.text(hit.part);
        let (from, to) = self.sentence(hit, 45);
        let words = |part: &str| -> Vec<String> {
            part.split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        // A comma or a `but` begins another thought.
        let clause = |part: &str, last: bool| -> String {
            let ends = [",", " men ", " but ", " ale ", " aber ", " – ", ":", " utan "];
            let mut part = part.to_owned();
            for end in ends {
                let at = if last { part.rfind(end) } else { part.find(end) };
                if let Some(at) = at {
                    part = if last {
                        part[at + end.len()..].to_owned()
                    } else {
                        part[..at].to_owned()
                    };
                }
            }
            part
        };
        let before = words(&clause(&text[from..hit.start], true));
        let after = words(&clause(&text[hit.end..to], false));
        before.iter().rev().take(5).any(|word| NOT.contains(&word.as_str()))
            || after.iter().take(4).any(|word| NOT.contains(&word.as_str()))
    }
}

/// Finds the phrases of a text. Of phrases that overlap, those of one topic
/// count once: the longest.
fn scan(part: Part, text: &str, hits: &mut Vec<Hit>) {
    let phrases = &*PHRASES;
    let first = hits.len();
    for found in phrases.automaton.find_overlapping_iter(text) {
        let (start, end) = (found.start(), found.end());
        let (meanings, open) = &phrases.meanings[found.pattern().as_usize()];
        let joined = text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
            || (!open && text[end..].chars().next().is_some_and(char::is_alphanumeric));
        if joined {
            continue;
        }
        for (topic, value) in meanings {
            hits.push(Hit { part, topic: *topic, value, start, end });
        }
    }
    let mut own = hits.split_off(first);
    own.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut ends: Vec<(Topic, usize)> = Vec::new();
    for hit in own {
        match ends.iter_mut().find(|(topic, _)| *topic == hit.topic) {
            Some((_, end)) if hit.end <= *end => {}
            Some((_, end)) if hit.start < *end => {}
            Some((_, end)) => {
                *end = hit.end;
                hits.push(hit);
            }
            None => {
                ends.push((hit.topic, hit.end));
                hits.push(hit);
            }
        }
    }
}

/// Finds every fact that the phrases of the main text tell.
pub(super) fn find(ad: &mut Ad) {
    let Some(reading) = Reading::of(ad) else { return };
    let terms = Terms::of(reading);
    work_mode::find(ad, &terms);
    employment::find(ad, &terms);
    salary::find(ad, &terms);
    deadline::find(ad, &terms);
    requirements::find(ad, &terms);
    employer::find(ad, &terms);
    warnings::find(ad, &terms);
}

#[cfg(test)]
mod tests;
