//! What a name in a text means: the municipality, region or city of that name
//! in the countries that the text may be about.

use super::super::gazetteer::{Gazetteer, NORWAY, SWEDEN};
use super::super::name;
use super::words::{KINDS, REGION_WORDS};
use super::{CITIES, Kind, WORDS_MAX, polish};

/// A region that is called one: `Uppsala län`, `Region Uppsala`.
pub(super) fn regional(
    text: &str,
    words: &[(usize, usize)],
    at: usize,
    homes: &[&str],
) -> Option<(usize, Kind, &'static str, f64)> {
    let is_word = |index: usize| {
        words.get(index).is_some_and(|(start, end)| {
            REGION_WORDS.contains(&text[*start..*end].to_lowercase().as_str())
        })
    };
    if !(is_word(at + 1) || at > 0 && is_word(at - 1)) {
        return None;
    }
    let folded = name::fold(&text[words[at].0..words[at].1]);
    let stem = folded.strip_suffix('s').unwrap_or(&folded);
    for gazetteer in [&*SWEDEN, &*NORWAY] {
        if !homes.contains(&gazetteer.country) {
            continue;
        }
        for name in [folded.as_str(), stem] {
            if let [code] = gazetteer.regions_spelt(name) {
                return Some((1, Kind::Region(code), gazetteer.country, 0.9));
            }
        }
    }
    None
}

type Meaning = (Kind, &'static str, f64);

/// The longest name that the words begin with.
pub(super) fn named(
    text: &str,
    words: &[(usize, usize)],
    homes: &[&str],
    region: Option<&str>,
) -> Option<(usize, Kind, &'static str, f64)> {
    for length in (1..=WORDS_MAX.min(words.len())).rev() {
        let (start, end) = (words[0].0, words[length - 1].1);
        let given = &text[start..end];
        // A name goes on over a space or a hyphen, no further.
        if words[..length].windows(2).any(|pair| pair[1].0 - pair[0].1 > 1)
            || given.contains(['\n', ',', '.', '/', '(', ':'])
        {
            continue;
        }
        let folded = name::fold(given);
        if let Some((kind, country, weight)) = meaning(&folded, homes, region) {
            return Some((length, kind, country, weight));
        }
        // The genitive, which is seldom the place of work.
        if let Some(stem) = folded.strip_suffix('s')
            && let Some((kind, country, weight)) = meaning(stem, homes, region)
        {
            let kinds = words.get(length).is_some_and(|(start, end)| {
                KINDS.contains(&text[*start..*end].to_lowercase().as_str())
            });
            return Some((length, kind, country, if kinds { weight } else { weight * 0.3 }));
        }
        if homes == ["PL"]
            && let Some(nominative) = polish::nominative(&folded)
            && let Some((kind, country, weight)) = meaning(nominative, homes, region)
        {
            return Some((length, kind, country, weight));
        }
    }
    None
}

pub(super) fn meaning(folded: &str, homes: &[&str], region: Option<&str>) -> Option<Meaning> {
    for home in homes {
        let gazetteer = match *home {
            "SE" => &*SWEDEN,
            "NO" => &*NORWAY,
            _ => continue,
        };
        if let Some(found) = in_gazetteer(folded, gazetteer, region) {
            return Some(found);
        }
    }
    let cities = CITIES.get(folded)?;
    let (country, people, city) = homes
        .iter()
        .find_map(|home| cities.iter().find(|(country, _, _)| country == home))
        .copied()?;
    let weight = if homes.len() <= 4 || people >= 60 { 1.0 } else { 0.6 };
    Some((Kind::City(city), country, weight))
}

fn in_gazetteer(
    folded: &str,
    gazetteer: &'static Gazetteer,
    region: Option<&str>,
) -> Option<Meaning> {
    let within = |codes: &[&'static str]| {
        let mut fitting = codes
            .iter()
            .copied()
            .filter(|code| region.is_none_or(|region| code.starts_with(region)));
        let first = fitting.next()?;
        fitting.all(|code| code == first).then_some(first)
    };
    // In running text a name without its marks (`Are` for Åre) is another word.
    if !gazetteer.is_spelt(folded) && gazetteer.regions_spelt(folded).is_empty() {
        return None;
    }
    if let Some(code) = within(gazetteer.municipalities_spelt(folded)) {
        return Some((Kind::Municipality(code), gazetteer.country, 1.0));
    }
    if let Some(code) = within(gazetteer.places_spelt(folded)) {
        return Some((Kind::Municipality(code), gazetteer.country, 0.9));
    }
    if let [code] = gazetteer.regions_spelt(folded) {
        return Some((Kind::Region(code), gazetteer.country, 0.9));
    }
    None
}
