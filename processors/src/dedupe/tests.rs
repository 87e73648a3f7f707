//! Each rule, as a script of what a partner says and what comes of it.
//!
//! A line says: `see CONTENT`, `glimpse SNAPSHOT` (shown, and not readable), `gone`, `erase`, `begin SNAPSHOT`,
//! `complete SNAPSHOT` or `wait DAYS`, then options by name: `of` which ad,
//! `at` the partner's time, `as` which delivery, `by` which connector, `until`
//! the end of its validity. Times are seconds; the hub's clock starts at 100.

mod content;
mod dates;
mod forgetting;
mod oracle;
mod properties;

use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::received::{ReceivedKind, SnapshotMark};
use schemas::{AdId, EventId, PartnerName, Received};

use super::Dedupe;
use crate::step::{Outcome, Outgoing};
use crate::testing::{Instance, ad, at, moment, serde_word, word};

const NOW: i64 = 100;

/// Reads one line.
pub(super) fn event(line: &str, position: usize) -> Received {
    let words: Vec<&str> = line.split_whitespace().collect();
    let option =
        |name: &str| words.iter().position(|word| *word == name).map(|index| words[index + 1]);
    let seconds = |name: &str| option(name).map(|text| text.parse::<i64>().unwrap());
    let external_id = option("of").unwrap_or("one");
    let fresh = format!("delivery {position}");
    let connector = option("by").unwrap_or("pull");
    let mut event = Received {
        event_id: EventId::derive(&[option("as").unwrap_or(&fresh).as_bytes()]),
        partner: PartnerName::new("acme").unwrap(),
        account: None,
        received_at: at(NOW),
        kind: ReceivedKind::Observed,
        ad_id: AdId::derive("acme", None, &ExternalId::new(external_id).unwrap()),
        external_id: Some(ExternalId::new(external_id).unwrap()),
        ad: None,
        removal: None,
        snapshot: None,
    };
    let removal =
        |signal| Removal { signal, at: at(seconds("at").unwrap_or(NOW)), reason_code: None };
    let mark =
        || SnapshotMark { id: words[1].to_owned(), connector: connector.to_owned(), count: None };
    match words[0] {
        "see" => {
            let mut seen = ad("acme", external_id, words[1]);
            seen.source_modified_at = seconds("at").map(at);
            seen.valid_through = seconds("until").map(moment);
            seen.source.connector = connector.to_owned();
            event.ad = Some(seen);
        }
        "glimpse" => event.snapshot = Some(mark()),
        "gone" => {
            event.kind = ReceivedKind::Removed;
            event.removal = Some(removal(RemovalSignal::ExplicitDelete));
        }
        "erase" => event.kind = ReceivedKind::Erased,
        marker => {
            event.kind = match marker {
                "begin" => ReceivedKind::SnapshotBegun,
                "complete" => ReceivedKind::SnapshotCompleted,
                other => panic!("no such line: {other}"),
            };
            event.ad_id = AdId::default();
            event.external_id = None;
            event.snapshot = Some(mark());
        }
    }
    event
}

/// What came of an event: its outcome when it is not `emit`, then the
/// revisions, as `KIND NUMBER`.
pub(super) fn text(outcome: Outcome, out: &[Outgoing]) -> String {
    let mut parts = Vec::new();
    if outcome != Outcome::Emit {
        parts.push(word(outcome));
    }
    for outgoing in out {
        if let Outgoing::Revised(revision) = outgoing {
            parts.push(format!("{} {}", serde_word(&revision.kind), revision.revision));
        }
    }
    parts.join(", ")
}

/// Days that a line waits for; none when it says something else.
pub(super) fn days(line: &str) -> Option<i64> {
    line.strip_prefix("wait ").map(|days| days.parse().unwrap())
}

/// What came of waiting: how many ads were forgotten.
pub(super) fn forgotten(out: &[Outgoing]) -> String {
    let forgotten = out.iter().filter(|out| matches!(out, Outgoing::State(_, None))).count();
    if forgotten == 0 { String::new() } else { format!("forgot {forgotten}") }
}

/// Plays a script twice: in one go, and with a restart before every line.
#[track_caller]
fn check(script: &[(&str, &str)]) {
    for restarts in [None, Some(false), Some(true)] {
        let (mut dedupe, mut now) = (Instance::<Dedupe>::new(), NOW);
        for (position, (line, expected)) in script.iter().enumerate() {
            if let Some(compacted) = restarts {
                dedupe.restart(compacted);
            }
            if let Some(days) = days(line) {
                now += days * 86_400;
                let out = dedupe.tick(at(now));
                assert_eq!(forgotten(&out), *expected, "{line} (restarts: {restarts:?})");
                continue;
            }
            let (outcome, out) = dedupe.decide(event(line, position), at(now));
            assert_eq!(text(outcome, &out), *expected, "{line} (restarts: {restarts:?})");
        }
    }
}

