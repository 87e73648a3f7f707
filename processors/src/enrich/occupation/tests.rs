use schemas::ad::{Occupation, OccupationScheme, Origin};

use crate::enrich::tests::{bare_ad, enriched};

#[track_caller]
fn check(given: &[(OccupationScheme, &str)], wanted: &[&str]) {
    // Says nothing of what the work is: all that is found is from codes.
    assert_eq!(found("Ledig tjänst", given), wanted);
}

#[track_caller]
fn found(title: &str, given: &[(OccupationScheme, &str)]) -> Vec<String> {
    let mut ad = bare_ad();
    title.clone_into(&mut ad.texts[0].title);
    ad.occupation = given
        .iter()
        .map(|(scheme, code)| Occupation {
            scheme: *scheme,
            code: (*code).to_owned(),
            label: None,
            origin: Origin::Source,
            confidence: 1.0,
        })
        .collect();
    enriched(&ad)
        .occupation
        .iter()
        .skip(given.len())
        .map(|one| {
            assert_eq!(one.origin, Origin::Enriched);
            assert!(one.label.is_some());
            format!("{:?} {} {}", one.scheme, one.code, one.confidence)
        })
        .collect()
}

use OccupationScheme::{AfConcept, Isco08, Onet, Ssyk2012, Styrk08};

#[test]
fn ssyk_becomes_isco() {
    check(
        &[(Ssyk2012, "7114")],
        &[
            "Isco08 7119 0.95",
            "AfConcept bZ4J_riZ_zK6 0.98",
            "Esco http://data.europa.eu/esco/isco/C7119 0.95",
        ],
    );
}

#[test]
fn concepts_become_ssyk_and_isco() {
    // Group "Mjukvaru- och systemutvecklare m.fl."
    check(
        &[(AfConcept, "DJh5_yyF_hEM")],
        &[
            "Ssyk2012 2512 0.98",
            "Isco08 2512 0.19",
            "Esco http://data.europa.eu/esco/isco/C2512 0.19",
        ],
    );
    // Occupation "Psykiatrisjuksköterska"
    check(
        &[(AfConcept, "UVrW_krj_vk8")],
        &[
            "Ssyk2012 2225 0.98",
            "Isco08 2221 0.93",
            "Esco http://data.europa.eu/esco/isco/C2221 0.93",
        ],
    );
}

#[test]
fn styrk_becomes_isco_and_ssyk() {
    check(
        &[(Styrk08, "2512")],
        &[
            "Ssyk2012 2512 0.9",
            "Isco08 2512 0.95",
            "AfConcept DJh5_yyF_hEM 0.88",
            "Esco http://data.europa.eu/esco/isco/C2512 0.95",
        ],
    );
    check(
        &[(Styrk08, "7113")],
        &[
            "Ssyk2012 8116 0.9",
            "Isco08 7113 0.95",
            "AfConcept vCBT_Pnd_8UB 0.88",
            "Esco http://data.europa.eu/esco/isco/C7113 0.95",
        ],
    );
}

#[test]
fn a_list_that_the_partner_used_is_not_added_to() {
    check(
        &[(Ssyk2012, "2225"), (AfConcept, "DJh5_yyF_hEM"), (Isco08, "1111")],
        &["Esco http://data.europa.eu/esco/isco/C1111 1"],
    );
}

/// An unknown code of SSYK is the partner's word all the same; an unknown
/// concept says nothing, and the title is read.
#[test]
fn a_telling_title_adds_nothing_to_a_list_that_the_partner_used() {
    let ssyk = |codes: &[String]| codes.iter().any(|code| code.starts_with("Ssyk2012 7212 "));
    assert!(ssyk(&found("Svetsare", &[])));
    assert!(ssyk(&found("Svetsare", &[(AfConcept, "no")])));
    assert_eq!(found("Svetsare", &[(Ssyk2012, "0000")]), Vec::<String>::new());
}

#[test]
fn unknown_codes_are_carried() {
    check(&[(Ssyk2012, "0000"), (AfConcept, "no"), (Onet, "15-1252.00")], &[]);
    check(&[], &[]);
}
