//! Labelled pairs: which ads are one job, as somebody read.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::labels::rows;
use crate::cli::SplitSide;

/// A pair of ads.
#[derive(Deserialize, Debug)]
pub(super) struct Pair {
    #[serde(alias = "a", alias = "id_a", alias = "left", deserialize_with = "id")]
    pub(super) a_id: String,
    #[serde(alias = "b", alias = "id_b", alias = "right", deserialize_with = "id")]
    pub(super) b_id: String,
    pub(super) label: Label,
    /// Why, in the reader's words.
    #[serde(default)]
    pub(super) reason: String,
}

impl Pair {
    /// Whether it is on a side of the split.
    pub(super) fn is_on(&self, side: SplitSide) -> bool {
        let mut ids = [self.a_id.as_str(), self.b_id.as_str()];
        ids.sort_unstable();
        let is_tuning = Sha256::digest(ids.join("|").as_bytes())[0] & 1 == 0;
        match side {
            SplitSide::Whole => true,
            SplitSide::Tuning => is_tuning,
            SplitSide::Reporting => !is_tuning,
        }
    }
}

/// What the reader says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Label {
    Same,
    Different,
    Unsure,
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let told = Value::deserialize(deserializer)?;
        let word = match &told {
            Value::String(word) => word.trim().to_lowercase(),
            other => other.to_string(),
        };
        match word.as_str() {
            "same" | "1" | "true" | "yes" | "match" => Ok(Self::Same),
            "different" | "0" | "false" | "no" => Ok(Self::Different),
            "unsure" | "" | "null" | "?" => Ok(Self::Unsure),
            _ => Err(serde::de::Error::custom(format!(
                "the label {told} is not same, different or unsure"
            ))),
        }
    }
}

/// An id may be written as a number.
fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(id) => Ok(id),
        Value::Number(id) => Ok(id.to_string()),
        other => Err(serde::de::Error::custom(format!("{other} where an id belongs"))),
    }
}

/// Reads JSON lines, a JSON array, or a table with a head.
///
/// # Errors
/// Names the line that is no pair.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for row in rows(path)? {
        // A number is an id in tables, and text in JSON.
        let cells: Map<String, Value> = row.cells;
        let pair = serde_json::from_value(Value::Object(cells));
        pairs.push(pair.with_context(|| {
            format!("{}, line {} is no pair of a_id, b_id and label", path.display(), row.line)
        })?);
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn pairs(text: &str) -> anyhow::Result<Vec<Pair>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        read(file.path())
    }

    #[test]
    fn pairs_are_lines_of_json_or_of_a_table() {
        for text in [
            r#"{"a_id": "1", "b_id": 2, "label": "same"}"#,
            "a_id\tb_id\tlabel\n1\t2\tsame\n",
            "a,b,label\n1,2,1\n",
        ] {
            let pairs = pairs(text).unwrap();
            assert_eq!((pairs[0].a_id.as_str(), pairs[0].b_id.as_str()), ("1", "2"), "{text}");
            assert_eq!(pairs[0].label, Label::Same, "{text}");
        }
    }

    #[test]
    fn what_is_no_pair_is_told_with_its_line() {
        let error = pairs("a_id\tb_id\tlabel\n1\t2\tsame\n1\t3\tmaybe\n").unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains("line 3") && error.contains("maybe"), "{error}");
    }

    #[test]
    fn a_pair_is_on_one_side_whichever_id_is_first() {
        for (one, other) in [("1", "2"), ("a", "b"), ("9980", "24145")] {
            let pair = |a: &str, b: &str| Pair {
                a_id: a.to_owned(),
                b_id: b.to_owned(),
                label: Label::Same,
                reason: String::new(),
            };
            let sides = |pair: &Pair| {
                [SplitSide::Tuning, SplitSide::Reporting].map(|side| pair.is_on(side))
            };
            assert_eq!(sides(&pair(one, other)), sides(&pair(other, one)));
            assert_ne!(sides(&pair(one, other))[0], sides(&pair(one, other))[1]);
        }
    }
}
