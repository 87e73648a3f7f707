//! What partners and adversaries send: nothing panics, nothing grows without
//! bound, and jobs are what a reader would say.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use schemas::ad::{Lifecycle, Location, Removal, RemovalSignal};
use schemas::change::{Change, JobChange};
use schemas::revision::RevisionKind;
use schemas::{Ad, AdId, EventId, JobId, Revision, Timestamp};

use super::super::Group;
use crate::step::{Arrival, Outgoing, Step as _};
use crate::testing::{ad, at};

/// A market, and the job of each public ad.
#[derive(Default)]
pub(super) struct Market {
    group: Group,
    revisions: BTreeMap<AdId, i64>,
    jobs: BTreeMap<AdId, JobId>,
}

impl Market {
    fn event(&mut self, ad_id: AdId, partner: &schemas::PartnerName) -> Revision {
        let revision = self.revisions.entry(ad_id).or_default();
        *revision += 1;
        Revision {
            event_id: EventId::derive(&[ad_id.as_bytes(), &revision.to_be_bytes()]),
            partner: partner.clone(),
            ad_id,
            revision: *revision,
            received_at: at(100),
            kind: RevisionKind::Upserted,
            ad: None,
            removal: None,
            correction: None,
        }
    }

    fn decide(&mut self, event: Revision, now: Timestamp) -> Option<Change> {
        let mut out = Vec::new();
        self.group.decide(event, &Arrival { now, partition: 0, position: 0 }, &mut out);
        let change = out.into_iter().find_map(|outgoing| match outgoing {
            Outgoing::Change(change) => Some(change),
            _ => None,
        });
        if let Some(change) = &change {
            if change.ad.is_some() {
                self.jobs.insert(change.ad_id, change.job.id);
            } else {
                self.jobs.remove(&change.ad_id);
            }
        }
        change
    }

    pub(super) fn show(&mut self, ad: Ad) -> Change {
        let mut event = self.event(ad.ad_id, &ad.source.partner_id.clone());
        event.ad = Some(Box::new(Ad { lifecycle: Lifecycle::Published, ..ad }));
        self.decide(event, at(100)).expect("an ad that is shown makes a change")
    }

    fn withdraw(&mut self, ad: &Ad, seconds: i64) {
        let mut event = self.event(ad.ad_id, &ad.source.partner_id);
        event.kind = RevisionKind::Withdrawn;
        let signal = RemovalSignal::ExplicitDelete;
        event.removal = Some(Removal { signal, at: at(0), reason_code: None });
        self.decide(event, at(seconds)).expect("a public ad goes");
    }

    /// How many comparisons an ad like this takes.
    fn comparisons(&mut self, ad: &Ad) -> usize {
        self.group.market.comparisons(ad)
    }

    pub(super) fn jobs(&self) -> usize {
        self.jobs.values().collect::<BTreeSet<_>>().len()
    }
}

/// An ad with all that ads are compared by.
pub(super) fn full(
    partner: &str,
    id: &str,
    title: &str,
    employer: &str,
    town: &str,
    text: &str,
) -> Ad {
    let mut ad = *ad(partner, id, title);
    ad.employer.name = employer.to_owned();
    ad.locations = vec![Location { city: Some(town.to_owned()), ..Location::default() }];
    ad.texts[0].description_text = text.to_owned();
    ad
}

/// Sentences that no other number has.
pub(super) fn prose(number: u64) -> String {
    let mut text = String::new();
    for sentence in 0..30 {
        let word =
            |place: u64| super::super::similar::corpus::word(number * 977 + sentence * 7 + place);
        text.push_str(&format!(
            "We {} the {} and {} every {} here. ",
            word(1),
            word(2),
            word(3),
            word(4)
        ));
    }
    text
}

