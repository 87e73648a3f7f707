//! Where the history is kept: one SQLite file, one process.
//!
//! ```text
//! DIRECTORY/lock         held by `flock` while the history is open
//! DIRECTORY/history.db   SQLite, WAL, `synchronous=FULL`; `user_version` is
//!                        the format, `application_id` says that it is ours
//! ```

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use schemas::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::component::{Component, Outcome};
use crate::history::{History, Round, Tally};

/// The format that this version writes, and the newest that it reads.
const FORMAT: i64 = 1;
/// "adhs": marks the file as ours.
const APPLICATION_ID: i64 = 0x6164_6873;

const TABLES: &str = "
    CREATE TABLE state (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        -- JSON: beginning, last round, last id of an incident
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE days (
        component TEXT NOT NULL,
        -- YYYY-MM-DD, UTC
        day TEXT NOT NULL,
        up_millis INTEGER NOT NULL,
        slow_millis INTEGER NOT NULL,
        down_millis INTEGER NOT NULL,
        PRIMARY KEY (component, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incidents (
        id INTEGER PRIMARY KEY,
        -- JSON as in /status.json
        body TEXT NOT NULL
    ) STRICT;
";

/// The history cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it: end that one, or name another directory.
    #[error("{0} is in use by another process")]
    Locked(String),
    /// Run the version that wrote it, or a newer one.
    #[error("{directory} was written by a newer version (format {found}, this one reads {FORMAT})")]
    Newer {
        /// Directory.
        directory: String,
        /// Its format.
        found: i64,
    },
    /// It is not ours, or damaged: put a back-up there, or begin anew
    /// elsewhere.
    #[error("{0} is not a history of adhub's status")]
    NotOurs(String),
    /// A row cannot be read: as above.
    #[error("the history cannot be read: {0}")]
    Unreadable(String),
    /// The directory cannot be made or written.
    #[error("{path} cannot be used")]
    Directory {
        /// Path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The disk is full or broken. What was not stored is tried again with the
    /// next round.
    #[error("the history cannot be read or written")]
    Database(#[from] rusqlite::Error),
}

/// An open history.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    /// Freed by the system when the process dies, in whatever way.
    _lock: File,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    id: Uuid,
    began_at: Option<Timestamp>,
    counted_until: Option<Timestamp>,
    last_id: i64,
    last_at: Option<Timestamp>,
    seen: Vec<(Component, String, Option<String>)>,
}

impl Store {
    /// Opens the history in `directory`, which is made when it is missing.
    pub(crate) fn open(directory: &Path) -> Result<(Self, History), StoreError> {
        std::fs::create_dir_all(directory).map_err(|error| unusable(directory, error))?;
        let path = directory.join("lock");
        let mut options = File::options();
        let lock = options.write(true).create(true).truncate(false).open(&path);
        let lock = lock.map_err(|error| unusable(&path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked(directory.display().to_string()));
            }
            Err(TryLockError::Error(source)) => return Err(unusable(&path, source)),
        }
        let connection = Connection::open(directory.join("history.db"))?;
        prepare(&connection, directory)?;
        let history = load(&connection)?;
        Ok((Self { connection, _lock: lock }, history))
    }

    /// Stores what changed, all of it or nothing. It is on disk when this
    /// returns; what could not be stored stays marked.
    pub(crate) fn save(&mut self, history: &mut History) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        put_state(&transaction, history)?;
        for &(component, day) in &history.unstored.days {
            put_day(&transaction, component, day, history.days.get(&(component, day)))?;
        }
        for &id in &history.unstored.incidents {
            match history.incidents.get(&id) {
                Some(incident) => transaction.execute(
                    "INSERT OR REPLACE INTO incidents (id, body) VALUES (?1, ?2)",
                    params![id, json(incident)],
                )?,
                None => transaction.execute("DELETE FROM incidents WHERE id = ?1", [id])?,
            };
        }
        transaction.commit()?;
        history.unstored = crate::history::Unstored::default();
        Ok(())
    }
}

fn unusable(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Directory { path: path.to_owned(), source }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data can be written as JSON")
}

fn put_state(transaction: &Transaction<'_>, history: &History) -> Result<(), StoreError> {
    let seen = history.last.iter().flat_map(|last| &last.seen);
    let state = State {
        id: history.id,
        began_at: history.began_at,
        counted_until: history.counted_until,
        last_id: history.last_id,
        last_at: history.last.as_ref().map(|last| last.at),
        seen: seen
            .map(|(&component, outcome)| {
                let reason = outcome.reason().map(|reason| reason.as_str().to_owned());
                (component, outcome.as_str().to_owned(), reason)
            })
            .collect(),
    };
    transaction.execute(
        "INSERT OR REPLACE INTO state (one, body) VALUES (1, ?1)",
        params![json(&state)],
    )?;
    Ok(())
}

fn put_day(
    transaction: &Transaction<'_>,
    component: Component,
    day: Date,
    tally: Option<&Tally>,
) -> Result<(), StoreError> {
    let (component, day) = (component.as_str(), day.to_string());
    match tally {
        Some(tally) => transaction.execute(
            "INSERT OR REPLACE INTO days (component, day, up_millis, slow_millis, down_millis)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![component, day, tally.up, tally.slow, tally.down],
        )?,
        None => transaction.execute(
            "DELETE FROM days WHERE component = ?1 AND day = ?2",
            params![component, day],
        )?,
    };
    Ok(())
}

/// Sets the connection up, and makes the tables in a new file.
fn prepare(connection: &Connection, directory: &Path) -> Result<(), StoreError> {
    let number =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let place = || directory.join("history.db").display().to_string();
    let unreadable = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            StoreError::NotOurs(place())
        }
        _ => error.into(),
    };
    let is_new = number("schema_version").map_err(unreadable)? == 0;
    let ours = number("application_id")? == APPLICATION_ID;
    if !is_new && !ours {
        return Err(StoreError::NotOurs(place()));
    }
    let found = number("user_version")?;
    if found > FORMAT {
        return Err(StoreError::Newer { directory: directory.display().to_string(), found });
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    if is_new {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {TABLES}
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}; COMMIT;"
        ))?;
    }
    Ok(())
}

