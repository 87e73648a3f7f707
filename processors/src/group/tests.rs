//! Each rule, as a script of revisions and what subscribers hear of them.
//!
//! A line says `show AD TITLE`, `gone AD`, `erase AD`, or `wait SECONDS`, then
//! options by name: `by` which partner, `from` its publication, `until` its
//! end, `url` and `ats` what it is matched by, `in` a place, `contact` a
//! person, and `direct` for an employer's own form. The clock starts at 100.

mod corrections;
mod forgetting;
mod hostile;
mod jobs;
mod ledger;
mod masses;
mod matching;
mod pairs;
mod properties;
mod publishers;
mod quality;

use std::collections::BTreeMap;

use schemas::ad::{AltId, Coded, Location, Origin, Removal, RemovalSignal};
use schemas::change::{Change, JobRef};
use schemas::id::ExternalId;
use schemas::revision::RevisionKind;
use schemas::{AdId, EventId, JobId, PartnerName, Revision, Timestamp};

use super::Group;
use crate::step::{Outcome, Outgoing};
use crate::testing::{Instance, ad, at, contact, moment, serde_word, word};

/// When scripts begin, in seconds.
const BEGIN: i64 = 100;

/// A script being played: the clock, and a revision number for each ad.
pub(super) struct Script {
    pub(super) seconds: i64,
    revisions: BTreeMap<AdId, i64>,
    names: BTreeMap<AdId, String>,
    jobs: Vec<JobId>,
}

/// What a line asks for.
pub(super) enum Line {
    Revision(Box<Revision>),
    Wait,
}

impl Script {
    pub(super) fn new() -> Self {
        Self {
            seconds: BEGIN,
            revisions: BTreeMap::new(),
            names: BTreeMap::new(),
            jobs: Vec::new(),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        at(self.seconds)
    }

    /// Reads one line.
    pub(super) fn read(&mut self, line: &str) -> Line {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(said) = corrections::said(self, line) {
            return Line::Revision(Box::new(said));
        }
        if words[0] == "wait" {
            self.seconds += words[1].parse::<i64>().unwrap();
            return Line::Wait;
        }
        let place = |name: &str| words.iter().position(|word| *word == name);
        let option = |name: &str| place(name).map(|index| words[index + 1]);
        let seconds = |name: &str| option(name).map(|text| text.parse::<i64>().unwrap());
        let (name, partner) = (words[1], option("by").unwrap_or("acme"));
        let mut shown = ad(partner, name, words.get(2).unwrap_or(&""));
        let ad_id = AdId::derive(partner, None, &ExternalId::new(name).unwrap());
        self.names.insert(ad_id, name.to_owned());
        let revision = self.revisions.entry(ad_id).or_default();
        *revision += 1;
        let removal = |signal| Some(Removal { signal, at: at(0), reason_code: None });
        let mut event = Revision {
            event_id: EventId::derive(&[line.as_bytes(), &revision.to_be_bytes()]),
            partner: PartnerName::new(partner).unwrap(),
            ad_id,
            revision: *revision,
            received_at: at(self.seconds - 1),
            kind: RevisionKind::Upserted,
            ad: None,
            removal: None,
            correction: None,
        };
        match words[0] {
            "show" => {
                shown.published_at = moment(seconds("from").unwrap_or(0));
                shown.valid_through = seconds("until").map(moment);
                shown.apply.url = option("url").map(|path| format!("https://jobs.example/{path}"));
                shown.alt_ids.extend(option("ats").map(|value| AltId {
                    scheme: "ats:teamtailor:acme".to_owned(),
                    value: value.to_owned(),
                }));
                shown.locations.extend(option("in").map(located));
                shown.contacts.extend(option("contact").map(contact));
                shown.apply.direct = place("direct").map(|_| true);
                event.ad = Some(shown);
            }
            "gone" => {
                event.kind = RevisionKind::Withdrawn;
                event.removal = removal(RemovalSignal::ExplicitDelete);
            }
            "erase" => {
                event.kind = RevisionKind::Erased;
                event.removal = removal(RemovalSignal::Erasure);
            }
            other => panic!("no such line: {other}"),
        }
        Line::Revision(Box::new(event))
    }

    /// Plays one line.
    pub(super) fn play(
        &mut self,
        group: &mut Instance<Group>,
        line: &str,
    ) -> (Option<Outcome>, Vec<Outgoing>) {
        match self.read(line) {
            Line::Wait => (None, group.tick(self.now())),
            Line::Revision(event) => {
                let (outcome, out) = group.decide(*event, self.now());
                (Some(outcome), out)
            }
        }
    }

    /// What came of a line: its outcome when it is not `emit`, then each
    /// change as `SEQ KIND AD JOB`, then what became of contacts.
    fn text(&mut self, outcome: Option<Outcome>, out: &[Outgoing]) -> String {
        let outcome = outcome.filter(|outcome| *outcome != Outcome::Emit).map(word);
        let mut parts: Vec<String> = outcome.into_iter().collect();
        for outgoing in out {
            match outgoing {
                Outgoing::Change(change) => parts.push(self.change(change)),
                Outgoing::Contacts(_, Some(_)) => parts.push("contacts".to_owned()),
                Outgoing::Contacts(_, None) => parts.push("no contacts".to_owned()),
                Outgoing::Forgotten(ad_id) => parts.push(format!("forgot {}", self.names[ad_id])),
                _ => {}
            }
        }
        parts.join(", ")
    }

    fn change(&mut self, change: &Change) -> String {
        let kind = serde_word(&change.kind);
        let name = self.names[&change.ad_id].clone();
        let job = self.job(&change.job, change.ad_id);
        let left = change.left_job.as_ref().map(|job| self.job(job, change.ad_id));
        let left = left.map(|left| format!(", left {left}")).unwrap_or_default();
        format!("{} {kind} {name} {job}{left}", change.seq)
    }

    /// `JOB KIND ADS CANONICAL`, jobs by the order in which they appeared.
    fn job(&mut self, job: &JobRef, ad_id: AdId) -> String {
        let known = self.jobs.iter().position(|id| *id == job.id);
        let number = known.unwrap_or_else(|| {
            self.jobs.push(job.id);
            self.jobs.len() - 1
        });
        assert_eq!(job.canonical, job.canonical_ad == Some(ad_id));
        let canonical = job.canonical_ad.map_or("none", |ad_id| &self.names[&ad_id]);
        format!("J{number} {} {} {canonical}", serde_word(&job.kind), job.ads)
    }
}

fn located(code: &str) -> Location {
    let coded = Coded {
        scheme: "se-kommun".to_owned(),
        code: code.to_owned(),
        name: None,
        origin: Origin::Source,
        confidence: 1.0,
    };
    Location { municipality: Some(coded), ..Location::default() }
}

/// Plays a script in one go, and with a restart before every line.
#[track_caller]
pub(super) fn check(lines: &[(&str, &str)]) {
    for restarts in [None, Some(false), Some(true)] {
        let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
        for (line, expected) in lines {
            if let Some(compacted) = restarts {
                group.restart(compacted);
            }
            let (outcome, out) = script.play(&mut group, line);
            let text = script.text(outcome, &out);
            assert_eq!(text, *expected, "{line} (restarts: {restarts:?})");
        }
    }
}

#[test]
fn an_ad_appears_changes_goes_and_comes_back() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show a cook", "2 updated a J0 updated 1 a"),
        ("gone a", "3 withdrawn a J0 withdrawn 0 none"),
        ("show a cook", "4 published a J0 published 1 a"),
    ]);
}

