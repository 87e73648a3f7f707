//! What the JobPosting reader promises.

use schemas::ad::{Duration, Extent, Period, Relation, WorkMode};
use schemas::{Ad, PartnerName};
use serde_json::json;

use super::*;
use crate::item::Profile;

fn in_context<T>(act: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let profile = Profile {
        partner: PartnerName::new("acme").unwrap(),
        zone: "Europe/London".to_owned(),
        language: None,
    };
    act(&ReadContext {
        profile: &profile,
        account: None,
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    })
}

fn read(more: Value) -> Ad {
    let mut posting = json!({
        "@context": "https://schema.org/", "@type": "JobPosting", "title": "Baker",
        "url": "https://e.org/1", "hiringOrganization": "Acme", "datePosted": "2026-11-20",
    });
    let Value::Object(more) = more else { panic!("not an object: {more}") };
    for (key, value) in more {
        posting[key] = value;
    }
    let read = in_context(|context| read_ad(posting.to_string().as_bytes(), None, context));
    *read.unwrap().ad
}

/// Pay as `min max currency period text`.
fn check_salary(base: Value, wanted: &str) {
    let shown = base.to_string();
    let salary =
        read(Value::Object([("baseSalary".to_owned(), base)].into_iter().collect())).salary;
    let seen = salary.map_or("none".to_owned(), |salary| {
        let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {} {} {} {}",
            or(salary.min.map(|amount| amount.to_string())),
            or(salary.max.map(|amount| amount.to_string())),
            or(salary.currency),
            if salary.period == Period::Unspecified {
                "?".to_owned()
            } else {
                format!("{:?}", salary.period)
            },
            or(salary.text),
        )
    });
    assert_eq!(seen, wanted, "{shown}");
}

#[test]
fn pay_is_right_or_not_there() {
    let pay = |value: Value| json!({"@type": "MonetaryAmount", "currency": "GBP", "value": value});
    let year = |value: Value| pay(json!({"unitText": "YEAR", "value": value}));
    check_salary(year(json!(34169)), "34169 34169 GBP Year -");
    check_salary(year(json!("£34,169")), "34169 34169 GBP Year £34,169");
    check_salary(year(json!("negotiable")), "- - GBP Year negotiable");
    check_salary(year(json!("34.169")), "- - GBP Year 34.169");
    check_salary(year(json!("10 to 20")), "10 20 GBP Year 10 to 20");
    check_salary(year(json!(0)), "none");
    check_salary(
        pay(json!({"minValue": "30000", "maxValue": 40000.5, "unitText": "MONTH"})),
        "30000 40000.5 GBP Month -",
    );
    check_salary(pay(json!({"minValue": 9, "maxValue": 5})), "- - GBP ? 9–5");
    check_salary(pay(json!({"minValue": 0, "maxValue": 0})), "none");
    check_salary(pay(json!(12)), "12 12 GBP ? -");
    check_salary(json!("100000"), "100000 100000 - ? 100000");
    check_salary(json!([{"currency": "sek", "value": {"value": -5}}]), "none");
}

#[test]
fn employment_types_fall_on_three_axes() {
    let check = |types: Value, wanted: (Relation, Duration, Extent)| {
        let employment = read(json!({"employmentType": types})).employment;
        assert_eq!(
            (employment.relation, employment.duration, employment.extent),
            wanted,
            "{types}"
        );
    };
    use {Duration as D, Extent as E, Relation as R};
    check(json!("FULL_TIME"), (R::Unspecified, D::Unspecified, E::Full));
    check(json!(["FULL_TIME", "PART_TIME"]), (R::Unspecified, D::Unspecified, E::Both));
    check(json!("Full-time, Temporary"), (R::Unspecified, D::Fixed, E::Full));
    check(json!(["CONTRACTOR", "PER_DIEM"]), (R::Contractor, D::OnDemand, E::Unspecified));
    check(json!({"name": "Intern"}), (R::Intern, D::Unspecified, E::Unspecified));
}

#[test]
fn places_come_in_every_shape() {
    let check = |place: Value, wanted: &str| {
        let ad = read(json!({"jobLocation": place}));
        let seen: Vec<_> = ad
            .locations
            .iter()
            .map(|place| {
                let or = |text: &Option<String>| text.clone().unwrap_or_default();
                format!("{}|{}|{}", or(&place.raw), or(&place.city), or(&place.country))
            })
            .collect();
        assert_eq!(seen.join(" + "), wanted, "{place}");
    };
    check(json!("Oslo, Norway"), "Oslo, Norway||NO");
    check(json!({"address": "Oslo"}), "Oslo||");
    check(json!({"address": "Oslo; Bergen, Norge"}), "Oslo|| + Bergen, Norge||NO");
    check(json!({"name": "Head office"}), "Head office||");
    check(json!({"address": {"addressLocality": "Remote", "addressCountry": "US"}}), "||US");
    check(json!({"address": {"streetAddress": "Gade 1, 8000 Aarhus, Danmark"}}), "||DK");
    check(json!({"address": {"addressLocality": "Oslo", "addressCountry": "NORGE"}}), "|Oslo|NO");
    check(
        json!([{"address": {"addressLocality": ["Oslo"], "addressCountry": {"name": "Norway"}}},
               {"address": {"addressCountry": "us"}}]),
        "|Oslo|NO + ||US",
    );
    check(json!({"@type": "PostalAddress", "addressLocality": "Umeå"}), "|Umeå|");
    check(json!({"geo": {"latitude": "0", "longitude": "0"}}), "");
    let geo = json!({"jobLocation": {"geo": {"latitude": "52.0105", "longitude": "-.262406"}}});
    assert_eq!(read(geo).locations[0].lon, Some(-0.262_406));
}

