//! Calls that fail on purpose.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::{
    Consumed, ConsumedTo, Generation, LogError, Member, Produce, Reader, TopicName, Transactor,
};

/// What happens to one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing is done, and the caller is told so:
    /// [`LogError::Unavailable`].
    Unavailable,
    /// Nothing is done, and the caller cannot know:
    /// [`LogError::Indefinite`] for a commit, else as `Unavailable`.
    RequestLost,
    /// It is done, but the caller cannot know:
    /// [`LogError::Indefinite`] for a commit, else as `Unavailable`.
    AnswerLost,
    /// Nothing is done: [`LogError::Full`].
    Full,
}

impl Fault {
    pub(super) fn carries_out(self) -> bool {
        self == Self::AnswerLost
    }

    fn error(self, number: u64) -> LogError {
        match self {
            Self::Unavailable | Self::RequestLost | Self::AnswerLost => {
                LogError::Unavailable(format!("{self:?} at call {number}"))
            }
            Self::Full => LogError::Full(format!("{self:?} at call {number}")),
        }
    }
}

/// Which calls fail.
#[derive(Default)]
pub(super) struct Plan {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    calls: u64,
    faults: BTreeMap<u64, Fault>,
}

impl Plan {
    pub(super) fn calls(&self) -> u64 {
        self.state.lock().calls
    }

    pub(super) fn add(&self, number: u64, fault: Fault) {
        self.state.lock().faults.insert(number, fault);
    }

    pub(super) fn clear(&self) {
        self.state.lock().faults.clear();
    }

    /// Counts a call; what it fails with, and the fault behind that.
    pub(super) fn next(&self) -> (Option<LogError>, Option<Fault>) {
        let mut state = self.state.lock();
        state.calls += 1;
        let number = state.calls;
        let fault = state.faults.remove(&number);
        (fault.map(|fault| fault.error(number)), fault)
    }

    /// Makes one call, or has it fail.
    pub(super) fn call<T>(
        &self,
        call: impl FnOnce() -> Result<T, LogError>,
    ) -> Result<T, LogError> {
        let (error, fault) = self.next();
        let Some(error) = error else { return call() };
        if fault.is_some_and(Fault::carries_out) {
            call()?;
        }
        Err(error)
    }
}

/// A reader whose calls count.
pub(super) struct FaultyReader {
    pub(super) inner: Box<dyn Reader>,
    pub(super) plan: Arc<Plan>,
}

impl Reader for FaultyReader {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let before = self.inner.position();
        let answer = self.plan.call(|| self.inner.poll(max, wait));
        if matches!(answer, Err(LogError::Unavailable(_) | LogError::Full(_))) {
            // "Ask again" must give the same records again.
            self.inner.seek(before)?;
        }
        answer
    }

    fn position(&self) -> u64 {
        self.inner.position()
    }

    fn seek(&mut self, position: u64) -> Result<(), LogError> {
        self.plan.call(|| self.inner.seek(position))
    }
}

/// A transactor whose calls count. After a fault it refuses everything, as a
/// real one does.
pub(super) struct FaultyTransactor {
    inner: Box<dyn Transactor>,
    plan: Arc<Plan>,
    broken: Option<LogError>,
}

impl FaultyTransactor {
    pub(super) fn new(inner: Box<dyn Transactor>, plan: Arc<Plan>) -> Self {
        Self { inner, plan, broken: None }
    }

    fn call(
        &mut self,
        call: impl FnOnce(&mut dyn Transactor) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        let (error, fault) = self.plan.next();
        let Some(error) = error else { return call(self.inner.as_mut()) };
        if fault.is_some_and(Fault::carries_out) {
            call(self.inner.as_mut())?;
        }
        self.broken = Some(error.clone());
        Err(match fault {
            Some(Fault::RequestLost | Fault::AnswerLost) => LogError::Indefinite(error.to_string()),
            Some(Fault::Unavailable | Fault::Full) | None => error,
        })
    }
}

impl Transactor for FaultyTransactor {
    fn begin(&mut self) -> Result<(), LogError> {
        self.call(|inner| inner.begin()).map_err(definite)
    }

    fn append(&mut self, record: Produce) -> Result<(), LogError> {
        self.call(|inner| inner.append(record)).map_err(definite)
    }

    fn commit(
        &mut self,
        consumed: &[ConsumedTo],
        generation: Option<&Generation>,
    ) -> Result<(), LogError> {
        self.call(|inner| inner.commit(consumed, generation))
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.call(|inner| inner.abort()).map_err(definite)
    }
}

/// Only the outcome of a commit can be unknown.
fn definite(error: LogError) -> LogError {
    match error {
        LogError::Indefinite(reason) => LogError::Unavailable(reason),
        other => other,
    }
}

/// A group member whose calls count.
pub(super) struct FaultyMember {
    pub(super) inner: Box<dyn Member>,
    pub(super) plan: Arc<Plan>,
}

impl Member for FaultyMember {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let (error, _) = self.plan.next();
        match error {
            // Never carried out: the records of a lost answer would have to
            // come again, and only a rebalance rewinds a member.
            Some(error) => Err(error),
            None => self.inner.poll(max, wait),
        }
    }

    fn assignment(&self) -> Vec<(TopicName, u32)> {
        self.inner.assignment()
    }

    fn generation(&self) -> Generation {
        self.inner.generation()
    }

    fn leave(self: Box<Self>) {
        self.inner.leave();
    }
}
