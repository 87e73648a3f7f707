//! The log under load: how long a transaction takes, how many records a second
//! go through transactions, and how many acknowledged appends a second with
//! many callers at once. The same on the embedded log and on Kafka.
//!
//! ```text
//! cargo run --release -p bench --bin log -- --local /tmp/bench-log \
//!     --kafka 127.0.0.1:19092 --registry http://127.0.0.1:18081/apis/ccompat/v7
//! ```
//!
//! One transaction: begin, append the records, commit them with one consumed
//! offset. One append: a single record, awaited before the caller goes on.
#![expect(clippy::print_stdout, reason = "the table is the purpose of the program")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::Bytes;
use clap::Parser;
use eventlog::kafka::KafkaConfig;
use eventlog::registry::RegistryConfig;
use eventlog::{
    Cleanup, ConsumedTo, EventLog, From, KafkaLog, LocalLog, LocalOptions, Produce, TopicName,
    TopicSpec,
};
use uuid::Uuid;

#[derive(Parser)]
struct Options {
    /// Directory for an embedded log; without one, a temporary directory, whose
    /// file system may be a faster one than that of real data.
    #[arg(long)]
    local: Option<PathBuf>,
    /// Brokers of a Kafka cluster, `HOST:PORT`; without, Kafka is left out.
    #[arg(long, env = "ADHUB_TEST_KAFKA", requires = "registry")]
    kafka: Option<String>,
    /// Its schema registry.
    #[arg(long, env = "ADHUB_TEST_REGISTRY")]
    registry: Option<String>,
    /// A setting of librdkafka, `NAME=VALUE`; may be given several times.
    #[arg(long = "property")]
    properties: Vec<String>,
    /// Bytes of a record's value.
    #[arg(long, default_value_t = 2_048)]
    record_bytes: usize,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let temporary = tempfile::tempdir()?;
    let directory = options.local.clone().unwrap_or_else(|| temporary.path().join("log"));
    let log = LocalLog::open(&directory, LocalOptions::default())?;
    measure("embedded", &(Arc::new(log) as Arc<dyn EventLog>), &options)?;
    if let (Some(brokers), Some(registry)) = (&options.kafka, &options.registry) {
        let mut config = KafkaConfig::new(brokers, RegistryConfig::new(registry));
        for property in &options.properties {
            let (name, value) = property.split_once('=').context("--property is NAME=VALUE")?;
            config.properties.insert(name.to_owned(), value.into());
        }
        let log = KafkaLog::open(config)?;
        measure("kafka", &(Arc::new(log) as Arc<dyn EventLog>), &options)?;
    }
    Ok(())
}

fn measure(name: &str, log: &Arc<dyn EventLog>, options: &Options) -> Result<()> {
    println!("\n{name}, values of {} bytes, {} s each\n", options.record_bytes, options.seconds);
    println!("| transaction of | count | p50 ms | p99 ms | records/s | CPU-s per 100 k |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for records in [1, 100, 1_000, 5_000] {
        let measured = transactions(log, records, options)?;
        println!("| {records} | {measured}");
    }
    println!("\n| callers | appends | p50 ms | p99 ms | records/s | CPU-s per 100 k |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for callers in [1, 16, 256, 1_024] {
        let measured = appends(log, callers, options)?;
        println!("| {callers} | {measured}");
    }
    let (count, seconds) = read(log, options)?;
    println!("\nread: {count} records in {seconds:.2} s, {:.0} records/s", count as f64 / seconds);
    Ok(())
}

/// What one measurement found.
struct Measured {
    times: Vec<Duration>,
    records: usize,
    elapsed: Duration,
    processor: Duration,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut times = self.times.clone();
        times.sort_unstable();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        let rate = self.records as f64 / self.elapsed.as_secs_f64();
        let processor = self.processor.as_secs_f64() * 1e5 / self.records as f64;
        write!(
            formatter,
            "{} | {:.2} | {:.2} | {rate:.0} | {processor:.2} |",
            times.len(),
            at(50),
            at(99),
        )
    }
}

