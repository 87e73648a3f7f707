//! Occupations from the words of a title, where no code of the partner's can
//! be translated: the longest known words count most, those at the beginning
//! more than those after `till` or `at`, the end of a compound less than the
//! whole (`fältsäljare` is a `säljare`), and the text decides between equals.

use schemas::ad::{Ad, Occupation, OccupationScheme};

use super::super::reading::{Part, Reading, lower};
use super::category;
use super::context::{self, Beside};
use super::names::{BY_HAND, Meaning, NAMES, words};
use super::similar;

/// Words of one name at most.
const WORDS_MAX: usize = 5;
/// Letters of the end of a compound at least, and of what stands before it.
const END_MIN: usize = 4;
/// Words of a description that are looked at.
const BODY_WORDS: usize = 120;
/// Below this an occupation is not told at all.
const SCORE_MIN: f64 = 1.5;
/// Answers that are given.
const ANSWERS_MAX: usize = 5;
/// What names of the title keep beside a cue of the title, and of the text.
const BESIDE_TITLE: f64 = 0.35;
const BESIDE_BODY: f64 = 0.6;
/// What an answer gains that is in the partner's category.
const IN_CATEGORY: f64 = 1.5;

/// Words after which a title says where and for whom, no longer what.
const PLACE_WORDS: &[&str] = &[
    "till", "på", "hos", "i", "til", "at", "to", "for", "in", "för", "ved", "inom", "within",
    "med", "with", "z", "w", "do", "für", "bei", "vid", "som", "as",
];

/// A code pair and what speaks for it.
#[derive(Clone, Copy)]
pub(super) struct Scored {
    pub(super) meaning: Meaning,
    score: f64,
    /// Words `start..end` of the title that said so first, in bytes.
    pub(super) at: Option<(usize, usize)>,
}

/// A code that was found, how sure it is, and the words that say so.
pub(super) struct Answer {
    pub(super) meaning: Meaning,
    pub(super) confidence: f64,
    pub(super) at: Option<(usize, usize)>,
}

/// The part of a match that is told: only the title is.
pub(super) const PART: Part = Part::Title;

/// The likeliest occupations of an ad, the surest first; none when nothing
/// speaks for any.
pub(super) fn answers(ad: &Ad, reading: &Reading) -> Vec<Answer> {
    let mut scores: Vec<Scored> = Vec::new();
    let title = words(&reading.title);
    read_title(&reading.title, &title, 1.0, true, &mut scores);
    for one in ad.occupation.iter().filter(|one| is_in_words(one)) {
        let said = lower(label(one));
        read_title(&said, &words(&said), 0.7, false, &mut scores);
    }
    if scores.is_empty() && has_names(&ad.language) {
        nearly(&reading.title, &title, &mut scores);
    }
    let named = several(&reading.title, &title);
    beside(context::read(&reading.title, &title, &named, &reading.body), &mut scores);
    let mut body = words(&reading.body[..reading.body.floor_char_boundary(1_500)]);
    body.truncate(BODY_WORDS);
    read_body(&reading.body, &body, &mut scores);
    in_category(ad, &mut scores);
    told(scores)
}

fn told(mut scores: Vec<Scored>) -> Vec<Answer> {
    scores.retain(|one| one.score >= SCORE_MIN);
    scores.sort_by(|one, other| {
        other.score.total_cmp(&one.score).then(one.meaning.ssyk.cmp(other.meaning.ssyk))
    });
    let all: f64 = scores.iter().map(|one| one.score).sum();
    scores.truncate(ANSWERS_MAX);
    scores
        .into_iter()
        .map(|one| Answer {
            meaning: one.meaning,
            // Many words for one code are sure; a weak word alone is not.
            confidence: 0.95 * one.score / all * (one.score / 7.0).min(1.0),
            at: one.at,
        })
        .collect()
}

/// A partner's own word, or a code that no list has with a name beside it.
fn is_in_words(one: &Occupation) -> bool {
    match one.scheme {
        OccupationScheme::Partner => true,
        OccupationScheme::AfConcept | OccupationScheme::Esco | OccupationScheme::Onet => {
            one.label.is_some()
        }
        OccupationScheme::Ssyk2012 | OccupationScheme::Isco08 | OccupationScheme::Styrk08 => false,
    }
}

fn label(one: &Occupation) -> &str {
    one.label.as_deref().unwrap_or(&one.code)
}

/// What words say beside others outweighs what they say alone.
fn beside(found: Vec<Beside>, scores: &mut Vec<Scored>) {
    let keep = if found.iter().any(|one| one.in_title) {
        BESIDE_TITLE
    } else if found.iter().any(|one| one.score > 4.0) {
        BESIDE_BODY
    } else {
        1.0
    };
    for one in scores.iter_mut() {
        one.score *= keep;
    }
    for one in found {
        add(scores, one.meaning, one.score, Some(one.at));
    }
}

/// Whether the names are of that language or of one that is spelt alike.
fn has_names(language: &str) -> bool {
    let language = language.split('-').next().unwrap_or_default();
    matches!(language, "sv" | "nb" | "nn" | "no" | "da" | "und" | "")
}

/// Names of several words that were chosen by hand, by place.
fn several(text: &str, words: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut named = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (length, meanings) = exact(text, &words[at..]);
        if length > 1 && meanings.iter().any(|one| one.weight >= BY_HAND) {
            named.push((words[at].0, words[at + length - 1].1));
        }
        at += length.max(1);
    }
    named
}

