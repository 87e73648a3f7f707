//! Who may push, and how the operator says so.

use std::time::Instant;

use axum::body::Body;
use gateway::keys::{KeyLedgerError, LIVE_KEYS_MAX, NewPartner};
use http::Request;
use schemas::PartnerName;
use secrecy::ExposeSecret as _;

use crate::hub::{Hub, PATIENCE, acme, ad, now};

async fn with_authorization(hub: &Hub, authorization: Option<&str>) -> crate::hub::Answer {
    let mut request = Request::builder().method("PUT").uri("/v1/partner/ads/1");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let request = request.header("content-type", "application/json");
    hub.send(request.body(Body::from(ad(""))).unwrap()).await
}

/// Asks again until the answer has this status: the ring follows the log.
async fn until_status(hub: &Hub, key: &str, status: u16) -> crate::hub::Answer {
    let bearer = format!("Bearer {key}");
    let started = Instant::now();
    loop {
        let answer = with_authorization(hub, Some(&bearer)).await;
        if answer.status == status {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "still {}", answer.status);
    }
}

#[tokio::test]
async fn a_key_that_opens_nothing_is_401_and_not_told_why() {
    let hub = Hub::new().await;
    let other_secret =
        format!("{}{}", &hub.key[..60], if hub.key.ends_with("AA") { "BB" } else { "AA" });
    let other_id = format!("adhub_000000000000{}", &hub.key[18..]);
    let mut answers = Vec::new();
    for key in [other_secret, other_id, "adhub_x".to_owned(), "x".repeat(4_000)] {
        let answer = with_authorization(&hub, Some(&format!("Bearer {key}"))).await;
        answer.assert_problem(401, "unauthorized", &["unknown or revoked"]);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"adhub\"");
        assert!(!answer.words().contains(&key), "the answer repeats the key");
        answers.push(answer.bytes);
    }
    assert!(answers.iter().all(|bytes| *bytes == answers[0]), "the answers differ");
    let none = with_authorization(&hub, None).await;
    none.assert_problem(401, "unauthorized", &["no Authorization"]);
    let basic = with_authorization(&hub, Some("Basic YTpi")).await;
    basic.assert_problem(401, "unauthorized", &["Bearer KEY"]);
    hub.assert_untouched();
}

#[tokio::test]
async fn a_revoked_key_stops_opening_and_the_others_go_on() {
    let hub = Hub::new().await;
    let second = hub.ledger.add_key(&acme(), now()).await.unwrap();
    let key = second.key.expose_secret();
    until_status(&hub, key, 202).await;
    hub.ledger.revoke_key(second.id.as_str(), now()).await.unwrap();
    let started = Instant::now();
    until_status(&hub, key, 401).await;
    assert!(started.elapsed().as_secs_f64() < 1.0, "it took {:?}", started.elapsed());
    assert_eq!(hub.put("1", ad("")).await.status, 202);
}

#[tokio::test]
async fn a_disabled_partner_is_403_until_it_is_added_again() {
    let hub = Hub::new().await;
    hub.ledger.disable_partner(&acme(), now()).await.unwrap();
    let answer = until_status(&hub, &hub.key, 403).await;
    answer.assert_problem(403, "partner-disabled", &["acme is disabled"]);
    let error = hub.ledger.add_key(&acme(), now()).await.unwrap_err();
    assert!(matches!(error, KeyLedgerError::PartnerDisabled(_)), "{error}");
    let again = NewPartner { name: acme(), zone: None, language: None };
    hub.ledger.add_partner(again, now()).await.unwrap();
    until_status(&hub, &hub.key, 202).await;
}

#[tokio::test]
async fn before_the_keys_are_known_nobody_is_turned_away_for_good() {
    let hub = Hub::new().await.quiet();
    let gateway = hub.gateway(|parts| parts.keys = gateway::keys::KeyRing::new());
    assert!(gateway.ready().unwrap_err().contains("keys"));
    let hub = hub.on(gateway::router(gateway));
    hub.put("1", ad("")).await.assert_problem(503, "starting", &["still being read"]);
}

#[tokio::test]
async fn the_ledger_lists_what_there_is_and_never_a_key() {
    let hub = Hub::new().await;
    let partners = hub.ledger.partners().await.unwrap();
    assert_eq!(partners.len(), 1);
    assert_eq!((&partners[0].partner, partners[0].zone.as_deref()), (&acme(), Some("Europe/Oslo")));
    let keys = hub.ledger.keys(Some(&acme())).await.unwrap();
    assert_eq!(keys[0].key_id.as_deref(), Some(&hub.key[6..18]));
    assert!(!format!("{keys:?}").contains(&hub.key[19..]), "the key itself is stored");
}

#[tokio::test]
async fn the_ledger_refuses_what_cannot_be() {
    let hub = Hub::new().await;
    let nobody = PartnerName::new("nobody").unwrap();
    let exists = NewPartner { name: acme(), zone: None, language: None };
    let zone = NewPartner { name: nobody.clone(), zone: Some("Mars/Base".into()), language: None };
    let errors = [
        hub.ledger.add_partner(exists, now()).await.unwrap_err(),
        hub.ledger.add_partner(zone, now()).await.unwrap_err(),
        hub.ledger.add_key(&nobody, now()).await.unwrap_err(),
        hub.ledger.disable_partner(&nobody, now()).await.unwrap_err(),
        hub.ledger.revoke_key("000000000000", now()).await.unwrap_err(),
    ];
    let words: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "partner acme is there already",
            "\"Mars/Base\" is not a time zone: an IANA name such as \"Europe/Stockholm\" is needed",
            "there is no partner nobody: add it with `adhub partner add nobody`",
            "there is no partner nobody: add it with `adhub partner add nobody`",
            "there is no key with the id \"000000000000\": `adhub key list` shows them all",
        ]
    );
    for _ in 1..LIVE_KEYS_MAX {
        hub.ledger.add_key(&acme(), now()).await.unwrap();
    }
    let error = hub.ledger.add_key(&acme(), now()).await.unwrap_err();
    assert!(matches!(error, KeyLedgerError::TooManyKeys(_)), "{error}");
}
