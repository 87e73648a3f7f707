//! Real ads, when `../shared` lies beside the repository: counts are exact, and
//! title, employer, place and dates are compared with plain look-ups in the
//! source. Without it each test says what it left out.

#![cfg(test)]

use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use connectors::formats::jobstream::{self, Framing, Version};
use connectors::formats::schemaorg;
use connectors::formats::sitemap::{self, Entry, Kind};
use connectors::{Item, ItemError, Profile, ReadContext, ReadEnd};
use schemas::{Ad, PartnerName, Timestamp};
use serde_json::Value;

/// The bytes of a file of `../shared`, unpacked; `None` when it is absent.
fn shared(path: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let Ok(bytes) = fs::read(root.join(path)) else {
        println!("left out: ../shared/{path} is not there");
        return None;
    };
    if !path.ends_with(".gz") {
        return Some(bytes);
    }
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).unwrap();
    Some(unpacked)
}

fn in_context<T>(zone: &str, act: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let profile = Profile {
        partner: PartnerName::new("corpus").unwrap(),
        zone: zone.to_owned(),
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

struct Answer {
    ads: Vec<Ad>,
    removals: Vec<(String, Timestamp)>,
    errors: Vec<ItemError>,
    end: ReadEnd,
}

fn jobstream(bytes: &[u8], framing: Framing) -> Answer {
    let (mut ads, mut removals, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let end = in_context("Europe/Oslo", |context| {
        let mut sink = |item| match item {
            Ok(Item::Ad(ad)) => ads.push(*ad),
            Ok(Item::Removal { external_id, removal }) => {
                removals.push((external_id.to_string(), removal.at));
            }
            Ok(other) => panic!("{other:?} is of a round, not of an answer"),
            Err(error) => errors.push(error),
        };
        jobstream::read(&mut &bytes[..], framing, Version::V2, context, &mut sink).unwrap()
    });
    Answer { ads, removals, errors, end }
}

/// The whole source object again, and the facts by which people know an ad.
fn check_jobtech(source: &Value, ad: &Ad) {
    let id = &source["id"];
    assert_eq!(id, ad.source.external_id.as_str());
    assert_eq!(source["headline"], ad.title());
    assert_eq!(source["employer"]["name"], ad.employer.name.as_str(), "{id}");
    let address = &source["workplace_address"];
    if let Some(municipality) = address["municipality"].as_str() {
        let place = ad.locations[0].municipality.as_ref().unwrap();
        assert_eq!(place.name.as_deref(), Some(municipality), "{id}");
        assert_eq!(address["municipality_code"], place.code.as_str(), "{id}");
    }
    if address["country_code"] == "199" {
        assert_eq!(ad.locations[0].country.as_deref(), Some("SE"), "{id}");
    }
    if let [Value::Number(lon), Value::Number(lat)] =
        address["coordinates"].as_array().map(Vec::as_slice).unwrap_or_default()
    {
        let place = &ad.locations[0];
        assert_eq!((place.lon, place.lat), (lon.as_f64(), lat.as_f64()), "{id}");
    }
    let again = jobstream::rebuild(ad, &ad.contacts);
    for (key, value) in source.as_object().unwrap() {
        assert_eq!(&again[key], value, "{key} of {id}");
    }
    let given = source.as_object().unwrap();
    for key in jobstream::KEYS.iter().filter(|key| !given.contains_key(**key)) {
        let empty = match &again[*key] {
            Value::Null | Value::Bool(false) => true,
            Value::Array(items) => items.is_empty(),
            Value::String(text) => text == "[]",
            _ => false,
        };
        assert!(empty, "{key} of {id} was not there, and is {}", again[*key]);
    }
}

#[test]
fn jobtech_ads_are_read_whole_and_rebuilt() {
    let Some(lines) = shared("corpus/jobtech-40.jsonl.gz") else { return };
    let sources: Vec<Value> =
        serde_json::Deserializer::from_slice(&lines).into_iter().map(Result::unwrap).collect();
    let answer = jobstream(&lines, Framing::Lines);
    assert_eq!((sources.len(), answer.ads.len(), answer.errors.len()), (39, 39, 0));
    assert_eq!(answer.end, ReadEnd { items: 39, complete: false, announced: None });
    for (source, ad) in sources.iter().zip(&answer.ads) {
        check_jobtech(source, ad);
    }
    let systems: HashSet<&str> = answer
        .ads
        .iter()
        .flat_map(|ad| &ad.alt_ids)
        .filter_map(|id| id.scheme.strip_prefix("ats:")?.split(':').next())
        .collect();
    for system in ["teamtailor", "jobylon", "powerinit", "visma-recruit", "hr-manager"] {
        assert!(systems.contains(system), "{systems:?}");
    }
    // The same ads as an array are the same ads.
    let array = Value::Array(sources).to_string();
    let again = jobstream(array.as_bytes(), Framing::Array);
    assert!(again.end.complete);
    assert_eq!(again.ads.len(), 39);
}

#[test]
fn the_real_stream_is_rebuilt_key_by_key() {
    let Some(bytes) = shared("samples/jobstream/stream_v1_2024-04-24_1ad.json") else { return };
    let sources: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let answer = jobstream(&bytes, Framing::Array);
    assert_eq!((answer.ads.len(), answer.errors.len(), answer.end.complete), (1, 0, true));
    assert_eq!(sources[0].as_object().unwrap().len(), 36);
    check_jobtech(&sources[0], &answer.ads[0]);
    let ad = &answer.ads[0];
    assert_eq!(ad.published_at.at.to_string(), "2024-04-24T12:27:02Z");
    assert_eq!(ad.source_modified_at.unwrap().to_string(), "2024-04-24T13:25:13.22Z");
    assert_eq!(ad.apply_by.as_ref().unwrap().local, "2024-05-08T23:59:59");
}

#[test]
fn real_search_hits_and_tombstones_are_read() {
    if let Some(bytes) = shared("samples/jobtech/jobtech_search.json") {
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        let hits = answer.get("hits").unwrap_or(&answer).as_array().unwrap().clone();
        let read = jobstream(Value::Array(hits.clone()).to_string().as_bytes(), Framing::Array);
        assert_eq!((read.ads.len(), read.errors.len()), (hits.len(), 0));
        for (source, ad) in hits.iter().zip(&read.ads) {
            for (key, value) in source.as_object().unwrap() {
                let again = &jobstream::rebuild(ad, &ad.contacts)[key];
                assert!(holds(again, value), "{key} of {}: {again}, not {value}", source["id"]);
            }
        }
        let ids = read.ads.iter().flat_map(|ad| &ad.alt_ids);
        assert!(ids.into_iter().any(|id| id.scheme == "ats:teamtailor" && id.value == "8039554"));
    }
    if let Some(bytes) = shared("samples/jobtech/v2_stream_removal_and_upsert.json") {
        let read = jobstream(&bytes, Framing::Array);
        let removed = ("31380149".to_owned(), "2026-08-21T10:11:45Z".parse().unwrap());
        assert_eq!((read.ads.len(), read.removals), (1, vec![removed]));
        assert_eq!(read.ads[0].published_at.at.to_string(), "2026-05-12T10:00:00Z");
    }
}

/// Whether an object has at least the parts of another: trimmed samples lack
/// parts that the wire always has.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|it| holds(it, value)))
        }
        (whole, part) => whole == part,
    }
}

