//! Amounts of pay in words. Never a wrong amount: what is not clearly one
//! stays words.

use schemas::ad::{Amount, Period, Salary};

use crate::formats::push::is_currency;
use crate::notes::Notes;

/// Text that can only be one amount: `34169`, `34,169`, `34 169`, `£34,169.50`.
/// `34.169` may be thousands or decimals, so it is neither.
pub(crate) fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    let text = text.strip_prefix(['£', '$', '€']).unwrap_or(text).trim();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(decimals.is_empty() && !text.contains('.') || digits(decimals) && decimals.len() <= 2) {
        return None;
    }
    let separators: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let separator = separators.first().copied();
    if separators.iter().any(|c| !matches!(c, ',' | ' ' | '\u{a0}') || Some(*c) != separator) {
        return None;
    }
    let mut groups = whole.split([',', ' ', '\u{a0}']);
    let first = groups.next()?;
    if !digits(first) || (separator.is_some() && first.len() > 3) {
        return None;
    }
    if !groups.all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    Amount::parse(&text.replace([',', ' ', '\u{a0}'], ""))
}

/// `YEAR`, `per hour`, `/month`, `1 YEAR`, `månad`.
pub(crate) fn period(word: &str) -> Period {
    let word = word.trim().to_lowercase();
    let mut bare = word.as_str();
    for around in ["per ", "per-", "/", "1 ", "1-", "a ", "an ", "pr. ", "pr ", "pro "] {
        bare = bare.strip_prefix(around).unwrap_or(bare).trim();
    }
    for around in ["-salary", "-wage", " salary", " wage"] {
        bare = bare.strip_suffix(around).unwrap_or(bare);
    }
    match bare {
        "hour" | "hours" | "hourly" | "hur" | "h" | "hr" | "timme" | "timma" | "tim" | "time"
        | "stunde" | "ph" | "stundenlohn" | "horaire" | "heure" | "timelønn" | "timlön"
        | "hourly rate" => Period::Hour,
        "day" | "daily" | "dag" | "tag" | "diem" | "pd" | "tageslohn" | "jour" => Period::Day,
        "week" | "weekly" | "wee" | "vecka" | "uke" | "uge" | "woche" | "semaine" => Period::Week,
        "month" | "months" | "monthly" | "mon" | "månad" | "mån" | "måned" | "mnd" | "monat"
        | "mois" | "pm" | "monatsgehalt" | "mensuel" => Period::Month,
        "year" | "years" | "yearly" | "annual" | "annually" | "annum" | "ann" | "yr" | "år"
        | "jahr" | "an" | "pa" | "p.a." | "jahresgehalt" | "annuel" => Period::Year,
        "once" | "one-time" | "onetime" => Period::Once,
        _ => Period::Unspecified,
    }
}

/// Words by which a source says that it says nothing.
pub(crate) fn says_nothing(word: &str) -> bool {
    let word = word.trim().to_lowercase().replace(['_', '-'], " ");
    ["keine angabe", "keine angaben", "not specified", "unspecified", "n/a", "none", "other"]
        .contains(&word.as_str())
}

/// Nought is "not said"; a reversed range is not to be believed.
pub(crate) fn judge(salary: &mut Salary, path: &str, notes: &mut Notes) {
    let nought = |amount: &Option<Amount>| amount.as_ref().is_some_and(|a| a.to_f64() == 0.0);
    if nought(&salary.max) {
        (salary.min, salary.max) = (salary.min.take().filter(|a| a.to_f64() > 0.0), None);
    }
    if nought(&salary.min) && salary.max.is_none() {
        salary.min = None;
    }
    if let (Some(min), Some(max)) = (&salary.min, &salary.max)
        && min.to_f64() > max.to_f64()
    {
        notes.warn("reversed_interval", path, "the least pay is more than the largest");
        salary.text.get_or_insert_with(|| format!("{min}–{max}"));
        (salary.min, salary.max) = (None, None);
    }
    salary.parsed &= salary.min.is_some() || salary.max.is_some();
}

/// Pay that was written as one text: `$50K per year`, `35 000 - 40 000 kr/mån`.
/// Only when every word of it is understood. `country` tells whose dollars and
/// kroner they are.
pub(crate) fn from_words(text: &str, country: Option<&str>) -> Option<Salary> {
    let lower = text.trim().to_lowercase().replace(['–', '—', '−'], "-");
    if let Some(salary) = french(&lower) {
        return Some(salary);
    }
    let mut scan = Scan { rest: &lower, currency: None, country };
    let (mut low, low_k) = scan.money()?;
    let mut high = None;
    if scan.word("-") || scan.word("to ") || scan.word("bis ") || scan.word("till ") {
        let (amount, high_k) = scan.money()?;
        if high_k && !low_k && low.to_f64() < 1_000.0 {
            low = thousands(low.as_str())?;
        }
        high = Some(amount);
    }
    let rest = scan.rest.trim();
    let period = period(rest);
    if period == Period::Unspecified && !rest.is_empty() {
        return None;
    }
    Some(Salary {
        max: Some(high.unwrap_or_else(|| low.clone())),
        min: Some(low),
        currency: scan.currency,
        period,
        parsed: true,
        ..Salary::default()
    })
}

