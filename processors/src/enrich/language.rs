//! Which language an ad is written in.
//!
//! The partner's word stands. Where it gave none, the title and the first part
//! of the text decide; where the text is long and speaks clearly against the
//! partner, the ad gets the lint `language_differs` and keeps its language.

use std::sync::LazyLock;

use schemas::ad::{Ad, Fact, Origin, Severity, Text};
use whatlang::{Detector, Lang};

use super::note;

/// Languages that are told apart, and their BCP 47 tags. More languages would
/// cost accuracy on short texts; Nynorsk is told from Bokmål by its words.
const LANGUAGES: &[(Lang, &str)] = &[
    (Lang::Swe, "sv"),
    (Lang::Nob, "nb"),
    (Lang::Dan, "da"),
    (Lang::Fin, "fi"),
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Nld, "nl"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Pol, "pl"),
    (Lang::Ukr, "uk"),
    (Lang::Rus, "ru"),
    (Lang::Ara, "ar"),
];

/// So much of a text is read, in characters: more adds time, not accuracy.
const CHARACTERS_READ: usize = 400;
/// Fewer letters than this say nothing about a language.
const LETTERS_MIN: usize = 12;
/// From so many letters on a text may contradict its partner.
const LETTERS_TO_CONTRADICT: usize = 300;
/// As sure as this is sure, for [`whatlang`].
const SURE: f64 = 0.9;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect()));

/// A language, and how sure that is.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Found {
    tag: &'static str,
    confidence: f64,
    letters: usize,
}

/// Fills the language of the ad and of its texts, and compares what the
/// partner said with what the text says.
pub(super) fn find(ad: &mut Ad) {
    let stated = stated(ad);
    let found = ad.main_text().and_then(of_text);
    match (stated, found) {
        (Some(stated), found) => {
            let own = note::fact(ad, "/language").is_none_or(|fact| fact.origin == Origin::Source);
            if own && found.is_some_and(|found| contradicts(&stated, found)) {
                note::noticed(ad, "language_differs", "/language", Severity::Warning);
            }
            if note::fact(ad, "/language").is_none() {
                ad.facts.push(Fact {
                    path: "/language".to_owned(),
                    origin: Origin::Source,
                    confidence: 1.0,
                    method: None,
                });
            }
            ad.language = stated;
        }
        (None, Some(found)) => {
            found.tag.clone_into(&mut ad.language);
            note::found(ad, "/language", note::confidence(found.confidence), "text");
        }
        (None, None) => {
            "und".clone_into(&mut ad.language);
        }
    }
    fill_texts(ad);
}

/// What the partner says, on the ad or on its only or first text.
fn stated(ad: &Ad) -> Option<String> {
    if let Some(tag) = plausible(&ad.language) {
        return Some(tag);
    }
    ad.texts.first().and_then(|text| plausible(&text.lang))
}

/// A BCP 47 tag in its usual case, when it can be one: `SV` and `sv_SE` can,
/// `Swedish` and `und` cannot.
fn plausible(tag: &str) -> Option<String> {
    let mut parts = tag.trim().split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    if matches!(primary.as_str(), "und" | "mul" | "zxx" | "mis") {
        return None;
    }
    let mut out = primary;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            4 => {
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => out.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(out)
}

fn contradicts(stated: &str, found: Found) -> bool {
    let norwegian = |tag: &str| matches!(tag, "no" | "nb" | "nn");
    let primary = stated.split('-').next().unwrap_or(stated);
    found.confidence >= SURE
        && found.letters >= LETTERS_TO_CONTRADICT
        && primary != found.tag
        && !(norwegian(primary) && norwegian(found.tag))
}

fn fill_texts(ad: &mut Ad) {
    for index in 0..ad.texts.len() {
        if let Some(tag) = plausible(&ad.texts[index].lang) {
            ad.texts[index].lang = tag;
            continue;
        }
        // A second text is likely to be a translation: it speaks for itself.
        let tag = if index == 0 {
            ad.language.clone()
        } else {
            of_text(&ad.texts[index]).map_or_else(|| "und".to_owned(), |found| found.tag.to_owned())
        };
        ad.texts[index].lang = tag;
    }
}

/// The language of a title and the beginning of its description.
fn of_text(text: &Text) -> Option<Found> {
    let mut sample = String::with_capacity(CHARACTERS_READ * 2);
    sample.push_str(&text.title);
    sample.push_str(". ");
    sample.extend(text.description_text.chars().take(CHARACTERS_READ));
    of_words(&sample)
}

fn of_words(sample: &str) -> Option<Found> {
    let letters = sample.chars().filter(|character| character.is_alphabetic()).count();
    if letters < LETTERS_MIN {
        return None;
    }
    let info = DETECTOR.detect(sample)?;
    let (_, tag) = LANGUAGES.iter().find(|(lang, _)| *lang == info.lang())?;
    let tag = if *tag == "nb" && is_nynorsk(sample) { "nn" } else { tag };
    Some(Found { tag, confidence: info.confidence(), letters })
}

/// Common words that only Nynorsk has.
const NYNORSK: &[&str] = &[
    "arbeidar",
    "dei",
    "eg",
    "ein",
    "eit",
    "erfaringar",
    "frå",
    "gjere",
    "høyrer",
    "ikkje",
    "korleis",
    "kva",
    "meir",
    "noko",
    "nokon",
    "oppgåver",
    "saman",
    "stillinga",
    "søkjar",
    "søkjarar",
    "vera",
    "vere",
    "vert",
];
/// Common words that only Bokmål has.
const BOKMAL: &[&str] = &[
    "blir",
    "de",
    "en",
    "et",
    "fra",
    "gjøre",
    "hva",
    "hvordan",
    "ikke",
    "jeg",
    "mer",
    "noe",
    "noen",
    "oppgaver",
    "sammen",
    "stillingen",
    "søker",
    "være",
];

/// Whether Norwegian text is Nynorsk, by the words that only one of the two
/// has.
fn is_nynorsk(sample: &str) -> bool {
    let (mut nynorsk, mut bokmal) = (0, 0);
    for word in sample.split(|character: char| !character.is_alphabetic()) {
        nynorsk += usize::from(NYNORSK.contains(&word));
        bokmal += usize::from(BOKMAL.contains(&word));
    }
    nynorsk > bokmal
}