#[test]
fn a_resend_is_silent() {
    check(&[("see a", "upserted 1"), ("see a", "duplicate"), ("see b", "upserted 2")]);
}

#[test]
fn content_that_comes_back_is_published_again() {
    check(&[("see a", "upserted 1"), ("see b", "upserted 2"), ("see a", "upserted 3")]);
}

#[test]
fn a_new_time_alone_is_no_change() {
    check(&[
        ("see a at 1", "upserted 1"),
        ("see a at 2", "duplicate"),
        ("see b at 1", "stale"),
        ("see b at 2", "upserted 2"),
    ]);
}

#[test]
fn an_older_revision_is_stale() {
    check(&[
        ("see a at 5", "upserted 1"),
        ("see b at 4", "stale"),
        ("see b at 5", "upserted 2"),
        ("see a at 4", "stale"),
    ]);
}

#[test]
fn without_a_time_content_decides() {
    check(&[
        ("see a at 5", "upserted 1"),
        ("see a", "duplicate"),
        ("see b at 4", "stale"),
        ("see b", "upserted 2"),
        ("see c at 1", "upserted 3"),
    ]);
}

#[test]
fn a_redelivery_is_silent() {
    check(&[
        ("see a as 1", "upserted 1"),
        ("see b as 2", "upserted 2"),
        ("see a as 1", "redelivered"),
        ("gone as 3", "withdrawn 3"),
        ("see b as 2", "redelivered"),
        ("see b as 4", "upserted 4"),
        ("gone as 3", "redelivered"),
    ]);
}

#[test]
fn a_redelivered_resend_stays_silent() {
    check(&[
        ("see a as 1", "upserted 1"),
        ("see a as 2", "duplicate"),
        ("see b as 3", "upserted 2"),
        ("see a as 2", "redelivered"),
    ]);
}

#[test]
fn a_withdrawn_ad_may_come_back() {
    check(&[
        ("see a at 5", "upserted 1"),
        ("gone at 9", "withdrawn 2"),
        ("gone at 9", "already_gone"),
        ("see a at 5", "upserted 3"),
    ]);
}

#[test]
fn an_older_copy_does_not_bring_an_ad_back() {
    check(&[("see a at 5", "upserted 1"), ("gone", "withdrawn 2"), ("see b at 4", "stale")]);
}

#[test]
fn a_removal_of_an_earlier_time_is_stale() {
    check(&[("see a at 5", "upserted 1"), ("gone at 4", "stale"), ("gone at 5", "withdrawn 2")]);
}

#[test]
fn a_removal_of_an_unknown_ad_is_nothing() {
    check(&[("gone", "already_gone"), ("see a", "upserted 1")]);
}

#[test]
fn an_erased_ad_is_refused_for_ever() {
    check(&[
        ("see a", "upserted 1"),
        ("erase", "erased 2"),
        ("see a", "rejected erased"),
        ("see b at 99", "rejected erased"),
        ("gone", "already_gone"),
        ("erase", "already_gone"),
    ]);
}

#[test]
fn an_unknown_ad_can_be_erased() {
    check(&[("erase", "erased 1"), ("see a", "rejected erased")]);
}

#[test]
fn what_is_over_on_arrival_is_not_published() {
    check(&[
        ("see a until 99", "already_expired"),
        ("see a until 100", "already_expired"),
        ("see a until 101", "upserted 1"),
        ("gone", "withdrawn 2"),
        ("see b until 99", "already_expired"),
        ("see b until 101", "upserted 3"),
    ]);
}

#[test]
fn the_end_of_a_live_ad_goes_on() {
    check(&[("see a", "upserted 1"), ("see a until 50", "upserted 2")]);
}

#[test]
fn absence_from_two_complete_snapshots_withdraws() {
    check(&[
        ("see a", "upserted 1"),
        ("see a of two", "upserted 1"),
        ("begin s1", "marker"),
        ("see a of two", "duplicate"),
        ("complete s1", "marker"),
        ("begin s2", "marker"),
        ("see a of two", "duplicate"),
        ("complete s2", "withdrawn 2"),
        ("begin s3", "marker"),
        ("complete s3", "marker"),
        ("see a", "upserted 3"),
    ]);
}

