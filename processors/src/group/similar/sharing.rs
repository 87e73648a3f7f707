//! What two ads have in common, and what one of them lacks.

use super::body::ROWS;
use super::gazetteer::Gazetteer;
use super::lexicon::{self, FURNITURE};
use super::sketch::View;
use super::words::{STEM_CHARS, hash16, place_hash, stem};

/// Share of all, and of the shorter text's, word triples that both have, as
/// their signatures let it be estimated.
pub(super) fn overlap(left: View<'_>, right: View<'_>) -> (f64, f64) {
    let (all, other) = (f64::from(left.triples()), f64::from(right.triples()));
    if all == 0.0 || other == 0.0 {
        return (0.0, 0.0);
    }
    let equal = left.signature().iter().zip(right.signature()).filter(|(a, b)| a == b).count();
    let chance = 1.0 / 256.0;
    let equal = f64::from(u8::try_from(equal).expect("a signature has 128 rows"));
    let rows = f64::from(u8::try_from(ROWS).expect("a signature has 128 rows"));
    let jaccard = ((equal / rows - chance) / (1.0 - chance)).max(0.0);
    let shared = jaccard * (all + other) / (1.0 + jaccard);
    let contained = (shared / all.min(other)).min(1.0);
    let (shorter, longer) = if all <= other { (left, right) } else { (right, left) };
    (jaccard, contained.max(contained_words(shorter, longer)))
}

/// How much of a short text the longer one has, by its words: of a signature,
/// a short text leaves too few rows to tell. Half of the words are in any text
/// of the language, so that each that is missing counts fourfold.
fn contained_words(shorter: View<'_>, longer: View<'_>) -> f64 {
    const MISSING_COUNTS: f64 = 4.0;
    let count = shorter.few_words().count();
    if count == 0 {
        return 0.0;
    }
    let missing = shorter.few_words().filter(|word| !longer.may_say(*word)).count();
    #[expect(clippy::cast_precision_loss, reason = "a hundred words at most")]
    let missing = missing as f64 / count as f64;
    (1.0 - missing * MISSING_COUNTS).max(0.0)
}

/// Letters of the words of a title that the other has too: in languages that
/// compound, one word says what three say elsewhere.
pub(super) fn is_rare_title(words: usize, letters: usize) -> bool {
    const WORDS_MIN: usize = 3;
    const LETTERS_MIN: usize = 20;
    words >= WORDS_MIN || letters >= LETTERS_MIN
}

/// A word of a title that says what the work is, rather than where or for whom.
pub(super) fn is_role(word: &str, ad: View<'_>, other: View<'_>, gazetteer: &Gazetteer) -> bool {
    let place = place_hash(word);
    let is_place = ad.towns().chain(other.towns()).any(|town| town == place);
    let vague = ad.towns().next().is_none() || other.towns().next().is_none();
    let is_employer =
        [ad.employer(), other.employer()].iter().any(|name| name.split(' ').any(|w| w == word));
    let may_be_place = is_place || (vague && gazetteer.is_town(place));
    word.len() > 2 && !lexicon::LEVELS.contains_key(word) && !may_be_place && !is_employer
}

/// Names of a text that the other does not say.
pub(super) fn names_lacking<'a>(ad: View<'a>, other: View<'a>) -> impl Iterator<Item = u16> + 'a {
    let title: Vec<u16> = ad.title().map(|word| hash16(stem(word, STEM_CHARS))).collect();
    let furniture = furniture();
    ad.names().filter(move |name| {
        !other.may_say(*name) && !title.contains(name) && !furniture.contains(name)
    })
}

fn furniture() -> &'static [u16] {
    static STEMS: std::sync::LazyLock<Vec<u16>> = std::sync::LazyLock::new(|| {
        FURNITURE.iter().map(|word| hash16(stem(word, STEM_CHARS))).collect()
    });
    &STEMS
}

pub(super) fn lacking(
    list: impl Iterator<Item = u16>,
    mut others: impl Iterator<Item = u16> + Clone,
) -> usize {
    let others: Vec<u16> = others.by_ref().collect();
    list.filter(|item| !others.contains(item)).count()
}

/// All words of one name are in the other, or both are one word but for
/// spaces, or one is the initials of the other.
pub(super) fn is_same_name(left: &str, right: &str) -> bool {
    if left.is_empty() || right.is_empty() {
        return false;
    }
    let within = |some: &str, all: &str| {
        some.split(' ').all(|word| all.split(' ').any(|other| is_same_word(word, other)))
    };
    let joined = |name: &str| name.split(' ').collect::<String>();
    within(left, right)
        || within(right, left)
        || joined(left) == joined(right)
        || are_initials(left, right)
        || are_initials(right, left)
}

/// Equal but for a genitive's ending.
fn is_same_word(left: &str, right: &str) -> bool {
    let bare = |word: &str| word.len() - usize::from(word.len() > 4 && word.ends_with('s'));
    left == right || left[..bare(left)] == right[..bare(right)]
}

/// Three letters or more, each the first of a word of the other name.
fn are_initials(short: &str, long: &str) -> bool {
    short.len() >= 3
        && short.chars().count() == long.split(' ').count()
        && short.chars().zip(long.split(' ')).all(|(letter, word)| word.starts_with(letter))
}

/// Half of all words are in both, and no number differs.
pub(super) fn is_similar_name(left: &str, right: &str) -> bool {
    if left.is_empty() || right.is_empty() {
        return false;
    }
    let (left, right): (Vec<&str>, Vec<&str>) =
        (left.split(' ').collect(), right.split(' ').collect());
    let shared = left.iter().filter(|word| right.contains(word)).count();
    let all = left.len() + right.len() - shared;
    let mut rest = left
        .iter()
        .filter(|w| !right.contains(w))
        .chain(right.iter().filter(|w| !left.contains(w)));
    shared * 2 >= all && !rest.any(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
}

/// An account for many employers, as of a public employment office.
pub(super) fn is_channel(name: &str) -> bool {
    let fits = |pattern: &str, word: &str| {
        pattern.strip_suffix('*').map_or(pattern == word, |start| word.starts_with(start))
    };
    let says =
        |pattern: &str| pattern.is_empty() || name.split(' ').any(|word| fits(pattern, word));
    lexicon::CHANNELS.iter().any(|words| words.iter().all(|pattern| says(pattern)))
}

/// The text names an employer: a recruiter says for whom.
pub(super) fn names_employer(ad: View<'_>, employer: &str) -> bool {
    let mut is_name = false;
    for word in employer.split(' ').filter(|word| word.len() >= 2) {
        let hash = hash16(stem(word, STEM_CHARS));
        if !ad.may_say(hash) {
            return false;
        }
        is_name |= word.len() >= 4 && ad.names().any(|name| name == hash);
    }
    is_name
}

/// The text, or the title, perhaps says a word; without a doubt it does not.
pub(super) fn may_say(ad: View<'_>, word: &str) -> bool {
    ad.may_say(hash16(stem(word, STEM_CHARS)))
}
