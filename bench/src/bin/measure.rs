//! Measures one part and keeps what it found; prints the table of all.
//! `bench/run` calls it part by part, each in a process of its own.
//!
//! ```text
//! cargo run --release -p bench --bin measure -- gateway --on kafka
//! cargo run --release -p bench --bin measure -- table
//! ```
#![expect(clippy::print_stdout, reason = "the table is the purpose of the program")]

use anyhow::{Context as _, Result};
use bench::logs::{NO_CLUSTER, Site, directory};
use bench::measure::{Length, codec, delay, gateway, restart, steps};
use bench::results::Results;
use clap::{Parser, ValueEnum};

#[derive(Parser)]
struct Options {
    part: Part,
    /// The log. Kafka is where `just cluster env` says.
    #[arg(long, value_enum, default_value_t = Log::Embedded)]
    on: Log,
    /// Shorter loads.
    #[arg(long)]
    quick: bool,
    /// `steps`: how many ads the hub knows in the end.
    #[arg(long, default_value_t = 100_000)]
    known: u64,
}

#[derive(Clone, Copy, ValueEnum, PartialEq)]
enum Part {
    /// Forgets what earlier runs found.
    Forget,
    /// Avro encode and decode.
    Avro,
    /// Push → SSE.
    Delay,
    /// Each step in transactions; begins an empty log.
    Steps,
    /// As `steps`, on the log that `steps` left behind.
    More,
    /// kill -9 → first change, on the log that `steps` left behind.
    Restart,
    /// The push API under load.
    Gateway,
    /// Prints the table.
    Table,
}

#[derive(Clone, Copy, ValueEnum, PartialEq)]
enum Log {
    Embedded,
    Kafka,
}

fn main() -> Result<()> {
    let Options { part, on, quick, known } = Options::parse();
    let length = if quick { Length::Quick } else { Length::Full };
    let mut results = Results::open(part == Part::Forget)?;
    let log = match on {
        Log::Embedded => "embedded",
        Log::Kafka => "kafka",
    };
    let fresh = |name| match on {
        Log::Embedded => directory(name, true).map(Site::Embedded),
        Log::Kafka => {
            let prefix = format!("bench.{}.", uuid::Uuid::new_v4().simple());
            Site::cluster(prefix).context(NO_CLUSTER)
        }
    };
    match part {
        Part::Forget => Ok(()),
        Part::Avro => codec::run(&mut results),
        Part::Delay => delay::run(&fresh("delay")?, length, &mut results),
        Part::Steps => steps::run(&steps::site(log, true)?, known, &mut results),
        Part::More => steps::run(&steps::site(log, false)?, known, &mut results),
        Part::Restart => restart::run(&steps::site(log, false)?, &mut results),
        Part::Gateway => gateway::run(&fresh("pushed")?, length, &mut results),
        Part::Table => {
            println!("{}", results.table());
            Ok(())
        }
    }
}
