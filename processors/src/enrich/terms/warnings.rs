//! What partner and operator should look at: parts that are missing, texts
//! that are no job, words that discriminate, signs of fraud, letters that only
//! look like others.

use schemas::ad::{Ad, Severity};

use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

/// A description of fewer letters says too little.
const SHORT: usize = 80;
/// Words that are looked at for repetition.
const WORDS_SAMPLED: usize = 400;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    missing(ad, terms);
    kind(ad, terms);
    wording(ad, terms);
    letters(ad, terms);
}

fn missing(ad: &mut Ad, terms: &Terms) {
    let letters = terms.text(Part::Body).trim().len();
    if letters == 0 {
        note::noticed(ad, "description_missing", "/texts/0/description_text", Severity::Warning);
    } else if letters < SHORT {
        note::noticed(ad, "description_short", "/texts/0/description_text", Severity::Info);
    }
    if ad.locations.is_empty() {
        note::noticed(ad, "place_missing", "/locations", Severity::Info);
    }
    if ad.employer.name.trim().is_empty() && !ad.flags.anonymous_employer {
        note::noticed(ad, "employer_missing", "/employer/name", Severity::Warning);
    }
    let apply = &ad.apply;
    let ways = [&apply.url, &apply.email, &apply.postal, &apply.instructions_html];
    let has_email =
        ad.personal_data.iter().any(|one| one.kind == schemas::ad::PersonalDataKind::Email);
    if ways.iter().all(|way| way.is_none()) && has_email {
        note::noticed(ad, "apply_in_text", "/apply", Severity::Info);
    }
}

/// A talent pool, a course, a business to buy.
fn kind(ad: &mut Ad, terms: &Terms) {
    let pool: Vec<_> = terms.of_topic(Topic::TalentPool).collect();
    let title = pool.iter().find(|hit| hit.part == Part::Title);
    if let Some(hit) = title.or(pool.get(2))
        && !ad.flags.talent_pool
        && !note::is_ours(ad, "/flags/talent_pool")
    {
        ad.flags.talent_pool = true;
        let span = terms.reading.span(hit.part, hit.start, hit.end);
        note::found_at(ad, "/flags/talent_pool", if title.is_some() { 0.9 } else { 0.7 }, span);
    }
    let other = terms.of_topic(Topic::NotJob);
    let weight: u32 = other.map(|hit| if hit.part == Part::Title { 2 } else { 1 }).sum();
    if weight >= 2 {
        note::noticed(ad, "not_a_job", "/texts/0", Severity::Warning);
    }
}

fn wording(ad: &mut Ad, terms: &Terms) {
    let denied = |topic: Topic| terms.of_topic(topic).any(|hit| !terms.is_denied(hit));
    if denied(Topic::Discrimination) {
        note::noticed(ad, "discriminating", "/texts/0/description_text", Severity::Warning);
    }
    // `We never ask for a fee` is a warning of the employer's own.
    if denied(Topic::Scam) {
        note::noticed(ad, "scam_suspected", "/texts/0/description_text", Severity::Warning);
    }
}

fn letters(ad: &mut Ad, terms: &Terms) {
    let mixed =
        terms.reading.parts().into_iter().any(|(_, text)| text.split_whitespace().any(is_mixed));
    if mixed {
        note::noticed(ad, "look_alike_letters", "/texts/0", Severity::Warning);
    }
    let words: Vec<&str> = terms.text(Part::Body).split_whitespace().take(WORDS_SAMPLED).collect();
    if words.len() >= 50 {
        let mut sorted = words.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if sorted.len() * 10 < words.len() {
            note::noticed(ad, "repeated_text", "/texts/0/description_text", Severity::Warning);
        }
    }
}

/// Whether a word has Latin letters and Cyrillic or Greek ones: `Раypal`.
fn is_mixed(word: &str) -> bool {
    if word.is_ascii() || word.len() > 60 {
        return false;
    }
    let latin = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let other = word.chars().filter(|c| matches!(c, '\u{370}'..='\u{52f}')).count();
    latin >= 2
        && other >= 1
        && !word.contains(['-', '/', '.', '(', ',', 'µ', 'μ', 'Ω', 'ω', 'β', 'α'])
}

#[cfg(test)]
mod tests {
    use crate::enrich::tests::{bare_ad, enriched};

    #[track_caller]
    fn check(title: &str, text: &str, code: &str, wanted: bool) {
        let mut ad = bare_ad();
        ad.texts[0].title = title.to_owned();
        ad.texts[0].description_text = text.to_owned();
        let found = enriched(&ad).lint.iter().any(|lint| lint.code == code);
        assert_eq!(found, wanted, "{code}: {title} {text}");
    }

    #[test]
    fn what_should_be_looked_at_is_noted() {
        check("Kock", "", "description_missing", true);
        check("Kock", "Vi söker", "description_short", true);
        check("Kock", "Endast kvinnor kan söka.", "discriminating", true);
        check("Kock", "Vi diskriminerar inte: inte endast kvinnor.", "discriminating", false);
        check("Assistant", "Contact us on Telegram and pay a fee.", "scam_suspected", true);
        check("Assistant", "We never ask you to pay a fee.", "scam_suspected", false);
        check("Sаles manager", "x", "look_alike_letters", true);
        check("Säljare µm", "x", "look_alike_letters", false);
        check("Kock", &"jobb ".repeat(100), "repeated_text", true);
        check("YH", "Utbildningen är CSN-berättigad. Ansök till utbildningen.", "not_a_job", true);
    }

    #[test]
    fn a_talent_pool_is_flagged() {
        let mut ad = bare_ad();
        ad.texts[0].title = "Spontanansökan".to_owned();
        assert!(enriched(&ad).flags.talent_pool);
        ad.texts[0].title = "Kock".to_owned();
        assert!(!enriched(&ad).flags.talent_pool);
    }
}
