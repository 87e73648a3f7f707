//! Received = emitted + dropped + rejected, per step and partner, by what is
//! seen in the log.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemas::PartnerName;
use serde::Serialize;

/// All books.
#[derive(Default)]
pub(super) struct Books {
    accounts: BTreeMap<(u8, PartnerName), Account>,
    /// Refused at the door by gateway or poll, per partner.
    refused: BTreeMap<PartnerName, u64>,
}

/// One account: what became of the inputs of one partner in one step.
#[derive(Clone, Copy, Default)]
pub(super) struct Account {
    pub(super) received: u64,
    pub(super) emitted: u64,
    pub(super) dropped: u64,
    pub(super) rejected: u64,
    /// Their outcome depends on what is beyond retention.
    pub(super) unknown: u64,
}

/// One account, for the report.
#[derive(Clone, Serialize)]
pub(super) struct Line {
    pub(super) step: &'static str,
    #[serde(skip)]
    pub(super) topic: &'static str,
    pub(super) partner: PartnerName,
    pub(super) received: u64,
    pub(super) emitted: u64,
    pub(super) dropped: u64,
    pub(super) rejected: u64,
    pub(super) unknown: u64,
}

impl Line {
    /// Inputs without an outcome; negative: with more than one.
    pub(super) fn missing(&self) -> i64 {
        let known = self.emitted + self.dropped + self.rejected + self.unknown;
        self.received.cast_signed() - known.cast_signed()
    }
}

/// Steps in the order of the path, and what they read.
const STEPS: [(&str, &str); 4] = [
    ("door", schemas::topic::ADS_REJECTED),
    ("dedupe", schemas::topic::ADS_RECEIVED),
    ("enrich", schemas::topic::ADS_REVISED),
    ("group", schemas::topic::ADS_ENRICHED),
];

fn number(step: &str) -> u8 {
    let found = STEPS.iter().position(|(name, _)| *name == step);
    u8::try_from(found.unwrap_or_default()).unwrap_or_default()
}

impl Books {
    /// The account of a partner in a step.
    pub(super) fn account(&mut self, step: &'static str, partner: &PartnerName) -> &mut Account {
        self.accounts.entry((number(step), partner.clone())).or_default()
    }

    /// One item that gateway or poll refused.
    pub(super) fn refused(&mut self, partner: &PartnerName) {
        *self.refused.entry(partner.clone()).or_default() += 1;
    }

    /// All accounts, in the order of the path.
    pub(super) fn lines(&self) -> Vec<Line> {
        let refused = self.refused.iter().map(|(partner, count)| {
            let account = Account { received: *count, rejected: *count, ..Account::default() };
            ((0, partner.clone()), account)
        });
        let accounts = self.accounts.iter().map(|(key, account)| (key.clone(), *account));
        refused
            .chain(accounts)
            .map(|((step, partner), account)| {
                let (step, topic) = STEPS[usize::from(step)];
                let Account { received, emitted, dropped, rejected, unknown } = account;
                Line { step, topic, partner, received, emitted, dropped, rejected, unknown }
            })
            .collect()
    }

    /// As a table.
    pub(super) fn write(&self, text: &mut String) -> std::fmt::Result {
        let lines = self.lines();
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(
            text,
            "\n{:<8} {:<20} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "step", "partner", "received", "emitted", "dropped", "rejected", "unknown"
        )?;
        for line in lines {
            writeln!(
                text,
                "{:<8} {:<20} {:>9} {:>9} {:>9} {:>9} {:>9}",
                line.step,
                line.partner.as_str(),
                line.received,
                line.emitted,
                line.dropped,
                line.rejected,
                line.unknown
            )?;
        }
        Ok(())
    }
}
