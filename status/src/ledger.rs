//! The history and its store together: every change is on disk before it is
//! told.

use std::path::Path;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use schemas::Timestamp;

use crate::component::Component;
use crate::history::{History, Round, Rules};
use crate::incident::{Incident, IncidentError};
use crate::store::{Store, StoreError};

/// What an operator's wish ended with.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It cannot be: say something else.
    #[error(transparent)]
    Refused(#[from] IncidentError),
    /// It could not be stored: nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open history. Calls that change it wait for the disk: call them where
/// that is allowed.
#[derive(Debug)]
pub struct Ledger {
    kept: Mutex<Kept>,
    /// For readers, who never wait for the disk.
    shown: RwLock<Arc<History>>,
}

#[derive(Debug)]
struct Kept {
    store: Store,
    history: History,
}

impl Ledger {
    /// Opens the history in `directory`, which is made when it is missing. One
    /// process has it at a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let (store, history) = Store::open(directory)?;
        let shown = RwLock::new(Arc::new(history.clone()));
        Ok(Self { kept: Mutex::new(Kept { store, history }), shown })
    }

    /// The newest incidents, oldest first.
    pub fn incidents(&self, max: usize) -> Vec<Incident> {
        let shown = self.shown();
        let before = shown.incidents.len().saturating_sub(max);
        shown.incidents.values().skip(before).cloned().collect()
    }

    /// Tells of trouble that checks do not see.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn open_incident(
        &self,
        component: Component,
        text: &str,
        at: Timestamp,
    ) -> Result<Incident, LedgerError> {
        self.change(|history| history.open(component, text, at))
    }

    /// Says something about an incident.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn note(&self, id: i64, text: &str, at: Timestamp) -> Result<Incident, LedgerError> {
        self.change(|history| history.note(id, text, at))
    }

    /// Ends an incident that the operator told of, or one of a component that
    /// is not looked at any more.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn close(&self, id: i64, at: Timestamp) -> Result<Incident, LedgerError> {
        self.change(|history| history.close(id, at))
    }

    fn change(
        &self,
        wish: impl FnOnce(&mut History) -> Result<Incident, IncidentError>,
    ) -> Result<Incident, LedgerError> {
        let mut kept = self.kept.lock();
        let mut changed = kept.history.clone();
        let incident = wish(&mut changed)?;
        kept.store.save(&mut changed)?;
        kept.history = changed;
        *self.shown.write() = Arc::new(kept.history.clone());
        Ok(incident)
    }

    /// Takes a round in. It is shown even when it cannot be stored, and is
    /// stored with the next one then.
    pub(crate) fn record(&self, round: Round, rules: Rules) -> Result<(), StoreError> {
        let mut kept = self.kept.lock();
        let Kept { store, history } = &mut *kept;
        history.record(round, rules);
        let stored = store.save(history);
        *self.shown.write() = Arc::new(history.clone());
        stored
    }

    /// The history as it is now.
    pub(crate) fn shown(&self) -> Arc<History> {
        Arc::clone(&self.shown.read())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::component::{Outcome, Reason};

    const RULES: Rules = Rules { days: 400, gap_max: Duration::from_secs(100) };

    fn at(minute: u32) -> Timestamp {
        format!("2026-11-25T10:{minute:02}:00Z").parse().expect("a time")
    }

    fn round(minute: u32, outcome: Outcome) -> Round {
        Round { at: at(minute), seen: [(Component::Feed, outcome)].into_iter().collect() }
    }

    #[test]
    fn what_could_not_be_stored_is_shown_and_stored_later() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(directory.path()).expect("it is free");
        let file = rusqlite::Connection::open(directory.path().join("history.db")).unwrap();
        let rename = |from: &str, to: &str| {
            file.execute_batch(&format!("ALTER TABLE {from} RENAME TO {to}")).unwrap();
        };
        rename("incidents", "elsewhere");
        let down = Outcome::Down(Reason::TimedOut);
        ledger.record(round(0, down), RULES).expect_err("a table is not there");
        ledger.record(round(1, Outcome::Up), RULES).expect_err("a table is not there");
        assert_eq!(ledger.incidents(10).len(), 1, "it is shown all the same");
        ledger.note(1, "sorry", at(1)).expect_err("what is said is stored first");
        assert!(ledger.incidents(10)[0].notes.is_empty(), "or it is not said");
        rename("elsewhere", "incidents");
        ledger.record(round(2, Outcome::Up), RULES).expect("it is there again");
        let before = ledger.shown();
        drop(ledger);
        let after = Ledger::open(directory.path()).expect("it was let go").shown();
        assert_eq!((&after.days, &after.incidents), (&before.days, &before.incidents));
    }
}
