//! When work starts: a day, as soon as possible, or in the ad's own words.

use jiff::civil::Date;
use schemas::ad::{Ad, Start};

use super::deadline::{AHEAD_DAYS, Place, published};
use super::{Hit, Terms, Topic, dates};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/start";
/// Bytes after a word such as `tillträde` in which its date stands.
const NEAR: usize = 50;
/// Days before the ad appeared that a start may lie.
const BACK_DAYS: i64 = 45;

/// Finds the start; the date at `taken` is the deadline's.
pub(super) fn find(ad: &mut Ad, terms: &Terms, taken: Option<Place>) {
    if ad.start.is_some() {
        return;
    }
    let day = published(ad).and_then(|published| {
        terms.of_topic(Topic::Start).find_map(|hit| day(terms, hit, published, taken))
    });
    let soon = terms.of_topic(Topic::Asap).find(|hit| is_start(terms, hit));
    let (start, confidence, (part, from, to)) = match (day, soon) {
        (Some((date, place)), _) => {
            (Start { date: Some(date.to_string()), asap: false, text: None }, 0.85, place)
        }
        (None, Some(hit)) => (
            Start { date: None, asap: true, text: None },
            if hit.value == "sure" { 0.9 } else { 0.8 },
            (hit.part, hit.start, hit.end),
        ),
        (None, None) => {
            let Some((part, from, to)) = in_words(terms) else { return };
            let text = Some(terms.written(ad, part, from, to));
            (Start { date: None, asap: false, text }, 0.75, (part, from, to))
        }
    };
    ad.start = Some(start);
    note::found_at(ad, PATH, confidence, terms.reading.span(part, from, to));
}

/// What stands after a word such as `tillträde`, in its line or the next.
fn after<'a>(terms: &'a Terms, hit: &Hit) -> Option<(&'a str, usize)> {
    let text = terms.text(hit.part);
    let to = text.floor_char_boundary((hit.end + NEAR).min(text.len()));
    let near = &text[hit.end..to];
    let line = near.split('\n').find(|line| !line.trim_matches([' ', ':', '\r']).is_empty())?;
    Some((line, line.as_ptr() as usize - text.as_ptr() as usize))
}

fn day(
    terms: &Terms,
    hit: &Hit,
    published: Date,
    taken: Option<Place>,
) -> Option<(Date, (Part, usize, usize))> {
    let (line, offset) = after(terms, hit)?;
    let found = dates::first(line)?;
    // Another sentence has another date.
    let between = &line[..found.start];
    if between.contains(['!', '?', ';']) || between.contains(". ") {
        return None;
    }
    if is_of_something_else(terms, hit, offset + found.start) {
        return None;
    }
    let place = (hit.part, found.start + offset, found.end + offset);
    let is_deadline = taken == Some((place.0, place.1))
        || terms.near(Topic::Deadline, hit, 0, 30)
            && !matches!(terms.words(hit), "start" | "tillträde" | "tiltredelse" | "tiltrædelse");
    if is_deadline || terms.near(Topic::Application, hit, 24, 0) {
        return None;
    }
    let date = found.on_or_after(published, BACK_DAYS)?;
    let days = i64::from((date - published).get_days());
    (-BACK_DAYS * 4..=AHEAD_DAYS).contains(&days).then_some((date, place))
}

/// `Interviews week commencing`, `work available until`.
fn is_of_something_else(terms: &Terms, hit: &Hit, to: usize) -> bool {
    const BEFORE_BYTES: usize = 48;
    let (from, _) = terms.sentence(hit, BEFORE_BYTES);
    terms.has(Topic::StartNot, hit.part, (from, to))
}

/// `Start: snarast` is a start as soon as possible; `svara snarast` is none.
fn is_start(terms: &Terms, hit: &Hit) -> bool {
    if terms.is_denied(hit) {
        return false;
    }
    if hit.value == "sure" || hit.part == Part::Title {
        return true;
    }
    // The clause is what the word belongs to.
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 60);
    let from = text[from..hit.start].rfind(',').map_or(from, |at| from + at + 1);
    let to = text[hit.end..to].find(',').map_or(to, |at| hit.end + at);
    let clause = (from, to);
    let starts = terms.has(Topic::Start, hit.part, clause)
        || SEEKS.iter().any(|word| text[from..to].contains(word));
    starts && !terms.has(Topic::Application, hit.part, clause) && !is_reply(&text[from..to])
}

/// Words of a sentence that seeks someone at once.
const SEEKS: &[&str] = &[
    "söker",
    "søker",
    "søger",
    "looking for",
    "seeking",
    "suchen",
    "szukamy",
    "poszukujemy",
    "etsimme",
    "haemme",
    "zoeken",
    "recherchons",
    "buscamos",
    "anställning",
    "tjänst",
    "stilling",
    "position",
    "aloit",
    "alkaa",
    "praca",
    "zatrudnimy",
    "join",
    "börja",
    "begynne",
    "rozpoczę",
    "eintritt",
    "beginn",
    "poste",
];

fn is_reply(clause: &str) -> bool {
    [
        "svar",
        "urval",
        "skicka",
        "send",
        "kontakt",
        "contact",
        "tillsätt",
        "återkom",
        "hör av",
        "call",
    ]
    .iter()
    .any(|word| clause.contains(word))
}

/// `Tillträde enligt överenskommelse`, `start: augusti 2026`.
fn in_words(terms: &Terms) -> Option<(Part, usize, usize)> {
    terms.of_topic(Topic::Start).find_map(|hit| {
        let (line, offset) = after(terms, hit)?;
        let end = offset + line.len();
        let agreed = terms.hits.within(Topic::ByAgreement, hit.part, offset, end).next();
        agreed
            .filter(|agreed| agreed.start - hit.end <= 16)
            .map(|agreed| (hit.part, agreed.start, agreed.end))
            .or_else(|| {
                let (start, length) = dates::month_of_year(line)?;
                let counts = start <= 12 && !is_of_something_else(terms, hit, offset + start);
                counts.then_some((hit.part, offset + start, offset + start + length))
            })
    })
}
