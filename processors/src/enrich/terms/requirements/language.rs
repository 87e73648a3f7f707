//! Languages that one must or may speak.
//!
//! The name of a language is also an adjective (`norsk næringsliv`, `the
//! Swedish market`): it counts where the sentence speaks of speaking.

use schemas::ad::Ad;

use super::super::{Hit, Terms, Topic, sentence};
use super::{Asked, add, must};
use crate::enrich::reading::Part;

/// Bytes on each side in which a word of speaking stands.
const NEAR: usize = 90;

pub(super) fn asked<'a>(ad: &Ad, terms: &'a Terms) -> Vec<Asked<'a>> {
    let mut list = Vec::new();
    for hit in terms.of_topic(Topic::Language) {
        if !is_spoken(ad, terms, hit) {
            continue;
        }
        let Some(must) = must::is_must(terms, hit) else { continue };
        let (scheme, code) = (Some("bcp47"), Some(hit.value));
        add(&mut list, Asked { hit, scheme, code, level: level(terms, hit), must });
    }
    list
}

fn is_spoken(ad: &Ad, terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, NEAR);
    if terms.has(Topic::LanguageNot, hit.part, (from, to)) || is_of_nation(terms, hit) {
        return false;
    }
    let word = terms.words(hit);
    if hit.part == Part::Title {
        return is_spoken_in_title(text, hit);
    }
    // The language to apply in is not the one to work in.
    if terms.near(Topic::Application, hit, 60, 30) && !terms.near(Topic::Must, hit, 40, 40) {
        return false;
    }
    let by_itself = [
        "kenntnis",
        "kunnskap",
        "kunskap",
        "kundskab",
        "talande",
        "talende",
        "sprachig",
        "språkig",
        "språklig",
        "speaking",
        "kielinen",
        "stalig",
    ];
    if by_itself.iter().any(|end| word.contains(end)) {
        return true;
    }
    let cued = terms
        .hits
        .within(Topic::LanguageCue, hit.part, from, to)
        .any(|cue| cue.start >= hit.end || cue.end <= hit.start || cue.end > hit.end);
    // `Finnish is a plus`
    let wanted = terms.near(Topic::Nice, hit, 6, 20) || terms.near(Topic::Must, hit, 6, 20);
    let spoken = (cued || wanted) && !is_short_adjective(ad, text, hit);
    spoken || is_listed(terms, hit)
}

/// `The Swedish market`, `norsk lov`, `svenskt medborgarskap`.
fn is_of_nation(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let to = text.floor_char_boundary((hit.end + 30).min(text.len()));
    // Polish and Romance names come after their noun: `rynku czeskim`.
    let low = text.floor_char_boundary(hit.start.saturating_sub(24));
    let follows = terms
        .hits
        .within(Topic::Nationality, hit.part, low, hit.start)
        .any(|noun| text[noun.end..hit.start].trim_matches([' ', '\u{a0}']).is_empty());
    if follows {
        return true;
    }
    terms
        .hits
        .within(Topic::Nationality, hit.part, hit.end, to)
        .next()
        .is_some_and(|noun| text[hit.end..noun.start].trim_matches([' ', '\u{a0}', '-']).is_empty())
}

/// Swedish `svensk`, `engelsk` are adjectives there, and Norwegian `norsk`
/// before a noun.
fn is_short_adjective(ad: &Ad, text: &str, hit: &Hit) -> bool {
    let word = &text[hit.start..hit.end];
    let swedish = ad.language.starts_with("sv");
    let adjective = swedish
        && matches!(
            word,
            "svensk"
                | "svenskt"
                | "engelsk"
                | "engelskt"
                | "norsk"
                | "dansk"
                | "finsk"
                | "tysk"
                | "fransk"
                | "spansk"
                | "polsk"
                | "italiensk"
                | "rysk"
        );
    // Polish `polska firma` and Finnish `italia` are no languages.
    let other = match word {
        "polska" | "polskan" => !swedish,
        "italia" | "arabia" | "ukraina" | "norja" | "tanska" | "viro" | "saksa" => {
            !ad.language.starts_with("fi")
        }
        "fins" | "frans" | "duits" | "engels" | "deens" | "noors" | "pools" | "spaans" => {
            !ad.language.starts_with("nl")
        }
        "turc" | "russe" | "arabe" | "chino" | "ruso" => !ad.language.starts_with(['f', 'e']),
        "suomi" | "suomen" => !ad.language.starts_with("fi"),
        _ => false,
    };
    adjective || other
}

fn is_spoken_in_title(text: &str, hit: &Hit) -> bool {
    let before = text[..hit.start].trim_end_matches([' ', '/', '-', '(', '+', '&', ',', '.']);
    let with = [
        "with",
        "med",
        "mit",
        "z językiem",
        "z jęz",
        "z j",
        "z",
        "avec",
        "con",
        "met",
        "and",
        "och",
        "og",
        "und",
        "fluent",
        "native",
        "i",
        "in",
        "językiem",
        "lub",
    ];
    let word = before.rsplit(' ').next().unwrap_or_default();
    let after = text[hit.end..].trim_start_matches([' ', '-', '/']);
    let speaks =
        ["speak", "talande", "talende", "sprachig", "språk", "native", "fluent", "spreken"];
    with.contains(&word)
        || speaks.iter().any(|stem| after.starts_with(stem))
        || text[hit.start..hit.end].contains("tal")
}

/// `Engelska` on a line of its own in a list of what is asked for, or a line
/// that begins `Språk:`.
fn is_listed(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let line = sentence::line(text, hit.start, hit.end);
    let heads = [
        "språk",
        "language",
        "sprache",
        "języki",
        "język",
        "kielitaito",
        "kielet",
        "taal",
        "talen",
        "langue",
        "idioma",
        "sprog",
    ];
    if heads.iter().any(|head| line.starts_with(head)) {
        return true;
    }
    line.len() <= hit.end - hit.start + 14 && must::heading(terms, hit).is_some()
}

/// The level of a language, in the words of the ad: the nearest.
fn level(terms: &Terms, hit: &Hit) -> Option<String> {
    const LEVELS: [&str; 44] = [
        "c2",
        "c1",
        "b2",
        "b1",
        "a2",
        "a1",
        "flytande",
        "obehindrat",
        "mycket goda",
        "goda",
        "modersmål",
        "flytende",
        "meget gode",
        "gode",
        "morsmål",
        "fluent",
        "fluently",
        "native",
        "proficient",
        "proficiency",
        "business level",
        "conversational",
        "intermediate",
        "advanced",
        "basic",
        "fließend",
        "fließende",
        "verhandlungssicher",
        "verhandlungssichere",
        "muttersprach",
        "sehr gute",
        "gute",
        "biegła",
        "biegle",
        "komunikatywn",
        "płynn",
        "sujuva",
        "erinomainen",
        "hyvä",
        "vloeiend",
        "courant",
        "fluido",
        "nativo",
        "flydende",
    ];
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 45);
    let edge = |at: usize, length: usize| {
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !joins(text[..at].chars().next_back())
            && (length > 2 || !joins(text[at + length..].chars().next()))
    };
    LEVELS
        .iter()
        .flat_map(|level| {
            text[from..to].match_indices(level).map(move |(at, level)| (from + at, level))
        })
        .filter(|(at, level)| edge(*at, level.len()))
        .min_by_key(|(at, level)| {
            let distance =
                hit.start.saturating_sub(at + level.len()).max(at.saturating_sub(hit.end));
            (distance, std::cmp::Reverse(level.len()))
        })
        .map(|(_, level)| level.to_owned())
}
