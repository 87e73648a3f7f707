use connectors::formats::{catalogue, push};
use connectors::{ItemError, Profile, ReadContext, ReadEnd};
use schemas::PartnerName;
use schemas::rejected::{Fault, RejectReason};
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::commands::attempt::complete::complete;
use crate::commands::attempt::tally::{Ended, Source};

const PLAIN: Paint = Paint { colour: false };

/// A tally of one feed whose texts are long, wide and hostile.
fn tally(rejected: u64) -> Tally {
    let long = "Överläkare 医師 \u{1b}[31m ".repeat(30);
    let body = serde_json::json!({
        "external_id": format!("https://jobs.example.org/{}", "x".repeat(200)),
        "title": long.trim(), "employer": long.trim(), "location": long.trim(),
    });
    let profile = Profile {
        partner: PartnerName::new("acme").unwrap(),
        zone: "UTC".to_owned(),
        language: None,
    };
    let now = "2026-11-24T12:00:00Z".parse().unwrap();
    let context =
        ReadContext { profile: &profile, account: None, now, url: None, snapshot_id: None };
    let read = push::read_ad(body.to_string().as_bytes(), None, &context).unwrap();
    let mut tally = Tally { rows_max: 3, ..Tally::default() };
    tally.ad(&read.ad, &read.warnings);
    for number in 0..rejected {
        tally.reject(ItemError {
            external_id: Some(long.clone()),
            reason: RejectReason::Invalid,
            faults: vec![Fault::new("wrong_type", "/a/b", long.clone())],
            place: format!("item {number}"),
            bytes: Vec::new(),
            bytes_length: 0,
        });
    }
    let ended = Ended::Read(ReadEnd { items: 1, complete: true, announced: Some(7) });
    let (is_complete, why) = complete(&catalogue::named("linkedin").unwrap(), &ended);
    tally.sources.push(Source {
        name: long.clone(),
        format: "linkedin".to_owned(),
        about: "LinkedIn",
        sure: "a guess".to_owned(),
        because: vec![long.trim().to_owned()],
        others: vec!["indeed"],
        wrapper: None,
        packed: None,
        bytes: 1,
        stand_in: None,
        listed: None,
        ended,
        complete: is_complete,
        why,
    });
    tally
}

#[test]
fn the_report_fits_into_a_terminal_and_takes_no_orders_from_it() {
    let text = told(&tally(50), None, &[], "[partners.acme]\nformat = \"x\"\n", PLAIN);
    for line in text.lines() {
        assert!(line.width() <= table::WIDTH, "{} columns: {line}", line.width());
        assert!(!line.contains('\u{1b}'), "{line}");
    }
    for word in [
        "linkedin, a guess",
        "or is it",
        "it says that there are 7, and shows 1",
        "1 ad, 50 rejected",
        "and 30 more",
        "no_apply_method",
    ] {
        assert!(text.contains(word), "{word:?} is not in\n{text}");
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let plain = told(&tally(2), None, &[], "a = 1 # why", PLAIN);
    let painted = told(&tally(2), None, &[], "a = 1 # why", Paint { colour: true });
    let mut bare = String::new();
    for piece in painted.split('\u{1b}') {
        let text = if bare.is_empty() { piece } else { piece.split_once('m').unwrap().1 };
        bare.push_str(text);
    }
    assert_eq!(bare.trim_start_matches("[1m"), plain);
}
