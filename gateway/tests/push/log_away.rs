//! 2xx means durable: a log that does not acknowledge is a 503, and what was
//! not acknowledged can be sent again.

use eventlog::Fault;

use crate::hub::{Hub, ad, item};

/// The next call of the log fails so; then it works again.
async fn check(fault: Fault, code: &str, stored: usize) {
    let hub = Hub::new().await.quiet();
    hub.log.fail_at(hub.log.calls() + 1, fault);
    let answer = hub.put("1", ad("")).await;
    answer.assert_problem(503, code, &["send it all again"]);
    assert!(!answer.words().contains("event_id"), "a receipt in {}", answer.words());
    assert_eq!(hub.received().len(), stored);
    let metrics = hub.metrics.render();
    assert!(!metrics.contains("adhub_ads_received_total{"), "in the books:\n{metrics}");
    assert_eq!(hub.put("1", ad("")).await.status, 202);
    assert_eq!(hub.received().len(), stored + 1);
}

#[tokio::test]
async fn a_log_that_is_away_is_503_and_nothing_is_promised() {
    check(Fault::Unavailable, "log-unavailable", 0).await;
}

#[tokio::test]
async fn a_lost_request_is_503() {
    check(Fault::RequestLost, "log-unavailable", 0).await;
}

#[tokio::test]
async fn a_lost_acknowledgement_is_503_too() {
    check(Fault::AnswerLost, "log-unavailable", 1).await;
}

#[tokio::test]
async fn a_full_disk_is_503_that_says_so() {
    check(Fault::Full, "log-full", 0).await;
}

#[tokio::test]
async fn a_retry_after_a_lost_acknowledgement_is_the_same_delivery() {
    let hub = Hub::new().await.quiet();
    let send = async || {
        let request = hub.request("PUT", "/v1/partner/ads/1").header("idempotency-key", "k");
        let request = request.header("content-type", "application/json");
        hub.send(request.body(ad("").into()).unwrap()).await
    };
    hub.log.fail_at(hub.log.calls() + 1, Fault::AnswerLost);
    assert_eq!(send().await.status, 503);
    assert_eq!(send().await.status, 202);
    let ids: Vec<_> = hub.received().iter().map(|event| event.event_id).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "dedupe could not tell that it is a redelivery");
}

#[tokio::test]
async fn a_rejection_that_cannot_be_stored_is_503() {
    let hub = Hub::new().await.quiet();
    hub.log.fail_at(hub.log.calls() + 1, Fault::Unavailable);
    hub.put("1", "{}").await.assert_problem(503, "log-unavailable", &[]);
    hub.log.fail_at(hub.log.calls() + 1, Fault::Unavailable);
    let mixed = format!("[{}, 2]", item("a"));
    let answer = hub.json("POST", "/v1/partner/ads", mixed).await;
    answer.assert_problem(503, "log-unavailable", &[]);
    hub.assert_untouched();
}

#[tokio::test]
async fn an_ad_that_the_log_takes_in_no_record_is_rejected_after_all() {
    let hub = Hub::with(|limits| {
        limits.ad_bytes_max = 20_000_000;
        limits.batch_bytes_max = 20_000_000;
    })
    .await;
    let text = format!(r#"{{"title": "Baker", "description_html": "{}"}}"#, "x".repeat(500_000));
    let outgrown = format!(
        r#"{{"external_id": "b", "employer": "Fjellbrød AS", "apply_email": "jobs@fjellbrod.example",
            "texts": [{}]}}"#,
        vec![text; 20].join(",")
    );
    let answer = hub.put("b", outgrown.clone()).await;
    answer.assert_problem(413, "too-large", &["bytes to store", "\"rejected\""]);
    let batch = format!("[{}, {outgrown}]", item("a"));
    let answer = hub.json("POST", "/v1/partner/ads", batch).await;
    assert_eq!(answer.status, 207, "{}", answer.words());
    let receipts = answer.value();
    assert_eq!(
        (&receipts[0]["outcome"], &receipts[1]["outcome"]),
        (&"accepted".into(), &"rejected".into())
    );
    assert_eq!(receipts[1]["errors"][0]["code"], "too_large");
    assert_eq!(hub.received().len(), 1);
    let reasons: Vec<_> = hub.rejected().into_iter().map(|event| event.reason).collect();
    assert_eq!(reasons, [schemas::rejected::RejectReason::TooLarge; 2]);
    let metrics = hub.metrics.render();
    let line = r#"adhub_ads_rejected_total{partner="acme",reason="too_large",step="gateway"} 2"#;
    assert!(metrics.contains(line), "{line} is not in\n{metrics}");
}
