//! A log that is right is clean; a log that is damaged says where.

mod scene;

use std::collections::BTreeSet;

use bytes::Bytes;
use eventlog::{EventLog as _, Produce, TopicName};
use schemas::change::ChangeKind;
use schemas::{Change, Codec, Revision, topic};

use self::scene::{Said, Scene, ad, said};
use super::report::{Check, Report};

/// Two partners; one job at both; an update, a re-send, a draft, an expiry, a
/// withdrawal, an erasure and its refusal, rubbish.
fn day() -> Vec<(i64, Said)> {
    vec![
        (0, said("acme", "1", ad("Nurse").apply("https://jobs.example/1").contact())),
        (5, said("north", "a", ad("Nurse, north").apply("https://jobs.example/1"))),
        (10, said("acme", "2", ad("Cook").until(60))),
        (20, said("acme", "1", ad("Nurse, nights").apply("https://jobs.example/1").contact())),
        (25, said("acme", "1", ad("Nurse, nights").apply("https://jobs.example/1").contact())),
        (30, said("north", "b", ad("Baker").since(90).contact())),
        (35, said("acme", "late", ad("Late").until(1))),
        (40, Said::rubbish("acme", "3")),
        (100, Said::gone("acme", "1")),
        (105, Said::erased("north", "b")),
        (110, said("north", "b", ad("Baker again"))),
        (115, said("north", "a", ad("Nurse, far north").apply("https://jobs.example/1"))),
    ]
}

fn checks(report: &Report) -> BTreeSet<(Check, &'static str)> {
    report.differences().iter().map(|found| (found.check, found.topic)).collect()
}