#[test]
fn an_ad_expires_by_itself_and_comes_back() {
    check(&[
        ("show a nurse until 150", "1 published a J0 published 1 a"),
        ("wait 49", ""),
        ("wait 1", "2 expired a J0 withdrawn 0 none"),
        ("wait 100", ""),
        ("show a nurse until 300", "3 published a J0 published 1 a"),
    ]);
}

#[test]
fn an_extended_ad_does_not_expire_at_its_old_end() {
    check(&[
        ("show a nurse until 150", "1 published a J0 published 1 a"),
        ("show a nurse until 200", "2 updated a J0 updated 1 a"),
        ("wait 60", ""),
        ("show a nurse", "3 updated a J0 updated 1 a"),
        ("wait 1000", ""),
    ]);
}

#[test]
fn an_ad_whose_end_moved_into_the_past_expires() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show a nurse until 50", "2 expired a J0 withdrawn 0 none"),
        ("show a cook until 60", "already_expired"),
        ("gone a", "not_public"),
    ]);
}

#[test]
fn what_is_over_on_arrival_is_not_published() {
    check(&[
        ("show a nurse until 100", "already_expired"),
        ("show a nurse until 101", "1 published a J0 published 1 a"),
    ]);
}

#[test]
fn a_draft_is_published_at_its_time() {
    check(&[
        ("show a nurse from 150 contact Kim", "draft"),
        ("show a cook from 140 contact Kim", "draft"),
        ("wait 39", ""),
        ("wait 1", "1 published a J0 published 1 a, contacts"),
        ("wait 100", ""),
    ]);
}

#[test]
fn a_draft_that_goes_is_never_heard_of() {
    check(&[
        ("show a nurse from 150", "draft"),
        ("gone a", "not_public"),
        ("show b nurse from 150", "draft"),
        ("erase b", "not_public"),
        ("wait 100", ""),
    ]);
}