#[test]
fn nhs_postings_are_read_one_and_all() {
    let Some(lines) = shared("corpus/nhs-3000.jsonl.gz") else { return };
    let (mut read, mut amounts, mut ids) = (0, 0, HashSet::new());
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let source: Value = serde_json::from_slice(line).unwrap();
        let ad = in_context("Europe/London", |context| schemaorg::read_ad(line, None, context));
        let ad = ad.unwrap_or_else(|error| panic!("{}: {:?}", source["url"], error.faults)).ad;
        read += 1;
        ids.insert(ad.ad_id);
        amounts += u32::from(check_nhs(&source, &ad));
    }
    assert_eq!((read, ids.len()), (2_999, 2_999));
    println!("{amounts} of {read} have an amount of pay");
    assert!(amounts > 1_000, "{amounts}");
}

/// Whether the ad has an amount of pay.
fn check_nhs(source: &Value, ad: &Ad) -> bool {
    let url = source["url"].as_str().unwrap();
    assert_eq!(ad.source.external_id.as_str(), url);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let title = source["title"].as_str().unwrap();
    if !title.contains('&') {
        assert_eq!(squeezed(ad.title()), squeezed(title), "{url}");
    }
    let employer = source["hiringOrganization"]["name"].as_str().unwrap();
    if !employer.contains('&') {
        assert_eq!(squeezed(&ad.employer.name), squeezed(employer), "{url}");
    }
    assert_eq!(ad.locations.len(), 1, "{url}");
    assert_eq!(ad.locations[0].country.as_deref(), Some("GB"), "{url}");
    for (field, moment) in
        [("datePosted", Some(&ad.published_at)), ("validThrough", ad.valid_through.as_ref())]
    {
        // `2018-12-27T10:50:17+0000`: read by jiff's own parser.
        if let Some(given) = source[field].as_str() {
            let given = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%z", given).unwrap();
            let wanted = Timestamp::from_jiff(given.to_timestamp().unwrap());
            assert_eq!(moment.unwrap().at, wanted, "{field} of {url}");
        }
    }
    let text = &ad.texts[0];
    let html = &text.description_html;
    assert!(!html.contains("&lt;p&gt;") && !text.description_text.contains("&lt;"), "{url}");
    let Some(salary) = &ad.salary else { return false };
    for (name, amount) in [("minValue", &salary.min), ("maxValue", &salary.max)] {
        let given = &source["baseSalary"]["value"][name];
        if let (Some(given), Some(amount)) = (given.as_str(), amount) {
            assert_eq!(given.parse::<f64>().ok(), Some(amount.to_f64()), "{name} of {url}");
        }
    }
    salary.min.is_some()
}

