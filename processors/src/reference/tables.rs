//! The tables as rows: read from tab-separated text, checked, and written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::replaced::{Chain, Chains};

/// Most mistakes that are told at once.
const MISTAKES_MAX: usize = 100;

/// One of the tables that follow the taxonomy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    /// Groups of SSYK 2012, four digits.
    Ssyk,
    /// Groups of ISCO-08, four digits.
    Isco,
    /// Which groups of the two say the same.
    SsykIsco,
    /// Names of occupations, each of one SSYK group.
    Occupation,
    /// Skills.
    Skill,
    /// Languages.
    Language,
    /// What replaced concepts that are no longer used.
    Replaced,
    /// Occupations of ESCO that occupation names stand for.
    Esco,
}

impl Table {
    /// All, those first that others refer to.
    pub const ALL: [Self; 8] = [
        Self::Ssyk,
        Self::Isco,
        Self::SsykIsco,
        Self::Occupation,
        Self::Skill,
        Self::Language,
        Self::Replaced,
        Self::Esco,
    ];

    /// Name, also that of its file without `.tsv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ssyk => "ssyk",
            Self::Isco => "isco",
            Self::SsykIsco => "ssyk-isco",
            Self::Occupation => "occupation",
            Self::Skill => "skill",
            Self::Language => "language",
            Self::Replaced => "replaced",
            Self::Esco => "esco",
        }
    }

    /// Names of its columns.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Ssyk => &["SSYK 2012", "concept id", "name"],
            Self::Isco => &["ISCO-08", "concept id", "name"],
            Self::SsykIsco => &["SSYK 2012", "ISCO-08"],
            Self::Occupation => &["concept id", "SSYK 2012", "name", "other names"],
            Self::Skill => &["concept id", "name", "other names"],
            Self::Language => &["concept id", "ISO 639 code", "name"],
            Self::Replaced => &["former concept id", "present concept id"],
            Self::Esco => &["concept id", "relation", "ESCO URI"],
        }
    }

    /// How many columns, from the first, tell one row from another.
    const fn key_columns(self) -> usize {
        match self {
            Self::Ssyk | Self::Isco | Self::Occupation | Self::Skill | Self::Language => 1,
            Self::SsykIsco | Self::Replaced => 2,
            Self::Esco => 3,
        }
    }

    /// The column of the name, for tables whose rows are named.
    pub(super) const fn name_column(self) -> Option<usize> {
        match self {
            Self::Skill => Some(1),
            Self::Ssyk | Self::Isco | Self::Occupation | Self::Language => Some(2),
            Self::SsykIsco | Self::Replaced | Self::Esco => None,
        }
    }

    /// Its text as it came with the program.
    pub(super) const fn built_in(self) -> &'static str {
        match self {
            Self::Ssyk => include_str!("../../reference/taxonomy/ssyk.tsv"),
            Self::Isco => include_str!("../../reference/taxonomy/isco.tsv"),
            Self::SsykIsco => include_str!("../../reference/taxonomy/ssyk-isco.tsv"),
            Self::Occupation => include_str!("../../reference/taxonomy/occupation.tsv"),
            Self::Skill => include_str!("../../reference/taxonomy/skill.tsv"),
            Self::Language => include_str!("../../reference/taxonomy/language.tsv"),
            Self::Replaced => include_str!("../../reference/taxonomy/replaced.tsv"),
            Self::Esco => include_str!("../../reference/taxonomy/esco.tsv"),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What is wrong, and where. Tables with one are not written or used.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Mistake {
    /// File and line, file and JSON pointer, or table and row.
    pub place: String,
    /// What was seen, and what is allowed.
    pub what: String,
}

impl Mistake {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// The cells of a row, in the order of [`Table::columns`].
pub type Row = Vec<String>;

/// All tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tables {
    rows: BTreeMap<Table, BTreeMap<Vec<String>, Row>>,
}

impl Tables {
    /// Those that came with the program.
    ///
    /// # Panics
    /// When a table of the program has not its columns: a test reads every one.
    pub fn built_in() -> Self {
        let texts = Table::ALL.map(|table| (table, table.built_in()));
        Self::read(texts).expect("a table of ours has its columns")
    }

    /// Reads tab-separated texts; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// Every line that has not the table's columns, or repeats another's key.
    pub fn read<'t>(
        texts: impl IntoIterator<Item = (Table, &'t str)>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut tables = Self::default();
        let mut mistakes = Vec::new();
        for (table, text) in texts {
            for (number, line) in text.lines().enumerate() {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                let row: Row = line.split('\t').map(str::to_owned).collect();
                let (seen, wanted) = (row.len(), table.columns());
                let place = format!("{table}.tsv:{}", number + 1);
                if seen != wanted.len() {
                    let wanted = wanted.join(", ");
                    mistakes.push(Mistake::new(
                        place,
                        format!("{seen} columns, where there should be {wanted}"),
                    ));
                } else if let Some(other) = tables.add(table, row) {
                    let key = other[..table.key_columns()].join(" ");
                    mistakes.push(Mistake::new(place, format!("{key} stands there twice")));
                }
            }
        }
        mistakes.truncate(MISTAKES_MAX);
        if mistakes.is_empty() { Ok(tables) } else { Err(mistakes) }
    }

    /// Adds a row; gives back the row that had its key before.
    pub(super) fn add(&mut self, table: Table, row: Row) -> Option<Row> {
        let key = row[..table.key_columns()].to_vec();
        self.rows.entry(table).or_default().insert(key, row)
    }

    /// The row of a key, when the table has it.
    pub fn row(&self, table: Table, key: &[&str]) -> Option<&Row> {
        let key: Vec<String> = key.iter().map(|&part| part.to_owned()).collect();
        self.rows.get(&table)?.get(&key)
    }

    /// Rows of a table, in the order of their keys.
    pub fn rows(&self, table: Table) -> impl Iterator<Item = &Row> {
        self.rows.get(&table).into_iter().flat_map(BTreeMap::values)
    }

    /// Number of rows of a table.
    pub fn len(&self, table: Table) -> usize {
        self.rows.get(&table).map_or(0, BTreeMap::len)
    }

    pub(super) fn keyed(&self, table: Table) -> impl Iterator<Item = (&Vec<String>, &Row)> {
        self.rows.get(&table).into_iter().flatten()
    }

    /// Takes over a whole table of another's.
    pub(super) fn take(&mut self, table: Table, other: &Self) {
        match other.rows.get(&table) {
            Some(rows) => self.rows.insert(table, rows.clone()),
            None => self.rows.remove(&table),
        };
    }

    /// The text of a table, with one line that says where it comes from.
    pub fn written(&self, table: Table, source: &str) -> String {
        let mut text = format!("# {source}. Columns: {}.\n", table.columns().join(", "));
        for row in self.rows(table) {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        text
    }

    /// What replaced what.
    pub fn chains(&self) -> Chains {
        Chains::new(self.rows(Table::Replaced).map(|row| (row[0].as_str(), row[1].as_str())))
    }

    /// Ids of concepts that are in use.
    pub(super) fn used(&self) -> BTreeSet<String> {
        self.ids().into_iter().map(str::to_owned).collect()
    }

    /// Leaves out replacements of these concepts.
    pub(super) fn remove_replaced(&mut self, former: &[String]) {
        if let Some(rows) = self.rows.get_mut(&Table::Replaced) {
            rows.retain(|_, row| !former.contains(&row[0]));
        }
    }

    /// Leaves out concepts that are no longer used.
    pub(super) fn remove_former(&mut self, table: Table, former: &BTreeSet<String>) {
        if let Some(rows) = self.rows.get_mut(&table) {
            rows.retain(|_, row| !row.iter().take(2).any(|cell| former.contains(cell)));
        }
    }

    /// Leaves out what ESCO says of names that are not there.
    pub(super) fn keep_esco_of_names(&mut self) {
        let names: BTreeSet<String> =
            self.rows(Table::Occupation).map(|row| row[0].clone()).collect();
        if let Some(rows) = self.rows.get_mut(&Table::Esco) {
            rows.retain(|_, row| names.contains(&row[0]));
        }
    }

    /// Ids of concepts that are in use, of every kind.
    fn ids(&self) -> BTreeSet<&str> {
        let column = |table: Table| match table {
            Table::Ssyk | Table::Isco => Some(1),
            Table::Occupation | Table::Skill | Table::Language => Some(0),
            Table::SsykIsco | Table::Replaced | Table::Esco => None,
        };
        let of = |table| {
            let column = column(table);
            self.rows(table).filter_map(move |row| column.map(|column| row[column].as_str()))
        };
        Table::ALL.into_iter().flat_map(of).collect()
    }

    /// Everything that is wrong: codes of a wrong form, names that are blank,
    /// references to what is not there, chains of replacements that end
    /// nowhere or go round.
    ///
    /// # Errors
    /// At most 100 mistakes.
    pub fn check(&self) -> Result<(), Vec<Mistake>> {
        let mut mistakes = Vec::new();
        for table in Table::ALL {
            for row in self.rows(table) {
                let place = || format!("{table} {}", row[..table.key_columns()].join(" "));
                for (cell, column) in row.iter().zip(table.columns()) {
                    if let Some(what) = wrong_cell(cell, column) {
                        mistakes.push(Mistake::new(place(), what));
                    }
                }
                if let Some(what) = self.wrong_reference(table, row) {
                    mistakes.push(Mistake::new(place(), what));
                }
            }
        }
        self.check_replaced(&mut mistakes);
        for table in [Table::Ssyk, Table::Isco, Table::Occupation, Table::Skill] {
            if self.len(table) == 0 {
                mistakes.push(Mistake::new(table.name(), "the table is empty"));
            }
        }
        mistakes.truncate(MISTAKES_MAX);
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
    }

    fn wrong_reference(&self, table: Table, row: &Row) -> Option<String> {
        let absent = |other, code: &str| self.row(other, &[code]).is_none();
        match table {
            Table::Occupation if absent(Table::Ssyk, &row[1]) => {
                Some(format!("its group {} is not in the table ssyk", row[1]))
            }
            Table::SsykIsco if absent(Table::Ssyk, &row[0]) => {
                Some(format!("{} is not in the table ssyk", row[0]))
            }
            Table::SsykIsco if absent(Table::Isco, &row[1]) => {
                Some(format!("{} is not in the table isco", row[1]))
            }
            Table::Esco if absent(Table::Occupation, &row[0]) => {
                Some(format!("{} is not in the table occupation", row[0]))
            }
            _ => None,
        }
    }

    fn check_replaced(&self, mistakes: &mut Vec<Mistake>) {
        let (chains, ids) = (self.chains(), self.ids());
        for former in chains.former() {
            let place = format!("{} {former}", Table::Replaced);
            if ids.contains(former) {
                mistakes.push(Mistake::new(&place, "is replaced, and in use as well"));
            }
            match chains.follow(former) {
                Chain::Round(path) => {
                    mistakes.push(Mistake::new(place, format!("goes round: {}", path.join(" → "))));
                }
                Chain::Ends(ends) => {
                    for end in ends.into_iter().filter(|end| !ids.contains(end.as_str())) {
                        mistakes.push(Mistake::new(
                            &place,
                            format!("was replaced by {end}, which is in no table"),
                        ));
                    }
                }
            }
        }
    }
}

/// What is wrong with a cell, by the kind of its column.
fn wrong_cell(cell: &str, column: &str) -> Option<String> {
    if cell.contains(['\t', '\n', '\r']) {
        return Some(format!("{column} has a tab or the end of a line inside: {cell:?}"));
    }
    let right = match column {
        "SSYK 2012" | "ISCO-08" => {
            cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit())
        }
        "other names" => true,
        "ISO 639 code" => {
            cell.is_empty()
                || (2..=3).contains(&cell.len())
                    && cell.bytes().all(|byte| byte.is_ascii_lowercase())
        }
        "name" | "relation" => !cell.trim().is_empty(),
        "ESCO URI" => cell.starts_with("http://data.europa.eu/esco/"),
        _ => super::dump::is_concept_id(cell),
    };
    (!right).then(|| format!("{column} {cell:?} has not the form of one"))
}
