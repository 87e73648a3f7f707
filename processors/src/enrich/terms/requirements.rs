//! Licences, languages, education and experience that an ad asks for, and
//! whether they must be there.
//!
//! A word such as `krav` or `meriterande` in the same sentence decides; else
//! the heading of the list that it stands in; else it must be there. A list
//! that the partner filled is left alone.

use schemas::ad::{Ad, Requirement};

use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

/// Bytes before a phrase in which the heading of its list is looked for.
const HEADING_BYTES: usize = 900;
/// Longest line that can be a heading.
const HEADING_MAX: usize = 60;
/// Most requirements of a kind.
const MOST: usize = 12;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if ad.requirements.licences.is_empty() {
        let found = distinct(terms, Topic::Licence, |hit| is_licence(terms, hit));
        let list = found.iter().map(|(hit, must)| licence(terms, hit, *must)).collect();
        ad.requirements.licences = list;
        tell(ad, terms, "licences", &found);
    }
    if ad.requirements.languages.is_empty() {
        let found = distinct(terms, Topic::Language, |hit| is_spoken(terms, hit));
        let list = found.iter().map(|(hit, must)| language(terms, hit, *must)).collect();
        ad.requirements.languages = list;
        tell(ad, terms, "languages", &found);
    }
    if ad.requirements.education.is_empty() {
        let found = distinct(terms, Topic::Education, |hit| is_asked(terms, hit));
        let list = found.iter().map(|(hit, must)| education(terms, hit, *must)).collect();
        ad.requirements.education = list;
        tell(ad, terms, "education", &found);
    }
    if ad.requirements.experience.is_empty() && terms.of_topic(Topic::NoExperience).next().is_none()
    {
        let found = years(terms);
        let list = found.iter().map(|(hit, must, years)| experience(terms, hit, *must, years));
        ad.requirements.experience = list.collect();
        let found: Vec<_> = found.into_iter().map(|(hit, must, _)| (hit, must)).collect();
        tell(ad, terms, "experience", &found);
    }
}

/// Each value once; a `must` wins over a `nice`.
fn distinct(terms: &Terms, topic: Topic, counts: impl Fn(&Hit) -> bool) -> Vec<(&Hit, bool)> {
    let mut found: Vec<(&Hit, bool)> = Vec::new();
    for hit in terms.of_topic(topic) {
        if !counts(hit) {
            continue;
        }
        let must = is_must(terms, hit);
        if let Some((_, known)) = found.iter_mut().find(|(known, _)| known.value == hit.value) {
            *known |= must;
        } else if found.len() < MOST {
            found.push((hit, must));
        }
    }
    found
}

fn tell(ad: &mut Ad, terms: &Terms, list: &str, found: &[(&Hit, bool)]) {
    for (index, (hit, _)) in found.iter().enumerate() {
        let span = terms.reading.span(hit.part, hit.start, hit.end);
        note::found_at(ad, &format!("/requirements/{list}/{index}"), 0.85, span);
    }
}

/// Whether what a hit names must be there.
fn is_must(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 220);
    let mut nearest: Option<(usize, bool)> = None;
    for cue in terms.hits.iter().filter(|cue| {
        cue.part == hit.part
            && matches!(cue.topic, Topic::Must | Topic::Nice)
            && cue.start >= from
            && cue.end <= to
    }) {
        let between = if cue.end <= hit.start {
            &text[cue.end..hit.start]
        } else if cue.start >= hit.end {
            &text[hit.end..cue.start]
        } else {
            ""
        };
        // Another clause is farther than its letters say.
        let commas = between.matches([',', ':']).count();
        let clauses = [" och ", " men ", " og ", " and ", " but ", " ale "];
        let joined = clauses.iter().filter(|word| between.contains(**word)).count();
        let distance = between.len() + 25 * commas + 15 * joined;
        let must = cue.topic == Topic::Must;
        if nearest.is_none_or(|(known, was)| distance < known || (distance == known && was)) {
            nearest = Some((distance, must));
        }
    }
    if let Some((_, must)) = nearest {
        return must;
    }
    heading(terms, hit).unwrap_or(true)
}

