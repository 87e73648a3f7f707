//! What becomes of the items that were read: counted, carried through the
//! steps, shown.

use std::rc::Rc;

use connectors::{Item, ItemError};
use schemas::rejected::Fault;

use super::dated::Dated;
use super::lines::Lines;
use super::meter::Meter;
use super::report;
use super::steps::{self, Out, Steps};
use super::tally::Tally;

/// What became of the items.
pub(super) struct Taken {
    pub(super) tally: Tally,
    pub(super) steps: Option<Steps>,
    /// Ads that wait for their turn.
    pub(super) dated: Option<Dated>,
    pub(super) shown: Vec<report::Shown>,
    pub(super) shown_max: usize,
    pub(super) lines: Option<Lines>,
    /// The ads themselves, when another command wants them.
    pub(super) gathered: Option<Vec<schemas::Ad>>,
    pub(super) meter: Rc<Meter>,
    /// A step or the output failed: nothing more is done.
    pub(super) failed: Option<anyhow::Error>,
}

impl Taken {
    /// Takes what was read.
    pub(super) fn item(
        &mut self,
        item: Result<Item, ItemError>,
        mut warnings: Vec<Fault>,
        from: &steps::From,
    ) {
        if self.failed.is_some() {
            return;
        }
        self.meter.item();
        if let Some(dated) = &mut self.dated {
            dated.seen_in_time(&mut warnings);
            if self.steps.is_some() {
                dated.wait(&item, from);
            }
        }
        if (self.dated.is_none() || self.steps.is_none())
            && let Err(error) = self.carry(&item, &warnings, from)
        {
            self.failed = Some(error);
        }
        match item {
            Ok(Item::Ad(ad)) => {
                self.tally.ad(&ad, &warnings);
                if let Some(gathered) = &mut self.gathered {
                    gathered.push(*ad);
                }
            }
            Ok(Item::Removal { .. }) => self.tally.removals += 1,
            Ok(Item::Seen { .. } | Item::Page { .. }) => {}
            Err(error) => self.tally.reject(error),
        }
    }

    /// Those that waited, each at its time.
    pub(super) fn carry_dated(&mut self) -> anyhow::Result<()> {
        let Some(dated) = self.dated.take() else { return Ok(()) };
        for (at, item, from) in dated.in_order() {
            if let Some(steps) = &mut self.steps {
                steps.advance(at);
            }
            self.carry(&item, &[], &from)?;
        }
        Ok(())
    }

    /// Through the steps, and into the output.
    fn carry(
        &mut self,
        item: &Result<Item, ItemError>,
        warnings: &[Fault],
        from: &steps::From,
    ) -> anyhow::Result<()> {
        let Some(steps) = &mut self.steps else {
            return match (&mut self.lines, item) {
                (Some(lines), Ok(item)) => lines.item(item, warnings),
                _ => Ok(()),
            };
        };
        for out in steps.take(item, from)? {
            if let Out::Rejected(rejected) = out {
                self.tally.reject(refused(*rejected));
                continue;
            }
            match &mut self.lines {
                Some(lines) => lines.out(&out)?,
                None if self.shown.len() < self.shown_max => self.shown.extend(report::shown(&out)),
                None => {}
            }
        }
        Ok(())
    }
}

/// What a step rejected, beside what the reader rejected.
fn refused(rejected: schemas::Rejected) -> ItemError {
    ItemError {
        external_id: rejected.external_id,
        reason: rejected.reason,
        faults: rejected.faults,
        place: rejected.step,
        bytes: Vec::new(),
        bytes_length: usize::try_from(rejected.bytes_length).unwrap_or_default(),
    }
}
