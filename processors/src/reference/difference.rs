//! What a set of tables changes in another.

use std::collections::BTreeMap;

use serde::Serialize;

use super::replaced::Chain;
use super::tables::{Table, Tables};

/// What changes in one table.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Difference {
    /// Rows before.
    pub before: usize,
    /// Rows after.
    pub after: usize,
    /// Keys and names that were not there.
    pub new: Vec<Entry>,
    /// The same key, another name.
    pub renamed: Vec<Change>,
    /// The same key, another code or other further names.
    pub changed: Vec<Change>,
    /// Gone, and the concepts that stand instead.
    pub replaced: Vec<Replacement>,
    /// Gone without replacement.
    pub removed: Vec<Entry>,
}

/// A row by its key and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Entry {
    /// Its code or concept id.
    pub key: String,
    /// Its name; empty in tables without names.
    pub name: String,
}

/// A row that says something else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    /// Its code or concept id.
    pub key: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// A row that is gone for others.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Replacement {
    /// Its concept id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What stands instead, at the end of the chain of replacements.
    pub by: Vec<Entry>,
}

impl Difference {
    /// Whether the table stays as it is.
    pub fn is_none(&self) -> bool {
        self.new.is_empty()
            && self.renamed.is_empty()
            && self.changed.is_empty()
            && self.replaced.is_empty()
            && self.removed.is_empty()
    }
}

/// What changes, by the name of the table.
pub fn between(before: &Tables, after: &Tables) -> BTreeMap<&'static str, Difference> {
    Table::ALL.into_iter().map(|table| (table.name(), of(table, before, after))).collect()
}

fn of(table: Table, before: &Tables, after: &Tables) -> Difference {
    let mut difference =
        Difference { before: before.len(table), after: after.len(table), ..Difference::default() };
    let (was, is): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (before.keyed(table).collect(), after.keyed(table).collect());
    let name = |row: &[String]| table.name_column().map_or_else(String::new, |at| row[at].clone());
    let chains = after.chains();
    for (key, row) in &was {
        let entry = Entry { key: key.join(" "), name: name(row) };
        let Some(now) = is.get(key) else {
            let ends = match chains.follow(&key[0]) {
                Chain::Ends(ends) if chains.is_former(&key[0]) => ends,
                Chain::Ends(_) | Chain::Round(_) => {
                    difference.removed.push(entry);
                    continue;
                }
            };
            let by = ends.into_iter().map(|id| {
                let name = after.row(table, &[&id]).map(|row| name(row)).unwrap_or_default();
                Entry { key: id, name }
            });
            let Entry { key, name } = entry;
            difference.replaced.push(Replacement { key, name, by: by.collect() });
            continue;
        };
        if name(row) != name(now) {
            difference.renamed.push(Change {
                key: entry.key.clone(),
                before: name(row),
                after: name(now),
            });
        }
        let rest = |row: &[String]| -> String {
            let cells = row.iter().enumerate().skip(key.len());
            let cells = cells.filter(|(at, _)| Some(*at) != table.name_column());
            cells.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" ")
        };
        if rest(row) != rest(now) {
            difference.changed.push(Change { key: entry.key, before: rest(row), after: rest(now) });
        }
    }
    for (key, row) in &is {
        if !was.contains_key(key) {
            difference.new.push(Entry { key: key.join(" "), name: name(row) });
        }
    }
    difference
}