/// What the heading of the list around a hit says.
fn heading(terms: &Terms, hit: &Hit) -> Option<bool> {
    let text = terms.text(hit.part);
    let earliest = hit.start.saturating_sub(HEADING_BYTES);
    let cues = terms.hits.iter().rev().filter(|cue| {
        cue.part == hit.part
            && matches!(cue.topic, Topic::Must | Topic::Nice)
            && cue.end <= hit.start
            && cue.start >= earliest
    });
    for cue in cues {
        let line_start = text[..cue.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[cue.end..].find('\n').map_or(text.len(), |at| cue.end + at);
        let line = text[line_start..line_end].trim();
        if line.len() <= HEADING_MAX && !line.starts_with(['-', '•', '*', '·']) {
            return Some(cue.topic == Topic::Must);
        }
        let colon = text[cue.end..].trim_start().starts_with(':');
        if colon {
            return Some(cue.topic == Topic::Must);
        }
    }
    None
}

fn is_licence(terms: &Terms, hit: &Hit) -> bool {
    let word = &terms.text(hit.part)[hit.start..hit.end];
    // Letters that are other things too.
    if matches!(word, "cpc" | "hcpc" | "rmn" | "rgn" | "rn1") && hit.part == Part::Title {
        return word != "cpc";
    }
    !terms.is_denied(hit)
}

/// A language is asked for when the sentence speaks of speaking it.
fn is_spoken(terms: &Terms, hit: &Hit) -> bool {
    let (from, to) = terms.sentence(hit, 160);
    let near = |topic: Topic| {
        terms.of_topic(topic).any(|cue| {
            cue.part == hit.part && cue.start >= from && cue.end <= to && cue.start != hit.start
        })
    };
    let text = terms.text(hit.part);
    let around = &text[from..to];
    let other = [
        "lär dig",
        "language tutor",
        "undervisning i svenska",
        "kurs i",
        "english breakfast",
        "anmäl",
        "sprache der",
    ];
    if other.iter().any(|word| around.contains(word)) {
        return false;
    }
    let with = hit.part == Part::Title
        && [
            " with ",
            "med ",
            " z językiem ",
            " z jęz. ",
            " z j. ",
            "speaking",
            "talande",
            "talende",
            "z ",
        ]
        .iter()
        .any(|word| around.contains(word));
    with || ((near(Topic::LanguageCue) || is_listed(terms, hit)) && !terms.is_denied(hit))
}

/// `engelska` on a line of its own in a list of what is asked for.
fn is_listed(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let line_start = text[..hit.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[hit.end..].find('\n').map_or(text.len(), |at| hit.end + at);
    let line = text[line_start..line_end].trim_matches(|c: char| !c.is_alphabetic());
    line.len() <= hit.end - hit.start + 14 && heading(terms, hit).is_some()
}

/// `Vi utbildar` and names of departments are no demand.
fn is_asked(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 120);
    let around = &text[from..to];
    let word = &text[hit.start..hit.end];
    let loose = matches!(
        word,
        "studium"
            | "bachelor"
            | "magister"
            | "vocational"
            | "degree"
            | "videregående"
            | "wyższe"
            | "średnie"
            | "zawodowe"
            | "matura"
            | "cap"
            | "fagskole"
            | "hbo"
            | "mbo"
            | "amk"
            | "civilingenjör"
            | "sivilingeniør"
            | "wyższego"
            | "high school"
    );
    let education = [
        "utbildning",
        "examen",
        "utdanning",
        "grad",
        "degree",
        "education",
        "qualif",
        "wykształcenie",
        "uddannelse",
        "abschluss",
        "krav",
        "kvalifik",
        "tutkinto",
        "diploma",
        "studie",
    ];
    hit.part == Part::Body
        && !terms.is_denied(hit)
        && (!loose || education.iter().any(|one| around.replace(word, "").contains(one)))
}

/// The words of a hit as the text has them, in lower case.
fn said(terms: &Terms, hit: &Hit) -> String {
    terms.text(hit.part)[hit.start..hit.end].to_owned()
}

fn licence(terms: &Terms, hit: &Hit, must: bool) -> Requirement {
    let driving = matches!(hit.value, "A" | "B" | "BE" | "C" | "C1" | "CE" | "D");
    let scheme = if driving { "driving-licence" } else { "adhub-licence" };
    requirement(said(terms, hit), scheme, hit.value, None, must)
}

fn language(terms: &Terms, hit: &Hit, must: bool) -> Requirement {
    requirement(said(terms, hit), "bcp47", hit.value, level(terms, hit), must)
}

fn education(terms: &Terms, hit: &Hit, must: bool) -> Requirement {
    requirement(said(terms, hit), "adhub-education", hit.value, Some(hit.value.to_owned()), must)
}

fn experience(terms: &Terms, hit: &Hit, must: bool, years: &str) -> Requirement {
    Requirement {
        label: said(terms, hit),
        scheme: None,
        code: None,
        concept_id: None,
        level: Some(format!("{years} years")),
        must,
        weight: None,
    }
}

fn requirement(
    label: String,
    scheme: &str,
    code: &str,
    level: Option<String>,
    must: bool,
) -> Requirement {
    Requirement {
        label,
        scheme: Some(scheme.to_owned()),
        code: Some(code.to_owned()),
        concept_id: None,
        level,
        must,
        weight: None,
    }
}

/// The level of a language, in the words of the ad.
fn level(terms: &Terms, hit: &Hit) -> Option<String> {
    const LEVELS: [&str; 22] = [
        "c2",
        "c1",
        "b2",
        "b1",
        "a2",
        "flytande",
        "obehindrat",
        "mycket goda",
        "goda",
        "modersmål",
        "flytende",
        "meget gode",
        "gode",
        "fluent",
        "native",
        "proficient",
        "fließend",
        "verhandlungssicher",
        "biegła",
        "komunikatywn",
        "sujuva",
        "vloeiend",
    ];
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 50);
    let around = &text[from..to];
    LEVELS.iter().find(|level| around.contains(**level)).map(|level| (*level).to_owned())
}

/// Experience with a number of years: `minst 3 års erfarenhet`.
fn years(terms: &Terms) -> Vec<(&Hit, bool, String)> {
    const YEARS: [&str; 12] = [
        "år", "års", "year", "years", "lat", "lata", "roku", "jahre", "jahren", "vuoden", "jaar",
        "ans",
    ];
    let mut found: Vec<(&Hit, bool, String)> = Vec::new();
    for hit in terms.of_topic(Topic::Experience) {
        let text = terms.text(hit.part);
        let (from, to) = terms.sentence(hit, 70);
        let words: Vec<&str> = text[from..to]
            .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '–' || c == '+'))
            .filter(|word| !word.is_empty())
            .collect();
        let number = words.windows(2).find_map(|pair| {
            let digits = pair[0].trim_end_matches('+');
            let short = digits.len() <= 5 && digits.starts_with(|c: char| c.is_ascii_digit());
            let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '–');
            (short && plain && YEARS.contains(&pair[1])).then(|| digits.replace('–', "-"))
        });
        let Some(number) = number.filter(|number| number.len() <= 5) else { continue };
        if terms.is_denied(hit) || found.iter().any(|(_, _, known)| *known == number) {
            continue;
        }
        if found.len() < MOST {
            found.push((hit, is_must(terms, hit), number));
        }
    }
    found
}
