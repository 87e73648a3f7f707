//! Pay that was written as one text.

use schemas::ad::{Amount, Period, Salary};

use super::amount::{Point, number, thousands};
use super::period;
use crate::formats::push::is_currency;

/// What stands before an amount that is the least.
const FROM: [&str; 14] = [
    "from ",
    "starting at ",
    "starting from ",
    "minimum ",
    "min. ",
    "at least ",
    "från ",
    "fra ",
    "ab ",
    "à partir de ",
    "desde ",
    "a partir de ",
    "da ",
    "vanaf ",
];
/// What stands before an amount that is the largest.
const UP_TO: [&str; 11] = [
    "up to ",
    "maximum ",
    "max. ",
    "upp till ",
    "opp til ",
    "op til ",
    "bis zu ",
    "bis ",
    "jusqu'à ",
    "hasta ",
    "fino a ",
];
/// What stands before two amounts, and says nothing by itself.
const BETWEEN: [&str; 6] = ["between ", "mellan ", "mellom ", "mellem ", "zwischen ", "entre "];
/// What stands between two amounts.
const TO: [&str; 13] =
    ["-", "to ", "and ", "bis ", "und ", "till ", "til ", "och ", "og ", "tot ", "à ", "et ", "a "];
/// What may follow, and says what is known: the amount is before tax.
const GROSS: [&str; 5] = [" gross", " brutto", " bruto", " brut", " lordi"];

/// Currencies whose countries write `34.169` for thousands.
const POINTS: [&str; 12] =
    ["EUR", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BRL", "TRY", "IDR"];

/// Reads `$50K per year`, `35 000 - 40 000 kr/mån`, `from € 2.500 to € 3.000
/// per month`, `up to £40,000`. Only when every word of it is understood.
/// `country` tells whose dollars and kroner they are.
pub(crate) fn from_words(text: &str, country: Option<&str>) -> Option<Salary> {
    let lower = text.trim().to_lowercase().replace(['–', '—', '−'], "-");
    let lower = without_gross(&lower);
    if let Some(salary) = french(lower) {
        return Some(salary);
    }
    let mut scan = Scan { rest: lower, currency: None, country };
    let least = scan.any_word(&FROM);
    let largest = !least && scan.any_word(&UP_TO);
    if !least && !largest {
        scan.any_word(&BETWEEN);
    }
    let low = scan.money()?;
    let high = if largest { None } else { scan.to() };
    let rest = scan.rest.trim();
    let period = period(rest);
    if period == Period::Unspecified && !rest.is_empty() {
        return None;
    }
    let point = scan.point();
    let in_thousands = low.in_thousands
        || high.as_ref().is_some_and(|high| high.in_thousands) && low.digits.len() <= 3;
    let low = Written { in_thousands, ..low }.amount(point)?;
    let high = match high {
        Some(high) => Some(high.amount(point)?),
        None if least => None,
        None => Some(low.clone()),
    };
    Some(Salary {
        min: (!largest).then_some(low),
        max: high,
        currency: scan.currency,
        period,
        parsed: true,
        ..Salary::default()
    })
}

fn without_gross(text: &str) -> &str {
    let mut text = text.trim_end_matches(['.', ' ']);
    for word in GROSS {
        text = text.strip_suffix(word).unwrap_or(text);
    }
    text
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
        let amount = text.trim().strip_suffix("euros").or(text.trim().strip_suffix('€'))?;
        number(&amount.trim().replace(',', "."), Point::Unknown)
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

/// An amount as it was written.
struct Written<'a> {
    digits: &'a str,
    /// `50K`.
    in_thousands: bool,
}

impl Written<'_> {
    fn amount(&self, point: Point) -> Option<Amount> {
        if self.in_thousands { thousands(self.digits) } else { number(self.digits, point) }
    }
}

struct Scan<'a> {
    rest: &'a str,
    currency: Option<String>,
    country: Option<&'a str>,
}

impl<'a> Scan<'a> {
    fn any_word(&mut self, words: &[&str]) -> bool {
        let start = self.rest.trim_start();
        let after = words.iter().find_map(|word| start.strip_prefix(word));
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// A second amount after a word that leads to it; otherwise nothing was
    /// read: `a year` begins like `a 40 000`.
    fn to(&mut self) -> Option<Written<'a>> {
        let (rest, currency) = (self.rest, self.currency.clone());
        let high = if self.any_word(&TO) { self.money() } else { None };
        if high.is_none() {
            (self.rest, self.currency) = (rest, currency);
        }
        high
    }

