//! Employer, terms of work, what is asked for, and how to apply.

use super::path::Paths;
use super::{EmployerPaths, Item, Mapping, OccupationPaths, Words, links, words};
use crate::notes::Notes;
use crate::{escapes, urls};
use schemas::ad::{
    Ad, Employment, Extent, IndustryCode, Occupation, OccupationScheme, OrgId, Organization,
    Origin, Requirement, WorkMode,
};

pub(super) fn employer(item: &Item<'_>, paths: &EmployerPaths, notes: &mut Notes) -> Organization {
    let org_id = paths.number_scheme.as_ref().and_then(|scheme| {
        let number = item.text(&paths.number)?;
        let value = number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        Some(OrgId { scheme: scheme.clone(), value })
    });
    let industry_scheme = paths.industry_scheme.as_deref().unwrap_or("partner");
    Organization {
        name: item.text(&paths.name).or_else(|| paths.name_otherwise.clone()).unwrap_or_default(),
        legal_name: item.text(&paths.legal_name),
        org_id,
        unit: item.text(&paths.unit),
        url: url(item, &paths.url, notes),
        logo: url(item, &paths.logo, notes),
        description_html: item.raw(&paths.about).map(|about| escapes::html(&about)),
        industry: split(item.texts(&paths.industry), paths.industry_commas)
            .into_iter()
            .map(|code| IndustryCode { scheme: industry_scheme.to_owned(), code })
            .collect(),
    }
}

/// Parts of comma lists, without repeats.
fn split(texts: Vec<String>, commas: bool) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for text in texts {
        let split: Vec<&str> = if commas { text.split(',').collect() } else { vec![&text] };
        for part in split.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            if !parts.iter().any(|known| known == part) {
                parts.push(part.to_owned());
            }
        }
    }
    parts
}

/// A URL of the web. `www.example.org` is one whose beginning was left out.
pub(super) fn url(item: &Item<'_>, paths: &Paths, notes: &mut Notes) -> Option<String> {
    for (value, text) in item.found(paths) {
        let text = escapes::plain(&text);
        if urls::is_web(&text) {
            item.mark(value);
            return Some(text);
        }
        if let Some(mended) = urls::mended(&text) {
            notes.mend("url_mended", "", "a URL began with www. and not with https://");
            item.mark(value);
            return Some(mended);
        }
        // Instructions in words are no URL, and no fault.
        if !text.contains([' ', '<']) {
            notes.warn("url_unreadable", "", "what stands for a URL is none");
        }
    }
    None
}

pub(super) fn apply(item: &Item<'_>, mapping: &Mapping, ad: &mut Ad, notes: &mut Notes) {
    let instructions = item.raw(&mapping.apply_text).map(|text| escapes::html(text.trim()));
    ad.apply.url = url(item, &mapping.apply_url, notes)
        .or_else(|| links::only(instructions.as_deref()?))
        .or_else(|| ad.source.source_url.clone());
    if let Some(text) = item.text(&mapping.apply_email) {
        let address = text.trim_start_matches("mailto:");
        if address.contains('@') && !address.contains(char::is_whitespace) {
            ad.apply.email = Some(address.to_owned());
        } else {
            notes.warn("email_unreadable", "/apply/email", "what stands for an address is none");
        }
    }
    ad.apply.reference = item.text(&mapping.apply_reference);
    ad.apply.instructions_html = instructions;
}

pub(super) fn work_mode(
    item: &Item<'_>,
    mapping: &Mapping,
    by_place: Option<WorkMode>,
) -> WorkMode {
    for (value, text) in item.found(&mapping.work_mode) {
        let own =
            mapping.work_mode_words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim()));
        let known = own.map(|(_, mode)| *mode).or_else(|| words::work_mode(&text));
        if let Some(mode) = known {
            item.mark(value);
            return mode;
        }
    }
    let flags = [
        (&mapping.hybrid, WorkMode::Hybrid),
        (&mapping.remote, WorkMode::Remote),
        (&mapping.onsite, WorkMode::Onsite),
    ];
    let mut found = None;
    for (paths, mode) in flags {
        for (value, text) in item.found(paths) {
            let Some(truth) = words::truth(&text) else { continue };
            item.mark(value);
            if truth {
                found = found.or(Some(mode));
            }
        }
    }
    found.or(by_place).unwrap_or(WorkMode::Unspecified)
}

