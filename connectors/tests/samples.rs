//! Real samples of every feed dialect, when `../shared` lies beside the
//! repository. What is expected was written by reading the files. Without them
//! each test says what it left out.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;

use connectors::formats::feed;
use connectors::{Item, ItemError, Profile, ReadContext, ReadEnd, dialects};
use schemas::{Ad, PartnerName};
use serde_json::Value;

/// Bytes of a sample; `None` when it is absent.
fn sample(path: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    let bytes = fs::read(root.join(path)).ok();
    if bytes.is_none() {
        println!("left out: ../shared/samples/{path} is not there");
    }
    bytes
}

/// The part of a sample that is on the wire; its author wrapped it.
fn inner(bytes: &[u8], pointer: &str) -> Vec<u8> {
    let whole: Value = serde_json::from_slice(bytes).unwrap();
    whole.pointer(pointer).unwrap().to_string().into_bytes()
}

struct Answer {
    ads: Vec<Ad>,
    errors: Vec<ItemError>,
    end: ReadEnd,
}

fn read(dialect: &str, bytes: &[u8]) -> Answer {
    let profile = Profile {
        partner: PartnerName::new("sample").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    let (mut ads, mut errors) = (Vec::new(), Vec::new());
    let mut sink = |item| match item {
        Ok(Item::Ad(ad)) => ads.push(*ad),
        Ok(other) => panic!("{other:?} is no ad"),
        Err(error) => errors.push(error),
    };
    let dialect = dialects::named(dialect).unwrap();
    let end = feed::read(&mut &bytes[..], None, dialect, &context, &mut sink).unwrap();
    Answer { ads, errors, end }
}

/// An ad in one line: id, title, employer, places, dates, mode, terms, pay.
fn shown(ad: &Ad) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = |place: &schemas::ad::Location| {
        let region = place.region.as_ref().and_then(|region| region.name.clone());
        let parts = [
            or(&place.raw),
            or(&place.street),
            or(&place.postal_code),
            or(&place.city),
            or(&region),
            or(&place.country),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let places: Vec<String> = ad.locations.iter().map(place).collect();
    let salary = ad.salary.as_ref().map(|salary| {
        let amount = |amount: &Option<schemas::ad::Amount>| {
            amount.as_ref().map_or("-".to_owned(), ToString::to_string)
        };
        let currency = or(&salary.currency);
        format!("{}..{} {currency} {:?}", amount(&salary.min), amount(&salary.max), salary.period)
    });
    let published = if ad.facts.is_empty() { ad.published_at.at.to_string() } else { "?".into() };
    let until = ad.valid_through.as_ref().map(|moment| moment.at.to_string());
    format!(
        "{} | {} | {} | {} | {published} {} | {:?} | {:?} {:?} {:?} | {}",
        ad.source.external_id,
        ad.title(),
        ad.employer.name,
        places.join(" + "),
        until.unwrap_or_default(),
        ad.work_mode,
        ad.employment.relation,
        ad.employment.duration,
        ad.employment.extent,
        salary.unwrap_or_default(),
    )
}

/// Ads in order, number of items that could not be read, and the end.
fn check(dialect: &str, bytes: &[u8], wanted: &[&str], errors: usize, end: &ReadEnd) {
    let answer = read(dialect, bytes);
    let ads: Vec<String> = answer.ads.iter().map(shown).collect();
    assert_eq!(ads, wanted, "{dialect}");
    assert_eq!(answer.errors.len(), errors, "{dialect}: {:?}", answer.errors);
    assert_eq!(&answer.end, end, "{dialect}");
}

const fn whole(items: u64) -> ReadEnd {
    ReadEnd { items, complete: true, announced: None }
}

#[test]
fn flat_xml_feeds_are_read() {
    if let Some(bytes) = sample("xml-feeds/indeed_basic.xml") {
        let ad = "unique123131 | Sales Executive | ABC Hospital | 123 fake street Phoenix AZ, 85003, 85003, Phoenix, AZ, US | 2021-06-29T22:49:39Z 2021-11-08T22:59:59Z | Unspecified | Unspecified Unspecified Both | 50000..50000 USD Year";
        check("indeed", &bytes, &[ad], 0, &whole(1));
        let ad = read("indeed", &bytes).ads.swap_remove(0);
        let url = "http://www.examplesite.com/viewjob.cfm?jobid=unique123131&source=Indeed";
        assert_eq!(ad.apply.url.as_deref(), Some(url));
        assert_eq!(ad.apply.email.as_deref(), Some("contact@example.com"));
        let occupation: Vec<&str> = ad.occupation.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(occupation, ["Category1", "Category2", "CategoryN"]);
        assert_eq!(
            ad.extensions["indeed"].as_str(),
            r#"{"remotetype":"COVID-19","sourcename":"ABC Medical Group"}"#
        );
    }
    if let Some(bytes) = sample("xml-feeds/jobrapido_example.xml") {
        let ad = "ad3456 | Customer Support Representastive | Company Examplel | 85003, Phoenix, AZ, US | 2018-10-18T22:00:00Z 2018-12-19T22:59:59Z | Unspecified | Unspecified Unspecified Both | 50000..50000 USD Year";
        check("jobrapido", &bytes, &[ad], 3, &whole(4));
    }
    if let Some(bytes) = sample("xml-feeds/linkedin_example.xml") {
        let ad = "12345 | Staff Software Engineer - Applications | LinkedIn | Sunnyvale, CA, US, 94085, Sunnyvale, CA, US | ?  | Remote | Unspecified Unspecified Unspecified | 50000..100000 USD Year";
        let end = ReadEnd { items: 2, complete: true, announced: Some(5_596) };
        check("linkedin", &bytes, &[ad], 1, &end);
        let ad = read("linkedin", &bytes).ads.swap_remove(0);
        let kept = ad.extensions["linkedin"].as_str();
        assert!(kept.contains("TOTAL_ADDITIONAL") && !kept.contains("CDATA"), "{kept}");
        assert!(ad.lint.iter().any(|lint| lint.code == "broken_cdata"));
    }
}

#[test]
fn rss_feeds_are_read() {
    let part = |items| ReadEnd { items, complete: false, announced: None };
    if let Some(bytes) = sample("rss/generic.rss") {
        let ads = [
            "https://djangojobs.example/jobs/riverbend-django-developer | Django Developer at Riverbend Software |  |  | 2026-07-15T08:00:00Z  | Unspecified | Unspecified Unspecified Unspecified | ",
            "https://djangojobs.example/jobs/meadow-health-fullstack | Full-Stack Python Engineer — Meadow Health |  |  | 2026-07-14T12:00:00Z  | Unspecified | Unspecified Unspecified Unspecified | ",
        ];
        check("rss", &bytes, &ads, 0, &part(2));
    }
    if let Some(bytes) = sample("rss/neogov.xml") {
        let ads = [
            "410001 | Enterprise Applications Manager | Example Public Agency | Atlanta, Georgia | 2026-08-19T23:10:38Z 2026-09-20T04:59:00Z | Unspecified | Unspecified Unspecified Unspecified | 135000..175000 USD Year",
            "410002 | CRM Project Consultant | Example Public Agency |  | 2026-08-18T14:00:00Z  | Remote | Unspecified Unspecified Unspecified | 65..85 USD Hour",
        ];
        check("neogov", &bytes, &ads, 0, &whole(2));
        let ad = read("neogov", &bytes).ads.swap_remove(0);
        assert_eq!(ad.employer.unit.as_deref(), Some("Information Technology"));
        assert_eq!(ad.texts[0].sections.len(), 3);
    }
    if let Some(bytes) = sample("rss/teamtailor_upcloud.rss") {
        let ads = [
            "8323453 | Business Intelligence Analyst | UpCloud | Aleksanterinkatu 15 B, 00100, Helsinki, FI | 2026-09-04T11:50:13Z  | Hybrid | Unspecified Unspecified Unspecified | ",
            "7958695 | Full Stack Developer | UpCloud | EU, Europe, Helsinki, FI | 2026-06-23T13:35:08Z  | Remote | Unspecified Unspecified Unspecified | ",
        ];
        check("teamtailor", &bytes, &ads, 0, &whole(2));
        let ad = read("teamtailor", &bytes).ads.swap_remove(0);
        assert!(ad.alt_ids.iter().any(|id| id.scheme == "ats:teamtailor" && id.value == "8323453"));
        assert_eq!(ad.employer.unit.as_deref(), Some("Finance"));
        assert!(ad.texts[0].description_html.starts_with("<p><span>We are looking for a <strong>"));
    }
}

#[test]
fn boards_with_bodies_are_read() {
    if let Some(bytes) = sample("ashby/ashby.json") {
        let ads = [
            "90fb3621-899e-4b59-925d-25080ec91e18 | Senior Technical Recruiter | acme | Canada, CA | 2026-04-20T22:43:56.531Z  | Remote | Unspecified Unspecified Full | ",
            "fc2f1f85-46a0-4a31-b165-683e39c07c04 | Senior Site Reliability Engineer | acme | Toronto, Ontario, Toronto, Ontario, CA | 2026-07-08T19:48:19.767Z  | Hybrid | Unspecified Unspecified Full | 102800..137000 CAD Year",
        ];
        check("ashby", &bytes, &ads, 0, &whole(2));
        let ids = &read("ashby", &bytes).ads[0].alt_ids;
        assert!(ids.iter().any(|id| id.scheme == "ats:ashby:highlightta"), "{ids:?}");
    }
    if let Some(bytes) = sample("greenhouse/greenhouse.json") {
        let ad = "987654 | Product Security Engineer (m/f/d) |  | Berlin, Germany, DE | ?  | Unspecified | Unspecified Unspecified Full | ";
        check("greenhouse", &inner(&bytes, "/boards/secureco"), &[ad], 0, &whole(1));
        check("greenhouse", &inner(&bytes, "/boards/emptyco"), &[], 0, &whole(0));
        let ad = read("greenhouse", &inner(&bytes, "/boards/secureco")).ads.swap_remove(0);
        assert_eq!(ad.source_modified_at.unwrap().to_string(), "2026-08-14T06:30:00Z");
        assert_eq!(ad.alt_ids[0].scheme, "ats:greenhouse");
    }
    if let Some(bytes) = sample("recruitee/recruitee.json") {
        let ad = "5501 | Application Security Engineer | SecureCo GmbH | Berlin, Berlin, Germany, DE | 2026-08-05T11:30:00Z  | Hybrid | Unspecified Permanent Full | 55000..70000 EUR Year";
        check("recruitee", &inner(&bytes, "/subdomains/secureco"), &[ad], 0, &whole(1));
    }
    if let Some(bytes) = sample("workable/workable.json") {
        let ad = "DD136DD7E7 | Business Analyst - Spanish Speaking | Zaelab | ES + PT | 2026-08-04T22:00:00Z  | Remote | Unspecified Unspecified Unspecified | ";
        check("workable", &bytes, &[ad], 0, &whole(2));
    }
    if let Some(bytes) = sample("personio/personio.xml") {
        let ad = "1834171 | Staff Software Engineer, Data Platform | Acme SE & Co. KG | Munich + Berlin | 2024-11-13T14:10:41Z  | Unspecified | Unspecified Permanent Full | ";
        check("personio", &bytes, &[ad], 1, &whole(2));
    }
    if let Some(bytes) = sample("teamtailor/teamtailor.json") {
        let ads = [
            "7167985 | Account Executive - Italy (Madrid based) | Teamtailor | Monday Chamberi, 28010, Madrid, Europe, ES | 2026-02-04T08:26:20Z  | Unspecified | Unspecified Unspecified Unspecified | ",
            "7069633 | Mid-Market Account Executive - Copenhagen | Teamtailor | Östgötagatan 16, 11621, Stockholm, Sweden, SE + Matrikel1, 1200, København, Europe, DK | 2026-01-18T18:35:57Z  | Unspecified | Unspecified Unspecified Unspecified | ",
        ];
        let end = ReadEnd { items: 2, complete: false, announced: None };
        check("teamtailor-json", &bytes, &ads, 0, &end);
    }
}

#[test]
fn boards_without_bodies_and_their_details_are_read() {
    if let Some(bytes) = sample("smartrecruiters/smartrecruiters.json") {
        let ad = "743999671674844 | CNA / LPN - Consistent Hours. Start Next Week. | Knight Gayles | 2025 Zumbehl Rd num 306, 63303, St. Louis, MO, US | 2018-06-08T02:11:28Z  | Unspecified | Unspecified Unspecified Part | ";
        let end = ReadEnd { items: 1, complete: true, announced: Some(1) };
        check("smartrecruiters", &bytes, &[ad], 0, &end);
        let ad = read("smartrecruiters", &bytes).ads.swap_remove(0);
        let kept = ad.extensions["smartrecruiters"].as_str();
        assert!(kept.contains("Brands") && !kept.contains("Human Resources"), "{kept}");
    }
    if let Some(bytes) = sample("workday/workday_search_page_1.json") {
        let answer = read("workday", &bytes);
        assert_eq!(answer.end, ReadEnd { items: 5, complete: true, announced: Some(25) });
        let first: Vec<String> = answer.ads.iter().take(3).map(shown).collect();
        let wanted = [
            "Retail-Sales-Specialist-Samsung/R12345 | Retail Sales Specialist - Samsung | acme | New York, NY | 2026-11-21T23:00:00Z  | Unspecified | Unspecified Unspecified Full | ",
            "Field-Marketing-Manager/R12346 | Field Marketing Manager | acme | Chicago, IL | 2026-11-18T23:00:00Z  | Unspecified | Unspecified Unspecified Full | ",
            "Merchandiser-Consumer-Electronics/R12347 | Merchandiser - Consumer Electronics | acme | Los Angeles, CA | 2026-11-23T23:00:00Z  | Unspecified | Unspecified Unspecified Part | ",
        ];
        assert_eq!(first, wanted);
    }
    if let Some(bytes) = sample("workday/workday_detail.json") {
        let ad = "REQ_099113 | Retail Sales Specialist - Samsung | acme | New York, NY, US + Brooklyn, NY + Jersey City, NJ | 2026-02-10T00:00:00Z  | Unspecified | Unspecified Unspecified Full | ";
        let end = ReadEnd { items: 1, complete: false, announced: None };
        check("workday-detail", &bytes, &[ad], 0, &end);
        let ids = &read("workday-detail", &bytes).ads[0].alt_ids;
        let system = ids.iter().find(|id| id.scheme == "ats:workday:advantage").unwrap();
        assert_eq!(system.value, "r12345");
    }
}

#[test]
fn eures_bodies_are_read() {
    let end = ReadEnd { items: 1, complete: false, announced: None };
    let ad = |place: &str| {
        format!(
            "db6cc067-7f39-42f1-9866-d9ee47894ec6 | Motorkyndige Teknikkere/ Elektrikkere/ Feilsøkere | NORDISK TOGTEKNIKK AS | {place} | 2019-11-04T23:00:00Z  | Unspecified | Employee Unspecified Full | "
        )
    };
    if let Some(bytes) = sample("eures/ad_1.xml") {
        check("eures-nav", &bytes, &[&ad("Kværnerveien 6, 0195, OSLO, NO")], 0, &end);
        let ad = read("eures-nav", &bytes).ads.swap_remove(0);
        assert_eq!(ad.employer.org_id.as_ref().unwrap().value, "987938323");
        assert_eq!(ad.employer.industry[0].code, "C33.1.7");
        assert_eq!((ad.language.as_str(), ad.positions), ("no", Some(2)));
        assert_eq!(ad.occupation[0].code, "7411");
        assert_eq!(ad.apply.url.as_deref(), Some("https://www.finn.no/138328250"));
        assert_eq!(ad.apply_by.as_ref().unwrap().at.to_string(), "2019-03-01T22:59:59Z");
        assert_eq!(ad.start.as_ref().unwrap().date.as_deref(), Some("2019-03-01"));
        assert_eq!(ad.locations[0].region.as_ref().unwrap().code, "NO081");
    }
    if let Some(bytes) = sample("eures/ad_with_only_country.xml") {
        check("eures-nav", &bytes, &[&ad("NO")], 0, &end);
    }
}
