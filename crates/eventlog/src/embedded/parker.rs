//! Waiting for records without polling.

use std::time::Instant;

use parking_lot::{Condvar, Mutex};

/// One waiting thread. A wake-up between [`Parker::arm`] and [`Parker::wait`]
/// is not lost.
#[derive(Default)]
pub(crate) struct Parker {
    woken: Mutex<bool>,
    condition: Condvar,
}

impl Parker {
    /// Forgets earlier wake-ups. Look for records after this, then wait.
    pub(crate) fn arm(&self) {
        *self.woken.lock() = false;
    }

    /// Waits until woken; `false` when `deadline` came first.
    pub(crate) fn wait(&self, deadline: Instant) -> bool {
        let mut woken = self.woken.lock();
        while !*woken {
            if self.condition.wait_until(&mut woken, deadline).timed_out() {
                return *woken;
            }
        }
        true
    }

    /// Wakes the thread that waits, or the next that will.
    pub(crate) fn wake(&self) {
        *self.woken.lock() = true;
        self.condition.notify_all();
    }
}
