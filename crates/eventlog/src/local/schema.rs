//! The tables, and which format a file has.

use std::path::Path;

use rusqlite::Connection;

use super::failure;
use crate::LogError;

/// The format that this version writes, and the newest that it reads.
pub(super) const FORMAT: u32 = 1;

/// "adhb": marks the file as ours.
const APPLICATION_ID: i32 = 0x6164_6862;

const TABLES: &str = "
    CREATE TABLE topics (
        name TEXT PRIMARY KEY,
        partitions INTEGER NOT NULL,
        -- 'keep', 'compact' or 'delete'
        cleanup TEXT NOT NULL,
        delete_after_millis INTEGER
    ) STRICT;
    CREATE TABLE partitions (
        id INTEGER PRIMARY KEY,
        topic TEXT NOT NULL REFERENCES topics (name),
        position_in_topic INTEGER NOT NULL,
        floor INTEGER NOT NULL DEFAULT 0,
        -- The end is this or one after the last blob, whichever is higher:
        -- the last blob may have been removed.
        end_min INTEGER NOT NULL DEFAULT 0,
        -- Below this, each key of a compacted partition stands once.
        clean_to INTEGER NOT NULL DEFAULT 0,
        UNIQUE (topic, position_in_topic)
    ) STRICT;
    CREATE TABLE blobs (
        -- partition << 40 | position of the last record
        key INTEGER PRIMARY KEY,
        base INTEGER NOT NULL,
        newest_at_millis INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT;
    CREATE TABLE offsets (
        consumers TEXT NOT NULL,
        partition INTEGER NOT NULL,
        next INTEGER NOT NULL,
        PRIMARY KEY (consumers, partition)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE schemas (
        id INTEGER NOT NULL,
        subject TEXT NOT NULL,
        schema TEXT NOT NULL,
        PRIMARY KEY (id, subject)
    ) STRICT;
    -- Empty, but while it is found out whether writes are taken again.
    CREATE TABLE probe (ballast BLOB NOT NULL) STRICT;
";

/// Sets the connection up, and makes the tables in a new file.
pub(super) fn prepare(connection: &Connection, directory: &Path) -> Result<(), LogError> {
    let sort = |error: rusqlite::Error| failure::sort(&error);
    let is_new = is_new(connection, directory)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(sort)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(sort)?;
    if is_new {
        let make = format!(
            "BEGIN IMMEDIATE; {TABLES}
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}; COMMIT;"
        );
        connection.execute_batch(&make).map_err(sort)?;
    }
    Ok(())
}

/// Whether the file holds nothing yet.
///
/// # Errors
/// When it is of a newer version, or not ours.
pub(super) fn is_new(connection: &Connection, directory: &Path) -> Result<bool, LogError> {
    let sort = |error: rusqlite::Error| failure::sort(&error);
    let number = |pragma: &str| {
        connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(sort)
    };
    let format = u32::try_from(number("user_version")?).unwrap_or(u32::MAX);
    let ours = number("application_id")? == i64::from(APPLICATION_ID);
    if ours && format > FORMAT {
        let directory = directory.display().to_string();
        return Err(LogError::NewerVersion { directory, found: format, supported: FORMAT });
    }
    let is_new = number("schema_version")? == 0;
    if !ours && !is_new {
        let file = directory.join("log.db");
        return Err(LogError::Corrupt(format!("{} is not a log of adhub", file.display())));
    }
    Ok(is_new)
}
