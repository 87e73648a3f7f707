//! The rows of a file: JSON lines, a JSON array of objects, or a table whose
//! first line names the columns, with tabs, or with commas where no tab is.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::{Map, Value};

use crate::commands::eval::ads::open;

/// Largest file, in bytes.
const BYTES_MAX: u64 = 1 << 30;

/// One row, with its line.
#[derive(Debug)]
pub(in crate::commands::eval) struct Row {
    pub(in crate::commands::eval) line: usize,
    pub(in crate::commands::eval) cells: Map<String, Value>,
}

/// All rows.
///
/// # Errors
/// Names the line that is no row.
pub(in crate::commands::eval) fn rows(path: &Path) -> anyhow::Result<Vec<Row>> {
    let name = path.display();
    let mut text = String::new();
    let mut file = open(&path.to_string_lossy())?.take(BYTES_MAX + 1);
    file.read_to_string(&mut text).with_context(|| format!("{name}, which is no UTF-8 text"))?;
    if text.len() as u64 > BYTES_MAX {
        bail!("{name} has more than {BYTES_MAX} bytes");
    }
    let text = text.trim_start_matches('\u{feff}');
    let rows = match text.trim_start().chars().next() {
        None => bail!("{name} is empty"),
        Some('{') => json_lines(text),
        Some('[') => json_array(text),
        Some(_) => table(text),
    };
    let rows = rows.with_context(|| name.to_string())?;
    if rows.is_empty() {
        bail!("{name} has no row");
    }
    Ok(rows)
}

fn object(value: Value) -> anyhow::Result<Map<String, Value>> {
    match value {
        Value::Object(cells) => Ok(cells),
        other => bail!("{} where an object belongs", kind(&other)),
    }
}

/// What a value is, for messages.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn json_lines(text: &str) -> anyhow::Result<Vec<Row>> {
    // One object over several lines is a file of one label.
    if let Ok(Value::Object(cells)) = serde_json::from_str::<Value>(text) {
        return Ok(vec![Row { line: 1, cells }]);
    }
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("line {} is no JSON object", index + 1);
        let value = serde_json::from_str(line).with_context(place)?;
        rows.push(Row { line: index + 1, cells: object(value).with_context(place)? });
    }
    Ok(rows)
}

fn json_array(text: &str) -> anyhow::Result<Vec<Row>> {
    let list: Vec<Value> = serde_json::from_str(text).context("a JSON array")?;
    let mut rows = Vec::new();
    for (index, value) in list.into_iter().enumerate() {
        let cells = object(value).with_context(|| format!("item {} of the array", index + 1))?;
        rows.push(Row { line: index + 1, cells });
    }
    Ok(rows)
}

fn table(text: &str) -> anyhow::Result<Vec<Row>> {
    let lines = text.lines().enumerate();
    let mut lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let Some((_, head)) = lines.next() else { return Ok(Vec::new()) };
    let sign = if head.contains('\t') { '\t' } else { ',' };
    let names = split(head, sign);
    let mut rows = Vec::new();
    for (index, line) in lines {
        let cells = split(line, sign);
        if cells.len() > names.len() {
            bail!(
                "line {} has {} cells, and the first line names {} columns",
                index + 1,
                cells.len(),
                names.len()
            );
        }
        let named = names.iter().map(|name| name.trim().to_owned());
        let cells = named.zip(cells.into_iter().map(Value::String)).collect();
        rows.push(Row { line: index + 1, cells });
    }
    Ok(rows)
}

/// Cells of a line; with commas, `"` around a cell that has some.
fn split(line: &str, sign: char) -> Vec<String> {
    let line = line.trim_end_matches('\r');
    if sign == '\t' {
        return line.split(sign).map(str::to_owned).collect();
    }
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == sign && !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}
