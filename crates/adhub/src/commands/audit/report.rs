//! What an audit found, for people and as JSON.

use std::fmt::Write as _;

use schemas::AdId;
use serde::Serialize;

use super::books::{Books, Line};

/// So many differences are kept with their particulars; all are counted.
const KEPT_MAX: usize = 1_000;
/// So many are printed for people.
const PRINTED_MAX: usize = 50;

/// What was found.
#[derive(Default)]
pub(super) struct Report {
    pub(super) steps: Vec<StepLine>,
    pub(super) books: Books,
    pub(super) public: Vec<PublicLine>,
    differences: Vec<Difference>,
    total: u64,
}

/// One step on one partition.
#[derive(Clone, Default, Serialize)]
pub(super) struct StepLine {
    pub(super) step: &'static str,
    pub(super) partition: u32,
    /// Inputs that are kept and were consumed.
    pub(super) inputs: u64,
    /// Inputs that are kept and wait to be consumed.
    pub(super) waiting: u64,
    /// Inputs that are not kept any more.
    pub(super) inputs_gone: u64,
    /// Outputs that were derived again and compared.
    pub(super) outputs: u64,
    /// Inputs and outputs that could not be derived: the state that they
    /// depend on is beyond retention.
    pub(super) underivable: u64,
    /// Entries of the changelog that were compared.
    pub(super) state: u64,
    /// The log moved on while it was read: what came meanwhile, and the
    /// changelog, were left out.
    pub(super) moving: bool,
}

/// One market's public log.
#[derive(Clone, Default, Serialize)]
pub(super) struct PublicLine {
    pub(super) market: u32,
    pub(super) changes: u64,
    pub(super) first_seq: i64,
    pub(super) last_seq: i64,
    pub(super) ads: u64,
    /// Ads whose latest change is in `ads.current` only.
    pub(super) ads_beyond: u64,
    /// The log moved on while it was read: `ads.current` was not compared.
    pub(super) moving: bool,
}

/// Where in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) topic: &'static str,
    pub(super) partition: u32,
    /// Of the record; or where the one that is missing belongs.
    pub(super) position: u64,
}

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Check {
    /// An input has no output, but should.
    Missing,
    /// An output has no input that leads to it, or is there twice.
    Unexpected,
    /// An output is there, with other content.
    Differs,
    /// The numbers of the public log are not dense.
    Sequence,
    /// Revisions of an ad do not rise.
    Revision,
    /// The changelog has another state.
    State,
    /// Contact persons are there that should not be, or the other way round.
    Contacts,
    /// `changes` and `ads.current` disagree.
    Current,
    /// A committed offset that cannot be.
    Offset,
    /// The books do not balance.
    Books,
}

impl Check {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Differs => "differs",
            Self::Sequence => "sequence",
            Self::Revision => "revision",
            Self::State => "state",
            Self::Contacts => "contacts",
            Self::Current => "current",
            Self::Offset => "offset",
            Self::Books => "books",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Difference {
    pub(super) check: Check,
    pub(super) topic: &'static str,
    pub(super) partition: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ad_id: Option<AdId>,
    pub(super) seen: String,
    pub(super) expected: String,
}

#[derive(Serialize)]
struct Json<'a> {
    clean: bool,
    steps: &'a [StepLine],
    public: &'a [PublicLine],
    books: Vec<Line>,
    differences_total: u64,
    differences: &'a [Difference],
}

impl Report {
    /// Notes a difference.
    pub(super) fn differs(
        &mut self,
        check: Check,
        at: At,
        ad_id: Option<AdId>,
        seen: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.total += 1;
        if self.differences.len() < KEPT_MAX {
            let At { topic, partition, position } = at;
            let (seen, expected) = (seen.into(), expected.into());
            let position = Some(position);
            self.differences.push(Difference {
                check,
                topic,
                partition,
                position,
                ad_id,
                seen,
                expected,
            });
        }
    }

