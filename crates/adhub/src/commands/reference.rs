//! `adhub reference import`: a later taxonomy, checked, compared, written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use processors::reference::difference::{Difference, between};
use processors::reference::dump::{self, File, Shrinking};
use processors::reference::{Mistake, Table, Tables, left_out};
use serde_json::json;

use crate::cli::{ImportArguments, ReferenceAction, ReferenceArguments};
use crate::commands::{plain, print, say};
use crate::config::ConfigError;
use crate::reference;

/// `adhub reference …`.
pub(crate) fn run(arguments: &ReferenceArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        ReferenceAction::Import(arguments) => import(arguments),
    }
}

fn import(arguments: &ImportArguments) -> anyhow::Result<ExitCode> {
    if arguments.source.contains(['\n', '\r']) {
        let message = "--source is one line".to_owned();
        return Err(ConfigError::Contradiction(message).into());
    }
    let before = before(arguments)?;
    let mut read = Vec::new();
    for path in &arguments.files {
        read.push((path.display().to_string(), reference::file(path)?));
    }
    let files: Vec<File<'_>> = read.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let shrinking = if arguments.allow_shrinking { Shrinking::Allowed } else { Shrinking::Refused };
    let tables = match dump::read(&files, &before, shrinking) {
        Ok(tables) => tables,
        Err(mistakes) => return refused(&mistakes, arguments.json),
    };
    let differences = between(&before, &tables);
    let left_out = left_out(&tables);
    if let Some(into) = &arguments.into {
        write(&tables, into, &arguments.source)?;
    }
    if arguments.json {
        let written = arguments.into.as_ref().map(|into| into.display().to_string());
        let answer = json!({"tables": differences, "left_out": left_out, "written": written});
        print(&format!("{}\n", serde_json::to_string_pretty(&answer)?))?;
    } else {
        print(&told(&differences, &left_out, arguments.limit))?;
        match &arguments.into {
            Some(into) => say(&format!(
                "written to {}; a hub uses them with `reference = {:?}` in its configuration",
                into.display(),
                into.display().to_string()
            )),
            None => say("nothing was written: --into DIR writes the tables"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the dump is compared with.
fn before(arguments: &ImportArguments) -> Result<Tables, ConfigError> {
    if let Some(folder) = &arguments.before {
        return reference::read(folder);
    }
    match &arguments.into {
        Some(into) if into.join(format!("{}.tsv", Table::Ssyk)).exists() => reference::read(into),
        Some(_) | None => Ok(Tables::built_in()),
    }
}

fn refused(mistakes: &[Mistake], json: bool) -> anyhow::Result<ExitCode> {
    if json {
        let told: Vec<_> = mistakes
            .iter()
            .map(|mistake| json!({"place": mistake.place, "what": mistake.what}))
            .collect();
        print(&format!("{}\n", serde_json::to_string_pretty(&json!({"mistakes": told}))?))?;
    } else {
        for mistake in mistakes {
            say(&plain(&mistake.to_string()));
        }
        say(&format!("the dump is wrong in {} places; nothing was written", mistakes.len()));
    }
    Ok(ExitCode::from(crate::NO))
}

/// Writes all tables, each in whole or not at all.
fn write(tables: &Tables, into: &Path, source: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(into).with_context(|| format!("{} cannot be made", into.display()))?;
    for table in Table::ALL {
        let path = into.join(format!("{table}.tsv"));
        let mut file = tempfile::NamedTempFile::new_in(into)
            .with_context(|| format!("{} cannot be written to", into.display()))?;
        file.write_all(tables.written(table, source).as_bytes())?;
        file.as_file().sync_all()?;
        readable(&file)?;
        file.persist(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// A temporary file is its owner's alone; a table is for every hub.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

fn told(
    differences: &BTreeMap<&'static str, Difference>,
    left_out: &[String],
    limit: usize,
) -> String {
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        let _ = text.write_fmt(words);
        text.push('\n');
    };
    line(format_args!(
        "{:<12}{:>8}{:>8}{:>6}{:>9}{:>9}{:>10}{:>9}",
        "table", "before", "after", "new", "renamed", "changed", "replaced", "removed"
    ));
    for (table, one) in differences {
        line(format_args!(
            "{table:<12}{:>8}{:>8}{:>6}{:>9}{:>9}{:>10}{:>9}",
            one.before,
            one.after,
            one.new.len(),
            one.renamed.len(),
            one.changed.len(),
            one.replaced.len(),
            one.removed.len()
        ));
    }
    for (table, one) in differences.iter().filter(|(_, one)| !one.is_none()) {
        let mut listed = |kind: &str, lines: Vec<String>| {
            for words in lines.iter().take(limit) {
                line(format_args!("{table} {kind}: {}", plain(words)));
            }
            if lines.len() > limit {
                line(format_args!("{table} {kind}: and {} more", lines.len() - limit));
            }
        };
        let entry = |one: &processors::reference::difference::Entry| {
            format!("{} {}", one.key, one.name).trim_end().to_owned()
        };
        let change = |one: &processors::reference::difference::Change| {
            format!("{} {:?} is now {:?}", one.key, one.before, one.after)
        };
        listed("new", one.new.iter().map(entry).collect());
        listed("renamed", one.renamed.iter().map(change).collect());
        listed("changed", one.changed.iter().map(change).collect());
        let replaced = one.replaced.iter().map(|one| {
            let by: Vec<String> = one.by.iter().map(entry).collect();
            format!("{} {} by {}", one.key, one.name, by.join(", "))
        });
        listed("replaced", replaced.collect());
        listed("removed", one.removed.iter().map(entry).collect());
    }
    for words in left_out {
        line(format_args!("left out: {words}"));
    }
    text
}
