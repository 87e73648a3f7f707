//! What was measured, kept between runs of single parts, and shown as one
//! table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measure {
    /// Its name in the file of results.
    pub key: &'static str,
    /// Its name in the table.
    pub title: &'static str,
    /// What is aimed for on the embedded log, and on Kafka.
    pub aims: [&'static str; 2],
}

macro_rules! measures {
    ($($name:ident = $key:literal, $title:literal, $embedded:literal, $kafka:literal;)*) => {
        $(#[doc = $title] pub const $name: Measure =
            Measure { key: $key, title: $title, aims: [$embedded, $kafka] };)*
        /// Every row, in the order of the table.
        pub const MEASURES: &[Measure] = &[$($name),*];
    };
}

measures! {
    SINGLE = "single", "single ads of 1 KB, one hub core", "8 k/s", "20 k/s; 20 k per CPU-s";
    SINGLE_ACK = "single-ack", "… ack p50 / p99 at half of it, open loop", "p99 15 ms", "p99 10 ms";
    BATCH = "batch", "batches of 100, one hub core", "60 k ads/s", "100 k ads/s";
    BATCH_ACK = "batch-ack", "… ack p50 / p99 at half of it, open loop", "–", "–";
    MEMORY = "memory", "most memory of the process under both loads", "64 MB", "64 MB";
    DELAY = "delay", "push → SSE at 100 ads/s, p50 / p99", "20 / 60 ms", "40 / 120 ms";
    DEDUPE = "dedupe", "dedupe in transactions, one partition", "40 k/s", "80 k/s; 80 k per CPU-s";
    ENRICH = "enrich", "enrich in transactions, one partition", "–", "–";
    GROUP = "group", "group in transactions", "–", "–";
    RESTART_SMALL = "restart-100000", "kill -9 → first change again, 100 k ads known", "–", "–";
    RESTART_LARGE = "restart-1000000", "kill -9 → first change again, 1 M ads known", "3 s", "5 s";
    STEP_SMALL = "dedupe-restart-100000", "… of dedupe alone, 100 k ads known", "–", "–";
    STEP_LARGE = "dedupe-restart-1000000", "… of dedupe alone, 1 M ads known", "–", "5 s";
    ENCODE = "encode", "Avro: encode an ad of 2.5 KB", "1 µs", "";
    DECODE = "decode", "Avro: decode it", "–", "";
}

/// One cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Found {
    /// The figure.
    pub figure: String,
    /// What it cost of a core; empty when that says nothing.
    pub processor: String,
}

/// All cells, by `MEASURE/LOG`.
#[derive(Default)]
pub struct Results {
    file: PathBuf,
    found: BTreeMap<String, Found>,
}

impl Results {
    /// Goes on with what earlier runs found.
    ///
    /// # Errors
    /// When the file cannot be read as what it is.
    pub fn open(anew: bool) -> Result<Self> {
        let file = crate::logs::directory("results", false)?.join("results.json");
        if anew && file.exists() {
            std::fs::remove_file(&file)?;
        }
        let found = match std::fs::read(&file) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).with_context(|| file.display().to_string())?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { file, found })
    }

    /// Keeps one figure.
    ///
    /// # Errors
    /// When the file cannot be written.
    #[expect(clippy::print_stderr, reason = "who waits wants to see how far it is")]
    pub fn keep(
        &mut self,
        measure: Measure,
        log: &str,
        figure: String,
        processor: String,
    ) -> Result<()> {
        eprintln!("{log}: {}: {figure} ({processor})", measure.title);
        let key = format!("{}/{log}", measure.key);
        self.found.insert(key, Found { figure, processor });
        std::fs::write(&self.file, serde_json::to_vec_pretty(&self.found)?)?;
        Ok(())
    }

    /// The table, in Markdown. What was not measured is said to be so.
    pub fn table(&self) -> String {
        let mut table = String::from(
            "| measure | embedded | aim | CPU | Kafka | aim | CPU |\n|---|---|---|---|---|---|---|\n",
        );
        for measure in MEASURES {
            write!(table, "| {} |", measure.title).expect("writing into memory cannot fail");
            for (log, aim) in ["embedded", "kafka"].into_iter().zip(measure.aims) {
                let found = self.found.get(&format!("{}/{log}", measure.key));
                let (figure, processor) = match found {
                    Some(found) => (found.figure.as_str(), found.processor.as_str()),
                    None => ("not measured", ""),
                };
                write!(table, " {figure} | {aim} | {processor} |").expect("as above");
            }
            table.push('\n');
        }
        table
    }
}

/// `12.3 k/s`.
pub fn rate(per_second: f64) -> String {
    format!("{:.1} k/s", per_second / 1e3)
}
