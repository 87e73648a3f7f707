//! A publication date that the hub assumed belongs to the ad.

use schemas::ad::{Fact, Origin};

use super::super::Dedupe;
use super::{NOW, event};
use crate::step::Outgoing;
use crate::testing::{Instance, at, moment};

/// Shows `title` at a second, with the publication date that a connector
/// gives: the partner's, or else the time of receipt. Says which date the
/// revision has and whether it is assumed; none when there is no revision.
fn check(deliveries: &[(i64, &str, Option<i64>)], expected: &[Option<(i64, bool)>]) {
    for restarts in [false, true] {
        let mut dedupe = Instance::<Dedupe>::new();
        let mut dates = Vec::new();
        for (position, (seconds, line, given)) in deliveries.iter().enumerate() {
            if restarts {
                dedupe.restart(true);
            }
            let mut event = event(line, position);
            if let Some(ad) = &mut event.ad {
                ad.published_at = moment(given.unwrap_or(*seconds));
                ad.facts.extend(given.is_none().then(assumed));
            }
            let (_, out) = dedupe.decide(event, at(NOW + seconds));
            dates.push(out.iter().find_map(date));
        }
        assert_eq!(dates, expected, "restarts: {restarts}");
    }
}

fn assumed() -> Fact {
    Fact {
        path: "/published_at".to_owned(),
        origin: Origin::Enriched,
        confidence: 0.5,
        method: Some("received".to_owned()),
        span: None,
    }
}

fn date(outgoing: &Outgoing) -> Option<(i64, bool)> {
    let Outgoing::Revised(revision) = outgoing else { return None };
    let ad = revision.ad.as_ref()?;
    let seconds = (0..1_000).find(|seconds| moment(*seconds) == ad.published_at)?;
    Some((seconds, ad.facts.contains(&assumed())))
}

#[test]
fn an_update_keeps_the_date_that_was_assumed_first() {
    check(
        &[(1, "see a", None), (2, "see a", None), (3, "see b", None), (4, "see c", None)],
        &[Some((1, true)), None, Some((1, true)), Some((1, true))],
    );
}

#[test]
fn a_date_that_the_partner_gives_counts() {
    check(
        &[(1, "see a", None), (2, "see a", Some(7)), (3, "see a", None), (4, "see b", None)],
        &[Some((1, true)), Some((7, false)), Some((3, true)), Some((3, true))],
    );
}

#[test]
fn an_ad_that_comes_back_keeps_its_date() {
    check(
        &[(1, "see a", None), (2, "gone", None), (3, "see a", None)],
        &[Some((1, true)), None, Some((1, true))],
    );
}
