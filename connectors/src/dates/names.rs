//! Names of months and days in the languages that partners write.

/// Months by their first letters; longer beginnings first. English, Swedish,
/// Norwegian, Danish, German, French, Dutch, Spanish, Italian, Polish and
/// Finnish.
const MONTHS: [(&str, i8); 57] = [
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("stycz", 1),
    ("tammi", 1),
    ("feb", 2),
    ("fév", 2),
    ("helmi", 2),
    ("lut", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("maart", 3),
    ("mrt", 3),
    ("maalis", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwie", 4),
    ("huhti", 4),
    ("may", 5),
    ("mai", 5),
    ("maj", 5),
    ("mag", 5),
    ("mei", 5),
    ("touko", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("czerw", 6),
    ("kesä", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("heinä", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sierp", 8),
    ("elo", 8),
    ("sep", 9),
    ("set", 9),
    ("wrze", 9),
    ("syys", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("paź", 10),
    ("loka", 10),
    ("nov", 11),
    ("list", 11),
    ("marras", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("grud", 12),
];
const DECEMBER: [&str; 3] = ["des", "déc", "joulu"];

/// Days that begin like months or other words.
const DAYS: [&str; 28] = [
    "mandag",
    "måndag",
    "montag",
    "maandag",
    "monday",
    "mardi",
    "martes",
    "martedì",
    "marted",
    "mercredi",
    "mercoledì",
    "miércoles",
    "lundi",
    "lunes",
    "lunedì",
    "jeudi",
    "jueves",
    "giovedì",
    "vendredi",
    "viernes",
    "venerdì",
    "samedi",
    "sábado",
    "sabato",
    "dimanche",
    "domingo",
    "domenica",
    "zaterdag",
];

/// A month by its name, in lower case.
pub(super) fn month(word: &str) -> Option<i8> {
    let letters = word.chars().count();
    if letters > 12 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    if DECEMBER.iter().any(|start| word.starts_with(start)) {
        return Some(12);
    }
    // `marraskuu` begins like March.
    let longest = MONTHS.iter().filter(|(start, _)| word.starts_with(start));
    longest.max_by_key(|(start, _)| start.len()).map(|(_, month)| *month)
}

/// The name of a day that could be taken for a month.
pub(super) fn is_day(word: &str) -> bool {
    DAYS.contains(&word)
}

/// Names of week days, and the words around a date.
pub(super) fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "den", "kl", "at", "um", "uhr", "the", "le", "of", "de", "del", "d", "om", "klo", "uur",
        "à", "il",
    ];
    const DAYS: [&str; 30] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mån", "tis", "ons", "tor", "fre", "lör",
        "sön", "man", "tir", "lør", "søn", "die", "mit", "don", "sam", "mo", "maa", "din", "woe",
        "vri", "zat", "zon", "wt",
    ];
    WORDS.contains(&word)
        || (word.chars().all(char::is_alphabetic) && DAYS.iter().any(|day| word.starts_with(day)))
}