fn transactions(log: &Arc<dyn EventLog>, records: usize, options: &Options) -> Result<Measured> {
    let (input, output) = (topic(&**log, "input", 1)?, topic(&**log, "output", 1)?);
    let run = Uuid::new_v4().to_string();
    let mut transactor = log.transactor(&run, &run)?;
    let record = record(&output, options);
    let mut next = 0;
    let mut one = || -> Result<Duration> {
        next += 1;
        let begun = Instant::now();
        transactor.begin()?;
        for _ in 0..records {
            transactor.append(record.clone())?;
        }
        let consumed = ConsumedTo { topic: input.clone(), partition: 0, next };
        transactor.commit(&[consumed], None)?;
        Ok(begun.elapsed())
    };
    for _ in 0..5 {
        one()?;
    }
    let (started, processor) = (Instant::now(), processor_time()?);
    let mut times = Vec::new();
    while started.elapsed() < Duration::from_secs(options.seconds) {
        times.push(one()?);
    }
    let (elapsed, processor) = (started.elapsed(), processor_time()?.saturating_sub(processor));
    Ok(Measured { records: records * times.len(), times, elapsed, processor })
}

fn appends(log: &Arc<dyn EventLog>, callers: usize, options: &Options) -> Result<Measured> {
    let record = record(&topic(&**log, "appends", 4)?, options);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let (started, processor) = (Instant::now(), processor_time()?);
    let until = started + Duration::from_secs(options.seconds);
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let (log, record) = (Arc::clone(log), record.clone());
            runtime.spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < until {
                    let key = Bytes::from(format!("{caller}:{}", times.len()));
                    let begun = Instant::now();
                    log.append(vec![Produce { key: Some(key), ..record.clone() }])
                        .await
                        .remove(0)?;
                    times.push(begun.elapsed());
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(runtime.block_on(task)??);
    }
    let (elapsed, processor) = (started.elapsed(), processor_time()?.saturating_sub(processor));
    Ok(Measured { records: times.len(), times, elapsed, processor })
}

/// Reads a partition of 100,000 records from its floor to its end.
fn read(log: &Arc<dyn EventLog>, options: &Options) -> Result<(usize, f64)> {
    let topic = topic(&**log, "read", 1)?;
    let record = record(&topic, options);
    for _ in 0..100 {
        for answer in futures::executor::block_on(log.append(vec![record.clone(); 1_000])) {
            answer?;
        }
    }
    let end = log.bounds(&topic, 0)?.end;
    let started = Instant::now();
    let mut reader = log.reader(&topic, 0, From::Floor)?;
    let mut count = 0;
    while reader.position() < end {
        count += reader.poll(1_000, Duration::from_secs(1))?.len();
    }
    Ok((count, started.elapsed().as_secs_f64()))
}

fn topic(log: &dyn EventLog, name: &str, partitions: u32) -> Result<TopicName> {
    let name = TopicName::owned(format!("bench.{name}.{}", Uuid::new_v4().simple()));
    log.ensure_topics(&[TopicSpec { name: name.clone(), partitions, cleanup: Cleanup::Keep }])?;
    Ok(name)
}

/// Text like that of ads: it compresses to about a third.
fn record(topic: &TopicName, options: &Options) -> Produce {
    let mut seed = 0x9e37_79b9_u32;
    let words = ["Vi", "söker", "dig", "som", "vill", "arbeta", "hos", "oss", "i", "Göteborg"];
    let mut text = String::new();
    while text.len() < options.record_bytes {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(words[seed as usize % words.len()]);
        text.push_str(&format!(" {} ", seed >> 24));
    }
    let mut value = text.into_bytes();
    value.truncate(options.record_bytes);
    Produce {
        topic: topic.clone(),
        partition: None,
        key: Some(Bytes::from_static(b"key")),
        value: Some(value.into()),
        headers: Vec::new(),
    }
}

/// Processor time that this process has used, user and system.
fn processor_time() -> Result<Duration> {
    // Fields 14 and 15 after the name in parentheses, in ticks of 10 ms.
    let stat = std::fs::read_to_string("/proc/self/stat").context("this measures on Linux")?;
    let (_, fields) = stat.rsplit_once(')').context("no name in /proc/self/stat")?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    let ticks = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(10 * ticks))
}