#[test]
fn one_opening_at_two_boards_is_one_job_and_says_why() {
    let mut market = Market::default();
    let text = prose(1);
    market.show(full("acme", "1", "Night Nurse", "Harbour Care Ltd", "Lerwick", &text));
    let framed = format!("About the employer. {text} Apply now!");
    let change =
        market.show(full("beta", "9", "Night nurse (m/w/d)", "Harbour Care", "Lerwick", &framed));
    let why = change.grouping.expect("another ad is the reason");
    assert_eq!((why.rule.as_str(), why.reposted, change.job.ads), ("similar-2", false, 2));
    assert!(why.features.contains(&"place=same".to_owned()), "{:?}", why.features);
}

#[test]
fn template_siblings_are_not_one_job() {
    let mut market = Market::default();
    let text = prose(2);
    let show = [
        ("Nurse, ward Ash", "Harbour Care", "Lerwick"),
        ("Nurse, ward Birch", "Harbour Care", "Lerwick"),
        ("Senior nurse, ward Ash", "Harbour Care", "Lerwick"),
        ("Nurse, ward Ash", "Harbour Care", "Scalloway"),
        ("Nurse, ward Ash", "Mountain Clinic", "Lerwick"),
        ("Nurse with German, ward Ash", "Harbour Care", "Lerwick"),
        ("Nurse, ward Ash, fixed term", "Harbour Care", "Lerwick"),
        ("Nurse, ward Ash, band 5", "Harbour Care", "Lerwick"),
        ("Nurse, ward Ash, band 6", "Harbour Care", "Lerwick"),
    ];
    for (number, (title, employer, town)) in show.into_iter().enumerate() {
        market.show(full("acme", &number.to_string(), title, employer, town, &text));
    }
    // A band that one ad alone states is no contradiction.
    assert_eq!(market.jobs(), show.len() - 1);
}

#[test]
fn likeness_does_not_chain() {
    let mut market = Market::default();
    let text = prose(3);
    market.show(full("acme", "1", "Nurse", "Harbour Care", "Lerwick", &text));
    let mut vague = full("beta", "2", "Nurse", "Harbour Care", "", &text);
    vague.locations.clear();
    assert_eq!(market.show(vague).job.ads, 2);
    let change = market.show(full("gamma", "3", "Nurse", "Harbour Care", "Stornoway", &text));
    assert_eq!(change.job.ads, 1, "the canonical ad is in another town");
}

#[test]
fn a_repost_finds_the_closed_job_and_is_told_as_such() {
    let mut market = Market::default();
    let first = full("acme", "1", "Night Nurse", "Harbour Care", "Lerwick", &prose(4));
    let job = market.show(first.clone()).job.id;
    market.withdraw(&first, 200);
    let again = full("acme", "2", "Night Nurse", "Harbour Care", "Lerwick", &prose(4));
    let change = market.show(again);
    assert_eq!((change.job.id, change.job.kind), (job, JobChange::Published));
    assert!(change.grouping.is_some_and(|why| why.reposted));
}

#[test]
fn a_job_lingers_sixty_days() {
    let mut market = Market::default();
    let first = full("acme", "1", "Night Nurse", "Harbour Care", "Lerwick", &prose(4));
    let job = market.show(first.clone()).job.id;
    market.withdraw(&first, 200);
    market.group.tick(at(200 + 60 * 86_400), 10, &mut Vec::new());
    let change =
        market.show(full("acme", "2", "Night Nurse", "Harbour Care", "Lerwick", &prose(4)));
    assert_ne!(change.job.id, job);
}

#[test]
fn an_ad_that_says_something_else_leaves_its_job() {
    let mut market = Market::default();
    let text = prose(5);
    market.show(full("acme", "1", "Night Nurse", "Harbour Care", "Lerwick", &text));
    market.show(full("beta", "2", "Night Nurse", "Harbour Care", "Lerwick", &text));
    let change =
        market.show(full("beta", "2", "Lorry driver", "Harbour Care", "Lerwick", &prose(6)));
    assert_eq!(change.job.kind, JobChange::Published);
    assert_eq!(change.left_job.map(|job| job.ads), Some(1));
}

