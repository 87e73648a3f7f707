//! One value of a file of labels, and what it says about a field.

use anyhow::{Context as _, bail};
use processors::quality::field::Field;
use processors::quality::label::Label;
use schemas::ad::OccupationScheme;
use serde_json::{Map, Value};

use super::Told;
use super::file::kind;

/// What a label says; none when nobody has read it. A code may name its list,
/// which is then the field.
pub(super) fn label(field: Field, told: &Value) -> anyhow::Result<(Field, Option<Label>)> {
    let (field, told) = match (field, told) {
        (Field::Occupation(_), Value::String(text)) => scheme_of(field, text),
        _ => (field, told.clone()),
    };
    let label = match &told {
        Value::Null => Some(Label { alternatives: vec![Vec::new()] }),
        Value::String(cell) => Label::of_cell(field, cell),
        Value::Number(_) | Value::Bool(_) => Label::of_cell(field, &told.to_string()),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_array) => {
            let mut alternatives = Vec::new();
            for one in list {
                alternatives.extend(of_list(field, one)?.alternatives);
            }
            Some(Label { alternatives })
        }
        Value::Array(list) if matches!(field, Field::Occupation(_)) => {
            // Any of several codes is right.
            let mut alternatives = Vec::new();
            for one in list {
                alternatives.push(element(field, one)?.into_iter().collect());
            }
            Some(Label { alternatives })
        }
        list => Some(of_list(field, list)?),
    };
    if let Some(label) = &label {
        for value in label.alternatives.iter().flatten() {
            if let Some(allowed) = field.refused(value) {
                bail!("{value:?} is not {allowed}");
            }
        }
    }
    Ok((field, label))
}

/// `isco08:2512|isco08:2514`: the list before the codes.
fn scheme_of(field: Field, text: &str) -> (Field, Value) {
    for scheme in [
        OccupationScheme::Ssyk2012,
        OccupationScheme::Isco08,
        OccupationScheme::Styrk08,
        OccupationScheme::AfConcept,
        OccupationScheme::Esco,
    ] {
        let prefix = format!("{}:", scheme.as_str());
        if text.trim_start().starts_with(&prefix) {
            return (Field::Occupation(scheme), Value::String(text.replace(&prefix, "")));
        }
    }
    (field, Value::String(text.to_owned()))
}

fn of_list(field: Field, told: &Value) -> anyhow::Result<Label> {
    let mut values = Vec::new();
    match told {
        Value::Array(list) => {
            for one in list {
                values.extend(element(field, one)?);
            }
        }
        one => values.extend(element(field, one)?),
    }
    Ok(Label::of_values(field, values.iter().map(String::as_str)))
}

