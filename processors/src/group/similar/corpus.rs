//! Ads and labelled pairs that lie beside the repository, for tests.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use schemas::ad::{Location, Source, Text};
use schemas::id::ExternalId;
use schemas::{Ad, AdId, LocalMoment, PartnerName, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The lines of a corpus file; none when there is no corpus.
pub(in crate::group) fn lines(name: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("left out: there is no ../shared/corpus/{name} beside the repository");
        return None;
    };
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A labelled pair: two ids, whether they are one job; unsure ones left out.
pub(in crate::group) struct Pair {
    pub(in crate::group) ids: [String; 2],
    pub(in crate::group) same: bool,
    pub(in crate::group) reason: String,
    pub(in crate::group) stratum: String,
    /// In the half that thresholds are chosen on.
    pub(in crate::group) tuning: bool,
}

pub(in crate::group) fn pairs(name: &str) -> Option<Vec<Pair>> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let pair = |line: Value| {
        let mut ids = [text(&line, "a_id"), text(&line, "b_id")];
        ids.sort();
        let half = Sha256::digest(ids.join("|").as_bytes())[0] & 1;
        (text(&line, "label") != "unsure").then(|| Pair {
            same: text(&line, "label") == "same",
            reason: text(&line, "reason"),
            stratum: text(&line, "stratum"),
            tuning: half == 0,
            ids,
        })
    };
    Some(lines(name)?.into_iter().filter_map(pair).collect())
}

fn ad_of(partner: &str, id: &str, title: &str, text: &str, at: Timestamp) -> Ad {
    let mut ad = *crate::testing::ad("acme", id, title);
    let external_id = ExternalId::new(id).unwrap();
    ad.ad_id = AdId::derive(partner, None, &external_id);
    ad.source = Source { partner_id: PartnerName::new(partner).unwrap(), external_id, ..ad.source };
    "und".clone_into(&mut ad.language);
    ad.texts = vec![Text {
        lang: "und".to_owned(),
        title: title.to_owned(),
        description_text: text.to_owned(),
        ..Text::default()
    }];
    ad.published_at = LocalMoment::from_instant(at, jiff::tz::Offset::UTC);
    ad
}

fn place(raw: &str) -> Vec<Location> {
    if raw.is_empty() {
        return Vec::new();
    }
    vec![Location { raw: Some(raw.to_owned()), ..Location::default() }]
}

/// Days since 1970 of a date, of a spreadsheet's day, or of such a number.
fn day(text: &str) -> Option<i64> {
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return Some(i64::from((date - jiff::civil::date(1970, 1, 1)).get_days()));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
    let number = text.parse::<f64>().ok()? as i64;
    Some(if number > 40_000 { number - 25_569 } else { number })
}

/// The Polish ads, by id.
pub(in crate::group) fn polish() -> Option<BTreeMap<String, Ad>> {
    let read = |line: Value| {
        let text = |name: &str| line[name].as_str().unwrap_or("").to_owned();
        let days = ["publication.date", "publication.date_Estimated", "collection.date"];
        let day = days.iter().find_map(|name| day(&text(name))).unwrap();
        let at = Timestamp::from_millis(day * 86_400_000);
        let board = text("source").to_lowercase();
        let partner = board.replace(|character: char| !character.is_ascii_alphanumeric(), "-");
        let mut ad = ad_of(&partner, &text("id"), &text("job.title"), &text("job.description"), at);
        ad.employer.name = text("employer");
        ad.locations = place(&text("region"));
        ad.source.source_url = Some(text("url"));
        crate::enrich::enrich(&mut ad);
        (text("id"), ad)
    };
    Some(lines("pl-ads.jsonl.gz")?.into_iter().map(read).collect())
}

