//! What the JobStream reader promises.

use schemas::PartnerName;
use serde_json::Value;

use super::*;
use crate::item::Profile;

fn read_text(
    body: &str,
    framing: Framing,
) -> (Vec<Result<Item, ItemError>>, Result<ReadEnd, ReadError>) {
    let profile = Profile {
        partner: PartnerName::new("jobtech").unwrap(),
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
    let mut items = Vec::new();
    let end =
        read(&mut body.as_bytes(), framing, Version::V2, &context, &mut |item| items.push(item));
    (items, end)
}

fn ads(body: &str) -> Vec<Ad> {
    let (items, _) = read_text(body, Framing::Array);
    let ads = items.into_iter().filter_map(|item| match item {
        Ok(Item::Ad(ad)) => Some(*ad),
        _ => None,
    });
    ads.collect()
}

fn one(change: impl FnOnce(&mut Value)) -> Ad {
    let body = include_str!("../../../fixtures/jobstream/stream.v2.json");
    let mut items: Vec<Value> = serde_json::from_str(body).unwrap();
    change(&mut items[0]);
    ads(&Value::Array(vec![items.swap_remove(0)]).to_string()).swap_remove(0)
}

#[test]
fn longitude_stands_first() {
    let ad = one(|_| {});
    assert_eq!((ad.locations[0].lat, ad.locations[0].lon), (Some(63.8258), Some(20.263)));
}

#[test]
fn times_are_those_of_stockholm_and_the_autumn_hour_is_the_earlier() {
    let ad = one(|item| item["publication_date"] = "2026-10-25T02:30:00".into());
    assert_eq!(ad.published_at.at.to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(ad.published_at.zone, ZONE);
    assert_eq!(ad.apply_by.unwrap().local, "2026-12-20T23:59:59");
}

#[test]
fn an_ad_names_its_system_and_its_id_there() {
    let ids: Vec<_> =
        one(|_| {}).alt_ids.iter().map(|id| format!("{} {}", id.scheme, id.value)).collect();
    assert_eq!(ids, ["af 90000001", "ats:teamtailor 8000001"]);
}

#[test]
fn a_persons_number_is_nowhere_in_the_ad() {
    let ad = one(|item| {
        item["employer"]["organization_number"] = "9001019999".into();
        item["external_id"] = "46-900101-9999-1".into();
        item["logo_url"] = "https://example.org/9001019999.png".into();
    });
    let printed = serde_json::to_string(&ad).unwrap();
    assert!(!printed.contains("900101"), "{printed}");
    assert!(ad.lint.iter().any(|lint| lint.code == "personal_number"));
}

#[test]
fn contacts_leave_the_extension() {
    let ad = one(|_| {});
    assert_eq!(ad.contacts.len(), 3);
    let kept = ad.extensions[EXTENSION].as_str();
    for personal in ["Ada", "ada@", "090-000", "vaxel@"] {
        assert!(!kept.contains(personal), "{personal} in {kept}");
    }
}

#[test]
fn what_is_no_address_is_told_and_printed_again() {
    for (given, wanted, code) in [
        ("javascript:alert(1)", None, "url_unreadable"),
        ("see our site", None, "url_unreadable"),
        ("www.example.org/a", Some("https://www.example.org/a"), "url_mended"),
    ] {
        let ad = one(|item| item["application_details"]["url"] = given.into());
        assert_eq!(ad.apply.url.as_deref(), wanted, "{given}");
        let path = "/application_details/url";
        assert!(ad.lint.iter().any(|lint| lint.code == code && lint.path == path), "{given}");
        assert_eq!(rebuild(&ad, &ad.contacts)["application_details"]["url"], given);
    }
}

#[test]
fn the_object_is_rebuilt_key_by_key() {
    for fixture in [
        include_str!("../../../fixtures/jobstream/stream.v2.json"),
        include_str!("../../../fixtures/jobstream/search.v2.json"),
    ] {
        let items: Vec<Value> = serde_json::from_str(fixture).unwrap();
        let ads = ads(fixture);
        let mut compared = 0;
        for source in items.iter().filter(|item| item["removed"] == false) {
            let ad = ads.iter().find(|ad| source["id"] == ad.source.external_id.as_str()).unwrap();
            if source["id"] == "90000003" {
                continue; // the person's number is left out on purpose
            }
            let again = rebuild(ad, &ad.contacts);
            for (key, value) in source.as_object().unwrap() {
                assert_eq!(&again[key], value, "{key} of {}", source["id"]);
                compared += 1;
            }
        }
        assert!(compared >= 36, "{compared}");
    }
}

#[test]
fn of_an_ad_and_its_tombstone_the_later_counts() {
    let body = include_str!("../../../fixtures/jobstream/stream.v2.json");
    let (items, end) = read_text(body, Framing::Array);
    let removed: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            Ok(Item::Removal { external_id, removal }) => {
                Some(format!("{external_id} {}", removal.at))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        removed,
        [
            "90000010 2026-11-23T02:11:33Z",
            "90000011 2026-11-23T10:11:45Z",
            "90000012 2026-11-23T02:11:33Z",
            "90000001 2026-11-24T02:11:33Z",
        ]
    );
    assert_eq!(end.unwrap(), ReadEnd { items: 8, complete: true, announced: None });
}

#[test]
fn lines_are_never_complete() {
    let body = include_str!("../../../fixtures/jobstream/lines.v2.jsonl");
    let (items, end) = read_text(body, Framing::Lines);
    assert_eq!(end.unwrap(), ReadEnd { items: 4, complete: false, announced: None });
    let bad = items.iter().find_map(|item| item.as_ref().err()).unwrap();
    assert_eq!(bad.place, "line 3");
}

#[test]
fn nesting_without_end_costs_only_its_field() {
    let body = include_str!("../../../fixtures/jobstream/search.v2.json").replacen(
        "{",
        &format!("{{\"deep\": {}{},", "[".repeat(100_000), "]".repeat(100_000)),
        1,
    );
    let ad = ads(&body).swap_remove(0);
    assert!(ad.lint.iter().any(|lint| lint.code == "too_deep"));
    let printed = serde_json::to_string(&ad).unwrap();
    let again: Ad = serde_json::from_str(&printed).unwrap();
    assert_eq!(again.extensions[EXTENSION].to_value(), ad.extensions[EXTENSION].to_value());
    assert_eq!(ad.extensions[EXTENSION].to_value()["relevance"], 0.5);
}
