//! One partition: which positions there are, and who waits for the next.

use std::sync::Arc;

use parking_lot::Mutex;

use super::parker::Parker;
use crate::{Bounds, Cleanup, LogError, TopicName};

/// One partition of one topic.
pub(crate) struct Partition {
    /// Its number in the store, over all topics.
    pub(crate) id: u32,
    /// Topic.
    pub(crate) topic: TopicName,
    /// Its number in the topic.
    pub(crate) index: u32,
    /// What is removed from it.
    pub(crate) cleanup: Cleanup,
    state: Mutex<State>,
}

struct State {
    bounds: Bounds,
    waiting: Vec<Arc<Parker>>,
}

impl Partition {
    pub(crate) fn new(
        id: u32,
        topic: TopicName,
        index: u32,
        cleanup: Cleanup,
        bounds: Bounds,
    ) -> Self {
        Self { id, topic, index, cleanup, state: Mutex::new(State { bounds, waiting: Vec::new() }) }
    }

    pub(crate) fn bounds(&self) -> Bounds {
        self.state.lock().bounds
    }

    /// Shows the records below `end` to readers. Only the sequencer calls it.
    pub(crate) fn publish(&self, end: u64) {
        let waiting = {
            let mut state = self.state.lock();
            state.bounds.end = end;
            std::mem::take(&mut state.waiting)
        };
        for parker in waiting {
            parker.wake();
        }
    }

    /// Positions below `floor` are gone.
    pub(crate) fn raise_floor(&self, floor: u64) {
        let mut state = self.state.lock();
        state.bounds.floor = state.bounds.floor.max(floor);
    }

    /// Has `parker` woken at the next publication.
    pub(crate) fn watch(&self, parker: &Arc<Parker>) {
        let mut state = self.state.lock();
        if !state.waiting.iter().any(|waiting| Arc::ptr_eq(waiting, parker)) {
            state.waiting.push(Arc::clone(parker));
        }
    }

    /// Undoes [`Partition::watch`].
    pub(crate) fn unwatch(&self, parker: &Arc<Parker>) {
        self.state.lock().waiting.retain(|waiting| !Arc::ptr_eq(waiting, parker));
    }

    /// The answer to a position that is outside.
    pub(crate) fn check(&self, position: u64) -> Result<Bounds, LogError> {
        let bounds = self.bounds();
        if position < bounds.floor || position > bounds.end {
            return Err(LogError::OutOfRange {
                topic: self.topic.clone(),
                partition: self.index,
                position,
                floor: bounds.floor,
                end: bounds.end,
            });
        }
        Ok(bounds)
    }
}
