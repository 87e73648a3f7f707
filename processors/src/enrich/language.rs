//! Which language an ad is written in.
//!
//! The partner's word stands. Where it gave none, the title and three windows
//! of the text decide; where the text is long and speaks clearly against the
//! partner, the ad gets the lint `language_differs` and keeps its language.
//! Where the windows disagree, the whole text is looked at in more of them, and
//! the languages of a good part of it are told too.

mod letters;

use schemas::ad::{Ad, Fact, Origin, Severity, Text};

use self::letters::{Scores, best};
use super::note;

/// Bytes of each window. More adds time, not accuracy.
const WINDOW_BYTES: usize = 160;
/// Windows of a text whose first three disagree.
const WINDOWS_MAX: usize = 12;
/// Fewer letters than this say nothing about a language.
const LETTERS_MIN: u32 = 6;
/// From so many letters on a text may contradict its partner.
const LETTERS_TO_CONTRADICT: u32 = 250;
/// A window speaks for a language of its own only when it is as sure as this.
const SURE: f64 = 0.9;

/// A language, and how sure that is.
#[derive(Clone, PartialEq, Debug)]
struct Found {
    tag: &'static str,
    confidence: f64,
    letters: u32,
    others: Vec<&'static str>,
}

/// Whether a word, in lower case, is a common one of any language.
pub(super) fn is_common_word(word: &str) -> bool {
    letters::is_common(word)
}

/// Fills the language of the ad and of its texts, and compares what the
/// partner said with what the text says.
pub(super) fn find(ad: &mut Ad) {
    let stated = stated(ad);
    let main = if stated.is_some() { ad.main_text() } else { ad.texts.first() };
    let found = main.and_then(of_text);
    let others =
        found.as_ref().map_or_else(Vec::new, |found| [&[found.tag], &found.others[..]].concat());
    match (stated, found) {
        (Some(stated), found) => {
            let own = note::fact(ad, "/language").is_none_or(|fact| fact.origin == Origin::Source);
            if own && found.as_ref().is_some_and(|found| contradicts(&stated, found)) {
                note::noticed(ad, "language_differs", "/language", Severity::Warning);
            }
            if note::fact(ad, "/language").is_none() {
                ad.facts.push(Fact {
                    path: "/language".to_owned(),
                    origin: Origin::Source,
                    confidence: 1.0,
                    method: None,
                    span: None,
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
    if others.len() > 1 {
        let norwegian = ad.language == "no";
        ad.other_languages = others
            .into_iter()
            .filter(|tag| *tag != ad.language && !(norwegian && matches!(*tag, "nb" | "nn")))
            .map(str::to_owned)
            .collect();
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

fn contradicts(stated: &str, found: &Found) -> bool {
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

/// The language of a title and its description.
fn of_text(text: &Text) -> Option<Found> {
    let body = text.description_text.as_str();
    let mut all = Scores::default();
    all.read(&text.title, WINDOW_BYTES);
    let windows = if body.len() <= 3 * WINDOW_BYTES { 1 } else { 3 };
    let length = if windows == 1 { 3 * WINDOW_BYTES } else { WINDOW_BYTES };
    let mut disagree = false;
    let mut first = None;
    for index in 0..windows {
        let mut window = Scores::default();
        window.read(part(body, index, windows), length);
        if windows > 1
            && let Some((tag, confidence)) = best(&window)
        {
            disagree |= confidence >= SURE && *first.get_or_insert(tag) != tag;
        }
        all.add(&window);
    }
    if all.letters < LETTERS_MIN {
        return None;
    }
    let (tag, confidence) = best(&all)?;
    let mut found = Found { tag, confidence, letters: all.letters, others: Vec::new() };
    if disagree {
        look_closer(body, &mut found);
    }
    Some(found)
}

/// Counts the languages of more windows: the commonest is the main one, and
/// each that fills two windows or more is one of the others.
fn look_closer(body: &str, found: &mut Found) {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for index in 0..WINDOWS_MAX {
        let mut window = Scores::default();
        window.read(part(body, index, WINDOWS_MAX), WINDOW_BYTES);
        let Some((tag, confidence)) = best(&window) else { continue };
        if confidence < SURE {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, count)) => *count += 1,
            None => counts.push((tag, 1)),
        }
    }
    // Two spellings of Norwegian, or a neighbour, in one window is chance.
    counts.retain(|(_, count)| *count >= 2);
    let Some(main) = counts.iter().map(|(_, count)| *count).max() else { return };
    if let Some((tag, _)) = counts.iter().find(|(_, count)| *count == main) {
        found.tag = tag;
    }
    found.others = counts.iter().map(|(tag, _)| *tag).filter(|tag| *tag != found.tag).collect();
}

/// The beginning of part `index` of `parts` equal parts, from a character on.
fn part(text: &str, index: usize, parts: usize) -> &str {
    let mut start = text.len() / parts * index;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests;
