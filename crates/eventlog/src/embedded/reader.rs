//! Reads one partition.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::engine::Engine;
use super::parker::Parker;
use super::partition::Partition;
use super::store::Store;
use crate::{Consumed, LogError, Reader};

/// A place in one partition, with what was read ahead.
pub(crate) struct Tail {
    pub(crate) partition: Arc<Partition>,
    ahead: std::vec::IntoIter<Consumed>,
    /// Where the store goes on after `ahead`.
    next: u64,
    /// Where the caller goes on.
    position: u64,
}

impl Tail {
    pub(crate) fn new(partition: Arc<Partition>, position: u64) -> Self {
        Self { partition, ahead: Vec::new().into_iter(), next: position, position }
    }

    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Adds up to `max - records.len()` records without waiting.
    pub(crate) fn take<S: Store>(
        &mut self,
        engine: &Engine<S>,
        records: &mut Vec<Consumed>,
        max: usize,
    ) -> Result<(), LogError> {
        while records.len() < max {
            let room = max - records.len();
            if let Some(last) = self.ahead.as_slice().iter().take(room).next_back() {
                self.position = last.position + 1;
            }
            records.extend(self.ahead.by_ref().take(room));
            if self.ahead.len() > 0 {
                return Ok(());
            }
            self.position = self.next;
            if records.len() == max {
                return Ok(());
            }
            let bounds = self.partition.check(self.next)?;
            if self.next == bounds.end {
                return Ok(());
            }
            let chunk = engine.store.read(&self.partition, self.next, bounds.end)?;
            // Retention may have overtaken the read.
            self.partition.check(self.next)?;
            self.next = chunk.next;
            self.ahead = chunk.records.into_iter();
        }
        Ok(())
    }
}

/// Reads one partition.
pub(crate) struct PartitionReader<S: Store> {
    engine: Arc<Engine<S>>,
    tail: Tail,
    parker: Arc<Parker>,
}

impl<S: Store> PartitionReader<S> {
    pub(crate) fn new(engine: Arc<Engine<S>>, partition: Arc<Partition>, position: u64) -> Self {
        Self { engine, tail: Tail::new(partition, position), parker: Arc::default() }
    }
}

impl<S: Store> Reader for PartitionReader<S> {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let deadline = Instant::now() + wait;
        let mut records = Vec::new();
        loop {
            self.tail.take(&self.engine, &mut records, max)?;
            if !records.is_empty() || max == 0 {
                return Ok(records);
            }
            self.parker.arm();
            self.tail.partition.watch(&self.parker);
            if self.tail.partition.bounds().end > self.tail.position {
                continue;
            }
            if !self.parker.wait(deadline) {
                self.tail.partition.unwatch(&self.parker);
                return Ok(records);
            }
        }
    }

    fn position(&self) -> u64 {
        self.tail.position()
    }

    fn seek(&mut self, position: u64) -> Result<(), LogError> {
        self.tail.partition.check(position)?;
        self.tail = Tail::new(Arc::clone(&self.tail.partition), position);
        Ok(())
    }
}

impl<S: Store> Drop for PartitionReader<S> {
    fn drop(&mut self) {
        self.tail.partition.unwatch(&self.parker);
    }
}
