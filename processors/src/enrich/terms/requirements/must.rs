//! Whether what an ad names must be there, or may.
//!
//! A word such as `krav` or `meriterande` in the same sentence decides; else
//! the heading of the list that it stands in; else it must be there.

use super::super::{Hit, Terms, Topic};

/// Bytes before a phrase in which the heading of its list is looked for.
const HEADING_BYTES: usize = 900;
/// Longest line that can be a heading.
const HEADING_MAX: usize = 60;
/// Bytes of a sentence on each side.
const SENTENCE_BYTES: usize = 200;
/// Words that join two clauses.
const JOINTS: [&str; 10] =
    [" och ", " men ", " og ", " and ", " but ", " ale ", " und ", " aber ", " samt ", " mutta "];

/// Whether what a hit names must be there; `None` when it is denied and
/// nobody would like to see it either.
pub(super) fn is_must(terms: &Terms, hit: &Hit) -> Option<bool> {
    if terms.is_denied(hit) {
        // `Inget krav, men meriterande`
        let (from, to) = terms.sentence(hit, 80);
        let mut nice = terms.hits.within(Topic::Nice, hit.part, from, to);
        return nice.any(|cue| !is_denial(terms.words(cue))).then_some(false);
    }
    Some(in_sentence(terms, hit).or_else(|| heading(terms, hit)).unwrap_or(true))
}

fn in_sentence(terms: &Terms, hit: &Hit) -> Option<bool> {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, SENTENCE_BYTES);
    let cues = [Topic::Must, Topic::Nice]
        .into_iter()
        .flat_map(|topic| terms.hits.within(topic, hit.part, from, to));
    let mut nearest: Option<(usize, bool)> = None;
    for cue in cues {
        let between = if cue.end <= hit.start {
            &text[cue.end..hit.start]
        } else if cue.start >= hit.end {
            &text[hit.end..cue.start]
        } else {
            ""
        };
        if cue.topic == Topic::Nice && cue.start >= hit.end && is_of_another(terms, cue, between) {
            continue;
        }
        // Another clause is farther than its letters say.
        let commas = between.matches([',', ':', '(']).count();
        let joints = JOINTS.iter().filter(|word| between.contains(**word)).count();
        let distance = between.len() + 25 * commas + 15 * joints;
        let must = cue.topic == Topic::Must && !is_weak(terms, cue);
        // `You have` and `krav` begin a sentence that ends in `a plus`.
        let ends = cue.topic == Topic::Nice && cue.start >= hit.end && commas == 0;
        let ends = if ends { 20 } else { 0 };
        let distance = distance.saturating_sub(ends);
        if nearest.is_none_or(|(known, was)| distance < known || (distance == known && was)) {
            nearest = Some((distance, must));
        }
    }
    nearest.map(|(_, must)| must)
}

/// Phrases of a wish that are denials of a demand.
fn is_denial(words: &str) -> bool {
    ["not ", "inget", "ej ", "inte ", "ikke ", "ingen"].iter().any(|word| words.starts_with(word))
}

/// Whether a wish after a hit is for something else: `du är sjuksköterska,
/// gärna specialist`; `flytande svenska, tyska är ett plus`.
fn is_of_another(terms: &Terms, cue: &Hit, between: &str) -> bool {
    const FILLERS: [&str; 22] = [
        "är", "vilket", "som", "det", "en", "ett", "er", "det", "is", "which", "would", "be", "a",
        "an", "ist", "das", "men", "but", "jest", "on", "dette", "sind",
    ];
    let forward = matches!(
        terms.words(cue),
        "gärna"
            | "helst"
            | "gjerne"
            | "gerne"
            | "ideally"
            | "vi ser gärna"
            | "ser gärna"
            | "ser vi gärna"
            | "ser gjerne"
            | "idealerweise"
            | "bonus om"
            | "plus om"
            | "bra om"
    );
    if forward {
        return true;
    }
    let Some(comma) = between.rfind([',', ';', ':']) else { return false };
    between[comma + 1..]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .any(|word| !FILLERS.contains(&word))
}

/// `Not required` asks for nothing.
fn is_weak(terms: &Terms, cue: &Hit) -> bool {
    terms.is_denied(cue)
}

/// What the heading of the list around a hit says.
pub(super) fn heading(terms: &Terms, hit: &Hit) -> Option<bool> {
    let text = terms.text(hit.part);
    let earliest = hit.start.saturating_sub(HEADING_BYTES);
    let mut found: Option<(usize, bool)> = None;
    for topic in [Topic::Must, Topic::Nice] {
        for cue in terms.hits.within(topic, hit.part, earliest, hit.start) {
            let later = found.is_none_or(|(start, _)| cue.start > start);
            if later && is_heading(text, cue) {
                found = Some((cue.start, topic == Topic::Must));
            }
        }
    }
    found.map(|(_, must)| must)
}

fn is_heading(text: &str, cue: &Hit) -> bool {
    let line_start = text[..cue.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[cue.end..].find('\n').map_or(text.len(), |at| cue.end + at);
    let line = text[line_start..line_end].trim();
    let is_item = line.starts_with(['-', '•', '*', '·']);
    let words = line.split_whitespace().count();
    let opens = line.ends_with([':', '…', '?'])
        || [" om", " att", " hvis", " at", " du", " have", " if", " wenn", " har", " ha"]
            .iter()
            .any(|end| line.ends_with(end));
    let is_short = line.len() <= HEADING_MAX && !is_item && !line.ends_with('.');
    (is_short && (words <= 5 || opens)) || text[cue.end..].trim_start().starts_with(':')
}
