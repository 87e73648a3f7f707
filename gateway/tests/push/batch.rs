//! Many ads in one body: a receipt each, in order, and no bad neighbours.

use axum::body::Body;
use schemas::rejected::RejectReason;
use serde_json::Value;

use crate::hub::{Answer, Hub, item};

async fn ndjson(hub: &Hub, body: impl Into<Body>) -> Answer {
    let request = hub.request("POST", "/v1/partner/ads");
    let request = request.header("content-type", "application/x-ndjson");
    hub.send(request.body(body.into()).unwrap()).await
}

fn outcomes(receipts: &Value) -> Vec<String> {
    let say = |receipt: &Value| {
        let id = receipt["external_id"].as_str().unwrap_or("-");
        format!("{id} {}", receipt["outcome"].as_str().unwrap())
    };
    receipts.as_array().unwrap().iter().map(say).collect()
}

#[tokio::test]
async fn a_good_batch_has_receipts_in_order() {
    let hub = Hub::new().await;
    let items: Vec<_> = (0..100).map(|n| item(&format!("ad-{n}"))).collect();
    let answer = hub.json("POST", "/v1/partner/ads", format!("[{}]", items.join(","))).await;
    assert_eq!(answer.status, 202, "{}", answer.words());
    let wanted: Vec<_> = (0..100).map(|n| format!("ad-{n} accepted")).collect();
    assert_eq!(outcomes(&answer.value()), wanted);
    assert_eq!(hub.received().len(), 100);
}

