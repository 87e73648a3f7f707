//! SSYK 2012 by title and text, against the source's own code (`jobtech-40`),
//! and ISCO-08 of Norwegian, English and Polish titles by reading
//! (`occupation.tsv`).

use processors::quality::{Count, Figures, Side, accuracy_at, side};
use schemas::ad::OccupationScheme;

use crate::corpus::{Sample, Tally, corpus, labels};

fn first(sample: &Sample, scheme: OccupationScheme) -> Option<(String, f64)> {
    let ad = sample.enriched();
    let one = ad.occupation.iter().find(|one| one.scheme == scheme)?;
    Some((one.code.clone(), f64::from(one.confidence)))
}

#[test]
fn swedish_occupations() {
    let Some(samples) = corpus("jobtech-40") else { return };
    let mut tally = Tally::default();
    let mut answers = Vec::new();
    for sample in &samples {
        let group = [
            "/occupation_group/0/legacy_ams_taxonomy_id",
            "/occupation_group/legacy_ams_taxonomy_id",
        ];
        let wanted = group.iter().map(|at| sample.text(at)).find(|code| !code.is_empty()).unwrap();
        let found = first(sample, OccupationScheme::Ssyk2012);
        let right = found.as_ref().is_some_and(|(code, _)| *code == wanted);
        if !right {
            println!("  {found:?}, source {wanted}: {}", sample.title);
        }
        if side(&sample.id) == Side::Reporting {
            answers.push((found.as_ref().map_or(0.0, |(_, confidence)| *confidence), right));
        }
        tally.add(&sample.id, Count::of_one(found.map(|(code, _)| code), Some(wanted)));
    }
    println!("at 70 % coverage, reporting: {:.2}", accuracy_at(0.7, &answers));
    tally.check("SSYK 2012, jobtech-40", 0.60, 0.56);
}

#[test]
fn occupations_of_other_languages() {
    let mut tally = Tally::default();
    for name in ["nav-oslo", "nhs-3000", "pl-ads"] {
        let Some(samples) = corpus(name) else { return };
        for row in labels(include_str!("occupation.tsv")).filter(|row| row[0] == name) {
            let sample = samples.iter().find(|sample| sample.id == row[1]).unwrap();
            let found = first(sample, OccupationScheme::Isco08).map(|(code, _)| code);
            let wanted: Vec<&str> = row[2].split('|').collect();
            let fits = found.as_deref().is_some_and(|code| wanted.contains(&code));
            if !fits {
                println!("  {found:?}, labelled {wanted:?}: {}", sample.title);
            }
            let label = if fits { found.clone() } else { Some(wanted[0].to_owned()) };
            tally.add(&sample.id, Count::of_one(found, label));
        }
    }
    tally.check("ISCO-08, nav-oslo, nhs-3000, pl-ads", 0.88, 0.72);
}

/// Titles made up for this project, by language: the first answer in SSYK 2012
/// for Swedish, in ISCO-08 for the others. Least precision and recall.
#[test]
fn occupations_of_titles() {
    let first = include_str!("titles.tsv");
    for (language, least) in [("sv", 0.97), ("nb", 0.97), ("en", 0.95)] {
        titles("titles", first, language, least);
    }
    let second = include_str!("titles-second.tsv");
    for (language, least) in [("sv", 0.85), ("nb", 0.85), ("en", 0.85)] {
        titles("second titles", second, language, least);
    }
}

fn titles(name: &str, table: &'static str, language: &str, least: f64) {
    let swedish = language == "sv";
    let scheme = if swedish { OccupationScheme::Ssyk2012 } else { OccupationScheme::Isco08 };
    let mut counts = Vec::new();
    let mut answers = Vec::new();
    for row in labels(table).filter(|row| row[0] == language) {
        let wanted: Vec<&str> = row[if swedish { 1 } else { 2 }].split('|').collect();
        for title in row[3].split('|') {
            let ad = crate::corpus::enriched(&crate::corpus::ad(title, row[4]));
            let found = ad.occupation.iter().find(|one| one.scheme == scheme);
            let code = found.map(|one| one.code.clone());
            let fits = code.as_deref().is_some_and(|code| wanted.contains(&code));
            if !fits {
                println!("  {code:?}, labelled {wanted:?}: {title} {}", row[4]);
            }
            answers.push((found.map_or(0.0, |one| f64::from(one.confidence)), fits));
            let label = if fits { code.clone() } else { Some(wanted[0].to_owned()) };
            counts.push(Count::of_one(code, label));
        }
    }
    let figures = Figures::of(&counts);
    let at = accuracy_at(0.7, &answers);
    println!("{name}, {language}: {figures}; {at:.2} right at 70 % coverage");
    assert!(figures.precision.value >= least, "{name}, {language}: precision fell");
    assert!(figures.recall.value >= least, "{name}, {language}: recall fell");
}
