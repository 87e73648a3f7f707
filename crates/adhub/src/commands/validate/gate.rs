//! A gateway of its own, on a log in memory, that is asked with `dry-run`.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::body::Body as HttpBody;
use axum::http::Request;
use eventlog::{EventLog, MemoryLog};
use gateway::keys::{KeyFollower, KeyLedger, KeyRing, NewPartner};
use gateway::{Gateway, Limits, Parts};
use runtime::Clock;
use schemas::{Codec, PartnerName};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use telemetry::Metrics;
use tower::ServiceExt as _;

use super::body::Body;
use crate::cli::ValidateArguments;
use crate::hub;

/// Longest wait for the gateway to know its only key.
const READY_MAX: Duration = Duration::from_secs(30);
const READY_PAUSE: Duration = Duration::from_millis(1);

/// One receipt for each ad, in order.
///
/// # Errors
/// When the gateway answers with neither receipts nor a rejection.
pub(super) async fn ask(body: &Body, arguments: &ValidateArguments) -> anyhow::Result<Vec<Value>> {
    let clock = arguments.now.map_or_else(Clock::system, Clock::starting_at);
    let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
    log.ensure_topics(&hub::topic_specs())?;
    let codec = Arc::new(Codec::open(log.schema_table())?);
    let ledger = KeyLedger::new(Arc::clone(&log), Arc::clone(&codec));
    let name = PartnerName::new("validate").expect("a valid name");
    let new = NewPartner {
        name: name.clone(),
        zone: Some(arguments.zone.clone()),
        language: arguments.language.clone(),
    };
    ledger.add_partner(new, clock.now()).await?;
    let key = ledger.add_key(&name, clock.now()).await?.key;
    let (keys, metrics) = (KeyRing::new(), Metrics::new());
    let _follower = KeyFollower::start(
        Arc::clone(&log),
        Arc::clone(&codec),
        keys.clone(),
        Arc::clone(&metrics.gateway),
    )?;
    let parts = Parts {
        log,
        codec,
        keys: keys.clone(),
        metrics,
        clock: Arc::new(move || clock.now()),
        limits: limits(body),
    };
    let router = gateway::router(Gateway::new(parts));
    let started = std::time::Instant::now();
    while !keys.is_ready() {
        if started.elapsed() > READY_MAX {
            bail!("the gateway was not ready within {READY_MAX:?}");
        }
        tokio::time::sleep(READY_PAUSE).await;
    }
    let request = request(body, arguments.id.as_deref(), key.expose_secret())?;
    let answer = router.oneshot(request).await?;
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
    receipts(&bytes).with_context(|| format!("the gateway answered {status}"))
}

/// Those of a gateway for each ad, and none for the number of them: a partner
/// sends them in as many pushes as it takes.
fn limits(body: &Body) -> Limits {
    Limits {
        batch_bytes_max: body.bytes_max(),
        batch_ads_max: usize::MAX,
        ndjson_ads_max: usize::MAX,
        body_bytes_in_flight_max: body.bytes_max().max(Limits::default().body_bytes_in_flight_max),
        ads_per_second: None,
        ads_burst: NonZeroU32::MAX,
        ..Limits::default()
    }
}

fn request(body: &Body, id: Option<&str>, key: &str) -> anyhow::Result<Request<HttpBody>> {
    let (method, path, bytes) = match id {
        Some(id) => {
            let mut url = url::Url::parse("http://gateway/v1/partner/ads/")?;
            url.path_segments_mut()
                .map_err(|()| anyhow::anyhow!("the path cannot be made"))?
                .pop_if_empty()
                .push(id);
            ("PUT", url.path().to_owned(), body.one())
        }
        None => ("POST", "/v1/partner/ads".to_owned(), body.batch()),
    };
    let request = Request::builder()
        .method(method)
        .uri(format!("{path}?dry-run=true"))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", body.format())
        .body(HttpBody::from(bytes))?;
    Ok(request)
}

/// Those of an answer, accepted or not.
fn receipts(bytes: &[u8]) -> anyhow::Result<Vec<Value>> {
    match serde_json::from_slice(bytes)? {
        Value::Array(receipts) => Ok(receipts),
        Value::Object(mut answer) => match answer.remove("receipts") {
            Some(Value::Array(receipts)) => Ok(receipts),
            _ if answer.contains_key("outcome") => Ok(vec![Value::Object(answer)]),
            _ => bail!("{}", answer.get("detail").and_then(Value::as_str).unwrap_or("no detail")),
        },
        other => bail!("it is no receipt: {other}"),
    }
}
