//! Reads back, at the start, everything but the records.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, params};

use super::failure;
use super::store::{key, position};
use crate::embedded::{Offsets, Partition, Schemas, Topics};
use crate::{Bounds, Cleanup, LogError, TopicName};

/// What was in the directory.
pub(super) struct Found {
    pub(super) topics: Topics,
    pub(super) offsets: Offsets,
    pub(super) schemas: Schemas,
}

/// Reads it.
pub(super) fn find(connection: &Connection) -> Result<Found, LogError> {
    let sort = |error: rusqlite::Error| failure::sort(&error);
    Ok(Found {
        topics: topics(connection).map_err(sort)?,
        offsets: offsets(connection).map_err(sort)?,
        schemas: schemas(connection)?,
    })
}

fn topics(connection: &Connection) -> rusqlite::Result<Topics> {
    let mut topics = Topics::default();
    let mut statement =
        connection.prepare("SELECT name, cleanup, delete_after_millis FROM topics")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = TopicName::owned(row.get(0)?);
        let age: Option<i64> = row.get(2)?;
        let cleanup = match (row.get_ref(1)?.as_str()?, age) {
            ("keep", None) => Cleanup::Keep,
            ("compact", None) => Cleanup::Compact,
            ("delete", Some(age)) => {
                Cleanup::DeleteAfter(Duration::from_millis(age.cast_unsigned()))
            }
            _ => return Err(rusqlite::Error::InvalidQuery),
        };
        let partitions = partitions(connection, &name, cleanup)?;
        topics.insert(name, partitions);
    }
    Ok(topics)
}

fn partitions(
    connection: &Connection,
    name: &TopicName,
    cleanup: Cleanup,
) -> rusqlite::Result<Vec<Arc<Partition>>> {
    let mut partitions = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT id, position_in_topic, floor, end_min FROM partitions
         WHERE topic = ? ORDER BY position_in_topic",
    )?;
    let mut rows = statement.query([name.as_str()])?;
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        let last: Option<i64> = connection
            .prepare_cached("SELECT max(key) FROM blobs WHERE key BETWEEN ? AND ?")?
            .query_row(params![key(id, 0), key(id + 1, 0) - 1], |row| row.get(0))?;
        let end =
            last.map_or(0, |last| position(last) + 1).max(row.get::<_, i64>(3)?.cast_unsigned());
        let bounds = Bounds { floor: row.get::<_, i64>(2)?.cast_unsigned(), end };
        partitions.push(Arc::new(Partition::new(id, name.clone(), row.get(1)?, cleanup, bounds)));
    }
    Ok(partitions)
}

fn offsets(connection: &Connection) -> rusqlite::Result<Offsets> {
    let mut statement = connection.prepare("SELECT consumers, partition, next FROM offsets")?;
    let mut rows = statement.query([])?;
    let mut offsets = Offsets::new();
    while let Some(row) = rows.next()? {
        let group: Arc<str> = row.get_ref(0)?.as_str()?.into();
        offsets.insert((group, row.get(1)?), row.get::<_, i64>(2)?.cast_unsigned());
    }
    Ok(offsets)
}

fn schemas(connection: &Connection) -> Result<Schemas, LogError> {
    let sort = |error: rusqlite::Error| failure::sort(&error);
    let mut statement = connection
        .prepare("SELECT id, subject, schema FROM schemas ORDER BY rowid")
        .map_err(sort)?;
    let mut rows = statement.query([]).map_err(sort)?;
    let mut schemas = Schemas::default();
    while let Some(row) = rows.next().map_err(sort)? {
        let id = row.get(0).map_err(sort)?;
        let subject: String = row.get(1).map_err(sort)?;
        let schema: String = row.get(2).map_err(sort)?;
        schemas.restore(id, &subject, &schema)?;
    }
    Ok(schemas)
}
