use schemas::PartnerName;

use super::*;
use crate::item::Profile;

/// Ids of the ads, places and codes of what was rejected, number of warnings,
/// and whether it was whole.
fn check(format: &str, body: &str, wanted: &[&str], warnings: usize, complete: bool) {
    check_as(&named(format).unwrap(), body, wanted, warnings, complete);
}

fn check_as(format: &Format, body: &str, wanted: &[&str], warnings: usize, complete: bool) {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: None,
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    let (mut seen, mut told) = (Vec::new(), 0);
    let end = format.read(&mut body.as_bytes(), None, &context, &mut |item, w| {
        told += w.len();
        seen.push(match item {
            Ok(Item::Ad(ad)) => ad.source.external_id.to_string(),
            Ok(Item::Removal { external_id, .. }) => format!("- {external_id}"),
            Ok(other) => panic!("{other:?} is of a round, not of an answer"),
            Err(error) => format!("! {} {}", error.place, error.faults[0].code),
        });
    });
    assert_eq!(seen, wanted, "{} {body}", format.name());
    assert_eq!(told, warnings, "{} {body}", format.name());
    assert_eq!(end.is_ok_and(|end| end.complete), complete, "{} {body}", format.name());
}

const ONE: &str = r#"{"external_id":"1","title":"Baker","employer":"Bread"}"#;

#[test]
fn every_name_is_a_format_and_every_format_has_its_name() {
    let all = all();
    assert!(all.is_sorted_by_key(|named| named.name));
    for one in &all {
        let format = named(one.name).unwrap();
        assert_eq!(format.name(), one.name);
        assert!(one.about.len() > 10 && one.about.len() < 80, "{one:?}");
    }
    for also in ["adhub", "json", "ld+json", "jobstream"] {
        assert!(named(also).is_some(), "{also}");
    }
    assert!(named("nosuch").is_none());
}

#[test]
fn ads_of_a_board_are_read_without_the_board() {
    let board = || named("ashby").unwrap().in_pieces();
    let ad = r#"{"id":"1","title":"Baker","applyUrl":"https://e.org"}"#;
    check_as(&board(), ad, &["1"], 1, false);
    check_as(
        &board(),
        &format!("\u{feff}[{ad},{ad},7]"),
        &["1", "! item 2 duplicate_id", "! item 3 id_missing"],
        1,
        false,
    );
    let hidden = r#"{"id":"2","title":"x","isListed":false}"#;
    check_as(
        &board(),
        &format!("{ad}\n{hidden}\n{{\"id\"\n"),
        &["1", "- 2", "! item 3 malformed_json"],
        1,
        false,
    );
    check_as(&board(), &format!("[{ad}"), &[], 0, false);
    check_as(&board(), "", &["! item 1 malformed_json"], 0, false);
    assert!(matches!(named("indeed").unwrap().in_pieces(), Format::Dialect(_)));
}

#[test]
fn details_of_eures_are_read_each_in_its_own_dialect() {
    let ad = |agency: &str| {
        format!(
            "<PositionOpening xmlns='http://www.hr-xml.org/3'><DocumentID schemeAgencyID='{agency}'>x</DocumentID>\
             <PositionProfile languageCode='no'><PositionTitle>Baker</PositionTitle></PositionProfile></PositionOpening>"
        )
    };
    let detail = |id: &str, content: &str, status: &str| {
        let content = serde_json::Value::from(content);
        format!("\"{id}\":{{\"reference\":\"{id}\",\"status\":\"{status}\",\"content\":{content}}}")
    };
    let details = [
        detail("a", &ad("NAV"), "ACTIVE"),
        detail("b", &ad("SE"), "ACTIVE"),
        detail("c", "", "CLOSED"),
        detail("d", "<x/>", "ACTIVE"),
        detail(" ", &ad("SE"), "ACTIVE"),
    ];
    let body = format!("{{\"details\":{{{}}}}}", details.join(","));
    let wanted = ["! details id_invalid", "a", "b", "- c", "! details of d malformed_body"];
    check("eures", &body, &wanted, 4, false);
    check("eures", "{\"details\":{}}", &[], 0, false);
    check("eures", "<html>", &[], 0, false);
}

#[test]
fn our_own_ads_are_read_alone_in_lines_and_in_arrays() {
    check("adhub", ONE, &["1"], 1, false);
    check(
        "adhub",
        &format!("\u{feff}{ONE}\n\n{{\"x\n{ONE}\n"),
        &["1", "! line 3 malformed_json", "1"],
        2,
        false,
    );
    check("adhub", &format!("[{ONE},{{}}]"), &["1", "! item 2 id_missing"], 1, true);
    check("adhub", &ONE.replace(',', ",\n"), &["1"], 1, false);
    check("adhub", &format!("[{ONE}"), &[], 0, false);
}

#[test]
fn postings_are_read_from_pages_documents_arrays_and_lines() {
    let posting = |id: u8| {
        format!(
            r#"{{"@type":"JobPosting","title":"T","identifier":"{id}","hiringOrganization":"E","url":"https://e.org/{id}"}}"#
        )
    };
    let (one, two) = (posting(1), posting(2));
    check("schemaorg", &one, &["1"], 0, false);
    check(
        "schemaorg",
        &format!("[{one},{{\"@type\":\"WebSite\"}},{two}]"),
        &["1", "! item 2 not_a_job_posting", "2"],
        0,
        true,
    );
    check("schemaorg", &format!("{one}\n{two}"), &["1", "2"], 0, false);
    check("schemaorg", &format!("{{\n\"@graph\": [{one},{two}]}}"), &["1", "2"], 0, false);
    check(
        "schemaorg",
        &format!("<html><script type='application/ld+json'>{one}</script></html>"),
        &["1"],
        0,
        false,
    );
}

#[test]
fn a_sitemap_has_no_ads() {
    check("sitemap", "<urlset/>", &[], 0, false);
}
