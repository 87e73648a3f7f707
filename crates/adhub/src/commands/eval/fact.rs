//! `adhub eval FACT`: what is found in ads against labels by reading.

mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::bail;
use processors::enrich::enrich;
use processors::quality::answers::WARNINGS;
use processors::quality::field::Field;
use processors::quality::judge::{Verdict, judge, text_alone};
use processors::quality::{Side, side};
use schemas::Ad;
use schemas::ad::OccupationScheme;

use self::report::{Judged, Report};
use super::labels::{self, Labels};
use super::{ads, predictions};
use crate::cli::{EvalFactArguments, SchemeArgument, SplitSide};
use crate::commands::{print, say};

/// What is measured together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fact {
    Language,
    Occupation,
    Place,
    WorkMode,
    Employment,
    Salary,
    Start,
    Deadline,
    Requirements,
    Employer,
    PersonalData,
    Warnings,
    All,
}

impl Fact {
    /// Its fields; occupation codes are of `scheme` where nothing else is said.
    pub(super) fn fields(self, scheme: Field) -> Vec<Field> {
        match self {
            Self::Language => vec![Field::Language],
            Self::Occupation => {
                let others = [
                    OccupationScheme::Ssyk2012,
                    OccupationScheme::Isco08,
                    OccupationScheme::AfConcept,
                    OccupationScheme::Esco,
                    OccupationScheme::Styrk08,
                ];
                let others = others.into_iter().map(Field::Occupation);
                std::iter::once(scheme).chain(others.filter(|other| *other != scheme)).collect()
            }
            Self::Place => vec![Field::Place, Field::Region, Field::Country],
            Self::WorkMode => vec![Field::WorkMode, Field::RemoteRegions],
            Self::Employment => {
                vec![Field::Relation, Field::Duration, Field::Extent, Field::Percent]
            }
            Self::Salary => vec![Field::Salary],
            Self::Start => vec![Field::Start],
            Self::Deadline => vec![Field::Deadline],
            Self::Requirements => {
                vec![Field::Languages, Field::Licences, Field::Education, Field::Skills]
            }
            Self::Employer => vec![Field::Employer, Field::OrgId, Field::Agency],
            Self::PersonalData => vec![Field::PersonalData, Field::PersonNames],
            Self::Warnings => vec![Field::Warnings],
            Self::All => {
                const EACH: [Fact; 12] = [
                    Fact::Language,
                    Fact::Occupation,
                    Fact::Place,
                    Fact::WorkMode,
                    Fact::Employment,
                    Fact::Salary,
                    Fact::Start,
                    Fact::Deadline,
                    Fact::Requirements,
                    Fact::Employer,
                    Fact::PersonalData,
                    Fact::Warnings,
                ];
                EACH.into_iter().flat_map(|fact| fact.fields(scheme)).collect()
            }
        }
    }

    /// The field of a column that is just called `label`, or as the fact is.
    pub(super) fn main(self, scheme: Field) -> Option<Field> {
        match self {
            Self::Employment | Self::Requirements | Self::All => None,
            fact => fact.fields(scheme).first().copied(),
        }
    }

    /// Whether a column has the fact's own name.
    pub(super) fn is_called(self, name: &str) -> bool {
        name == self.name()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Occupation => "occupation",
            Self::Place => "place",
            Self::WorkMode => "work_mode",
            Self::Employment => "employment",
            Self::Salary => "salary",
            Self::Start => "start",
            Self::Deadline => "deadline",
            Self::Requirements => "requirements",
            Self::Employer => "employer",
            Self::PersonalData => "personal_data",
            Self::Warnings => "warnings",
            Self::All => "facts",
        }
    }
}

