//! `adhub replay`: recorded inputs through the steps again, offline, without
//! writing to the log that they come from.
//!
//! A [`Path`] is what the records are fed to. [`what_if`] asks instead what
//! other rules of grouping would make of the public log.

mod source;
mod target;
mod what_if;

use std::path::Path as Directory;
use std::process::ExitCode;

use eventlog::Consumed;
use processors::Outcome;
use runtime::grouping::{self, Grouping, Standing};
use runtime::process::Hub;
use runtime::replay::{Path, Written};
use runtime::{Clock, Stop};
use schemas::{Change, Timestamp, topic};
use telemetry::Metrics;

use self::source::{Record, Source};
use self::target::Target;
use crate::cli::ReplayArguments;
use crate::commands::narrate::Narrator;
use crate::commands::progress::Progress;
use crate::commands::{print, say};
use crate::config::ConfigError;
use crate::hub;

/// Replays.
pub(crate) fn run(arguments: &ReplayArguments) -> anyhow::Result<ExitCode> {
    let config = hub::effective_config(&arguments.hub)?;
    if let Some(into) = &arguments.into {
        check_empty(into)?;
    }
    let (log, codec) = hub::open_to_read(&config)?;
    if arguments.what_if {
        return what_if::run(arguments, &log, &codec);
    }
    let hub = |log, codec| Hub {
        log,
        codec,
        metrics: Metrics::new(),
        clock: Clock::system(),
        stop: Stop::new(),
    };
    let from = hub(log, codec);
    let mut source = Source::open(&from, arguments.from, arguments.partner.clone())?;
    let mut target = match &arguments.into {
        Some(into) => Some(Target::make(into, &from, source.partitions())?),
        None => None,
    };
    let on = match &target {
        Some(target) => hub(target.log(), target.codec()),
        None => from.clone(),
    };
    let mut replay = Replay {
        path: Path::new(&on, source.partitions()),
        fixed: arguments.now,
        now: Timestamp::from_micros(i64::MIN),
        shown: Shown { json: arguments.json, narrator: Narrator::default() },
        counts: Counts::default(),
        hub: on,
    };
    let words = Grouping::new(from.log.clone(), from.codec.clone()).words()?;
    let mut progress = Progress::new();
    let begin = arguments.now.or_else(|| source.begin()).unwrap_or_else(|| Clock::system().now());
    for standing in words {
        let written = replay.say(&standing, begin)?;
        replay.deliver(written, target.as_mut())?;
    }
    while let Some(batch) = source.batch()? {
        progress.at("replay", source.read(), source.all());
        let batch = match &mut target {
            Some(target) => target.receive(batch)?,
            None => batch,
        };
        for record in batch {
            let written = replay.take(&record)?;
            replay.deliver(written, target.as_mut())?;
        }
    }
    let end = arguments.now.unwrap_or_else(|| Clock::system().now());
    let written = replay.path.timers_until(end)?;
    replay.deliver(written, target.as_mut())?;
    drop(progress);
    if let Some(target) = target {
        target.finish(&from)?;
    }
    replay.counts.say(&source, arguments.into.as_deref());
    Ok(ExitCode::SUCCESS)
}

/// Nothing that is there is ever written over.
fn check_empty(into: &Directory) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: into.to_owned(), source };
    match std::fs::read_dir(into) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unreadable(error)),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(entry) => {
                let name = entry.map_err(unreadable)?.file_name();
                Err(ConfigError::Contradiction(format!(
                    "--into {} holds something already ({}): a replay fills an empty or a new \
                     directory only",
                    into.display(),
                    name.display()
                )))
            }
        },
    }
}

/// One run over the records.
struct Replay {
    path: Path,
    hub: Hub,
    /// `--now`.
    fixed: Option<Timestamp>,
    /// The latest time so far: the clock never goes back.
    now: Timestamp,
    shown: Shown,
    counts: Counts,
}

impl Replay {
    fn take(&mut self, record: &Record) -> anyhow::Result<Vec<Written>> {
        self.now = self.fixed.unwrap_or_else(|| self.now.max(record.at));
        let consumed: &Consumed = &record.consumed;
        let (mut written, passed) = self.path.take(consumed, self.now)?;
        self.counts.take(passed.outcome);
        written.extend(passed.written);
        Ok(written)
    }

    /// What operators say of groups is said before anything else.
    fn say(&mut self, standing: &Standing, now: Timestamp) -> anyhow::Result<Vec<Written>> {
        let Standing { word, partner, at } = standing;
        let record = grouping::record(&self.hub.codec, word, partner, *at)?;
        Ok(self.path.take_word(record, now)?)
    }

    fn deliver(
        &mut self,
        written: Vec<Written>,
        target: Option<&mut Target>,
    ) -> anyhow::Result<()> {
        for record in written.iter().flat_map(|written| &written.records) {
            let Some(value) =
                record.value.as_ref().filter(|_| record.topic.as_str() == topic::CHANGES)
            else {
                continue;
            };
            self.counts.changes += 1;
            if target.is_none() {
                self.shown.show(&self.hub.codec.decode(value)?)?;
            }
        }
        match target {
            Some(target) => target.take(written),
            None => Ok(()),
        }
    }
}

/// Prints changes.
struct Shown {
    json: bool,
    narrator: Narrator,
}

impl Shown {
    fn show(&mut self, change: &Change) -> anyhow::Result<()> {
        let value = serde_json::to_value(change)?;
        if self.json {
            return print(&format!("{value}\n"));
        }
        let words = self.narrator.tell(&value).0;
        print(&format!("{} {words}\n", change.at))
    }
}

/// What became of the records.
#[derive(Default)]
struct Counts {
    emitted: u64,
    dropped: u64,
    rejected: u64,
    changes: u64,
}

impl Counts {
    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Emit => self.emitted += 1,
            Outcome::Drop(_) => self.dropped += 1,
            Outcome::Reject(_) => self.rejected += 1,
        }
    }

    fn say(&self, source: &Source, into: Option<&Directory>) {
        let Self { emitted, dropped, rejected, changes } = self;
        let replayed = emitted + dropped + rejected;
        say(&format!(
            "{replayed} of {} records replayed: {emitted} passed on, {dropped} dropped, \
             {rejected} rejected; {changes} changes",
            source.read()
        ));
        if source.floor() > 0 {
            say(&format!(
                "{} earlier records are beyond retention: ads begin at their first record here",
                source.floor()
            ));
        }
        if let Some(into) = into {
            say(&format!("go on with: adhub run --data {}", into.display()));
        }
    }
}
