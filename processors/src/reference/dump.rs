//! The official dump of the JobTech taxonomy: files of GraphQL answers,
//! `{"data": {"concepts": [{"id", "preferred_label", "type", …}]}}`, as
//! data.jobtechdev.se offers them.
//!
//! Concepts hold others (`narrower`, `broader`, `related`, `replaced_by`,
//! `exact_match` and so on); each is read wherever it stands. A file may leave
//! out what it is not about; a table that no file is about stays as it was.

mod before;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use self::before::{keep_replacements, shrunk};
use super::tables::{Mistake, Table, Tables};

/// Most mistakes that are told at once.
const MISTAKES_MAX: usize = 100;
/// One concept, as far as it is read.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Concept {
    id: Option<String>,
    preferred_label: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    alternative_labels: Option<Vec<String>>,
    deprecated: Option<bool>,
    ssyk_code_2012: Option<String>,
    isco_code_08: Option<String>,
    iso_639_1_2002: Option<String>,
    iso_639_2_1998: Option<String>,
    iso_639_3_2007: Option<String>,
    #[serde(alias = "esco_uri")]
    uri: Option<String>,
    narrower: Option<Vec<Concept>>,
    broader: Option<Vec<Concept>>,
    related: Option<Vec<Concept>>,
    replaced_by: Option<Vec<Concept>>,
    exact_match: Option<Vec<Concept>>,
    close_match: Option<Vec<Concept>>,
    broad_match: Option<Vec<Concept>>,
    narrow_match: Option<Vec<Concept>>,
}

#[derive(Deserialize)]
struct Document {
    data: Answer,
}

#[derive(Deserialize)]
struct Answer {
    concepts: Vec<Concept>,
}

/// One file of a dump.
#[derive(Clone, Copy, Debug)]
pub struct File<'f> {
    /// Name, for messages.
    pub name: &'f str,
    /// Its bytes.
    pub bytes: &'f [u8],
}

/// Whether tables may become much smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shrinking {
    /// By more than a fifth is a mistake.
    Refused,
    /// By as much as the dump says.
    Allowed,
}

/// Whether a text has the form of a concept id: four, three and three letters or
/// digits, with underscores between.
pub(super) fn is_concept_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 12
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 8 => *byte == b'_',
            _ => byte.is_ascii_alphanumeric(),
        })
}

