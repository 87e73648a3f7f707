//! redb against SQLite, as stores of an embedded log: synced commits, restart
//! after a kill, size on disk, and a full disk. The results and the choice are
//! in `docs/adr/0002-embedded-store.md`.
//!
//! ```text
//! cargo run --release -p bench --bin embedded_store
//! mount -t tmpfs -o size=64m none /mnt/small     # for the full disk
//! cargo run --release -p bench --bin embedded_store -- --small /mnt/small
//! ```
#![expect(clippy::print_stdout, reason = "the table is the purpose of the program")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};
use redb::{Database, ReadableDatabase, TableDefinition};
use rusqlite::{Connection, params};

const RECORD_BYTES: usize = 1024;
const RECORDS: u64 = 1_000_000;
const RECORDS_PER_BLOB: u64 = 256;

#[derive(Parser)]
struct Options {
    /// A small file system (a tmpfs of 64 MiB) to fill up.
    #[arg(long)]
    small: Option<PathBuf>,
    /// Records to restart with.
    #[arg(long, default_value_t = RECORDS)]
    records: u64,
    /// Internal: write to DIRECTORY for ever, to be killed.
    #[arg(long, hide = true, num_args = 2, value_names = ["STORE", "DIRECTORY"])]
    fill: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq)]
enum Kind {
    Sqlite,
    Redb,
    /// redb with `set_quick_repair`.
    RedbQuick,
}

/// A store: blobs by a rising key, and one row that each commit updates, as
/// offsets are.
trait Store {
    fn commit(&mut self, key: u64, blob: &[u8]) -> Result<()>;
    /// Number of blobs, and their bytes.
    fn scan(&self) -> Result<(u64, u64)>;
}

struct Sqlite(Connection);

impl Store for Sqlite {
    fn commit(&mut self, key: u64, blob: &[u8]) -> Result<()> {
        let key = key.cast_signed();
        let transaction = self.0.transaction()?;
        transaction
            .prepare_cached("INSERT INTO blobs VALUES (?, ?)")?
            .execute(params![key, blob])?;
        transaction
            .prepare_cached("INSERT INTO offsets VALUES (1, ?) ON CONFLICT DO UPDATE SET n = ?2")?
            .execute(params![1, key])?;
        transaction.commit()?;
        Ok(())
    }

    fn scan(&self) -> Result<(u64, u64)> {
        let mut statement = self.0.prepare("SELECT data FROM blobs ORDER BY key")?;
        let mut rows = statement.query([])?;
        let (mut count, mut bytes) = (0, 0);
        while let Some(row) = rows.next()? {
            count += 1;
            bytes += row.get_ref(0)?.as_blob()?.len() as u64;
        }
        Ok((count, bytes))
    }
}

struct Redb {
    database: Database,
    quick_repair: bool,
}

const BLOBS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("blobs");
const OFFSETS: TableDefinition<'_, u64, u64> = TableDefinition::new("offsets");

impl Store for Redb {
    fn commit(&mut self, key: u64, blob: &[u8]) -> Result<()> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(self.quick_repair);
        transaction.open_table(BLOBS)?.insert(key, blob)?;
        transaction.open_table(OFFSETS)?.insert(1, key)?;
        transaction.commit()?;
        Ok(())
    }

    fn scan(&self) -> Result<(u64, u64)> {
        let transaction = self.database.begin_read()?;
        let table = transaction.open_table(BLOBS)?;
        let (mut count, mut bytes) = (0, 0);
        for entry in table.range::<u64>(..)? {
            count += 1;
            bytes += entry?.1.value().len() as u64;
        }
        Ok((count, bytes))
    }
}

fn open(kind: Kind, directory: &Path) -> Result<Box<dyn Store>> {
    if kind == Kind::Sqlite {
        let connection = Connection::open(directory.join("store.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS blobs (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
             CREATE TABLE IF NOT EXISTS offsets (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);",
        )?;
        return Ok(Box::new(Sqlite(connection)));
    }
    let database = Database::create(directory.join("store.redb"))?;
    Ok(Box::new(Redb { database, quick_repair: kind == Kind::RedbQuick }))
}

/// Text that packs about as well as an ad, the same on every run.
fn blob(records: u64, seed: u64) -> Vec<u8> {
    let size = usize::try_from(records).expect("a few thousand") * RECORD_BYTES;
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(&state.to_le_bytes()[..4]);
        bytes.extend(b"text");
    }
    bytes.truncate(size);
    bytes
}

