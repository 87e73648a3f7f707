//! An answer that is cut at any byte is never taken for a whole one.

use connectors::formats::{elastic, eures, nav};
use connectors::{Profile, ReadContext, dialects};
use schemas::{PartnerName, Timestamp};

/// `whole` reads as so many items, and nothing shorter reads at all.
fn check(whole: &str, items: usize, read: impl Fn(&[u8]) -> Option<usize>) {
    assert_eq!(read(whole.as_bytes()), Some(items));
    for end in 0..whole.len() {
        assert_eq!(read(&whole.as_bytes()[..end]), None, "cut at {end}: {:?}", &whole[..end]);
    }
}

#[test]
fn a_cut_page_of_nav() {
    let page = r#"{"version":"1.0","next_url":"/api/v1/feed/b","id":"a","next_id":"b","items":[
        {"id":"x-1","date_modified":"2026-08-21T10:00:00.123+02:00","_feed_entry":{"uuid":"x-1","status":"ACTIVE","title":"B\u00e6rplukker","businessName":"Eksempel AS"}},
        {"id":"x-2","title":"...","_feed_entry":{"uuid":"x-2","status":"INACTIVE","title":"...","businessName":""}}]}"#;
    check(page, 2, |mut bytes| {
        let page = nav::read(&mut bytes).ok()?;
        assert_eq!(page.next.as_deref(), Some("b"), "a cut answer must not lead elsewhere");
        Some(page.rows.len())
    });
}

#[test]
fn cut_lists_and_details_of_eures() {
    let list = r#"{"createdReferences":[{"reference":"a","creationTimestamp":1}],"closedReferences":[{"reference":"b","status":"CLOSED"}]}"#;
    check(list, 2, |mut bytes| {
        let mut count = 0;
        eures::references(&mut bytes, &mut |_, _| count += 1).ok().map(|()| count)
    });
    let details = r#"{"details":{"a":{"reference":"a","content":"<P\u00e5/>"},"b":{}}}"#;
    check(details, 2, |mut bytes| eures::details(&mut bytes).ok().map(|details| details.len()));
}

#[test]
fn a_cut_page_of_an_index() {
    let page = r#"{"timed_out":false,"hits":{"total":1,"hits":[{"_id":"7","_source":{"title":"Baker"},"sort":[1795176000000]}]}}"#;
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let now = Timestamp::from_millis(1_795_176_000_000);
    let context =
        ReadContext { profile: &profile, account: None, now, url: None, snapshot_id: None };
    let dialect = dialects::named("amedia").unwrap();
    check(page, 1, |mut bytes| {
        let hits = elastic::read(&mut bytes, None, dialect, &context, &mut |_| ()).ok()?;
        Some(hits.hits.len())
    });
}