#[tokio::test]
async fn a_bad_ad_costs_nobody_else() {
    let hub = Hub::new().await;
    let mut body = format!(r#"[{}, 7, {}, {{"external_id": "c", "title": "#, item("a"), item("b"))
        .into_bytes();
    body.extend_from_slice(b"\"\xff\"}, ");
    body.extend_from_slice(item("d").as_bytes());
    body.push(b']');
    let answer = hub.json("POST", "/v1/partner/ads", body).await;
    assert_eq!(answer.status, 207, "{}", answer.words());
    let receipts = answer.value();
    let words = outcomes(&receipts);
    assert_eq!(
        [&words[0], &words[1], &words[2], &words[4]],
        ["a accepted", "- rejected", "b accepted", "d accepted"]
    );
    assert_eq!(receipts[3]["errors"][0]["code"], "invalid_utf8");
    assert_eq!(hub.received().len(), 3);
    let rejected = hub.rejected();
    let mut places: Vec<_> = rejected.iter().map(|event| event.place.as_str()).collect();
    places.sort_unstable();
    assert_eq!(places, ["item 2", "item 4"]);
}

#[tokio::test]
async fn a_batch_of_bad_ads_is_no_success() {
    let hub = Hub::new().await;
    let answer = hub.json("POST", "/v1/partner/ads", r#"[{"external_id": "a"}, 2]"#).await;
    answer.assert_problem(422, "rejected", &["all 2 ads", "/0/title", "\"/1\""]);
    assert_eq!(outcomes(&answer.value()["receipts"]), ["a rejected", "- rejected"]);
    assert_eq!(hub.rejected().len(), 2);
}

#[tokio::test]
async fn a_body_that_cannot_be_cut_is_kept_as_one() {
    let hub = Hub::new().await;
    for (body, words) in [
        ("{}", "not a JSON array"),
        ("[{}", "not closed"),
        ("[] []", "follows the array"),
        ("[]", "holds no ad"),
        ("", "not a JSON array"),
    ] {
        let answer = hub.json("POST", "/v1/partner/ads", body).await;
        answer.assert_problem(422, "rejected", &[words]);
    }
    ndjson(&hub, "\n\n").await.assert_problem(422, "rejected", &["holds no ad"]);
    let reasons: Vec<_> = hub.rejected().into_iter().map(|event| event.reason).collect();
    assert_eq!(reasons, [RejectReason::Malformed; 6]);
}

#[tokio::test]
async fn ndjson_is_read_line_by_line() {
    let hub = Hub::new().await;
    let body = format!("{}\r\n\nrubbish\n{}", item("a"), item("b"));
    let answer = ndjson(&hub, body).await;
    assert_eq!(answer.status, 207, "{}", answer.words());
    assert_eq!(outcomes(&answer.value()), ["a accepted", "- rejected", "b accepted"]);
    assert_eq!(hub.rejected()[0].place, "line 3");
}

#[tokio::test]
async fn more_ads_than_allowed_are_turned_away() {
    let hub = Hub::new().await;
    let body = format!("[{}]", vec!["0"; 101].join(","));
    let answer = hub.json("POST", "/v1/partner/ads", body).await;
    answer.assert_problem(413, "too-many-ads", &["101", "at most 100"]);
    let million = format!("[{}]", vec!["0"; 1_000_000].join(","));
    let answer = hub.json("POST", "/v1/partner/ads", million).await;
    answer.assert_problem(413, "too-many-ads", &["at most 100"]);
    ndjson(&hub, "0\n".repeat(5_001)).await.assert_problem(413, "too-many-ads", &["5000 lines"]);
    let large = vec![b' '; 5_000_001];
    hub.json("POST", "/v1/partner/ads", large).await.assert_problem(413, "too-large", &["5000000"]);
    hub.assert_untouched();
}

#[tokio::test]
async fn one_ad_of_a_batch_that_is_too_large_is_rejected_alone() {
    let hub = Hub::new().await;
    let large = item(&"x".repeat(1_000_001));
    let answer = hub.json("POST", "/v1/partner/ads", format!("[{},{large}]", item("a"))).await;
    assert_eq!(answer.status, 207, "{}", &answer.words()[..300]);
    assert_eq!(answer.value()[1]["errors"][0]["code"], "too_large");
    let [rejected] = <[_; 1]>::try_from(hub.rejected()).unwrap();
    assert_eq!(rejected.reason, RejectReason::TooLarge);
    assert_eq!(rejected.bytes.len(), schemas::Rejected::BYTES_MAX);
}

#[tokio::test]
async fn an_ad_that_is_twice_in_a_batch_is_two_deliveries() {
    let hub = Hub::new().await;
    let send = async || {
        let request = hub.request("POST", "/v1/partner/ads").header("idempotency-key", "k");
        let request = request.header("content-type", "application/json");
        let body = format!("[{}, {}]", item("a"), item("a"));
        hub.send(request.body(body.into()).unwrap()).await.value()
    };
    let first = send().await;
    assert_ne!(first[0]["event_id"], first[1]["event_id"]);
    assert_eq!(first, send().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_pushes_are_each_in_the_log_once() {
    let hub = std::sync::Arc::new(Hub::new().await);
    let pushes = (0..40).map(|n| {
        let hub = std::sync::Arc::clone(&hub);
        tokio::spawn(async move {
            let answer = if n % 4 == 0 {
                let items: Vec<_> = (0..10).map(|m| item(&format!("{n}-{m}"))).collect();
                hub.json("POST", "/v1/partner/ads", format!("[{}]", items.join(","))).await
            } else {
                hub.put(&n.to_string(), crate::hub::ad("")).await
            };
            assert_eq!(answer.status, 202, "{}", answer.words());
            let receipts = match answer.value() {
                Value::Array(receipts) => receipts,
                one => vec![one],
            };
            receipts.iter().map(|r| r["event_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        })
    });
    let mut promised = Vec::new();
    for push in pushes.collect::<Vec<_>>() {
        promised.extend(push.await.unwrap());
    }
    let stored = hub.received();
    let mut stored: Vec<_> = stored.iter().map(|event| event.event_id.to_string()).collect();
    promised.sort_unstable();
    stored.sort_unstable();
    assert_eq!(promised.len(), 130);
    assert_eq!(promised, stored);
}
