//! `adhub replay --what-if`: the jobs that other rules of grouping would make
//! of the public log, against those that are there. Writes nothing.
//!
//! Each change of `changes` becomes the revision that led to it, and goes
//! through a group step at the change's own time. Of a log that has lost its
//! first changes, the ads that have not changed since come first, from
//! `ads.current`. Operators' words count from the beginning on.

mod differences;
mod report;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use eventlog::{EventLog, TopicName};
use processors::{Arrival, Group, Outgoing, Rules, Step as _};
use runtime::grouping::{Grouping, Standing};
use schemas::ad::{Removal, RemovalSignal};
use schemas::change::{ChangeKind, Grouping as Why};
use schemas::revision::{Correction, RevisionKind};
use schemas::{AdId, Change, Codec, EventId, JobId, Revision, Timestamp, topic};

use self::differences::Differences;
use self::report::Report;
use crate::cli::{ReplayArguments, RuleArgument};
use crate::commands::print;
use crate::commands::progress::Progress;
use crate::commands::records::Records;

/// Partition of the market.
const MARKET: u32 = 0;
/// Timers that go off at a time.
const TIMERS_MAX: usize = 1_000;

/// A public ad: where it is, and where it would be.
pub(super) struct Placed {
    is: JobId,
    would_be: Option<JobId>,
    why_is: Option<Why>,
    why_would_be: Option<Why>,
    partner: String,
    title: String,
    url: Option<String>,
}

/// Compares and prints.
pub(super) fn run(
    arguments: &ReplayArguments,
    log: &Arc<dyn EventLog>,
    codec: &Arc<Codec>,
) -> anyhow::Result<ExitCode> {
    let rules = Rules {
        similar: arguments.rule == RuleArgument::Similar,
        text_percent_min: arguments.text_min,
    };
    let words = Grouping::new(Arc::clone(log), Arc::clone(codec)).words()?;
    let mut run = Run {
        group: Group::with_rules(rules),
        ads: BTreeMap::new(),
        changes: 0,
        last_at: Timestamp::default(),
    };
    for word in &words {
        run.say(word);
    }
    let mut progress = Progress::new();
    run.all(log.as_ref(), codec, &mut progress)?;
    drop(progress);
    let differences = Differences::of(&run.ads);
    let report = Report::new(&run, &differences, rules, usize::from(arguments.samples));
    print(&if arguments.json { report.json()? } else { report.text() })?;
    Ok(ExitCode::SUCCESS)
}

struct Run {
    group: Group,
    /// Public ads.
    ads: BTreeMap<AdId, Placed>,
    /// Changes that were run.
    changes: u64,
    last_at: Timestamp,
}

impl Run {
    fn all(
        &mut self,
        log: &dyn EventLog,
        codec: &Codec,
        progress: &mut Progress,
    ) -> anyhow::Result<()> {
        let mut changes = Records::open(log, &TopicName::new(topic::CHANGES), MARKET)?;
        let bounds = changes.bounds();
        let mut next = changes.next()?;
        if bounds.floor > 0 {
            let first = match next.as_ref().and_then(|record| record.value.as_deref()) {
                Some(value) => codec.decode::<Change>(value)?.seq,
                None => i64::MAX,
            };
            self.earlier(log, codec, first, progress)?;
        }
        while let Some(record) = next {
            progress.at("what if", record.position - bounds.floor, bounds.end - bounds.floor);
            if let Some(value) = &record.value {
                self.take(codec.decode(value)?);
            }
            next = changes.next()?;
        }
        Ok(())
    }

