//! The configurations of `examples/` are what they say: `adhub check` takes
//! each of them, and shows what takes effect.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use tests::binary::workspace;
use tests::hub::command;

fn examples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace().join("examples")).expect("they are there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut examples: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    examples.sort();
    examples
}

fn checked(path: &std::path::Path) -> Value {
    let path = path.to_str().expect("a plain name");
    let output = command(&["check", "--json", "--config", path]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{path}: {said}");
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

#[test]
fn every_example_is_accepted() {
    let examples = examples();
    assert!(examples.len() >= 2, "{examples:?}");
    for example in examples {
        let partners = checked(&example)["partners"].as_object().map_or(0, serde_json::Map::len);
        assert!(partners > 0, "{}", example.display());
    }
}

#[test]
fn ten_partners_speak_ten_formats() {
    let config = checked(&workspace().join("examples/ten-partners.toml"));
    let partners = config["partners"].as_object().expect("it has partners");
    let formats: BTreeSet<&str> =
        partners.values().filter_map(|partner| partner["format"].as_str()).collect();
    assert_eq!((partners.len(), formats.len()), (10, 10), "{formats:?}");
    assert_eq!(partners["nav"]["nav"]["pages_per_round"], 5);
    assert_eq!(partners["dagbladet-nord"]["elastic"]["size"], 200);
    assert_eq!(partners["orchard"]["breaker"]["failures"], 2);
    // What was not said is shown too.
    assert_eq!(partners["platsbanken"]["overlap"], "300s");
}
