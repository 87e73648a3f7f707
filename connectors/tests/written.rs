//! What is written in our own push format is read back as the same ad: over
//! every fixture, and every real sample when `../shared` lies beside the
//! repository.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use connectors::detect::{self, Clues};
use connectors::formats::{catalogue, push};
use connectors::{Item, Profile, ReadContext};
use schemas::rejected::Fault;
use schemas::{Ad, PartnerName};
use serde_json::Value;

fn context<T>(act: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    act(&ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: Some("https://jobs.example.org/page"),
        snapshot_id: None,
    })
}

/// Every ad of a body, in whatever format it is detected to be.
fn ads(bytes: &[u8]) -> Vec<Ad> {
    let start = &bytes[..bytes.len().min(detect::START_BYTES)];
    let Ok(found) = detect::detect(Clues { start, ..Clues::default() }) else { return Vec::new() };
    let bodies = match &found.wrapper {
        Some(wrapper) => {
            detect::unwrap(bytes, wrapper).unwrap().into_iter().map(|(_, b)| b).collect()
        }
        None => vec![bytes.to_vec()],
    };
    let format = catalogue::named(found.format).unwrap();
    let mut ads = Vec::new();
    for body in bodies {
        // Some fixtures go wrong on purpose.
        let _end = context(|context| {
            format.read_items(&mut &body[..], None, context, &mut |item| {
                if let Ok(Item::Ad(ad)) = item {
                    ads.push(*ad);
                }
            })
        });
    }
    ads
}

/// The content of an ad: not what read it, and not what was noted.
fn content(ad: &Ad) -> Value {
    let mut ad = ad.clone();
    ad.lint.clear();
    ad.source.connector.clear();
    ad.source.format.clear();
    serde_json::to_value(ad).unwrap()
}

/// Faults of one ad after the round trip that are not told.
fn check(ad: &Ad, name: &str, told: &mut BTreeMap<String, usize>) {
    let written = push::write(ad);
    let bytes = written.ad.to_string();
    let read = context(|context| push::read_ad(bytes.as_bytes(), None, context));
    let read = read.unwrap_or_else(|error| panic!("{name}: {:?} in {bytes}", error.faults)).ad;
    let (mut before, mut after) = (content(ad), content(&read));
    for Fault { code, pointer, .. } in &written.left_out {
        *told.entry(code.clone()).or_default() += 1;
        let top = pointer.split('/').nth(1).unwrap_or_default();
        let tops = if code == "employer_unnamed" { vec![top, "flags"] } else { vec![top] };
        for top in tops {
            before.as_object_mut().unwrap().remove(top);
            after.as_object_mut().unwrap().remove(top);
        }
    }
    assert_eq!(before, after, "{name}: {:?}", written.left_out);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn check_all(root: &Path, wanted: usize) {
    let (mut seen, mut told) = (0, BTreeMap::new());
    for path in files(root).iter().flat_map(|folder| files(folder)).filter(|path| path.is_file()) {
        for ad in ads(&fs::read(&path).unwrap()) {
            check(&ad, &path.display().to_string(), &mut told);
            seen += 1;
        }
    }
    println!("{seen} ads, left out: {told:?}");
    assert!(seen >= wanted, "{seen}");
    told.remove("employer_unnamed");
    let left_out: usize = told.values().sum();
    assert!(left_out * 5 <= seen, "{told:?} of {seen}");
}

#[test]
fn every_fixture_survives_the_way_through_our_own_format() {
    check_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), 95);
}

#[test]
fn every_sample_survives_the_way_through_our_own_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    if !root.is_dir() {
        println!("left out: ../shared/samples is not there");
        return;
    }
    check_all(&root, 30);
}

#[test]
fn what_has_no_home_is_left_out_and_told() {
    let bytes = br#"{"external_id":"1","title":"T","employer":"E","apply_url":"https://e.org"}"#;
    let mut ad = *context(|context| push::read_ad(bytes, None, context)).unwrap().ad;
    ad.positions = Some(0);
    ad.texts[0].title = "x".repeat(1_200);
    ad.apply.url = Some("/relative".to_owned());
    ad.remote_regions = vec!["SE".to_owned(), "Narnia".to_owned(), "NO".to_owned()];
    ad.extensions.insert("k".repeat(100), schemas::json::Json::from_value(&Value::from(7)));
    let written = push::write(&ad);
    let mut told: Vec<String> =
        written.left_out.iter().map(|fault| format!("{} {}", fault.code, fault.pointer)).collect();
    told.sort();
    let key = "k".repeat(100);
    let wanted = [
        "country_unknown /remote_regions/1".to_owned(),
        format!("out_of_range /extensions/{key}"),
        "out_of_range /positions".to_owned(),
        "too_long /texts/0/title".to_owned(),
        "url_malformed /apply/url".to_owned(),
    ];
    assert_eq!(told, wanted);
    let again = written.ad.to_string();
    let again = context(|context| push::read_ad(again.as_bytes(), None, context)).unwrap().ad;
    assert_eq!(again.remote_regions, ["SE", "NO"]);
    assert_eq!(again.title().len(), 1_000);
}
