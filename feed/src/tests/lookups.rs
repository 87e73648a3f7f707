//! Single ads and jobs.

use http::StatusCode;
use schemas::change::ChangeKind;

use super::hub::{Hub, Log, ad_id, entry, job_id, published, small};

async fn check_gone(hub: &Hub, path: &str, state: &str, reason: Option<&str>) {
    let answer = hub.get(path).await;
    assert_eq!(answer.problem().0, 410, "{path}");
    assert_eq!(answer.json()["state"], state);
    assert_eq!(answer.json()["reason"].as_str(), reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ad_is_its_latest_public_revision() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.commit(&[published(1)]);
    let hub = log.feed(small()).await;
    let path = format!("/v1/ads/{}", ad_id(1));
    let first = hub.get(&path).await;
    let ad = first.json();
    assert_eq!(ad["ad_id"], ad_id(1).to_string());
    assert_eq!(ad["texts"][0]["description_text"], "first text");
    assert_eq!(ad["job"]["id"], job_id(1).to_string());
    assert_eq!(ad["job"]["canonical"], true);
    assert!(ad.get("contacts").is_none());
    let tag = first.header("etag").to_owned();
    assert_eq!(hub.get_with(&path, &[("if-none-match", &tag)]).await.status, 304);
    let mut events = hub.events("/v1/stream", &[]).await;
    writer.commit(&[entry(ChangeKind::Updated, 1, "second text")]);
    let change = events.change().await;
    // Whoever was told of a change finds it.
    let second = hub.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(second.json()["revision"], change["revision"]);
    assert_eq!(second.json()["texts"][0]["description_text"], "second text");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_says_how() {
    let log = Log::local();
    let mut writer = log.writer();
    writer.publish(1..5);
    writer.commit(&[
        entry(ChangeKind::Withdrawn, 1, ""),
        entry(ChangeKind::Expired, 2, ""),
        entry(ChangeKind::Erased, 3, ""),
    ]);
    let hub = log.feed(small()).await;
    let (ad, job) =
        (|ad| format!("/v1/ads/{}", ad_id(ad)), |job| format!("/v1/jobs/{}", job_id(job)));
    check_gone(&hub, &ad(1), "withdrawn", Some("explicit_delete")).await;
    check_gone(&hub, &ad(2), "expired", Some("expiry")).await;
    check_gone(&hub, &ad(3), "erased", Some("erasure")).await;
    check_gone(&hub, &job(1), "withdrawn", None).await;
    check_gone(&hub, &job(2), "expired", None).await;
    check_gone(&hub, &job(3), "erased", None).await;
    assert_eq!(hub.get(&ad(4)).await.status, 200);
    for path in [ad(77), job(77)] {
        assert_eq!(hub.get(&path).await.problem().0, 404);
    }
    for path in ["/v1/ads/4711", "/v1/jobs/%00"] {
        assert_eq!(hub.get(path).await.problem(), (400, "not_a_uuid".to_owned()));
    }
    // It may come back.
    let mut events = hub.events("/v1/stream", &[]).await;
    writer.publish(1..2);
    events.change().await;
    assert_eq!(hub.get(&ad(1)).await.status, 200);
    assert_eq!(hub.get(&job(1)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_lists_its_public_ads() {
    let log = Log::memory();
    let mut writer = log.writer();
    for ad in 1..5 {
        writer.commit(&[published(ad).of_job(2)]);
    }
    writer.commit(&[entry(ChangeKind::Withdrawn, 3, "").of_job(2)]);
    writer.commit(&[published(4).of_job(9)]);
    let hub = log.feed(small()).await;
    let job = hub.get(&format!("/v1/jobs/{}", job_id(2))).await.json();
    assert_eq!(job["canonical"], ad_id(2).to_string());
    assert_eq!(job["total"], 2);
    let ads = job["ads"].as_array().expect("ads");
    let ids: Vec<_> = ads.iter().map(|ad| ad["id"].as_str().expect("text")).collect();
    assert_eq!(ids, [ad_id(1).to_string(), ad_id(2).to_string()]);
    assert_eq!(ads[1]["canonical"], true);
    assert_eq!(ads[0]["why"]["rule"], "similar-1");
    assert_eq!(ads[0]["why"]["ad"], ad_id(2).to_string());
    assert_eq!(ads[0]["why"]["features"][1], "text=93");
    assert!(ads[1].get("why").is_none(), "the job began with it");
    assert_eq!(ads[0]["title"], "Annons 1");
    assert_eq!(ads[0]["partner"], "norrljus");
    assert_eq!(ads[0]["url"], "https://norrljus.example/1");
    let link = ads[0]["links"]["self"].as_str().expect("text");
    assert_eq!(hub.get(link).await.json()["job"]["id"], job_id(2).to_string());
    // The one that left, and was named by nobody in its new job.
    let job = hub.get(&format!("/v1/jobs/{}", job_id(9))).await.json();
    assert_eq!(job["canonical"], ad_id(4).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_a_merged_job_leads_to_the_other() {
    let log = Log::local();
    let mut writer = log.writer();
    writer.publish(1..4);
    let updated = |ad| entry(ChangeKind::Updated, ad, "moved");
    writer.commit(&[updated(3).of_job(2).merging(3, &[3])]);
    writer.commit(&[updated(3).of_job(2)]);
    writer.commit(&[updated(2).of_job(1).merging(2, &[2, 3]), updated(3).of_job(1)]);
    for restarted in [false, true] {
        let hub = log.feed(small()).await;
        for job in [2, 3] {
            let answer = hub.get(&format!("/v1/jobs/{}", job_id(job))).await;
            assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{restarted}");
            assert_eq!(answer.header("location"), format!("/v1/jobs/{}", job_id(1)));
            assert_eq!(answer.json()["merged_into"], job_id(1).to_string());
        }
        let job = hub.get(&format!("/v1/jobs/{}", job_id(1))).await.json();
        assert_eq!(job["total"], 3);
        let aliases = [job_id(2).to_string(), job_id(3).to_string()];
        assert_eq!(job["aliases"], serde_json::json!(aliases));
        // What leads to a job that went leads there still.
        writer.commit(&[
            entry(ChangeKind::Withdrawn, 1, "").of_job(1),
            entry(ChangeKind::Withdrawn, 2, "").of_job(1),
            entry(ChangeKind::Withdrawn, 3, "").of_job(1),
        ]);
        hub.read_to(writer.seq.cast_unsigned()).await;
        check_gone(&hub, &format!("/v1/jobs/{}", job_id(1)), "withdrawn", None).await;
        let answer = hub.get(&format!("/v1/jobs/{}", job_id(3))).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        writer.commit(&[
            published(1).of_job(1),
            published(2).of_job(1),
            published(3).of_job(1).known_as(&[2, 3]),
        ]);
    }
}
