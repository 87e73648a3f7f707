//! Every log keeps the same promises.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use eventlog::contract::TestLog;
use eventlog::{EventLog, LocalLog, LocalOptions, MemoryLog, TopicName};

/// Longer than every retention and lag of the suite.
const AGES: Duration = Duration::from_secs(3 * 24 * 3600);

struct Memory(MemoryLog);

impl TestLog for Memory {
    fn log(&self) -> Arc<dyn EventLog> {
        Arc::new(self.0.clone())
    }

    fn reopen(&mut self) {
        // Nothing is kept outside the process: the clone is the log.
    }

    fn outlive_retention(&mut self, _topic: &TopicName) {
        self.0.advance(AGES);
        self.0.clean_up();
    }
}

fn memory() -> Option<Box<dyn TestLog>> {
    Some(Box::new(Memory(MemoryLog::new())))
}

struct Local {
    directory: tempfile::TempDir,
    now_millis: Arc<AtomicI64>,
    log: Option<Arc<LocalLog>>,
}

impl Local {
    fn open(&mut self) {
        let now = Arc::clone(&self.now_millis);
        let clock = Arc::new(move || now.load(Ordering::SeqCst));
        let path: PathBuf = self.directory.path().join("data");
        let options = LocalOptions { clock, ..LocalOptions::default() };
        self.log = Some(Arc::new(LocalLog::open(&path, options).unwrap()));
    }
}

impl TestLog for Local {
    fn log(&self) -> Arc<dyn EventLog> {
        Arc::clone(self.log.as_ref().unwrap()) as Arc<dyn EventLog>
    }

    fn reopen(&mut self) {
        self.log = None;
        self.open();
    }

    fn outlive_retention(&mut self, _topic: &TopicName) {
        let ages = i64::try_from(AGES.as_millis()).unwrap();
        self.now_millis.fetch_add(ages, Ordering::SeqCst);
        self.log.as_ref().unwrap().clean_up().unwrap();
    }
}

fn local() -> Option<Box<dyn TestLog>> {
    let mut local = Local {
        directory: tempfile::tempdir().unwrap(),
        now_millis: Arc::new(AtomicI64::new(1_767_225_600_000)),
        log: None,
    };
    local.open();
    Some(Box::new(local))
}

eventlog::contract_tests!(memory_keeps, super::memory);
eventlog::contract_tests!(local_keeps, super::local);
