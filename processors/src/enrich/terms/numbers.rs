//! Numbers in running text: amounts of money in many ways of writing, and
//! percent of full time.

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
    "stillings",
    "heltid",
    "deltid",
    "omfattning",
    "sysselsättning",
    "sysselsättningsgrad",
    "arbetstid",
    "ansettelse",
    "vikariat",
    "fast",
    "vikar",
    "position",
    "fte",
    "etat",
    "deltidsstilling",
    "stillingsprosent",
    "stillinger",
    "workload",
    "pensum",
    "scope",
    "employment",
    "vakt",
    "ansættelse",
    "beskæftigelse",
    "tjänsteomfattning",
    "tjenste",
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
];

/// The first percentage that is one of full time: `80 %`, `50-100 %`.
pub(super) fn percent_of_full_time(text: &str) -> Option<Percent> {
    for (at, sign) in memchr::memchr_iter(b'%', text.as_bytes())
        .map(|at| (at, 1))
        .chain(text.match_indices("prosent").map(|(at, word)| (at, word.len())))
    {
        let Some((max, start)) = digits_before(text, at) else { continue };
        let before = text[..start].trim_end_matches([' ', '%', '\u{a0}']);
        let dash = ["-", "–", "till", "til", "to", "eller"]
            .iter()
            .find_map(|dash| before.strip_suffix(dash));
        let (min, start) =
            dash.and_then(|rest| digits_before(rest, rest.len())).unwrap_or((max, start));
        if !(5..=100).contains(&max) || !(5..=max).contains(&min) {
            continue;
        }
        let (from, to) = crate::enrich::reading::sentence(text, start, at + sign, 36);
        let around = &text[from..to];
        if OF_OTHER.iter().any(|word| around.contains(word)) {
            continue;
        }
        if OF_WORK.iter().any(|word| around.contains(word)) {
            return Some(Percent { min, max, start, end: at + sign });
        }
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

/// A number as it is written in a text, and where.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Number {
    /// Decimal text: `35000.50`.
    pub(super) decimal: String,
    pub(super) value: f64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The number that begins at `at`: digits with `.`, `,`, spaces or
/// apostrophes between thousands, and at most two decimals; `k`, `tkr` and
/// `000` spelt out are the caller's.
pub(super) fn number_at(text: &str, at: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut separators: Vec<&str> = Vec::new();
    let mut position = at;
    loop {
        let start = position;
        while bytes.get(position).is_some_and(u8::is_ascii_digit) {
            position += 1;
        }
        if position == start {
            // A separator without digits after it is no part of the number.
            separators.pop();
            break;
        }
        groups.push((start, position));
        let Some(next) = text[position..].chars().next() else { break };
        let length = next.len_utf8();
        let digits = bytes[position + length..].iter().take_while(|b| b.is_ascii_digit()).count();
        let joins = match next {
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => digits == 3,
            '.' | ',' => digits == 3 || digits == 2 || digits == 1,
            _ => false,
        };
        if !joins || groups.len() >= 5 {
            break;
        }
        separators.push(&text[position..position + length]);
        position += length;
    }
    let (_, end) = *groups.last()?;
    let mut whole = String::new();
    let mut decimals = String::new();
    for (index, (start, end)) in groups.iter().enumerate() {
        let digits = &text[*start..*end];
        let last = index == groups.len() - 1;
        let is_decimal = index > 0
            && last
            && matches!(separators[index - 1], "." | ",")
            && (digits.len() != 3 || (groups.len() > 2 && separators[index - 1] != separators[0]));
        if is_decimal {
            digits.clone_into(&mut decimals);
        } else if index > 0 && digits.len() != 3 {
            return None;
        } else {
            whole.push_str(digits);
        }
    }
    if whole.len() > 12 {
        return None;
    }
    let decimal = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
    let value = decimal.parse().ok()?;
    Some(Number { decimal, value, start: at, end })
}

#[cfg(test)]
mod tests {
    use super::{number_at, percent_of_full_time};

    #[test]
    fn numbers_are_written_in_many_ways() {
        for (text, wanted) in [
            ("35 000 kr", "35000"),
            ("35.000 kr", "35000"),
            ("35,000 sek", "35000"),
            ("1.234.567,50", "1234567.50"),
            ("£34,169.50", "34169.50"),
            ("23,50 zł", "23.50"),
            ("1 489 PLN", "1489"),
            ("12.5", "12.5"),
            ("7", "7"),
            ("35 0000", "35"),
        ] {
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
            assert_eq!(number_at(text, at).unwrap().decimal, wanted, "{text}");
        }
    }

    #[test]
    fn a_percentage_of_full_time_has_its_words() {
        let of = |text: &str| percent_of_full_time(text).map(|found| (found.min, found.max));
        assert_eq!(of("tjänsten är på 80 %"), Some((80, 80)));
        assert_eq!(of("omfattning: 50-100%"), Some((50, 100)));
        assert_eq!(of("100% fast stilling"), Some((100, 100)));
        assert_eq!(of("vi växer med 20 % per år"), None);
        assert_eq!(of("20 % rabatt på din tjänst"), None);
        assert_eq!(of("%"), None);
    }
}
