//! An index of ads: all of them at first, then what was modified.

use connectors::partners::elastic::{Elastic, Paging};
use connectors::{ReadError, RoundKind};
use schemas::Timestamp;
use url::Url;

use super::driver::{Hub, Reply, Run, Store, round};
use super::elastic_partner::{Index, Total};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// The first snapshot, in milliseconds: 2026-11-20T12:00:00Z.
const NOON: i64 = 1_795_176_000_000;

fn by_get() -> Elastic {
    Elastic::amedia("https://partner.example/ads/_search").with_size(4)
}

fn by_post() -> Elastic {
    by_get().with_paging(Paging::SearchAfter { tie: "id".to_owned() })
}

fn poll(elastic: &Elastic, store: &mut Store, index: &mut Index, now: i64) -> Run {
    index.asked = 0;
    round(elastic, store, index, Timestamp::from_millis(now), Hub::default())
}

/// Ads `ad-00`, …, a minute apart, the last one at 11:00.
fn index(count: i64) -> Index {
    let mut index = Index::default();
    for number in 0..count {
        let at = NOON - HOUR - (count - 1 - number) * MINUTE;
        index.put(&format!("ad-{number:02}"), "Baker", at);
    }
    index
}

#[test]
fn what_is_asked_is_a_query_a_time_and_a_page() {
    let (mut store, mut index) = (Store::default(), index(3));
    let run = poll(&by_get(), &mut store, &mut index, NOON);
    assert_eq!(
        run.paths(),
        ["/ads/_search?q=transaction_type%3A11&sort=system_modified_time%3Aasc&from=0&size=4"]
    );
    let run = poll(&by_get(), &mut store, &mut index, NOON + MINUTE);
    let url = Url::parse(&run.asks[0].url).unwrap();
    let (_, words) = url.query_pairs().next().unwrap();
    assert_eq!(
        words,
        "(transaction_type:11) AND system_modified_time:[\"2026-11-20T11:50:00.000Z\" TO *]"
    );
    let run = poll(&by_post(), &mut store, &mut index, NOON + MINUTE);
    let post = run.asks[0].post.as_ref().unwrap();
    let body: serde_json::Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "size": 4, "track_total_hits": true,
            "query": {"bool": {"filter": [
                {"query_string": {"query": "transaction_type:11"}},
                {"range": {"system_modified_time": {"gte": "2026-11-20T11:51:00.000Z"}}},
            ]}},
            "sort": [{"system_modified_time": "asc"}, {"id": "asc"}],
        })
    );
}

#[test]
fn a_snapshot_comes_first_then_windows_then_a_snapshot_again() {
    for elastic in [by_get(), by_post()] {
        for total in [Total::Number, Total::Object, Total::Bound] {
            let (mut store, mut index) = (Store::default(), index(11));
            index.total = total;
            let run = poll(&elastic, &mut store, &mut index, NOON);
            assert_eq!(run.kind, RoundKind::Snapshot);
            let end = run.done();
            let announced = (total != Total::Bound).then_some(11);
            assert_eq!((end.complete, end.items, end.announced), (true, 11, announced));
            assert_eq!(store.ads().len(), 11);
            assert_eq!(store.ad("ad-03").source.connector, "elastic");

            index.put("ad-03", "Kokk", NOON - 9 * MINUTE);
            index.put("ad-99", "Lege", NOON + MINUTE);
            let run = poll(&elastic, &mut store, &mut index, NOON + 2 * MINUTE);
            assert_eq!(run.kind, RoundKind::Window);
            assert_eq!(run.done().items, 2);
            assert_eq!((&store.ads()["ad-03"][..], &store.ads()["ad-99"][..]), ("Kokk", "Lege"));

            let run = poll(&elastic, &mut store, &mut index, NOON + 24 * HOUR);
            assert_eq!(run.kind, RoundKind::Snapshot);
            assert_eq!(run.done().items, 12);
        }
    }
}

#[test]
fn many_ads_of_one_time_are_all_read() {
    for elastic in [by_get(), by_post()] {
        let (mut store, mut index) = (Store::default(), index(3));
        for number in 10..30 {
            index.put(&format!("ad-{number}"), "Kokk", NOON - HOUR);
        }
        index.put("ad-30", "Lege", NOON - MINUTE);
        assert_eq!(poll(&elastic, &mut store, &mut index, NOON).done().items, 24);
        assert_eq!(store.ads().len(), 24);
    }
}

