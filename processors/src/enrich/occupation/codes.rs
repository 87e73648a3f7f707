//! The lists of occupation codes and how they relate: SSYK 2012, ISCO-08,
//! concepts of the JobTech taxonomy, ESCO.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::enrich::reference::rows;
use crate::reference::{Chain, Chains, Table, text};

/// A code and how sure it is.
pub(super) type Sure<'a> = (&'a str, f64);
/// Codes of another list.
type Walk = FxHashMap<&'static str, Vec<&'static str>>;

/// ESCO's own concepts of the groups of ISCO-08 (ESCO 1.x, `iscoGroup`).
const ESCO_GROUP: &str = "http://data.europa.eu/esco/isco/C";

pub(super) struct Codes {
    /// SSYK: concept id and name of the group.
    pub(super) ssyk: FxHashMap<&'static str, (&'static str, &'static str)>,
    /// ISCO-08: name.
    pub(super) isco: FxHashMap<&'static str, &'static str>,
    pub(super) isco_of_ssyk: Walk,
    pub(super) ssyk_of_isco: Walk,
    /// Occupation names and groups: SSYK and name.
    pub(super) concept: FxHashMap<&'static str, (&'static str, &'static str)>,
    /// Relation and URI by concept.
    pub(super) esco: FxHashMap<&'static str, Vec<(&'static str, &'static str)>>,
    chains: Chains,
}

pub(super) static CODES: LazyLock<Codes> = LazyLock::new(|| {
    let (mut isco_of_ssyk, mut ssyk_of_isco) = (Walk::default(), Walk::default());
    for [ssyk, isco] in rows(text(Table::SsykIsco)) {
        isco_of_ssyk.entry(ssyk).or_default().push(isco);
        ssyk_of_isco.entry(isco).or_default().push(ssyk);
    }
    let (mut ssyk, mut concept) = (FxHashMap::default(), FxHashMap::default());
    for [code, id, name] in rows(text(Table::Ssyk)) {
        ssyk.insert(code, (id, name));
        concept.insert(id, (code, name));
    }
    for [id, code, name, _] in rows(text(Table::Occupation)) {
        concept.insert(id, (code, name));
    }
    let mut esco = FxHashMap::<_, Vec<_>>::default();
    for [id, relation, uri] in rows(text(Table::Esco)) {
        esco.entry(id).or_default().push((relation, uri));
    }
    let isco = rows(text(Table::Isco)).map(|[code, _, name]| (code, name)).collect();
    let replaced = rows(text(Table::Replaced)).map(|[former, present]| (former, present));
    let chains = Chains::new(replaced);
    Codes { ssyk, isco, isco_of_ssyk, ssyk_of_isco, concept, esco, chains }
});

impl Codes {
    /// The concepts that are used instead of one, itself when it is in use;
    /// several after a split, none for what no table knows.
    pub(super) fn present(&self, id: &str) -> Vec<&'static str> {
        if let Some((id, _)) = self.concept.get_key_value(id) {
            return vec![id];
        }
        let Chain::Ends(ends) = self.chains.follow(id) else { return Vec::new() };
        let known = |end: &String| self.concept.get_key_value(end.as_str()).map(|(id, _)| *id);
        ends.iter().filter_map(known).collect()
    }

    /// The SSYK group of a concept that is in use.
    pub(super) fn group_of(&self, concept: &str) -> Option<&'static str> {
        self.concept.get(concept).map(|(group, _)| *group)
    }

    /// The likeliest ISCO-08 group of an SSYK group: the equal code, or the
    /// first.
    pub(super) fn isco_of(&self, ssyk: &str) -> Option<&'static str> {
        let all = self.isco_of_ssyk.get(ssyk)?;
        all.iter().find(|isco| **isco == ssyk).or_else(|| all.first()).copied()
    }

    /// The likeliest SSYK group of an ISCO-08 group, and the ISCO code itself.
    pub(super) fn ssyk_of(&self, isco: &str) -> Option<(&'static str, &'static str)> {
        let (isco, all) = self.ssyk_of_isco.get_key_value(isco)?;
        let ssyk = all.iter().find(|ssyk| *ssyk == isco).or_else(|| all.first())?;
        Some((ssyk, isco))
    }
}

/// The name of a concept in the taxonomy.
pub(super) fn concept_name(id: &str) -> Option<String> {
    CODES.concept.get(id).map(|(_, name)| (*name).to_owned())
}

/// ESCO's address of a group of ISCO-08.
pub(super) fn esco_group(isco: &str) -> String {
    format!("{ESCO_GROUP}{isco}")
}

/// The name of a group of ISCO-08 by ESCO's address of it.
pub(super) fn esco_name(uri: &str) -> Option<String> {
    let isco = uri.strip_prefix(ESCO_GROUP)?;
    CODES.isco.get(isco).map(|name| (*name).to_owned())
}

/// Adds a code once, with the larger confidence.
pub(super) fn add<C: PartialEq>(codes: &mut Vec<(C, f64)>, (code, confidence): (C, f64)) {
    match codes.iter_mut().find(|(known, _)| *known == code) {
        Some((_, known)) => *known = known.max(confidence),
        None => codes.push((code, confidence)),
    }
}
