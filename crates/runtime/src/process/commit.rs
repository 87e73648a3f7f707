//! Commits on a thread of its own, so that the next transaction is decided
//! while the one before is on its way to the log. In order, one at a time.
//!
//! What was decided on top of a commit that fails is dropped with the whole
//! instance, as everything is.

use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};
use std::time::Instant;

use eventlog::LogError;

use super::books::Outcomes;
use super::{Hub, ProcessError};
use crate::transaction::{Batch, Transactions};

/// A transaction as it was decided.
pub(super) struct Decided {
    pub(super) batch: Batch,
    /// Inputs in it.
    pub(super) inputs: usize,
    pub(super) books: Outcomes,
}

/// The committing thread, seen from the deciding one.
pub(super) struct Committer<'scope> {
    decided: SyncSender<Decided>,
    committed: Receiver<()>,
    under_way: usize,
    thread: ScopedJoinHandle<'scope, Result<(), ProcessError>>,
}

/// The committing thread has ended: [`Committer::finish`] knows why.
pub(super) struct Ended;

impl<'scope> Committer<'scope> {
    /// Starts the thread; it ends at the first failure, or with this value.
    pub(super) fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        mut transactions: Transactions,
        hub: &'env Hub,
        step: &'static str,
    ) -> Result<Self, ProcessError> {
        let (decided, queue) = sync_channel(1);
        let (done, committed) = channel();
        let thread = Builder::new()
            .name(format!("commit-{step}"))
            .spawn_scoped(scope, move || commit_all(&mut transactions, &queue, &done, hub, step))
            .map_err(|error| LogError::Unavailable(format!("no committing thread: {error}")))?;
        Ok(Self { decided, committed, under_way: 0, thread })
    }

    /// Hands a transaction over, once the one before is committed.
    pub(super) fn hand_over(&mut self, decided: Decided) -> Result<(), Ended> {
        self.settle()?;
        self.decided.send(decided).map_err(|_| Ended)?;
        self.under_way += 1;
        Ok(())
    }

    /// Sees what was committed meanwhile.
    pub(super) fn look(&mut self) -> Result<(), Ended> {
        loop {
            match self.committed.try_recv() {
                Ok(()) => self.under_way -= 1,
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Disconnected) => return Err(Ended),
            }
        }
    }

    /// Everything handed over was committed when last looked at.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way == 0
    }

    /// Waits until everything handed over is committed.
    pub(super) fn settle(&mut self) -> Result<(), Ended> {
        while self.under_way > 0 {
            self.committed.recv().map_err(|_| Ended)?;
            self.under_way -= 1;
        }
        Ok(())
    }

    /// Commits what was handed over and ends the thread.
    pub(super) fn finish(self) -> Result<(), ProcessError> {
        drop(self.decided);
        match self.thread.join() {
            Ok(ended) => ended,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

fn commit_all(
    transactions: &mut Transactions,
    queue: &Receiver<Decided>,
    done: &Sender<()>,
    hub: &Hub,
    step: &'static str,
) -> Result<(), ProcessError> {
    for Decided { batch, inputs, books } in queue {
        let started = Instant::now();
        transactions.commit(batch, None)?;
        hub.metrics.runtime.committed(step, inputs, started.elapsed().as_secs_f64());
        books.write(&hub.metrics, step);
        // Fails only when nobody wants to know any more.
        let _ = done.send(());
    }
    Ok(())
}
