//! Where a text asks for something: `erfarenhet av`, `experience with`, a
//! heading over a list; and whether it must be there, by `phrases.tsv`.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::enrich::reading::sentence;
use crate::enrich::reference::rows;

/// Bytes from a word that asks to what it asks for.
const NEAR: usize = 70;
/// Bytes before a name in which the heading of its list is looked for.
const HEADING_BYTES: usize = 900;
/// Longest line that can be a heading, in bytes.
const HEADING_MAX: usize = 70;
/// A line of a list with a name says little more than the name, in bytes.
const LINE_MORE: usize = 30;
/// Bytes of a sentence on each side.
const SENTENCE: usize = 220;

/// Words that ask for what follows them.
const ASKING: &[&str] = &[
    "erfarenhet",
    "kunskap",
    "kompetens",
    "vana av",
    "vana att",
    "vana vid",
    "van att",
    "van vid",
    "behärskar",
    "kunnig",
    "färdighet",
    "utbildning i",
    "utbildning inom",
    "certifi",
    "insatt i",
    "förståelse för",
    "bakgrund inom",
    "arbetat med",
    "jobbat med",
    "kan hantera",
    "specialist på",
    "experience",
    "knowledge",
    "skilled",
    "skills",
    "proficien",
    "familiar",
    "expertise",
    "competence",
    "understanding of",
    "background in",
    "worked with",
    "trained in",
    "erfaring",
    "kunnskap",
    "kjennskap",
    "kompetanse",
    "ferdighet",
    "behersker",
    "kunnskaper",
    "doświadczeni",
    "znajomość",
    "znajomości",
    "umiejętnoś",
    "wiedz",
    "kendskab",
    "kvalifikation",
    "meriterande",
    "merit",
    "vi ser gärna",
    "krav",
    "requirement",
    "qualification",
    "kvalifikasjon",
];
/// Words that say that something is not asked for.
const DENYING: &[&str] = &[
    "inga krav på",
    "inget krav på",
    "behöver inte",
    "ingen erfarenhet av",
    "utan erfarenhet av",
    "no experience",
    "not required",
    "ikke krav",
    "nie wymag",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Asks,
    Denies,
    Must,
    Nice,
}

struct Cues {
    automaton: AhoCorasick,
    kinds: Vec<(Cue, bool)>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut patterns: Vec<&str> = Vec::new();
    let mut kinds = Vec::new();
    let fixed = ASKING
        .iter()
        .map(|word| (*word, Cue::Asks))
        .chain(DENYING.iter().map(|word| (*word, Cue::Denies)));
    for (word, cue) in fixed {
        patterns.push(word);
        kinds.push((cue, true));
    }
    for [topic, _, phrases] in rows(include_str!("../../../reference/phrases.tsv")) {
        let cue = match topic {
            "must" => Cue::Must,
            "nice" => Cue::Nice,
            _ => continue,
        };
        for phrase in phrases.split('|') {
            let (pattern, open) =
                phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
            patterns.push(pattern);
            kinds.push((cue, open));
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&patterns)
        .expect("a table of ours makes an automaton");
    Cues { automaton, kinds }
});

/// The words of a text that ask, by place.
pub(super) struct Asked(Vec<(Cue, usize, usize)>);

impl Asked {
    pub(super) fn of(text: &str) -> Self {
        let cues = &*CUES;
        let mut found = Vec::new();
        for hit in cues.automaton.find_overlapping_iter(text) {
            let (cue, open) = cues.kinds[hit.pattern().as_usize()];
            let (start, end) = (hit.start(), hit.end());
            let joined = text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
                && !(cue == Cue::Asks && text[start..].starts_with(['e', 'k']))
                || !open && text[end..].chars().next().is_some_and(char::is_alphanumeric);
            if !joined {
                found.push((cue, start, end));
            }
        }
        Self(found)
    }

    fn within(&self, from: usize, to: usize) -> impl Iterator<Item = &(Cue, usize, usize)> {
        self.0.iter().filter(move |(_, start, end)| *start >= from && *end <= to)
    }

    /// Whether the words before a name say that it is not asked for.
    pub(super) fn is_denied(&self, text: &str, start: usize) -> bool {
        let (from, _) = sentence(text, start, start, NEAR);
        self.within(from, start).any(|(cue, _, _)| *cue == Cue::Denies)
    }

    /// Whether the sentence asks for a name, or it stands in a list that does.
    pub(super) fn is_asked(&self, text: &str, start: usize, end: usize) -> bool {
        let (from, to) = sentence(text, start, end, SENTENCE);
        let before = self.within(from, start);
        let asks = |cue: Cue| cue != Cue::Denies;
        let near = before.filter(|(cue, _, _)| asks(*cue)).map(|(_, _, end)| start - end).min();
        if near.is_some_and(|bytes| bytes <= NEAR) {
            return true;
        }
        // `Truckkort är meriterande`, `Javakunskaper krävs`.
        let after = self.within(end, to.min(end + NEAR / 2));
        if after.filter(|(cue, _, _)| matches!(cue, Cue::Must | Cue::Nice)).count() > 0 {
            return true;
        }
        let line_from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_to = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let line = text[line_from..line_to].trim().len();
        line <= (end - start) + LINE_MORE && self.heading(text, line_from).is_some()
    }

    /// Whether what stands at a place must be there: by the nearest word of its
    /// sentence, else by the heading of its list, else where it is asked for.
    pub(super) fn is_must(&self, text: &str, start: usize, end: usize) -> bool {
        let (from, to) = sentence(text, start, end, SENTENCE);
        let mut nearest: Option<(usize, bool)> = None;
        for (cue, at, until) in self.within(from, to) {
            let must = match cue {
                Cue::Must => true,
                Cue::Nice => false,
                Cue::Asks | Cue::Denies => continue,
            };
            let distance = if *until <= start { start - until } else { at.saturating_sub(end) };
            if nearest.is_none_or(|(known, _)| distance < known) {
                nearest = Some((distance, must));
            }
        }
        let line_from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        nearest
            .map(|(_, must)| must)
            .or_else(|| self.heading(text, line_from).flatten())
            .unwrap_or_else(|| self.is_asked(text, start, end))
    }

    /// Whether a heading above a line asks, and whether it says that it must.
    fn heading(&self, text: &str, line: usize) -> Option<Option<bool>> {
        let earliest = text.ceil_char_boundary(line.saturating_sub(HEADING_BYTES));
        let mut end = line;
        while end > earliest {
            let above = text[..end.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
            let raw = text[above..end].trim();
            let bullet = raw.starts_with(['-', '•', '*', '·', '–', '▪']);
            if !raw.is_empty() && !bullet && raw.len() <= HEADING_MAX {
                let cues: Vec<Cue> = self.within(above, end).map(|(cue, _, _)| *cue).collect();
                if cues.contains(&Cue::Nice) {
                    return Some(Some(false));
                }
                if cues.contains(&Cue::Must) {
                    return Some(Some(true));
                }
                if cues.contains(&Cue::Asks) {
                    return Some(None);
                }
                // A heading that asks for nothing: `Vi erbjuder:`.
                if raw.ends_with(':') {
                    return None;
                }
            }
            end = above;
            if above == 0 {
                break;
            }
        }
        None
    }
}
