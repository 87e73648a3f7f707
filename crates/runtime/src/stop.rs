//! Telling threads to end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// A flag that many threads watch. Set once; sleepers wake at once.
#[derive(Clone, Default)]
pub struct Stop {
    inner: Arc<(Mutex<bool>, Condvar)>,
}

impl Stop {
    /// A flag that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks everyone to end.
    pub fn set(&self) {
        *self.inner.0.lock() = true;
        self.inner.1.notify_all();
    }

    /// Whether the end was asked for.
    pub fn is_set(&self) -> bool {
        *self.inner.0.lock()
    }

    /// Sleeps for `wait`, or until the flag is set. True when it is set.
    pub fn sleep(&self, wait: Duration) -> bool {
        let deadline = Instant::now() + wait;
        let mut set = self.inner.0.lock();
        while !*set {
            if self.inner.1.wait_until(&mut set, deadline).timed_out() {
                break;
            }
        }
        *set
    }
}
