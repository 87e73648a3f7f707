//! Telephone numbers, told from dates, opening hours, amounts, organisation
//! numbers, reference numbers and coordinates by their first digits, their
//! groups and the words before them.

use super::run::{Gap, Group, Run};

/// Digits of an international number, country code included (ITU-T E.164).
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 8..=15;
/// Bytes before a number that say what it is.
const CUE_BYTES: usize = 40;

/// What a number without `0` or `+` at its beginning may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Country {
    /// Norway and Denmark: eight digits.
    EightDigits,
    /// Poland: nine digits.
    Poland,
    /// Spain: nine digits, the first of them 6 to 9.
    Spain,
    /// Where national numbers begin with 0.
    Other,
}

impl Country {
    pub(super) fn of_language(language: &str) -> Self {
        match language.split('-').next() {
            Some("no" | "nb" | "nn" | "da") => Self::EightDigits,
            Some("pl") => Self::Poland,
            Some("es" | "ca" | "gl" | "eu") => Self::Spain,
            _ => Self::Other,
        }
    }
}

/// The bytes of the telephone number that a run is, or begins with.
pub(super) fn of(text: &str, run: &Run, country: Country) -> Option<(usize, usize)> {
    let digits: usize = run.groups.iter().map(Group::len).sum();
    if digits < 7 || run.is_part {
        return None;
    }
    let cue = cue(text, run.start);
    if cue == Cue::Other || is_date_or_time(text, &run.groups) {
        return None;
    }
    let first = text.as_bytes()[run.groups[0].start];
    let second = text.as_bytes().get(run.groups[0].start + 1).copied();
    let groups = if run.plus {
        (first != b'0').then(|| whole(&run.groups, INTERNATIONAL)).flatten()
    } else if first == b'0' && second == Some(b'0') && run.groups[0].len() >= 3 {
        whole(&run.groups, 10..=17)
    } else if first == b'0' {
        with_zero(&run.groups, cue)
    } else {
        without_zero(&run.groups, cue, country, first)
    }?;
    let end = run.groups[groups - 1].end;
    let bracketed = text.as_bytes()[run.start] == b'(' && text[run.start..end].contains(')');
    let start = run.start + usize::from(text.as_bytes()[run.start] == b'(' && !bracketed);
    Some((start, end))
}

/// How many groups from the first on have so many digits; the most that do.
fn whole(groups: &[Group], digits: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let mut sum = 0;
    let mut fits = None;
    for (index, group) in groups.iter().enumerate() {
        // After a whole number, a new zero begins the next one.
        sum += group.len();
        if digits.contains(&sum) {
            fits = Some(index + 1);
        }
    }
    fits
}

/// Swedish, British, German, …: an area code with its zero, then the rest.
fn with_zero(groups: &[Group], cue: Cue) -> Option<usize> {
    if let [one, ..] = groups
        && (9..=11).contains(&one.len())
    {
        return Some(1);
    }
    // French: five pairs, also with full stops.
    if groups.len() >= 5 && groups[..5].iter().all(|group| group.len() == 2) {
        return Some(5);
    }
    let area_max = if cue == Cue::Phone { 6 } else { 5 };
    if !(2..=area_max).contains(&groups[0].len()) {
        return None;
    }
    let mut sum = groups[0].len();
    let mut fits = None;
    for (index, group) in groups.iter().enumerate().skip(1) {
        let dots = group.gap == Gap::Dot && (groups[0].len() < 3 || groups.len() < 3);
        if dots {
            return None;
        }
        if group.gap == Gap::Slash && index > 1 {
            break;
        }
        if group.gap == Gap::Dash && index > 1 && group.len() > 4 && fits.is_some() {
            break;
        }
        sum += group.len();
        if (8..=11).contains(&sum) || (sum == 7 && cue == Cue::Phone) {
            fits = Some(index + 1);
        }
    }
    fits
}

/// Norwegian, Danish and Polish: the groups say it, or the word before.
fn without_zero(groups: &[Group], cue: Cue, country: Country, first: u8) -> Option<usize> {
    let spaced = groups.iter().skip(1).all(|group| group.gap == Gap::Space);
    let lengths = |wanted: &[usize]| {
        groups.len() >= wanted.len()
            && groups.iter().zip(wanted).all(|(group, wanted)| group.len() == *wanted)
    };
    let shapes: &[&[usize]] = match country {
        Country::EightDigits => &[&[2, 2, 2, 2], &[3, 2, 3]],
        Country::Poland => &[&[2, 3, 2, 2]],
        Country::Spain => &[&[3, 3, 3], &[3, 2, 2, 2]],
        Country::Other => &[],
    };
    let shape = shapes.iter().find(|shape| lengths(shape) && spaced && first >= b'2');
    if let Some(shape) = shape {
        return Some(shape.len());
    }
    // A Polish mobile number: in threes, from 4 to 8 on.
    let in_threes = groups.len() == 3 && lengths(&[3, 3, 3]) && groups[1].gap == groups[2].gap;
    let signs = matches!(groups[groups.len() - 1].gap, Gap::Space | Gap::Dash);
    if country == Country::Poland && in_threes && signs && (b'4'..=b'8').contains(&first) {
        return Some(3);
    }
    let digits = match country {
        Country::EightDigits => 8..=8,
        Country::Poland | Country::Spain => 9..=9,
        Country::Other => 7..=11,
    };
    let plain = groups.iter().all(|group| !matches!(group.gap, Gap::Dot | Gap::Slash));
    (cue == Cue::Phone && plain).then(|| whole(groups, digits)).flatten()
}

