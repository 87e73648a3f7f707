//! What happens because time passes: scheduled ads appear, and ads expire,
//! also when the hub was down at that moment.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use serde_json::json;
use tests::client::{ad, brief, changes, check_order};
use tests::log::Log;

tests::on_both_logs! {
    a_scheduled_ad_appears_and_an_old_one_expires_at_their_times,
}

async fn a_scheduled_ad_appears_and_an_old_one_expires_at_their_times(log: Log) {
    let mut hub = log.hub().now("2026-03-01T12:00:00Z").start().await;
    let partner = hub.partner("acme");
    let mut scheduled = ad("Scheduled");
    scheduled["published_at"] = json!("2026-03-02T12:00:00Z");
    scheduled["valid_through"] = json!("2026-03-09T12:00:00Z");
    let mut short = ad("Short");
    short["valid_through"] = json!("2026-03-04T12:00:00Z");
    for (id, ad) in [("scheduled", &scheduled), ("short", &short), ("open", &ad("Open"))] {
        let sent = partner.put(hub.gateway(), id, ad).await.unwrap();
        assert_eq!(sent.0, 202, "{}", sent.1);
    }
    let kinds = |all: &[serde_json::Value]| all.iter().map(brief).collect::<Vec<_>>();
    let mut now = kinds(&changes(hub.feed(), 2).await);
    now.sort();
    assert_eq!(now, ["published open", "published short"]);

    let steps = [
        ("2026-03-02T11:59:00Z", 2, None),
        ("2026-03-02T12:00:01Z", 3, Some("published scheduled")),
        ("2026-03-05T00:00:00Z", 4, Some("expired")),
        ("2026-03-20T00:00:00Z", 5, Some("expired")),
    ];
    for (time, count, last) in steps {
        hub.kill();
        hub.set_now(time);
        hub.start().await;
        let all = changes(hub.feed(), count).await;
        check_order(&all);
        assert_eq!(all.len(), count, "at {time}: {:?}", kinds(&all));
        if let Some(last) = last {
            assert_eq!(brief(&all[count - 1]), last, "at {time}");
        }
    }
}
