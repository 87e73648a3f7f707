//! The employer: its registered name by the legal form in its name, its
//! organisation number checked, and whether an agency advertises.

use schemas::ad::{Ad, OrgId, Severity};

use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::{Part, lower};

/// Legal forms as they are written, last or first in a name.
const FORMS: &[(&str, &str)] = &[
    ("ab", "AB"),
    ("aktiebolag", "AB"),
    ("hb", "HB"),
    ("kb", "KB"),
    ("as", "AS"),
    ("a/s", "A/S"),
    ("asa", "ASA"),
    ("aps", "ApS"),
    ("oy", "Oy"),
    ("oyj", "Oyj"),
    ("ltd", "Ltd"),
    ("ltd.", "Ltd"),
    ("limited", "Limited"),
    ("plc", "plc"),
    ("llc", "LLC"),
    ("inc", "Inc"),
    ("inc.", "Inc."),
    ("gmbh", "GmbH"),
    ("ag", "AG"),
    ("se", "SE"),
    ("kg", "KG"),
    ("bv", "BV"),
    ("b.v.", "B.V."),
    ("nv", "NV"),
    ("sas", "SAS"),
    ("sarl", "SARL"),
    ("srl", "Srl"),
    ("spa", "SpA"),
    ("sa", "SA"),
    ("s.a.", "S.A."),
    ("o.o.", "o.o."),
    ("nuf", "NUF"),
    ("ans", "ANS"),
    ("da", "DA"),
    ("(publ)", "(publ)"),
];
/// Parts of the names of those who recruit for others.
const AGENCIES: &[&str] = &[
    "bemanning",
    "rekrytering",
    "rekruttering",
    "recruit",
    "staffing",
    "personnel",
    "manpower",
    "adecco",
    "randstad",
    "academic work",
    "poolia",
    "jobbusters",
    "experis",
    "talent acquisition",
    "vikarbureau",
    "agencja pracy",
    "agencja zatrudnienia",
    "personaldienst",
    "zeitarbeit",
    "executive search",
    "headhunt",
    "hays",
    "michael page",
    "gi group",
    "work service",
    "studentconsulting",
    "uniflex",
    "lernia bemanning",
    "jurek",
    "ogilvie",
    "interim",
];

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    legal_name(ad);
    number(ad, terms);
    agency(ad, terms);
}

/// `volvo  personvagnar ab` has a legal form, and so is a registered name.
fn legal_name(ad: &mut Ad) {
    if ad.employer.legal_name.is_some() {
        return;
    }
    let words: Vec<&str> = ad.employer.name.split_whitespace().collect();
    if words.len() < 2 || words.len() > 12 {
        return;
    }
    let form = |word: &str| {
        let bare = word.trim_matches(',').to_lowercase();
        FORMS.iter().find(|(written, _)| *written == bare).map(|(_, form)| *form)
    };
    let last = words.len() - 1;
    let first = form(words[0]).filter(|form| matches!(*form, "AB" | "AS"));
    if form(words[last]).is_none() && first.is_none() {
        return;
    }
    let mut name: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    if let Some(form) = form(words[last]) {
        form.clone_into(&mut name[last]);
        let before = name[last - 1].trim_end_matches(',').to_owned();
        name[last - 1] = before;
    } else if let Some(form) = first {
        form.clone_into(&mut name[0]);
    }
    ad.employer.legal_name = Some(name.join(" "));
    note::found(ad, "/employer/legal_name", 0.8, "name");
}

