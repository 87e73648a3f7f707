//! Whether an answer is what the contract of the hub says. Pure.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::component::{Outcome, Reason};

const WRONG: Outcome = Outcome::Down(Reason::WrongAnswer);

fn judged(right: bool) -> Outcome {
    if right { Outcome::Up } else { WRONG }
}

/// A page of changes, as far as it must be understood.
#[derive(Deserialize)]
struct Page {
    changes: Vec<Value>,
    next: String,
    #[serde(rename = "lag")]
    _lag: u64,
}

/// `GET /v1/changes`.
pub(super) fn page(body: &[u8]) -> Outcome {
    let page: Result<Page, _> = serde_json::from_slice(body);
    let dated = |change: &Value| {
        change["at"].as_str().is_some_and(|at| at.parse::<schemas::Timestamp>().is_ok())
    };
    judged(page.is_ok_and(|page| !page.next.is_empty() && page.changes.iter().all(dated)))
}

/// Whether a whole event of `GET /v1/stream` is there.
pub(super) fn has_event(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.split_inclusive("\n\n").any(|block| {
        block.ends_with("\n\n") && block.lines().any(|line| line.starts_with("event:"))
    })
}

/// `GET /v1/stream`: the first event is a heartbeat or a change.
pub(super) fn stream(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let event = text.lines().find_map(|line| line.strip_prefix("event:")).map(str::trim);
    judged(match event {
        // It closes: the answer to the second look tells what follows.
        None | Some("closing" | "problem") => false,
        Some(_) => has_event(body),
    })
}

/// First line of `GET /v1/snapshot`.
#[derive(Deserialize)]
struct Head {
    cursor: String,
    #[serde(rename = "ads")]
    _ads: u64,
}

/// `GET /v1/snapshot`.
pub(super) fn snapshot_head(body: &[u8]) -> Outcome {
    let line = body.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let head: Result<Head, _> = serde_json::from_slice(line);
    judged(head.is_ok_and(|head| !head.cursor.is_empty()))
}

/// `PUT /v1/partner/ads/…?dry-run=true`: a receipt, or the problem that a key
/// is needed. Anybody's 401 will not do.
pub(super) fn push(body: &[u8], status: StatusCode) -> Outcome {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    judged(match status {
        StatusCode::ACCEPTED => answer["outcome"] == "accepted",
        _ => answer["type"].as_str().is_some_and(|kind| kind.ends_with("/unauthorized")),
    })
}

/// The ad of a dry run.
pub(super) fn ad() -> Value {
    json!({
        "title": "Probe of the status page",
        "language": "en",
        "employer": { "name": "adhub" },
        "apply": { "url": "https://example.org/adhub-status-probe" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(judge: fn(&[u8]) -> Outcome, body: &str, up: bool) {
        assert_eq!(judge(body.as_bytes()), judged(up), "{body}");
    }

    #[test]
    fn a_page_has_changes_with_their_times_and_where_to_go_on() {
        check(page, r#"{"changes":[],"next":"abc","lag":0}"#, true);
        check(page, r#"{"changes":[{"at":"2026-11-25T10:00:00Z"}],"next":"abc","lag":3}"#, true);
        check(page, r#"{"changes":[{"at":"soon"}],"next":"abc","lag":3}"#, false);
        check(page, r#"{"changes":[],"next":"","lag":0}"#, false);
        check(page, r#"{"changes":[],"next":"abc"}"#, false);
        check(page, "<html>We are moving", false);
        check(page, "", false);
    }

    #[test]
    fn a_stream_begins_with_an_event_that_goes_on() {
        let heartbeat = "retry: 3000\n\nid: c\nevent: heartbeat\ndata: {}\n\n";
        check(stream, heartbeat, true);
        check(stream, "id: c\nevent: published\ndata: {}\n\n", true);
        check(stream, "retry: 3000\n\n", false);
        check(stream, "id: c\nevent: closing\ndata: {}\n\n", false);
        check(stream, "event: problem\ndata: {}\n\n", false);
        assert!(!has_event(&heartbeat.as_bytes()[..heartbeat.len() - 1]), "it is not whole");
    }

    #[test]
    fn a_snapshot_begins_with_its_cursor_and_number() {
        check(snapshot_head, "{\"cursor\":\"abc\",\"ads\":2}\n{\"ad_id\"", true);
        check(snapshot_head, "{\"cursor\":\"abc\"}\n", false);
        check(snapshot_head, "", false);
    }

    #[test]
    fn a_push_is_answered_by_the_push_api_and_not_by_something_before_it() {
        let demand = br#"{"type":"https://adhub.org/problems/unauthorized","status":401}"#;
        assert_eq!(push(demand, StatusCode::UNAUTHORIZED), Outcome::Up);
        assert_eq!(push(b"<html>Log in", StatusCode::UNAUTHORIZED), WRONG);
        assert_eq!(push(br#"{"outcome":"accepted"}"#, StatusCode::ACCEPTED), Outcome::Up);
        assert_eq!(push(br#"{"outcome":"rejected"}"#, StatusCode::ACCEPTED), WRONG);
    }
}
