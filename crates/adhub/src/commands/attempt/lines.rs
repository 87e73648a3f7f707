//! JSON for other programs: one ad a line, and a closing line.

use std::io::{BufWriter, ErrorKind, Stdout, Write as _};

use connectors::formats::push;
use connectors::{Item, Profile};
use schemas::Change;
use schemas::id::JobId;
use schemas::rejected::Fault;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::steps::{Out, Steps};
use super::tally::{Ended, Source, Tally};

/// A change as it is published, with the id of its job in plain sight.
#[derive(Serialize)]
struct Published<'c> {
    job_id: JobId,
    #[serde(flatten)]
    change: &'c Change,
}

/// Standard output. A reader that went away is no error.
pub(super) struct Lines {
    out: BufWriter<Stdout>,
    gone: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { out: BufWriter::new(std::io::stdout()), gone: false }
    }

    /// An ad in the push format with its warnings, or a removal.
    pub(super) fn item(&mut self, item: &Item, warnings: &[Fault]) -> anyhow::Result<()> {
        let line = match item {
            Item::Ad(ad) => {
                let written = push::write(ad);
                let mut line = written.ad;
                let warnings: Vec<&Fault> = warnings.iter().chain(&written.left_out).collect();
                line["warnings"] = serde_json::to_value(warnings)?;
                line
            }
            Item::Removal { external_id, removal } => {
                json!({ "external_id": external_id, "removal": removal })
            }
            // Only rounds of several requests hand these over.
            Item::Seen { .. } | Item::Page { .. } => return Ok(()),
        };
        self.line(&line)
    }

    /// What a step gave, as it would stand in the log; a change with its job.
    pub(super) fn out(&mut self, out: &Out) -> anyhow::Result<()> {
        match out {
            Out::Received(received) => self.line(received),
            Out::Revision(revision) => self.line(revision),
            Out::Change(change) => self.line(&Published { job_id: change.job.id, change }),
            Out::Rejected(_) => Ok(()),
        }
    }

    /// The closing line.
    pub(super) fn close(
        mut self,
        tally: &Tally,
        steps: Option<&Steps>,
        profile: &Profile,
    ) -> anyhow::Result<()> {
        let formats: Vec<&str> = tally.sources.iter().map(|one| one.format.as_str()).collect();
        let mut different = formats.clone();
        different.dedup();
        let rejected: Vec<Value> = tally
            .rejections
            .iter()
            .map(|error| {
                json!({
                    "place": error.place,
                    "external_id": error.external_id,
                    "reason": error.reason,
                    "faults": error.faults,
                })
            })
            .collect();
        let (filled, empty) = tally.fill.rates();
        let fill: Map<String, Value> = filled
            .into_iter()
            .chain(empty.into_iter().map(|name| (name, 0)))
            .map(|(name, count)| (name.to_owned(), count.into()))
            .collect();
        let warnings: Map<String, Value> = tally
            .warnings
            .iter()
            .map(|(code, warned)| (code.clone(), warned.count.into()))
            .collect();
        let mut line = json!({
            "format": different.join(", "),
            "complete": !tally.sources.is_empty() && tally.sources.iter().all(|one| one.complete),
            "counts": {
                "ads": tally.ads,
                "removals": tally.removals,
                "rejected": tally.rejected,
                "warnings": warnings,
                "fields": fill,
            },
            "rejected": rejected,
            "partner": profile.partner,
            "sources": tally.sources.iter().map(source).collect::<Vec<Value>>(),
        });
        if !tally.unread.is_empty() {
            line["unread"] = json!(tally.unread);
        }
        if let Some(steps) = steps {
            let outcomes = &steps.outcomes;
            line["outcomes"] = json!({
                "emitted": outcomes.emitted,
                "dropped": outcomes.dropped,
                "rejected": outcomes.rejected,
            });
        }
        self.line(&line)?;
        self.done()
    }

    fn line(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        if self.gone {
            return Ok(());
        }
        let written = writeln!(self.out, "{}", serde_json::to_string(line)?);
        self.forgive(written)
    }

    fn done(&mut self) -> anyhow::Result<()> {
        let flushed = self.out.flush();
        self.forgive(flushed)
    }

    fn forgive(&mut self, written: std::io::Result<()>) -> anyhow::Result<()> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            done => Ok(done?),
        }
    }
}

fn source(source: &Source) -> Value {
    let items = match &source.ended {
        Ended::Read(end) => Some(end.items),
        Ended::Broken(_) => None,
    };
    json!({
        "name": source.name,
        "format": source.format,
        "sure": source.sure,
        "because": source.because,
        "others": source.others,
        "wrapper": source.wrapper,
        "packed": source.packed,
        "bytes": source.bytes,
        "address_assumed": source.stand_in,
        "items": items,
        "lists": source.listed,
        "complete": source.complete,
        "complete_because": source.why,
    })
}
