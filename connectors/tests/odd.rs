//! Every value of every fixture replaced by odd ones, one at a time: no panic,
//! no ad that breaks what the canonical ad promises, and nobody else's ad
//! touched.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use connectors::detect::{self, Clues};
use connectors::formats::catalogue::{self, Format};
use connectors::{Item, ItemError, Profile, ReadContext, countries};
use schemas::ad::Location;
use schemas::{Ad, PartnerName};
use serde_json::{Value, json};

/// Values that nobody should send, and some do.
fn odd() -> Vec<Value> {
    let mut deep = json!([]);
    for _ in 0..60 {
        deep = json!([deep]);
    }
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(99_999_999_999_999_999_u64),
        json!(""),
        json!("\u{0}\u{1}\u{fffd}"),
        json!("0000-00-00"),
        json!("-5 EUR"),
        json!("NaN"),
        json!("a".repeat(5_000)),
        json!("<b>&amp;lt;&#0;&#x110000;"),
        json!("https://[::1"),
        json!([]),
        json!([null, [], {}]),
        json!({}),
        json!({"#text": {"#text": []}}),
        deep,
    ]
}

/// The same for a text of XML.
const ODD_TEXTS: [&str; 12] = [
    "",
    "0000-00-00",
    "31/02/2026 25:61 PM",
    "-1",
    "1e300",
    "NaN",
    "&#0;&#xD800;&nosuch;&#99999999;",
    "<b><b><b>",
    "<![CDATA[]]>",
    "<![CDATA[<x>&amp;lt;]]>",
    "https://[::1",
    "\u{202e}\u{fffd}\u{feff}",
];

fn read(format: &Format, bytes: &[u8]) -> Vec<Result<Item, ItemError>> {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: Some("https://jobs.example.org/page"),
        snapshot_id: None,
    };
    let mut items = Vec::new();
    // An answer may be refused as a whole: that is told by its end.
    let _end = format.read_items(&mut &bytes[..], None, &context, &mut |item| items.push(item));
    items
}

/// What holds of every ad, wherever it came from.
fn check(ad: &Ad, told: &dyn Fn() -> String) {
    assert!(!ad.title().trim().is_empty(), "{}", told());
    if let Some(salary) = &ad.salary {
        let amounts = [&salary.min, &salary.max].into_iter().flatten();
        assert!(amounts.clone().all(|amount| amount.to_f64() > 0.0), "{}", told());
        let range: Vec<f64> = amounts.map(schemas::ad::Amount::to_f64).collect();
        assert!(range.is_sorted(), "{}", told());
    }
    for Location { lat, lon, country, .. } in &ad.locations {
        let on_globe = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
        assert!(lat.zip(*lon).is_none_or(|(lat, lon)| on_globe(lat, lon)), "{}", told());
        assert!(country.as_deref().is_none_or(countries::is_alpha2), "{}", told());
    }
    for url in [&ad.apply.url, &ad.source.source_url, &ad.employer.url].into_iter().flatten() {
        assert!(url::Url::parse(url).is_ok(), "{url}: {}", told());
    }
    let year = |local: &str| local.get(..4).and_then(|year| year.parse::<u16>().ok());
    for moment in [&ad.apply_by, &ad.valid_through].into_iter().flatten() {
        assert!(year(&moment.local).is_some_and(|year| year > 0), "{}", told());
    }
}

/// Checks what an answer with an odd value in it gives.
fn changed(format: &Format, bytes: &[u8], told: &dyn Fn() -> String) {
    for item in read(format, bytes) {
        match item {
            Ok(Item::Ad(ad)) => check(&ad, told),
            Ok(_) => {}
            Err(error) => assert!(!error.faults.is_empty(), "{}", told()),
        }
    }
}

fn fixtures(folder: &str, ends: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|end| ends.contains(&end.to_str().unwrap_or_default()))
    });
    paths.sort();
    paths
}

