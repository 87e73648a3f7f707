//! The directory: full, locked, newer, not ours, damaged. What all logs
//! promise is in `contract`; death is in `tests/killed.rs`.

use bytes::Bytes;
use futures::executor::block_on;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{LocalLog, LocalOptions};
use crate::{Cleanup, ConsumedTo, EventLog, From, LogError, Produce, TopicName, TopicSpec};

const TOPIC: TopicName = TopicName::new("topic");

fn open(directory: &TempDir) -> Result<LocalLog, LogError> {
    let log = LocalLog::open(directory.path(), LocalOptions::default())?;
    log.ensure_topics(&[TopicSpec { name: TOPIC, partitions: 1, cleanup: Cleanup::Keep }])?;
    Ok(log)
}

/// A record that does not pack.
fn record(seed: u64) -> Produce {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut value = Vec::new();
    for _ in 0..1_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        value.extend(state.to_le_bytes());
    }
    let value = Some(Bytes::from(value));
    Produce { topic: TOPIC, partition: Some(0), key: None, value, headers: Vec::new() }
}

fn append(log: &LocalLog, seed: u64) -> Result<u64, LogError> {
    block_on(log.append(vec![record(seed)])).remove(0).map(|at| at.position.unwrap())
}

/// Appends until the store refuses; how many it took.
fn fill(log: &LocalLog) -> (u64, LogError) {
    for count in 0..10_000 {
        if let Err(error) = append(log, count) {
            return (count, error);
        }
    }
    panic!("the disk is larger than the test thinks");
}

fn check_readable(log: &LocalLog, count: u64) {
    let mut reader = log.reader(&TOPIC, 0, From::Floor).unwrap();
    let mut seed = 0;
    while reader.position() < log.bounds(&TOPIC, 0).unwrap().end {
        for read in reader.poll(100, std::time::Duration::ZERO).unwrap() {
            assert_eq!((read.position, read.value), (seed, record(seed).value));
            seed += 1;
        }
    }
    assert_eq!(seed, count);
}

/// Limits the file, as a full disk does: SQLite answers `SQLITE_FULL` to both.
fn limit_pages(log: &LocalLog, pages: i64) {
    let store = &log.log.engine.store;
    store.query_writing(|connection| connection.pragma_update(None, "max_page_count", pages));
}

#[test]
fn a_full_disk_refuses_keeps_everything_and_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(&directory).unwrap();
    limit_pages(&log, 200);
    let (count, error) = fill(&log);
    assert!(count > 10 && matches!(error, LogError::Full(_)), "{count} {error:?}");
    assert!(matches!(log.health(), Err(LogError::Full(_))), "not ready while it is full");
    check_readable(&log, count);

    let mut transactor = log.transactor("id", "group").unwrap();
    transactor.begin().unwrap();
    for seed in 0..100 {
        transactor.append(record(seed)).unwrap();
    }
    let consumed = [ConsumedTo { topic: TOPIC, partition: 0, next: 1 }];
    let error = transactor.commit(&consumed, None).unwrap_err();
    assert!(matches!(error, LogError::Full(_)), "{error:?}");
    assert_eq!(log.committed("group", &TOPIC, 0).unwrap(), None);
    check_readable(&log, count);

    limit_pages(&log, 1_000_000);
    log.health().unwrap();
    assert_eq!(append(&log, count).unwrap(), count, "positions are still dense");
    drop((transactor, log));
    check_readable(&open(&directory).unwrap(), count + 1);
}

#[test]
fn a_directory_has_one_log() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(&directory).unwrap();
    let error = open(&directory).err().unwrap();
    assert!(matches!(error, LogError::Locked { .. }), "{error:?}");
    let (path, pid) = (directory.path().display().to_string(), std::process::id().to_string());
    assert!(error.to_string().contains(&path) && error.to_string().contains(&pid), "{error}");
    drop(first);
    open(&directory).unwrap();
}

#[test]
fn reading_only_works_beside_the_holder_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let nothing = directory.path().join("nothing");
    let error = LocalLog::open_read_only(&nothing).err().unwrap();
    assert!(matches!(error, LogError::Unavailable(_)) && !nothing.exists(), "{error:?}");

    let holder = open(&directory).unwrap();
    append(&holder, 0).unwrap();
    let reading = LocalLog::open_read_only(directory.path()).unwrap();
    append(&holder, 1).unwrap();
    check_readable(&reading, 1);
    let error = append(&reading, 1).unwrap_err();
    assert!(matches!(error, LogError::Unavailable(_)), "{error:?}");
    let missing = TopicSpec { name: TopicName::new("x"), partitions: 1, cleanup: Cleanup::Keep };
    assert!(reading.ensure_topics(&[missing]).is_err());
    assert_eq!(reading.schema_table().register("s", "\"null\"").unwrap(), 1, "for itself alone");
    check_readable(&holder, 2);
    assert_eq!(holder.schema_table().register("t", "\"int\"").unwrap(), 1);

    drop((reading, holder));
    check_readable(&LocalLog::open_read_only(directory.path()).unwrap(), 2);
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(&directory).unwrap());
    let file = Connection::open(directory.path().join("log.db")).unwrap();
    file.pragma_update(None, "user_version", 2).unwrap();
    let error = open(&directory).err().unwrap();
    assert!(matches!(&error, LogError::NewerVersion { found: 2, supported: 1, .. }), "{error:?}");
    file.pragma_update(None, "user_version", 1).unwrap();
    drop(file);
    open(&directory).unwrap();
}

#[test]
fn a_file_that_is_not_ours_is_refused() {
    for other in [&b"CREATE TABLE mine (x);"[..], b""] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log.db");
        if other.is_empty() {
            std::fs::write(&path, vec![b'x'; 8192]).unwrap();
        } else {
            let sql = std::str::from_utf8(other).unwrap();
            Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        }
        let before = std::fs::read(&path).unwrap();
        let error = open(&directory).err().unwrap();
        assert!(matches!(error, LogError::Corrupt(_)), "{error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), before, "it was not touched");
    }
}

#[test]
fn a_flipped_bit_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(&directory).unwrap();
    append(&log, 0).unwrap();
    log.log.engine.store.query_writing(|connection| {
        let mut data: Vec<u8> = connection.query_row("SELECT data FROM blobs", [], |r| r.get(0))?;
        let middle = data.len() / 2;
        data[middle] ^= 1;
        connection.execute("UPDATE blobs SET data = ?", [data])
    });
    let mut reader = log.reader(&TOPIC, 0, From::Floor).unwrap();
    let error = reader.poll(10, std::time::Duration::ZERO).unwrap_err();
    assert!(matches!(&error, LogError::Corrupt(what) if what.contains("topic/0")), "{error:?}");
}
