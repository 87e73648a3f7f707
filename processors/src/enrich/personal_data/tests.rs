//! What is told as personal data, and above all what is not.

use schemas::ad::PersonalDataKind::{self, Email, Other, PersonalNumber, Phone};

use super::super::tests::{bare_ad, enriched};
use super::{SPANS_MAX, matches};

/// What is found in a text, as `kind` and words.
#[track_caller]
fn check(language: &str, text: &str, wanted: &[(PersonalDataKind, &str)]) {
    let found: Vec<_> = matches(text, language, &[])
        .into_iter()
        .map(|one| (one.kind, &text[one.start..one.end]))
        .collect();
    assert_eq!(found, wanted, "in {text:?}");
}

#[test]
fn telephone_numbers_are_found_in_their_many_forms() {
    for number in [
        "070-123 45 67",
        "0701234567",
        "08-123 45 67",
        "0910-123 45",
        "+46 (0)70-123 45 67",
        "+46701234567",
        "0046 70 123 45 67",
        "(08) 123 45 67",
        "08/123 45 67",
        "070.123.45.67",
        "070\u{a0}123\u{a0}45\u{a0}67",
        "070–123 45 67",
        "070&nbsp;123&nbsp;45&nbsp;67",
        "0771-12 34 56",
        "+47 90 12 34 56",
        "01632 960123",
        "+44 (0)20 7946 0958",
        "+48 601 123 456",
        "030/1234567",
    ] {
        check("sv", &format!("Hör av dig: {number}."), &[(Phone, number)]);
        check("sv", &format!("<p>{number}</p>"), &[(Phone, number)]);
    }
    check(
        "nb",
        "Per, 90 12 34 56, eller 901 23 456",
        &[(Phone, "90 12 34 56"), (Phone, "901 23 456")],
    );
    check("nb", "tlf. 90123456", &[(Phone, "90123456")]);
    check(
        "pl",
        "tel. 601 123 456 lub 33 800 00 00",
        &[(Phone, "601 123 456"), (Phone, "33 800 00 00")],
    );
    check(
        "sv",
        "070-123 45 67 / 08-123 45 67",
        &[(Phone, "070-123 45 67"), (Phone, "08-123 45 67")],
    );
    check("sv", "<a href=\"tel:+46701234567\">ring</a>", &[(Phone, "+46701234567")]);
}

#[test]
fn other_numbers_are_no_telephone_numbers() {
    for text in [
        "senast 2026-11-25 kl. 08.00-17.00",
        "öppet 0800-1600 och 08:00-16:00",
        "den 01/12/2026",
        "01.12.2026",
        "08-12-2026",
        "30 000 - 35 000 kr",
        "lön 732 300 - 919 200",
        "556012-5790",
        "org.nr 0123456789",
        "org.nr 923 609 016",
        "Ref: 0123456789",
        "dnr 2026/01234-5",
        "59.329323, 18.068581",
        "059.329323",
        "01.05.2026-31.08.2026",
        "ISBN 978-91-7000-150-5",
        "postnummer 012 34",
        "20261231",
        "2020-2021",
        "2026/2027",
        "https://acme.example/0701234567",
        "https://acme.example/?id=0701234567",
        "bild_0701234567.png",
        "24/7 365",
        "1 234 567,50 kr",
        "bankgiro 0123-4567",
        "100-150 000 000",
        "(UE) 2016/679",
        "abc0701234567",
        "0701234567abc",
        "090101-091231",
        "08 00 - 16 30",
        "Dz.U. 2018 poz. 1000 1000",
        "00 00",
        "+46",
        "0-100 000",
    ] {
        for language in ["sv", "nb", "pl", "en"] {
            check(language, text, &[]);
        }
    }
    check("sv", "923 609 016", &[]);
    check("sv", "12 34 56 78", &[]);
}

