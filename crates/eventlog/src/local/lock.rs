//! One process per directory.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::LogError;

/// Held while the log is open. The system frees it when the process dies, in
/// whatever way.
pub(super) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Takes the directory, which must be there.
    pub(super) fn take(directory: &Path) -> Result<Self, LogError> {
        let path = directory.join("lock");
        let away =
            |error: std::io::Error| LogError::Unavailable(format!("{}: {error}", path.display()));
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(away)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(directory, &mut file)),
            Err(TryLockError::Error(error)) => return Err(away(error)),
        }
        // The pid is for people only: a full disk must not keep us out.
        let written = file.set_len(0).and_then(|()| file.rewind());
        if let Err(error) = written.and_then(|()| write!(file, "{}", std::process::id())) {
            tracing::warn!(%error, "the lock file does not show the pid: {error}");
        }
        Ok(Self { _file: file })
    }
}

fn locked(directory: &Path, file: &mut File) -> LogError {
    let mut pid = String::new();
    // Unreadable means unknown.
    let holder = match file.read_to_string(&mut pid) {
        Ok(_) if !pid.is_empty() => format!(" (pid {pid})"),
        Ok(_) | Err(_) => String::new(),
    };
    LogError::Locked { directory: directory.display().to_string(), holder }
}
