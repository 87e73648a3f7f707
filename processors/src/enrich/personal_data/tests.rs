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
fn telephone_numbers_of_many_countries_are_found() {
    for (language, number) in [
        ("fr", "01 23 45 67 89"),
        ("fr", "+33 (0)1 23 45 67 89"),
        ("fr", "06.12.34.56.78"),
        ("de", "0171 1234567"),
        ("de", "0171/123 45 67"),
        ("de", "+49 171 1234567"),
        ("de", "+49 (0)30 123456-78"),
        ("nl", "06-12345678"),
        ("nl", "06 12 34 56 78"),
        ("nl", "+31 6 12345678"),
        ("fi", "040 123 4567"),
        ("fi", "+358 40 123 4567"),
        ("fi", "050-1234567"),
        ("es", "+34 612 34 56 78"),
        ("es", "612 345 678"),
        ("es", "912 34 56 78"),
        ("da", "22 34 56 78"),
        ("da", "+45 12345678"),
        ("nb", "+47 22 12 34 56"),
        ("en", "07700 900 123"),
        ("en", "(020) 7946 0958"),
        ("en", "+44 7700 900123"),
        ("en", "+1 555-010-1234"),
        ("pl", "22 123 45 67"),
        ("pl", "601-123-456"),
        ("pl", "+48 22 123 45 67"),
    ] {
        check(language, &format!("x: {number}."), &[(Phone, number)]);
    }
    check("en", "Call 555-010-1234", &[(Phone, "555-010-1234")]);
    check("da", "tlf. 1234 5678", &[(Phone, "1234 5678")]);
    check("es", "Tel. 612345678", &[(Phone, "612345678")]);
    check("fi", "Puh. 09 123 4567", &[(Phone, "09 123 4567")]);
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
    for address in [
        "anna.berg(at)acme.example",
        "anna.berg (at) acme (dot) example",
        "anna.berg [snabel-a] acme [punkt] example",
        "anna.berg(a)acme.example",
        "anna.berg{at}acme.example",
        "anna.berg at acme dot com",
        "anna.berg @ acme.se",
        "anna.berg&#64;acme.example",
        "anna.berg＠acme.example",
        "anna_berg@hr.acme.co.uk",
        "Åsa.Öberg@acme.example",
    ] {
        check("sv", &format!("Mejla {address}!"), &[(Email, address)]);
    }
    check("sv", "e-post: jobb @ acme.se.", &[(Email, "jobb @ acme.se")]);
    for text in [
        "Look at acme.com for more",
        "work at polka dot bakery",
        "We are (at) home",
        "(a) first, (b) second. Then",
        "Meet us @ acme.se",
        "Nurse at St. Mary",
    ] {
        check("en", text, &[]);
    }
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
    for (language, number) in [
        ("da", "290201-1008"),
        ("fi", "311285-999U"),
        ("fi", "010105A999Y"),
        ("pl", "99923199997"),
        ("es", "00000000T"),
        ("es", "X0000000T"),
        ("fr", "199129999999961"),
        ("fr", "1 99 12 99 999 999 61"),
    ] {
        check(language, &format!("nr {number}."), &[(PersonalNumber, number)]);
    }
    check("da", "CPR: 290201-1234", &[(PersonalNumber, "290201-1234")]);
    for (language, wrong) in [
        ("da", "290201-1235"),
        ("fi", "311285-999A"),
        ("fi", "311285-999"),
        ("pl", "99923199990"),
        ("es", "00000000A"),
        ("fr", "199129999999962"),
    ] {
        let found = matches(&format!("nr {wrong}"), language, &[]);
        assert!(found.iter().all(|one| one.kind != PersonalNumber), "{wrong}: {found:?}");
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
    check(
        "da",
        "Har du spørgsmål, så kontakt Mette Holm på 22 34 56 78.",
        &[(Other, "Mette Holm"), (Phone, "22 34 56 78")],
    );
    check(
        "de",
        "Ihre Ansprechpartnerin: Frau Jana Roth, Tel. 030 1234567",
        &[(Other, "Jana Roth"), (Phone, "030 1234567")],
    );
    check(
        "fi",
        "Lisätietoja: Aino Virta, 040 123 4567",
        &[(Other, "Aino Virta"), (Phone, "040 123 4567")],
    );
    check(
        "nl",
        "Vragen? Neem contact op met Sanne Bos, 06-12345678.",
        &[(Other, "Sanne Bos"), (Phone, "06-12345678")],
    );
    check(
        "pl",
        "Kontakt: Ewa Lis, tel. 601 123 456",
        &[(Other, "Ewa Lis"), (Phone, "601 123 456")],
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
