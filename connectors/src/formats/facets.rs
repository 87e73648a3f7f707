//! Facets of a search: by what it can be split, and how large the parts are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::dialect::Split;

/// Most values of one facet. With more it is no way to split a search.
const VALUES_MAX: usize = 1_000;
/// Groups in groups are followed so deep.
const DEPTH_MAX: usize = 4;

/// One facet of a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Facet {
    /// Its name, by which it is chosen.
    pub(crate) name: String,
    /// Its values, and how many items have each, where that is known. Those
    /// that nothing has are left out.
    pub(crate) values: Vec<(String, Option<u64>)>,
}

impl Facet {
    /// How many items have one of its values, when each has one at most.
    pub(crate) fn sum(&self) -> Option<u64> {
        self.values.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add((*count)?))
    }
}

/// The facets of an answer by which it may be split, the best first.
pub(crate) fn of(split: &Split, answer: &Value) -> Vec<Facet> {
    let mut said: BTreeMap<String, Vec<(String, Option<u64>)>> = BTreeMap::new();
    match split.facets.as_ref().map(|key| &answer[key]) {
        Some(Value::Array(list)) => named(list, "", 0, &mut said),
        Some(Value::Object(facets)) => {
            for (name, facet) in facets {
                let counts = facet["counts"].as_object().into_iter().flatten();
                let values = counts.map(|(value, count)| (value.clone(), count.as_u64()));
                said.entry(name.clone()).or_default().extend(values);
            }
        }
        _ => {}
    }
    let mut facets = Vec::new();
    for name in &split.by {
        let fixed = || split.values.get(name).map(|values| fixed(values));
        let Some(mut values) = said.remove(name).or_else(fixed) else { continue };
        values.retain(|(_, count)| *count != Some(0));
        if (1..=VALUES_MAX).contains(&values.len()) {
            facets.push(Facet { name: name.clone(), values });
        }
    }
    facets
}

fn fixed(values: &[String]) -> Vec<(String, Option<u64>)> {
    values.iter().map(|value| (value.clone(), None)).collect()
}

/// A list of facets, or of values of the facet `of`; groups of values are
/// facets of their own.
fn named(
    list: &[Value],
    of: &str,
    depth: usize,
    said: &mut BTreeMap<String, Vec<(String, Option<u64>)>>,
) {
    for one in list {
        match (one["facetParameter"].as_str(), one["values"].as_array()) {
            (Some(name), Some(values)) if depth < DEPTH_MAX => {
                named(values, name, depth + 1, said);
            }
            (None, _) => {
                let Some(id) = one["id"].as_str().filter(|_| !of.is_empty()) else { continue };
                let values = said.entry(of.to_owned()).or_default();
                if values.len() <= VALUES_MAX {
                    values.push((id.to_owned(), one["count"].as_u64()));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(answer: &Value, wanted: &[&str]) {
        let split = Split {
            by: ["team", "city", "schedule"].map(str::to_owned).to_vec(),
            facets: Some("facets".to_owned()),
            values: BTreeMap::from([("schedule".to_owned(), vec!["1".to_owned()])]),
        };
        let shown: Vec<String> = of(&split, answer)
            .iter()
            .map(|facet| {
                let values = facet.values.iter().map(|(value, _)| value.as_str());
                let values = values.collect::<Vec<_>>().join("|");
                format!("{}={values} {:?}", facet.name, facet.sum())
            })
            .collect();
        assert_eq!(shown, wanted, "{answer}");
    }

    #[test]
    fn facets_are_a_list_with_groups_or_an_object_of_counts() {
        let value = |id: &str, count: u64| json!({"id": id, "descriptor": "x", "count": count});
        check(
            &json!({"facets": [
                {"facetParameter": "places", "values": [
                    {"facetParameter": "city", "values": [value("a", 2), value("b", 3)]}]},
                {"facetParameter": "team", "values": [value("t", 5), value("none", 0)]},
                {"facetParameter": "other", "values": [value("o", 5)]}]}),
            &["team=t Some(5)", "city=a|b Some(5)", "schedule=1 None"],
        );
        check(
            &json!({"facets": {"city": {"counts": {"Bonn": 1, "Ulm": 2}, "maxCount": 9}}}),
            &["city=Bonn|Ulm Some(3)", "schedule=1 None"],
        );
        check(
            &json!({"facets": [{"facetParameter": "city", "values": [{"id": "a"}]}]}),
            &["city=a None", "schedule=1 None"],
        );
    }

    #[test]
    fn what_is_no_facet_is_none() {
        let mut deep = json!({"facetParameter": "city", "values": [{"id": "a", "count": 1}]});
        for _ in 0..10 {
            deep = json!({"facetParameter": "city", "values": [deep]});
        }
        let many: Vec<Value> = (0..2_000).map(|id| json!({"id": id.to_string()})).collect();
        for answer in [
            json!(null),
            json!({"facets": 7}),
            json!({"facets": [7, {"values": []}, {"facetParameter": 7, "values": [{"id": "a"}]}]}),
            json!({"facets": {"city": 7, "team": {"counts": []}}}),
            json!({"facets": [deep]}),
            json!({"facets": [{"facetParameter": "city", "values": many}]}),
        ] {
            check(&answer, &["schedule=1 None"]);
        }
    }
}
