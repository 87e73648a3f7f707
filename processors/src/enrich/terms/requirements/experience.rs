//! Experience with a number of years: `minst 3 års erfarenhet`, `two years of
//! experience`, `mind. 3–5 Jahre Berufserfahrung`.

use super::super::{Hit, Terms, Topic};
use super::{Asked, add, must};

const YEARS: &[&str] = &[
    "år",
    "års",
    "årig",
    "årigt",
    "year",
    "years",
    "year's",
    "yrs",
    "lat",
    "lata",
    "roku",
    "rok",
    "letnie",
    "letniego",
    "letnim",
    "letnią",
    "jahr",
    "jahre",
    "jahren",
    "jährige",
    "jähriger",
    "vuoden",
    "vuotta",
    "jaar",
    "ans",
    "année",
    "années",
    "año",
    "años",
];
/// Numbers in words, up to ten.
const WORDS: &[(&str, &str)] = &[
    ("ett", "1"),
    ("one", "1"),
    ("ein", "1"),
    ("et", "1"),
    ("två", "2"),
    ("two", "2"),
    ("to", "2"),
    ("zwei", "2"),
    ("dwa", "2"),
    ("kahden", "2"),
    ("twee", "2"),
    ("deux", "2"),
    ("dos", "2"),
    ("tre", "3"),
    ("three", "3"),
    ("drei", "3"),
    ("trzy", "3"),
    ("kolmen", "3"),
    ("drie", "3"),
    ("trois", "3"),
    ("tres", "3"),
    ("fyra", "4"),
    ("four", "4"),
    ("fire", "4"),
    ("vier", "4"),
    ("cztery", "4"),
    ("fem", "5"),
    ("five", "5"),
    ("fünf", "5"),
    ("pięć", "5"),
    ("viiden", "5"),
    ("vijf", "5"),
    ("cinq", "5"),
    ("cinco", "5"),
    ("sex", "6"),
    ("six", "6"),
    ("seven", "7"),
    ("åtta", "8"),
    ("eight", "8"),
    ("tio", "10"),
    ("ten", "10"),
];
/// More is an age or the employer's own.
const YEARS_MAX: u32 = 15;

pub(super) fn asked(terms: &Terms) -> Vec<Asked<'_>> {
    let mut list = Vec::new();
    if terms.of_topic(Topic::NoExperience).next().is_some() {
        return list;
    }
    for hit in terms.of_topic(Topic::Experience) {
        let Some(years) = years(terms, hit) else { continue };
        if terms.near(Topic::ExperienceNot, hit, 60, 20) {
            continue;
        }
        let Some(must) = must::is_must(terms, hit) else { continue };
        let level = Some(format!("{years} years"));
        add(&mut list, Asked { hit, scheme: None, code: None, level, must });
    }
    list
}

/// The number of years in the sentence of a hit, the nearest to it.
fn years(terms: &Terms, hit: &Hit) -> Option<String> {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 60);
    let is_stop = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '–' | '+' | '\''));
    let base = text.as_ptr() as usize;
    let words: Vec<(usize, &str)> = text[from..to]
        .split(is_stop)
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - base, word))
        .collect();
    let mut best: Option<(usize, String)> = None;
    for (index, (at, word)) in words.iter().enumerate() {
        let next = words.get(index + 1).map_or("", |(_, next)| *next);
        let Some(number) = number(word, next) else { continue };
        // `1,5 roku`
        let number = match text[from..*at].strip_suffix([',', '.']) {
            Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) => {
                let whole = rest.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                format!("{whole}.{number}")
            }
            _ => number,
        };
        let distance = at.abs_diff(hit.start);
        if best.as_ref().is_none_or(|(known, _)| distance < *known) {
            best = Some((distance, number));
        }
    }
    best.map(|(_, number)| number)
}

/// `3`, `3+`, `3-5` or `tre` before `years`; `2-letnie` and `3-årig`.
fn number(word: &str, next: &str) -> Option<String> {
    if let Some((digits, unit)) = word.split_once('-')
        && YEARS.contains(&unit)
    {
        return sane(digits);
    }
    let is_year = YEARS.contains(&next.trim_end_matches('\''));
    if !is_year {
        return None;
    }
    if let Some((_, digit)) = WORDS.iter().find(|(said, _)| *said == word) {
        return Some((*digit).to_owned());
    }
    sane(word.trim_end_matches('+'))
}

fn sane(digits: &str) -> Option<String> {
    let digits = digits.replace('–', "-");
    let in_bounds = |part: &str| {
        (1..=2).contains(&part.len())
            && part.parse::<u32>().is_ok_and(|years| (1..=YEARS_MAX).contains(&years))
    };
    let parts: Vec<&str> = digits.split('-').collect();
    (parts.len() <= 2 && parts.iter().all(|part| in_bounds(part))).then_some(digits)
}
