//! Countries: names in Swedish, Norwegian, Danish, English, German and French,
//! ISO 3166-1 alpha-2 and alpha-3, and AF's own numbers, to alpha-2.
//!
//! The table is `countries/countries.tsv`: alpha-2, alpha-3, AF number, JobTech
//! concept id, names. Where it comes from is in `docs/data/sources.md`.

use std::collections::HashMap;
use std::sync::LazyLock;

static TABLE: &str = include_str!("countries/countries.tsv");

/// Names and codes that are in use beside those of the table.
const ALSO: [(&str, &str); 30] = [
    ("uk", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northern ireland", "GB"),
    ("storbritannien", "GB"),
    ("u.k.", "GB"),
    ("us", "US"),
    ("u.s.", "US"),
    ("u.s.a.", "US"),
    ("united states of america", "US"),
    ("förenta staterna", "US"),
    ("america", "US"),
    ("holland", "NL"),
    ("the netherlands", "NL"),
    ("nederländerna", "NL"),
    ("czech republic", "CZ"),
    ("tjeckien", "CZ"),
    ("el", "GR"),
    ("kosovo", "XK"),
    ("xk", "XK"),
    ("noreg", "NO"),
    ("suomi", "FI"),
    ("danmark", "DK"),
    ("österreich", "AT"),
    ("polska", "PL"),
    ("españa", "ES"),
    ("italia", "IT"),
    ("eesti", "EE"),
];

struct Index {
    by_word: HashMap<String, &'static str>,
    by_af: HashMap<&'static str, &'static str>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { by_word: HashMap::new(), by_af: HashMap::new() };
    for row in TABLE.lines() {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (alpha2, alpha3, af_number, af_concept, names) =
            (cell(), cell(), cell(), cell(), cell());
        index.by_word.insert(alpha2.to_lowercase(), alpha2);
        index.by_word.insert(alpha3.to_lowercase(), alpha2);
        index.by_af.insert(af_number, alpha2);
        index.by_af.insert(af_concept, alpha2);
        for name in names.split('|') {
            index.by_word.insert(name.to_lowercase(), alpha2);
        }
    }
    for (word, alpha2) in ALSO {
        index.by_word.insert(word.to_owned(), alpha2);
    }
    index
});

/// Alpha-2 of a name or an ISO code, in any case: `NORGE`, `us`, `SWE`; also
/// where a program could write letters of English only: `OESTERREICH`,
/// `VEREINIGTES_KOENIGREICH`.
pub fn alpha2(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    let known = |word: &str| INDEX.by_word.get(word).copied();
    known(&lower).or_else(|| {
        let spaced = lower.replace('_', " ");
        let written = spaced.replace("oe", "ö").replace("ae", "ä").replace("ue", "ü");
        known(&spaced).or_else(|| known(&written))
    })
}

/// Alpha-2 of AF's number (`199` is Sweden) or JobTech's concept id.
pub fn alpha2_of_af(code: &str) -> Option<&'static str> {
    INDEX.by_af.get(code).copied()
}

/// Whether this is an alpha-2 code that is in use, in upper case.
pub fn is_alpha2(code: &str) -> bool {
    code.len() == 2 && alpha2(code) == Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: Option<&str>) {
        assert_eq!(alpha2(text), wanted, "{text}");
    }

    #[test]
    fn names_and_codes_of_any_case_give_alpha_2() {
        check("NORGE", Some("NO"));
        check("DEUTSCHLAND", Some("DE"));
        check("United States", Some("US"));
        check("us", Some("US"));
        check(" Sverige ", Some("SE"));
        check("swe", Some("SE"));
        check("Suède", Some("SE"));
        check("UK", Some("GB"));
        check("OESTERREICH", Some("AT"));
        check("VEREINIGTES_KOENIGREICH", Some("GB"));
        check("Narnia", None);
        check("", None);
    }

    #[test]
    fn af_numbers_are_not_iso_numbers() {
        assert_eq!(alpha2_of_af("199"), Some("SE"));
        assert_eq!(alpha2_of_af("155"), Some("NO"));
        assert_eq!(alpha2_of_af("i46j_HmG_v64"), Some("SE"));
        assert_eq!(alpha2_of_af("752"), None);
        assert_eq!(alpha2_of_af(""), None);
    }

    #[test]
    fn every_row_has_both_iso_codes_and_a_name() {
        assert_eq!(TABLE.lines().count(), 250);
        for row in TABLE.lines() {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 5, "{row}");
            assert!(is_alpha2(cells[0]) && cells[1].len() == 3 && !cells[4].is_empty(), "{row}");
        }
    }
}
