//! ISO 3166-1 alpha-2 codes from what partners write instead.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::name;
use crate::enrich::reference::rows;

static COUNTRIES: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let mut countries = FxHashMap::default();
    for [code, alpha_3, number, names] in rows(include_str!("../../../reference/country.tsv")) {
        for key in [code, alpha_3, number].into_iter().chain(names.split('|')) {
            if !key.is_empty() {
                countries.insert(name::fold(key), code);
            }
        }
    }
    for [code, names] in rows(include_str!("../../../reference/country-name.tsv")) {
        for name in names.split('|') {
            countries.entry(name::fold(name)).or_insert(code);
        }
    }
    countries
});

/// The code for a code, an AF number (`199`) or a name in one of 22 languages.
pub(super) fn code(given: &str) -> Option<&'static str> {
    COUNTRIES.get(&name::fold(given)).copied()
}

/// As [`code`], for a word that may be anything: names only, because two or
/// three letters at the end of an address are seldom a country.
pub(super) fn code_of_name(given: &str) -> Option<&'static str> {
    (given.chars().count() > 3).then(|| code(given)).flatten()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[track_caller]
    fn check(given: &[&str], wanted: Option<&str>) {
        for one in given {
            assert_eq!(code(one), wanted, "{one}");
        }
    }

    #[test]
    fn codes_numbers_and_names_are_countries() {
        check(&["SE", "se", "SWE", "199", "Sverige", "SWEDEN"], Some("SE"));
        check(&["NO", "155", "NORGE", "Norway", "Noreg"], Some("NO"));
        check(&["DEUTSCHLAND", "Tyskland", "Germany"], Some("DE"));
        check(&["United States", "us", "USA"], Some("US"));
        check(&["Island", "Iceland"], Some("IS"));
        check(&["Niemcy", "Niemczech", "Allemagne", "Saksa", "Duitsland"], Some("DE"));
        check(&["Puola", "Polonia", "Polen", "Polsko", "Polska"], Some("PL"));
        check(&["", "Atlantis", "0"], None);
    }
}
