//! Organisation numbers with right check digits: Swedish (Luhn), Norwegian,
//! Danish CVR, Finnish and Polish NIP (by eleven), Polish REGON.
//!
//! Sources: Bolagsverket and SKV 709; Brønnøysundregistrene; Erhvervsstyrelsen;
//! PRH; the Polish acts on NIP and REGON. KRS numbers have no check digit and
//! are told only after their word.

use schemas::ad::{Ad, OrgId, Severity};

use super::super::Terms;
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/employer/org_id";
/// Bytes after a word such as `org.nr` in which its number stands.
const NEAR: usize = 26;

/// A kind of number: the words before it, its scheme, and its check.
struct Kind {
    cues: &'static [&'static str],
    scheme: &'static str,
    digits: &'static [usize],
    is_right: fn(&str) -> bool,
}

const KINDS: &[Kind] = &[
    Kind {
        cues: &[
            "org.nr",
            "org nr",
            "orgnr",
            "org. nr",
            "org.nummer",
            "org.-nr",
            "organisationsnummer",
        ],
        scheme: "se-orgnr",
        digits: &[10],
        is_right: is_swedish,
    },
    Kind {
        cues: &["org.nr", "org nr", "orgnr", "org. nr", "org.nummer", "organisasjonsnummer"],
        scheme: "no-orgnr",
        digits: &[9],
        is_right: is_norwegian,
    },
    Kind { cues: &["cvr"], scheme: "dk-cvr", digits: &[8], is_right: is_danish },
    Kind {
        cues: &["y-tunnus", "business id", "fo-nummer"],
        scheme: "fi-ytunnus",
        digits: &[8],
        is_right: is_finnish,
    },
    Kind { cues: &["nip"], scheme: "pl-nip", digits: &[10], is_right: is_nip },
    Kind { cues: &["regon"], scheme: "pl-regon", digits: &[9], is_right: is_regon },
    Kind { cues: &["krs"], scheme: "pl-krs", digits: &[10], is_right: is_krs },
];

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if let Some(given) = &ad.employer.org_id {
        let right = match given.scheme.as_str() {
            "se-orgnr" | "0007" => is_swedish(&given.value),
            "no-orgnr" | "0192" => is_norwegian(&given.value),
            "dk-cvr" | "0184" => is_danish(&given.value),
            "fi-ytunnus" | "0212" => is_finnish(&given.value),
            "pl-nip" => is_nip(&given.value),
            "pl-regon" => is_regon(&given.value),
            _ => true,
        };
        if !right {
            note::noticed(ad, "org_number_invalid", PATH, Severity::Warning);
        }
        return;
    }
    let text = terms.text(Part::Body);
    for kind in KINDS {
        for cue in kind.cues {
            let Some((start, end, value)) = after_cue(text, cue, kind) else { continue };
            // In a text an agency's own number is as likely as the employer's.
            ad.employer.org_id = Some(OrgId { scheme: kind.scheme.to_owned(), value });
            note::found_at(ad, PATH, 0.7, terms.reading.span(Part::Body, start, end));
            return;
        }
    }
}

/// The checked number after the first cue that has one, and its bytes.
fn after_cue(text: &str, cue: &str, kind: &Kind) -> Option<(usize, usize, String)> {
    const CUES_MAX: usize = 8;
    text.match_indices(cue).take(CUES_MAX).find_map(|(at, _)| {
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let from = at + cue.len();
        let near = &text[from..text.floor_char_boundary((from + NEAR).min(text.len()))];
        let skip = near.find(|c: char| c.is_ascii_digit())?;
        // `NIP: PL 123…`, `CVR-nr. 12…`, `org.nr (SE) 55…`
        let words = near[..skip].trim_matches(|c: char| !c.is_alphabetic());
        if words.len() > 6 {
            return None;
        }
        let digits = near[skip..]
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '\u{a0}')))
            .map_or(&near[skip..], |end| &near[skip..skip + end]);
        let written = digits.trim_end_matches([' ', '-', '\u{a0}']);
        let value: String = written.chars().filter(char::is_ascii_digit).collect();
        let is_it = kind.digits.contains(&value.len()) && (kind.is_right)(&value);
        is_it.then(|| (from + skip, from + skip + written.len(), value))
    })
}