#[test]
fn ids_come_in_every_shape() {
    let id = |more: Value| read(more).source.external_id.to_string();
    assert_eq!(id(json!({})), "https://e.org/1");
    assert_eq!(id(json!({"identifier": "A1"})), "A1");
    assert_eq!(id(json!({"identifier": 17})), "17");
    assert_eq!(
        id(json!({"identifier": {"@type": "PropertyValue", "name": "N", "value": 17}})),
        "17"
    );
    assert_eq!(id(json!({"identifier": [{"value": ""}, {"value": "B"}]})), "B");
}

#[test]
fn a_template_that_writes_no_json_is_read_and_noted() {
    let page = "<html><script type=\"application/ld+json\">// <![CDATA[\n\
        {\"@type\":\"JobPosting\",\"title\":\"A\",\"description\":\"one\ntwo\",\"url\":\"/jobs/5\",}\n\
        // ]]></script></html>";
    let url = Some("https://e.org/list");
    let mut read = in_context(|context| read_page(page, &ReadContext { url, ..*context }));
    let read = read.remove(0).unwrap();
    assert_eq!(read.ad.texts[0].description_text, "one\ntwo");
    assert_eq!(read.ad.source.source_url.as_deref(), Some("https://e.org/jobs/5"));
    assert!(read.ad.lint.iter().any(|lint| lint.code == "json_mended"));
    assert!(read.warnings.iter().any(|warning| warning.code == "json_mended"));
}

#[test]
fn remote_work_and_where_from() {
    let ad = read(json!({
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": [{"@type": "Country", "name": "Sverige"}, {"name": "USA"}],
    }));
    assert_eq!(ad.work_mode, WorkMode::Remote);
    assert_eq!(ad.remote_regions, ["SE", "US"]);
}

#[test]
fn dates_are_read_or_noted() {
    let ad = read(json!({"datePosted": "2018-12-27T10:50:17+0000", "validThrough": "2027-01-31"}));
    assert_eq!(ad.published_at.at.to_string(), "2018-12-27T10:50:17Z");
    assert_eq!(ad.valid_through.as_ref().unwrap().at.to_string(), "2027-01-31T23:59:59Z");
    assert_eq!(ad.apply_by, ad.valid_through);
    let ad = read(json!({"datePosted": "soonish"}));
    assert_eq!(ad.published_at.at, ad.observed_at);
    assert!(ad.lint.iter().any(|lint| lint.code == "date_unreadable"));
}

#[test]
fn a_confidential_employer_is_not_named() {
    let ad = read(json!({"hiringOrganization": {"name": "confidential"}}));
    assert!(ad.flags.anonymous_employer && ad.employer.name.is_empty());
}

#[test]
fn contacts_leave_the_extension() {
    let ad = read(json!({
        "applicationContact": {"name": "Ada Exempel", "email": "ada@e.org"}, "specialCommitments": "x",
    }));
    assert_eq!(ad.contacts[0].name.as_deref(), Some("Ada Exempel"));
    assert_eq!(ad.extensions[super::ad::EXTENSION].as_str(), r#"{"specialCommitments":"x"}"#);
}

#[test]
fn what_is_no_posting_is_refused_with_a_reason() {
    let check = |body: &str, wanted: &str| {
        let error = in_context(|context| read_ad(body.as_bytes(), None, context)).unwrap_err();
        assert_eq!(error.faults[0].code, wanted, "{body}");
    };
    check("{", "malformed_json");
    check("[]", "not_a_job_posting");
    check(r#"{"@type": "Organization"}"#, "not_a_job_posting");
    check(r#"{"@type": "JobPosting", "title": "x"}"#, "id_missing");
    check(r#"{"@type": "JobPosting", "url": "https://e.org"}"#, "title_missing");
    check(r#"[{"@type": "JobPosting"}, {"@type": "JobPosting"}]"#, "not_a_job_posting");
    check(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "too_deep");
}

#[test]
fn a_page_gives_every_posting_of_every_block() {
    let page = r#"<html><head><script type="application/ld+json">{"@graph": [{"@type": "WebPage"},
        {"@type": ["JobPosting"], "title": "A &amp;amp; B", "url": "https://e.org/a"}]}</script>
        <script type="application/ld+json">{"@type": "JobPosting", </script>
        <script type="application/ld+json">{ not json }</script>
        <script type="application/ld+json">[{"@type": "http://schema.org/JobPosting", "name": "C",
        "url": "https://e.org/c"}]</script></head></html>"#;
    let items = in_context(|context| read_page(page, context));
    let seen: Vec<_> = items
        .iter()
        .map(|item| {
            item.as_ref().map_or_else(|e| e.place.clone(), |read| read.ad.title().to_owned())
        })
        .collect();
    assert_eq!(seen, ["A & B", "item 2", "C"]);
}