/// Damages a log with `edit` and asks what is found.
fn check(
    mut edit: impl FnMut(&Codec, &str, u64, Produce) -> Vec<Produce>,
    expected: &[(Check, &'static str)],
) {
    let scene = Scene::of(&day());
    let damaged = scene.copy(|name, position, record| edit(&scene.codec, name, position, record));
    let report = damaged.audit();
    let found = checks(&report);
    for wanted in expected {
        assert!(found.contains(wanted), "no {wanted:?} in {}", report.text().unwrap());
    }
}

/// The last position of a topic's first partition that holds anything.
fn last(scene: &Scene, name: &'static str) -> u64 {
    scene.log.bounds(&TopicName::new(name), 0).unwrap().end - 1
}

#[test]
fn a_log_that_is_right_is_clean() {
    let scene = Scene::of(&day());
    let report = scene.audit();
    let text = report.text().unwrap();
    assert!(report.is_clean(), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "80 columns:\n{text}");
    let changes = report.public[0].changes;
    assert_eq!(changes, 9, "3 new, an update, a draft, an expiry, 2 gone, an update: {text}");
    let group = report.steps.last().unwrap();
    assert_eq!((group.outputs, group.underivable), (changes, 0), "{text}");
    let line = |step, partner: &str| {
        let lines = report.books.lines();
        let line = lines.iter().find(|l| l.step == step && l.partner.as_str() == partner);
        line.map(|l| (l.received, l.emitted, l.dropped, l.rejected)).unwrap()
    };
    assert_eq!(line("dedupe", "acme"), (7, 4, 2, 1), "{text}");
    assert_eq!(line("dedupe", "north"), (5, 4, 0, 1), "{text}");
    assert_eq!(scene.copy(|_, _, record| vec![record]).audit().text().unwrap(), text);
}

#[test]
fn a_change_that_is_there_twice_is_found() {
    let end = last(&Scene::of(&day()), topic::CHANGES);
    check(
        |_, name, position, record| {
            let twice = name == topic::CHANGES && position == end;
            if twice { vec![record.clone(), record] } else { vec![record] }
        },
        &[(Check::Unexpected, topic::CHANGES), (Check::Sequence, topic::CHANGES)],
    );
}

#[test]
fn an_output_that_is_lost_is_found_at_every_step() {
    for name in [topic::ADS_REVISED, topic::ADS_ENRICHED, topic::CHANGES] {
        let mut lost = false;
        check(
            |_, topic, position, record| {
                let this = topic == name && position == 1 && !lost;
                lost |= this;
                if this { Vec::new() } else { vec![record] }
            },
            &[(Check::Missing, name), (Check::Books, input_of(name))],
        );
        assert!(lost, "{name} has a second record");
    }
}

#[test]
fn an_expiry_that_is_lost_is_found() {
    check(
        |codec, name, _, record| {
            let is_expiry = |value: &Bytes| {
                codec.decode::<Change>(value).is_ok_and(|c| c.kind == ChangeKind::Expired)
            };
            let lost = name == topic::CHANGES && record.value.as_ref().is_some_and(is_expiry);
            if lost { Vec::new() } else { vec![record] }
        },
        &[(Check::Missing, topic::CHANGES), (Check::Sequence, topic::CHANGES)],
    );
}

#[test]
fn one_record_too_much_does_not_make_all_that_follows_look_wrong() {
    let damaged = Scene::of(&day()).copy(|name, position, record| {
        let twice = name == topic::CHANGES && position == 1;
        if twice { vec![record.clone(), record] } else { vec![record] }
    });
    let report = damaged.audit();
    let places: Vec<_> = report.differences().iter().map(|d| (d.check, d.position)).collect();
    let expected = [Check::Unexpected, Check::Sequence, Check::Revision].map(|c| (c, Some(2)));
    assert_eq!(places, expected, "{}", report.text().unwrap());
}

fn input_of(name: &str) -> &'static str {
    match name {
        topic::ADS_REVISED => topic::ADS_RECEIVED,
        topic::ADS_ENRICHED => topic::ADS_REVISED,
        _ => topic::ADS_ENRICHED,
    }
}

#[test]
fn an_output_with_other_content_is_found() {
    let alter = |codec: &Codec, mut record: Produce| {
        let mut revision: Revision = codec.decode(record.value.as_ref().unwrap()).unwrap();
        revision.ad.as_mut().unwrap().texts[0].title.push('!');
        record.value = Some(codec.encode(topic::ADS_ENRICHED, &revision).unwrap());
        record
    };
    check(
        |codec, name, position, record| {
            let this = name == topic::ADS_ENRICHED && position == 0;
            vec![if this { alter(codec, record) } else { record }]
        },
        &[(Check::Differs, topic::ADS_ENRICHED), (Check::Differs, topic::CHANGES)],
    );
}

#[test]
fn a_number_that_is_skipped_is_found() {
    check(
        |codec, name, position, mut record| {
            if name == topic::CHANGES && position >= 4 {
                let mut change: Change = codec.decode(record.value.as_ref().unwrap()).unwrap();
                change.seq += 1;
                record.value = Some(codec.encode(topic::CHANGES, &change).unwrap());
            }
            vec![record]
        },
        &[
            (Check::Sequence, topic::CHANGES),
            (Check::Differs, topic::CHANGES),
            (Check::Current, topic::ADS_CURRENT),
        ],
    );
}

#[test]
fn a_revision_that_is_wrong_is_found() {
    check(
        |codec, name, position, mut record| {
            if name == topic::CHANGES && position == 3 {
                let mut change: Change = codec.decode(record.value.as_ref().unwrap()).unwrap();
                change.revision = 1;
                record.value = Some(codec.encode(topic::CHANGES, &change).unwrap());
            }
            vec![record]
        },
        &[(Check::Revision, topic::CHANGES), (Check::Differs, topic::CHANGES)],
    );
}

#[test]
fn a_state_that_is_lost_is_found() {
    for name in [topic::DEDUPE_STATE, topic::GROUP_STATE] {
        check(
            |_, topic, _, record| if topic == name { Vec::new() } else { vec![record] },
            &[(Check::State, name)],
        );
    }
}

#[test]
fn a_person_who_stays_after_the_ad_went_is_found() {
    check(
        |_, name, _, record| {
            let tombstone = name == topic::ADS_CONTACTS && record.value.is_none();
            if tombstone { Vec::new() } else { vec![record] }
        },
        &[(Check::Contacts, topic::ADS_CONTACTS)],
    );
}

#[test]
fn a_rejection_that_is_lost_or_there_twice_is_found() {
    check(
        |_, name, position, record| {
            if name == topic::ADS_REJECTED && position == 0 { Vec::new() } else { vec![record] }
        },
        &[(Check::Missing, topic::ADS_REJECTED), (Check::Books, topic::ADS_RECEIVED)],
    );
    check(
        |_, name, position, record| {
            let twice = name == topic::ADS_REJECTED && position == 0;
            if twice { vec![record.clone(), record] } else { vec![record] }
        },
        &[(Check::Unexpected, topic::ADS_REJECTED)],
    );
}

#[test]
fn a_current_ad_that_is_lost_is_found() {
    let end = last(&Scene::of(&day()), topic::ADS_CURRENT);
    check(
        |_, name, position, record| {
            let last = name == topic::ADS_CURRENT && position == end;
            if last { Vec::new() } else { vec![record] }
        },
        &[(Check::Current, topic::ADS_CURRENT)],
    );
}

#[test]
fn an_offset_that_was_not_committed_with_its_outputs_is_found() {
    let scene = Scene::of(&day());
    let report = scene.copy_with(|_, _, record| vec![record], |next| next - 1).audit();
    let found = checks(&report);
    let text = report.text().unwrap();
    assert!(found.contains(&(Check::Unexpected, topic::CHANGES)), "{text}");
    assert!(text.contains("nothing yet: its input waits"), "{text}");
    let report = scene.copy_with(|_, _, record| vec![record], |next| next + 1).audit();
    assert!(
        checks(&report).contains(&(Check::Offset, topic::ADS_ENRICHED)),
        "{}",
        report.text().unwrap()
    );
}

#[test]
fn rubbish_in_the_log_is_a_difference_and_not_an_end() {
    check(
        |_, name, position, mut record| {
            if name == topic::CHANGES && position == 2 {
                record.value = Some(Bytes::from_static(b"rubbish"));
            }
            vec![record]
        },
        &[(Check::Differs, topic::CHANGES), (Check::Sequence, topic::CHANGES)],
    );
}

const DAY: i64 = 86_400;

/// Twelve days, so that the first ones are beyond retention at the end.
fn twelve_days() -> Vec<(i64, Said)> {
    let mut said_so = Vec::new();
    for number in 0..12 {
        let at = number * DAY;
        let title = format!("Nurse {number}");
        said_so.push((at, said("acme", "steady", ad(&title))));
        let id = format!("short-{number}");
        said_so.push((at + 30, said("acme", &id, ad("Waiter").until(at + DAY / 2).contact())));
        let id = format!("of-day-{number}");
        said_so.push((at + 60, said("north", &id, ad("Cook").until(at + 9 * DAY).contact())));
        if number >= 2 {
            let id = format!("of-day-{}", number - 2);
            said_so.push((at + 120, said("north", &id, ad("Cook, soon").until(at + 10 * DAY))));
        }
        if number >= 8 {
            said_so.push((at + 180, Said::gone("north", &format!("of-day-{}", number - 7))));
        }
    }
    said_so
}

#[test]
fn what_is_beyond_retention_is_said_and_the_rest_is_checked() {
    let scene = Scene::of(&twelve_days());
    scene.log.clean_up();
    let report = scene.audit();
    let text = report.text().unwrap();
    assert!(report.is_clean(), "{text}");
    let gone: u64 = report.steps.iter().map(|line| line.inputs_gone).sum();
    let compared: u64 = report.steps.iter().map(|line| line.outputs).sum();
    assert!(gone > 20 && compared > 40, "{text}");
    assert!(text.contains("beyond retention"), "{text}");

    // Damage is found all the same.
    let name = TopicName::new(topic::CHANGES);
    let end = scene.log.bounds(&name, 0).unwrap().end;
    let again = scene.record(&name, 0, end - 2);
    scene.append(again);
    let found = checks(&scene.audit());
    assert!(found.contains(&(Check::Unexpected, topic::CHANGES)), "{found:?}");
    assert!(found.contains(&(Check::Sequence, topic::CHANGES)), "{found:?}");
}

/// An ad that says what one job's ad says, and shares a key with another's, so
/// that the other's ad moves.
fn merging() -> Vec<(i64, Said)> {
    vec![
        (0, said("acme", "1", ad("Nurse").apply("https://jobs.example/1"))),
        (5, said("north", "a", ad("Cook").apply("https://jobs.example/2"))),
        (10, said("south", "x", ad("Nurse").apply("https://jobs.example/2"))),
    ]
}

fn is_move(codec: &Codec, value: &Bytes) -> Option<Change> {
    let change: Change = codec.decode(value).unwrap();
    change.left_job.is_some().then_some(change)
}

#[test]
fn an_ad_that_moves_is_derived_and_another_text_of_it_is_found() {
    let scene = Scene::of(&merging());
    let report = scene.audit();
    assert!(report.is_clean(), "{}", report.text().unwrap());
    assert_eq!(report.public[0].changes, 4, "{}", report.text().unwrap());
    let mut edited = 0;
    let damaged = scene.copy(|name, _, mut record| {
        let value = record.value.clone();
        if (name == topic::CHANGES || name == topic::ADS_CURRENT)
            && let Some(mut change) = value.and_then(|value| is_move(&scene.codec, &value))
        {
            edited += 1;
            change.ad.as_mut().unwrap().texts[0].title = "Somebody else's".to_owned();
            record.value = Some(scene.codec.encode(topic::CHANGES, &change).unwrap());
        }
        vec![record]
    });
    assert_eq!(edited, 2);
    let report = damaged.audit();
    let found = checks(&report);
    assert_eq!(found, BTreeSet::from([(Check::Differs, topic::CHANGES)]));
    let without = scene.copy(|name, _, record| {
        let value = record.value.as_ref().filter(|_| name == topic::CHANGES);
        let moves = value.is_some_and(|value| is_move(&scene.codec, value).is_some());
        if moves { Vec::new() } else { vec![record] }
    });
    assert!(checks(&without.audit()).contains(&(Check::Missing, topic::CHANGES)));
}