fn load(connection: &Connection) -> Result<History, StoreError> {
    let unreadable = |what: String| StoreError::Unreadable(what);
    let mut history = History { id: Uuid::new_v4(), ..History::default() };
    let state: Option<String> = connection
        .query_row("SELECT body FROM state WHERE one = 1", [], |row| row.get(0))
        .optional()?;
    if let Some(state) = state {
        let state: State = serde_json::from_str(&state)
            .map_err(|error| unreadable(format!("its state: {error}")))?;
        history.id = state.id;
        history.began_at = state.began_at;
        history.counted_until = state.counted_until;
        history.last_id = state.last_id;
        let seen = outcomes(&state.seen);
        let seen = seen.ok_or_else(|| unreadable(format!("its last round: {:?}", state.seen)))?;
        history.last = state.last_at.map(|at| Round { at, seen });
    }
    let mut query = connection
        .prepare("SELECT component, day, up_millis, slow_millis, down_millis FROM days")?;
    let rows = query.query_map([], |row| {
        let tally = Tally { up: row.get(2)?, slow: row.get(3)?, down: row.get(4)? };
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, tally))
    })?;
    for row in rows {
        let (component, day, tally) = row?;
        let key = Component::of(&component).zip(Date::from_str(&day).ok());
        let key = key.ok_or_else(|| unreadable(format!("the day {day:?} of {component:?}")))?;
        history.days.insert(key, tally);
    }
    let mut query = connection.prepare("SELECT id, body FROM incidents")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows {
        let (id, body) = row?;
        let incident = serde_json::from_str(&body)
            .map_err(|error| unreadable(format!("incident {id}: {error}")))?;
        history.incidents.insert(id, incident);
    }
    Ok(history)
}

