//! What it costs to turn one typical ad into Avro and back, on the full schema
//! of `ads.received`: apache-avro's `Value` path, its serde path, and the
//! codec that the hub uses.
//!
//! `cargo run --release -p bench --bin avro`

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;
use schemas::testing::MemoryTable;
use schemas::{Codec, Event, Received, topic};

/// Runs of each measurement; the fastest counts, as noise only adds.
const ROUNDS: usize = 15;
/// Calls in one run.
const CALLS: u32 = 20_000;

fn main() -> Result<()> {
    let event = typical()?;
    let codec = Codec::open(Arc::new(MemoryTable::default()))?;
    let schema = Received::avro().schema();
    let writer = GenericDatumWriter::builder(schema).human_readable(false).build()?;
    let reader = GenericDatumReader::builder(schema).human_readable(false).build()?;
    let datum = writer.write_ser_to_vec(&event)?;
    let record = codec.encode(topic::ADS_RECEIVED, &event)?;
    println!("one ads.received event: {} bytes of Avro\n", datum.len());

    row("encode: to_value, write_value", || {
        let value = apache_avro::to_value(&event)?.resolve(schema)?;
        Ok(writer.write_value_to_vec(value)?.len())
    })?;
    row("encode: write_ser", || Ok(writer.write_ser_to_vec(&event)?.len()))?;
    row("encode: Codec::encode", || Ok(codec.encode(topic::ADS_RECEIVED, &event)?.len()))?;
    row("decode: read_value, from_value", || {
        let value = reader.read_value(&mut datum.as_slice())?;
        Ok(usize::from(apache_avro::from_value::<Received>(&value)? == event))
    })?;
    row("decode: read_deser", || {
        Ok(usize::from(reader.read_deser::<Received>(&mut datum.as_slice())?.ad.is_some()))
    })?;
    row("decode: Codec::decode", || {
        Ok(usize::from(codec.decode::<Received>(&record)?.ad.is_some()))
    })
}

/// An ad of the middle length of the Swedish market, about 2.3 KB.
fn typical() -> Result<Received> {
    let text = include_str!("../../../schemas/examples/received/observed-sv.json");
    let mut event: Received = serde_json::from_str(text)?;
    if let Some(text) = event.ad.as_mut().and_then(|ad| ad.texts.first_mut()) {
        text.description_text = text.description_text.repeat(4);
    }
    Ok(event)
}

fn row(name: &str, mut call: impl FnMut() -> Result<usize>) -> Result<()> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call()?);
        }
        best = best.min(start.elapsed());
    }
    println!("{name:34} {:8.2} µs", best.as_secs_f64() * 1e6 / f64::from(CALLS));
    Ok(())
}
