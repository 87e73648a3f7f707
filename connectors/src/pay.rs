//! Amounts of pay in words. Never a wrong amount: what is not clearly one
//! stays words.

mod amount;
mod words;

pub(crate) use amount::amount;
pub(crate) use words::from_words;

use schemas::ad::{Amount, Period, Salary};

use crate::notes::Notes;

/// `YEAR`, `per hour`, `/month`, `1 YEAR`, `månad`.
pub(crate) fn period(word: &str) -> Period {
    let word = word.trim().to_lowercase();
    let mut bare = word.as_str();
    for around in [
        "per ", "per-", "/", "1 ", "1-", "a ", "an ", "pr. ", "pr ", "pro ", "par ", "por ", "al ",
        "all'", "im ", "i ", "in der ", "je ", "the ", "each ", "every ", "/ ",
    ] {
        bare = bare.strip_prefix(around).unwrap_or(bare).trim();
    }
    for around in ["-salary", "-wage", " salary", " wage"] {
        bare = bare.strip_suffix(around).unwrap_or(bare);
    }
    match bare {
        "hour" | "hours" | "hourly" | "hur" | "h" | "hr" | "timme" | "timma" | "tim" | "time"
        | "timen" | "timmen" | "stunde" | "ph" | "stundenlohn" | "stündlich" | "stuendlich"
        | "horaire" | "heure" | "timelønn" | "timløn" | "timlön" | "uur" | "ora" | "hora"
        | "godz" | "godz." | "hourly rate" => Period::Hour,
        "day" | "daily" | "dag" | "tag" | "diem" | "pd" | "tageslohn" | "täglich" | "jour"
        | "giorno" | "día" => Period::Day,
        "week" | "weekly" | "wee" | "vecka" | "uke" | "uge" | "woche" | "wöchentlich"
        | "semaine" | "semana" | "settimana" => Period::Week,
        "month" | "months" | "monthly" | "mon" | "månad" | "månaden" | "mån" | "måned"
        | "måneden" | "mnd" | "mnd." | "monat" | "monatlich" | "mois" | "pm" | "monatsgehalt"
        | "mensuel" | "maand" | "mese" | "mes" | "mies" | "mies." | "miesiąc" => Period::Month,
        "year" | "years" | "yearly" | "annual" | "annually" | "annum" | "ann" | "yr" | "år"
        | "året" | "jahr" | "jährlich" | "jaehrlich" | "an" | "année" | "pa" | "p.a." | "p.a"
        | "jahresgehalt" | "annuel" | "jaar" | "anno" | "año" | "rok" => Period::Year,
        "once" | "one-time" | "onetime" => Period::Once,
        _ => Period::Unspecified,
    }
}

/// Words by which a source says that it says nothing.
pub(crate) fn says_nothing(word: &str) -> bool {
    let word = word.trim().to_lowercase().replace(['_', '-'], " ");
    let nothing = [
        "keine angabe",
        "keine angaben",
        "not specified",
        "unspecified",
        "n/a",
        "none",
        "other",
        "without compensation",
        "wc",
    ];
    nothing.contains(&word.as_str())
}

/// Nought is "not said"; a reversed range is not to be believed.
pub(crate) fn judge(salary: &mut Salary, path: &str, notes: &mut Notes) {
    salary.min = salary.min.take().filter(is_said);
    salary.max = salary.max.take().filter(is_said);
    if let (Some(min), Some(max)) = (&salary.min, &salary.max)
        && min.to_f64() > max.to_f64()
    {
        notes.warn("reversed_interval", path, "the least pay is more than the largest");
        salary.text.get_or_insert_with(|| format!("{min}–{max}"));
        (salary.min, salary.max) = (None, None);
    }
    salary.parsed &= salary.min.is_some() || salary.max.is_some();
}

/// More than nought.
pub(crate) fn is_said(amount: &Amount) -> bool {
    amount.to_f64() > 0.0
}
