//! Personal data in an ad's texts: telephone numbers, e-mail addresses,
//! national identity numbers with right check digits, and the names of those
//! whom they belong to, as spans, so that a policy can mask them.
//!
//! Every text is read to its end, plain and HTML, in every language: what is
//! left out here is shown. A switchboard's number is a telephone number too;
//! whether it is masked is the policy's choice.

mod email;
mod identity;
mod person;
mod phone;
mod run;

use schemas::ad::{Ad, PersonalData, PersonalDataKind, Severity, Span};

use super::note;

/// Spans of one ad. An ad with more is a list of persons, and carries the lint
/// `personal_data_incomplete`.
const SPANS_MAX: usize = 1_000;

/// Personal data in bytes `start..end` of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Match {
    kind: PersonalDataKind,
    start: usize,
    end: usize,
}

/// Notes where personal data stands in the texts.
pub(super) fn find(ad: &mut Ad) {
    let contacts: Vec<&str> =
        ad.contacts.iter().filter_map(|contact| contact.name.as_deref()).collect();
    let mut spans = Vec::new();
    let mut complete = true;
    for (field, text, language) in texts(ad) {
        let matches = matches(text, language, &contacts);
        let room = SPANS_MAX.saturating_sub(spans.len());
        complete &= matches.len() <= room;
        add_spans(&field, text, &matches[..matches.len().min(room)], &mut spans);
    }
    let known = ad.personal_data.len();
    for span in spans {
        if !ad.personal_data[..known].contains(&span) {
            ad.personal_data.push(span);
        }
    }
    if !complete {
        note::noticed(ad, "personal_data_incomplete", "/personal_data", Severity::Warning);
    }
}

/// Every text that is shown, with its JSON pointer and language.
fn texts(ad: &Ad) -> Vec<(String, &str, &str)> {
    let mut all: Vec<(String, &str, &str)> = Vec::new();
    for (index, text) in ad.texts.iter().enumerate() {
        let path = format!("/texts/{index}");
        let mut add = |field: String, words| all.push((field, words, text.lang.as_str()));
        add(format!("{path}/title"), text.title.as_str());
        add(format!("{path}/description_text"), text.description_text.as_str());
        add(format!("{path}/description_html"), text.description_html.as_str());
        for (part, section) in text.sections.iter().enumerate() {
            add(format!("{path}/sections/{part}/html"), section.html.as_str());
        }
    }
    let others = [
        ("/apply/instructions_html", ad.apply.instructions_html.as_deref()),
        ("/employer/description_html", ad.employer.description_html.as_deref()),
        (
            "/advertiser/description_html",
            ad.advertiser.as_ref().and_then(|one| one.description_html.as_deref()),
        ),
    ];
    for (field, words) in others {
        all.extend(words.map(|words| (field.to_owned(), words, ad.language.as_str())));
    }
    all
}

/// Personal data in a text, in its order, none of it twice.
fn matches(text: &str, language: &str, contacts: &[&str]) -> Vec<Match> {
    let mut found = Vec::new();
    email::find(text, &mut found);
    let country = phone::Country::of_language(language);
    run::each(text, |run| {
        if let Some((kind, start, end)) = identity::of(text, run)
            .map(|(start, end)| (PersonalDataKind::PersonalNumber, start, end))
            .or_else(|| {
                phone::of(text, run, country)
                    .map(|(start, end)| (PersonalDataKind::Phone, start, end))
            })
        {
            found.push(Match { kind, start, end });
        }
    });
    // What is beyond the limit needs no name.
    found.truncate(SPANS_MAX + 1);
    person::find(text, contacts, &mut found);
    // A number inside an address is a part of the address.
    found.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end)));
    let mut end = 0;
    found.retain(|one| {
        let is_new = one.start >= end;
        end = end.max(one.end);
        is_new
    });
    found
}

/// Bytes to code points, in one pass.
fn add_spans(field: &str, text: &str, matches: &[Match], spans: &mut Vec<PersonalData>) {
    let points = |bytes: &str| i32::try_from(bytes.chars().count()).unwrap_or(i32::MAX);
    let (mut at, mut before) = (0, 0_i32);
    for one in matches {
        before = before.saturating_add(points(&text[at..one.start]));
        let start = before;
        before = before.saturating_add(points(&text[one.start..one.end]));
        at = one.end;
        let span = Span { field: field.to_owned(), start, end: before };
        spans.push(PersonalData { kind: one.kind, span });
    }
}

#[cfg(test)]
mod tests;
