//! `adhub reference import`: a later taxonomy is checked, shown, written, and
//! used by a hub.

use std::path::Path;

use serde_json::{Value, json};
use tests::hub::command;

/// A taxonomy of three groups in which the gas welder became `Plasmasvetsare`
/// and the group of welders has a new occupation.
fn dump() -> String {
    let isco = |code: &str, id: &str| json!({"id": id, "type": "isco-level-4", "preferred_label": format!("ISCO {code}"), "isco_code_08": code});
    let group = |code: &str, id: &str, label: &str, isco: Value, names: Value| {
        json!({"id": id, "type": "ssyk-level-4", "preferred_label": label, "ssyk_code_2012": code,
            "related": [isco], "narrower": names})
    };
    let name = |id: &str, label: &str| json!({"id": id, "type": "occupation-name", "preferred_label": label});
    let concepts = json!([
        group("7212", "Svet_sar_001", "Svetsare", isco("7212", "Isco_721_001"),
            json!([name("Plas_svt_001", "Plasmasvetsare"), name("Robo_svt_001", "Robotsvetsoperatör")])),
        group("2512", "Utve_ckl_001", "Mjukvaruutvecklare", isco("2512", "Isco_251_001"),
            json!([name("Prog_ram_001", "Programmerare")])),
        {"id": "Gas1_svt_001", "type": "occupation-name", "preferred_label": "Gassvetsare",
            "deprecated": true, "replaced_by": [{"id": "Plas_svt_001"}]},
    ]);
    json!({"data": {"concepts": concepts}}).to_string()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder has a plain name")
}

fn import(folder: &Path, more: &[&str]) -> std::process::Output {
    let file = folder.join("dump.json");
    command(&[&["reference", "import", text(&file)], more].concat())
}

/// The occupations of an ad, as `scheme code`.
fn occupations(folder: &Path, ad: &Value, tables: &[&str]) -> Vec<String> {
    let file = folder.join("ad.json");
    std::fs::write(&file, ad.to_string()).expect("the folder is ours");
    let arguments = [
        &["try", "--through", "enrich", "--json", "--format", "adhub-json"],
        tables,
        &[text(&file)],
    ]
    .concat();
    let output = command(&arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    let first: Value =
        serde_json::from_str(text.lines().next().expect("an ad")).expect("it is JSON");
    let occupation = first["ad"]["occupation"].as_array().cloned().unwrap_or_default();
    let told = occupation.iter().map(|one| {
        let word = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
        format!("{} {}", word("scheme"), word("code"))
    });
    told.collect()
}

fn ad(title: &str, occupation: &Value) -> Value {
    json!({"external_id": "1", "title": title, "language": "sv", "employer": "Acme",
        "apply": {"url": "https://acme.example/1"}, "occupation": occupation})
}

#[test]
fn a_later_taxonomy_is_shown_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dump.json"), dump()).unwrap();
    let refused = import(folder.path(), &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("more than a fifth is gone"), "{said}");

    let into = folder.path().join("reference");
    let into = into.to_str().unwrap();
    let written = import(folder.path(), &["--allow-shrinking", "--into", into, "--json"]);
    let answer: Value = serde_json::from_slice(&written.stdout).unwrap();
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(answer["tables"]["occupation"]["new"].as_array().unwrap().len(), 3);
    assert_eq!(answer["tables"]["replaced"]["new"][0]["key"], "Gas1_svt_001 Plas_svt_001");
    assert!(!answer["left_out"].as_array().unwrap().is_empty());

    let tables = ["--reference", into];
    // By its new name, which the tables of the program do not have.
    let named = ad("Plasmasvetsare", &json!([]));
    let found = occupations(folder.path(), &named, &tables);
    assert_eq!(found[0], "ssyk2012 7212");
    assert!(found.contains(&"af_concept Plas_svt_001".to_owned()), "{found:?}");
    // By the code that it had before.
    let coded = ad("Ledig tjänst", &json!([{"scheme": "af_concept", "code": "Gas1_svt_001"}]));
    let found = occupations(folder.path(), &coded, &tables);
    assert!(found.contains(&"af_concept Plas_svt_001".to_owned()), "{found:?}");
    assert!(found.contains(&"ssyk2012 7212".to_owned()), "{found:?}");
    // The program's own tables know neither.
    let found = occupations(folder.path(), &coded, &[]);
    assert!(!found.iter().any(|code| code.starts_with("ssyk2012")), "{found:?}");
}

#[test]
fn the_same_dump_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dump.json"), dump()).unwrap();
    let into = folder.path().join("reference");
    let into = into.to_str().unwrap();
    assert!(import(folder.path(), &["--allow-shrinking", "--into", into]).status.success());
    let again = import(folder.path(), &["--into", into, "--json"]);
    let answer: Value = serde_json::from_slice(&again.stdout).unwrap();
    for (table, one) in answer["tables"].as_object().unwrap() {
        for kind in ["new", "renamed", "changed", "replaced", "removed"] {
            assert_eq!(one[kind], json!([]), "{table} {kind}");
        }
    }
}

#[test]
fn a_hub_refuses_tables_that_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("adhub.toml");
    std::fs::write(&config, "reference = \"nowhere\"\n").unwrap();
    let config = config.to_str().unwrap();
    let output = command(&["check", "--config", config]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere/ssyk.tsv"));

    std::fs::write(folder.path().join("dump.json"), dump()).unwrap();
    let tables = folder.path().join("reference");
    let into = tables.to_str().unwrap();
    assert!(import(folder.path(), &["--allow-shrinking", "--into", into]).status.success());
    assert!(command(&["check", "--config", config, "--reference", into]).status.success());
    std::fs::write(tables.join("occupation.tsv"), "Prog_ram_001\t9999\tProgrammerare\t\n").unwrap();
    let output = command(&["check", "--config", config, "--reference", into]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("its group 9999 is not in the table ssyk"), "{said}");
}
