//! Hours of work a week: `37.5 hours per week`, `20–37 timer om ugen`,
//! `38 Std./Woche`, `24 uur per week`.

/// Hours a week, and where they stand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Hours {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) start: usize,
    pub(super) end: usize,
}

const UNITS: &[&str] = &[
    "hours",
    "hour",
    "hrs",
    "hr",
    "h",
    "timmar",
    "timmars",
    "tim",
    "timer",
    "timers",
    "t",
    "stunden",
    "std",
    "wochenstunden",
    "uur",
    "uren",
    "godzin",
    "godz",
    "heures",
    "horas",
    "tuntia",
    "tunnin",
];
const A_WEEK: &[&str] = &[
    "per week",
    "a week",
    "each week",
    "/week",
    "/ week",
    "weekly",
    "pw",
    "p/w",
    "p.w",
    "wk",
    "/wk",
    "per wk",
    "i veckan",
    "per vecka",
    "/vecka",
    "i uken",
    "per uke",
    "/uke",
    "pr. uke",
    "pr uke",
    "om ugen",
    "pr. uge",
    "pr uge",
    "ugentligt",
    "ugentlig",
    "ukentlig",
    "per uge",
    "/uge",
    "pro woche",
    "/woche",
    "/ woche",
    "die woche",
    "wöchentlich",
    "in der woche",
    "per week",
    "tygodniowo",
    "w tygodniu",
    "na tydzień",
    "/tydz",
    "par semaine",
    "/semaine",
    "hebdomadaires",
    "semanales",
    "a la semana",
    "por semana",
    "viikossa",
    "/viikko",
    "/vk",
];
/// Texts are read so far for numbers.
const NUMBERS_MAX: usize = 300;

/// The first hours a week of a text.
pub(super) fn of_a_week(text: &str) -> Option<Hours> {
    let mut at = 0;
    for _ in 0..NUMBERS_MAX {
        let start = at + text[at..].find(|c: char| c.is_ascii_digit())?;
        let joined = text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | '/'));
        let (number, end) = number(text, start);
        at = end.max(start + 1);
        let Some(mut found) =
            number.filter(|_| !joined).map(|hours| Hours { min: hours, max: hours, start, end })
        else {
            continue;
        };
        let rest = text[end..].trim_start_matches([' ', '\u{a0}']);
        let rest = ["-", "–", "to ", "till ", "til ", "bis ", "tot ", "do ", "à ", "a "]
            .iter()
            .find_map(|dash| rest.strip_prefix(dash))
            .map(|rest| rest.trim_start_matches([' ', '\u{a0}']));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            let start = text.len() - rest.len();
            let (second, end) = self::number(text, start);
            if let Some(second) = second.filter(|second| *second >= found.min) {
                (found.max, found.end) = (second, end);
                at = at.max(end);
            }
        }
        if let Some(end) = unit(text, found.end)
            && (4.0..=60.0).contains(&found.max)
        {
            return Some(Hours { end, ..found });
        }
    }
    None
}

fn number(text: &str, start: usize) -> (Option<f64>, usize) {
    let bytes = text.as_bytes();
    let run = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = start + run(start);
    if matches!(bytes.get(end), Some(b'.' | b',')) {
        let decimals = run(end + 1);
        if (1..=2).contains(&decimals) {
            end += 1 + decimals;
        }
    }
    let number = &text[start..end];
    (if number.len() <= 5 { number.replace(',', ".").parse().ok() } else { None }, end)
}

/// The end of `hours` at `at`, where they are of a week.
fn unit(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches([' ', '\u{a0}', '-']);
    let word = rest.split(|c: char| !c.is_alphabetic()).next()?;
    if !UNITS.contains(&word) {
        return None;
    }
    if word == "wochenstunden" {
        return Some(text.len() - rest.len() + word.len());
    }
    let after = &rest[word.len()..];
    let near = &after[..after.floor_char_boundary(24.min(after.len()))];
    let near = near.trim_start_matches(['.', ' ', '\u{a0}', ')', '(']);
    let named = ["pracy ", "work ", "arbete ", "arbeid "];
    let near = named.iter().find_map(|word| near.strip_prefix(word)).unwrap_or(near);
    let is_weekly = A_WEEK.iter().any(|week| near.starts_with(*week));
    is_weekly.then_some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::of_a_week;

    #[test]
    fn hours_a_week_have_their_words() {
        for (text, wanted) in [
            ("37.5 hours per week", Some((37.5, 37.5))),
            ("20-37 timer om ugen", Some((20.0, 37.0))),
            ("38,5 std./woche", Some((38.5, 38.5))),
            ("24 uur per week", Some((24.0, 24.0))),
            ("32 tot 40 uur per week", Some((32.0, 40.0))),
            ("35h par semaine", Some((35.0, 35.0))),
            ("40 timmar i veckan", Some((40.0, 40.0))),
            ("20 wochenstunden", Some((20.0, 20.0))),
            ("24 hours a day", None),
            ("open 168 hours per week", None),
            ("7,5 timmar per dag", None),
        ] {
            let found = of_a_week(text).map(|found| (found.min, found.max));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
