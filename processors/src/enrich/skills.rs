//! Skills that an ad asks for, by the names of the JobTech taxonomy.
//!
//! Better to miss one than to tell one that is none: a word that is a word of
//! every day (`försäljning`) counts where the sentence asks for it
//! (`erfarenhet av`), or alone on a line under such a heading; a name that is a
//! word too (`Go`, `Word`) as it is written and beside other names. What stands
//! inside the name of the employer is no skill. A list that the partner filled
//! is left alone; what has no code there is given its concept.

mod asked;
mod labels;

use schemas::ad::{Ad, Requirement};

use self::asked::Asked;
use self::labels::{Kind, LABELS, Label};
use super::note;
use super::reading::{Part, Reading, lower};

/// Most skills of an ad.
const MOST: usize = 30;
/// Words of one name at most.
const WORDS_MAX: usize = 6;
/// Bytes between two names that stand in one list.
const NEIGHBOUR_BYTES: usize = 60;

/// The code list of what is found.
const SCHEME: &str = "af_concept";

/// A name in the text.
struct Mention {
    label: &'static Label,
    start: usize,
    end: usize,
    must: bool,
    confidence: f32,
}

/// Fills in the skills, or the concepts of those that the partner gave.
pub(super) fn find(ad: &mut Ad) {
    if !ad.requirements.skills.is_empty() {
        code_given(ad);
        return;
    }
    let Some(reading) = Reading::of(ad) else { return };
    let mentions = mentions(ad, &reading);
    for (index, mention) in mentions.iter().enumerate() {
        ad.requirements.skills.push(Requirement {
            label: mention.label.name.to_owned(),
            scheme: Some(SCHEME.to_owned()),
            code: Some(mention.label.concept.to_owned()),
            concept_id: None,
            level: None,
            must: mention.must,
            weight: None,
        });
        let span = reading.span(Part::Body, mention.start, mention.end);
        let path = format!("/requirements/skills/{index}");
        note::found_at(ad, &path, mention.confidence, span);
    }
}

/// Concepts for the partner's own words, where they are exactly a name.
fn code_given(ad: &mut Ad) {
    for index in 0..ad.requirements.skills.len() {
        let skill = &ad.requirements.skills[index];
        if skill.code.is_some() || skill.concept_id.is_some() {
            continue;
        }
        let Some(label) = LABELS.named(&skill.label) else { continue };
        ad.requirements.skills[index].concept_id = Some(label.concept.to_owned());
        note::found(ad, &format!("/requirements/skills/{index}/concept_id"), 0.9, "name");
    }
}

/// Names in a text by place, longest first where they begin alike.
struct Candidate {
    label: &'static Label,
    start: usize,
    end: usize,
}

fn mentions(ad: &Ad, reading: &Reading) -> Vec<Mention> {
    let body = &reading.body;
    let [_, (_, written)] = reading.written(ad);
    let hidden = employers(ad, body);
    let candidates: Vec<Candidate> = candidates(body, written)
        .into_iter()
        .filter(|one| !hidden.iter().any(|(start, end)| one.start < *end && one.end > *start))
        .collect();
    let asked = Asked::of(body);
    let swedish = ad.language.starts_with("sv") || ad.language == "und";
    let mut found: Vec<Mention> = Vec::new();
    for (index, one) in candidates.iter().enumerate() {
        // A Swedish word of every day is another word elsewhere.
        if one.label.kind == Kind::Word && !one.label.by_hand && !swedish {
            continue;
        }
        let Some(confidence) = confidence(index, &candidates, body, &asked) else { continue };
        // Nobody practises without a licence.
        let must =
            one.label.name.starts_with("Legitimation") || asked.is_must(body, one.start, one.end);
        if let Some(known) = found.iter_mut().find(|known| known.label.concept == one.label.concept)
        {
            known.must |= must;
            known.confidence = known.confidence.max(confidence);
        } else if found.len() < MOST {
            let (start, end) = (one.start, one.end);
            found.push(Mention { label: one.label, start, end, must, confidence });
        }
    }
    found
}