    /// Ads whose latest change is beyond the floor of the public log.
    fn earlier(
        &mut self,
        log: &dyn EventLog,
        codec: &Codec,
        first: i64,
        progress: &mut Progress,
    ) -> anyhow::Result<()> {
        let mut current = Records::open(log, &TopicName::new(topic::ADS_CURRENT), MARKET)?;
        let bounds = current.bounds();
        while let Some(record) = current.next()? {
            progress.at("earlier ads", record.position - bounds.floor, bounds.end - bounds.floor);
            let Some(value) = &record.value else { continue };
            let change: Change = codec.decode(value)?;
            if change.seq < first && change.ad.is_some() {
                self.take(change);
            }
        }
        Ok(())
    }

    /// One change that was.
    fn take(&mut self, change: Change) {
        self.changes += 1;
        self.last_at = change.at;
        let mut out = Vec::new();
        while self.group.next_tick().is_some_and(|due| due <= change.at) {
            self.group.tick(change.at, TIMERS_MAX, &mut out);
        }
        let ad_id = change.ad_id;
        match &change.ad {
            Some(ad) => {
                let placed = Placed {
                    is: change.job.id,
                    would_be: self.ads.get(&ad_id).and_then(|placed| placed.would_be),
                    why_is: change.grouping.clone(),
                    why_would_be: self.ads.remove(&ad_id).and_then(|placed| placed.why_would_be),
                    partner: ad.source.partner_id.as_str().to_owned(),
                    title: ad.title().to_owned(),
                    url: ad.source.source_url.clone(),
                };
                self.ads.insert(ad_id, placed);
            }
            None => drop(self.ads.remove(&ad_id)),
        }
        // An expiry is a timer's, and a revision that is known only moved the
        // ad: the step drops both.
        self.decide(revision_of(change), &mut out);
    }

    /// What an operator said.
    fn say(&mut self, Standing { word, partner, at }: &Standing) {
        let event = Revision {
            event_id: EventId::derive(&[word.ad_id.as_bytes(), word.other.as_bytes()]),
            partner: partner.clone(),
            ad_id: word.ad_id,
            revision: 0,
            received_at: *at,
            kind: RevisionKind::Corrected,
            ad: None,
            removal: None,
            correction: Some(Correction {
                ad_id: word.other,
                hold: word.hold,
                by: word.by.clone(),
                note: word.note.clone(),
            }),
        };
        self.decide(event, &mut Vec::new());
    }

    fn decide(&mut self, event: Revision, out: &mut Vec<Outgoing>) {
        let now = self.last_at;
        let arrival = Arrival { now, partition: MARKET, position: self.changes };
        self.group.decide(event, &arrival, out);
        for outgoing in out.drain(..) {
            let (Outgoing::Change(change) | Outgoing::Moved { change, .. }) = outgoing else {
                continue;
            };
            if let Some(placed) = self.ads.get_mut(&change.ad_id) {
                placed.would_be = Some(change.job.id);
                placed.why_would_be = change.grouping;
            }
        }
    }
}

/// The revision that led to a change.
fn revision_of(change: Change) -> Revision {
    let kind = match change.kind {
        ChangeKind::Published | ChangeKind::Updated => RevisionKind::Upserted,
        ChangeKind::Withdrawn | ChangeKind::Expired => RevisionKind::Withdrawn,
        ChangeKind::Erased => RevisionKind::Erased,
    };
    let signal = change.reason.unwrap_or(RemovalSignal::ExplicitDelete);
    let removal =
        change.ad.is_none().then_some(Removal { signal, at: change.at, reason_code: None });
    Revision {
        event_id: EventId::derive(&[change.ad_id.as_bytes(), &change.seq.to_be_bytes()]),
        partner: change.ad.as_ref().map_or_else(
            || change.previous.partner.clone().unwrap_or_else(unknown),
            |ad| ad.source.partner_id.clone(),
        ),
        ad_id: change.ad_id,
        revision: change.revision,
        received_at: change.received_at,
        kind,
        ad: change.ad,
        removal,
        correction: None,
    }
}

/// Of an erasure of an ad that was not public.
fn unknown() -> schemas::PartnerName {
    schemas::PartnerName::new("unknown").expect("a valid name")
}
