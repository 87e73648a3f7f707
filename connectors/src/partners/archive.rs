//! Answers that are zip archives: a feed in one file, or in several.
//!
//! An archive lies whole in a file and is read by its central directory, so
//! that one whose sizes stand behind its files can be read, and one that is cut
//! cannot. The directory is never held in memory as a whole. Which files are
//! feeds, their names say; what else lies beside them is left alone.

use std::io::Read;

use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::{ZipIterable, ZipIterableFiles};

use super::unpack::{Limited, too_large};
use crate::connector::ReadSeek;
use crate::formats::dialect::Shape;
use crate::item::ReadError;

/// Most files of one archive, those included that are left alone.
const FILES_MAX: usize = 1_000;

/// Bytes that tell an archive.
pub(super) const MAGIC_BYTES: usize = 4;

/// Name of the format, for messages.
const FORMAT: &str = "zip archive";

/// How many feeds there are in an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Files {
    /// It is one.
    One,
    /// It has several, of which this is one.
    Several,
}

/// Whether it begins as an archive does, one without files too.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start == *b"PK\x03\x04" || start == *b"PK\x05\x06"
}

/// An archive that cannot be read, because it is not there as a whole.
pub(super) fn not_whole() -> ReadError {
    malformed("its end", "a zip archive is read when it is whole: it is cut, or too large to keep")
}

/// Hands over every file that is a feed, in the order of the directory.
pub(super) fn each(
    whole: &mut dyn ReadSeek,
    bytes_max: u64,
    shape: Shape,
    read: &mut dyn FnMut(&mut dyn Read, Files) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut archive =
        ZipIterable::try_new(whole, Config::default()).map_err(|e| unreadable("its end", e))?;
    if archive.len() > FILES_MAX {
        let message = format!("{} files, at most {FILES_MAX} are allowed", archive.len());
        return Err(malformed("its directory", &message));
    }
    let files = archive.files().map_err(|e| unreadable("its directory", e))?;
    let feeds = feeds(files, shape, bytes_max)?;
    let many = if feeds.len() == 1 { Files::One } else { Files::Several };
    let mut left = bytes_max;
    for (name, entry) in feeds {
        let place = format!("file {name}");
        let file = entry
            .with_reader(files.reader_mut(), ZipReadOptions::new())
            .map_err(|e| unreadable(&place, e))?;
        let mut file = Limited::new(file, left);
        read(&mut file, many)?;
        // What is behind the end of a feed counts, and its sum is checked.
        std::io::copy(&mut file, &mut std::io::sink())
            .map_err(|source| ReadError::Io { items: 0, source })?;
        left = file.left();
    }
    Ok(())
}

type Entry = zip::read::ZipFileEntry<'static>;

/// The files that are feeds, with their names. Sizes that are said and too
/// large are refused before anything is unpacked.
fn feeds(
    files: &mut ZipIterableFiles<&mut dyn ReadSeek>,
    shape: Shape,
    bytes_max: u64,
) -> Result<Vec<(String, Entry)>, ReadError> {
    let mut all = Vec::new();
    for entry in files {
        let entry = entry.map_err(|e| unreadable("its directory", e))?;
        let name = entry.name().map_err(|e| unreadable("its directory", e))?.into_owned();
        if entry.is_file() && !is_hidden(&name) {
            all.push((name, entry));
        }
    }
    // A file that is alone needs no name.
    if all.len() != 1 {
        let others = all.iter().take(5).map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        let seen = format!("a zip archive of {} files ({})", all.len(), others.join(", "));
        all.retain(|(name, _)| is_feed(name, shape));
        if all.is_empty() {
            return Err(ReadError::Foreign { format: shape.as_str(), seen });
        }
    }
    let mut left = bytes_max;
    for (name, entry) in &all {
        if entry.encrypted() {
            return Err(malformed(&format!("file {name}"), "it is encrypted"));
        }
        left = left
            .checked_sub(entry.size())
            .ok_or_else(|| ReadError::Io { items: 0, source: too_large() })?;
    }
    Ok(all)
}

/// What systems put beside the files of people.
fn is_hidden(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    base.starts_with('.') || name.starts_with("__MACOSX/")
}

fn is_feed(name: &str, shape: Shape) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let ends: &[&str] = match shape {
        Shape::Xml => &["xml", "rss", "atom"],
        Shape::Json => &["json"],
    };
    end.is_some_and(|end| ends.contains(&end.as_str()))
}

fn unreadable(place: &str, error: ZipError) -> ReadError {
    match error {
        ZipError::Io(source) => ReadError::Io { items: 0, source },
        error => malformed(place, &error.to_string()),
    }
}

fn malformed(place: &str, message: &str) -> ReadError {
    let (place, message) = (place.to_owned(), message.to_owned());
    ReadError::Malformed { format: FORMAT, place, message, items: 0 }
}
