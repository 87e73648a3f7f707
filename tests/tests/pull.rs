//! A partner that is pulled: what its snapshot and its windows say becomes
//! changes; absence counts only when two complete snapshots agree.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use serde_json::{Value, json};
use tests::client::{brief, changes, check_order};
use tests::log::Log;
use tests::partner::Partner;
use tests::wait::until;

tests::on_both_logs! {
    a_pulled_partners_ads_appear_change_and_go,
}

const NOW: &str = "2026-11-24T12:00:00Z";
const NEXT_DAY: &str = "2026-11-25T13:00:00Z";
const DAY_AFTER: &str = "2026-11-26T14:00:00Z";

/// An invented ad as JobStream has them.
fn ad(id: &str, headline: &str, timestamp: u64) -> Value {
    json!({
        "id": id,
        "headline": headline,
        "description": { "text": format!("{headline}: vi söker dig som vill arbeta hos oss.") },
        "employer": { "name": "Exempelbageriet AB" },
        "application_details": { "url": format!("https://bageriet.example/jobb/{id}") },
        "workplace_address": { "municipality_code": "2480", "country_code": "199" },
        "publication_date": "2026-11-20T06:00:00",
        "last_publication_date": "2026-12-20T23:59:59",
        "removed": false,
        "timestamp": timestamp,
    })
}

fn briefs(changes: &[Value]) -> Vec<String> {
    let mut briefs: Vec<String> = changes.iter().map(brief).collect();
    briefs.sort();
    briefs
}

async fn a_pulled_partners_ads_appear_change_and_go(log: Log) {
    let first = json!([
        ad("1", "Bagare", 1),
        ad("2", "Konditor", 1),
        { "headline": "No id: rejected, at nobody else's cost" },
        ad("3", "Kock", 1),
    ]);
    let partner = Partner::new(first.clone()).await;
    let mut hub = log.hub().now(NOW).pulls("bageriet", &partner).start().await;
    let all = changes(hub.feed(), 3).await;
    assert_eq!(briefs(&all), ["published 1", "published 2", "published 3"]);
    until("the item without an id is rejected", async || {
        let rejected =
            hub.metric("adhub_ads_rejected_total", &["partner=\"bageriet\"", "\"blank_id\""]).await;
        (rejected == 1).then_some(())
    })
    .await;

    // A window changes one and removes one; the same window comes again and
    // again, and is told once.
    let gone = json!({ "id": "2", "removed": true, "removed_date": "2026-11-24T12:30:00" });
    partner.set_window(json!([ad("1", "Bagare, natt", 2), gone]));
    let all = changes(hub.feed(), 5).await;
    assert_eq!(briefs(&all[3..]), ["updated 1", "withdrawn"]);
    let withdrawn = all.iter().find(|change| change["kind"] == "withdrawn").unwrap();
    assert_eq!(withdrawn["reason"], "explicit_delete");

    // The next snapshot is without ad 3: once is not enough.
    let second = json!([ad("1", "Bagare, natt", 2), ad("4", "Servitör", 3), ad("5", "Diskare", 3)]);
    partner.set_window(json!([]));
    partner.set_snapshot(second);
    hub.kill();
    hub.set_now(NEXT_DAY);
    hub.start().await;
    let all = changes(hub.feed(), 7).await;
    assert_eq!(briefs(&all[5..]), ["published 4", "published 5"]);

    hub.kill();
    hub.set_now(DAY_AFTER);
    hub.start().await;
    let all = changes(hub.feed(), 8).await;
    check_order(&all);
    assert_eq!(all.len(), 8);
    assert_eq!(brief(&all[7]), "withdrawn");
    assert_eq!(all[7]["reason"], "absent_from_snapshot");
    let third = all.iter().find(|change| brief(change) == "published 3").unwrap();
    assert_eq!(all[7]["ad_id"], third["ad_id"]);
}
