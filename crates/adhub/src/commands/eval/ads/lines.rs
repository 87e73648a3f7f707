//! Ads of one JSON object a line: our own, schema.org's, or a dialect's.

use anyhow::Context as _;
use connectors::formats::dialect::Dialect;
use connectors::formats::{feed, push, schemaorg};
use connectors::{Item, Profile, ReadContext, dialects};
use schemas::{Ad, PartnerName};
use serde_json::Value;

use super::{Ads, each_line, open};
use crate::cli::AdsArguments;
use crate::config::ConfigError;

/// How a line is read.
enum Reader {
    Json,
    LdJson,
    Dialect(Box<Dialect>),
}

/// Reads the lines of a file. One that cannot be read is refused, and told.
pub(super) fn read(from: &str, arguments: &AdsArguments, ads: &mut Ads) -> anyhow::Result<()> {
    let reader = match (&arguments.dialect, arguments.format.as_deref()) {
        (Some(name), _) => Reader::Dialect(dialect(name)?),
        (None, Some("ld+json")) => Reader::LdJson,
        (None, _) => Reader::Json,
    };
    each_line(open(from)?, |number, line| match read_line(line, &reader, arguments) {
        Ok(ad) => {
            ads.take(ad);
        }
        Err(error) => ads.refuse(format!("line {number}: {error:#}")),
    })
}

/// A built-in dialect, or one in a file.
fn dialect(name: &str) -> anyhow::Result<Box<Dialect>> {
    if let Some(dialect) = dialects::named(name) {
        return Ok(Box::new(dialect.clone()));
    }
    let unreadable = |source| ConfigError::Unreadable { path: name.into(), source };
    let text = std::fs::read_to_string(name).map_err(unreadable)?;
    let dialect = Dialect::from_toml(&text).with_context(|| format!("the dialect {name}"))?;
    Ok(Box::new(dialect))
}

fn read_line(line: &[u8], reader: &Reader, arguments: &AdsArguments) -> anyhow::Result<Ad> {
    let value: Value = serde_json::from_slice(line).context("no JSON")?;
    let board = match &arguments.board {
        Some(pointer) => board(&value, pointer)?,
        None => super::partner(arguments),
    };
    let (zone, language) = (arguments.zone.clone(), arguments.language.clone());
    let profile = Profile { partner: board, zone, language };
    let account = arguments.account.as_deref();
    let now = super::now(arguments);
    let context = ReadContext { profile: &profile, account, now, url: None, snapshot_id: None };
    let told = |error: connectors::ItemError| {
        let faults: Vec<String> = error
            .faults
            .iter()
            .map(|fault| format!("{} at {}: {}", fault.code, fault.pointer, fault.message))
            .collect();
        anyhow::anyhow!("{}", faults.join("; "))
    };
    match reader {
        Reader::Json => Ok(*push::read_ad(line, None, &context).map_err(told)?.ad),
        Reader::LdJson => {
            let id = value["id"].as_str();
            Ok(*schemaorg::read_ad(line, id, &context).map_err(told)?.ad)
        }
        Reader::Dialect(dialect) => {
            let body = listed(value, dialect)?;
            let mut read = None;
            let mut sink = |item| {
                read = Some(match item {
                    Ok(Item::Ad(ad)) => Ok(*ad),
                    Ok(_) => Err(anyhow::anyhow!("it says that it is gone")),
                    Err(error) => Err(told(error)),
                });
            };
            let json = Some("application/json");
            feed::read(&mut &body[..], json, dialect, &context, &mut sink)?;
            read.context("the dialect finds no ad in it")?
        }
    }
}

/// A line as the list that a dialect reads.
fn listed(line: Value, dialect: &Dialect) -> anyhow::Result<Vec<u8>> {
    let mut body = Value::Array(vec![unfolded(line)]);
    for name in dialect.list.iter().rev() {
        body = serde_json::json!({ name: body });
    }
    Ok(serde_json::to_vec(&body)?)
}

/// A field whose name has dots, as tables have it, is reached by the path of
/// the same text.
fn unfolded(line: Value) -> Value {
    let Value::Object(fields) = line else { return line };
    let mut unfolded = serde_json::Map::new();
    for (name, value) in fields {
        let mut parts = name.split('.').rev();
        let last = parts.next().unwrap_or_default().to_owned();
        let mut at = &mut unfolded;
        for part in parts.rev() {
            let inner = at.entry(part).or_insert_with(|| Value::Object(serde_json::Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(serde_json::Map::new());
            }
            at = inner.as_object_mut().expect("it was made an object");
        }
        at.insert(last, value);
    }
    Value::Object(unfolded)
}

/// A board's name as a partner's.
fn board(line: &Value, pointer: &str) -> anyhow::Result<PartnerName> {
    let text = line.pointer(pointer).and_then(Value::as_str);
    let text = text.with_context(|| format!("no text at {pointer}, which names the board"))?;
    let name: String = text
        .to_lowercase()
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '-' })
        .collect();
    let name = name.trim_matches(|character: char| !character.is_ascii_lowercase());
    PartnerName::new(name).with_context(|| format!("the board {text:?}"))
}