fn values(digits: &str) -> Option<Vec<u32>> {
    digits.chars().map(|digit| digit.to_digit(10)).collect()
}

fn weighed(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Ten digits, or twelve with `16` before them, with a check digit by Luhn.
fn is_swedish(digits: &str) -> bool {
    let ten = digits.strip_prefix("16").filter(|rest| rest.len() == 10).unwrap_or(digits);
    ten.len() == 10 && values(ten).is_some_and(|number| luhn(&number))
}

/// Nine digits with a check digit by eleven.
fn is_norwegian(digits: &str) -> bool {
    values(digits).is_some_and(|number| {
        number.len() == 9 && weighed(&number, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    })
}

/// Eight digits that eleven divides by these weights.
fn is_danish(digits: &str) -> bool {
    values(digits).is_some_and(|number| {
        number.len() == 8
            && number[0] > 0
            && weighed(&number, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    })
}

/// Seven digits and a check digit: `1234567-1`.
fn is_finnish(digits: &str) -> bool {
    let digits: String = digits.chars().filter(|c| *c != '-').collect();
    values(&digits).is_some_and(|number| {
        if number.len() != 8 {
            return false;
        }
        match weighed(&number, &[7, 9, 10, 5, 8, 4, 2]) % 11 {
            0 => number[7] == 0,
            1 => false,
            rest => number[7] == 11 - rest,
        }
    })
}

fn is_nip(digits: &str) -> bool {
    values(digits).is_some_and(|number| {
        number.len() == 10 && weighed(&number, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == number[9]
    })
}

fn is_regon(digits: &str) -> bool {
    values(digits).is_some_and(|number| match number.len() {
        9 => weighed(&number, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == number[8],
        14 => weighed(&number, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == number[13],
        _ => false,
    })
}

fn is_krs(digits: &str) -> bool {
    digits.len() == 10 && digits.starts_with("000")
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

    /// Numbers of nobody, made by the rules of each country, but the two of
    /// authorities.
    #[test]
    fn organisation_numbers_are_checked() {
        for (scheme, value, right) in [
            ("se-orgnr", "5560743089", true),
            ("se-orgnr", "165560743089", true),
            ("se-orgnr", "5560743088", false),
            ("no-orgnr", "974760673", true),
            ("no-orgnr", "974760674", false),
            ("dk-cvr", "13585628", true),
            ("dk-cvr", "13585629", false),
            ("fi-ytunnus", "0112038-9", true),
            ("fi-ytunnus", "0112038-8", false),
            ("pl-nip", "1234563218", true),
            ("pl-nip", "1234563219", false),
            ("pl-regon", "123456785", true),
            ("pl-regon", "123456786", false),
            ("9999", "1", true),
        ] {
            let mut ad = bare_ad();
            ad.employer.org_id = Some(OrgId { scheme: scheme.to_owned(), value: value.to_owned() });
            let lint = enriched(&ad).lint.iter().any(|lint| lint.code == "org_number_invalid");
            assert_eq!(lint, !right, "{scheme} {value}");
        }
    }

    #[test]
    fn a_number_in_a_text_has_its_word() {
        for (text, wanted) in [
            ("Acme, org.nr 556074-3089, söker", Some(("se-orgnr", "5560743089"))),
            ("Acme AS (org. nr. 974 760 673)", Some(("no-orgnr", "974760673"))),
            ("Acme ApS, CVR-nr. 13 58 56 28", Some(("dk-cvr", "13585628"))),
            ("Acme Oy, Y-tunnus 0112038-9", Some(("fi-ytunnus", "01120389"))),
            ("Acme, NIP: 123-456-32-18, KRS 0000123456", Some(("pl-nip", "1234563218"))),
            ("Acme, REGON 123456785", Some(("pl-regon", "123456785"))),
            ("Acme, org.nr 556074-3088", None),
            ("Zenip 1234563218", None),
            ("ring 5560743089", None),
        ] {
            let mut ad = bare_ad();
            ad.texts[0].description_text = text.to_owned();
            let found = enriched(&ad).employer.org_id;
            let found = found.as_ref().map(|id| (id.scheme.as_str(), id.value.as_str()));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
