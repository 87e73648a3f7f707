//! What title and text alone say, against what a reader of them says: 205 ads,
//! `facts.tsv`, by the rules of `docs/quality/labels.md`. Errors of the tuning
//! side are printed; of the reporting side only their number.

use std::collections::BTreeMap;

use processors::quality::answers::words;
use processors::quality::field::Field;
use processors::quality::judge::{Verdict, judge};
use processors::quality::label::Label;
use processors::quality::{Side, side};
use schemas::Ad;
use schemas::ad::OccupationScheme;

use crate::corpus::{Sample, Tally, ad, corpus, enriched};

/// Least precision and recall of a field, on the reporting side.
const FLOORS: &[(Field, f64, f64)] = &[
    (Field::Place, 0.84, 0.53),
    (Field::WorkMode, 0.52, 0.77),
    (Field::Relation, 0.93, 0.86),
    (Field::Duration, 0.94, 0.50),
    (Field::Extent, 0.89, 0.79),
    (Field::Percent, 0.84, 0.64),
    (Field::Salary, 0.82, 0.75),
    (Field::Start, 0.78, 0.64),
    (Field::Deadline, 0.94, 0.82),
    (Field::Languages, 0.92, 0.95),
    (Field::Licences, 0.90, 0.95),
    (Field::Education, 0.85, 0.70),
    (Field::Occupation(OccupationScheme::Isco08), 0.67, 0.50),
    (Field::Agency, 0.50, 0.0),
];
/// Most warnings of ads that deserve none, on both sides.
const ALARMS_MAX: u32 = 1;

/// A row: corpus, id, and a cell for each field.
fn rows() -> (Vec<Field>, Vec<Vec<&'static str>>) {
    let mut lines = include_str!("facts.tsv").lines().filter(|line| !line.starts_with('#'));
    let head = lines.next().unwrap().split('\t').skip(2);
    let fields = head.map(|name| Field::named(name).unwrap()).collect();
    (fields, lines.map(|line| line.split('\t').collect()).collect())
}

/// The ad as it appeared: dates without a year depend on it.
fn published(sample: &Sample) -> Ad {
    let mut ad = ad(&sample.title, &sample.body);
    let fields = ["/publication_date", "/published", "/datePosted", "/publication.date"];
    let told = fields.iter().map(|field| sample.text(field)).find(|date| !date.is_empty());
    let told = told.unwrap_or_default();
    let day = match told.parse::<i64>() {
        // Some of the Polish dates are days since 1970.
        Ok(days) => jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days),
        Err(_) => told
            .get(..10)
            .and_then(|date| date.parse().ok())
            .unwrap_or(jiff::civil::date(2021, 9, 1)),
    };
    ad.published_at.local = format!("{day}T00:00:00");
    ad
}

fn told(sample: &Sample, field: Field, ad: &Ad, verdict: &Verdict) -> String {
    let answers: Vec<String> = verdict
        .answers
        .iter()
        .map(|answer| {
            let words = answer.span.as_ref().and_then(|span| words(ad, span));
            words
                .map_or_else(|| answer.value.clone(), |words| format!("{} {words:?}", answer.value))
        })
        .collect();
    format!("  {}: found {answers:?}, read {:?}: {}", field.name(), verdict.wanted, sample.title)
}

#[test]
fn facts_by_reading() {
    let (fields, rows) = rows();
    let mut tallies: BTreeMap<Field, Tally> = BTreeMap::new();
    let (mut hidden, mut alarms) = (0, 0);
    for name in ["jobtech-40", "nav-oslo", "nhs-3000", "pl-ads"] {
        let Some(samples) = corpus(name) else { return };
        let samples: BTreeMap<&str, &Sample> =
            samples.iter().map(|sample| (sample.id.as_str(), sample)).collect();
        for row in rows.iter().filter(|row| row[0] == name) {
            let sample = samples[row[1]];
            let ad = enriched(&published(sample));
            for (field, cell) in fields.iter().zip(&row[2..]) {
                let Some(label) = Label::of_cell(*field, cell) else { continue };
                let verdict = judge(*field, &ad, &label, &[]);
                if *field == Field::Warnings {
                    alarms += verdict.count.found - verdict.count.right;
                }
                tallies.entry(*field).or_default().add(&sample.id, verdict.count);
                match (verdict.count.is_right(), side(&sample.id)) {
                    (true, _) => {}
                    (false, Side::Reporting) => hidden += 1,
                    (false, Side::Tuning) => {
                        println!("{name} {}{}", row[1], told(sample, *field, &ad, &verdict));
                    }
                }
            }
        }
    }
    println!("{hidden} errors of the reporting side are not shown");
    println!("{alarms} false alarms in {} ads", rows.len());
    assert!(alarms <= ALARMS_MAX, "{alarms} false alarms");
    for (field, precision_min, recall_min) in FLOORS {
        tallies[field].check(field.name(), *precision_min, *recall_min);
    }
}