/// How sure it is that a name is a skill here; none when it is not.
fn confidence(index: usize, candidates: &[Candidate], body: &str, asked: &Asked) -> Option<f32> {
    let one = &candidates[index];
    if asked.is_denied(body, one.start) {
        return None;
    }
    let is_asked = asked.is_asked(body, one.start, one.end);
    match one.label.kind {
        Kind::Sure => Some(if is_asked { 0.95 } else { 0.85 }),
        Kind::Name => (is_asked || has_neighbour(index, candidates, 1)).then_some(0.85),
        Kind::Short => {
            has_neighbour(index, candidates, if is_asked { 1 } else { 2 }).then_some(0.8)
        }
        Kind::Word => is_asked.then_some(0.75),
    }
}

/// Whether so many other names of products stand in the same list.
fn has_neighbour(index: usize, candidates: &[Candidate], wanted: usize) -> bool {
    let is_product = |one: &Candidate| {
        matches!(one.label.kind, Kind::Name | Kind::Short) || one.label.is_product
    };
    let here = &candidates[index];
    let mut before = here.start;
    let mut found = 0;
    for one in candidates[..index].iter().rev() {
        if before.saturating_sub(one.end) > NEIGHBOUR_BYTES {
            break;
        }
        before = one.start;
        found += usize::from(is_product(one) && one.label.concept != here.label.concept);
    }
    let mut after = here.end;
    for one in &candidates[index + 1..] {
        if one.start.saturating_sub(after) > NEIGHBOUR_BYTES {
            break;
        }
        after = one.end;
        found += usize::from(is_product(one) && one.label.concept != here.label.concept);
    }
    found >= wanted
}

/// Where the names of those who employ stand.
fn employers(ad: &Ad, body: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let names = [Some(&ad.employer.name), ad.employer.legal_name.as_ref()];
    let advertiser = ad.advertiser.as_ref().map(|one| &one.name);
    for name in names.into_iter().flatten().chain(advertiser) {
        let name = lower(name.trim());
        let first = name.split_whitespace().next().unwrap_or_default().to_owned();
        // `Visma` alone is the employer `Visma Software AB` too.
        for part in [name.as_str(), first.as_str()] {
            if part.chars().count() > 2 {
                places.extend(body.match_indices(part).map(|(at, part)| (at, at + part.len())));
            }
        }
    }
    places
}

/// Words of a text: letters, digits and what names of products have inside.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        let inside = character.is_alphanumeric() || matches!(character, '+' | '#');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push((from, text.len()));
    }
    words
}

/// Every name, the longest where several begin at one word.
fn candidates(body: &str, written: &str) -> Vec<Candidate> {
    let words = words(body);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (length, label) = longest(body, &words[at..]);
        let Some(label) = label else {
            at += 1;
            continue;
        };
        let (start, end) = (words[at].0, words[at + length - 1].1);
        if label.is_written_so(&written[start..end]) && !in_address(body, start, end) {
            found.push(Candidate { label, start, end });
        }
        at += length;
    }
    found
}

/// Whether a name stands in an address of the web or of mail.
fn in_address(text: &str, start: usize, end: usize) -> bool {
    let from = text[..start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let to = text[end..].find(char::is_whitespace).map_or(text.len(), |at| end + at);
    let from = text.ceil_char_boundary(from);
    ["://", "www.", "@"].iter().any(|mark| text[from..to].contains(mark))
}

fn longest(body: &str, words: &[(usize, usize)]) -> (usize, Option<&'static Label>) {
    let labels = &*LABELS;
    let (start, end) = words[0];
    let Some(longest) = labels.words_after(&body[start..end]) else { return (0, None) };
    let mut name = String::new();
    let mut best = (0, None);
    for (index, (start, end)) in words.iter().take(longest.min(WORDS_MAX)).enumerate() {
        if index > 0 {
            // A name goes on over a space, a hyphen or a full stop inside.
            let between = &body[words[index - 1].1..*start];
            if between.len() > 3 || between.contains(['\n', ';', ':', '(', ')', '!', '?']) {
                break;
            }
            if between.contains(',') {
                break;
            }
            name.push(' ');
        }
        name.push_str(&body[*start..*end]);
        if let Some(label) = labels.get(&name) {
            best = (index + 1, Some(label));
        }
    }
    best
}

#[cfg(test)]
mod tests;
