//! What SQLite's failures mean to callers.

use rusqlite::{Error, ErrorCode};

use crate::LogError;

/// Sorts a failure by what the caller does next.
pub(super) fn sort(error: &Error) -> LogError {
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LogError::Full(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => LogError::Corrupt(text),
        Some(_) => LogError::Unavailable(text),
        // Not from SQLite itself: a value of an unexpected type.
        None => LogError::Corrupt(text),
    }
}