/// The English ads, by id.
pub(in crate::group) fn english() -> Option<BTreeMap<String, Ad>> {
    let read = |line: Value| {
        let text = |pointer: &str| line.pointer(pointer).and_then(Value::as_str).unwrap_or("");
        let at = text("/datePosted").replace("+0000", "Z").replace("+0100", "Z");
        let at = at.parse().unwrap();
        let html = html_escape::decode_html_entities(text("/description")).into_owned();
        let mut ad = ad_of("nhs", text("/id"), text("/title"), "", at);
        ad.texts[0].description_html = html;
        text("/hiringOrganization/name").clone_into(&mut ad.employer.name);
        let address = "/jobLocation/address/addressLocality";
        let degrees = |name: &str| text(&format!("/jobLocation/geo/{name}")).parse::<f64>().ok();
        ad.locations = vec![Location {
            city: Some(html_escape::decode_html_entities(text(address)).into_owned()),
            postal_code: Some(text("/jobLocation/address/postalCode").to_owned()),
            lat: degrees("latitude"),
            lon: degrees("longitude"),
            ..Location::default()
        }];
        let amount =
            |name: &str| schemas::ad::Amount::parse(text(&format!("/baseSalary/value/{name}")));
        ad.salary = Some(schemas::ad::Salary {
            min: amount("minValue"),
            max: amount("maxValue"),
            ..schemas::ad::Salary::default()
        });
        crate::enrich::enrich(&mut ad);
        (text("/id").to_owned(), ad)
    };
    Some(lines("nhs-3000.jsonl.gz")?.into_iter().map(read).collect())
}

/// The text at a pointer, or none.
fn text_at<'a>(line: &'a Value, pointer: &str) -> &'a str {
    line.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The Swedish ads, by id.
pub(in crate::group) fn swedish() -> Option<BTreeMap<String, Ad>> {
    let read = |line: Value| {
        let text = |pointer: &str| text_at(&line, pointer);
        let at = format!("{}Z", text("/publication_date")).parse().unwrap();
        let id = text("/id").to_owned();
        let mut ad = ad_of("platsbanken", &id, text("/headline"), text("/description/text"), at);
        text("/employer/name").clone_into(&mut ad.employer.name);
        let address = |name: &str| filled(text(&format!("/workplace_address/{name}")));
        ad.locations = vec![Location {
            city: address("city").or_else(|| address("municipality")),
            street: address("street_address"),
            country: Some("SE".to_owned()),
            ..Location::default()
        }];
        crate::enrich::enrich(&mut ad);
        (id, ad)
    };
    Some(lines("jobtech-40.jsonl.gz")?.into_iter().map(read).collect())
}

/// The Norwegian ads, by id.
pub(in crate::group) fn norwegian() -> Option<BTreeMap<String, Ad>> {
    let read = |line: Value| {
        let text = |pointer: &str| text_at(&line, pointer);
        let id = text("/uuid").to_owned();
        let at = text("/published").parse().unwrap();
        let mut ad = ad_of("arbeidsplassen", &id, text("/title"), "", at);
        text("/description").clone_into(&mut ad.texts[0].description_html);
        text("/employer/name").clone_into(&mut ad.employer.name);
        ad.locations = vec![Location {
            city: filled(text("/workLocations/0/city")),
            street: filled(text("/workLocations/0/address")),
            country: Some("NO".to_owned()),
            ..Location::default()
        }];
        crate::enrich::enrich(&mut ad);
        (id, ad)
    };
    Some(lines("nav-oslo.jsonl.gz")?.into_iter().map(read).collect())
}

/// A word that looks like one; other numbers give other words.
pub(in crate::group) fn word(number: u64) -> String {
    const STARTS: [&str; 16] =
        ["br", "cl", "d", "f", "gr", "h", "j", "kl", "l", "m", "n", "p", "r", "st", "tr", "v"];
    const VOWELS: [&str; 4] = ["a", "e", "i", "o"];
    let mut bits = super::words::mix(number + 1);
    let mut word = String::new();
    for _ in 0..6 {
        word.push_str(STARTS[usize::try_from(bits & 15).unwrap()]);
        word.push_str(VOWELS[usize::try_from(bits >> 4 & 3).unwrap()]);
        bits >>= 6;
    }
    word
}
