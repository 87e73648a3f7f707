//! Real ads through the whole running hub: each one is in the feed as its
//! source has it. The oracle looks the source up by plain keys.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use std::collections::HashMap;

use connectors::formats::jobstream::rebuild;
use reqwest::Method;
use schemas::contacts::Contacts;
use schemas::{Ad, topic};
use serde_json::Value;
use tests::client::{changes, check_order};
use tests::corpus;
use tests::hub::Hub;
use tests::log::{Log, read};
use tests::partner::Partner;
use tests::wait::until;

/// After the newest of them was published, before the first one expires.
const JOBTECH_NOW: &str = "2025-09-11T12:00:00Z";
const NHS_NOW: &str = "2020-11-06T16:28:00Z";

tests::on_both_logs! {
    every_key_of_every_jobtech_ad_can_be_had_again,
    every_schema_org_ad_is_in_the_feed_as_its_source_has_it,
}

fn by_id(changes: &[Value]) -> HashMap<&str, &Value> {
    changes
        .iter()
        .map(|change| {
            (
                change["ad"]["source"]["external_id"]
                    .as_str()
                    .expect("a published change has its ad"),
                &change["ad"],
            )
        })
        .collect()
}

/// The source escapes titles and names once more than JSON needs.
fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for (escape, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(escape, character);
    }
    text
}

/// The step took in `count` and passed all of them on.
async fn check_books(hub: &Hub, partner: &str, count: usize) {
    let partner = format!("partner=\"{partner}\"");
    let count = count as u64;
    assert_eq!(hub.metric("adhub_ads_received_total", &[&partner]).await, count);
    for step in ["dedupe", "enrich", "group"] {
        let step = format!("step=\"{step}\"");
        until("the books balance", async || {
            let emitted = hub.metric("adhub_ads_emitted_total", &[&partner, &step]).await;
            (emitted == count).then_some(())
        })
        .await;
        assert_eq!(hub.metric("adhub_ads_rejected_total", &[&partner, &step]).await, 0);
    }
}

async fn every_key_of_every_jobtech_ad_can_be_had_again(log: Log) {
    let Some(sources) = corpus::ads("corpus/jobtech-40.jsonl.gz") else { return };
    let partner = Partner::new(Value::Array(sources.clone())).await;
    let mut hub = log.hub().now(JOBTECH_NOW).pulls("jobtech", &partner).start().await;
    let all = changes(hub.feed(), sources.len()).await;
    check_order(&all);
    assert_eq!(all.len(), sources.len());
    check_books(&hub, "jobtech", sources.len()).await;
    hub.stop().await;
    let contacts: HashMap<String, Contacts> =
        read::<Contacts>(&*hub.log().open(), topic::ADS_CONTACTS)
            .into_iter()
            .map(|contacts| (contacts.ad_id.to_string(), contacts))
            .collect();
    let ads = by_id(&all);
    let mut compared = 0;
    let mut wrong = Vec::new();
    for source in &sources {
        let ad: Ad = serde_json::from_value(ads[source["id"].as_str().unwrap()].clone()).unwrap();
        let people = contacts.get(&ad.ad_id.to_string());
        let again = rebuild(&ad, people.map_or(&[], |record| &record.contacts));
        for (key, value) in source.as_object().unwrap() {
            compared += 1;
            if &again[key] != value {
                wrong.push(format!("{} {key}: {} for {value}", source["id"], again[key]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}: {}", wrong.len(), wrong.join("\n"));
    assert!(compared >= 36 * sources.len(), "{compared}");
}

async fn every_schema_org_ad_is_in_the_feed_as_its_source_has_it(log: Log) {
    let Some(sources) = corpus::ads("corpus/nhs-3000.jsonl.gz") else { return };
    let hub = log.hub().now(NHS_NOW).start().await;
    let partner = hub.partner("nhs");
    for source in &sources {
        let path = format!("/{}", source["id"].as_str().unwrap());
        let sent = partner
            .send(hub.gateway(), Method::PUT, &path, "application/ld+json", source.to_string())
            .await
            .unwrap();
        assert_eq!(sent.0, 202, "{path}: {}", sent.1);
    }
    let all = changes(hub.feed(), sources.len()).await;
    check_order(&all);
    assert_eq!(all.len(), sources.len());
    check_books(&hub, "nhs", sources.len()).await;
    let ads = by_id(&all);
    for source in &sources {
        let id = source["id"].as_str().unwrap();
        let ad = ads[id];
        let words = |value: &Value| {
            let text = plain(value.as_str().unwrap_or_default()).to_lowercase();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words(&ad["texts"][0]["title"]), words(&source["title"]), "title of {id}");
        let employer = &source["hiringOrganization"]["name"];
        assert_eq!(words(&ad["employer"]["name"]), words(employer), "employer of {id}");
        let place = &source["jobLocation"]["address"];
        let country = &ad["locations"][0]["country"];
        assert_eq!(country, &place["addressCountry"], "country of {id}");
        let instant = |value: &Value| {
            let text = value.as_str().unwrap();
            let read = jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text);
            read.unwrap_or_else(|_| text.parse().unwrap())
        };
        let until = &ad["valid_through"]["at"];
        assert_eq!(instant(until), instant(&source["validThrough"]), "validity of {id}");
    }
}
