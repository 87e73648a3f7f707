//! A record that no step can read is one record in `ads.rejected`; the ads
//! before and behind it go on.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use eventlog::{Produce, TopicName};
use schemas::rejected::RejectReason;
use schemas::{Rejected, topic};
use tests::client::{ad, brief, changes, check_order};
use tests::log::{Log, read};

tests::on_both_logs! {
    a_poison_record_in_any_topic_of_the_path_costs_nobody_else,
}

const GARBAGE: &[u8] = b"\x00\x00\x00\x00\x7fnot Avro of any schema that there is";

/// One record for each partition, so that every instance meets one.
fn poison(topic: &'static str, partitions: u32) -> Vec<Produce> {
    let record = |partition| Produce {
        topic: TopicName::new(topic),
        partition: Some(partition),
        key: Some("poison".into()),
        value: Some(GARBAGE.into()),
        headers: vec![("ce_source".into(), "/partners/acme".into())],
    };
    (0..partitions).map(record).collect()
}

async fn a_poison_record_in_any_topic_of_the_path_costs_nobody_else(log: Log) {
    let mut hub = log.hub().start().await;
    let partner = hub.partner("acme");
    partner.put(hub.gateway(), "before", &ad("Before")).await.unwrap();
    changes(hub.feed(), 1).await;
    hub.stop().await;

    let mut poisoned = 0;
    {
        let log = hub.log().open();
        for name in [topic::ADS_RECEIVED, topic::ADS_REVISED, topic::ADS_ENRICHED] {
            let partitions = log.partitions(&TopicName::new(name)).unwrap();
            for answer in log.append(poison(name, partitions)).await {
                answer.unwrap();
                poisoned += 1;
            }
        }
    }
    hub.start().await;
    for number in 0..12 {
        let id = format!("after-{number}");
        let sent = partner.put(hub.gateway(), &id, &ad("After")).await.unwrap();
        assert_eq!(sent.0, 202, "{}", sent.1);
    }
    let all = changes(hub.feed(), 13).await;
    check_order(&all);
    assert_eq!((all.len(), brief(&all[0]).as_str()), (13, "published before"));
    let counted = hub
        .metric("adhub_ads_rejected_total", &["partner=\"acme\"", "reason=\"undecodable\""])
        .await;
    assert_eq!(counted, poisoned);

    hub.stop().await;
    let rejected: Vec<Rejected> = read(&*hub.log().open(), topic::ADS_REJECTED);
    assert_eq!(rejected.len() as u64, poisoned);
    for record in &rejected {
        assert_eq!(record.reason, RejectReason::Undecodable);
        assert_eq!((record.bytes.as_slice(), record.partner.as_str()), (GARBAGE, "acme"));
        let input = match record.step.as_str() {
            "dedupe" => topic::ADS_RECEIVED,
            "enrich" => topic::ADS_REVISED,
            _ => topic::ADS_ENRICHED,
        };
        assert!(record.place.starts_with(&format!("{input}/")), "{}", record.place);
    }
}
