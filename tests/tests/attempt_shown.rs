//! `docs/try/` shows what `adhub try` prints about invented ads of each
//! format, and figures of real samples. `INSTA_UPDATE=always` writes it anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tests::binary::{adhub, workspace};

const NOW: &str = "2026-11-24T12:00:00Z";

/// Fixtures that go wrong on purpose, or have nothing in them.
const APART: [&str; 6] = ["trouble", "empty", "other", "page.xml", "greenhouse.page", "nothing"];

fn attempt(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(adhub())
        .current_dir(directory)
        .args(["try", "--now", NOW])
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn update() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always")
}

/// Compares a page, or writes it.
fn check(page: &str, text: &str) -> Option<String> {
    let path = workspace().join("docs/try").join(page);
    if update() {
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("docs can be written");
        std::fs::write(&path, text).expect("docs can be written");
        return None;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    (before != text).then(|| format!("docs/try/{page}: INSTA_UPDATE=always writes it anew"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is there").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("fixtures have plain names")
}

#[test]
fn what_is_printed_about_each_format_is_shown() {
    let fixtures = workspace().join("connectors/fixtures");
    let mut pages: Vec<(String, String)> = Vec::new();
    for path in files(&fixtures.join("feed")).iter().filter(|path| path.is_file()) {
        let file = name(path);
        let dialect = file.split('.').next().expect("a name has a beginning");
        let known = pages.iter().any(|(page, _)| page == &format!("{dialect}.txt"));
        if known || APART.iter().any(|apart| file.contains(apart)) {
            continue;
        }
        pages.push((format!("{dialect}.txt"), shown(&fixtures.join("feed"), file, &[])));
    }
    for (page, folder, file) in [
        ("adhub-json.txt", "push", "full.json"),
        ("jobstream-v2.txt", "jobstream", "stream.v2.json"),
        ("schemaorg.txt", "schemaorg", "full.jsonld"),
    ] {
        pages.push((page.to_owned(), shown(&fixtures.join(folder), file, &[])));
    }
    let through = shown(&fixtures.join("feed"), "lever.two.json", &["--through", "group"]);
    pages.push(("through-group.txt".to_owned(), through));
    let trouble = shown(&fixtures.join("feed"), "indeed.trouble.xml", &[]);
    pages.push(("rejected.txt".to_owned(), trouble));
    let wrong: Vec<String> = pages.iter().filter_map(|(page, text)| check(page, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pages.len() > 45, "{}", pages.len());
}

fn shown(folder: &Path, file: &str, arguments: &[&str]) -> String {
    let arguments = [arguments, &[file]].concat();
    let output = attempt(folder, &arguments);
    let text = String::from_utf8(output.stdout).expect("it is text");
    assert!(!text.is_empty(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    format!("$ adhub try {}\n{text}", arguments.join(" "))
}

/// Figures only: what the samples say is not ours to show.
#[test]
fn figures_of_real_samples_are_shown() {
    let root = workspace().join("../shared/samples");
    if !root.is_dir() {
        println!("left out: ../shared/samples is not there");
        return;
    }
    let mut page = "# `adhub try` on real samples\n\nFigures only. The samples are named in \
        [sources.md](../data/sources.md); a test writes this page where they are at hand.\n\n\
        | sample | format | ads | removals | rejected | complete | fields that ads have |\n\
        |---|---|---|---|---|---|---|\n"
        .to_owned();
    let mut rows = 0;
    for path in files(&root).iter().flat_map(|folder| files(folder)) {
        let file = path.strip_prefix(&root).expect("it is inside").display().to_string();
        if file.ends_with("SOURCE.txt") {
            continue;
        }
        let output = attempt(&root, &["--json", &file]);
        rows += 1;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(last) = text.lines().last() else {
            let said = String::from_utf8_lossy(&output.stderr);
            let code = output.status.code();
            assert!(code == Some(1) && said.starts_with("error: "), "{file}: {said}");
            writeln!(page, "| `{file}` | none: {} | | | | | |", told(&said, &file)).expect("text");
            continue;
        };
        let last: Value = serde_json::from_str(last).expect("the closing line is JSON");
        page.push_str(&row(&file, &last));
    }
    let wrong = check("samples.md", &page);
    assert!(wrong.is_none(), "{wrong:?}");
    assert!(rows > 30, "{rows}");
}

/// What was said in place of a format.
fn told(said: &str, file: &str) -> String {
    let words: Vec<&str> = said.split_whitespace().collect();
    let words = words.join(" ");
    let words = words.split("known formats (").next().unwrap_or_default();
    words.trim().trim_start_matches(&format!("error: {file}: ")).replace('|', "/")
}

fn row(file: &str, last: &Value) -> String {
    let counts = &last["counts"];
    let ads = counts["ads"].as_u64().unwrap_or_default();
    let fields = counts["fields"].as_object().expect("an object");
    let all = fields.values().filter(|count| count.as_u64() == Some(ads) && ads > 0).count();
    let some = fields.values().filter(|count| count.as_u64() > Some(0)).count();
    let complete = if last["complete"] == true { "yes" } else { "no" };
    let wrapper = last["sources"][0]["wrapper"].as_str();
    let wrapper = wrapper.map_or(String::new(), |keys| format!(", wrapped in `{keys}`"));
    let format = last["format"].as_str().unwrap_or_default();
    let (removals, rejected) = (&counts["removals"], &counts["rejected"]);
    format!(
        "| `{file}` | {format}{wrapper} | {ads} | {removals} | {rejected} | {complete} | \
         {all} in all, {some} in some |\n"
    )
}
