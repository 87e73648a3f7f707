//! What a partner and a subscriber do over HTTP.

use std::time::Duration;

use serde_json::Value;

use crate::wait::LONGEST;

/// A partner with a key.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    key: String,
}

impl Client {
    /// A partner that has this key.
    ///
    /// # Panics
    /// When this machine has no HTTP client.
    pub fn new(key: &str) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build();
        Self { http: http.expect("the client has no odd settings"), key: key.to_owned() }
    }

    /// Sends one request; `path` follows `/v1/partner/ads`.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn send(
        &self,
        hub: &str,
        method: reqwest::Method,
        path: &str,
        content_type: &str,
        body: String,
    ) -> reqwest::Result<(u16, Value)> {
        let request = self
            .http
            .request(method, format!("{hub}/v1/partner/ads{path}"))
            .bearer_auth(&self.key)
            .header("content-type", content_type)
            .body(body);
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }

    /// PUT of one ad of our own form.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn put(&self, hub: &str, id: &str, ad: &Value) -> reqwest::Result<(u16, Value)> {
        let path = format!("/{id}");
        self.send(hub, reqwest::Method::PUT, &path, "application/json", ad.to_string()).await
    }
}

/// An invented ad of our own form.
pub fn ad(title: &str) -> Value {
    serde_json::json!({
        "title": title,
        "employer": { "name": "Nordvik Hospital" },
        "description_html": format!("<p>{title}: you care for patients on a ward.</p>"),
        "locations": [{ "city": "Bodø", "country": "NO" }],
        "apply": { "url": "https://nordvik.example/jobs" },
    })
}

/// One page of the feed after a cursor; waits up to `wait` seconds for one.
///
/// # Panics
/// When the feed does not answer with a page.
pub async fn page(hub: &str, after: Option<&str>, wait: u32) -> (Vec<Value>, String) {
    let mut url = format!("{hub}/v1/changes?limit=1000&wait={wait}");
    if let Some(after) = after {
        url.push_str("&after=");
        url.push_str(after);
    }
    let answer = reqwest::get(&url).await.expect("the feed answers");
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    let mut page: Value = answer.json().await.expect("a page is JSON");
    let Value::Array(changes) = page["changes"].take() else { unreachable!("no list: {page}") };
    (changes, page["next"].as_str().expect("a page has a cursor").to_owned())
}

/// Every change from the floor on, once there are `count` and none follows.
///
/// # Panics
/// When there are not so many in time.
pub async fn changes(hub: &str, count: usize) -> Vec<Value> {
    changes_while(hub, count, || ()).await
}

/// As [`changes`]; calls `meanwhile` before each page.
///
/// # Panics
/// When there are not so many in time.
pub async fn changes_while(hub: &str, count: usize, mut meanwhile: impl FnMut()) -> Vec<Value> {
    let started = std::time::Instant::now();
    let (mut all, mut after) = page(hub, None, 1).await;
    loop {
        meanwhile();
        let quiet = all.len() >= count;
        let (more, next) = page(hub, Some(&after), 2).await;
        if more.is_empty() && quiet {
            return all;
        }
        all.extend(more);
        after = next;
        assert!(started.elapsed() < LONGEST, "{} changes of {count}", all.len());
    }
}

/// `seq` is dense, and the revisions of each ad rise by one; an ad expires, and
/// goes into another job, with the revision that it has.
///
/// # Panics
/// When not.
pub fn check_order(changes: &[Value]) {
    let mut revisions = std::collections::HashMap::<&str, i64>::new();
    for (index, change) in changes.iter().enumerate() {
        let first = changes[0]["seq"].as_u64().expect("a change has a number");
        assert_eq!(change["seq"].as_u64(), Some(first + index as u64), "{change}");
        let ad = change["ad_id"].as_str().expect("a change has an ad");
        let revision = revisions.entry(ad).or_default();
        let moves = change["left_job"].is_object() && change["revision"] == *revision;
        if change["kind"] != "expired" && !moves {
            *revision += 1;
        }
        assert_eq!(change["revision"].as_i64(), Some(*revision), "{change}");
    }
}

/// `KIND EXTERNAL-ID` of a change, or `KIND` alone when the ad is gone.
pub fn brief(change: &Value) -> String {
    let kind = change["kind"].as_str().unwrap_or_default();
    let id = change["ad"]["source"]["external_id"].as_str().unwrap_or_default();
    format!("{kind} {id}").trim_end().to_owned()
}
