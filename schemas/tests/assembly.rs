//! `source/` holds each schema and each shared type once; `avro/EVENT/vN.avsc`
//! are the self-contained texts made from them, as registries and other
//! tools read them. The newest version of each event equals its assembly.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p schemas --test assembly` writes the newest
//! version anew (for a version that was never published).

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use schemas::event::EVENTS;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text with every shared type written out at its first mention.
fn assemble(text: &str, seen: &mut BTreeSet<String>) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let mut done = String::new();
        let mut rest = line;
        while let Some(start) = rest.find("\"org.adhub.") {
            let length = 2 + rest[start + 1..].find('"').expect("the name's closing quote");
            let name = &rest[start + "\"org.adhub.".len()..start + length - 1];
            done.push_str(&rest[..start]);
            if seen.insert(name.to_owned()) {
                let part = assemble(&read_type(name), seen);
                done.push_str(part.trim_end().replace('\n', &format!("\n{indent}")).as_str());
            } else {
                done.push_str(&rest[start..start + length]);
            }
            rest = &rest[start + length..];
        }
        done.push_str(rest);
        lines.push(done);
    }
    lines.join("\n") + "\n"
}

fn read_type(name: &str) -> String {
    let path = root().join(format!("source/types/{name}.avsc"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn check(event: &str, newest: &Path) {
    let source = fs::read_to_string(root().join(format!("source/{event}.avsc"))).unwrap();
    let assembled = assemble(&source, &mut BTreeSet::new());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(newest.parent().unwrap()).unwrap();
        fs::write(newest, &assembled).unwrap();
    }
    let written = fs::read_to_string(newest).unwrap();
    assert!(
        written == assembled,
        "source/{event}.avsc and {} differ: a changed schema is a new version (schemas/README.md)",
        newest.display()
    );
}

#[test]
fn newest_versions_are_the_assembled_sources() {
    for event in EVENTS {
        let newest = format!("avro/{}/v{}.avsc", event.name, event.schemas.len());
        check(event.name, &root().join(newest));
    }
}

#[test]
fn every_shared_type_is_used() {
    let mut seen = BTreeSet::new();
    for event in EVENTS {
        let path = root().join(format!("source/{}.avsc", event.name));
        assemble(&fs::read_to_string(path).unwrap(), &mut seen);
    }
    let written: BTreeSet<_> = fs::read_dir(root().join("source/types"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(seen, written);
}