#[test]
fn a_draft_that_is_over_before_its_time_is_never_published() {
    check(&[("show a nurse from 150 until 140", "draft"), ("wait 100", "")]);
}

#[test]
fn a_draft_whose_date_comes_nearer_is_published_at_once() {
    check(&[
        ("show a nurse from 150", "draft"),
        ("show a nurse from 90", "1 published a J0 published 1 a"),
        ("wait 100", ""),
    ]);
}

#[test]
fn a_public_ad_whose_date_moves_on_stays() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show a nurse from 150", "2 updated a J0 updated 1 a"),
        ("gone a", "3 withdrawn a J0 withdrawn 0 none"),
        ("show a nurse from 150", "draft"),
        ("wait 50", "4 published a J0 published 1 a"),
    ]);
}

#[test]
fn timers_of_one_instant_go_off_in_the_order_of_ids() {
    let script: Vec<String> =
        (0..9).map(|number| format!("show a{number} nurse until 150")).collect();
    let mut ids = Vec::new();
    for restart in [false, true] {
        let (mut play, mut group) = (Script::new(), Instance::<Group>::new());
        for line in &script {
            play.play(&mut group, line);
        }
        if restart {
            group.restart(true);
        }
        let (_, out) = play.play(&mut group, "wait 50");
        ids.push(out.iter().filter_map(ended).collect::<Vec<AdId>>());
    }
    assert_eq!(ids[0], ids[1]);
    assert!(ids[0].is_sorted() && ids[0].len() == 9, "{ids:?}");
}

fn ended(outgoing: &Outgoing) -> Option<AdId> {
    if let Outgoing::Change(change) = outgoing { Some(change.ad_id) } else { None }
}

#[test]
fn erasure_is_told_to_whoever_saw_the_ad() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("erase a", "2 erased a J0 withdrawn 0 none, no contacts"),
        ("show a nurse", "already_gone"),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("gone b", "4 withdrawn b J1 withdrawn 0 none"),
        ("erase b", "5 erased b J1 unchanged 0 none, no contacts"),
        ("erase c", "not_public"),
    ]);
}

#[test]
fn contacts_follow_their_ad() {
    check(&[
        ("show a nurse contact Kim", "1 published a J0 published 1 a, contacts"),
        ("show a cook contact Kim", "2 updated a J0 updated 1 a, contacts"),
        ("show a cook", "3 updated a J0 updated 1 a, no contacts"),
        ("show a cook contact Li", "4 updated a J0 updated 1 a, contacts"),
        ("gone a", "5 withdrawn a J0 withdrawn 0 none, no contacts"),
        ("show a cook contact Li until 200", "6 published a J0 published 1 a, contacts"),
        ("wait 100", "7 expired a J0 withdrawn 0 none, no contacts"),
    ]);
}

#[test]
fn a_revision_that_comes_again_is_silent() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    let Line::Revision(event) = script.read("show a nurse") else { unreachable!() };
    group.decide(*event.clone(), script.now());
    let (outcome, out) = group.decide(*event, script.now());
    assert_eq!((word(outcome).as_str(), out.len()), ("redelivered", 0));
}

#[test]
fn a_change_carries_the_facets_that_subscribers_saw() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    let script_lines = ["show a nurse in 0180", "show a nurse in 1480", "gone a", "show a nurse"];
    let expected: [&[&str]; 4] = [&[], &["se-kommun:0180"], &["se-kommun:1480"], &[]];
    for (line, expected) in script_lines.into_iter().zip(expected) {
        group.restart(true);
        let (_, out) = script.play(&mut group, line);
        let Some(Outgoing::Change(change)) = out.iter().find(|out| ended(out).is_some()) else {
            panic!("{line}: {out:?}");
        };
        assert_eq!(change.previous.place, expected, "{line}");
        let partner = (!expected.is_empty()).then(|| PartnerName::new("acme").unwrap());
        assert_eq!(change.previous.partner, partner, "{line}");
    }
}

#[test]
fn a_revision_without_its_part_is_rejected() {
    for line in ["show a nurse", "gone a", "erase a"] {
        let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
        let Line::Revision(mut event) = script.read(line) else { unreachable!() };
        (event.ad, event.removal) = (None, None);
        let (outcome, out) = group.decide(*event, script.now());
        assert_eq!(word(outcome), "rejected invalid");
        assert!(matches!(&out[..], [Outgoing::Rejected(_)]), "{line}: {out:?}");
    }
}

#[test]
fn what_is_remembered_of_an_ad_is_small() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    script.play(&mut group, "show a nurse ats 7 url o/7 in 0180 until 500 contact Kim");
    // One of the market, one of the ad.
    assert_eq!(group.records(), 2);
    assert!(group.changelog_bytes() <= 420, "{} bytes", group.changelog_bytes());
    assert!(size_of::<super::member::Member>() <= 160);
}