#[test]
fn a_job_that_loses_its_last_ad_to_another_leaves_an_alias() {
    let mut market = Market::default();
    let text = prose(7);
    let job =
        market.show(full("acme", "1", "Night Nurse", "Harbour Care", "Lerwick", &text)).job.id;
    let other = market.show(full("beta", "2", "Lorry driver", "Moor Freight", "Brae", &prose(8)));
    let change = market.show(full("beta", "2", "Night Nurse", "Harbour Care", "Lerwick", &text));
    let left = change.left_job.expect("it left its own job");
    assert_eq!((left.id, left.merged_into), (other.job.id, Some(job)));
}

#[test]
fn jobs_survive_a_partner_that_renames_all_ids_overnight() {
    for withdrawn_first in [true, false] {
        let mut market = Market::default();
        let ads: Vec<Ad> = (0..200)
            .map(|n| {
                full(
                    "acme",
                    &format!("old-{n}"),
                    &format!("Role {n}"),
                    "Harbour Care",
                    "Lerwick",
                    &prose(n),
                )
            })
            .collect();
        let before: Vec<JobId> = ads.iter().map(|ad| market.show(ad.clone()).job.id).collect();
        if withdrawn_first {
            ads.iter().for_each(|ad| market.withdraw(ad, 200));
        }
        let renamed = (0..200).map(|n| {
            full(
                "acme",
                &format!("new-{n}"),
                &format!("Role {n}"),
                "Harbour Care",
                "Lerwick",
                &prose(n),
            )
        });
        let after: Vec<JobId> = renamed.map(|ad| market.show(ad).job.id).collect();
        assert_eq!(before, after, "withdrawn first: {withdrawn_first}");
    }
}

#[test]
fn an_employer_with_equal_titles_in_many_places_has_a_job_in_each() {
    let mut market = Market::default();
    let text = prose(9);
    for number in 0..5_000 {
        let town = format!("{}town", super::super::similar::corpus::word(number % 290));
        market.show(full(
            "acme",
            &number.to_string(),
            "Shop assistant",
            "Harbour Stores",
            &town,
            &text,
        ));
    }
    assert!((290..=5_000).contains(&market.jobs()), "{}", market.jobs());
    let towns: BTreeMap<JobId, BTreeSet<u64>> =
        (0..5_000).fold(BTreeMap::new(), |mut towns, number| {
            let ad_id = ad("acme", &number.to_string(), "").ad_id;
            towns.entry(market.jobs[&ad_id]).or_default().insert(number % 290);
            towns
        });
    assert!(towns.values().all(|towns| towns.len() == 1), "two towns in one job");
}

#[test]
fn an_ad_without_a_town_could_be_of_any_of_its_employers_towns() {
    let text = prose(12);
    let shop = |partner: &str, id: &str, town: &str| {
        let mut ad = full(partner, id, "Shop assistant", "Harbour Stores", town, &text);
        if town.is_empty() {
            ad.locations.clear();
        }
        ad
    };
    let mut market = Market::default();
    market.show(shop("acme", "1", "Lerwick"));
    assert_eq!(market.show(shop("beta", "1", "")).job.ads, 2, "one town is known");
    let mut market = Market::default();
    market.show(shop("acme", "1", "Lerwick"));
    market.show(shop("acme", "2", "Stornoway"));
    assert_eq!(market.show(shop("beta", "1", "")).job.ads, 1, "two towns are known");
}

#[test]
fn ten_thousand_ads_of_one_template_are_compared_with_few_and_kept_apart() {
    let mut market = Market::default();
    let text = prose(10);
    for number in 0..10_000_u64 {
        let word = super::super::similar::corpus::word(number);
        let (town, title) = (format!("{word}by"), format!("{word} seller"));
        let ad = full("acme", &number.to_string(), &title, "Moor Trade", &town, &text);
        // A bucket of more than 64 is left out, whoever asks.
        assert!(market.comparisons(&ad) <= 64, "ad {number}");
        market.show(ad);
    }
    assert_eq!(market.jobs(), 10_000);
}