/// Reads, enriches, compares and prints.
pub(super) fn run(fact: Fact, arguments: &EvalFactArguments) -> anyhow::Result<ExitCode> {
    let scheme = Field::Occupation(match arguments.scheme {
        SchemeArgument::Ssyk2012 => OccupationScheme::Ssyk2012,
        SchemeArgument::Isco08 => OccupationScheme::Isco08,
        SchemeArgument::Styrk08 => OccupationScheme::Styrk08,
        SchemeArgument::AfConcept => OccupationScheme::AfConcept,
        SchemeArgument::Esco => OccupationScheme::Esco,
    });
    // Mistakes in the labels are told before any ad is read.
    let labels = labels::read(&arguments.labels, fact, scheme)?;
    let (ads, is_enriched) = match &arguments.predictions {
        Some(path) => (predictions::read(path)?.ads, true),
        None => (ads::read(&arguments.ads)?, false),
    };
    let report = compared(fact, &ads, &labels, arguments, is_enriched)?;
    if arguments.json {
        print(&format!("{}\n", serde_json::to_string_pretty(&report.json())?))?;
    } else {
        print(&report.text(arguments.errors)?)?;
    }
    for remark in report.remarks() {
        say(&remark);
    }
    Ok(ExitCode::SUCCESS)
}

fn compared(
    fact: Fact,
    ads: &ads::Ads,
    labels: &Labels,
    arguments: &EvalFactArguments,
    is_enriched: bool,
) -> anyhow::Result<Report> {
    let codes = warned(labels);
    let mut report = Report {
        fact: fact.name(),
        split: arguments.split,
        ads: ads.by_id.len(),
        refused: ads.refused,
        unknown: Vec::new(),
        unlabelled: 0,
        other_side: 0,
        unread: labels.unread.iter().cloned().collect(),
        given: BTreeMap::new(),
        judged: BTreeMap::new(),
    };
    let mut labelled = BTreeSet::new();
    for (id, of_ad) in &labels.by_id {
        let Some((own_id, ad)) = ads.find(id) else {
            report.unknown.push(id.clone());
            continue;
        };
        labelled.insert(own_id);
        if !is_on(arguments.split, own_id) {
            report.other_side += 1;
            continue;
        }
        let mut ad = if arguments.text_alone { text_alone(ad) } else { ad.clone() };
        if !is_enriched {
            enrich(&mut ad);
        }
        for (field, label) in of_ad {
            let verdict = judge(*field, &ad, label, &codes);
            if verdict.answers.iter().any(|answer| answer.method == "source") {
                *report.given.entry(*field).or_default() += 1;
            }
            report.take(*field, judged(own_id, &ad, verdict));
        }
    }
    report.unlabelled = ads.by_id.keys().filter(|id| !labelled.contains(id.as_str())).count();
    if report.judged.is_empty() {
        bail!(
            "nothing can be judged: {} labels name an ad that is not there (such as {:?}), {} are \
             on the other side of the split; the ads have ids such as {:?}",
            report.unknown.len(),
            report.unknown.first().map_or("", String::as_str),
            report.other_side,
            ads.by_id.keys().next().map_or("", String::as_str),
        );
    }
    Ok(report)
}

fn judged(id: &str, ad: &Ad, verdict: Verdict) -> Judged {
    let title = ad.title().to_owned();
    let words = verdict
        .answers
        .iter()
        .map(|answer| {
            answer.span.as_ref().and_then(|span| processors::quality::answers::words(ad, span))
        })
        .collect();
    Judged { id: id.to_owned(), title, verdict, words }
}

/// Codes of warnings that the labels name beside the hub's own.
fn warned(labels: &Labels) -> Vec<String> {
    let codes = labels.by_id.values().filter_map(|of_ad| of_ad.get(&Field::Warnings));
    let codes: BTreeSet<String> =
        codes.flat_map(|label| label.alternatives.iter().flatten().cloned()).collect();
    codes.into_iter().filter(|code| !WARNINGS.contains(&code.as_str())).collect()
}

fn is_on(split: SplitSide, id: &str) -> bool {
    match split {
        SplitSide::Whole => true,
        SplitSide::Tuning => side(id) == Side::Tuning,
        SplitSide::Reporting => side(id) == Side::Reporting,
    }
}
