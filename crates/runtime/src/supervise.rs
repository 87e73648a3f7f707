//! Crash-only: what fails is dropped and started again from the last commit.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tracing::{error, warn};

use crate::retry::{Pauses, Policy};
use crate::stop::Stop;

/// A run that lasted so long counts as healthy: pauses start over.
const HEALTHY: Duration = Duration::from_secs(60);

/// Runs `body` again and again, with growing pauses after failures, until it
/// returns `Ok` or `stop` is set. A panic is a failure like any other.
pub fn supervise<E: Display>(name: &str, stop: &Stop, mut body: impl FnMut() -> Result<(), E>) {
    let mut pauses = Pauses::new(Policy {
        initial: Duration::from_millis(50),
        max: Duration::from_secs(10),
        give_up_after: None,
    });
    while !stop.is_set() {
        let started = Instant::now();
        match catch_unwind(AssertUnwindSafe(&mut body)) {
            Ok(Ok(())) => return,
            Ok(Err(reason)) => {
                warn!(task = name, %reason, "{name} ended, it starts again from the last commit: {reason}");
            }
            Err(_) => error!(task = name, "{name} panicked, it starts again from the last commit"),
        }
        if started.elapsed() > HEALTHY {
            pauses.reset();
        }
        if let Some(pause) = pauses.next_pause() {
            stop.sleep(pause);
        }
    }
}
