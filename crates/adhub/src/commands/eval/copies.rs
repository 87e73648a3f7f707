//! `adhub eval copies`: grouping where no labels exist. Every ad is shown once
//! more by another board, in one of ten ways.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use processors::copies::{Class, copy};
use schemas::{Ad, AdId, JobId, PartnerName};
use serde::Serialize;

use super::ads;
use super::steps;
use crate::cli::EvalCopiesArguments;
use crate::commands::print;

/// What became of copies.
#[derive(Serialize, Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Outcome {
    /// In the job of their ad.
    right: u32,
    /// In the job of others only.
    wrong: u32,
    /// In a job of their own.
    alone: u32,
}

impl Outcome {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong + self.alone).max(1))
    }

    fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }
}

/// Makes the copies, groups and prints.
pub(super) fn run(arguments: &EvalCopiesArguments) -> anyhow::Result<ExitCode> {
    let ads = ads::read(&arguments.ads)?;
    let ads: Vec<&Ad> = ads.by_id.values().collect();
    let outcomes = outcomes(&ads, arguments.seed)?;
    let whole = outcomes.values().fold(Outcome::default(), |sum, outcome| Outcome {
        right: sum.right + outcome.right,
        wrong: sum.wrong + outcome.wrong,
        alone: sum.alone + outcome.alone,
    });
    let mut text = String::new();
    let lines = outcomes.iter().map(|(class, outcome)| (class.as_str(), *outcome));
    for (name, outcome) in lines.chain([("whole", whole)]) {
        let Outcome { right, wrong, alone } = outcome;
        let (precision, recall, f1) = (outcome.precision(), outcome.recall(), outcome.f1());
        if arguments.json {
            let line = serde_json::json!({
                "class": name, "right": right, "wrong": wrong, "alone": alone,
                "precision": precision, "recall": recall, "f1": f1,
            });
            writeln!(text, "{line}")?;
        } else {
            writeln!(
                text,
                "{name:<10} right {right:>5}  wrong {wrong:>4}  alone {alone:>4}  \
                 P {precision:.3}  R {recall:.3}  F1 {f1:.3}"
            )?;
        }
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn outcomes(ads: &[&Ad], seed: u64) -> anyhow::Result<BTreeMap<Class, Outcome>> {
    let board = PartnerName::new("copying-board").expect("a good name");
    let classes = Class::ALL.iter().cycle();
    let copies: Vec<(Class, AdId, Ad)> = ads
        .iter()
        .zip(classes)
        .map(|(ad, class)| (*class, ad.ad_id, copy(ad, *class, &board, ads, seed)))
        .collect();
    let all: Vec<&Ad> = ads.iter().copied().chain(copies.iter().map(|copy| &copy.2)).collect();
    let placed = steps::jobs(&all)?;
    let mut sizes: BTreeMap<JobId, u32> = BTreeMap::new();
    for placed in placed.values() {
        *sizes.entry(placed.job).or_default() += 1;
    }
    let mut outcomes: BTreeMap<Class, Outcome> = BTreeMap::new();
    for (class, of, copy) in &copies {
        let outcome = outcomes.entry(*class).or_default();
        let job = placed[&copy.ad_id].job;
        if placed[of].job == job {
            outcome.right += 1;
        } else if sizes[&job] > 1 {
            outcome.wrong += 1;
        } else {
            outcome.alone += 1;
        }
    }
    Ok(outcomes)
}
