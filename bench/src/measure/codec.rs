//! Avro encode and decode, as the hub does them.

use std::sync::Arc;

use anyhow::Result;
use schemas::testing::MemoryTable;
use schemas::{Codec, Received, topic};

use crate::avro::{micros, typical};
use crate::results::{DECODE, ENCODE, Results};

/// Measures both.
///
/// # Errors
/// When an event does not fit its schema.
pub fn run(results: &mut Results) -> Result<()> {
    let event = typical()?;
    let codec = Codec::open(Arc::new(MemoryTable::default()))?;
    let record = codec.encode(topic::ADS_RECEIVED, &event)?;
    let encode = micros(|| Ok(codec.encode(topic::ADS_RECEIVED, &event)?.len()))?;
    let decode = micros(|| Ok(usize::from(codec.decode::<Received>(&record)?.ad.is_some())))?;
    results.keep(ENCODE, "embedded", format!("{encode:.1} µs"), String::new())?;
    results.keep(DECODE, "embedded", format!("{decode:.1} µs"), String::new())
}
