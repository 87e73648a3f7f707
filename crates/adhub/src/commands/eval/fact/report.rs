//! Figures and errors of a measurement, for people and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use processors::quality::field::Field;
use processors::quality::judge::Verdict;
use processors::quality::{Count, Estimate, Figures};
use serde_json::{Value, json};

use crate::cli::SplitSide;
use crate::commands::plain;

/// Ids of labels without an ad that are named.
const UNKNOWN_SHOWN: usize = 5;
/// The share of ads at which the accuracy of occupations is told, per cent.
const COVERAGE: usize = 70;

/// One ad against one label.
pub(super) struct Judged {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) verdict: Verdict,
    /// The words that each answer was found in.
    pub(super) words: Vec<Option<String>>,
}

/// A measurement.
pub(super) struct Report {
    pub(super) fact: &'static str,
    pub(super) split: SplitSide,
    pub(super) ads: usize,
    pub(super) refused: u64,
    /// Ids of labels that no ad has.
    pub(super) unknown: Vec<String>,
    pub(super) unlabelled: usize,
    /// Labelled ads of the other side of the split.
    pub(super) other_side: usize,
    /// Columns of the labels that are not about the fact.
    pub(super) unread: Vec<String>,
    /// Ads whose partner gave the value: not found by the hub.
    pub(super) given: BTreeMap<Field, usize>,
    pub(super) judged: BTreeMap<Field, Vec<Judged>>,
}

impl Report {
    pub(super) fn take(&mut self, field: Field, judged: Judged) {
        self.judged.entry(field).or_default().push(judged);
    }

    const fn split(&self) -> &'static str {
        match self.split {
            SplitSide::Whole => "whole",
            SplitSide::Tuning => "tuning",
            SplitSide::Reporting => "reporting",
        }
    }

    /// What the reader of the figures should know.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.unknown.is_empty() {
            let shown = self.unknown.iter().take(UNKNOWN_SHOWN).map(|id| plain(id));
            let shown: Vec<String> = shown.collect();
            let count = self.unknown.len();
            remarks.push(format!("{count} labels name no ad: {}", shown.join(", ")));
        }
        if self.unlabelled > 0 {
            remarks.push(format!("{} ads have no label, and are left out", self.unlabelled));
        }
        if !self.unread.is_empty() {
            let unread: Vec<String> = self.unread.iter().map(|name| plain(name)).collect();
            remarks.push(format!("columns that say nothing about it: {}", unread.join(", ")));
        }
        for (field, ads) in &self.given {
            remarks.push(format!(
                "{}: in {ads} ads the partner's own value counts; --text-alone hides it",
                field.name()
            ));
        }
        remarks
    }

    pub(super) fn text(&self, errors_max: usize) -> anyhow::Result<String> {
        let mut text = String::new();
        writeln!(
            text,
            "{} ads ({} refused), {} of the split",
            self.ads,
            self.refused,
            self.split()
        )?;
        writeln!(
            text,
            "{:<14} {:>5} {:>5} {:>5} {:>5} {:>6} {:>6}  {:<20}  {:<20}  F1",
            "", "ads", "said", "found", "right", "missed", "silent", "precision", "recall"
        )?;
        for (field, judged) in &self.judged {
            let sums = Sums::of(judged);
            let figures = Figures::of(&counts(judged));
            writeln!(
                text,
                "{:<14} {:>5} {:>5} {:>5} {:>5} {:>6} {:>6}  {}  {}  {}",
                field.name(),
                judged.len(),
                sums.count.labelled,
                sums.count.found,
                sums.count.right,
                sums.abstained,
                sums.silent,
                figures.precision,
                figures.recall,
                figures.f1
            )?;
        }
        for (field, judged) in &self.judged {
            if let Some(occupation) = Occupation::of(*field, judged) {
                text.push_str(&occupation.text(*field)?);
            }
        }
        text.push_str(
            "said: values that labels have; missed: ads that say something of which nothing is \
             found; silent: ads that say nothing and of which nothing is found\n",
        );
        self.errors(&mut text, errors_max)?;
        Ok(text)
    }

    fn errors(&self, text: &mut String, errors_max: usize) -> anyhow::Result<()> {
        let wrong = |judged: &&Judged| !judged.verdict.count.is_right();
        let mut shown = 0;
        let mut all = 0;
        for (field, judged) in &self.judged {
            for judged in judged.iter().filter(wrong) {
                all += 1;
                if shown < errors_max {
                    shown += 1;
                    writeln!(text, "{}", judged.line(*field))?;
                }
            }
        }
        if all > shown {
            writeln!(text, "and {} more (--errors COUNT, --json)", all - shown)?;
        }
        Ok(())
    }

    pub(super) fn json(&self) -> Value {
        let fields: Vec<Value> =
            self.judged.iter().map(|(field, judged)| figures(*field, judged)).collect();
        let errors: Vec<Value> = self
            .judged
            .iter()
            .flat_map(|(field, judged)| {
                let wrong = judged.iter().filter(|judged| !judged.verdict.count.is_right());
                wrong.map(|judged| judged.json(*field))
            })
            .collect();
        json!({
            "fact": self.fact,
            "split": self.split(),
            "ads": self.ads,
            "refused": self.refused,
            "labels_without_ad": self.unknown.len(),
            "ads_without_label": self.unlabelled,
            "fields": fields,
            "errors": errors,
        })
    }
}

