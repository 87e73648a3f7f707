//! Waits that end: for a condition, never for a time.

use std::time::{Duration, Instant};

/// The longest that a scenario waits for one thing, on a slow machine.
pub const LONGEST: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(20);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none after [`LONGEST`]; says what was waited for.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(started.elapsed() < LONGEST, "{what}: not within {LONGEST:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
