//! The guide for partners says what is so.

use gateway::{Limits, ProblemKind};

use crate::hub::Hub;

const GUIDE: &str = include_str!("../../../docs/partners.md");

#[tokio::test]
async fn the_first_example_is_accepted_as_it_stands() {
    let (_, rest) = GUIDE.split_once("-d '").unwrap();
    let (example, _) = rest.split_once('\'').unwrap();
    let answer = Hub::new().await.put("4711", example.to_owned()).await;
    assert_eq!(answer.status, 202, "{}", answer.words());
    assert_eq!(answer.value()["warnings"], serde_json::json!([]));
}

#[test]
fn every_problem_stands_beside_its_status() {
    for kind in ProblemKind::ALL {
        let (status, code) = (kind.status(), format!("`{}`", kind.code()));
        let listed = GUIDE.lines().any(|line| {
            line.starts_with('|') && line.contains(status.as_str()) && line.contains(&code)
        });
        assert!(listed, "{} {code} is not in the guide", status.as_str());
    }
}

#[test]
fn the_limits_are_the_defaults() {
    let limits = Limits::default();
    let seen = [
        (limits.ad_bytes_max, 1_000_000, "| one ad | 1 MB |"),
        (limits.batch_bytes_max, 5_000_000, "5 MB, and 100 ads in an array"),
        (limits.batch_ads_max, 100, "100 ads in an array"),
        (limits.ndjson_ads_max, 5_000, "5,000 lines of NDJSON"),
        (limits.ads_burst.get() as usize, 10_000, "10,000 at once"),
        (limits.ads_per_second.map_or(0, |n| n.get() as usize), 1_000, "1,000 ads a second"),
        (gateway::keys::LIVE_KEYS_MAX, 5, "| live keys of one partner | 5 |"),
    ];
    assert_eq!(limits.body_read_timeout.as_secs(), 30);
    assert!(GUIDE.contains("| time for a body to arrive | 30 s |"));
    for (is, says, words) in seen {
        assert_eq!(is, says, "{words}");
        assert!(GUIDE.contains(words), "the guide does not say {words:?}");
    }
}
