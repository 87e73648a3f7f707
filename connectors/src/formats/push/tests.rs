//! What the push reader promises.

use std::cell::RefCell;
use std::collections::BTreeSet;

use schemas::PartnerName;
use serde_json::Value;

use super::*;
use crate::item::Profile;

thread_local! {
    /// The names that the readers of each object asked for.
    static ASKED: RefCell<BTreeSet<BTreeSet<&'static str>>> = const { RefCell::new(BTreeSet::new()) };
}

/// Called by every reader of an object when it has read it.
pub(super) fn asked(names: &[&'static str]) {
    ASKED.with_borrow_mut(|asked| asked.insert(names.iter().copied().collect()));
}

fn profile() -> Profile {
    Profile {
        partner: PartnerName::new("acme").unwrap(),
        zone: "Europe/Stockholm".to_owned(),
        language: Some("sv".to_owned()),
    }
}

fn read(body: &str) -> Result<Read, ItemError> {
    read_bytes(body.as_bytes(), None)
}

fn read_bytes(body: &[u8], id: Option<&str>) -> Result<Read, ItemError> {
    let profile = profile();
    let context = ReadContext {
        profile: &profile,
        account: None,
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    read_ad(body, id, &context)
}

/// The smallest ad with `more` fields.
fn with(more: &str) -> String {
    let comma = if more.is_empty() { "" } else { ", " };
    format!(
        r#"{{"external_id": "1", "title": "Baker", "employer": "Acme", "apply_email": "jobs@example.org"{comma}{more}}}"#
    )
}

/// The faults of a body: `code pointer`, each.
fn faults(body: &str) -> Vec<String> {
    let faults = match read(body) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults,
    };
    faults.iter().map(|fault| format!("{} {}", fault.code, fault.pointer)).collect()
}

fn check(more: &str, wanted: &[&str]) {
    assert_eq!(faults(&with(more)), wanted, "{more}");
}

#[test]
fn the_smallest_ad_is_enough() {
    let read = read(&with("")).unwrap();
    assert_eq!(read.ad.title(), "Baker");
    assert_eq!(read.ad.employer.name, "Acme");
    assert_eq!(read.ad.language, "sv");
    assert_eq!(read.ad.published_at.at, read.ad.observed_at);
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
}

#[test]
fn all_faults_are_told_at_once() {
    let body = r#"{"title": 7, "employr": "Acme", "positions": 0, "published_at": "2026-02-30",
        "locations": [{"country": "Sverige", "lat": 91, "lon": 18}, 3],
        "employment": {"extent": "fulltime", "percent_min": 120}}"#;
    assert_eq!(
        faults(body),
        [
            "id_missing /external_id",
            "date_not_real /published_at",
            "wrong_type /title",
            "country_unknown /locations/0/country",
            "out_of_range /locations/0/lat",
            "wrong_type /locations/1",
            "not_allowed /employment/extent",
            "out_of_range /employment/percent_min",
            "out_of_range /positions",
            "employer_missing /employer",
            "unknown_field /employr",
        ]
    );
}

#[test]
fn messages_say_what_was_seen_and_what_is_allowed() {
    let error =
        read(&with(r#""employment": {"extent": "fulltime"}, "publishedAt": "x""#)).unwrap_err();
    let messages: Vec<_> = error.faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "\"fulltime\"; expected one of `full`, `part`, `both`, `unspecified`",
            "unknown field; did you mean \"published_at\"?",
        ]
    );
}

