//! Words of job titles and what they mean, from the names of the taxonomy, the
//! synonyms of JobTech's dictionary, the names of STYRK-08, and by hand.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::codes::CODES;
use crate::enrich::reading::lower;
use crate::enrich::reference::rows;
use crate::reference::{Table, text};

/// Most meanings of one name. A name of many groups tells little.
const MEANINGS_MAX: usize = 5;
/// Weight of a name by hand: the likeliest code for a title that says no more.
pub(super) const BY_HAND: f64 = 6.0;

/// One meaning of some words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    /// SSYK 2012.
    pub(super) ssyk: &'static str,
    /// The likeliest ISCO-08 group of it.
    pub(super) isco: &'static str,
    /// The occupation name of the taxonomy, where one is meant.
    pub(super) concept: Option<&'static str>,
    /// 1 to 9.
    pub(super) weight: f64,
}

/// All names, in lower case with one space between words.
pub(super) static NAMES: LazyLock<FxHashMap<String, Vec<Meaning>>> = LazyLock::new(build);

/// Words of letters and digits, with `+` and `#` at their end, by place.
pub(super) fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        let goes_on =
            character.is_alphanumeric() || (start.is_some() && matches!(character, '+' | '#'));
        match (goes_on, start) {
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

/// Lower case, words with one space between them.
pub(super) fn folded(text: &str) -> String {
    let text = lower(text);
    let words = words(&text);
    words.iter().map(|(start, end)| &text[*start..*end]).collect::<Vec<_>>().join(" ")
}

/// A name in whole, and its parts: `Montör/Monteringsarbetare`,
/// `Snickare, möbler`.
fn parts(name: &str) -> Vec<(String, f64)> {
    let name = name.replace(" m.fl.", "").replace(" m. fl.", "").replace(" m.m.", "");
    let mut parts = vec![(folded(&name), 0.0)];
    for part in name.split('/').chain(name.split(',').take(1)) {
        let part = folded(part);
        if part.chars().count() > 2 && !parts.iter().any(|(known, _)| *known == part) {
            parts.push((part, 1.0));
        }
    }
    parts
}

/// Codes of a name while the table is built: weight and concept by SSYK.
type Codes = FxHashMap<&'static str, (f64, Option<&'static str>)>;

fn note(codes: &mut Codes, ssyk: &'static str, weight: f64, concept: Option<&'static str>) {
    let known = codes.entry(ssyk).or_insert((weight, concept));
    if weight > known.0 || (weight >= known.0 && known.1.is_none()) {
        *known = (weight, concept);
    }
}

fn build() -> FxHashMap<String, Vec<Meaning>> {
    let mut found = FxHashMap::<String, Codes>::default();
    for [ssyk, _, name] in rows(text(Table::Ssyk)) {
        for (part, less) in parts(name) {
            note(found.entry(part).or_default(), ssyk, 3.0 - less, None);
        }
    }
    for [id, ssyk, name, others] in rows(text(Table::Occupation)) {
        for (part, less) in parts(name) {
            let concept = (less == 0.0).then_some(id);
            note(found.entry(part).or_default(), ssyk, 4.0 - less, concept);
        }
        for other in others.split('|').filter(|other| !other.is_empty()) {
            note(found.entry(folded(other)).or_default(), ssyk, 4.0, Some(id));
        }
    }
    for [words, id, weight] in rows(include_str!("../../../reference/occupation-term.tsv")) {
        let weight: f64 = weight.parse().expect("a table of ours has weights");
        for concept in CODES.present(id) {
            if let Some(ssyk) = CODES.group_of(concept) {
                let named = CODES.ssyk.get(ssyk).is_none_or(|(group, _)| *group != concept);
                let concept = (named && weight >= 4.0).then_some(concept);
                note(found.entry(words.to_owned()).or_default(), ssyk, weight, concept);
            }
        }
    }
    let hand: Vec<[&str; 3]> =
        rows(include_str!("../../../reference/occupation-words.tsv")).collect();
    let mut likeliest = FxHashMap::default();
    for [ssyk, isco, _] in &hand {
        likeliest.entry(*ssyk).or_insert(*isco);
    }
    let isco_of = |ssyk: &'static str| {
        likeliest.get(ssyk).copied().or_else(|| CODES.isco_of(ssyk)).unwrap_or(ssyk)
    };
    let mut names = FxHashMap::<String, Vec<Meaning>>::default();
    for (name, codes) in found {
        if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        names.insert(name, meanings(codes, isco_of));
    }
    for [words, isco] in rows(include_str!("../../../reference/styrk-name.tsv")) {
        let Some((ssyk, isco)) = CODES.ssyk_of(isco) else { continue };
        let meanings = names.entry(words.to_owned()).or_default();
        if !meanings.iter().any(|one| one.ssyk == ssyk) {
            meanings.push(Meaning { ssyk, isco, concept: None, weight: 2.0 });
        }
    }
    by_hand(&hand, &mut names);
    names
}

fn meanings(codes: Codes, isco_of: impl Fn(&'static str) -> &'static str) -> Vec<Meaning> {
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by(|(one, (weight, _)), (other, (heavier, _))| {
        heavier.total_cmp(weight).then(one.cmp(other))
    });
    codes.truncate(MEANINGS_MAX);
    let less = f64::from(u32::try_from(codes.len()).unwrap_or(u32::MAX)) - 1.0;
    codes
        .into_iter()
        .map(|(ssyk, (weight, concept))| Meaning {
            ssyk,
            isco: isco_of(ssyk),
            concept,
            weight: (weight - less).max(1.0),
        })
        .collect()
}

/// Words by hand outweigh. Those of a group that a later taxonomy has no more
/// say nothing: `adhub reference import` names them.
fn by_hand(hand: &[[&'static str; 3]], names: &mut FxHashMap<String, Vec<Meaning>>) {
    for [ssyk, isco, list] in hand {
        if !CODES.ssyk.contains_key(ssyk) {
            continue;
        }
        for words in list.split('|') {
            let meanings = names.entry(folded(words)).or_default();
            match meanings.iter_mut().find(|one| one.ssyk == *ssyk) {
                Some(known) => {
                    known.weight = BY_HAND;
                    known.isco = isco;
                }
                None => meanings.push(Meaning { ssyk, isco, concept: None, weight: BY_HAND }),
            }
        }
    }
}