#[test]
fn more_ads_of_one_time_than_can_be_reached_are_no_complete_snapshot() {
    let (mut store, mut index) = (Store::default(), Index::default());
    for number in 0..10_001 {
        index.put(&format!("ad-{number}"), "Baker", NOON - HOUR);
    }
    let many = by_get().with_size(1_000);
    let error = poll(&many, &mut store, &mut index, NOON).error();
    assert!(matches!(error, ReadError::Malformed { .. }));
    assert!(store.cursor.is_none());
    let many = by_post().with_size(1_000);
    assert_eq!(poll(&many, &mut store, &mut index, NOON).done().items, 10_001);
    // An index may show fewer, or more.
    for (window, reached) in [(20, false), (30, true)] {
        let (mut store, mut index) = (Store::default(), Index::default());
        for number in 0..25 {
            index.put(&format!("ad-{number}"), "Baker", NOON - HOUR);
        }
        let run = poll(&by_get().with_window(window), &mut store, &mut index, NOON);
        assert_eq!(run.end.is_some_and(|end| end.is_ok()), reached, "{window}");
    }
}

#[test]
fn an_ad_that_changes_meanwhile_hides_no_other() {
    for elastic in [by_get(), by_post()] {
        let (mut store, mut index) = (Store::default(), index(11));
        // By position alone, `ad-04` would slide onto the page before.
        index.meanwhile.insert(1, |index| index.put("ad-01", "Baker II", NOON - MINUTE));
        let end = poll(&elastic, &mut store, &mut index, NOON).done();
        assert_eq!(end.items, 11);
        assert_eq!((store.ads().len(), &store.ads()["ad-01"][..]), (11, "Baker II"));
    }
}

#[test]
fn fewer_hits_than_asked_for_are_not_the_end() {
    for elastic in [by_get(), by_post()] {
        for total in [Total::Number, Total::Bound] {
            let (mut store, mut index) = (Store::default(), index(11));
            (index.most, index.total) = (Some(2), total);
            assert_eq!(poll(&elastic, &mut store, &mut index, NOON).done().items, 11);
        }
    }
}

#[test]
fn fewer_ads_than_announced_move_nothing() {
    let (mut store, mut index) = (Store::default(), index(3));
    index.instead.insert(0, || Reply::text(r#"{"timed_out":false,"hits":{"total":3,"hits":[]}}"#));
    let end = poll(&by_get(), &mut store, &mut index, NOON).done();
    assert_eq!((end.items, end.announced), (0, Some(3)));
    assert!(store.cursor.is_none());
}

#[test]
fn a_part_is_never_taken_for_all() {
    let faults: [fn() -> Reply; 7] = [
        || Reply::text(r#"{"timed_out":true,"hits":{"total":0,"hits":[]}}"#),
        || Reply::text(r#"{"_shards":{"total":3,"failed":1},"hits":{"total":0,"hits":[]}}"#),
        || Reply::text(r#"{"error":{"reason":"no such index"}}"#),
        || Reply::text("<html>"),
        || Reply::Cut(br#"{"timed_out":false,"hits":{"total":1,"hits":["#.to_vec()),
        || Reply::Nothing,
        || Reply::status(400),
    ];
    for elastic in [by_get(), by_post()] {
        for fault in faults {
            for page in 0..3 {
                let (mut store, mut index) = (Store::default(), index(11));
                index.instead.insert(page, fault);
                poll(&elastic, &mut store, &mut index, NOON).error();
                assert!(store.cursor.is_none());
                index.instead.clear();
                poll(&elastic, &mut store, &mut index, NOON + MINUTE).done();
                assert_eq!(store.ads().len(), 11);
            }
        }
    }
}

#[test]
fn a_hit_that_cannot_be_read_costs_itself() {
    let (mut store, mut index) = (Store::default(), index(5));
    index.put("ad-02", " ", NOON - 2 * HOUR);
    let end = poll(&by_get(), &mut store, &mut index, NOON).done();
    assert_eq!((end.complete, end.items, store.ads().len()), (true, 5, 4));
    assert!(store.errors().iter().all(|error| error.external_id.as_deref() == Some("ad-02")));
}

#[test]
fn stopped_at_any_answer_nothing_is_lost() {
    let mut stops = 0;
    for elastic in [by_get(), by_post()] {
        for full_chunks in [false, true] {
            for stop_after in 1..6 {
                for snapshot in [true, false] {
                    let (mut store, mut index) = (Store::default(), index(11));
                    if !snapshot {
                        poll(&elastic, &mut store, &mut index, NOON).done();
                    }
                    for number in 0..9 {
                        index.put(&format!("ad-{number:02}"), "Kokk", NOON + number * HOUR);
                    }
                    index.asked = 0;
                    let hub = Hub { stop_after: Some(stop_after), full_chunks };
                    let now = Timestamp::from_millis(NOON + 10 * HOUR);
                    let stopped = round(&elastic, &mut store, &mut index, now, hub);
                    stops += usize::from(stopped.end.is_none());
                    poll(&elastic, &mut store, &mut index, NOON + 11 * HOUR).done();
                    let kokk = store.ads().values().filter(|title| *title == "Kokk").count();
                    assert_eq!((kokk, store.ads().len()), (9, 11), "stopped after {stop_after}");
                }
            }
        }
    }
    assert!(stops > 10, "{stops}");
}
