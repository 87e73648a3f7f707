//! Bad input gets an answer that says what to do, and nothing is lost: what
//! was taken in and rejected is in `ads.rejected`, what was turned away before
//! is nowhere.

use std::io::Write as _;

use axum::body::Body;
use http::Request;
use schemas::rejected::RejectReason;

use crate::hub::{Hub, ad};

/// One body that is rejected: the answer has these words, and `ads.rejected`
/// has the bytes with this reason.
async fn check(body: impl AsRef<[u8]>, reason: RejectReason, words: &[&str]) {
    let body = body.as_ref();
    let hub = Hub::new().await;
    let answer = hub.put("1", body.to_vec()).await;
    answer.assert_problem(422, "rejected", words);
    let receipt = &answer.value()["receipts"][0];
    assert_eq!(receipt["outcome"], "rejected");
    let [rejected] = <[_; 1]>::try_from(hub.rejected()).unwrap();
    assert_eq!((rejected.reason, rejected.step.as_str()), (reason, "gateway"));
    assert_eq!(rejected.event_id.to_string(), receipt["event_id"].as_str().unwrap());
    assert_eq!(rejected.external_id.as_deref(), Some("1"));
    assert_eq!(rejected.bytes_length, i64::try_from(body.len()).unwrap());
    assert!(body.starts_with(&rejected.bytes), "other bytes were kept");
    assert!(!rejected.faults.is_empty());
    assert!(hub.received().is_empty(), "it was accepted too");
}

