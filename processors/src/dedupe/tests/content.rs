//! What counts as content.

use schemas::Ad;
use schemas::ad::{Fact, Lifecycle, Lint, Origin, RawRef, Severity};

use super::super::content::hash;
use crate::testing::{ad, at, contact, moment};

/// Whether a change of the ad changes its hash.
#[track_caller]
fn check(is_content: bool, change: impl FnOnce(&mut Ad)) {
    let before = ad("acme", "one", "nurse");
    let mut after = before.clone();
    change(&mut after);
    assert_ne!(before, after, "the ad was not changed at all");
    let mut buffer = Vec::new();
    let before = hash(&before, &mut buffer).unwrap();
    let after = hash(&after, &mut buffer).unwrap();
    assert_eq!(before != after, is_content);
}

#[test]
fn what_the_hub_adds_is_no_content() {
    check(false, |ad| ad.revision = 7);
    check(false, |ad| ad.observed_at = at(9));
    check(false, |ad| ad.content_hash.0[0] = 1);
    check(false, |ad| ad.lifecycle = Lifecycle::Draft);
}

#[test]
fn what_changes_by_itself_is_no_content() {
    check(false, |ad| ad.source_modified_at = Some(at(9)));
    check(false, |ad| ad.source.fetched_snapshot_id = Some("s1".to_owned()));
    check(false, |ad| ad.source.connector = "push".to_owned());
    check(false, |ad| {
        ad.raw_ref = Some(RawRef { pointer: "p".to_owned(), sha256: "s".to_owned() });
    });
}

#[test]
fn what_a_better_reader_notices_is_no_content() {
    check(false, |ad| {
        let (code, path) = ("x".to_owned(), String::new());
        ad.lint.push(Lint { code, path, severity: Severity::Info });
    });
    check(false, |ad| {
        let path = "/language".to_owned();
        ad.facts.push(Fact {
            path,
            origin: Origin::Enriched,
            confidence: 1.0,
            method: None,
            span: None,
        });
    });
}

/// The publication date as a connector gives it when the partner did not.
fn received_at(seconds: i64) -> Box<Ad> {
    let mut ad = ad("acme", "one", "nurse");
    ad.published_at = moment(seconds);
    ad.facts.push(Fact {
        path: "/published_at".to_owned(),
        origin: Origin::Enriched,
        confidence: 0.5,
        method: Some("received".to_owned()),
        span: None,
    });
    ad
}

#[test]
fn a_publication_date_that_the_hub_assumed_is_no_content() {
    let mut buffer = Vec::new();
    let [first, again] = [1, 2].map(|seconds| hash(&received_at(seconds), &mut buffer).unwrap());
    assert_eq!(first, again);
}

#[test]
fn what_a_reader_sees_is_content() {
    check(true, |ad| ad.texts[0].title.push('!'));
    check(true, |ad| ad.texts.push(ad.texts[0].clone()));
    check(true, |ad| ad.contacts.push(contact("Kim")));
    check(true, |ad| ad.valid_through = Some(moment(1)));
    check(true, |ad| ad.published_at = moment(1));
    check(true, |ad| ad.source.source_url = Some("https://a.example/1".to_owned()));
    check(true, |ad| ad.apply.email = Some("jobs@a.example".to_owned()));
    check(true, |ad| ad.flags.talent_pool = true);
}

#[test]
fn the_same_word_in_another_field_is_another_content() {
    let (mut url, mut email) = (ad("acme", "one", "nurse"), ad("acme", "one", "nurse"));
    url.apply.url = Some("x".to_owned());
    email.apply.email = Some("x".to_owned());
    let mut buffer = Vec::new();
    assert_ne!(hash(&url, &mut buffer).unwrap(), hash(&email, &mut buffer).unwrap());
}

/// Every ad would be published anew if this changed.
#[test]
fn the_hash_of_an_ad_stays_what_it_is() {
    let hash = hash(&ad("acme", "one", "nurse"), &mut Vec::new()).unwrap();
    insta::assert_snapshot!(
        hash,
        @"f2932dca955231e434b92e0cc241c2df594b3c061fdb19e2cdf4a745dbb84e99"
    );
}