/// Reads a dump: the tables that follow from it, with those of `before` where
/// it says nothing, and every replacement that was ever known. The result has
/// passed [`Tables::check`].
///
/// # Errors
/// Everything that is wrong, at most 100 mistakes: files that are not such a
/// dump, concepts without what their type needs, two that disagree, a table
/// that shrank, and what [`Tables::check`] finds.
pub fn read(
    files: &[File<'_>],
    before: &Tables,
    shrinking: Shrinking,
) -> Result<Tables, Vec<Mistake>> {
    let mut reading = Reading::default();
    for file in files {
        match serde_json::from_slice::<Document>(file.bytes) {
            Ok(document) => {
                let place = format!("{} /data/concepts", file.name);
                reading.all(&document.data.concepts, &place, None);
            }
            Err(error) => reading.mistake(file.name, format!("is not a dump: {error}")),
        }
    }
    if reading.mistakes.is_empty() && reading.concepts == 0 {
        reading.mistake("the dump", "holds no concept".to_owned());
    }
    let mut tables = reading.settle(before);
    let mut mistakes = reading.mistakes;
    if mistakes.is_empty() {
        keep_replacements(&mut tables, before);
        if shrinking == Shrinking::Refused {
            mistakes.extend(shrunk(&tables, before));
        }
        if let Err(found) = tables.check() {
            mistakes.extend(found);
        }
    }
    mistakes.truncate(MISTAKES_MAX);
    if mistakes.is_empty() { Ok(tables) } else { Err(mistakes) }
}

/// What is known of an occupation name while files are read.
#[derive(Default)]
struct Name {
    label: String,
    others: BTreeSet<String>,
    groups: BTreeSet<String>,
    place: String,
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    concepts: usize,
    tables: Tables,
    /// Tables that a file was about.
    told: BTreeSet<Table>,
    names: BTreeMap<String, Name>,
    labels: BTreeMap<String, String>,
    former: BTreeSet<String>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    fn mistake(&mut self, place: &str, what: String) {
        if self.mistakes.len() < MISTAKES_MAX {
            self.mistakes.push(Mistake::new(place, what));
        }
    }

    fn all(&mut self, concepts: &[Concept], place: &str, group: Option<&str>) {
        for (index, concept) in concepts.iter().enumerate() {
            self.one(concept, &format!("{place}/{index}"), group);
        }
    }

    /// Reads a concept and those inside it; `group` is the SSYK group that it
    /// stands in.
    fn one(&mut self, concept: &Concept, place: &str, group: Option<&str>) {
        self.concepts += 1;
        let kind = concept.kind.as_deref().unwrap_or_default();
        let Some(id) = concept.id.as_deref().filter(|id| is_concept_id(id)) else {
            let what = format!("id {:?} is no concept id, as in \"DJh5_yyF_hEM\"", concept.id);
            return self.mistake(place, what);
        };
        let own = (kind == "ssyk-level-4").then_some(concept.ssyk_code_2012.as_deref()).flatten();
        let group = own.or(group);
        self.replacements(concept, id, place);
        if concept.deprecated != Some(true) {
            self.row(concept, id, kind, place, group);
        } else {
            self.former.insert(id.to_owned());
        }
        let inner = [
            ("narrower", &concept.narrower, group),
            ("broader", &concept.broader, None),
            ("related", &concept.related, None),
        ];
        for (field, concepts, group) in inner {
            for (index, one) in concepts.iter().flatten().enumerate() {
                // A mere mention may be short; what it is about is elsewhere.
                if one.kind.is_some() {
                    self.one(one, &format!("{place}/{field}/{index}"), group);
                }
            }
        }
    }

    fn replacements(&mut self, concept: &Concept, id: &str, place: &str) {
        for (index, by) in concept.replaced_by.iter().flatten().enumerate() {
            match by.id.as_deref().filter(|id| is_concept_id(id)) {
                Some(by) => {
                    self.tables.add(Table::Replaced, vec![id.to_owned(), by.to_owned()]);
                    self.former.insert(id.to_owned());
                }
                None => {
                    let place = format!("{place}/replaced_by/{index}");
                    self.mistake(&place, format!("id {:?} is no concept id", by.id));
                }
            }
        }
    }

    fn row(&mut self, concept: &Concept, id: &str, kind: &str, place: &str, group: Option<&str>) {
        let table = match kind {
            "ssyk-level-4" => Table::Ssyk,
            "isco-level-4" => Table::Isco,
            "occupation-name" => Table::Occupation,
            "skill" => Table::Skill,
            "language" => Table::Language,
            _ => return,
        };
        let Some(label) = self.label(concept, id, place) else { return };
        self.told.insert(table);
        let row = match table {
            Table::Occupation => return self.name(concept, id, &label, place, group),
            Table::Ssyk => self.group(concept, id, label, place),
            Table::Isco => match &concept.isco_code_08 {
                Some(code) => Some(vec![code.clone(), id.to_owned(), label]),
                None => {
                    self.mistake(place, "isco_code_08 is missing".to_owned());
                    None
                }
            },
            Table::Skill => {
                let others = others(concept, &label).into_iter().collect::<Vec<_>>().join("|");
                Some(vec![id.to_owned(), label, others])
            }
            _ => {
                let codes =
                    [&concept.iso_639_1_2002, &concept.iso_639_2_1998, &concept.iso_639_3_2007];
                let code = codes.into_iter().flatten().next().map(|code| code.to_lowercase());
                Some(vec![id.to_owned(), code.unwrap_or_default(), label])
            }
        };
        let Some(row) = row else { return };
        // Inside of another concept, one is told with less.
        let richer = |old: &[String]| old.len() > 2 && old.last() > row.last();
        match self.tables.add(table, row.clone()) {
            Some(old) if table == Table::Skill && richer(&old) => {
                self.tables.add(table, old);
            }
            Some(old) if table != Table::Skill && old != row => {
                self.mistake(place, format!("says {row:?}, and another place {old:?}"));
            }
            _ => {}
        }
    }

    /// A label without blanks around it; a mistake when there is none or when
    /// the concept is called something else elsewhere.
    fn label(&mut self, concept: &Concept, id: &str, place: &str) -> Option<String> {
        let label = concept.preferred_label.as_deref().map(str::trim).unwrap_or_default();
        // Two labels of 2026 have a line feed inside.
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        if label.is_empty() {
            self.mistake(place, "preferred_label is missing or blank".to_owned());
            return None;
        }
        let known = self.labels.entry(id.to_owned()).or_insert_with(|| label.clone());
        if *known != label {
            let what = format!("{id} is called {label:?}, and {known:?} at another place");
            self.mistake(place, what);
            return None;
        }
        Some(label)
    }

    fn group(
        &mut self,
        concept: &Concept,
        id: &str,
        label: String,
        place: &str,
    ) -> Option<Vec<String>> {
        let Some(code) = &concept.ssyk_code_2012 else {
            self.mistake(place, "ssyk_code_2012 is missing".to_owned());
            return None;
        };
        for related in concept.related.iter().flatten() {
            if let Some(isco) = &related.isco_code_08 {
                self.told.insert(Table::SsykIsco);
                self.tables.add(Table::SsykIsco, vec![code.clone(), isco.clone()]);
            }
        }
        Some(vec![code.clone(), id.to_owned(), label])
    }

    fn name(&mut self, concept: &Concept, id: &str, label: &str, place: &str, group: Option<&str>) {
        let broader = concept.broader.iter().flatten();
        let groups = broader.filter_map(|one| one.ssyk_code_2012.as_deref());
        // Broader groups of one to three digits are of other levels.
        let groups: Vec<&str> = groups.chain(group).filter(|code| code.len() == 4).collect();
        let name = self.names.entry(id.to_owned()).or_default();
        label.clone_into(&mut name.label);
        name.others.extend(others(concept, label));
        name.groups.extend(groups.into_iter().map(str::to_owned));
        place.clone_into(&mut name.place);
        for (relation, matches) in [
            ("exact", &concept.exact_match),
            ("close", &concept.close_match),
            ("broad", &concept.broad_match),
            ("narrow", &concept.narrow_match),
        ] {
            for uri in matches.iter().flatten().filter_map(|one| one.uri.as_deref()) {
                self.told.insert(Table::Esco);
                let row = vec![id.to_owned(), relation.to_owned(), uri.to_owned()];
                self.tables.add(Table::Esco, row);
            }
        }
    }

    /// The tables: names with their groups, and what no file was about from
    /// before.
    fn settle(&mut self, before: &Tables) -> Tables {
        for (id, name) in std::mem::take(&mut self.names) {
            let mut groups = name.groups.iter();
            match (groups.next(), groups.next()) {
                (Some(group), None) => {
                    let others = name.others.into_iter().collect::<Vec<_>>().join("|");
                    self.tables.add(Table::Occupation, vec![id, group.clone(), name.label, others]);
                }
                (None, _) => {
                    let what = format!("{:?} stands in no SSYK group of four digits", name.label);
                    self.mistake(&name.place, what);
                }
                (Some(one), Some(other)) => {
                    let what = format!("{:?} stands in two groups, {one} and {other}", name.label);
                    self.mistake(&name.place, what);
                }
            }
        }
        let mut tables = self.tables.clone();
        for table in Table::ALL {
            if table != Table::Replaced && !self.told.contains(&table) {
                tables.take(table, before);
                if table != Table::Esco {
                    tables.remove_former(table, &self.former);
                }
            }
        }
        // What ESCO says of a name that is gone is said of nothing.
        tables.keep_esco_of_names();
        tables
    }
}

/// Further names, without what would break a row.
fn others(concept: &Concept, label: &str) -> BTreeSet<String> {
    let labels = concept.alternative_labels.iter().flatten();
    labels
        .map(|other| other.replace('|', "/").split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|other| !other.is_empty() && other != label)
        .collect()
}
