//! The reference tables that follow the JobTech taxonomy: those that come with
//! the program, and those that a later taxonomy makes.
//!
//! [`dump::read`] turns the official dump into [`Tables`], [`Tables::check`]
//! says what is wrong with them, [`difference::between`] what they change, and
//! [`install`] makes `enrich` use them. Nothing here reads or writes a file.

pub mod difference;
pub mod dump;
mod replaced;
mod tables;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use replaced::{Chain, Chains};
pub use tables::{Mistake, Row, Table, Tables};

/// The texts that are in use: chosen once, before the first look-up.
static IN_USE: OnceLock<BTreeMap<Table, String>> = OnceLock::new();

/// Tables were in use already: the process looked something up, or installed
/// others, before. The caller ends the process.
#[derive(Debug, thiserror::Error)]
#[error("reference tables are in use already, and cannot be changed in a running process")]
pub struct InUse;

/// Makes `enrich` use these tables for the life of the process. They must have
/// passed [`Tables::check`].
///
/// # Errors
/// [`InUse`] when `enrich` has looked something up before.
pub fn install(tables: &Tables) -> Result<(), InUse> {
    let texts = Table::ALL.into_iter().map(|table| (table, tables.written(table, "installed")));
    IN_USE.set(texts.collect()).map_err(|_| InUse)
}

/// The text of a table: as installed, or as it came with the program.
pub(crate) fn text(table: Table) -> &'static str {
    let texts = IN_USE.get_or_init(|| {
        Table::ALL.into_iter().map(|table| (table, table.built_in().to_owned())).collect()
    });
    &texts[&table]
}

/// What was made by hand and refers to codes and concepts that the tables do
/// not have: it is left out when they are used.
pub fn left_out(tables: &Tables) -> Vec<String> {
    let mut left_out = Vec::new();
    let by_hand = [
        ("occupation-words", include_str!("../reference/occupation-words.tsv"), 0, Table::Ssyk),
        ("occupation-context", include_str!("../reference/occupation-context.tsv"), 2, Table::Ssyk),
        ("skill-words", include_str!("../reference/skill-words.tsv"), 0, Table::Skill),
    ];
    let chains = tables.chains();
    for (name, text, column, table) in by_hand {
        let mut absent: BTreeMap<&str, u32> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let key = line.split('\t').nth(column).unwrap_or_default();
            let known = tables.row(table, &[key]).is_some() || chains.is_former(key);
            if !known {
                *absent.entry(key).or_default() += 1;
            }
        }
        for (key, rows) in absent {
            left_out.push(format!("{rows} rows of {name}, which refer to {key}"));
        }
    }
    left_out
}