#[test]
fn addresses_are_found_and_handles_are_not() {
    check("sv", "Skriv till jobb@acme.example.", &[(Email, "jobb@acme.example")]);
    check(
        "sv",
        "jobb(at)acme.example eller hr [at] acme.example",
        &[(Email, "jobb(at)acme.example"), (Email, "hr [at] acme.example")],
    );
    check(
        "sv",
        "<a href=\"mailto:a.b+c@x-y.acme.se?subject=1\">x</a>",
        &[(Email, "a.b+c@x-y.acme.se")],
    );
    check("sv", "a@b.se,c@d.se", &[(Email, "a@b.se"), (Email, "c@d.se")]);
    for text in
        ["@acme", "följ oss @acme.official", "7@9", "a@b", "Hospital@Night", "(at)", "a (at) b"]
    {
        check("sv", text, &[]);
    }
}

/// Numbers of nobody: made for tests by the tax agencies' own rules.
#[test]
fn identity_numbers_have_right_check_digits() {
    for number in [
        "811228-9874",
        "19811228-9874",
        "198112289874",
        "8112289874",
        "701063-2391",
        "19701063-2391",
    ] {
        check("sv", &format!("nr {number}"), &[(PersonalNumber, number)]);
    }
    for number in ["01129900160", "011299 00160", "41129900073"] {
        check("nb", &format!("nr {number}"), &[(PersonalNumber, number)]);
    }
    for wrong in
        ["811228-9875", "811328-9874", "811232-9874", "01129900161", "01129900170", "81129900160"]
    {
        let found = matches(&format!("nr {wrong}"), "nb", &[]);
        assert!(found.iter().all(|one| one.kind != PersonalNumber), "{wrong}: {found:?}");
    }
}

#[test]
fn names_are_told_beside_what_is_theirs() {
    check(
        "sv",
        "Frågor? Kontakta Anna Berg, enhetschef, 070-123 45 67.",
        &[(Other, "Anna Berg"), (Phone, "070-123 45 67")],
    );
    check(
        "sv",
        "Åsa Öberg är chef. Skriv: asa.oberg@acme.example",
        &[(Other, "Åsa Öberg"), (Email, "asa.oberg@acme.example")],
    );
    check(
        "en",
        "Contact Mary Ann Hill on 01632 960123",
        &[(Other, "Mary Ann Hill"), (Phone, "01632 960123")],
    );
    check("sv", "Kontakta Region Skåne, 070-123 45 67", &[(Phone, "070-123 45 67")]);
    check("sv", "Anna Berg leder oss. Ring vår växel: 08-123 45 67", &[(Phone, "08-123 45 67")]);
    check("sv", "Välkommen till Stora Torget, 08-123 45 67", &[(Phone, "08-123 45 67")]);
}

#[test]
fn every_text_is_read_and_spans_count_code_points() {
    let mut ad = bare_ad();
    ad.texts[0].description_html = "<p>Åäö 🚚 070-123 45 67</p>".to_owned();
    ad.apply.instructions_html = Some("<p>å a@b.se</p>".to_owned());
    let found = enriched(&ad).personal_data;
    let told: Vec<_> =
        found.iter().map(|one| (one.span.field.as_str(), one.span.start, one.span.end)).collect();
    assert_eq!(
        told,
        [
            ("/texts/0/description_text", 6, 19),
            ("/texts/0/description_html", 9, 22),
            ("/apply/instructions_html", 5, 11),
        ]
    );
}

#[test]
fn a_list_of_persons_is_cut_off_and_says_so() {
    let mut ad = bare_ad();
    ad.texts[0].description_text = "070-123 45 67, ".repeat(2_000);
    let ad = enriched(&ad);
    assert_eq!(ad.personal_data.len(), SPANS_MAX);
    assert!(ad.lint.iter().any(|lint| lint.code == "personal_data_incomplete"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "[0-9+()/.@a-zåÅA ,&;\u{a0}–\n-]{0,60}") {
        for one in matches(&text, "nb", &["Anna Berg"]) {
            assert!(!text[one.start..one.end].is_empty());
        }
    }
}
