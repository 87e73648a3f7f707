//! `adhub eval group`: grouping against labelled pairs.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use serde::Serialize;

use super::ads::{self, Ads};
use super::figures::{self, Figure, Figures, Judged};
use super::labels::{self, Label, Pair};
use super::steps;
use crate::cli::EvalGroupArguments;
use crate::commands::{plain, print, say};

/// What is printed as JSON.
#[derive(Serialize)]
struct Report {
    ads: usize,
    refused: usize,
    jobs: usize,
    unsure: usize,
    /// Pairs that name an ad that is not there.
    absent: usize,
    figures: Figures,
    errors: Vec<Fault>,
}

/// A pair that was judged otherwise than by its reader.
#[derive(Serialize)]
struct Fault {
    kind: &'static str,
    a_id: String,
    b_id: String,
    titles: [String; 2],
    reason: String,
    /// Why the two ended where they did: rule and features.
    why: [Vec<String>; 2],
}

/// Reads, groups, compares and prints.
pub(super) fn run(arguments: &EvalGroupArguments) -> anyhow::Result<ExitCode> {
    let ads = ads::read(&arguments.ads)?;
    let pairs = labels::read(&arguments.labels)?;
    let report = report(&ads, &pairs)?;
    if arguments.json {
        print(&format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    } else {
        print(&told(&report, arguments.errors)?)?;
    }
    if report.absent > 0 {
        say(&format!("{} pairs name an ad that is not there; they are left out", report.absent));
    }
    Ok(ExitCode::SUCCESS)
}

fn report(ads: &Ads, pairs: &[Pair]) -> anyhow::Result<Report> {
    let list: Vec<_> = ads.by_id.values().collect();
    let placed = steps::jobs(&list)?;
    let jobs: std::collections::BTreeSet<_> = placed.values().map(|placed| placed.job).collect();
    let (mut judged, mut errors) = (Vec::new(), Vec::new());
    let (mut unsure, mut absent) = (0, 0);
    for pair in pairs {
        let both = [&pair.a_id, &pair.b_id].map(|id| ads.by_id.get(id));
        let [Some(one), Some(other)] = both else {
            absent += 1;
            continue;
        };
        if pair.label == Label::Unsure {
            unsure += 1;
            continue;
        }
        let places = [&placed[&one.ad_id], &placed[&other.ad_id]];
        let found = places[0].job == places[1].job;
        let is_so = pair.label == Label::Same;
        judged.push(Judged { found, is_so });
        if found != is_so {
            errors.push(Fault {
                kind: if found { "wrong" } else { "missed" },
                a_id: pair.a_id.clone(),
                b_id: pair.b_id.clone(),
                titles: [one.title().to_owned(), other.title().to_owned()],
                reason: pair.reason.clone(),
                why: places.map(|placed| {
                    let grouping = placed.grouping.iter();
                    grouping
                        .flat_map(|why| std::iter::once(&why.rule).chain(&why.features).cloned())
                        .collect()
                }),
            });
        }
    }
    if judged.is_empty() {
        bail!("no pair of the labels can be judged: {absent} name absent ads, {unsure} are unsure");
    }
    let figures = figures::of(&judged);
    let (ads, refused, jobs) = (ads.by_id.len(), ads.refused.len(), jobs.len());
    Ok(Report { ads, refused, jobs, unsure, absent, figures, errors })
}

fn told(report: &Report, errors_max: usize) -> anyhow::Result<String> {
    let mut text = String::new();
    let Report { ads, refused, jobs, unsure, figures, .. } = report;
    writeln!(
        text,
        "{ads} ads ({refused} refused) in {jobs} jobs; {} pairs, {unsure} unsure ones left out",
        figures.pairs
    )?;
    text.push_str(&table(figures)?);
    for fault in report.errors.iter().take(errors_max) {
        let [one, other] = fault.titles.each_ref().map(|title| plain(title));
        writeln!(text, "{}  {} {}  {}", fault.kind, fault.a_id, fault.b_id, plain(&fault.reason))?;
        for (title, why) in [one, other].iter().zip(&fault.why) {
            writeln!(text, "    {title}  [{}]", why.join(" "))?;
        }
    }
    let more = report.errors.len().saturating_sub(errors_max);
    if more > 0 {
        writeln!(text, "and {more} more (--errors COUNT, --json)")?;
    }
    Ok(text)
}

/// The three figures, a line each.
pub(super) fn table(figures: &Figures) -> anyhow::Result<String> {
    let mut text = String::new();
    let Figures { right, wrong, missed, precision, recall, f1, .. } = figures;
    writeln!(text, "right {right}, wrong {wrong}, missed {missed}")?;
    for (name, Figure { value, low, high }) in
        [("precision", precision), ("recall", recall), ("F1", f1)]
    {
        writeln!(text, "{name:<9} {value:.3}  (95 %: {low:.3} to {high:.3})")?;
    }
    Ok(text)
}