fn number(ad: &mut Ad, terms: &Terms) {
    const PATH: &str = "/employer/org_id";
    if let Some(given) = &ad.employer.org_id {
        let right = match given.scheme.as_str() {
            "se-orgnr" | "0007" => is_swedish(&given.value),
            "no-orgnr" | "0192" => is_norwegian(&given.value),
            _ => true,
        };
        if !right {
            note::noticed(ad, "org_number_invalid", PATH, Severity::Warning);
        }
        return;
    }
    let text = terms.text(Part::Body);
    for cue in [
        "org.nr",
        "org nr",
        "orgnr",
        "organisationsnummer",
        "organisasjonsnummer",
        "org. nr",
        "org.nummer",
    ] {
        let Some(at) = text.find(cue) else { continue };
        let from = at + cue.len();
        let near = &text[from..text.floor_char_boundary((from + 24).min(text.len()))];
        let digits: String = near
            .trim_start_matches([':', '.', ' '])
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '\u{a0}'))
            .filter(char::is_ascii_digit)
            .collect();
        let scheme = match digits.len() {
            10 if is_swedish(&digits) => "se-orgnr",
            9 if is_norwegian(&digits) => "no-orgnr",
            _ => continue,
        };
        // In a text an agency's own number is as likely as the employer's.
        ad.employer.org_id = Some(OrgId { scheme: scheme.to_owned(), value: digits });
        let span = terms.reading.span(Part::Body, at, from);
        note::found_at(ad, PATH, 0.7, span);
        return;
    }
}

fn values(digits: &str) -> Option<Vec<u32>> {
    digits.chars().map(|digit| digit.to_digit(10)).collect()
}

/// Ten digits, or twelve with `16` before them, with a check digit by Luhn.
fn is_swedish(digits: &str) -> bool {
    let ten = match digits.len() {
        12 => &digits[2..],
        _ => digits,
    };
    ten.len() == 10 && values(ten).is_some_and(|number| luhn(&number))
}

/// Nine digits with a check digit by eleven.
fn is_norwegian(digits: &str) -> bool {
    let Some(number) = values(digits) else { return false };
    let sum: u32 = [3, 2, 7, 6, 5, 4, 3, 2, 1].iter().zip(&number).map(|(w, n)| w * n).sum();
    number.len() == 9 && sum.is_multiple_of(11)
}

/// Notes that the employer named is one that recruits for others.
fn agency(ad: &mut Ad, terms: &Terms) {
    if ad.advertiser.is_some() {
        return;
    }
    let name = lower(&ad.employer.name);
    let named = AGENCIES.iter().any(|part| name.contains(part));
    let said = terms.of_topic(Topic::Agency).count();
    if (named && said > 0) || said >= 2 || (named && name.split_whitespace().count() <= 4) {
        note::noticed(ad, "agency", "/employer", Severity::Info);
    }
}

/// Whether the digits and their check digit fit, by Luhn.
fn luhn(number: &[u32]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    !number.is_empty() && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use schemas::ad::OrgId;

    use crate::enrich::tests::{bare_ad, enriched};

    #[test]
    fn a_legal_form_makes_a_registered_name() {
        for (name, wanted) in [
            ("acme  bagare ab", Some("acme bagare AB")),
            ("Acme Bakeri, as", Some("Acme Bakeri AS")),
            ("AB Acme", Some("AB Acme")),
            ("Acme", None),
            ("", None),
        ] {
            let mut ad = bare_ad();
            ad.employer.name = name.to_owned();
            assert_eq!(enriched(&ad).employer.legal_name.as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn organisation_numbers_are_checked() {
        for (scheme, value, right) in [
            ("se-orgnr", "5560743089", true),
            ("se-orgnr", "5560743088", false),
            ("no-orgnr", "974760673", true),
            ("no-orgnr", "974760674", false),
            ("9999", "1", true),
        ] {
            let mut ad = bare_ad();
            ad.employer.org_id = Some(OrgId { scheme: scheme.to_owned(), value: value.to_owned() });
            let lint = enriched(&ad).lint.iter().any(|lint| lint.code == "org_number_invalid");
            assert_eq!(lint, !right, "{scheme} {value}");
        }
        let mut ad = bare_ad();
        ad.texts[0].description_text = "Acme, org.nr 556074-3089, söker".to_owned();
        assert_eq!(enriched(&ad).employer.org_id.unwrap().value, "5560743089");
    }
}