/// `annuel de 38000.0 euros à 45000.0 euros sur 12.0 mois`, as France Travail
/// writes it: what the amount is for stands before it.
fn french(lower: &str) -> Option<Salary> {
    let (word, rest) = lower.split_once(" de ")?;
    let period = match word {
        "annuel" | "mensuel" | "horaire" => period(word),
        _ => return None,
    };
    let amounts = match rest.split_once(" sur ") {
        Some((amounts, months)) => {
            let count = months.strip_suffix(" mois")?;
            count.trim().parse::<f64>().ok()?;
            amounts
        }
        None => rest,
    };
    let euros = |text: &str| {
        let number = text.trim().strip_suffix("euros").or(text.trim().strip_suffix('€'))?;
        amount(&number.trim().replace(',', "."))
    };
    let (low, high) = amounts.split_once(" à ").unwrap_or((amounts, amounts));
    Some(Salary {
        min: Some(euros(low)?),
        max: Some(euros(high)?),
        currency: Some("EUR".to_owned()),
        period,
        parsed: true,
        ..Salary::default()
    })
}

struct Scan<'a> {
    rest: &'a str,
    currency: Option<String>,
    country: Option<&'a str>,
}

impl Scan<'_> {
    fn word(&mut self, word: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(word);
        if let Some(rest) = found {
            self.rest = rest;
        }
        found.is_some()
    }

    /// An amount with its currency before or after it; whether it was given in
    /// thousands (`50K`).
    fn money(&mut self) -> Option<(Amount, bool)> {
        self.currency();
        let start = self.rest.trim_start();
        let length = start
            .char_indices()
            .take_while(|(at, c)| {
                let next_is_digit =
                    || start[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
                c.is_ascii_digit() || (matches!(c, ',' | '.' | ' ' | '\u{a0}') && next_is_digit())
            })
            .map(|(at, c)| at + c.len_utf8())
            .last()?;
        let (number, rest) = start.split_at(length);
        self.rest = rest;
        let in_thousands = match rest.strip_prefix('k') {
            Some(after) if !after.starts_with(char::is_alphabetic) => {
                self.rest = after;
                true
            }
            _ => false,
        };
        let amount = if in_thousands { thousands(number)? } else { amount(number)? };
        self.currency();
        Some((amount, in_thousands))
    }

    fn currency(&mut self) {
        let start = self.rest.trim_start();
        let of_country = |codes: &[(&str, &str)]| {
            let country = self.country?;
            codes.iter().find(|(name, _)| *name == country).map(|(_, code)| (*code).to_owned())
        };
        let signs: [(&str, Option<String>); 13] = [
            ("us$", Some("USD".to_owned())),
            ("ca$", Some("CAD".to_owned())),
            ("a$", Some("AUD".to_owned())),
            ("nz$", Some("NZD".to_owned())),
            ("$", of_country(&[("US", "USD"), ("CA", "CAD"), ("AU", "AUD"), ("NZ", "NZD")])),
            ("£", Some("GBP".to_owned())),
            ("€", Some("EUR".to_owned())),
            ("euros", Some("EUR".to_owned())),
            ("euro", Some("EUR".to_owned())),
            ("zł", Some("PLN".to_owned())),
            ("kronor", Some("SEK".to_owned())),
            ("kr.", of_country(&[("SE", "SEK"), ("NO", "NOK"), ("DK", "DKK")])),
            ("kr", of_country(&[("SE", "SEK"), ("NO", "NOK"), ("DK", "DKK")])),
        ];
        for (sign, code) in signs {
            if let Some(rest) = start.strip_prefix(sign) {
                self.rest = rest;
                self.currency = self.currency.take().or(code);
                return;
            }
        }
        if let Some(code) = start.get(..3).map(str::to_uppercase)
            && is_currency(&code)
            && !start[3..].starts_with(char::is_alphabetic)
        {
            self.rest = &start[3..];
            self.currency = Some(code);
        }
    }
}

/// `102.8` thousands.
fn thousands(number: &str) -> Option<Amount> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.len() > 3 || whole.len() > 4 {
        return None;
    }
    Amount::parse(&format!("{whole}{decimals:0<3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, country: Option<&str>, wanted: &str) {
        let seen = from_words(text, country).map_or("words".to_owned(), |salary| {
            let or = |amount: Option<Amount>| amount.map_or("-".to_owned(), |a| a.to_string());
            let currency = salary.currency.unwrap_or("?".to_owned());
            format!("{} {} {currency} {:?}", or(salary.min), or(salary.max), salary.period)
        });
        assert_eq!(seen, wanted, "{text}");
    }

    #[test]
    fn pay_in_words_is_read_when_every_word_is_understood() {
        check("$50K per year", Some("US"), "50000 50000 USD Year");
        check("$50K per year", None, "50000 50000 ? Year");
        check("CA$102.8K – CA$137K", None, "102800 137000 CAD Unspecified");
        check("$18.00 - $22.00 per hour", Some("US"), "18 22 USD Hour");
        check("35 000 - 40 000 kr/mån", Some("SE"), "35000 40000 SEK Month");
        check("£34,169 to £40,000 a year", None, "34169 40000 GBP Year");
        check("40-50k EUR", None, "40000 50000 EUR Unspecified");
        check("EUR 45,000 p.a.", None, "45000 45000 EUR Year");
        check("£30000 - 33000", None, "30000 33000 GBP Unspecified");
        check("12 000 - 15 000 zł", None, "12000 15000 PLN Unspecified");
        check(
            "Annuel de 38000.0 Euros à 45000.0 Euros sur 12.0 mois",
            None,
            "38000 45000 EUR Year",
        );
        check("Mensuel de 1600,00 Euros à 1800,00 Euros", None, "1600 1800 EUR Month");
        check("Horaire de 11.65 Euros", None, "11.65 11.65 EUR Hour");
    }

    #[test]
    fn other_words_stay_words() {
        check("competitive", None, "words");
        check("Annuel de 38000 Euros plus prime", None, "words");
        check("Autre de 38000 Euros", None, "words");
        check("up to $50K per year", Some("US"), "words");
        check("50.000 EUR", None, "words");
        check("$50K per year plus bonus", Some("US"), "words");
        check("1,2,3", None, "words");
        check("", None, "words");
    }
}
