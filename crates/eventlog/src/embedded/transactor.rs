//! Holder of a transactional identity.

use std::sync::Arc;

use super::engine::Engine;
use super::groups::Standing;
use super::job::{Epoch, Write};
use super::store::{Offset, Store};
use crate::{ConsumedTo, Generation, LogError, Produce, Transactor};

/// Collects a transaction and hands it to the sequencer as a whole.
pub(crate) struct Holder<S: Store> {
    engine: Arc<Engine<S>>,
    identity: Arc<str>,
    group: Arc<str>,
    epoch: Epoch,
    open: Option<Write>,
}

impl<S: Store> Holder<S> {
    pub(crate) fn new(
        engine: Arc<Engine<S>>,
        identity: Arc<str>,
        group: &str,
        epoch: Epoch,
    ) -> Self {
        Self { engine, identity, group: group.into(), epoch, open: None }
    }

    fn check_held(&self) -> Result<(), LogError> {
        self.engine.check_holder(&self.identity, self.epoch)
    }

    fn offsets(&self, consumed: &[ConsumedTo]) -> Result<Vec<Offset>, LogError> {
        let mut offsets = Vec::with_capacity(consumed.len());
        for to in consumed {
            let partition = self.engine.partition(&to.topic, to.partition)?.id;
            offsets.push(Offset { group: Arc::clone(&self.group), partition, next: to.next });
        }
        Ok(offsets)
    }
}

impl<S: Store> Transactor for Holder<S> {
    fn begin(&mut self) -> Result<(), LogError> {
        self.check_held()?;
        assert!(self.open.is_none(), "begin inside an open transaction");
        self.open = Some(Write::default());
        Ok(())
    }

    fn append(&mut self, record: Produce) -> Result<(), LogError> {
        self.check_held()?;
        let (partition, bytes) = self.engine.place(&record)?;
        let write = self.open.as_mut().expect("append outside a transaction");
        write.bytes += bytes;
        write.records.push((partition, record));
        Ok(())
    }

    fn commit(
        &mut self,
        consumed: &[ConsumedTo],
        generation: Option<&Generation>,
    ) -> Result<(), LogError> {
        let offsets = self.offsets(consumed)?;
        let mut write = self.open.take().expect("commit outside a transaction");
        write.offsets = offsets;
        write.holder = Some((Arc::clone(&self.identity), self.epoch));
        write.member = match generation.map(Generation::standing::<Standing>) {
            None => None,
            Some(Some(standing)) if standing.group == self.group => Some(standing.clone()),
            Some(_) => return Err(LogError::Rebalanced),
        };
        self.engine.write(write).map(drop)
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.open = None;
        self.check_held()
    }
}
