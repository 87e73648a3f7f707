//! Reference tables of a folder: read, checked, and put in use.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use processors::reference::{Mistake, Table, Tables, install};

use crate::config::ConfigError;

/// Largest file that is read, in bytes.
pub(crate) const FILE_BYTES_MAX: u64 = 256 << 20;

/// The folder whose tables are in use.
static IN_USE: OnceLock<PathBuf> = OnceLock::new();

/// Makes this process use the tables of a folder; without one, those that came
/// with the program.
///
/// # Errors
/// [`ConfigError`]: a table is absent or wrong, or others are in use already.
pub(crate) fn put_in_use(folder: Option<&Path>) -> Result<(), ConfigError> {
    let Some(folder) = folder else { return Ok(()) };
    if IN_USE.get().is_some_and(|known| known == folder) {
        return Ok(());
    }
    let tables = read(folder)?;
    install(&tables).map_err(|error| ConfigError::Contradiction(error.to_string()))?;
    IN_USE.get_or_init(|| folder.to_owned());
    Ok(())
}

/// The tables of a folder.
///
/// # Errors
/// [`ConfigError`]: a table is absent, unreadable or wrong.
pub(crate) fn read(folder: &Path) -> Result<Tables, ConfigError> {
    let mut texts = Vec::new();
    for table in Table::ALL {
        let path = folder.join(format!("{table}.tsv"));
        let text = String::from_utf8(file(&path)?).map_err(|error| {
            ConfigError::Contradiction(format!("{}: {}", path.display(), error.utf8_error()))
        })?;
        texts.push((table, text));
    }
    let texts = texts.iter().map(|(table, text)| (*table, text.as_str()));
    let tables = Tables::read(texts).map_err(|mistakes| wrong(folder, &mistakes))?;
    tables.check().map_err(|mistakes| wrong(folder, &mistakes))?;
    Ok(tables)
}

/// The bytes of a file, when they are not too many.
///
/// # Errors
/// [`ConfigError`]: unreadable, or larger than [`FILE_BYTES_MAX`].
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let opened = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let message = format!("{} has more than {FILE_BYTES_MAX} bytes", path.display());
        return Err(ConfigError::Contradiction(message));
    }
    Ok(bytes)
}

fn wrong(folder: &Path, mistakes: &[Mistake]) -> ConfigError {
    let told: Vec<String> = mistakes.iter().take(5).map(ToString::to_string).collect();
    let more = match mistakes.len().saturating_sub(told.len()) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    ConfigError::Contradiction(format!(
        "the reference tables of {} are wrong: {}{more}",
        folder.display(),
        told.join("; ")
    ))
}
