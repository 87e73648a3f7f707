use schemas::ad::{PayKind, Period};

use super::{ad_of, check, titled};

/// Least, most, currency and period.
type Found = Option<(Option<String>, Option<String>, String, Period)>;

fn of(ad: schemas::Ad) -> Found {
    let pay = ad.salary?;
    let text =
        |amount: Option<schemas::ad::Amount>| amount.map(|amount| amount.as_str().to_owned());
    Some((text(pay.min), text(pay.max), pay.currency.unwrap_or_default(), pay.period))
}

fn range(min: &str, max: &str, currency: &str, period: Period) -> Found {
    let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some((end(min), end(max), currency.to_owned(), period))
}

#[test]
fn pay_is_an_amount_with_its_words_in_the_north() {
    use Period::{Hour, Month, Year};
    let cases = [
        ("sv", "Lön: 30 000 - 35 000 kr/mån", range("30000", "35000", "SEK", Month)),
        ("sv", "35 000–40 000 kr/mån", range("35000", "40000", "SEK", Month)),
        ("sv", "Månadslön mellan 30 000 och 35 000 kronor.", range("30000", "35000", "SEK", Month)),
        ("sv", "Timlön 150 kr", range("150", "150", "SEK", Hour)),
        ("sv", "Lön: 160:-/tim + OB", range("160", "160", "SEK", Hour)),
        ("sv", "Ingångslön från 28 500 kr", range("28500", "", "SEK", Month)),
        ("sv", "Lön 25000-30000", range("25000", "30000", "SEK", Month)),
        ("sv", "Fast lön 27 tkr", range("27000", "27000", "SEK", Month)),
        (
            "sv",
            "Grundlön 25 000 kr i månaden plus provision upp till 10 000 kr.",
            range("25000", "25000", "SEK", Month),
        ),
        ("nb", "Lønn fra kr 550 000 per år", range("550000", "", "NOK", Year)),
        ("nb", "Lønn kr 480 300 – 560 200,- pr. år.", range("480300", "560200", "NOK", Year)),
        ("nb", "kr 550.000,- pr år", range("550000", "550000", "NOK", Year)),
        (
            "nb",
            "Lønnes fra kr. 470 000 til kr. 530 000 brutto per år",
            range("470000", "530000", "NOK", Year),
        ),
        ("nb", "Timelønn 210 kr", range("210", "210", "NOK", Hour)),
        ("da", "Løn kr. 35.000 pr. måned", range("35000", "35000", "DKK", Month)),
        ("da", "Timeløn 150-165 kr.", range("150", "165", "DKK", Hour)),
        ("fi", "Palkka 2 500–3 000 €/kk", range("2500", "3000", "EUR", Month)),
        ("fi", "Tuntipalkka on 14,50 €/h.", range("14.5", "14.5", "EUR", Hour)),
    ];
    check(&cases, |language, text| of(ad_of(language, text)));
}

#[test]
fn pay_is_an_amount_with_its_words_elsewhere() {
    use Period::{Day, Hour, Month, Year};
    let cases = [
        ("en", "Salary up to £45,000 per annum", range("", "45000", "GBP", Year)),
        ("en", "£28,407 to £34,581 a year pa pro rata", range("28407", "34581", "GBP", Year)),
        ("en", "Salary: £12.60 - £13.05 per hour", range("12.6", "13.05", "GBP", Hour)),
        ("en", "Salary €45k–60k", range("45000", "60000", "EUR", Year)),
        ("en", "$100,000 - $120,000 per year", range("100000", "120000", "USD", Year)),
        ("en", "Day rate: £450 per day", range("450", "450", "GBP", Day)),
        ("en", "Salary: £30,000, 37.5 hours per week", range("30000", "30000", "GBP", Year)),
        ("en", "Salary EUR 28.4k gross per year", range("28400", "28400", "EUR", Year)),
        ("de", "Gehalt 18,50 € pro Stunde", range("18.5", "18.5", "EUR", Hour)),
        ("de", "€ 3.500 brutto/Monat", range("3500", "3500", "EUR", Month)),
        (
            "de",
            "Jahresgehalt zwischen 45.000 und 55.000 Euro",
            range("45000", "55000", "EUR", Year),
        ),
        ("de", "Stundenlohn ab 14,50 €", range("14.5", "", "EUR", Hour)),
        ("pl", "Wynagrodzenie od 4500 zł brutto/mies.", range("4500", "", "PLN", Month)),
        ("pl", "Wynagrodzenie 900 - 1200 PLN / dzień", range("900", "1200", "PLN", Day)),
        ("pl", "25-28 PLN/h", range("25", "28", "PLN", Hour)),
        ("pl", "Wynagrodzenie: 5 000 - 7 000 PLN netto", range("5000", "7000", "PLN", Month)),
        ("pl", "Stawka 30,50 zł brutto/godz.", range("30.5", "30.5", "PLN", Hour)),
        ("pl", "Zarobki od 5000 do 7000 zł", range("5000", "7000", "PLN", Month)),
        (
            "nl",
            "Salaris tussen € 2.500 en € 3.200 bruto per maand",
            range("2500", "3200", "EUR", Month),
        ),
        ("nl", "Salaris € 14,50 per uur", range("14.5", "14.5", "EUR", Hour)),
        (
            "fr",
            "Salaire entre 35 000 et 40 000 € brut annuel",
            range("35000", "40000", "EUR", Year),
        ),
        ("fr", "Rémunération : 35K€ à 42K€", range("35000", "42000", "EUR", Year)),
        ("fr", "Salaire 2 000 € brut/mois", range("2000", "2000", "EUR", Month)),
        ("es", "Salario: 24.000 € - 28.000 € brutos/año", range("24000", "28000", "EUR", Year)),
        ("es", "Sueldo 1.500 €/mes", range("1500", "1500", "EUR", Month)),
    ];
    check(&cases, |language, text| of(ad_of(language, text)));
}

