//! What two ads have in common, and what one of them lacks.

use super::body::ROWS;
use super::gazetteer::Gazetteer;
use super::lexicon::FURNITURE;
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
    (jaccard, (shared / all.min(other)).min(1.0))
}

/// A word of a title that says what the work is, rather than where or for whom.
pub(super) fn is_role(word: &str, ad: View<'_>, other: View<'_>, gazetteer: &Gazetteer) -> bool {
    let place = place_hash(word);
    let is_place = ad.towns().chain(other.towns()).any(|town| town == place);
    let vague = ad.towns().next().is_none() || other.towns().next().is_none();
    let is_employer =
        [ad.employer(), other.employer()].iter().any(|name| name.split(' ').any(|w| w == word));
    let may_be_place = is_place || (vague && gazetteer.is_town(place));
    word.len() > 2 && !super::lexicon::LEVELS.contains_key(word) && !may_be_place && !is_employer
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

/// All words of one name are in the other.
pub(super) fn is_same_name(left: &str, right: &str) -> bool {
    let within =
        |some: &str, all: &str| some.split(' ').all(|word| all.split(' ').any(|w| w == word));
    !left.is_empty() && !right.is_empty() && (within(left, right) || within(right, left))
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
