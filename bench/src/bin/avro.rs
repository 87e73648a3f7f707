//! What it costs to turn one typical ad into Avro and back, on the full schema
//! of `ads.received`: apache-avro's `Value` path, its serde path, and the
//! codec that the hub uses.
//!
//! `cargo run --release -p bench --bin avro`

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::sync::Arc;

use anyhow::Result;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;
use bench::avro::{micros, typical};
use schemas::testing::MemoryTable;
use schemas::{Codec, Event, Received, topic};

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

fn row(name: &str, call: impl FnMut() -> Result<usize>) -> Result<()> {
    println!("{name:34} {:8.2} µs", micros(call)?);
    Ok(())
}
