//! Places that stand in one text: `Berlin, Germany`, `Oslo; Bergen`,
//! `Remote - US`. Only what can be nothing else is read: the text stays beside
//! it, for whoever knows the names of towns.

use schemas::ad::{Location, WorkMode};

use crate::countries;

/// What stands between two places.
const BETWEEN: [char; 4] = [';', '|', '•', '\n'];
/// Most places that one text is taken apart into.
const PLACES_MAX: usize = 100;
/// Names of countries that are names of other places too.
const ALSO_OTHERS: [&str; 2] = ["georgia", "jersey"];
/// Short forms that are countries only: `CA` is California more often.
const SHORT: [&str; 8] = ["uk", "u.k.", "us", "u.s.", "usa", "u.s.a.", "uae", "eire"];

/// The places of a text, and the work mode where it says that work is remote.
pub(crate) fn read(text: &str) -> (Vec<Location>, Option<WorkMode>) {
    let mut places = Vec::new();
    let mut mode = None;
    for part in text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty()) {
        let said = Said::of(part);
        if said.remote {
            mode = Some(WorkMode::Remote);
        }
        if said.place && places.len() < PLACES_MAX {
            let country = said.country.map(str::to_owned);
            places.push(Location { raw: Some(part.to_owned()), country, ..Location::default() });
        }
    }
    (places, mode)
}

/// The country that a text ends or begins with.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    Said::of(text).country
}

struct Said {
    /// A place is left beside "remote".
    place: bool,
    remote: bool,
    country: Option<&'static str>,
}

impl Said {
    fn of(text: &str) -> Self {
        let words = parts(text);
        let left: Vec<&str> = words.iter().copied().filter(|word| !is_remote(word)).collect();
        let ends = [left.last(), left.first()];
        Self {
            place: !left.is_empty(),
            remote: left.len() < words.len(),
            country: ends.into_iter().flatten().find_map(|word| is_country(word)),
        }
    }
}

/// `Remote - US`, `US (Remote)`, `Oslo, Norway`: the words between marks.
fn parts(text: &str) -> Vec<&str> {
    let marks = |c: char| matches!(c, ',' | '(' | ')' | '/' | '–' | '—' | ':');
    let words = text.split(marks).flat_map(|word| word.split(" - "));
    words.map(|word| word.trim().trim_matches('-').trim()).filter(|word| !word.is_empty()).collect()
}

/// Whether these words say that the work is done from anywhere, and nothing
/// else.
fn is_remote(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "remote",
        "fully remote",
        "full remote",
        "100% remote",
        "remote job",
        "remote work",
        "remote position",
        "work from home",
        "home office",
        "homeoffice",
        "home based",
        "home-based",
        "anywhere",
        "hjemmekontor",
        "distans",
        "distansarbete",
    ];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
        || word.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("anywhere in "))
}

fn is_country(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    if ALSO_OTHERS.contains(&lower.as_str()) {
        return None;
    }
    // A code may be that of a state.
    let named = lower.chars().filter(|c| c.is_alphabetic()).count() > 3;
    if named || SHORT.contains(&lower.as_str()) { countries::alpha2(word) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[(&str, &str)], remote: bool) {
        let (places, mode) = read(text);
        let seen: Vec<(&str, &str)> = places
            .iter()
            .map(|place| {
                (place.raw.as_deref().unwrap_or("-"), place.country.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!((seen.as_slice(), mode.is_some()), (wanted, remote), "{text}");
    }

    #[test]
    fn a_country_is_read_where_it_can_be_nothing_else() {
        check("Berlin, Germany", &[("Berlin, Germany", "DE")], false);
        check("Norway", &[("Norway", "NO")], false);
        check("London, UK", &[("London, UK", "GB")], false);
        check("US - Denver", &[("US - Denver", "US")], false);
        check("San Francisco, CA", &[("San Francisco, CA", "-")], false);
        check("Atlanta, Georgia", &[("Atlanta, Georgia", "-")], false);
        check("Newark, New Jersey", &[("Newark, New Jersey", "-")], false);
        check("Oslo", &[("Oslo", "-")], false);
    }

    #[test]
    fn remote_is_no_place() {
        check("Remote", &[], true);
        check("Remote job", &[], true);
        check("Remote - US", &[("Remote - US", "US")], true);
        check("Remote, Germany", &[("Remote, Germany", "DE")], true);
        check("Canada (Remote)", &[("Canada (Remote)", "CA")], true);
        check("Anywhere in the U.S. (remote job)", &[], true);
        check("Remote Valley", &[("Remote Valley", "-")], false);
    }

    #[test]
    fn several_places_in_one_text_are_several() {
        check("Oslo; Remote - Norway", &[("Oslo", "-"), ("Remote - Norway", "NO")], true);
        check("Lund | Malmö|", &[("Lund", "-"), ("Malmö", "-")], false);
        check(" ; ", &[], false);
        let many = "a;".repeat(PLACES_MAX + 1);
        assert_eq!(read(&many).0.len(), PLACES_MAX);
    }
}
