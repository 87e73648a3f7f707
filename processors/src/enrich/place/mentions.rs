//! Places that an ad names in its title and text.
//!
//! A name counts by what stands around it: in the title, after `Ort:` or
//! `Arbeidssted:`, before `kommun`, after `i`, `på`, `in`. A name that is also
//! a word, or that begins a sentence, counts for nothing alone. Where two
//! places are as likely, none is taken, unless both are named as work places.

mod context;
mod names;
mod polish;
mod words;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use schemas::ad::{Ad, Span};

use self::context::{context, is_word, stands_apart};
use self::names::{meaning, named, regional};
use self::words::{JOINTS, WORDS};
use super::name;
use crate::enrich::reading::{Part, Reading};
use crate::enrich::reference::rows;

/// Words of one name at most.
const WORDS_MAX: usize = 3;
/// A place needs at least this much to be taken.
const SCORE_MIN: f64 = 1.2;
/// As sure as a place of work named as such.
const SCORE_SURE: f64 = 3.0;
/// Of the likeliest place's score, what another needs to be told beside it.
const SEVERAL_SHARE: f64 = 0.75;
/// Most places of one ad.
const PLACES_MAX: usize = 5;
/// Bytes of a description that are searched.
const BYTES_MAX: usize = 12_000;

/// A place that the text names.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mention {
    pub(super) kind: Kind,
    pub(super) country: &'static str,
    pub(super) confidence: f32,
    pub(super) span: Span,
}

/// What is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A municipality, by code.
    Municipality(&'static str),
    /// A region, by code.
    Region(&'static str),
    /// A city of a country whose municipalities are not known here, by name.
    City(&'static str),
}

/// A city: country, thousands of people, name.
type City = (&'static str, u32, &'static str);

/// Cities by folded name, largest first.
static CITIES: LazyLock<FxHashMap<String, Vec<City>>> = LazyLock::new(|| {
    let mut cities = FxHashMap::<_, Vec<_>>::default();
    for [city, country, people] in rows(include_str!("../../../reference/city.tsv")) {
        let people = people.parse().expect("a table of ours counts people");
        cities.entry(name::fold(city)).or_default().push((country, people, city));
    }
    for one in cities.values_mut() {
        one.sort_by_key(|(_, people, _)| std::cmp::Reverse(*people));
    }
    cities
});

/// The country of a city by its name alone, when no other city of the name is
/// a fifth as large.
pub(super) fn country_of_city(city: &str) -> Option<&'static str> {
    let found = CITIES.get(&name::fold(city))?;
    let (country, people, _) = *found.first()?;
    let rival = found.iter().find(|(other, _, _)| *other != country);
    rival.is_none_or(|(_, other, _)| other * 5 < people).then_some(country)
}

/// Countries whose names are looked for first, by language.
fn homes(language: &str) -> &'static [&'static str] {
    match language.split('-').next().unwrap_or(language) {
        "sv" => &["SE", "FI"],
        "no" | "nb" | "nn" => &["NO"],
        "da" => &["DK"],
        "fi" => &["FI"],
        "is" => &["IS"],
        "pl" => &["PL"],
        "de" => &["DE", "AT", "CH"],
        "nl" => &["NL", "BE"],
        "fr" => &["FR", "BE", "CH", "LU"],
        "es" => &["ES"],
        "it" => &["IT", "CH"],
        "pt" => &["PT"],
        "cs" => &["CZ"],
        "sk" => &["SK"],
        "hu" => &["HU"],
        "ro" => &["RO"],
        "et" => &["EE"],
        "lv" => &["LV"],
        "lt" => &["LT"],
        "uk" => &["UA"],
        _ => &[
            "GB", "IE", "SE", "NO", "DK", "FI", "NL", "DE", "PL", "US", "FR", "ES", "IT", "BE",
            "CH", "AT", "PT", "CZ", "EE", "LT", "LV", "LU", "CA",
        ],
    }
}

struct Candidate {
    kind: Kind,
    country: &'static str,
    score: f64,
    part: Part,
    at: (usize, usize),
}

/// The places that an ad names, the likeliest first; `country` and `region`
/// bound them where they are known.
pub(super) fn find(ad: &Ad, country: Option<&str>, region: Option<&str>) -> Vec<Mention> {
    let Some(reading) = Reading::of(ad) else { return Vec::new() };
    let own;
    let homes = match country {
        Some(country) => {
            own = [country];
            &own[..]
        }
        None => homes(&ad.language),
    };
    let mut candidates = Vec::new();
    for (part, written) in reading.written(ad) {
        read(part, written, homes, region, &mut candidates);
    }
    employer(&ad.employer.name, homes, region, &mut candidates);
    settled(candidates, &reading)
}