pub(super) fn employment(item: &Item<'_>, mapping: &Mapping, notes: &mut Notes) -> Employment {
    let mut employment = Employment::default();
    for (value, text) in item.found(&mapping.employment) {
        let mut own = mapping.employment_words.iter();
        let own = own.find(|(word, _)| word.eq_ignore_ascii_case(text.trim()));
        let text = own.map_or(&*text, |(_, meaning)| meaning.as_str());
        if text.is_empty() || words::employment_words(text, &mut employment) {
            item.mark(value);
        } else if !text.contains(|c: char| c.is_ascii_digit()) {
            // With a number it speaks of hours.
            notes.warn("employment_unknown", "/employment", "a word for the terms is in no list");
        }
    }
    for (paths, extent) in [(&mapping.full_time, Extent::Full), (&mapping.part_time, Extent::Part)]
    {
        for (value, text) in item.found(paths) {
            let Some(truth) = words::truth(&text) else { continue };
            item.mark(value);
            if truth {
                let before = employment.extent;
                let same = before == Extent::Unspecified || before == extent;
                employment.extent = if same { extent } else { Extent::Both };
            }
        }
    }
    employment.duration_text = item.text(&mapping.duration_text);
    employment.hours_text = hours(item, mapping);
    for (value, text) in item.found(&mapping.percent) {
        let number = text.trim().trim_end_matches('%').trim().replace(',', ".");
        if let Some(percent) =
            number.parse::<f64>().ok().filter(|percent| (0.0..=100.0).contains(percent))
        {
            item.mark(value);
            let least = employment.percent_min.map_or(percent, |min| min.min(percent));
            let most = employment.percent_max.map_or(percent, |max| max.max(percent));
            (employment.percent_min, employment.percent_max) = (Some(least), Some(most));
        } else {
            notes.warn("percent_unreadable", "/employment", "a percentage is no number");
        }
    }
    employment
}

/// Hours in words; two numbers as `20–30`.
fn hours(item: &Item<'_>, mapping: &Mapping) -> Option<String> {
    let whole = |text: String| text.strip_suffix(".0").map_or(text.clone(), str::to_owned);
    let most = item.text(&mapping.hours).map(whole);
    let least = item.text(&mapping.hours_least).map(whole);
    match (least, most) {
        (Some(least), Some(most)) if least != most => Some(format!("{least}–{most}")),
        (least, most) => most.or(least),
    }
}

pub(super) fn positions(item: &Item<'_>, mapping: &Mapping) -> Option<i32> {
    let (value, text) = item.found(&mapping.positions).into_iter().next()?;
    let number = text.trim().parse().ok().filter(|number| (1..=1_000_000).contains(number))?;
    item.mark(value);
    Some(number)
}

pub(super) fn occupation(item: &Item<'_>, all: &[OccupationPaths]) -> Vec<Occupation> {
    let mut found: Vec<Occupation> = Vec::new();
    for paths in all {
        for value in item.values(&paths.each) {
            let part = item.part(value);
            let (codes, label) = if paths.code.0.is_empty() && paths.label.0.is_empty() {
                let text = super::path::plain(value).map(|text| escapes::plain(&text));
                item.mark(value);
                (split(text.into_iter().collect(), paths.commas), None)
            } else {
                let label = part.text(&paths.label);
                let code = part.text(&paths.code).or_else(|| label.clone());
                item.absorb(&part);
                (code.into_iter().collect(), label)
            };
            for code in codes {
                let code = narrowed(paths.scheme, code);
                let label = label.clone().filter(|label| *label != code);
                let occupation = Occupation {
                    scheme: paths.scheme,
                    code,
                    label,
                    origin: Origin::Source,
                    confidence: 1.0,
                };
                if !found.contains(&occupation) {
                    found.push(occupation);
                }
            }
        }
    }
    found
}

/// NAV's own lists go on after four digits of STYRK-08: `2342.07`.
fn narrowed(scheme: OccupationScheme, mut code: String) -> String {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if scheme == OccupationScheme::Styrk08
        && let Some((group, own)) = code.split_once('.')
        && group.len() == 4
        && is_digits(group)
        && is_digits(own)
    {
        code.truncate(4);
    }
    code
}

pub(super) fn requirements(item: &Item<'_>, mapping: &Mapping, ad: &mut Ad) {
    let of = |paths: &Paths, must: bool| -> Vec<Requirement> {
        let labels = item.texts(paths).into_iter();
        let labels = labels.filter(|label| !words::asks_nothing(label));
        labels
            .map(|label| Requirement {
                label,
                scheme: None,
                code: None,
                concept_id: None,
                level: None,
                must,
                weight: None,
            })
            .collect()
    };
    let wished = &mapping.wished;
    let both = |must: &Paths, wished: &Paths| -> Vec<Requirement> {
        let mut all = of(must, true);
        let known = |one: &Requirement| all.iter().any(|other| other.label == one.label);
        let more: Vec<Requirement> =
            of(wished, false).into_iter().filter(|it| !known(it)).collect();
        all.extend(more);
        all
    };
    ad.requirements.skills = both(&mapping.skills, &wished.skills);
    ad.requirements.education = both(&mapping.education, &wished.education);
    ad.requirements.experience = both(&mapping.experience, &wished.experience);
    ad.requirements.languages = both(&mapping.languages, &wished.languages);
    ad.requirements.licences = both(&mapping.licences, &wished.licences);
}

/// Whether a field has one of the words.
pub(super) fn says(item: &Item<'_>, all: &[Words]) -> Option<String> {
    for rule in all {
        for (value, text) in item.found(&rule.path) {
            if rule.words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())) {
                item.mark(value);
                return Some(text.trim().to_owned());
            }
        }
    }
    None
}