/// Written by reading the page.
#[test]
fn real_microdata_is_read() {
    let Some(bytes) = shared("samples/schemaorg/schemaorg_example_01.microdata.html") else {
        return;
    };
    let page = String::from_utf8(bytes).unwrap();
    let ad = in_context("UTC", |context| {
        let url = Some("https://jobs.example.org/page");
        let mut items = schemaorg::read_page(&page, &ReadContext { url, ..*context });
        *items.swap_remove(0).unwrap().ad
    });
    assert_eq!(ad.source.external_id.as_str(), "https://jobs.example.org/page");
    assert_eq!((ad.title(), ad.employer.name.as_str()), ("Software Engineer", "ABC Company Inc."));
    assert_eq!(ad.employer.industry[0].code, "Computer Software");
    assert_eq!(ad.locations[0].city.as_deref(), Some("Kirkland"));
    assert_eq!(ad.locations[0].region.as_ref().unwrap().name.as_deref(), Some("WA"));
    assert_eq!(ad.occupation[0].code, "15-1132.00");
    assert_eq!(ad.employment.hours_text.as_deref(), Some("40 hours per week"));
    let salary = ad.salary.as_ref().unwrap();
    assert_eq!(salary.min.as_ref().unwrap().as_str(), "100000");
    assert_eq!(salary.currency.as_deref(), Some("USD"));
    assert_eq!(ad.published_at.at.to_string(), "2011-10-31T00:00:00Z");
    assert!(ad.texts[0].description_html.contains("seeks a full-time mid-level"));
}

#[test]
fn real_sitemaps_are_read() {
    let read = |path: &str| -> Option<Vec<Entry>> {
        let bytes = shared(path)?;
        let mut entries = Vec::new();
        let end = sitemap::read(&mut &bytes[..], None, &mut |entry| entries.push(entry.unwrap()));
        assert!(end.unwrap().complete, "{path}");
        Some(entries)
    };
    if let Some(entries) = read("samples/sitemap/jobylon_sitemap_index.xml") {
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].kind, Kind::Index);
        assert_eq!(entries[0].url, "https://emp.jobylon.com/sitemap-jobs.xml");
        assert_eq!(entries[0].lastmod.as_deref(), Some("2026-07-18"));
    }
    if let Some(entries) = read("samples/sitemap/jobylon_sitemap_jobs.xml") {
        let urls: Vec<&str> = entries.iter().map(|entry| entry.url.as_str()).collect();
        let wanted = [
            "https://emp.jobylon.com/jobs/369523-acme-engineer/",
            "https://emp.jobylon.com/jobs/111-globex-designer/",
            "https://emp.jobylon.com/companies/2451-acme/",
        ];
        assert_eq!(urls, wanted);
        let known: Vec<Option<&str>> = entries.iter().map(|e| e.lastmod.as_deref()).collect();
        assert_eq!(known, [Some("2026-07-17"), None, None]);
    }
}

#[test]
fn real_pages_are_read() {
    let pages = [
        ("samples/schemaorg/detail-diode-staff.html", 1),
        ("samples/schemaorg/icims_detail_no_jsonld.html", 0),
        ("samples/schemaorg/schemaorg_example_01.microdata.html", 1),
        ("samples/schemaorg/schemaorg_example_03.jsonld.html", 1),
        ("samples/schemaorg/schemaorg_example_04.jsonld.html", 1),
        ("samples/schemaorg/schemaorg_example_06.jsonld.html", 1),
        ("samples/sitemap/jobylon_job_111.html", 1),
    ];
    for (path, wanted) in pages {
        let Some(bytes) = shared(path) else { continue };
        let page = String::from_utf8(bytes).unwrap();
        let items = in_context("UTC", |context| {
            let url = Some("https://jobs.example.org/page");
            schemaorg::read_page(&page, &ReadContext { url, ..*context })
        });
        for item in &items {
            let read = item.as_ref().unwrap_or_else(|error| panic!("{path}: {:?}", error.faults));
            println!("{path}: {:?} at {:?}", read.ad.title(), read.ad.employer.name);
        }
        assert_eq!(items.len(), wanted, "{path}");
    }
}