/// A municipality that employs is where its work is.
fn employer(employer: &str, homes: &[&str], region: Option<&str>, candidates: &mut [Candidate]) {
    let folded = name::fold(employer);
    let rest = [" kommun", " kommune", " stad"].iter().find_map(|kind| folded.strip_suffix(kind));
    let Some(rest) = rest else { return };
    let names = [rest, rest.strip_suffix('s').unwrap_or(rest)];
    let known = names.iter().find_map(|name| meaning(name, homes, region));
    for candidate in candidates {
        if known.is_some_and(|(kind, _, _)| kind == candidate.kind) {
            candidate.score += 2.0;
        }
    }
}

fn settled(mut candidates: Vec<Candidate>, reading: &Reading) -> Vec<Mention> {
    // A region counts only where none of its places is named as surely.
    let regions: Vec<&str> = candidates
        .iter()
        .filter_map(|one| match one.kind {
            Kind::Region(region) if one.score >= 2.5 => Some(region),
            _ => None,
        })
        .collect();
    candidates.retain(|one| match one.kind {
        Kind::Municipality(code) if one.score < 1.5 => {
            !regions.iter().any(|region| code.starts_with(region))
        }
        _ => true,
    });
    let codes: Vec<&str> = candidates
        .iter()
        .filter_map(|one| match one.kind {
            Kind::Municipality(code) if one.score >= 0.5 => Some(code),
            _ => None,
        })
        .collect();
    candidates.retain(|one| match one.kind {
        Kind::Region(region) => !codes.iter().any(|code| code.starts_with(region)),
        _ => true,
    });
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
    let Some(top) = candidates.first().map(|one| one.score) else { return Vec::new() };
    if top < SCORE_MIN {
        return Vec::new();
    }
    let second = candidates.get(1).map_or(0.0, |one| one.score);
    let taken = if top >= SCORE_SURE {
        // Several places are told only when each is named as a work place.
        let several = candidates
            .iter()
            .take_while(|one| one.score >= SCORE_SURE && one.score >= top * SEVERAL_SHARE);
        several.count()
    } else {
        usize::from(second * 1.5 < top)
    };
    if taken > PLACES_MAX {
        return Vec::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "0 to 1")]
    let confidence = |score: f64| {
        crate::enrich::note::confidence(f64::from((0.6 + score * 0.08) as f32).min(0.9))
    };
    candidates
        .into_iter()
        .take(taken)
        .map(|one| Mention {
            kind: one.kind,
            country: one.country,
            confidence: confidence(one.score),
            span: reading.span(one.part, one.at.0, one.at.1),
        })
        .collect()
}

/// Words of a text by place.
fn words_of(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (character.is_alphanumeric(), start) {
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

fn read(
    part: Part,
    text: &str,
    homes: &[&str],
    region: Option<&str>,
    candidates: &mut Vec<Candidate>,
) {
    let text = &text[..text.floor_char_boundary(BYTES_MAX)];
    let words = words_of(text);
    let mut at = 0;
    let mut run: Option<(usize, f64)> = None;
    while at < words.len() {
        let (start, _) = words[at];
        if !text[start..].starts_with(char::is_uppercase) {
            at += 1;
            continue;
        }
        let Some((length, kind, country, weight)) =
            regional(text, &words, at, homes).or_else(|| named(text, &words[at..], homes, region))
        else {
            at += 1;
            continue;
        };
        let end = words[at + length - 1].1;
        let mut context = context(part, text, &words, at, length);
        // In a title, as `context` counts it.
        let prepositional = context >= 3.5 || context == 2.0;
        // `i Stockholm, Göteborg och Malmö`: all after the one `i`.
        if let Some((last, shared)) = run
            && JOINTS.contains(&text[last..start].trim().to_lowercase().as_str())
        {
            context = context.max(shared);
        }
        run = Some((end, context));
        let folded = name::fold(&text[start..end]);
        let apart = part == Part::Body || prepositional || stands_apart(text, start, end);
        if is_word(&folded, context) || (!apart && WORDS.contains(&folded.as_str())) {
            at += length;
            continue;
        }
        let score = context * weight;
        match candidates.iter_mut().find(|one| one.kind == kind) {
            Some(one) => one.score += if context >= 1.0 { score } else { score * 0.5 },
            None => candidates.push(Candidate { kind, country, score, part, at: (start, end) }),
        }
        at += length;
    }
}

#[cfg(test)]
mod tests;
