//! Bounds of exact matching.

use schemas::ad::AltId;

use super::super::matching::{Exact, Matcher, SIGNATURE_LENGTH_MAX, Signature};
use crate::testing::ad;

fn alike(matcher: &Exact, account: u32, signature: &[u64]) -> usize {
    let mut count = 0;
    matcher.alike(None, account, signature, &mut |_, _| count += 1);
    count
}

fn signature(ids: impl Iterator<Item = String>) -> Signature {
    let mut ad = ad("acme", "one", "nurse");
    ad.alt_ids.extend(ids.map(|value| AltId { scheme: "ats:x".to_owned(), value }));
    Exact::signature(&ad)
}

#[test]
fn a_signature_is_bounded() {
    let keys = signature((0..100).map(|number| number.to_string()));
    assert_eq!(keys.len(), SIGNATURE_LENGTH_MAX);
    assert!(keys.is_sorted());
}

#[test]
fn ids_of_other_schemes_and_blank_ids_are_no_keys() {
    let mut ad = ad("acme", "one", "nurse");
    let id = |scheme: &str, value: &str| AltId { scheme: scheme.to_owned(), value: value.into() };
    ad.alt_ids = vec![id("af", "7"), id("ats:x", " "), id("requisition", "7")];
    assert!(Exact::signature(&ad).is_empty());
}

#[test]
fn an_ats_id_that_one_account_gives_to_many_ads_is_no_key() {
    let keys = signature(std::iter::once("7".to_owned()));
    let mut matcher = Exact::default();
    for slot in 0..16 {
        assert_eq!(alike(&matcher, 2, &keys), slot as usize);
        matcher.add(slot, 1, &keys);
    }
    assert_eq!((alike(&matcher, 2, &keys), alike(&matcher, 1, &keys)), (16, 0));
    matcher.add(16, 1, &keys);
    assert_eq!(alike(&matcher, 2, &keys), 0);
    matcher.remove(3, 1, &keys);
    assert_eq!(alike(&matcher, 2, &keys), 16);
}

#[test]
fn a_key_that_very_many_accounts_share_is_no_key() {
    let keys = signature(std::iter::once("7".to_owned()));
    let mut matcher = Exact::default();
    for account in 0..256 {
        matcher.add(account, account, &keys);
    }
    assert_eq!(alike(&matcher, 999, &keys), 256);
    matcher.add(256, 256, &keys);
    assert_eq!(alike(&matcher, 999, &keys), 0);
}
