//! How far a long reading is: one line on a terminal, nothing elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(200);

/// A line that is written over and over; gone when dropped.
pub(crate) struct Progress {
    shown: bool,
    is_terminal: bool,
    next: Instant,
}

impl Progress {
    /// Shows nothing yet.
    pub(crate) fn new() -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self { shown: false, is_terminal, next: Instant::now() + EVERY }
    }

    /// `WHAT: DONE of ALL records`, now and then.
    pub(crate) fn at(&mut self, what: &str, done: u64, all: u64) {
        if !self.is_terminal || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + EVERY;
        self.shown = true;
        let percent = done.saturating_mul(100).checked_div(all).unwrap_or(100);
        let mut out = std::io::stderr().lock();
        let _ = write!(out, "\r\x1b[K{what}: {done} of {all} records, {percent} %");
        let _ = out.flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
