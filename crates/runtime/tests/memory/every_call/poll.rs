//! A poller: ads, markers and cursor in one transaction. After any failure the
//! same answer is asked for again; `dedupe` passes every change on once.

use connectors::RoundKind::{Snapshot, Window};
use eventlog::Fault;
use processors::Dedupe;
use schemas::cursor::PartnerCursor;
use schemas::{Rejected, Revision, topic};

use super::under_every_fault;
use crate::partner::Partner;
use crate::said::LATER;
use crate::scene::Scene;

/// What follows from what was polled, without the times of the polls: every
/// revision, every rejected item, and where reading continues.
pub(super) fn outcome(scene: &Scene) -> Vec<String> {
    scene.until_idle::<Dedupe>(LATER);
    let revisions: Vec<Revision> = scene.events(topic::ADS_REVISED);
    let revisions = revisions.into_iter().map(|revision| {
        let title = revision.ad.as_ref().map(|ad| ad.title().to_owned()).unwrap_or_default();
        let signal = revision.removal.map(|removal| removal.signal);
        format!("{} {:?} {title} {signal:?} {}", revision.ad_id, revision.kind, revision.revision)
    });
    let rejected: Vec<Rejected> = scene.events(topic::ADS_REJECTED);
    let rejected = rejected
        .iter()
        .map(|rejected| format!("{} {:?} {:?}", rejected.place, rejected.reason, rejected.bytes));
    let cursor = scene.events::<PartnerCursor>(topic::PARTNERS_CURSORS).pop();
    let cursor = cursor.map(|cursor| format!("{:?} {:?}", cursor.cursor, cursor.snapshot_count));
    revisions.chain(rejected).chain(cursor).collect()
}

fn check(fault: Fault) {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let partner = Partner::serve(&[
        (Snapshot, lines(&["see one a", "see two b", "bad", "see three c"])),
        (Window, lines(&["see one b", "gone two", "see four d"])),
        (Window, lines(&["see four d", "see two b", "bad"])),
        // Three is absent, once and twice; four is there and cannot be read.
        (Snapshot, lines(&["see one b", "see two b", "bad four"])),
        (Snapshot, lines(&["see one b", "see two b", "bad four"])),
        (Window, lines(&["see five e"])),
    ]);
    let plain = Scene::new();
    partner.poll(&plain);
    // a b c, b gone d, b, three withdrawn, e; four bad items; the cursor.
    let expected = outcome(&plain);
    assert_eq!(expected.len(), 9 + 4 + 1, "{expected:?}");
    assert_eq!(expected.last().map(String::as_str), Some("Json(\"6\") Some(2)"));
    super::check(fault, Scene::new, |scene| partner.poll(scene), outcome);
}

under_every_fault!(check);