#[test]
fn texts_made_to_collide_are_compared_with_few() {
    let mut market = Market::default();
    let text = prose(11);
    for number in 0..3_000_u64 {
        // Every band and every key in common, nothing else.
        let mut ad = full("acme", &number.to_string(), "Seller", "Moor Trade", "Brae", &text);
        ad.texts[0].title = format!("Seller {}", super::super::similar::corpus::word(number));
        assert!(market.comparisons(&ad) <= 64, "ad {number}");
        market.show(ad);
    }
}

#[test]
fn a_vague_ad_is_compared_with_few() {
    // Four jobs of fifteen ads, and one that names no town: it is like all of
    // them. A bucket is not too full for them.
    let mut market = Market::default();
    let text = prose(12);
    for (town, board) in (0..4).flat_map(|town| (0..15).map(move |board| (town, board))) {
        let place = format!("{}by", super::super::similar::corpus::word(town));
        let (partner, id) = (format!("board{board}"), format!("{town}-{board}"));
        market.show(full(&partner, &id, "Seller", "Moor Trade", &place, &text));
    }
    assert_eq!(market.jobs(), 4);
    let mut vague = full("acme", "vague", "Seller", "Moor Trade", "", &text);
    vague.locations.clear();
    // Each once, and the ads of the oldest job once more.
    let comparisons = market.comparisons(&vague);
    assert!((60..=75).contains(&comparisons), "{comparisons}");
}

#[test]
fn texts_that_say_nothing_group_nothing() {
    let mut market = Market::default();
    let long = "harbour ".repeat(131_072);
    let texts =
        ["", " ", "\u{1f600}\u{1f600}", "nurse nurse nurse nurse", long.as_str(), "<p></p>"];
    for (number, text) in texts.into_iter().enumerate() {
        for partner in ["acme", "beta"] {
            let mut ad = full(partner, &number.to_string(), "\u{1f44d}", "", "", text);
            ad.locations.clear();
            market.show(ad);
        }
    }
    assert_eq!(market.jobs(), 2 * texts.len());
}

#[test]
fn a_text_of_a_megabyte_is_read_to_its_bound() {
    let mut market = Market::default();
    let long: String = (0..1_200).map(prose).collect();
    assert!(long.len() > 1 << 20, "{} bytes", long.len());
    let change = market.show(full(
        "acme",
        "1",
        &"nurse ".repeat(9_000),
        &"x".repeat(9_000),
        "Lerwick",
        &long,
    ));
    assert_eq!(change.job.ads, 1);
    let change = market.show(full(
        "beta",
        "1",
        &"nurse ".repeat(9_000),
        &"x".repeat(9_000),
        "Lerwick",
        &long,
    ));
    assert_eq!(change.job.ads, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever ads say, comparing them neither panics nor depends on a
    /// restart in between.
    #[test]
    fn any_text_can_be_compared(
        texts in prop::collection::vec(("\\PC{0,40}", "\\PC{0,30}", "\\PC{0,30}", "(\\PC{0,60} ){0,4}"), 2..6),
    ) {
        let (mut market, mut twin) = (Market::default(), crate::testing::Instance::<Group>::new());
        for (number, (title, employer, town, text)) in texts.iter().enumerate() {
            let partner = if number % 2 == 0 { "acme" } else { "beta" };
            let ad = full(partner, &number.to_string(), title, employer, town, text);
            let mut event = market.event(ad.ad_id, &ad.source.partner_id);
            event.ad = Some(Box::new(ad));
            let change = market.decide(event.clone(), at(100));
            twin.restart(true);
            let (_, out) = twin.decide(event, at(100));
            let again = out.into_iter().find_map(|out| match out {
                Outgoing::Change(change) => Some(change),
                _ => None,
            });
            prop_assert_eq!(change, again);
        }
    }
}
