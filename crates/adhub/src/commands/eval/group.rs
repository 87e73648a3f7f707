//! `adhub eval group`: grouping against labelled pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use schemas::Ad;
use serde::Serialize;

use super::ads::{self, Ads};
use super::figures::{self, Figure, Figures, Judged};
use super::pairs::{self, Label, Pair};
use super::predictions::{self, Predictions};
use super::steps::{self, Placed};
use crate::cli::EvalGroupArguments;
use crate::commands::{plain, print, say};

/// What is printed as JSON.
#[derive(Serialize)]
struct Report {
    ads: usize,
    refused: u64,
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
    let mut pairs = pairs::read(&arguments.labels)?;
    pairs.retain(|pair| pair.is_on(arguments.split));
    let (ads, placed) = match &arguments.predictions {
        Some(path) => {
            let Predictions { ads, jobs } = predictions::read(path)?;
            (ads, told_jobs(jobs))
        }
        None => {
            let ads = ads::read(&arguments.ads)?;
            let placed = found_jobs(&ads)?;
            (ads, placed)
        }
    };
    let report = report(&ads, &placed, &pairs)?;
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

/// Where an ad ended, by the ad's id.
struct Ended {
    job: String,
    /// Rule and features.
    why: Vec<String>,
}

/// The jobs that the hub makes of the ads.
fn found_jobs(ads: &Ads) -> anyhow::Result<BTreeMap<String, Ended>> {
    let list: Vec<_> = ads.by_id.values().collect();
    let mut placed = steps::jobs(&list)?;
    let ended = |(id, ad): (&String, &Ad)| {
        let Placed { job, grouping } = placed.remove(&ad.ad_id)?;
        let why =
            grouping.into_iter().flat_map(|why| std::iter::once(why.rule).chain(why.features));
        Some((id.clone(), Ended { job: job.to_string(), why: why.collect() }))
    };
    Ok(ads.by_id.iter().filter_map(ended).collect())
}

/// The jobs that a file of predictions names.
fn told_jobs(jobs: BTreeMap<String, String>) -> BTreeMap<String, Ended> {
    jobs.into_iter().map(|(id, job)| (id, Ended { job, why: Vec::new() })).collect()
}

fn report(ads: &Ads, placed: &BTreeMap<String, Ended>, pairs: &[Pair]) -> anyhow::Result<Report> {
    let jobs: BTreeSet<_> = placed.values().map(|ended| &ended.job).collect();
    let (mut judged, mut errors) = (Vec::new(), Vec::new());
    let (mut unsure, mut absent) = (0, 0);
    for pair in pairs {
        let both = [&pair.a_id, &pair.b_id].map(|id| {
            let (own_id, ad) = ads.find(id)?;
            Some((ad, placed.get(own_id)?))
        });
        let [Some((one, first)), Some((other, second))] = both else {
            absent += 1;
            continue;
        };
        if pair.label == Label::Unsure {
            unsure += 1;
            continue;
        }
        let found = first.job == second.job;
        let is_so = pair.label == Label::Same;
        judged.push(Judged { found, is_so });
        if found != is_so {
            errors.push(Fault {
                kind: if found { "wrong" } else { "missed" },
                a_id: pair.a_id.clone(),
                b_id: pair.b_id.clone(),
                titles: [one.title().to_owned(), other.title().to_owned()],
                reason: pair.reason.clone(),
                why: [first.why.clone(), second.why.clone()],
            });
        }
    }
    if judged.is_empty() {
        bail!("no pair of the labels can be judged: {absent} name absent ads, {unsure} are unsure");
    }
    let figures = figures::of(&judged);
    let (ads, refused, jobs) = (ads.by_id.len(), ads.refused, jobs.len());
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