fn outcomes(seen: &[(Component, String, Option<String>)]) -> Option<BTreeMap<Component, Outcome>> {
    let outcome = |(component, word, reason): &(Component, String, Option<String>)| {
        Some((*component, Outcome::of(word, reason.as_deref())?))
    };
    seen.iter().map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::Reason;
    use crate::history::Rules;

    const RULES: Rules = Rules { days: 3, gap_max: std::time::Duration::from_secs(90) };

    fn round(at: &str, outcome: Outcome) -> Round {
        Round {
            at: at.parse().expect("a time"),
            seen: [(Component::Feed, outcome)].into_iter().collect(),
        }
    }

    fn filled(directory: &Path) -> History {
        let (mut store, mut history) = Store::open(directory).expect("the directory is free");
        let down = Outcome::Down(Reason::TimedOut);
        for (at, outcome) in [
            ("2026-11-25T10:00:00Z", Outcome::Up),
            ("2026-11-25T10:01:00Z", down),
            ("2026-11-25T10:02:00Z", Outcome::Slow(Reason::LateAnswer)),
            ("2026-11-25T10:03:00Z", down),
        ] {
            history.record(round(at, outcome), RULES);
            store.save(&mut history).expect("there is room");
        }
        history.note(2, "we look into it", "2026-11-25T10:03:30Z".parse().unwrap()).unwrap();
        store.save(&mut history).expect("there is room");
        history
    }

    #[test]
    fn everything_is_there_again() {
        let directory = tempfile::tempdir().unwrap();
        let before = filled(directory.path());
        let (_store, after) = Store::open(directory.path()).expect("it was let go");
        assert_eq!(
            (after.began_at, after.last, after.counted_until, after.last_id, after.watching),
            (before.began_at, before.last, before.counted_until, 2, false)
        );
        assert_eq!(after.id, before.id);
        assert_eq!((after.days, after.incidents), (before.days, before.incidents));
    }

    #[test]
    fn what_is_forgotten_is_gone_from_the_file_too() {
        let directory = tempfile::tempdir().unwrap();
        filled(directory.path());
        let (mut store, mut history) = Store::open(directory.path()).expect("it was let go");
        for day in 26..=29 {
            for minute in 0..2 {
                let at = format!("2026-11-{day}T10:0{minute}:00Z");
                history.record(round(&at, Outcome::Up), RULES);
                store.save(&mut history).expect("there is room");
            }
        }
        drop(store);
        let (_store, history) = Store::open(directory.path()).expect("it was let go");
        let days: Vec<_> = history.days.keys().map(|(_, day)| day.to_string()).collect();
        let last = ["2026-11-27", "2026-11-28", "2026-11-29"];
        // Each day has its entry for the component and for the hub.
        assert_eq!(days, [last, last].concat());
        assert!(history.incidents.is_empty(), "the last one ended on the 26th");
        assert_eq!(history.last_id, 2, "an id is never given again");
    }

    #[test]
    fn a_directory_has_one_process() {
        let directory = tempfile::tempdir().unwrap();
        let _held = Store::open(directory.path()).expect("it is free");
        let error = Store::open(directory.path()).expect_err("it is held");
        assert!(matches!(error, StoreError::Locked(_)), "{error}");
    }

    #[test]
    fn foreign_and_newer_files_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("history.db");
        std::fs::write(&file, [7_u8; 4096]).unwrap();
        let error = Store::open(directory.path()).expect_err("it is not SQLite");
        assert!(error.to_string().contains("history.db is not a history"), "{error}");
        std::fs::remove_file(&file).unwrap();
        drop(Store::open(directory.path()).expect("it is new"));
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 9).unwrap();
        let error = Store::open(directory.path()).expect_err("it is newer");
        assert!(error.to_string().contains("format 9"), "{error}");
    }
}
