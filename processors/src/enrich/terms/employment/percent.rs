//! Percent of full time: `80 %`, `50-100 % stilling`, `0.8 FTE`, `3/4 etatu`.

use super::super::sentence;

/// A share of full time, in percent, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Percent {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words beside a percentage that make it one of full time.
const OF_WORK: &[&str] = &[
    "tjänst",
    "tjänstgöring",
    "anställning",
    "stilling",
    "heltid",
    "deltid",
    "omfattning",
    "sysselsättning",
    "arbetstid",
    "ansettelse",
    "vikariat",
    "fast",
    "vikar",
    "position",
    "fte",
    "etat",
    "pensum",
    "workload",
    "scope",
    "employment",
    "vakt",
    "ansættelse",
    "beskæftigelse",
    "tjenste",
    "turnus",
    "engasjement",
    "arbeitszeit",
    "stelle",
    "teilzeit",
    "vollzeit",
    "befristet",
    "tillsvidare",
    "part time",
    "part-time",
    "full time",
    "full-time",
    "time-fraction",
    "arbeidstid",
    "työaika",
    "dienstverband",
    "temps",
    "jornada",
    "grad:",
    "fulltid",
    "fuldtid",
];
/// Words that make it a share of something else.
const OF_OTHER: &[&str] = &[
    "lön",
    "lønn",
    "bonus",
    "rabatt",
    "discount",
    "av våra",
    "of our",
    "more",
    "increase",
    "customer",
    "kunder",
    "engagerad",
    "distans",
    "remote",
    "hemifrån",
    "provision",
    "commission",
    "ob-",
    "pension",
    "förnybar",
    "renewable",
    "growth",
    "tillväxt",
    "zdaln",
    "premi",
    "vat",
    "moms",
    "fossil",
    "ekolog",
    "sjuklön",
    "föräldra",
    "hjemmekontor",
    "kompensation",
    "motiverad",
    "dedikerad",
    "fokus",
    "funded",
    "tuition",
    "travel",
    "resor",
    "reise",
    "homeoffice",
    "home office",
    "ägs",
    "owned",
    "eid",
    "zuschlag",
    "tillägg",
    "tillegg",
    "av tiden",
    "of the time",
    "av stillingen",
    "av tjänsten",
    "l4",
    "zwolnien",
    "chorobow",
    "rabat",
    "umsatz",
    "kvinnor",
    "women",
    "kvinner",
    "egenandel",
    "satisfaction",
    "nöjd",
    "utfall",
    "behovet",
];
/// Percentages of one text that are looked at.
const SIGNS_MAX: usize = 60;

/// The first share of full time of a text. In a title a percentage of five to
/// a hundred needs no word beside it.
pub(super) fn of_full_time(text: &str, is_title: bool) -> Option<Percent> {
    of_percent(text, is_title).or_else(|| of_fte(text))
}

fn of_percent(text: &str, is_title: bool) -> Option<Percent> {
    let signs = memchr::memchr_iter(b'%', text.as_bytes()).map(|at| (at, 1)).take(SIGNS_MAX);
    let words = ["prosent", "procent", "prozent", "percent"]
        .into_iter()
        .flat_map(|word| text.match_indices(word).take(SIGNS_MAX))
        .map(|(at, word)| (at, word.len()));
    for (at, sign) in signs.chain(words) {
        let Some((max, start)) = digits_before(text, at) else { continue };
        let before = text[..start].trim_end_matches([' ', '%', '\u{a0}']);
        let dash = ["-", "–", "till", "til", "to", "eller", "og", "och", "bis", "/", "or", "tot"]
            .iter()
            .find_map(|dash| before.strip_suffix(dash));
        let (min, start) = dash
            .and_then(|rest| digits_before(rest, rest.len()))
            .filter(|(min, _)| *min >= 5 && *min <= max)
            .unwrap_or((max, start));
        if !(5..=100).contains(&max) {
            continue;
        }
        let (from, to) = sentence::around(text, start, at + sign, 40);
        let around = &text[from..to];
        if OF_OTHER.iter().any(|word| around.contains(word)) {
            continue;
        }
        if is_title || OF_WORK.iter().any(|word| around.contains(word)) {
            let found = Percent { min, max, start, end: at + sign };
            return Some(with_second(text, found));
        }
    }
    None
}

/// `60 % eller 80 %`: the largest of both.
fn with_second(text: &str, first: Percent) -> Percent {
    let rest = text[first.end..].trim_start();
    let joint = ["-", "–", "eller ", "till ", "til ", "to ", "og ", "och ", "or ", "/", "bis "]
        .iter()
        .find_map(|joint| rest.strip_prefix(joint));
    let Some(rest) = joint.map(str::trim_start) else { return first };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_percent = rest[length..].trim_start().starts_with(['%', 'p']);
    match rest[..length].parse() {
        Ok(max) if is_percent && (first.max..=100).contains(&max) => {
            Percent { max, end: text.len() - rest.len() + length, ..first }
        }
        _ => first,
    }
}

/// `0.8 FTE`, `0,5 etatu`, `1.0 WTE`
fn of_fte(text: &str) -> Option<Percent> {
    let units = ["fte", "wte", "etatu", "vzä"];
    let all = units.into_iter().flat_map(|unit| text.match_indices(unit).take(SIGNS_MAX));
    for (at, unit) in all {
        let before = text[..at].trim_end_matches([' ', '\u{a0}']);
        let length = before
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'/'))
            .count();
        let start = before.len() - length;
        let written = before[start..].replace(',', ".");
        let share = match written.split_once('/') {
            Some((part, whole)) => {
                let (part, whole) = (part.parse::<f64>().ok(), whole.parse::<f64>().ok());
                part.zip(whole).filter(|(_, whole)| *whole >= 1.0).map(|(part, whole)| part / whole)
            }
            None => written.parse().ok(),
        };
        let Some(share) = share.filter(|share| (0.05..=1.0).contains(share)) else { continue };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "5 to 100")]
        let percent = (share * 100.0_f64).round() as u32;
        return Some(Percent { min: percent, max: percent, start, end: at + unit.len() });
    }
    None
}

/// The whole number that ends before `end`, over spaces.
fn digits_before(text: &str, end: usize) -> Option<(u32, usize)> {
    let trimmed = text[..end].trim_end_matches([' ', '\u{a0}', '%']);
    let start = trimmed.len() - trimmed.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = &trimmed[start..];
    if digits.is_empty() || digits.len() > 3 || trimmed[..start].ends_with([',', '.']) {
        return None;
    }
    digits.parse().ok().map(|number| (number, start))
}

#[cfg(test)]
mod tests {
    use super::of_full_time;

    #[test]
    fn a_percentage_of_full_time_has_its_words() {
        for (text, wanted) in [
            ("tjänsten är på 80 %", Some((80, 80))),
            ("omfattning: 50-100%", Some((50, 100))),
            ("100% fast stilling", Some((100, 100))),
            ("75 prosent stilling", Some((75, 75))),
            ("60 % eller 80 % stilling", Some((60, 80))),
            ("0.8 fte", Some((80, 80))),
            ("na 3/4 etatu", Some((75, 75))),
            ("wymiar: 0,5 etatu", Some((50, 50))),
            ("vi växer med 20 % per år", None),
            ("20 % rabatt på din tjänst", None),
            ("möjlighet till 40 % distans i tjänsten", None),
            ("100 % l4, umowa na etat", None),
            ("%", None),
        ] {
            let found = of_full_time(text, false).map(|found| (found.min, found.max));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