    /// How the currency's countries write thousands.
    fn point(&self) -> Point {
        let known = self.currency.as_deref().is_some_and(|code| POINTS.contains(&code));
        if known { Point::Thousands } else { Point::Unknown }
    }

    /// An amount with its currency before or after it.
    fn money(&mut self) -> Option<Written<'a>> {
        self.currency();
        let start = self.rest.trim_start();
        let length = start
            .char_indices()
            .take_while(|(at, c)| {
                let next_is_digit =
                    || start[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
                let between = [',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '’'].contains(c);
                c.is_ascii_digit() || (between && next_is_digit())
            })
            .map(|(at, c)| at + c.len_utf8())
            .last()?;
        let (digits, rest) = start.split_at(length);
        self.rest = rest;
        let mut in_thousands = false;
        if let Some(after) =
            rest.strip_prefix('k').filter(|it| !it.starts_with(char::is_alphabetic))
        {
            (self.rest, in_thousands) = (after, true);
        }
        // `12,-` and `12:-` are whole kroner.
        self.rest =
            self.rest.strip_prefix(",-").or(self.rest.strip_prefix(":-")).unwrap_or(self.rest);
        self.currency();
        Some(Written { digits, in_thousands })
    }

    fn currency(&mut self) {
        let start = self.rest.trim_start();
        let of_country = |codes: &[(&str, &str)]| {
            let country = self.country?;
            codes.iter().find(|(name, _)| *name == country).map(|(_, code)| (*code).to_owned())
        };
        let some = |code: &str| Some(code.to_owned());
        let signs: [(&str, Option<String>); 19] = [
            ("us$", some("USD")),
            ("ca$", some("CAD")),
            ("c$", some("CAD")),
            ("a$", some("AUD")),
            ("nz$", some("NZD")),
            ("r$", some("BRL")),
            ("$", of_country(&[("US", "USD"), ("CA", "CAD"), ("AU", "AUD"), ("NZ", "NZD")])),
            ("£", some("GBP")),
            ("€", some("EUR")),
            ("euros", some("EUR")),
            ("euro", some("EUR")),
            ("zł", some("PLN")),
            ("kč", some("CZK")),
            ("₹", some("INR")),
            ("₴", some("UAH")),
            ("₺", some("TRY")),
            ("kronor", some("SEK")),
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
        check("$18.50 an hour", Some("US"), "18.5 18.5 USD Hour");
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
    fn one_bound_is_not_made_two() {
        check("From $70,000 a year", Some("US"), "70000 - USD Year");
        check("up to $50K per year", Some("US"), "- 50000 USD Year");
        check("ab 2.800 € brutto", None, "2800 - EUR Unspecified");
        check("bis zu 20,50 € pro Stunde", None, "- 20.5 EUR Hour");
        check("from 20 000 to 25 000 UAH", None, "20000 25000 UAH Unspecified");
        check("between £30,000 and £35,000 per annum", None, "30000 35000 GBP Year");
    }

    #[test]
    fn points_are_thousands_where_the_currency_is_written_so() {
        check("18.000 - 20.000 € por año", None, "18000 20000 EUR Year");
        check("€ 1.500 al mese", None, "1500 1500 EUR Month");
        check("30 000 € par an", None, "30000 30000 EUR Year");
        check("€2.500,- bruto per maand", None, "words");
        check("€ 2.500,50 per maand", None, "2500.5 2500.5 EUR Month");
        check("215 kr. i timen", Some("DK"), "215 215 DKK Hour");
        check("50.000 EUR", None, "50000 50000 EUR Unspecified");
        check("$50.000", Some("US"), "words");
    }

    #[test]
    fn other_words_stay_words() {
        check("competitive", None, "words");
        check("Annuel de 38000 Euros plus prime", None, "words");
        check("Autre de 38000 Euros", None, "words");
        check("$50K per year plus bonus", Some("US"), "words");
        check("from", None, "words");
        check("up to 10 - 20 EUR", None, "words");
        check("1,2,3", None, "words");
        check("-5 EUR", None, "words");
        check("", None, "words");
    }
}
