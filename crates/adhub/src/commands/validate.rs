//! `adhub validate FILE|-`: what the gateway would answer to the ads of a file.
//!
//! The file is pushed, with `dry-run`, to a gateway of its own on a log in
//! memory: what is judged here is judged by the code that judges pushes.

mod body;
mod gate;

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _};
use std::process::ExitCode;

use serde_json::{Value, json};

use self::body::Body;
use crate::cli::ValidateArguments;
use crate::commands::{plain, print, say};
use crate::config::ConfigError;

/// Largest file. Larger ones are many pushes anyway: cut them.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Reads, asks and prints.
pub(crate) fn run(arguments: &ValidateArguments) -> anyhow::Result<ExitCode> {
    let bytes = read(&arguments.file)?;
    let body = Body::of(bytes, arguments.format, arguments.id.as_deref())
        .map_err(ConfigError::Contradiction)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let receipts = runtime.block_on(gate::ask(&body, arguments))?;
    let rejected = receipts.iter().filter(|receipt| is_rejected(receipt)).count();
    if arguments.json {
        print(&json_lines(&body, &receipts)?)?;
    } else {
        print(&told(&body, &receipts, std::io::stdout().is_terminal())?)?;
        let (all, format) = (receipts.len(), body.format());
        say(&format!("{all} read as {format}: {} accepted, {rejected} rejected", all - rejected));
    }
    Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::from(crate::NO) })
}

fn read(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = FILE_BYTES_MAX + 1;
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        let unreadable = |source| ConfigError::Unreadable { path: file.to_owned(), source };
        let opened = std::fs::File::open(file).map_err(unreadable)?;
        opened.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let message = format!("{} has more than {FILE_BYTES_MAX} bytes: cut it", file.display());
        return Err(ConfigError::Contradiction(message).into());
    }
    Ok(bytes)
}

fn is_rejected(receipt: &Value) -> bool {
    receipt["outcome"] != "accepted"
}

/// One receipt a line, with its place in the file.
fn json_lines(body: &Body, receipts: &[Value]) -> anyhow::Result<String> {
    let mut text = String::new();
    for (index, receipt) in receipts.iter().enumerate() {
        let line = json!({
            "place": body.place(index),
            "external_id": receipt["external_id"],
            "outcome": receipt["outcome"],
            "errors": receipt["errors"],
            "warnings": receipt["warnings"],
        });
        writeln!(text, "{line}")?;
    }
    Ok(text)
}

fn told(body: &Body, receipts: &[Value], colour: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    for (index, receipt) in receipts.iter().enumerate() {
        let (word, tone) = if is_rejected(receipt) {
            ("rejected", anstyle::AnsiColor::Red)
        } else {
            ("accepted", anstyle::AnsiColor::Green)
        };
        let style = anstyle::Style::new().fg_color(Some(tone.into()));
        let word = if colour { format!("{style}{word}{style:#}") } else { word.to_owned() };
        let id = plain(receipt["external_id"].as_str().unwrap_or("(no id)"));
        writeln!(text, "{}  {word}  {id}", body.place(index))?;
        for (kind, notes) in [("", &receipt["errors"]), ("warning: ", &receipt["warnings"])] {
            for note in notes.as_array().into_iter().flatten() {
                let of = |name: &str| plain(note[name].as_str().unwrap_or_default());
                let (code, pointer, message) = (of("code"), of("pointer"), of("message"));
                let pointer = if pointer.is_empty() { "(whole ad)" } else { &pointer };
                writeln!(text, "    {kind}{code} at {pointer}\n        {message}")?;
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &str, id: Option<&str>, expected: &str) {
        let arguments = ValidateArguments {
            file: "-".into(),
            format: None,
            id: id.map(str::to_owned),
            zone: "Europe/Stockholm".to_owned(),
            language: None,
            now: Some("2026-11-25T12:00:00Z".parse().unwrap()),
            json: false,
        };
        let body = Body::of(bytes.as_bytes().to_vec(), None, id).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let receipts = runtime.block_on(gate::ask(&body, &arguments)).unwrap();
        let text = told(&body, &receipts, false).unwrap();
        assert_eq!(text, expected, "{bytes}");
    }

    #[test]
    fn a_good_ad_is_accepted_by_the_id_of_its_path_or_its_own() {
        let ad = r#"{"title":"Baker","employer":"Bread","apply_url":"https://example.org/1"}"#;
        check(ad, Some("a/1"), "ad  accepted  a/1\n");
        let own = ad.replacen('{', r#"{"external_id":"7","#, 1);
        check(&own, None, "ad  accepted  7\n");
    }

    #[test]
    fn a_bad_ad_is_rejected_with_code_and_pointer_and_its_neighbour_is_not() {
        check(
            r#"[{"external_id":"1","title":"Baker","employer":"Bread","positions":"many",
                "apply_url":"https://example.org/1"},
               {"external_id":"2","title":"Baker","employer":"Bread",
                "apply_url":"https://example.org/1"}]"#,
            None,
            "item 1  rejected  1\n    wrong_type at /positions\n        \
             a string where a whole number belongs\nitem 2  accepted  2\n",
        );
    }

    #[test]
    fn lines_keep_the_numbers_that_they_have_in_the_file() {
        let ad = r#"{"external_id":"1","title":"Baker","employer":"Bread","apply_url":"https://example.org/1"}"#;
        check(&format!("{ad}\n\n{ad}\n"), None, "line 1  accepted  1\nline 3  accepted  1\n");
    }

    #[test]
    fn a_job_posting_is_known_by_its_type() {
        check(
            r#"{"@context":"https://schema.org","@type":"JobPosting","identifier":"9",
                "title":"Baker","hiringOrganization":{"name":"Bread"},
                "url":"https://example.org/9"}"#,
            None,
            "ad  accepted  9\n",
        );
    }
}
