//! Pairs that were invented for this project, in Swedish, Norwegian, German,
//! English, Danish and French: copies as other boards show them, and siblings
//! of one template. Each pair is a market of its own, through enrich and group.

use std::collections::BTreeMap;

use schemas::ad::{Lifecycle, Location};
use schemas::revision::RevisionKind;
use schemas::{Ad, EventId, JobId, Revision};

use super::super::Group;
use super::super::similar::{Evidence, Publishers, Sketch};
use crate::step::{Arrival, Outgoing, Step as _};
use crate::testing::{ad, at};

pub(super) const TEXTS: &str = include_str!("../../../fixtures/pairs/texts.txt");
const PAIRS: &str = include_str!("../../../fixtures/pairs/pairs.txt");

/// Texts by name.
fn texts() -> BTreeMap<&'static str, &'static str> {
    let parts = TEXTS.split("## ").filter(|part| !part.trim().is_empty());
    parts.map(|part| part.split_once('\n').expect("a name and a text")).collect()
}

/// A text with the texts that it names in braces.
fn filled(text: &str, texts: &BTreeMap<&str, &str>) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let (inner, after) = rest.split_once('}').expect("a brace is closed");
    let named = |name: &str| texts[name].trim().to_owned();
    let filling = if let Some((name, count)) = inner.split_once(':') {
        let text = named(name);
        text.split_inclusive(['.', '?', '!']).take(count.parse().unwrap()).collect()
    } else if let Some((name, change)) = inner.split_once('/') {
        let (from, to) = change.split_once('/').unwrap();
        let text = named(name);
        assert!(text.contains(from), "{name} does not say {from}");
        text.replace(from, to)
    } else {
        named(inner)
    };
    format!("{before}{filling}{}", filled(after, texts))
}

/// Reads `board | title | employer | place | text`.
fn read(line: &str, id: &str, texts: &BTreeMap<&str, &str>) -> Ad {
    let parts: Vec<&str> = line.splitn(5, " | ").collect();
    let [board, title, employer, place, text] = parts[..] else { panic!("no ad: {line}") };
    let mut ad = *ad(board, id, title);
    "und".clone_into(&mut ad.language);
    "und".clone_into(&mut ad.texts[0].lang);
    ad.texts[0].description_text = filled(text, texts);
    employer.clone_into(&mut ad.employer.name);
    if place != "-" {
        ad.locations = vec![Location { raw: Some(place.to_owned()), ..Location::default() }];
    }
    crate::enrich::enrich(&mut ad);
    ad
}

/// The job of an ad that is shown, and why.
fn show(group: &mut Group, ad: Ad) -> Option<(JobId, Vec<String>)> {
    let ad = Ad { lifecycle: Lifecycle::Published, ..ad };
    let event = Revision {
        event_id: EventId::derive(&[ad.ad_id.as_bytes()]),
        partner: ad.source.partner_id.clone(),
        ad_id: ad.ad_id,
        revision: 1,
        received_at: at(100),
        kind: RevisionKind::Upserted,
        ad: Some(Box::new(ad)),
        removal: None,
        correction: None,
    };
    let mut out = Vec::new();
    group.decide(event, &Arrival { now: at(100), partition: 0, position: 0 }, &mut out);
    out.into_iter().find_map(|outgoing| match outgoing {
        Outgoing::Change(change) => {
            let why = change.grouping.map(|why| why.features).unwrap_or_default();
            Some((change.job.id, why))
        }
        _ => None,
    })
}

/// A market that knows the towns of the pairs.
fn market() -> Group {
    let mut group = Group::default();
    for (number, town) in ["Leeds", "York", "Leipzig", "Kalmar"].iter().enumerate() {
        let mut ad = *ad("elsewhere", &number.to_string(), "Florist");
        ad.locations = vec![Location { raw: Some((*town).to_owned()), ..Location::default() }];
        show(&mut group, ad);
    }
    group
}

/// How the two compare, fact by fact.
fn compared(ads: &[Ad; 2]) -> Vec<String> {
    let group = market();
    let [left, right] = ads.each_ref().map(Sketch::of);
    let publishers = if ads[0].source.partner_id == ads[1].source.partner_id {
        Publishers::Same
    } else {
        Publishers::Different
    };
    let evidence = group.market.similar.compare(&left, &right, publishers);
    evidence.map(Evidence::features).unwrap_or_default()
}

/// Why the second ad is in the job of the first; none when it is not.
fn grouped(ads: [Ad; 2]) -> Option<Vec<String>> {
    let mut group = market();
    let mut jobs: Vec<(JobId, Vec<String>)> = Vec::new();
    for ad in ads {
        jobs.extend(show(&mut group, ad));
    }
    let (second, why) = jobs.pop()?;
    (jobs.pop()?.0 == second).then_some(why)
}

#[test]
fn invented_pairs_are_told_apart() {
    let texts = texts();
    let blocks = PAIRS.split("\n\n").filter(|block| !block.starts_with('#'));
    let (mut right, mut wrong, mut missed, mut apart) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut faults = Vec::new();
    for (number, block) in blocks.enumerate() {
        let lines: Vec<&str> = block.trim().lines().collect();
        let [head, one, other] = lines[..] else { panic!("no pair: {block}") };
        let is_same = head.starts_with("same ");
        assert!(is_same || head.starts_with("different "), "{head}");
        let pair = [(one, "a"), (other, "b")]
            .map(|(line, side)| read(line, &format!("{number}{side}"), &texts));
        let facts = compared(&pair);
        let found = grouped(pair);
        match (found.is_some(), is_same) {
            (true, true) => right += 1,
            (true, false) => wrong += 1,
            (false, true) => missed += 1,
            (false, false) => apart += 1,
        }
        if found.is_some() != is_same {
            faults.push(format!("{head}: {one}\n    {other}\n    {}", facts.join(" ")));
        }
    }
    let ratio = |other: u32| f64::from(right) / f64::from(right + other);
    let (precision, recall) = (ratio(wrong), ratio(missed));
    println!("{right} right, {wrong} wrong, {missed} missed, {apart} apart");
    println!("invented pairs: P {precision:.3} R {recall:.3}\n{}", faults.join("\n"));
    assert!(right + missed >= 40 && wrong + apart >= 40, "too few pairs are read");
    assert!(precision >= 0.97 && recall >= 0.95, "P {precision:.3} R {recall:.3}");
}