#[tokio::test]
async fn malformed_json_is_rejected_with_its_place() {
    check(r#"{"title": "Baker","#, RejectReason::Malformed, &["malformed_json"]).await;
    check("", RejectReason::Malformed, &["malformed_json"]).await;
    check("[]", RejectReason::Malformed, &["not_an_object"]).await;
    check(r#"{"positions": NaN}"#, RejectReason::Malformed, &["malformed_json"]).await;
}

#[tokio::test]
async fn wrong_types_are_rejected_with_their_pointer() {
    check(ad(r#""positions": "two", "#), RejectReason::Invalid, &["wrong_type", "/positions"])
        .await;
}

#[tokio::test]
async fn unknown_fields_are_rejected_with_the_nearest_known_one() {
    let words = &["unknown_field", "/publishedAt", "published_at"];
    check(ad(r#""publishedAt": "2026-11-24", "#), RejectReason::Invalid, words).await;
}

#[tokio::test]
async fn deep_nesting_is_rejected_without_harm() {
    let depth = 100_000;
    let deep = format!(r#"{{"title": {}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    check(deep, RejectReason::Malformed, &["deep"]).await;
}

#[tokio::test]
async fn invalid_utf8_is_rejected_with_its_place() {
    let mut body = ad("").into_bytes();
    let at = body.iter().position(|byte| *byte == b'B').unwrap();
    body[at] = 0xff;
    check(body, RejectReason::Malformed, &["invalid_utf8"]).await;
}

#[tokio::test]
async fn duplicate_keys_are_rejected() {
    check(ad(r#""title": "Cook", "#), RejectReason::Invalid, &["duplicate_key", "title"]).await;
}

#[tokio::test]
async fn a_date_that_does_not_exist_is_rejected() {
    let words = &["date_not_real", "/published_at", "2026-02-30"];
    check(ad(r#""published_at": "2026-02-30", "#), RejectReason::Invalid, words).await;
}

#[tokio::test]
async fn a_reversed_interval_is_rejected() {
    let body = ad(r#""published_at": "2026-12-01", "valid_through": "2026-11-30", "#);
    check(body, RejectReason::Invalid, &["reversed_interval", "/valid_through"]).await;
}

#[tokio::test]
async fn a_blank_external_id_is_rejected() {
    let hub = Hub::new().await;
    let answer = hub.put("%20", ad("")).await;
    answer.assert_problem(422, "rejected", &["id_missing", "external id is blank"]);
    assert_eq!(answer.value()["receipts"][0]["ad_id"], serde_json::Value::Null);
    let [rejected] = <[_; 1]>::try_from(hub.rejected()).unwrap();
    assert_eq!(rejected.reason, RejectReason::BlankId);
    hub.put(&"x".repeat(513), ad("")).await.assert_problem(422, "rejected", &["id_invalid", "513"]);
    let gone = hub.json("DELETE", "/v1/partner/ads/%09", "").await;
    gone.assert_problem(422, "rejected", &["id_missing"]);
    hub.put("", ad("")).await.assert_problem(404, "not-found", &["external id is missing"]);
    let broken = hub.put("%ff", ad("")).await;
    broken.assert_problem(400, "path-invalid", &["percent-encode"]);
}

#[tokio::test]
async fn a_wrong_content_type_is_named() {
    let hub = Hub::new().await;
    for (content_type, words) in [
        (Some("text/xml"), "text/xml"),
        (Some("application/x-ndjson"), "application/x-ndjson"),
        (Some("application/json; charset=iso-8859-1"), "iso-8859-1"),
        (None, "there is no Content-Type"),
    ] {
        let mut request = hub.request("PUT", "/v1/partner/ads/1");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let answer = hub.send(request.body(ad("").into()).unwrap()).await;
        answer.assert_problem(415, "media-type", &[words, "allowed are application/json"]);
    }
    hub.assert_untouched();
}

#[tokio::test]
async fn an_oversized_body_is_turned_away_on_the_wire() {
    let hub = Hub::new().await;
    let large = ad(&format!(r#""x": "{}", "#, "x".repeat(1_000_000)));
    let announced = hub
        .request("PUT", "/v1/partner/ads/1")
        .header("content-type", "application/json")
        .header("content-length", large.len());
    let answer = hub.send(announced.body(large.clone().into()).unwrap()).await;
    answer.assert_problem(
        413,
        "too-large",
        &["1000000 bytes are allowed", &large.len().to_string()],
    );
    let chunks = large.into_bytes().chunks(1_000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let chunked = futures::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
    let answer = hub.put("1", Body::from_stream(chunked)).await;
    answer.assert_problem(413, "too-large", &["1000000 bytes are allowed"]);
    hub.assert_untouched();
}

fn compress(encoding: &str, plain: &[u8]) -> Vec<u8> {
    match encoding {
        "gzip" => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "zstd" => zstd::bulk::compress(plain, 3).unwrap(),
        other => panic!("{other}?"),
    }
}

fn encoded(hub: &Hub, encoding: &str, body: Vec<u8>) -> Request<Body> {
    hub.request("PUT", "/v1/partner/ads/1")
        .header("content-type", "application/json")
        .header("content-encoding", encoding)
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn compressed_bodies_are_read_also_in_several_members() {
    let hub = Hub::new().await;
    let plain = ad("");
    for encoding in ["gzip", "zstd"] {
        let answer = hub.send(encoded(&hub, encoding, compress(encoding, plain.as_bytes()))).await;
        assert_eq!(answer.status, 202, "{}", answer.words());
        let (one, two) = plain.as_bytes().split_at(20);
        let members = [compress(encoding, one), compress(encoding, two)].concat();
        let answer = hub.send(encoded(&hub, encoding, members)).await;
        assert_eq!(answer.status, 202, "{}", answer.words());
    }
}

#[tokio::test]
async fn a_zip_bomb_is_turned_away() {
    let hub = Hub::new().await;
    let bomb = vec![b' '; 64 * 1024 * 1024];
    for encoding in ["gzip", "zstd"] {
        let bomb = compress(encoding, &bomb);
        assert!(bomb.len() < 100_000);
        let answer = hub.send(encoded(&hub, encoding, bomb)).await;
        answer.assert_problem(413, "too-large", &["after decompression", "1000000"]);
    }
    hub.assert_untouched();
}

#[tokio::test]
async fn a_zstd_window_beyond_8_mib_is_turned_away() {
    let hub = Hub::new().await;
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(27).unwrap();
    encoder.write_all(ad("").as_bytes()).unwrap();
    let answer = hub.send(encoded(&hub, "zstd", encoder.finish().unwrap())).await;
    answer.assert_problem(400, "body-broken", &["zstd"]);
    hub.assert_untouched();
}

#[tokio::test]
async fn a_body_that_is_not_what_its_encoding_says_is_turned_away() {
    let hub = Hub::new().await;
    let answer = hub.send(encoded(&hub, "gzip", ad("").into_bytes())).await;
    answer.assert_problem(400, "body-broken", &["gzip", "Content-Encoding"]);
    let mut cut = compress("gzip", ad("").as_bytes());
    cut.truncate(cut.len() - 9);
    hub.send(encoded(&hub, "gzip", cut)).await.assert_problem(400, "body-broken", &["gzip"]);
    let answer = hub.send(encoded(&hub, "lzma", Vec::new())).await;
    answer.assert_problem(415, "content-encoding", &["lzma", "gzip, br, zstd"]);
    assert_eq!(answer.header("accept-encoding"), "gzip, br, zstd");
    hub.assert_untouched();
}

#[tokio::test]
async fn a_query_or_header_that_cannot_be_is_named() {
    let hub = Hub::new().await;
    for (query, words) in [
        ("dry_run=true", "dry_run"),
        ("dry-run=maybe", "dry-run=true or false"),
        ("account=", "account"),
        ("account=%00", "control characters"),
        ("account=a&account=b", "account"),
    ] {
        let answer = hub.put(&format!("1?{query}"), ad("")).await;
        answer.assert_problem(400, "query-invalid", &[words]);
    }
    let request =
        hub.request("PUT", "/v1/partner/ads/1").header("content-type", "application/json");
    let request = request.header("idempotency-key", "k".repeat(256));
    let answer = hub.send(request.body(ad("").into()).unwrap()).await;
    answer.assert_problem(400, "header-invalid", &["256", "255"]);
    hub.assert_untouched();
}