/// The format of a fixture, when its bytes tell.
fn format_of(bytes: &[u8]) -> Option<Format> {
    let found = detect::detect(Clues { start: bytes, whole: true, ..Clues::default() }).ok()?;
    let format = catalogue::named(found.format)?;
    (found.wrapper.is_none()).then_some(if found.in_pieces { format.in_pieces() } else { format })
}

/// Where values stand: of a list only the first.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    if !at.is_empty() {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(inner, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                places(first, &format!("{at}/0"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn odd_values_in_json_cost_no_more_than_their_field() {
    let (odd, mut seen) = (odd(), 0);
    for folder in ["feed", "jobstream", "schemaorg", "push"] {
        for path in fixtures(folder, &["json", "jsonld"]) {
            let bytes = fs::read(&path).unwrap();
            let Some(format) = format_of(&bytes) else { continue };
            let Ok(mut whole) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let mut all = Vec::new();
            places(&whole, "", &mut all);
            for place in all {
                // Another value each time: together the fixtures see them all.
                for value in odd.iter().skip(seen % 4).step_by(4) {
                    let slot = whole.pointer_mut(&place).unwrap();
                    let before = std::mem::replace(slot, value.clone());
                    let told = || format!("{}: {place} = {value}", path.display());
                    changed(&format, whole.to_string().as_bytes(), &told);
                    *whole.pointer_mut(&place).unwrap() = before;
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 5_000, "{seen}");
}

#[test]
fn odd_texts_in_xml_cost_no_more_than_their_item() {
    let mut seen = 0;
    for path in fixtures("feed", &["xml"]) {
        let bytes = fs::read(&path).unwrap();
        let Some(format) = format_of(&bytes) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let ends: Vec<usize> = text.match_indices("</").map(|(at, _)| at).collect();
        for end in ends {
            let Some(start) = text[..end].rfind('>').map(|at| at + 1) else { continue };
            for odd in ODD_TEXTS.iter().skip(seen % 3).step_by(3) {
                let body = format!("{}{odd}{}", &text[..start], &text[end..]);
                let told = || format!("{}: {odd:?} at byte {start}", path.display());
                changed(&format, body.as_bytes(), &told);
                seen += 1;
            }
        }
    }
    assert!(seen > 3_000, "{seen}");
}

#[test]
fn keys_that_come_twice_and_halves_of_characters_are_survived() {
    let board = |item: &str| {
        let body = format!(
            "{{\"jobs\":[{item},{{\"id\":2,\"title\":\"B\",\"absolute_url\":\"https://e.org/2\",\"internal_job_id\":1}}]}}"
        );
        let format = catalogue::named("greenhouse").unwrap();
        let ids = read(&format, body.as_bytes()).into_iter().map(|item| match item {
            Ok(Item::Ad(ad)) => format!("{} {}", ad.source.external_id, ad.title()),
            Err(error) => format!("! {}", error.faults[0].code),
            Ok(other) => panic!("{other:?}"),
        });
        ids.collect::<Vec<String>>()
    };
    assert_eq!(board("{\"id\":1,\"title\":\"A\",\"title\":\"C\"}"), ["1 C", "2 B"]);
    assert_eq!(board("{\"id\":1,\"title\":\"\\ud800x\"}"), ["! malformed_json", "2 B"]);
    assert_eq!(board("{\"id\":1,\"title\":\"\\u0000\"}"), ["! title_missing", "2 B"]);
    assert_eq!(board("{\"id\":1e999,\"title\":\"A\"}"), ["! malformed_json", "2 B"]);
    assert_eq!(board("{\"id\":2,\"title\":\"A\"}"), ["2 A", "! duplicate_id"]);
    let deep = format!("{{\"id\":1,\"title\":{}{}}}", "[".repeat(2_000), "]".repeat(2_000));
    assert_eq!(board(&deep), ["! too_deep", "2 B"]);
}
