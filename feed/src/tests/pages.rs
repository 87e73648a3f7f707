//! Pages: what a change shows, waiting, caches, and the rest of HTTP.

use std::time::{Duration, Instant};

use schemas::change::ChangeKind;

use super::hub::{Log, ad_id, entry, job_id, published, small};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_shows_what_is_public_and_nothing_else() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.commit(&[published(1)]);
    writer.commit(&[entry(ChangeKind::Withdrawn, 1, "")]);
    let hub = log.feed(small()).await;
    let answer = hub.get("/v1/changes").await;
    let text = String::from_utf8(answer.body.to_vec()).expect("UTF-8");
    for secret in ["Personsson", "person@", "epoch", "received_at", "contacts"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let (changes, _, _) = hub.page("").await;
    let members = |at: usize| {
        let change = changes[at].as_object().expect("an object");
        change.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(members(0), "ad ad_id at cursor job kind previous revision seq");
    assert_eq!(members(1), "ad_id at cursor job kind previous reason revision seq");
    assert_eq!(changes[0]["kind"], "published");
    assert_eq!(changes[0]["ad_id"], ad_id(1).to_string());
    assert_eq!(changes[0]["job"]["id"], job_id(1).to_string());
    assert_eq!(changes[0]["ad"]["texts"][0]["title"], "Annons 1");
    assert_eq!(changes[1]["reason"], "explicit_delete");
    assert_eq!(changes[1]["previous"]["country"][0], "SE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_ends_with_the_next_change() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.publish(0..2);
    let hub = log.feed(small()).await;
    let tip = hub.cursor("tip").await;
    let query = format!("after={tip}&wait=30");
    let began = Instant::now();
    let (page, ()) = tokio::join!(hub.page(&query), async {
        // Not before the request waits.
        while hub.feed.shared.waits.available_permits() == hub.feed.shared.settings.waits_max {
            tokio::task::yield_now().await;
        }
        writer.publish(2..3);
    });
    assert_eq!(page.0[0]["seq"], 3);
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_ends_when_the_hub_closes() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let (page, ()) = tokio::join!(hub.page("wait=30"), async {
        while hub.feed.shared.waits.available_permits() == hub.feed.shared.settings.waits_max {
            tokio::task::yield_now().await;
        }
        hub.feed.close();
    });
    assert_eq!(page.0.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_known_already_is_not_sent_again() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.publish(0..20);
    let hub = log.feed(small()).await;
    let floor = hub.cursor("floor").await;
    let full = format!("/v1/changes?after={floor}&limit=10");
    let first = hub.get(&full).await;
    assert_eq!(first.header("cache-control"), "public, max-age=30");
    let tag = first.header("etag").to_owned();
    let again = hub.get_with(&full, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    // At the tip: the same until there is something new.
    let tip = format!("/v1/changes?after={}", hub.cursor("tip").await);
    let empty = hub.get(&tip).await;
    assert_eq!(empty.header("cache-control"), "public, no-cache");
    let tag = empty.header("etag").to_owned();
    assert_eq!(hub.get_with(&tip, &[("if-none-match", &tag)]).await.status, 304);
    writer.publish(20..21);
    let waiting = format!("{tip}&wait=30");
    let news = hub.get_with(&waiting, &[("if-none-match", &tag)]).await;
    assert_eq!(news.status, 200);
    assert_ne!(news.header("etag"), tag);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_bounded_by_bytes_and_never_empty_before_the_tip() {
    let log = Log::memory();
    log.writer().publish(0..9);
    let hub = log.feed(crate::Settings { page_bytes_max: 1, ..small() }).await;
    let (changes, _, lag) = hub.page("limit=1000").await;
    assert_eq!((changes.len(), lag), (1, 8));
    assert_eq!(hub.pages(hub.cursor("floor").await, 1_000).await.0.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_waits_are_told_to_come_again() {
    let log = Log::memory();
    let hub = log.feed(crate::Settings { waits_max: 0, ..small() }).await;
    let answer = hub.get("/v1/changes?wait=1").await;
    assert_eq!(answer.problem().0, 503);
    assert_eq!(answer.header("retry-after"), "10");
    assert_eq!(hub.get("/v1/changes").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_web_page_may_read_and_nothing_can_be_written() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let answer = hub.get_with("/v1/changes", &[("origin", "https://example.org")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    for path in ["/v1/changes", "/v1/stream", "/v1/snapshot"] {
        let refused = hub.call("POST", path, &[]).await;
        assert_eq!(refused.status(), 405, "{path}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        assert_eq!(refused.headers()["allow"], "GET,HEAD");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_compressed_on_request() {
    let log = Log::memory();
    log.writer().publish(0..50);
    let hub = log.feed(small()).await;
    for encoding in ["gzip", "zstd"] {
        let answer = hub.get_with("/v1/changes", &[("accept-encoding", encoding)]).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.body.len() < 10_000, "{} bytes", answer.body.len());
    }
}

#[test]
fn every_path_is_described() {
    let log = Log::memory();
    let hub = log.unready(small());
    let api = crate::openapi_router(hub.feed.clone()).into_openapi();
    let json = api.to_pretty_json().expect("JSON");
    for path in
        ["/v1/changes", "/v1/stream", "/v1/snapshot", "/v1/ads/{ad-id}", "/v1/jobs/{job-id}"]
    {
        assert!(api.paths.paths.contains_key(path), "{path} in {json}");
    }
}
