//! Keeps the log in SQLite.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags, params};

use super::blob::{self, Blob, Builder, Content};
use super::found::{Found, find};
use super::lock::DirectoryLock;
use super::{failure, schema};
use crate::embedded::Partition;
use crate::embedded::store::{Batch, Chunk, Output, Store};
use crate::{Bounds, Cleanup, LogError, TopicSpec};

/// Where a blob is cut. Large enough to pack well and to be read in sequence,
/// small enough that a reader of one record does not unpack megabytes.
pub(super) const BLOB_RECORDS_MAX: usize = 1_000;
pub(super) const BLOB_BYTES_MAX: usize = 256 * 1024;

/// One read stops after the blob that makes it this large, stored, or gives
/// it so many records: a reader that goes elsewhere reads them in vain.
const READ_BYTES_MAX: usize = 256 * 1024;
const READ_RECORDS_MAX: u64 = 1_000;

/// Bits of a blob's key that hold the position.
const POSITION_BITS: u32 = 40;

/// A store in one directory.
pub(crate) struct LocalStore {
    file: PathBuf,
    writing: Mutex<Connection>,
    /// Connections that are not in use. One per reader that reads right now,
    /// so there are as many as threads.
    reading: Mutex<Vec<Connection>>,
    /// Why the last write was not taken.
    refused: Mutex<Option<LogError>>,
    /// Held by whoever removes or rewrites blobs.
    pub(super) cleaning: Mutex<()>,
    /// Freed last. None: for reading only.
    lock: Option<DirectoryLock>,
}

impl LocalStore {
    pub(super) fn open(directory: &Path) -> Result<(Self, Found), LogError> {
        std::fs::create_dir_all(directory).map_err(|error| {
            LogError::Unavailable(format!("the data directory {}: {error}", directory.display()))
        })?;
        let lock = DirectoryLock::take(directory)?;
        let file = directory.join("log.db");
        let connection = Connection::open(&file).map_err(|error| failure::sort(&error))?;
        schema::prepare(&connection, directory)?;
        let found = find(&connection)?;
        let store = Self {
            file,
            writing: Mutex::new(connection),
            reading: Mutex::default(),
            refused: Mutex::default(),
            cleaning: Mutex::default(),
            lock: Some(lock),
        };
        Ok((store, found))
    }

    /// Opens what is there for reading. Another process may hold the
    /// directory: SQLite lets readers in beside one writer.
    pub(super) fn open_read_only(directory: &Path) -> Result<(Self, Found), LogError> {
        let sort = |error: rusqlite::Error| failure::sort(&error);
        let file = directory.join("log.db");
        let none = || LogError::Unavailable(format!("there is no log in {}", directory.display()));
        if !file.is_file() {
            return Err(none());
        }
        let connection = open_to_read(&file)?;
        if schema::is_new(&connection, directory)? {
            return Err(none());
        }
        // One transaction, so that ends and offsets are of the same moment.
        let found = {
            let transaction = connection.unchecked_transaction().map_err(sort)?;
            let found = find(&connection)?;
            transaction.finish().map_err(sort)?;
            found
        };
        let store = Self {
            file,
            writing: Mutex::new(connection),
            reading: Mutex::default(),
            refused: Mutex::default(),
            cleaning: Mutex::default(),
            lock: None,
        };
        Ok((store, found))
    }

    /// Runs one synced transaction; all of it or nothing happens.
    pub(super) fn transact<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        let mut connection = self.writing.lock();
        let outcome = connection.transaction().and_then(|transaction| {
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        let outcome = outcome.map_err(|error| failure::sort(&error));
        *self.refused.lock() = outcome.as_ref().err().cloned();
        outcome
    }

    /// Lets a test spoil what is stored.
    #[cfg(test)]
    pub(super) fn query_writing<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) {
        work(&self.writing.lock()).unwrap();
    }

    /// Reads with a connection of its own.
    pub(super) fn query<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        let idle = self.reading.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_to_read(&self.file)?,
        };
        let value = work(&connection).map_err(|error| failure::sort(&error))?;
        self.reading.lock().push(connection);
        Ok(value)
    }
}

fn open_to_read(file: &Path) -> Result<Connection, LogError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(file, flags).map_err(|error| failure::sort(&error))
}

/// Key of the blob of `partition` that ends at `last`.
pub(super) fn key(partition: u32, last: u64) -> i64 {
    (i64::from(partition) << POSITION_BITS) | last.cast_signed()
}

/// The position in a blob's key.
pub(super) fn position(key: i64) -> u64 {
    key.cast_unsigned() & ((1 << POSITION_BITS) - 1)
}

/// Stores one blob.
pub(super) fn insert(connection: &Connection, partition: u32, blob: &Blob) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO blobs (key, base, newest_at_millis, data) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            key(partition, blob.last),
            blob.base.cast_signed(),
            blob.newest_at_millis,
            blob.data
        ])?;
    Ok(())
}

