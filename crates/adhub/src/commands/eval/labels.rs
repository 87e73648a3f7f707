//! Labelled pairs: which ads are one job, as somebody read.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// A pair of ads.
#[derive(Deserialize, Debug)]
pub(super) struct Pair {
    pub(super) a_id: String,
    pub(super) b_id: String,
    pub(super) label: Label,
    /// Why, in the reader's words.
    #[serde(default)]
    pub(super) reason: String,
}

/// What the reader says.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(super) enum Label {
    Same,
    Different,
    Unsure,
}

/// Reads JSON lines.
///
/// # Errors
/// Names the line that is no pair.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Pair>> {
    let mut text = String::new();
    super::ads::open(path)?.read_to_string(&mut text).context("the file of labels")?;
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let pair = serde_json::from_str(line)
            .with_context(|| format!("line {} of the labels is no pair", index + 1))?;
        pairs.push(pair);
    }
    if pairs.is_empty() {
        bail!("{} holds no pair", path.display());
    }
    Ok(pairs)
}
