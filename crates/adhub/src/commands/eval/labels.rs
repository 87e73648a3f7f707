//! Labels of facts by id of the ad: JSON lines, a JSON array, or a table with
//! a head. The forms are in `docs/quality/labels.md`.

mod file;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, bail};
use processors::quality::field::Field;
use processors::quality::label::Label;
use serde_json::{Map, Value};

use self::file::Row;
use super::fact::Fact;

pub(super) use file::rows;

/// Names of the column with the ad's id.
const IDS: &[&str] = &["id", "ad_id", "external_id", "source_id", "adid", "uuid", "job_id", "url"];
/// Names of the column with the label, when there is only one fact.
const LABELS: &[&str] =
    &["label", "labels", "expected", "value", "gold", "truth", "answer", "correct"];

/// The labels of one ad.
pub(super) type OfAd = BTreeMap<Field, Label>;

/// What a column says: labels of fields, none where nobody has read them.
type Told = Vec<(Field, Option<Label>)>;

/// All labels of a file.
pub(super) struct Labels {
    pub(super) by_id: BTreeMap<String, OfAd>,
    /// Columns that say nothing about what is measured.
    pub(super) unread: BTreeSet<String>,
}

/// Reads the labels of a fact. Occupation codes that do not say their list
/// are of `scheme`.
///
/// # Errors
/// Names the line and the field that is wrong, what it has and what it may
/// have.
pub(super) fn read(path: &Path, fact: Fact, scheme: Field) -> anyhow::Result<Labels> {
    let mut labels = Labels { by_id: BTreeMap::new(), unread: BTreeSet::new() };
    let name = path.display();
    for Row { line, cells } in rows(path)? {
        let of_ad = of_row(&cells, fact, scheme, &mut labels.unread);
        let (id, of_ad) = of_ad.with_context(|| format!("{name}, line {line}"))?;
        merge(labels.by_id.entry(id).or_default(), of_ad)
            .with_context(|| format!("{name}, line {line}"))?;
    }
    if labels.by_id.values().all(BTreeMap::is_empty) {
        let fields: Vec<&str> = fact.fields(scheme).into_iter().map(Field::name).collect();
        let unread: Vec<&str> = labels.unread.iter().map(String::as_str).collect();
        bail!(
            "{name} has no label: its columns are {}; wanted is one of {}, or `label`",
            unread.join(", "),
            fields.join(", ")
        );
    }
    Ok(labels)
}

fn of_row(
    cells: &Map<String, Value>,
    fact: Fact,
    scheme: Field,
    unread: &mut BTreeSet<String>,
) -> anyhow::Result<(String, OfAd)> {
    let id = IDS.iter().find_map(|name| match cells.get(*name)? {
        Value::String(id) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    });
    let id = id.with_context(|| format!("no id: one of the fields {}", IDS.join(", ")))?;
    let fields = fact.fields(scheme);
    let mut of_ad = OfAd::new();
    for (name, cell) in cells.iter().filter(|(name, _)| !IDS.contains(&name.as_str())) {
        let told = of_column(name, cell, cells, fact, scheme);
        let Some(told) = told.with_context(|| format!("field {name:?}"))? else {
            unread.insert(name.clone());
            continue;
        };
        let told = told.into_iter().filter(|(field, _)| fields.contains(field));
        of_ad.extend(told.filter_map(|(field, label)| Some((field, label?))));
    }
    Ok((id, of_ad))
}

/// What a column says about fields; none when it is about nothing of them.
fn of_column(
    name: &str,
    cell: &Value,
    cells: &Map<String, Value>,
    fact: Fact,
    scheme: Field,
) -> anyhow::Result<Option<Told>> {
    let name = name.to_lowercase().replace('-', "_");
    match name.as_str() {
        "employment" if cell.is_object() => return value::employment(cell).map(Some),
        "requirements" if cell.is_object() || cell.is_array() => {
            return value::requirements(cell).map(Some);
        }
        _ => {}
    }
    let fields = fact.fields(scheme);
    let field = Field::named(&name).filter(|field| fields.contains(field));
    let is_main = LABELS.contains(&name.as_str()) || fact.is_called(&name);
    let field = field.or_else(|| fact.main(scheme).filter(|_| is_main)).or_else(|| {
        // In a table of all facts too.
        (name == "occupation" && fields.contains(&scheme)).then_some(scheme)
    });
    if let Some(field) = field {
        return Ok(Some(vec![value::label(field, cell)?]));
    }
    if !fields.contains(&Field::Salary) {
        return Ok(None);
    }
    let Some((field, label)) = value::part_of_salary(&name, cells) else { return Ok(None) };
    Ok(Some(vec![(field, Some(label?))]))
}

/// Further lines of one ad add values to lists; a fact that has one value has
/// one label.
fn merge(known: &mut OfAd, more: OfAd) -> anyhow::Result<()> {
    for (field, label) in more {
        match known.get_mut(&field) {
            None => {
                known.insert(field, label);
            }
            Some(known) if *known == label => {}
            Some(known) if !field.is_single() && known.alternatives.len() == 1 => {
                for value in label.alternatives.into_iter().flatten() {
                    if !known.alternatives[0].contains(&value) {
                        known.alternatives[0].push(value);
                    }
                }
            }
            Some(_) => bail!("field {:?}: an earlier line labels this ad otherwise", field.name()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