fn counts(judged: &[Judged]) -> Vec<Count> {
    judged.iter().map(|judged| judged.verdict.count).collect()
}

fn figures(field: Field, judged: &[Judged]) -> Value {
    let sums = Sums::of(judged);
    let of = Figures::of(&counts(judged));
    let mut value = json!({
        "field": field.name(),
        "ads": judged.len(),
        "said": sums.count.labelled,
        "found": sums.count.found,
        "right": sums.count.right,
        "missed": sums.abstained,
        "silent": sums.silent,
        "precision": estimate(of.precision),
        "recall": estimate(of.recall),
        "f1": estimate(of.f1),
    });
    if let Some(occupation) = Occupation::of(field, judged) {
        value["accuracy"] = estimate(occupation.first);
        value["accuracy_of_five"] = estimate(occupation.five);
        value["accuracy_at_70"] = estimate(occupation.surest);
    }
    value
}

fn estimate(estimate: Estimate) -> Value {
    json!({"value": estimate.value, "low": estimate.low, "high": estimate.high})
}

/// What ads add up to.
struct Sums {
    count: Count,
    /// Ads with something to find, of which nothing was.
    abstained: u32,
    /// Ads with nothing to find, of which nothing was.
    silent: u32,
}

impl Sums {
    fn of(judged: &[Judged]) -> Self {
        let mut sums = Self { count: Count::default(), abstained: 0, silent: 0 };
        for Judged { verdict: Verdict { count, .. }, .. } in judged {
            sums.count.right += count.right;
            sums.count.found += count.found;
            sums.count.labelled += count.labelled;
            sums.abstained += u32::from(count.found == 0 && count.labelled > 0);
            sums.silent += u32::from(count.found == 0 && count.labelled == 0);
        }
        sums
    }
}

/// Accuracy: an ad without an answer is one that is wrong.
struct Occupation {
    first: Estimate,
    five: Estimate,
    surest: Estimate,
    answered: usize,
    ads: usize,
}

impl Occupation {
    fn of(field: Field, judged: &[Judged]) -> Option<Self> {
        if !matches!(field, Field::Occupation(_)) {
            return None;
        }
        let mut said: Vec<&Judged> =
            judged.iter().filter(|judged| judged.verdict.count.labelled > 0).collect();
        said.sort_by(|one, other| other.verdict.confidence().total_cmp(&one.verdict.confidence()));
        let share = |judged: &[&Judged], is_right: &dyn Fn(&Verdict) -> bool| {
            let counts: Vec<Count> = judged
                .iter()
                .map(|judged| {
                    let right = u32::from(is_right(&judged.verdict));
                    Count { right, found: 1, labelled: 1 }
                })
                .collect();
            Figures::of(&counts).recall
        };
        let covered = (said.len() * COVERAGE + 50) / 100;
        let is_first = |verdict: &Verdict| verdict.count.right > 0;
        Some(Self {
            first: share(&said, &is_first),
            five: share(&said, &|verdict| verdict.is_among_five),
            surest: share(&said[..covered], &is_first),
            answered: said.iter().filter(|judged| !judged.verdict.answers.is_empty()).count(),
            ads: said.len(),
        })
    }

    fn text(&self, field: Field) -> anyhow::Result<String> {
        let mut text = String::new();
        let Self { first, five, surest, answered, ads } = self;
        writeln!(text, "{}: {answered} of {ads} ads have an answer", field.name())?;
        writeln!(text, "  first answer right          {first}")?;
        writeln!(text, "  one of the first five right {five}")?;
        writeln!(text, "  first, of the surest {COVERAGE} %  {surest}")?;
        Ok(text)
    }
}

impl Judged {
    const fn kind(&self) -> &'static str {
        let Count { right, found, labelled } = self.verdict.count;
        if found == 0 {
            "missed"
        } else if right == 0 || right == labelled {
            "wrong"
        } else {
            "partly"
        }
    }

    fn wanted(&self) -> String {
        if self.verdict.wanted.is_empty() {
            return "nothing".to_owned();
        }
        self.verdict.wanted.join(", ")
    }

    fn line(&self, field: Field) -> String {
        let found: Vec<String> = self
            .verdict
            .answers
            .iter()
            .zip(&self.words)
            .map(|(answer, words)| {
                let place = answer.span.as_ref().map(|span| {
                    format!(
                        " in {:?} at {} {}-{}",
                        words.as_deref().unwrap_or_default(),
                        span.field,
                        span.start,
                        span.end
                    )
                });
                let place = place.unwrap_or_else(|| format!(" by {}", answer.method));
                format!("{}{} ({:.2})", answer.value, plain(&place), answer.confidence)
            })
            .collect();
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join("; ") };
        format!(
            "{:<6} {}  {}: found {found}; read {}  {}",
            self.kind(),
            plain(&self.id),
            field.name(),
            plain(&self.wanted()),
            plain(&self.title)
        )
    }

    fn json(&self, field: Field) -> Value {
        let found: Vec<Value> = self
            .verdict
            .answers
            .iter()
            .zip(&self.words)
            .map(|(answer, words)| {
                json!({
                    "value": answer.value,
                    "confidence": answer.confidence,
                    "method": answer.method,
                    "span": answer.span,
                    "words": words,
                })
            })
            .collect();
        json!({
            "kind": self.kind(),
            "id": self.id,
            "field": field.name(),
            "found": found,
            "read": self.verdict.wanted,
            "title": self.title,
        })
    }
}
