//! `adhub topics`: what the log must hold.

use std::fmt::Write as _;
use std::process::ExitCode;

use eventlog::{LogError, TopicName};
use runtime::{Clock, Stop};
use schemas::topic;
use serde::Serialize;

use crate::cli::{TopicsAction, TopicsArguments};
use crate::commands::{print, say};
use crate::hub;

#[derive(Serialize)]
struct Line {
    name: &'static str,
    partitions: u32,
    cleanup: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_days: Option<u64>,
    event: &'static str,
    key: String,
}

/// Lists, makes or compares.
pub(crate) fn run(arguments: &TopicsArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        TopicsAction::List { json } => list(*json),
        TopicsAction::Apply(hub) => apply(hub),
        TopicsAction::Diff(hub) => diff(hub),
    }
}

fn lines() -> Vec<Line> {
    topic::topics()
        .iter()
        .map(|definition| Line {
            name: definition.name,
            partitions: definition.partitions.count(hub::MARKETS),
            cleanup: match definition.cleanup {
                topic::Cleanup::Compact => "compact",
                topic::Cleanup::Delete => "delete",
            },
            retention_days: definition.retention.map(|age| age.as_secs() / 86_400),
            event: definition.event.name,
            key: definition.key.clone(),
        })
        .collect()
}

fn list(json: bool) -> anyhow::Result<ExitCode> {
    let lines = lines();
    let text = if json {
        format!("{}\n", serde_json::to_string_pretty(&lines)?)
    } else {
        let mut text = format!(
            "{:<17} {:>10}  {:<8} {:>9}  {:<14} {}\n",
            "topic", "partitions", "cleanup", "kept days", "event", "key"
        );
        for line in lines {
            let kept = line.retention_days.map_or_else(|| "-".to_owned(), |days| days.to_string());
            writeln!(
                text,
                "{:<17} {:>10}  {:<8} {kept:>9}  {:<14} {}",
                line.name, line.partitions, line.cleanup, line.event, line.key
            )?;
        }
        text
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn apply(arguments: &crate::cli::HubArguments) -> anyhow::Result<ExitCode> {
    let config = hub::effective_config(arguments)?;
    let log = hub::open_log(&config, Clock::system())?;
    hub::prepare(&log, &Stop::new())?;
    say("every topic is there, and every schema is registered");
    Ok(ExitCode::SUCCESS)
}

fn diff(arguments: &crate::cli::HubArguments) -> anyhow::Result<ExitCode> {
    let config = hub::effective_config(arguments)?;
    let log = hub::open_log(&config, Clock::system())?;
    let mut text = String::new();
    for spec in hub::topic_specs() {
        match log.partitions(&TopicName::owned(spec.name.to_string())) {
            Ok(found) if found == spec.partitions => {}
            Ok(found) => writeln!(
                text,
                "~ {}: {found} partitions there, {} wanted",
                spec.name, spec.partitions
            )?,
            Err(LogError::UnknownTopic(_)) => {
                writeln!(text, "+ {}: missing, {} partitions", spec.name, spec.partitions)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    print(&text)?;
    Ok(if text.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(crate::NO) })
}