/// One value; none for what an applicant need not have.
fn element(field: Field, told: &Value) -> anyhow::Result<Option<String>> {
    let parts = match told {
        Value::String(text) => return Ok(Some(text.clone())),
        Value::Number(_) | Value::Bool(_) => return Ok(Some(told.to_string())),
        Value::Null => return Ok(None),
        Value::Object(parts) => parts,
        Value::Array(_) => bail!("a list inside of a list"),
    };
    let text = |names: &[&str]| names.iter().find_map(|name| plain(parts.get(*name)?));
    let value = match field {
        Field::Place => place(parts),
        Field::Region | Field::Country => text(&["code", "name", "label"]),
        Field::PersonalData | Field::PersonNames => person(parts, field),
        Field::Salary => Some(pay(&[
            parts.get("min"),
            parts.get("max"),
            parts.get("currency"),
            parts.get("period").or_else(|| parts.get("unit")),
        ])),
        Field::Languages | Field::Licences | Field::Education
            if parts.get("must") == Some(&Value::Bool(false)) =>
        {
            return Ok(None);
        }
        Field::Percent => match (text(&["min"]), text(&["max"])) {
            (Some(min), Some(max)) => Some(format!("{min}-{max}")),
            (min, max) => min.or(max),
        },
        _ => text(&["code", "concept_id", "date", "name", "label", "value", "text"]),
    };
    let names: Vec<&str> = parts.keys().map(String::as_str).collect();
    let value = value.with_context(|| format!("an object of {} says no value", names.join(", ")));
    Ok(Some(value?))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn place(parts: &Map<String, Value>) -> Option<String> {
    let town = ["municipality_code", "code", "municipality", "name", "city", "town"];
    let names: Vec<String> = town.iter().filter_map(|name| plain(parts.get(*name)?)).collect();
    if !names.is_empty() {
        return Some(names.join("/"));
    }
    let wide = |kind: &str| Some(format!("{kind}:{}", plain(parts.get(kind)?)?));
    wide("region").or_else(|| wide("country"))
}

fn person(parts: &Map<String, Value>, field: Field) -> Option<String> {
    let text = |name: &str| plain(parts.get(name)?);
    let usual = if field == Field::PersonNames { "name" } else { "phone" };
    let kind = text("kind").or_else(|| text("type")).unwrap_or_else(|| usual.to_owned());
    match (text("start"), text("end"), text("text")) {
        (Some(start), Some(end), _) => {
            let place = parts.get("field").and_then(plain).map(|field| format!("{field}:"));
            Some(format!("{}{kind}@{start}-{end}", place.unwrap_or_default()))
        }
        (_, _, Some(words)) => Some(format!("{kind}:{words}")),
        _ => None,
    }
}

/// `min-max currency period`, of what is said of them.
fn pay(parts: &[Option<&Value>; 4]) -> String {
    let [min, max, currency, period] = parts.map(|part| part.and_then(plain).unwrap_or_default());
    let amounts = if max.is_empty() { min } else { format!("{min}-{max}") };
    format!("{amounts} {currency} {period}").trim_end().to_owned()
}

/// `{"duration": …, "extent": …}`.
pub(super) fn employment(told: &Value) -> anyhow::Result<Told> {
    let mut labels = Vec::new();
    for (name, value) in told.as_object().into_iter().flatten() {
        let field = match name.as_str() {
            "percent_min" => {
                let max = told.get("percent_max").and_then(plain);
                let percent = match (plain(value), max) {
                    (Some(min), Some(max)) => Value::String(format!("{min}-{max}")),
                    (min, max) => min.or(max).map_or(Value::Null, Value::String),
                };
                labels.push((Field::Percent, label(Field::Percent, &percent)?.1));
                continue;
            }
            "percent_max" | "hours_text" | "duration_text" => continue,
            name => Field::named(name),
        };
        let field = field.with_context(|| {
            format!("{name:?} is not relation, duration, extent, percent or percent_min")
        })?;
        let (field, label) = label(field, value).with_context(|| format!("in {name:?}"))?;
        labels.push((field, label));
    }
    Ok(labels)
}

/// A list of `{"kind": "language", "code": "sv", "must": true}`, or an object
/// of lists by kind.
pub(super) fn requirements(told: &Value) -> anyhow::Result<Told> {
    let of_kind = |kind: &str| {
        let field = match kind {
            "language" => Some(Field::Languages),
            "experience" => None,
            kind => Field::named(kind),
        };
        let is_known = field.is_some() || kind == "experience";
        is_known.then_some(field).with_context(|| {
            format!("the kind {kind:?} is not language, licence, education or skill")
        })
    };
    let mut labels = Vec::new();
    match told {
        Value::Object(kinds) => {
            for (kind, list) in kinds {
                if let Some(field) = of_kind(kind)? {
                    labels.push((field, label(field, list)?.1));
                }
            }
        }
        Value::Array(list) => {
            let kinds = [Field::Languages, Field::Licences, Field::Education, Field::Skills];
            for field in kinds {
                let mut of_field = Vec::new();
                for one in list {
                    let told = one.get("kind").or_else(|| one.get("type")).and_then(Value::as_str);
                    let kind = told.with_context(|| format!("{} without a kind", kind(one)))?;
                    if of_kind(kind)? == Some(field) {
                        of_field.push(one.clone());
                    }
                }
                labels.push((field, label(field, &Value::Array(of_field))?.1));
            }
        }
        other => bail!("{} where a list belongs", kind(other)),
    }
    Ok(labels)
}

/// Pay that stands in columns of its own: `salary_min`, `min`, …; told once,
/// by the first of them that is there.
pub(super) fn part_of_salary(
    name: &str,
    cells: &Map<String, Value>,
) -> Option<(Field, anyhow::Result<Label>)> {
    const PARTS: [[&str; 3]; 4] = [
        ["salary_min", "min", "min_amount"],
        ["salary_max", "max", "max_amount"],
        ["salary_currency", "currency", "salary_unit"],
        ["salary_period", "period", "unit"],
    ];
    let parts = PARTS.map(|names| names.iter().find_map(|name| cells.get(*name)));
    let is_amount = PARTS[..2].iter().flatten().any(|part| *part == name);
    if !is_amount {
        // The amounts tell it.
        let is_part = PARTS[2..].iter().flatten().any(|part| *part == name);
        let amounts = parts[0].or(parts[1])?;
        return is_part.then(|| (Field::Salary, told(&parts, amounts)));
    }
    Some((Field::Salary, told(&parts, parts[0].or(parts[1])?)))
}

fn told(parts: &[Option<&Value>; 4], amounts: &Value) -> anyhow::Result<Label> {
    let is_nothing = parts[0].and_then(plain).is_none() && parts[1].and_then(plain).is_none();
    let text = if is_nothing && plain(amounts).is_none() { String::new() } else { pay(parts) };
    let (_, label) = label(Field::Salary, &Value::String(text))?;
    label.context("`?` is no amount")
}
