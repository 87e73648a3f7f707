//! Keeps `docs/configuration.md` and the published schemas equal to the
//! program. `UPDATE_SCHEMAS=1 cargo test -p adhub` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Config, PartnerConfig};

const BEGIN: &str = "<!-- begin: keys -->\n";
const END: &str = "<!-- end: keys -->";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a file with what it should be, or writes it.
fn check(path: &str, wanted: &str) {
    let path = project().join(path);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), wanted, "{}", path.display());
}

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

#[test]
fn the_published_schema_is_that_of_the_configuration() {
    check("docs/schemas/adhub.schema.json", &pretty(Config::schema().as_value()));
}

#[test]
fn the_chart_allows_the_partners_that_the_configuration_allows() {
    let path = "helm/adhub/values.schema.json";
    let before = std::fs::read_to_string(project().join(path)).unwrap();
    let mut chart: Value = serde_json::from_str(&before).unwrap();
    let settings = schemars::generate::SchemaSettings::draft07()
        .with(|settings| settings.inline_subschemas = true);
    let mut partner = settings.into_generator().into_root_schema_for::<PartnerConfig>().to_value();
    let keys = partner.as_object_mut().unwrap();
    keys.remove("$schema");
    keys.remove("title");
    chart["properties"]["partners"]["additionalProperties"] = partner;
    check(path, &pretty(&chart));
}

#[test]
fn the_document_names_every_key() {
    let path = "docs/configuration.md";
    let before = std::fs::read_to_string(project().join(path)).unwrap();
    let (head, rest) = before.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    let schema = Config::schema().to_value();
    let mut keys = String::new();
    table(&mut keys, &schema, &schema, "", "the top of the file");
    check(path, &format!("{head}{BEGIN}{keys}{END}{tail}"));
}

/// One table of the file, then those inside it.
fn table(text: &mut String, root: &Value, schema: &Value, path: &str, title: &str) {
    writeln!(text, "### {title}\n\n| key | value | default | what it is |\n|---|---|---|---|")
        .unwrap();
    let mut inside = Vec::new();
    for (key, property) in schema["properties"].as_object().unwrap() {
        let whole = resolved(root, property);
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let named = resolved(root, &whole["additionalProperties"]);
        let about = one_line(property["description"].as_str().or(whole["description"].as_str()));
        if whole["properties"].is_object() {
            writeln!(text, "| `{key}` | table | | {about} See `[{path}]`. |").unwrap();
            inside.push((whole, path));
            continue;
        }
        let each = resolved(root, &whole["items"]);
        if each["properties"].is_object() {
            writeln!(text, "| `{key}` | list of tables | | {about} See `[[{path}]]`. |").unwrap();
            inside.push((each, format!("[{path}]")));
            continue;
        }
        if named["properties"].is_object() {
            writeln!(text, "| `{key}` | tables | | {about} See `[{path}.NAME]`. |").unwrap();
            inside.push((named, format!("{path}.NAME")));
            continue;
        }
        let default = match &property["default"] {
            Value::Null => String::new(),
            default => format!("`{default}`"),
        };
        writeln!(text, "| `{key}` | {} | {default} | {about} |", kind(whole)).unwrap();
    }
    writeln!(text).unwrap();
    for (schema, path) in inside {
        table(text, root, schema, &path, &format!("`[{path}]`"));
    }
}

/// Follows references, and looks through "or nothing".
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return resolved(root, &root["$defs"][name]);
    }
    match schema["anyOf"].as_array() {
        Some(any) => resolved(root, any.iter().find(|one| one["type"] != "null").unwrap()),
        None => schema,
    }
}

fn kind(schema: &Value) -> String {
    if let Some(names) = schema["enum"].as_array().filter(|names| names.len() <= 8) {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        return names.join(", ");
    }
    if let Some(examples) = schema["examples"].as_array() {
        let time = schema["type"] == "string";
        return if time { format!("time, as `{}`", examples[0]) } else { "path, or paths".into() };
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let names: Vec<String> = any.iter().map(|one| format!("`{}`", one["const"])).collect();
        return names.join(", ");
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str().unwrap(),
        kind => kind.as_str().unwrap_or("any"),
    };
    match kind {
        "object" => "table",
        "boolean" => "`true`, `false`",
        "array" => "list",
        "integer" => "whole number",
        kind => kind,
    }
    .to_owned()
}

fn one_line(text: Option<&str>) -> String {
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
