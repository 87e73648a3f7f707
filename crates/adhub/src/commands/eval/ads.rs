//! The ads of a measurement, from a file of one JSON object a line.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, bail};
use connectors::formats::dialect::Dialect;
use connectors::formats::{feed, push, schemaorg};
use connectors::{Item, Profile, ReadContext, dialects};
use schemas::{Ad, PartnerName, Timestamp};
use serde_json::Value;

use crate::cli::{AdsArguments, LineFormat};
use crate::commands::say;
use crate::config::ConfigError;

/// Longest line, in bytes.
const LINE_BYTES_MAX: u64 = 8 << 20;

/// What a file held.
pub(super) struct Ads {
    /// By the id that their board gave them.
    pub(super) by_id: BTreeMap<String, Ad>,
    /// Lines that could not be read, and why.
    pub(super) refused: Vec<String>,
}

/// How a line is read.
enum Reader {
    Lines(LineFormat),
    Dialect(Box<Dialect>),
}

/// Reads all ads.
///
/// # Errors
/// When the file cannot be read, or not one ad of it.
pub(super) fn read(arguments: &AdsArguments) -> anyhow::Result<Ads> {
    let reader = match &arguments.dialect {
        Some(name) => Reader::Dialect(dialect(name)?),
        None => Reader::Lines(arguments.format),
    };
    let mut lines = BufReader::new(open(&arguments.ads)?);
    let mut ads = Ads { by_id: BTreeMap::new(), refused: Vec::new() };
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let limit = &mut lines.by_ref().take(LINE_BYTES_MAX + 1);
        if limit.read_until(b'\n', &mut line).context("the file of ads")? == 0 {
            break;
        }
        if line.len() as u64 > LINE_BYTES_MAX {
            bail!("line {number} of the ads has more than {LINE_BYTES_MAX} bytes");
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read_line(&line, &reader, arguments) {
            Ok(ad) => {
                let id = ad.source.external_id.as_str().to_owned();
                if ads.by_id.insert(id.clone(), ad).is_some() {
                    bail!("line {number}: the id {id:?} stands in an earlier line too");
                }
            }
            Err(error) => ads.refused.push(format!("line {number}: {error:#}")),
        }
    }
    if ads.by_id.is_empty() {
        let why = ads.refused.first().map_or("the file is empty", String::as_str);
        bail!("no ad of {} can be read: {why}", arguments.ads.display());
    }
    for refused in ads.refused.iter().take(5) {
        say(&format!("not read: {refused}"));
    }
    Ok(ads)
}

/// Opens a file, unpacking it when its name says so.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let is_packed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if is_packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) })
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
        None => PartnerName::new("board").expect("a good name"),
    };
    let profile = Profile { partner: board, zone: arguments.zone.clone(), language: None };
    // A time after all of them: nothing is early.
    let now = Timestamp::from_millis(4_102_444_800_000);
    let context =
        ReadContext { profile: &profile, account: None, now, url: None, snapshot_id: None };
    let told = |error: connectors::ItemError| {
        let faults: Vec<String> = error
            .faults
            .iter()
            .map(|fault| format!("{} at {}: {}", fault.code, fault.pointer, fault.message))
            .collect();
        anyhow::anyhow!("{}", faults.join("; "))
    };
    match reader {
        Reader::Lines(LineFormat::Json) => {
            Ok(*push::read_ad(line, None, &context).map_err(told)?.ad)
        }
        Reader::Lines(LineFormat::LdJson) => {
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
