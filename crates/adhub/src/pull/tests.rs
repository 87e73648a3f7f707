//! What stands in the configuration is what is asked, and how.

use std::time::Duration;

use connectors::{Ask, Pages};
use runtime::poll::Breaker;
use schemas::json::Json;
use schemas::{PartnerName, Timestamp};

use super::options;
use crate::config::PartnerConfig;

fn partner(text: &str) -> PartnerConfig {
    let keys = format!("url = \"https://partner.example/ads\"\n{text}");
    toml::from_str(&keys).expect("the test writes what is allowed")
}

fn name() -> PartnerName {
    PartnerName::new("acme").expect("a name")
}

/// What is asked first, five days after the epoch, after this cursor.
fn asked(text: &str, cursor: Option<&str>) -> Ask {
    let now: Timestamp = "1970-01-06T00:00:00Z".parse().expect("a time");
    let (connector, _) = options(&name(), &partner(text), None).expect("it is allowed");
    let cursor = cursor.map(|text| Json::from_value(&serde_json::from_str(text).expect("JSON")));
    let mut round = connector.begin(cursor.as_ref(), now);
    round.ask(&Pages::default()).expect("a round asks for something")
}

#[test]
fn an_index_is_asked_as_it_is_described() {
    let text = "format = \"amedia\"\n[elastic]\nquery = \" \"\nmodified = \"changed\"\n\
                id = \"ad_id\"\nsize = 7\nwindow = 50\n";
    let ask = asked(text, None);
    let body = ask.post.expect("search_after goes by POST").body;
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["size"], 7);
    assert_eq!(body["sort"], serde_json::json!([{"changed": "asc"}, {"ad_id": "asc"}]));
    assert_eq!(body["query"]["bool"]["filter"], serde_json::json!([]));
    let plain = asked("format = \"amedia\"\n", None).url;
    assert!(plain.contains("transaction_type%3A11") && plain.contains("size=500"), "{plain}");
}

#[test]
fn an_overlap_is_how_far_a_window_reaches_back() {
    let cursor = r#"{"read_to": "1970-01-05T23:00:00Z", "snapshot_at": "1970-01-05T12:00:00Z"}"#;
    for (format, usual, an_hour) in [
        ("amedia", "T22%3A50%3A00", "T22%3A00%3A00"),
        ("eures", "/getChanges/427800000", "/getChanges/424800000"),
        ("jobstream-v2", "T23:55:00", "T23:00:00"),
    ] {
        let plain = asked(&format!("format = \"{format}\"\n"), Some(cursor)).url;
        let wide = asked(&format!("format = \"{format}\"\noverlap = \"1h\"\n"), Some(cursor)).url;
        assert!(plain.contains(usual), "{format}: {plain}");
        assert!(wide.contains(an_hour), "{format}: {wide}");
    }
}

#[test]
fn the_first_page_of_navs_feed_is_as_old_as_it_is_told() {
    let since = |text: &str| asked(text, None).unless.last_modified;
    let text = |days| format!("format = \"nav-feed\"\n[nav]\nhistory_days = {days}\n");
    assert_eq!(since(&text(3)).as_deref(), Some("Sat, 03 Jan 1970 00:00:00 GMT"));
    assert_eq!(since(&text(0)).as_deref(), Some("Tue, 06 Jan 1970 00:00:00 GMT"));
    assert_eq!(since(&text(36_500)), None);
    assert!(since("format = \"nav-feed\"\n").is_some());
}

#[test]
fn patience_with_a_partner_is_its_own() {
    let text = "format = \"rss\"\n[timeouts]\nconnect = \"1s\"\nsilence = \"2s\"\ntotal = \"3s\"\n\
                [breaker]\nfailures = 2\npause = \"4s\"\npause_max = \"5s\"\n";
    let (_, options) = options(&name(), &partner(text), None).expect("it is allowed");
    let seconds = Duration::from_secs;
    let limits = &options.limits;
    assert_eq!((limits.connect_timeout, limits.read_timeout), (seconds(1), seconds(2)));
    assert_eq!(limits.total_timeout, seconds(3));
    let expected = Breaker { failures: 2, pause: seconds(4), pause_max: seconds(5) };
    assert_eq!(options.breaker, expected);
}