/// Synced commits for two seconds.
fn throughput(kind: Kind, records: u64) -> Result<String> {
    let directory = tempfile::tempdir_in(".")?;
    let mut store = open(kind, directory.path())?;
    let blob = blob(records, 1);
    let mut delays = Vec::new();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(2) {
        let before = Instant::now();
        store.commit(delays.len() as u64, &blob)?;
        delays.push(before.elapsed());
    }
    let commits = delays.len() as u64;
    let per_second = 1000 * commits / u64::try_from(started.elapsed().as_millis())?;
    delays.sort_unstable();
    Ok(format!(
        "{:>6} commits/s {:>7} records/s  p50 {:>7.2?}  p99 {:>7.2?}  {:>4} % of the data on disk",
        per_second,
        per_second * records,
        delays[delays.len() / 2],
        delays[delays.len() * 99 / 100],
        100 * disk(directory.path())? / (commits * records * RECORD_BYTES as u64),
    ))
}

/// Fills a store in a child, kills the child in the middle of its writing, and
/// opens and reads what is there.
fn restart(kind: Kind, records: u64) -> Result<String> {
    let directory = tempfile::tempdir_in(".")?;
    let name = kind.to_possible_value().context("every store has a name")?;
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--records", &records.to_string(), "--fill", name.get_name()])
        .arg(directory.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
    lines.next().context("the child ended before it was done")??;
    child.kill()?;
    child.wait()?;
    let size = disk(directory.path())?;
    let before = Instant::now();
    let store = open(kind, directory.path())?;
    let opened = before.elapsed();
    let (blobs, bytes) = store.scan()?;
    if blobs < records / RECORDS_PER_BLOB {
        bail!("{blobs} blobs are left of {}", records / RECORDS_PER_BLOB);
    }
    Ok(format!(
        "open {opened:>8.2?}, then read {} MB in {:>8.2?}; {} MB on disk",
        bytes >> 20,
        before.elapsed() - opened,
        size >> 20,
    ))
}

fn fill(kind: Kind, directory: &Path, records: u64) -> Result<()> {
    let mut store = open(kind, directory)?;
    for key in 0.. {
        if key == records / RECORDS_PER_BLOB + 50 {
            println!("filled");
            std::io::stdout().flush()?;
        }
        store.commit(key, &blob(RECORDS_PER_BLOB, key))?;
    }
    Ok(())
}

/// Writes until the disk is full, looks, makes room, and writes again.
fn full_disk(kind: Kind, small: &Path) -> Result<String> {
    let directory = tempfile::tempdir_in(small)?;
    let ballast = directory.path().join("ballast");
    std::fs::write(&ballast, vec![0; 24 << 20])?;
    let mut store = open(kind, directory.path())?;
    let mut key = 0;
    let refused = loop {
        match store.commit(key, &blob(16, key)) {
            Ok(()) => key += 1,
            Err(error) => break error,
        }
    };
    let read = |store: &dyn Store| match store.scan() {
        Ok((blobs, _)) if blobs == key => "all is readable".to_owned(),
        Ok((blobs, _)) => format!("{blobs} of {key} blobs are readable"),
        Err(error) => format!("unreadable: {error:#}"),
    };
    let while_full = read(&*store);
    std::fs::remove_file(&ballast)?;
    let again = match store.commit(key, &blob(16, key)) {
        Ok(()) => return Ok(format!("{refused:#}; {while_full}; with room again it goes on")),
        Err(error) => format!("with room again: {error:#}"),
    };
    drop(store);
    let reopened = match open(kind, directory.path()) {
        Ok(store) => read(&*store),
        Err(error) => format!("{error:#}"),
    };
    Ok(format!("{refused:#}; {while_full}; {again}; opened anew: {reopened}"))
}

/// Bytes that the files of a directory take.
fn disk(directory: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(directory)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

fn main() -> Result<()> {
    let options = Options::parse();
    if let [store, directory] = options.fill.as_slice() {
        let kind = Kind::from_str(store, true).map_err(anyhow::Error::msg)?;
        return fill(kind, Path::new(directory), options.records);
    }
    for kind in [Kind::Sqlite, Kind::Redb, Kind::RedbQuick] {
        let name = kind.to_possible_value().context("every store has a name")?;
        println!("{}", name.get_name());
        for records in [1, 16, 256] {
            println!("  {records:>3} records of 1 KB a commit: {}", throughput(kind, records)?);
        }
        println!("  after a kill: {}", restart(kind, options.records)?);
        match &options.small {
            Some(small) => println!("  full disk: {}", full_disk(kind, small)?),
            None => println!("  full disk: left out, say --small DIRECTORY"),
        }
    }
    Ok(())
}
