//! The only file that opens and commits transactions. Outputs, state, cursors
//! and consumed offsets commit together or not at all.

use eventlog::{ConsumedTo, EventLog, Generation, LogError, Produce, Transactor};

/// What one transaction writes.
#[derive(Default)]
pub(crate) struct Batch {
    /// Outputs, state and cursors, in order.
    pub(crate) records: Vec<Produce>,
    /// Where reading goes on.
    pub(crate) consumed: Vec<ConsumedTo>,
}

/// The holder of one transactional identity.
pub(crate) struct Transactions {
    transactor: Box<dyn Transactor>,
}

impl Transactions {
    /// Takes hold of `id`; whoever held it before is fenced.
    pub(crate) fn take_hold(log: &dyn EventLog, id: &str, group: &str) -> Result<Self, LogError> {
        Ok(Self { transactor: log.transactor(id, group)? })
    }

    /// Commits a batch. After an error the holder must be dropped: a new one
    /// starts from the last commit. There is no repair in place.
    pub(crate) fn commit(
        &mut self,
        batch: Batch,
        generation: Option<&Generation>,
    ) -> Result<(), LogError> {
        self.transactor.begin()?;
        for record in batch.records {
            self.transactor.append(record)?;
        }
        self.transactor.commit(&batch.consumed, generation)
    }
}
