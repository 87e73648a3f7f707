//! Every log keeps the same promises.

use std::sync::Arc;
use std::time::Duration;

use eventlog::contract::TestLog;
use eventlog::{EventLog, MemoryLog, TopicName};

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

eventlog::contract_tests!(memory_keeps, super::memory);