/// Dates and hours, alone or as a range.
fn is_date_or_time(text: &str, groups: &[Group]) -> bool {
    let value = |group: &Group| text[group.start..group.end].parse().unwrap_or(u32::MAX);
    let is_time =
        |group: &Group| group.len() == 4 && value(group) <= 2400 && value(group) % 100 < 60;
    let is_day = |value: u32| (1..=31).contains(&value);
    let is_year = |group: &Group| group.len() == 4 && (1900..2100).contains(&value(group));
    match groups {
        [from, to] if is_time(from) && is_time(to) => true,
        [from, to] if from.len() == 6 && to.len() == 6 => true,
        [from, to, ..] if is_year(from) && (is_year(to) || value(to) <= 12) => true,
        [day, month, year, ..] if is_year(year) => {
            day.len() <= 2 && is_day(value(day)) && month.len() <= 2 && value(month) <= 12
        }
        [a, b, c, d] if groups.iter().all(|group| group.len() == 2) => {
            let quarter = |group: &Group| value(group) % 15 == 0 && value(group) < 60;
            let date = |gap: Gap| gap == Gap::Dot || gap == Gap::Slash;
            (c.gap == Gap::Dash && value(a) <= 24 && value(c) <= 24 && quarter(b) && quarter(d))
                || (date(b.gap) && date(d.gap))
        }
        _ => false,
    }
}

/// What the words before a number say that it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cue {
    Phone,
    /// An amount, or a number of something else.
    Other,
    None,
}

const PHONE_CUES: &[&str] = &[
    "tel",
    "tele",
    "telefon",
    "telefonnr",
    "telefonnummer",
    "tlf",
    "tlf.nr",
    "tfn",
    "tlfn",
    "phone",
    "telephone",
    "mobile",
    "mobil",
    "mob",
    "mobilnr",
    "mobilnummer",
    "mobiltelefon",
    "cell",
    "ring",
    "call",
    "ringa",
    "ringe",
    "växel",
    "vx",
    "direkt",
    "sms",
    "whatsapp",
    "kom",
    "komórka",
    "telefonu",
    "telefonem",
    "telefoniczny",
    "telefonicznie",
    "zadzwoń",
    "dzwoń",
    "infolinia",
    "handy",
    "telefonisch",
    "fax",
    "faks",
    "puh",
    "puhelin",
    "gsm",
    "bel",
    "móvil",
    "teléfono",
    "téléphone",
    "portable",
    "telefoon",
    "mobiel",
    "t",
    "m",
    "number",
    "on",
    "☎",
    "📞",
    "📱",
];

const OTHER_CUES: &[&str] = &[
    "ref",
    "referens",
    "referensnr",
    "referensnummer",
    "refnr",
    "referanse",
    "referansenr",
    "referansenummer",
    "reference",
    "dnr",
    "diarienr",
    "diarienummer",
    "saksnr",
    "saksnummer",
    "orgnr",
    "org",
    "orgnummer",
    "organisationsnummer",
    "organisasjonsnummer",
    "bankgiro",
    "bg",
    "plusgiro",
    "pg",
    "ocr",
    "annonsnummer",
    "annonsnr",
    "annons-id",
    "id",
    "jobbnummer",
    "job-id",
    "nip",
    "regon",
    "krs",
    "vat",
    "cvr",
    "isbn",
    "issn",
    "iban",
    "konto",
    "kontonummer",
    "konto-nr",
    "kr",
    "nok",
    "sek",
    "dkk",
    "eur",
    "pln",
    "£",
    "€",
    "$",
    "code",
    "kod",
    "requisition",
    "req",
    "pesel",
    "gln",
    "ean",
    "version",
    "mellan",
    "between",
    "mellom",
    "postnummer",
    "po-box",
    "box",
    "kod-pocztowy",
];

fn cue(text: &str, start: usize) -> Cue {
    let before = &text[text.floor_char_boundary(start.saturating_sub(CUE_BYTES))..start];
    let before = before.rsplit(['\n', '>']).next().unwrap_or_default().to_lowercase();
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, '.' | ':' | ',' | '(' | ')' | '/' | ';');
    let words = before.split(is_between).filter(|word| !word.is_empty()).rev();
    for (index, word) in words.take(3).enumerate() {
        let word = word.trim_matches(['-', '–', '*', '+', '"', '[']);
        if PHONE_CUES.contains(&word) {
            return Cue::Phone;
        }
        if index < 2 && OTHER_CUES.contains(&word) {
            return Cue::Other;
        }
    }
    Cue::None
}