#[test]
fn reversed_intervals_are_refused() {
    check(
        r#""published_at": "2026-12-01", "valid_through": "2026-11-30""#,
        &["reversed_interval /valid_through"],
    );
    check(r#""published_at": "2026-12-01", "valid_through": "2026-12-01""#, &[]);
    check(
        r#""salary": {"min": 2, "max": 1, "currency": "SEK"}"#,
        &["reversed_interval /salary/min"],
    );
    check(
        r#""employment": {"percent_min": 80, "percent_max": 50}"#,
        &["reversed_interval /employment/percent_min"],
    );
}

#[test]
fn ids_must_agree_and_never_be_blank() {
    let code = |body: &str, id| read_bytes(body.as_bytes(), id).unwrap_err().faults[0].code.clone();
    assert_eq!(code(&with(""), Some("2")), "id_mismatch");
    assert_eq!(code(r#"{"title": "T", "employer": "E", "external_id": "  "}"#, None), "id_missing");
    assert_eq!(code(r#"{"title": "T", "employer": "E"}"#, Some(" ")), "id_invalid");
    assert!(read_bytes(with("").as_bytes(), Some("1")).is_ok());
    let error = read_bytes(b"{\"title\": \"T\", \"employer\": \"E\"}", None).unwrap_err();
    assert_eq!(error.reason, RejectReason::BlankId);
}

#[test]
fn duplicate_keys_are_refused_at_any_depth() {
    check(r#""title": "Cook""#, &["duplicate_key /title"]);
    check(
        r#""extensions": {"a": {"b": [{"c": 1, "c": 2}]}}"#,
        &["duplicate_key /extensions/a/b/0/c"],
    );
}

#[test]
fn hostile_bytes_get_one_clear_fault() {
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(faults(&deep), ["too_deep "]);
    assert_eq!(faults("{"), ["malformed_json "]);
    assert_eq!(faults("[]"), ["not_an_object "]);
    assert_eq!(faults(""), ["malformed_json "]);
    let error = read_bytes(b"{\"title\": \"\xff\"}", None).unwrap_err();
    assert_eq!(error.faults[0].code, "invalid_utf8");
    assert!(error.faults[0].message.contains("byte 11 (0xff)"), "{:?}", error.faults);
    assert_eq!(error.reason, RejectReason::Malformed);
}

#[test]
fn oversize_values_are_refused() {
    let long = "x".repeat(1_001);
    check(
        &format!(r#""language": "en", "url": "https://e.org/{}""#, "x".repeat(4_000)),
        &["too_long /url"],
    );
    check(&format!(r#""description": "{}""#, "x".repeat(512_001)), &["too_long /description"]);
    let body = with("").replace("Baker", &long);
    assert_eq!(faults(&body), ["too_long /title"]);
}

#[test]
fn both_forms_of_one_thing_are_refused() {
    check(r#""texts": [{"title": "Baker"}]"#, &["both_forms /title"]);
    check(r#""location": "Oslo", "locations": ["Oslo"]"#, &["both_forms /location"]);
}

#[test]
fn an_employer_may_stay_unnamed_only_when_that_is_said() {
    let body = |flags: &str| format!(r#"{{"external_id": "1", "title": "T", "flags": {flags}}}"#);
    assert_eq!(faults(&body("{}")), ["employer_missing /employer"]);
    assert_eq!(faults(&body(r#"{"anonymous_employer": true}"#)), Vec::<String>::new());
}

#[test]
fn a_persons_number_is_left_out() {
    let read = read(&with("").replace(
        "\"Acme\"",
        r#"{"name": "Acme", "org_id": {"scheme": "se-orgnr", "value": "900101-9999"}}"#,
    ))
    .unwrap();
    assert_eq!(read.ad.employer.org_id, None);
    assert_eq!(read.warnings[0].code, "personal_number");
}

#[test]
fn dates_of_every_allowed_form_are_read() {
    let at = |date: &str| {
        let read = read(&with(&format!(r#""apply_by": {date}, "published_at": "2026-01-01""#)));
        read.unwrap().ad.apply_by.unwrap().at.to_string()
    };
    assert_eq!(at("\"2026-12-01\""), "2026-12-01T22:59:59Z");
    assert_eq!(at("\"2026-12-01T12:00:00\""), "2026-12-01T11:00:00Z");
    assert_eq!(at("\"2026-12-01T12:00:00-05:00\""), "2026-12-01T17:00:00Z");
    assert_eq!(
        at(
            r#"{"local": "2026-10-25T02:30:00", "zone": "Europe/Stockholm", "at": "2026-10-25T01:30:00Z"}"#
        ),
        "2026-10-25T01:30:00Z"
    );
    check(
        r#""apply_by": {"local": "2026-12-01T12:00:00", "zone": "UTC", "at": "2026-12-01T11:00:00Z"}"#,
        &["date_contradicts /apply_by"],
    );
    check(r#""apply_by": "1 December""#, &["date_unreadable /apply_by"]);
}

#[test]
fn what_is_printed_can_be_sent_back() {
    let body = include_str!("../../../fixtures/push/full.json");
    let first = read(body).unwrap();
    let printed = serde_json::to_string(&first.ad).unwrap();
    let second = read(&printed).unwrap();
    assert_eq!(first.ad, second.ad);
    assert_eq!(printed, serde_json::to_string(&second.ad).unwrap());
    let minimal = read(&with("")).unwrap();
    let again = read(&serde_json::to_string(&minimal.ad).unwrap()).unwrap();
    assert_eq!(again.ad.texts, minimal.ad.texts);
}

#[test]
fn an_ad_that_is_taken_down_is_not_published_again_by_sending_it() {
    check(r#""lifecycle": "withdrawn""#, &["not_allowed /lifecycle"]);
    check(r#""lifecycle": "published""#, &[]);
}

/// Property names of every object in a JSON Schema.
fn objects(schema: &Value, found: &mut BTreeSet<BTreeSet<String>>) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("additionalProperties") {
                found.insert(fields["properties"].as_object().unwrap().keys().cloned().collect());
            }
            fields.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| objects(inner, found)),
        _ => {}
    }
}

#[test]
fn the_json_schema_has_the_fields_that_are_read_and_no_others() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/schemas/ad.schema.json")).unwrap();
    let mut written = BTreeSet::new();
    objects(&schema, &mut written);
    let full = read(include_str!("../../../fixtures/push/full.json")).unwrap();
    read(&serde_json::to_string(&full.ad).unwrap()).unwrap();
    let read: BTreeSet<BTreeSet<String>> = ASKED.with_borrow(|asked| {
        asked.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect()
    });
    let only = |one: &BTreeSet<BTreeSet<String>>, other| {
        one.difference(other).cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        only(&read, &written),
        Vec::<BTreeSet<String>>::new(),
        "read, but not in the schema"
    );
    assert_eq!(
        only(&written, &read),
        Vec::<BTreeSet<String>>::new(),
        "in the schema, but not read"
    );
}
