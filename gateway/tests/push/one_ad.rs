//! Put, withdraw and erase: what is answered, and what is stored.

use schemas::ad::RemovalSignal;
use schemas::received::ReceivedKind;
use schemas::{AdId, topic};
use serde_json::json;

use crate::hub::{Hub, acme, ad, now};

#[tokio::test]
async fn an_accepted_ad_is_in_the_log_as_the_receipt_says() {
    let hub = Hub::new().await;
    let answer = hub.put("4711", ad("")).await;
    assert_eq!(answer.status, 202, "{}", answer.words());
    let receipt = answer.value();
    let [received] = <[_; 1]>::try_from(hub.received()).unwrap();
    assert_eq!(
        receipt,
        json!({
            "external_id": "4711",
            "ad_id": received.ad_id,
            "event_id": received.event_id,
            "outcome": "accepted",
            "errors": [],
            "warnings": [],
        })
    );
    assert_eq!(received.ad_id, AdId::derive("acme", None, &"4711".to_owned().try_into().unwrap()));
    assert_eq!((received.kind, received.received_at), (ReceivedKind::Observed, now()));
    assert_eq!((received.partner, received.account), (acme(), None));
    assert_eq!(received.ad.unwrap().title(), "Baker");
    assert!(hub.rejected().is_empty());
}

#[tokio::test]
async fn records_carry_cloudevents_headers_and_the_partners_trace() {
    let hub = Hub::new().await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let request = hub
        .request("PUT", "/v1/partner/ads/1")
        .header("content-type", "application/json")
        .header("traceparent", trace);
    let answer = hub.send(request.body(ad("").into()).unwrap()).await;
    let event_id = answer.value()["event_id"].as_str().unwrap().to_owned();
    let [record] = <[_; 1]>::try_from(hub.records(topic::ADS_RECEIVED)).unwrap();
    let headers: Vec<_> = record
        .headers
        .iter()
        .map(|(name, value)| (name.as_ref(), std::str::from_utf8(value).unwrap()))
        .collect();
    assert_eq!(
        headers,
        [
            ("ce_id", event_id.as_str()),
            ("ce_source", "/partners/acme"),
            ("ce_type", "org.adhub.received.v1"),
            ("ce_time", "2026-11-24T12:00:00Z"),
            ("ce_specversion", "1.0"),
            ("content-type", "application/avro"),
            ("traceparent", trace),
        ]
    );
    assert_eq!(record.key.unwrap(), answer.value()["ad_id"].as_str().unwrap().as_bytes());
}

#[tokio::test]
async fn withdraw_and_erase_are_stored_as_what_they_are() {
    let hub = Hub::new().await;
    let withdrawn = hub.json("DELETE", "/v1/partner/ads/7", "").await;
    assert_eq!(
        (withdrawn.status.as_u16(), withdrawn.value()["outcome"].as_str()),
        (202, Some("accepted"))
    );
    let erased = hub.json("POST", "/v1/partner/ads/7/erase", "").await;
    assert_eq!(erased.status, 202, "{}", erased.words());
    assert_eq!(withdrawn.value()["ad_id"], erased.value()["ad_id"]);
    let said: Vec<_> = hub
        .received()
        .into_iter()
        .map(|event| (event.kind, event.removal.unwrap().signal, event.ad.is_none()))
        .collect();
    assert_eq!(
        said,
        [
            (ReceivedKind::Removed, RemovalSignal::ExplicitDelete, true),
            (ReceivedKind::Erased, RemovalSignal::Erasure, true),
        ]
    );
}

#[tokio::test]
async fn an_external_id_may_hold_anything_that_is_percent_encoded() {
    let hub = Hub::new().await;
    for (path, id) in [
        ("a%2Fb%3Fc", "a/b?c"),
        ("%C3%A5%20x", "å x"),
        ("%20%20trim%20", "trim"),
        ("erase", "erase"),
    ] {
        let answer = hub.put(path, ad("")).await;
        assert_eq!((answer.status.as_u16(), &answer.value()["external_id"]), (202, &json!(id)));
    }
    let answer = hub.json("POST", "/v1/partner/ads/a%2Fb%3Fc/erase", "").await;
    assert_eq!(answer.value()["external_id"], "a/b?c");
}

#[tokio::test]
async fn an_account_is_an_id_space_of_its_own() {
    let hub = Hub::new().await;
    let plain = hub.put("1", ad("")).await.value();
    let tenant = hub.put("1?account=tenant%201", ad("")).await.value();
    assert_ne!(plain["ad_id"], tenant["ad_id"]);
    let accounts: Vec<_> = hub.received().into_iter().map(|event| event.account).collect();
    assert!(accounts.contains(&Some("tenant 1".to_owned())), "{accounts:?}");
}

