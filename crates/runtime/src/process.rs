//! Drives one step on one partition: consume, decide, commit, again. Plain
//! threads, crash-only: one decides, one commits what was decided before.
//!
//! Exactly once: outputs, changelog and offset go into one transaction. A
//! failure of any kind ends the instance; its successor fences it, restores
//! the state from the changelog, and goes on at the committed offset, so that
//! a torn transaction, a lost answer and a takeover all take one path.

mod batch;
mod books;
mod commit;
pub mod derive;
mod restore;

use std::sync::Arc;
use std::thread::scope;
use std::time::{Duration, Instant};

use eventlog::{ConsumedTo, EventLog, From, LogError, Reader, TopicName};
use processors::{Arrival, Step, StepName};
use schemas::{AdId, Codec, EncodeError, SchemaError};
use telemetry::Metrics;
use tracing::info;

use crate::clock::Clock;
use crate::emit::{Emitter, input_topic};
use crate::shown::InLog;
use crate::stop::Stop;
use crate::transaction::{Batch, Transactions};

use batch::Pending;
use commit::{Committer, Decided, Ended};

/// Records that are asked for at a time.
const POLL_RECORDS_MAX: usize = 500;
/// A transaction that waits for the one before does not grow beyond so many
/// inputs, and so many bytes of outputs. Beyond them a transaction costs
/// little per record.
const BATCH_INPUTS_MAX: usize = 2_000;
const BATCH_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Timers handled in one turn, at most.
const TIMERS_MAX: usize = 1_000;
/// A quiet instance looks at its timers and the stop flag this often.
const QUIET_WAIT: Duration = Duration::from_millis(250);

/// What every instance needs.
#[derive(Clone)]
pub struct Hub {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Events to bytes and back.
    pub codec: Arc<Codec>,
    /// Where it counts.
    pub metrics: Metrics,
    /// The clock that processors see.
    pub clock: Clock,
    /// Ends everything.
    pub stop: Stop,
}

/// Which part of the work an instance does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Partition of the input, and of the state.
    pub partition: u32,
    /// Partition of the market for `ads.enriched`.
    pub market: u32,
}

/// Why an instance ended.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The log failed. A successor starts from the last commit; when the cause
    /// is [`LogError::Fenced`], it is already running.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event of ours does not fit its schema.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A schema was refused.
    #[error(transparent)]
    Schema(SchemaError),
    /// A changelog record cannot be read.
    #[error("state {topic}/{partition}@{position} cannot be read: {reason}")]
    State {
        /// Topic.
        topic: TopicName,
        /// Partition.
        partition: u32,
        /// Position.
        position: u64,
        /// What was wrong.
        reason: String,
    },
    /// An ad that is to be moved is not where its latest change was written.
    #[error("change {seq} of ad {ad_id} is not in ads.current, or shows no ad")]
    NotShown {
        /// The ad.
        ad_id: AdId,
        /// Its latest change.
        seq: i64,
    },
    /// The file of a replay, for ads that it showed, cannot be used.
    #[error("the scratch file cannot be used")]
    Scratch(#[source] std::io::Error),
    /// The hub is ending.
    #[error("stopped")]
    Stopped,
}

/// The group for which a step commits what it consumed.
pub fn group_of(step: StepName) -> String {
    format!("adhub.{}", step.as_str())
}

/// Runs one instance until the hub stops.
///
/// # Errors
/// [`ProcessError`]; the caller starts a successor, or ends the process.
pub fn run<S: Step>(step: S, hub: &Hub, share: Share) -> Result<(), ProcessError> {
    run_telling(step, hub, share, &|| ())
}

/// As [`run`]; calls `started` when the instance holds its partition, has its
/// state and is about to take the first record.
///
/// # Errors
/// As [`run`].
pub fn run_telling<S: Step>(
    step: S,
    hub: &Hub,
    share: Share,
    started: &dyn Fn(),
) -> Result<(), ProcessError> {
    let (mut instance, transactions) = Instance::start(step, hub, share)?;
    started();
    scope(|scope| {
        let mut committer = Committer::start(scope, transactions, hub, S::NAME.as_str())?;
        let decided = instance.turns(&mut committer);
        // Why nothing could be committed explains the rest.
        committer.finish().and(decided)
    })
}