#[test]
fn other_amounts_are_no_pay() {
    let cases = [
        ("sv", "Vi omsätter 350 000 kr per månad", None),
        ("sv", "Vi är 35 000 anställda", None),
        ("sv", "Friskvårdsbidrag 5 000 kr per år", None),
        ("sv", "5 000 kr i friskvårdsbidrag per år", None),
        ("sv", "Lön enligt avtal", None),
        ("sv", "Ring 070-123 45 67 för frågor om lön", None),
        ("sv", "Vi startade 1995 och har bra lön.", None),
        ("sv", "OB-tillägg 55 kr per timme", None),
        ("nb", "Lønn etter avtale", None),
        ("nb", "Vi har 450 000 innbyggere", None),
        ("en", "Competitive salary", None),
        ("en", "£1,000 referral bonus", None),
        ("en", "A turnover of £50,000 per month", None),
        ("en", "Welcome bonus of £2,000", None),
        ("en", "Relocation package up to £8,000", None),
        ("en", "We look after 12,000 patients a year", None),
        ("de", "Fahrtkostenzuschuss 50 € im Monat", None),
        ("de", "Umsatz von 45.000 € im Monat", None),
        ("pl", "Premia za polecenie 500 zł", None),
        ("pl", "Dofinansowanie 450 zł miesięcznie", None),
        ("fr", "Tickets restaurant 10 € par jour", None),
    ];
    check(&cases, |language, text| of(ad_of(language, text)));
}

#[test]
fn the_offer_is_told_from_what_comes_on_top() {
    use Period::{Hour, Month};
    let cases = [
        (
            "sv",
            "Friskvård 3 000 kr, lön 30 000 kr i månaden.",
            range("30000", "30000", "SEK", Month),
        ),
        (
            "sv",
            "Lön 30 000 kr/mån + 3 000 kr i friskvårdsbidrag.",
            range("30000", "30000", "SEK", Month),
        ),
        ("en", "£12.50 per hour plus a £500 welcome bonus.", range("12.5", "12.5", "GBP", Hour)),
    ];
    check(&cases, |language, text| of(ad_of(language, text)));
    let title = of(titled("sv", "Säljare 28 000 kr/mån", "x"));
    assert_eq!(title, range("28000", "28000", "SEK", Month));
}

#[test]
fn gross_and_net_stay_in_words_and_commission_has_its_kind() {
    let pay = ad_of("pl", "Oferujemy: Wynagrodzenie 5000 zł netto/mies. i premię").salary.unwrap();
    assert_eq!(pay.text.as_deref(), Some("5000 zł netto/mies"));
    assert!(pay.parsed);
    let cases = [
        ("sv", "Fast lön + provision. Lön 25 000 kr/mån.", PayKind::FixedPlusCommission),
        ("sv", "Provisionsbaserad lön, 25 000 kr/mån.", PayKind::Commission),
        ("sv", "Lön 25 000 kr/mån.", PayKind::Unspecified),
    ];
    check(&cases, |language, text| ad_of(language, text).salary.unwrap().kind);
}
