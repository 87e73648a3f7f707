//! Real ads from outside of the repository, when they are there.

use std::io::{BufRead as _, BufReader};

use serde_json::Value;

/// The ads of a file of `../shared`, one a line; `None`, said aloud, when it is
/// absent.
///
/// # Panics
/// When the file cannot be read as what it is.
#[expect(clippy::print_stderr, reason = "what was left out is said")]
pub fn ads(path: &str) -> Option<Vec<Value>> {
    let path = crate::binary::workspace().join("../shared").join(path);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("left out: {} is absent", path.display());
        return None;
    };
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    let read = |line: std::io::Result<String>| {
        serde_json::from_str(&line.expect("the file is gzip")).expect("each line is JSON")
    };
    Some(lines.map(read).collect())
}