    /// Books that do not balance are differences.
    pub(super) fn close_books(&mut self) {
        for line in self.books.lines() {
            if line.missing() != 0 {
                self.total += 1;
                self.differences.push(Difference {
                    check: Check::Books,
                    topic: line.topic,
                    partition: 0,
                    position: None,
                    ad_id: None,
                    seen: format!(
                        "{} of {} in {}: {} without an outcome",
                        line.received,
                        line.partner,
                        line.step,
                        line.missing()
                    ),
                    expected: "received = emitted + dropped + rejected".to_owned(),
                });
            }
        }
    }

    /// Nothing differs.
    pub(super) fn is_clean(&self) -> bool {
        self.total == 0
    }

    #[cfg(test)]
    pub(super) fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// For programs.
    pub(super) fn json(&self) -> anyhow::Result<String> {
        let json = Json {
            clean: self.is_clean(),
            steps: &self.steps,
            public: &self.public,
            books: self.books.lines(),
            differences_total: self.total,
            differences: &self.differences,
        };
        Ok(format!("{}\n", serde_json::to_string_pretty(&json)?))
    }

    /// For people, in 80 columns.
    pub(super) fn text(&self) -> anyhow::Result<String> {
        let mut text = format!(
            "{:<8} {:>4} {:>9} {:>9} {:>9} {:>8} {:>9} {:>9}\n",
            "step", "part", "inputs", "outputs", "state", "waiting", "gone", "unknown"
        );
        for line in &self.steps {
            writeln!(
                text,
                "{:<8} {:>4} {:>9} {:>9} {:>9} {:>8} {:>9} {:>9}{}",
                line.step,
                line.partition,
                line.inputs,
                line.outputs,
                line.state,
                line.waiting,
                line.inputs_gone,
                line.underivable,
                if line.moving { " moving" } else { "" },
            )?;
        }
        for line in &self.public {
            writeln!(
                text,
                "\nmarket {}: {} changes, seq {} to {}; {} ads in ads.current, {} of them older \
                 than\nthe changes that are kept",
                line.market, line.changes, line.first_seq, line.last_seq, line.ads, line.ads_beyond
            )?;
        }
        self.books.write(&mut text)?;
        self.write_limits(&mut text)?;
        self.write_differences(&mut text)?;
        Ok(text)
    }

    /// What could not be checked, and why.
    fn write_limits(&self, text: &mut String) -> std::fmt::Result {
        let gone: u64 = self.steps.iter().map(|line| line.inputs_gone).sum();
        let unknown: u64 = self.steps.iter().map(|line| line.underivable).sum();
        if gone > 0 {
            writeln!(
                text,
                "\n{gone} inputs are beyond retention (gone). What followed from them was not \
                 derived:\n{unknown} inputs and outputs (unknown) depend on it. Of ads that were \
                 there before,\nthe grouping into jobs was not compared."
            )?;
        }
        if self.steps.iter().any(|line| line.moving) || self.public.iter().any(|line| line.moving) {
            writeln!(
                text,
                "\nmoving: the hub went on meanwhile; what it wrote since, and the changelog of \
                 that\npartition, were left out."
            )?;
        }
        Ok(())
    }

    fn write_differences(&self, text: &mut String) -> std::fmt::Result {
        if self.is_clean() {
            return writeln!(text, "\nclean: no difference");
        }
        writeln!(text, "\n{} differences", self.total)?;
        for difference in self.differences.iter().take(PRINTED_MAX) {
            let Difference { check, topic, partition, position, ad_id, seen, expected } =
                difference;
            write!(text, "\n{} {topic}/{partition}", check.as_str())?;
            if let Some(position) = position {
                write!(text, "@{position}")?;
            }
            if let Some(ad_id) = ad_id {
                write!(text, "  ad {ad_id}")?;
            }
            writeln!(text, "\n  seen      {seen}\n  expected  {expected}")?;
        }
        let more = self.total.saturating_sub(PRINTED_MAX as u64);
        if more > 0 {
            writeln!(text, "\nand {more} more; --json prints the first {KEPT_MAX}")?;
        }
        Ok(())
    }
}