/// Cuts the records of one partition into blobs.
fn cut(output: &Output, at_millis: i64) -> Vec<Blob> {
    let mut blobs = Vec::new();
    let mut builder = Builder::default();
    for (position, record) in (output.base..).zip(&output.records) {
        let (key, value) = (record.key.as_ref(), record.value.as_ref());
        builder.push(position, at_millis, &Content { key, value, headers: &record.headers });
        if builder.records() >= BLOB_RECORDS_MAX || builder.bytes() >= BLOB_BYTES_MAX {
            blobs.extend(builder.finish());
        }
    }
    blobs.extend(builder.finish());
    blobs
}

impl Store for LocalStore {
    fn create(&self, topics: &[TopicSpec]) -> Result<Vec<Vec<Arc<Partition>>>, LogError> {
        self.transact(|connection| topics.iter().map(|spec| create(connection, spec)).collect())
    }

    fn persist(&self, batch: &Batch) -> Result<(), LogError> {
        let mut blobs = Vec::new();
        for output in &batch.outputs {
            for blob in cut(output, batch.at_millis) {
                blobs.push((output.partition.id, blob));
            }
        }
        self.transact(|connection| {
            for (partition, blob) in &blobs {
                insert(connection, *partition, blob)?;
            }
            let mut statement = connection.prepare_cached(
                "INSERT INTO offsets (consumers, partition, next) VALUES (?, ?, ?)
                 ON CONFLICT DO UPDATE SET next = excluded.next",
            )?;
            for offset in &batch.offsets {
                statement.execute(params![
                    &*offset.group,
                    offset.partition,
                    offset.next.cast_signed()
                ])?;
            }
            Ok(())
        })
    }

    fn read(&self, partition: &Partition, from: u64, end: u64) -> Result<Chunk, LogError> {
        let mut stored = Vec::new();
        let mut is_all = true;
        self.query(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, base, data FROM blobs WHERE key >= ? AND key < ? ORDER BY key",
            )?;
            let range = params![key(partition.id, from), key(partition.id + 1, 0)];
            let mut rows = statement.query(range)?;
            let (mut bytes, mut records) = (0, 0);
            while let Some(row) = rows.next()? {
                let (base, last) = (row.get::<_, i64>(1)?.cast_unsigned(), position(row.get(0)?));
                if base >= end {
                    break;
                }
                if bytes >= READ_BYTES_MAX || records >= READ_RECORDS_MAX {
                    is_all = false;
                    break;
                }
                let data: Vec<u8> = row.get(2)?;
                bytes += data.len();
                records += last + 1 - base.max(from);
                stored.push((last, data));
            }
            Ok(())
        })?;
        let mut records = Vec::new();
        let mut next = from;
        for (last, data) in &stored {
            blob::read(data, (&partition.topic, partition.index), (from, end), &mut records)?;
            next = last + 1;
        }
        Ok(Chunk { records, next: if is_all { end } else { next.min(end) } })
    }

    fn keep_schema(&self, id: u32, subject: &str, schema: &str) -> Result<(), LogError> {
        if self.lock.is_none() {
            // Whoever only reads keeps the id in memory: it writes nothing
            // with it.
            return Ok(());
        }
        self.transact(|connection| {
            connection.execute(
                "INSERT INTO schemas (id, subject, schema) VALUES (?, ?, ?)",
                params![id, subject, schema],
            )?;
            Ok(())
        })
    }

    fn health(&self) -> Result<(), LogError> {
        if self.refused.lock().is_none() {
            return Ok(());
        }
        // The last write was refused. Only a write of some size shows whether
        // the next one would be; it is removed in a transaction of its own,
        // because pages that are freed at once are never written.
        for probe in ["INSERT INTO probe VALUES (zeroblob(65536))", "DELETE FROM probe"] {
            self.transact(|connection| connection.execute(probe, []))?;
        }
        Ok(())
    }
}

fn create(connection: &Connection, spec: &TopicSpec) -> rusqlite::Result<Vec<Arc<Partition>>> {
    let (cleanup, after) = match spec.cleanup {
        Cleanup::Keep => ("keep", None),
        Cleanup::Compact => ("compact", None),
        Cleanup::DeleteAfter(age) => {
            ("delete", Some(i64::try_from(age.as_millis()).unwrap_or(i64::MAX)))
        }
    };
    connection.execute(
        "INSERT INTO topics (name, partitions, cleanup, delete_after_millis) VALUES (?, ?, ?, ?)",
        params![spec.name.as_str(), spec.partitions, cleanup, after],
    )?;
    let mut partitions = Vec::new();
    for index in 0..spec.partitions {
        let id = connection.query_row(
            "INSERT INTO partitions (topic, position_in_topic) VALUES (?, ?) RETURNING id",
            params![spec.name.as_str(), index],
            |row| row.get(0),
        )?;
        let bounds = Bounds { floor: 0, end: 0 };
        partitions.push(Arc::new(Partition::new(
            id,
            spec.name.clone(),
            index,
            spec.cleanup,
            bounds,
        )));
    }
    Ok(partitions)
}