#[tokio::test]
async fn a_dry_run_answers_the_same_and_stores_nothing() {
    let hub = Hub::new().await;
    let dry = hub.put("1?dry-run=true", ad("")).await;
    assert_eq!(dry.status, 202);
    hub.put("1?dry-run=true", "{").await.assert_problem(422, "rejected", &["malformed_json"]);
    let gone = hub.json("DELETE", "/v1/partner/ads/1?dry-run=true", "").await;
    assert_eq!(gone.status, 202);
    let body = format!("[{}]", crate::hub::item("1"));
    assert_eq!(hub.json("POST", "/v1/partner/ads?dry-run=true", body).await.status, 202);
    hub.assert_untouched();
    assert_eq!(dry.bytes, hub.put("1", ad("")).await.bytes);
}

#[tokio::test]
async fn what_will_have_no_effect_is_a_warning() {
    let hub = Hub::new().await;
    let answer =
        hub.put("1", ad(r#""published_at": "2026-01-01", "valid_through": "2026-02-01", "#)).await;
    assert_eq!(answer.status, 202);
    let warnings = answer.value()["warnings"].clone();
    assert_eq!(warnings[0]["code"], "already_expired");
    assert!(warnings[0]["message"].as_str().unwrap().contains("2026-02-01"), "{warnings}");
    let answer = hub.put("2", r#"{"title": "Baker", "employer": "Fjellbrød AS"}"#).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.value()["warnings"][0]["code"]),
        (202, &json!("no_apply_method"))
    );
}

#[tokio::test]
async fn the_same_idempotency_key_and_ad_is_the_same_delivery() {
    let hub = Hub::new().await;
    let send = async |key: &str, body: String| {
        let request =
            hub.request("PUT", "/v1/partner/ads/1").header("content-type", "application/json");
        let request = request.header("idempotency-key", key).body(body.into()).unwrap();
        hub.send(request).await.value()["event_id"].clone()
    };
    let first = send("k1", ad("")).await;
    assert_eq!(first, send("k1", ad("")).await);
    assert_ne!(first, send("k2", ad("")).await);
    // A partner that sends one constant key must lose nothing.
    assert_ne!(first, send("k1", ad(r#""positions": 2, "#)).await);
}

#[tokio::test]
async fn every_ad_is_in_the_books_once() {
    let hub = Hub::new().await;
    hub.put("1", ad("")).await;
    hub.put("2", "{}").await;
    let body = format!("[{}, 3]", crate::hub::item("4"));
    assert_eq!(hub.json("POST", "/v1/partner/ads", body).await.status, 207);
    let metrics = hub.metrics.render();
    for line in [
        r#"adhub_ads_received_total{channel="push",partner="acme"} 4"#,
        r#"adhub_ads_emitted_total{partner="acme",step="gateway"} 2"#,
        r#"adhub_requests_answered_total{endpoint="put_ad",status="2xx"} 1"#,
        r#"adhub_requests_answered_total{endpoint="put_ad",status="4xx"} 1"#,
        r#"adhub_requests_refused_total{problem="rejected"} 1"#,
        r#"adhub_records_appended_total{topic="ads.rejected"} 2"#,
        "adhub_requests_in_flight 0",
        "adhub_keys_ready 1",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}

#[tokio::test]
async fn the_examples_of_the_description_are_accepted_without_a_warning() {
    let hub = Hub::new().await.quiet();
    let (_, openapi) = gateway::openapi_router(hub.gateway(|_| {})).split_for_parts();
    let openapi = serde_json::to_value(openapi).unwrap();
    let contents =
        &openapi["paths"]["/v1/partner/ads/{external-id}"]["put"]["requestBody"]["content"];
    for content_type in ["application/json", "application/ld+json"] {
        let body = contents[content_type]["example"].to_string();
        let request =
            hub.request("PUT", "/v1/partner/ads/4711").header("content-type", content_type);
        let answer = hub.send(request.body(body.into()).unwrap()).await;
        assert_eq!(answer.status, 202, "{}", answer.words());
        assert_eq!(answer.value()["warnings"], json!([]), "{content_type}");
    }
    let [own, posting] = <[_; 2]>::try_from(hub.received()).unwrap();
    assert_eq!(own.ad_id, posting.ad_id);
    assert_eq!(own.ad.unwrap().title(), posting.ad.unwrap().title());
}