#[test]
fn a_snapshot_that_never_completes_counts_nothing() {
    check(&[
        ("see a", "upserted 1"),
        ("begin s1", "marker"),
        ("complete s1", "marker"),
        ("begin s2", "marker"),
        ("begin s3", "marker"),
        ("complete s2", "redelivered"),
        ("begin s4", "marker"),
        ("complete s4", "withdrawn 2"),
    ]);
}

#[test]
fn being_seen_starts_the_count_anew() {
    check(&[
        ("see a at 5", "upserted 1"),
        ("begin s1", "marker"),
        ("complete s1", "marker"),
        // Between snapshots, and be it an older copy.
        ("see b at 4", "stale"),
        ("begin s2", "marker"),
        ("complete s2", "marker"),
        ("begin s3", "marker"),
        ("complete s3", "withdrawn 2"),
    ]);
}

#[test]
fn an_ad_that_a_snapshot_shows_unreadable_is_not_absent() {
    check(&[
        ("see a", "upserted 1"),
        ("begin s1", "marker"),
        ("glimpse s1", "marker"),
        ("complete s1", "marker"),
        ("begin s2", "marker"),
        ("glimpse s2", "marker"),
        ("complete s2", "marker"),
        ("begin s3", "marker"),
        ("complete s3", "marker"),
        ("begin s4", "marker"),
        ("complete s4", "withdrawn 2"),
        // It is not public again by being shown so.
        ("glimpse s4", "marker"),
        ("glimpse s4 of two", "marker"),
        ("see a", "upserted 3"),
    ]);
}

#[test]
fn a_snapshot_knows_nothing_of_what_another_connector_showed() {
    check(&[
        ("see a by push", "upserted 1"),
        ("begin s1 by pull", "marker"),
        ("complete s1 by pull", "marker"),
        ("begin s2 by pull", "marker"),
        ("complete s2 by pull", "marker"),
        ("begin s1 by push", "marker"),
        ("complete s1 by push", "marker"),
        ("begin s2 by push", "marker"),
        ("complete s2 by push", "withdrawn 2"),
    ]);
}

#[test]
fn an_ad_belongs_to_the_connector_that_showed_it_last() {
    check(&[
        ("see a by push", "upserted 1"),
        ("see a by pull", "duplicate"),
        ("begin s1 by pull", "marker"),
        ("complete s1 by pull", "marker"),
        ("begin s2 by pull", "marker"),
        ("complete s2 by pull", "withdrawn 2"),
    ]);
}

#[test]
fn a_redelivered_marker_is_silent() {
    check(&[
        ("see a", "upserted 1"),
        ("begin s1 as 1", "marker"),
        ("complete s1 as 2", "marker"),
        ("complete s1 as 2", "redelivered"),
        ("begin s1 as 1", "redelivered"),
        ("complete s1 as 3", "redelivered"),
        ("begin s2 as 4", "marker"),
        ("begin s1 as 1", "redelivered"),
        ("complete s2 as 5", "withdrawn 2"),
    ]);
}

#[test]
fn an_event_without_its_part_is_rejected() {
    let mut lines = Vec::new();
    for line in ["see a", "gone", "begin s1", "complete s1"] {
        let mut event = event(line, 0);
        (event.ad, event.removal, event.snapshot) = (None, None, None);
        let (outcome, out) = Instance::<Dedupe>::new().decide(event, at(NOW));
        assert!(matches!(&out[..], [Outgoing::Rejected(_)]), "{line}: {out:?}");
        lines.push(word(outcome));
    }
    assert_eq!(lines, ["rejected invalid"; 4]);
}

#[test]
fn an_event_with_another_ad_is_rejected() {
    let mut event = event("see a", 0);
    event.ad = Some(ad("acme", "two", "a"));
    let (outcome, _) = Instance::<Dedupe>::new().decide(event, at(NOW));
    assert_eq!(word(outcome), "rejected invalid");
}

#[test]
fn an_erased_ads_text_is_not_kept_with_its_rejection() {
    let mut dedupe = Instance::<Dedupe>::new();
    dedupe.decide(event("erase", 0), at(NOW));
    let (_, out) = dedupe.decide(event("see secret", 1), at(NOW));
    assert!(!format!("{out:?}").contains("secret"), "{out:?}");
}

#[test]
fn what_is_remembered_of_an_ad_is_small() {
    let mut dedupe = Instance::<Dedupe>::new();
    for position in 0..4 {
        dedupe.decide(event("see a at 5", position), at(NOW));
    }
    assert_eq!(dedupe.records(), 4);
    assert!(dedupe.changelog_bytes() <= 4 * 150, "{} bytes", dedupe.changelog_bytes());
    assert!(size_of::<super::known::Known>() <= 128);
}