struct Instance<'a, S> {
    step: S,
    hub: &'a Hub,
    share: Share,
    input: TopicName,
    reader: Box<dyn Reader>,
    /// Decided and not handed over yet.
    pending: Pending,
    shown: InLog,
}

impl<'a, S: Step> Instance<'a, S> {
    /// Fences whoever was here before, restores the state, and finds the place
    /// to go on from; in this order, so that nothing can be added in between.
    fn start(
        mut step: S,
        hub: &'a Hub,
        share: Share,
    ) -> Result<(Self, Transactions), ProcessError> {
        let started = Instant::now();
        let name = S::NAME.as_str();
        let group = group_of(S::NAME);
        let id = format!("{group}.{}", share.partition);
        let transactions = Transactions::take_hold(hub.log.as_ref(), &id, &group)?;
        let restored = restore::restore(&mut step, hub, share.partition)?;
        let input = TopicName::new(input_topic(S::NAME));
        let next = hub.log.committed(&group, &input, share.partition)?;
        let from = next.map_or(From::Floor, From::Position);
        let reader = hub.log.reader(&input, share.partition, from)?;
        let seconds = started.elapsed().as_secs_f64();
        hub.metrics.runtime.restored(name, share.partition, restored, seconds);
        info!(
            step = name,
            partition = share.partition,
            records = restored,
            seconds,
            "{name} {} goes on at {}, {restored} records of state restored in {seconds:.2} s",
            share.partition,
            reader.position(),
        );
        let pending = Pending::default();
        let shown = InLog::new(hub, share.partition);
        Ok((Self { step, hub, share, input, reader, pending, shown }, transactions))
    }

    /// Until the hub stops, or the committer has ended.
    fn turns(&mut self, committer: &mut Committer<'_>) -> Result<(), ProcessError> {
        while !self.hub.stop.is_set() {
            if let Err(Ended) = self.turn(committer)? {
                break;
            }
        }
        Ok(())
    }

    /// Decides about what has come in and the timers that are due, and hands
    /// it over when the transaction before is through. Until then more may
    /// come to it: so a busy log gets few large transactions, and a quiet one
    /// small ones at once.
    fn turn(&mut self, committer: &mut Committer<'_>) -> Result<Result<(), Ended>, ProcessError> {
        let wait = if self.pending.is_empty() { self.wait() } else { Duration::ZERO };
        let records = self.reader.poll(POLL_RECORDS_MAX, wait)?;
        if records.is_empty()
            && let Err(ended) = committer.settle()
        {
            return Ok(Err(ended));
        }
        let now = self.hub.clock.now();
        let emitter = Emitter {
            codec: &self.hub.codec,
            step: S::NAME,
            partition: self.share.partition,
            market: self.share.market,
        };
        for record in &records {
            let arrival = Arrival { now, partition: record.partition, position: record.position };
            let (shown, pending) = (&mut self.shown, &mut self.pending);
            batch::decide(&mut self.step, self.hub, &emitter, record, &arrival, shown, pending)?;
        }
        let (shown, pending) = (&mut self.shown, &mut self.pending);
        batch::tick(&mut self.step, &emitter, now, TIMERS_MAX, shown, pending)?;
        if let Err(ended) = committer.look() {
            return Ok(Err(ended));
        }
        if self.pending.is_empty() || (!committer.is_idle() && !self.pending.is_full()) {
            return Ok(Ok(()));
        }
        let pending = std::mem::take(&mut self.pending);
        let consumed = pending.next.map(|next| ConsumedTo {
            topic: self.input.clone(),
            partition: self.share.partition,
            next,
        });
        let batch = Batch { records: pending.records, consumed: consumed.into_iter().collect() };
        let decided = Decided { batch, inputs: pending.inputs, books: pending.books };
        let handed_over = committer.hand_over(decided);
        self.shown.hand_over();
        Ok(handed_over)
    }

    /// Until the next timer, but not longer than a quiet instance waits.
    fn wait(&self) -> Duration {
        let now = self.hub.clock.now();
        self.step.next_tick().map_or(QUIET_WAIT, |due| due.since(now).min(QUIET_WAIT))
    }
}