/// Names that the words of the title nearly are, up to where it says where.
fn nearly(text: &str, words: &[(usize, usize)], scores: &mut Vec<Scored>) {
    let end =
        words.iter().skip(1).position(|(start, end)| PLACE_WORDS.contains(&&text[*start..*end]));
    let words = &words[..end.map_or(words.len(), |end| end + 1)];
    for at in 0..words.len().min(6) {
        for length in 1..=2.min(words.len() - at) {
            let (start, end) = (words[at].0, words[at + length - 1].1);
            let Some((meanings, share)) = similar::nearest(&text[start..end]) else { continue };
            for meaning in meanings {
                add(scores, *meaning, meaning.weight * share * share * 1.2, Some((start, end)));
            }
        }
    }
}

/// A category of the partner's chooses among the answers.
fn in_category(ad: &Ad, scores: &mut [Scored]) {
    let partner = ad.occupation.iter().filter(|one| one.scheme == OccupationScheme::Partner);
    let codes: Vec<&str> = partner.flat_map(|one| category::codes(label(one))).copied().collect();
    for one in scores.iter_mut().filter(|one| codes.contains(&one.meaning.isco)) {
        one.score *= IN_CATEGORY;
    }
}

fn read_title(
    text: &str,
    words: &[(usize, usize)],
    share: f64,
    tell: bool,
    scores: &mut Vec<Scored>,
) {
    let mut place = share;
    let mut at = 0;
    let mut found = 0;
    while at < words.len() {
        let (start, end) = words[at];
        if at > 0 && PLACE_WORDS.contains(&&text[start..end]) {
            place = share * 0.5;
        }
        let (length, meanings, quality) = known(text, &words[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        let last = words[at + length - 1].1;
        // The first name of a title is the likeliest to be the one.
        let order = [1.0, 0.75, 0.6][found.min(2)];
        #[expect(clippy::cast_precision_loss, reason = "a number of words")]
        let detail = 0.7 + 0.3 * length as f64;
        for meaning in meanings {
            let score = meaning.weight * quality * place * order * detail;
            add(scores, *meaning, score, tell.then_some((start, last)));
        }
        found += 1;
        at += length;
    }
}

/// Names in the text support; they seldom decide.
fn read_body(text: &str, words: &[(usize, usize)], scores: &mut Vec<Scored>) {
    let has_title = !scores.is_empty();
    let (each, most) = if has_title { (0.12, 1.0) } else { (0.25, 3.0) };
    let mut sums: Vec<(Meaning, f64)> = Vec::new();
    for at in 0..words.len() {
        let (length, meanings) = exact(text, &words[at..]);
        if length == 0 {
            continue;
        }
        for meaning in meanings {
            let more = meaning.weight * each;
            match sums.iter_mut().find(|(known, _)| known.ssyk == meaning.ssyk) {
                Some((_, sum)) => *sum = (*sum + more).min(most),
                None => sums.push((*meaning, more.min(most))),
            }
        }
    }
    for (meaning, sum) in sums {
        if !has_title || scores.iter().any(|one| one.meaning.ssyk == meaning.ssyk) {
            add(scores, meaning, sum, None);
        }
    }
}

fn add(scores: &mut Vec<Scored>, meaning: Meaning, score: f64, at: Option<(usize, usize)>) {
    match scores.iter_mut().find(|one| one.meaning.ssyk == meaning.ssyk) {
        Some(one) => {
            one.score += score;
            one.at = one.at.or(at);
        }
        None => scores.push(Scored { meaning, score, at }),
    }
}

/// The longest name that the words begin with: how many words, what it means,
/// and how well it fits.
fn known(text: &str, words: &[(usize, usize)]) -> (usize, &'static [Meaning], f64) {
    let (length, meanings) = exact(text, words);
    if length > 0 {
        return (length, meanings, 1.0);
    }
    let (start, end) = words[0];
    let word = &text[start..end];
    // Names of one word are often the end of a longer one.
    let ends = word.char_indices().map(|(at, _)| at).skip(3);
    for at in ends {
        let end = &word[at..];
        if end.chars().count() < END_MIN {
            break;
        }
        if let Some(meanings) = inflected(end) {
            return (1, meanings, 0.8);
        }
    }
    (0, &[], 0.0)
}

fn exact(text: &str, words: &[(usize, usize)]) -> (usize, &'static [Meaning]) {
    let mut name = String::new();
    let mut best: (usize, &'static [Meaning]) = (0, &[]);
    for (index, (start, end)) in words.iter().take(WORDS_MAX).enumerate() {
        if index > 0 {
            name.push(' ');
        }
        name.push_str(&text[*start..*end]);
        if let Some(meanings) = inflected(&name) {
            best = (index + 1, meanings);
        }
    }
    best
}

/// Endings of plural and definite forms, and what stands there in the singular.
const ENDINGS: &[(&str, &str)] = &[
    ("orna", "a"),
    ("arna", "e"),
    ("erna", ""),
    ("or", "a"),
    ("ar", "e"),
    ("ar", ""),
    ("er", ""),
    ("ere", "er"),
    ("en", ""),
    ("en", "e"),
    ("n", ""),
    ("na", ""),
    ("e", ""),
    ("s", ""),
    ("es", ""),
    ("in", ""),
    ("innen", ""),
    ("ka", ""),
    ("a", ""),
];

/// Meanings of a name as it is, or without its ending.
pub(super) fn inflected(name: &str) -> Option<&'static [Meaning]> {
    let titles = &*NAMES;
    if let Some(meanings) = titles.get(name) {
        return Some(meanings.as_slice());
    }
    if name.len() < 5 {
        return None;
    }
    ENDINGS.iter().find_map(|(ending, instead)| {
        let stem = name.strip_suffix(ending)?;
        if stem.len() < 4 {
            return None;
        }
        if instead.is_empty() {
            return titles.get(stem).map(Vec::as_slice);
        }
        titles.get(format!("{stem}{instead}").as_str()).map(Vec::as_slice)
    })
}
