//! What it costs to turn one event into Avro and back.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use schemas::Received;

/// Runs of each measurement; the fastest counts, as noise only adds.
const ROUNDS: usize = 15;
/// Calls in one run.
const CALLS: u32 = 20_000;

/// An ad of the middle length of the Swedish market, about 2.5 KB.
///
/// # Errors
/// When the example is none.
pub fn typical() -> Result<Received> {
    let text = include_str!("../../schemas/examples/received/observed-sv.json");
    let mut event: Received = serde_json::from_str(text)?;
    if let Some(text) = event.ad.as_mut().and_then(|ad| ad.texts.first_mut()) {
        text.description_text = text.description_text.repeat(4);
    }
    Ok(event)
}

/// Time of one call, in microseconds.
///
/// # Errors
/// Those of the call.
pub fn micros(mut call: impl FnMut() -> Result<usize>) -> Result<f64> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call()?);
        }
        best = best.min(start.elapsed());
    }
    Ok(best.as_secs_f64() * 1e6 / f64::from(CALLS))
}
