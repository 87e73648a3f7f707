//! What a step would write for a record, without writing it: the same code as
//! [`super::run`], record by record, at times that the caller says. For `adhub
//! audit` and `adhub replay`.

use eventlog::{Consumed, Produce};
use processors::{Arrival, Outcome, Step};
use schemas::{PartnerName, Timestamp};

use super::batch::{self, Pending};
use super::{Hub, ProcessError, Share};
use crate::emit::{Emitter, input_topic, state_topic};
use crate::shown::scratch::Scratch;
use crate::shown::{Nowhere, Shown};

/// One step on one partition.
pub struct Derivation<S> {
    step: S,
    hub: Hub,
    share: Share,
    shown: Box<dyn Shown>,
}

/// What became of one record.
pub struct Derived {
    /// Whose record it was.
    pub partner: PartnerName,
    /// Its one outcome.
    pub outcome: Outcome,
    /// What is to be written: outputs, state and all, in order.
    pub records: Vec<Produce>,
}

impl<S: Step> Derivation<S> {
    /// A step that remembers nothing yet. Changes that move an ad come out
    /// without the ad.
    pub fn new(step: S, hub: Hub, share: Share) -> Self {
        Self { step, hub, share, shown: Box::new(Nowhere) }
    }

    /// As [`Derivation::new`]; ads that it shows are kept in a file, so that
    /// changes that move them are whole.
    pub fn whole(step: S, hub: Hub, share: Share) -> Self {
        let shown = Box::new(Scratch::new(hub.codec.clone()));
        Self { step, hub, share, shown }
    }

    /// Topic that the step reads.
    pub const fn input() -> &'static str {
        input_topic(S::NAME)
    }

    /// Topic of its changelog; `None`: it has none.
    pub const fn state() -> Option<&'static str> {
        state_topic(S::NAME)
    }

    /// Takes one record of a changelog.
    pub fn restore(&mut self, key: &[u8], state: Option<S::State>) {
        self.step.restore(key, state);
    }

    /// When the next timer is due, or earlier.
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.step.next_tick()
    }

    /// Decides about one record at `now`.
    ///
    /// # Errors
    /// [`ProcessError::Encode`], or [`ProcessError::Stopped`] while a registry
    /// is waited for.
    pub fn decide(&mut self, record: &Consumed, now: Timestamp) -> Result<Derived, ProcessError> {
        let arrival = Arrival { now, partition: record.partition, position: record.position };
        let mut pending = Pending::default();
        let emitter = emitter::<S>(&self.hub, self.share);
        let shown = self.shown.as_mut();
        batch::decide(&mut self.step, &self.hub, &emitter, record, &arrival, shown, &mut pending)?;
        let one = pending.books.into_one();
        let (partner, outcome) = one.expect("a decision that did not fail counts one outcome");
        Ok(Derived { partner, outcome, records: pending.records })
    }

    /// Does what is due at `now`: at most `max` timers.
    ///
    /// # Errors
    /// [`ProcessError::Encode`].
    pub fn tick(&mut self, now: Timestamp, max: usize) -> Result<Vec<Produce>, ProcessError> {
        let mut pending = Pending::default();
        let emitter = emitter::<S>(&self.hub, self.share);
        let shown = self.shown.as_mut();
        batch::tick(&mut self.step, &emitter, now, max, shown, &mut pending)?;
        Ok(pending.records)
    }
}

fn emitter<S: Step>(hub: &Hub, share: Share) -> Emitter<'_> {
    Emitter { codec: &hub.codec, step: S::NAME, partition: share.partition, market: share.market }
}
