//! Which format was said, what it is in one line, and what stands in for the
//! address of a saved page.

use std::sync::Arc;

use connectors::detect::Clues;
use connectors::formats::catalogue::{self, Format};
use connectors::formats::dialect::Dialect;

use crate::cli::TryArguments;
use crate::config::ConfigError;

/// A page has no id but its address: a file's name stands in for it.
pub(super) fn stand_in(name: &str, format: &Format, clues: Clues<'_>) -> Option<String> {
    let page = clues.start.trim_ascii_start().starts_with(b"<");
    if clues.url.is_some() || !page || !matches!(format, Format::SchemaOrg) {
        return None;
    }
    let mut url = url::Url::parse("https://example.org/").ok()?;
    let file = std::path::Path::new(name).file_name()?.to_string_lossy().into_owned();
    url.path_segments_mut().ok()?.push(&file);
    Some(url.into())
}

/// One line about a format.
pub(super) fn about(format: &Format) -> &'static str {
    let all = catalogue::all();
    all.iter().find(|named| named.name == format.name()).map_or("", |named| named.about)
}

/// The format that was said.
pub(super) fn forced(arguments: &TryArguments) -> anyhow::Result<Option<Format>> {
    if let Some(path) = &arguments.dialect {
        let unreadable = |source| ConfigError::Unreadable { path: path.clone(), source };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let dialect = Dialect::from_toml(&text)
            .map_err(|error| ConfigError::Contradiction(format!("{}: {error}", path.display())))?;
        return Ok(Some(Format::Dialect(Arc::new(dialect))));
    }
    let Some(name) = &arguments.format else { return Ok(None) };
    let Some(format) = catalogue::named(name) else {
        let names: Vec<&str> = catalogue::all().iter().map(|named| named.name).collect();
        let message = format!("no format {name:?}; known are {}", names.join(", "));
        return Err(ConfigError::Contradiction(message).into());
    };
    Ok(Some(format))
}
