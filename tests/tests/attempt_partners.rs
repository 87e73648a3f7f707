//! `adhub try` with the files of several partners, and with old ads.

use serde_json::{Value, json};
use tests::client::ad;
use tests::hub::command;

/// An ad of spring 2021, open for two weeks.
fn old(id: &str, day: &str, until: &str) -> Value {
    let mut ad = ad("Night nurse, ward 7");
    ad["external_id"] = json!(id);
    ad["published_at"] = json!(day);
    ad["valid_through"] = json!(until);
    ad
}

/// Writes the ads of one partner to a file, and names both.
fn file(folder: &tempfile::TempDir, partner: &str, ads: &[Value]) -> String {
    let path = folder.path().join(format!("{partner}.jsonl"));
    let lines: Vec<String> = ads.iter().map(Value::to_string).collect();
    std::fs::write(&path, lines.join("\n")).expect("the file is written");
    format!("{partner}={}", path.display())
}

/// The lines of the output, the closing one last.
fn tried(arguments: &[&str]) -> Vec<Value> {
    let output = command(&[&["try", "--json", "--through", "group"], arguments].concat());
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn old_ads_are_seen_when_they_were_published() {
    let folder = tempfile::tempdir().expect("a folder");
    // The later one first.
    let ads = [old("2", "2021-04-20", "2021-05-04"), old("1", "2021-04-01", "2021-04-15")];
    let file = file(&folder, "acme", &ads);
    let now = tried(&[&file]);
    let closing = now.last().expect("a closing line");
    assert_eq!(closing["outcomes"]["dropped"], json!({"already_expired": 2}));
    assert_eq!(closing["counts"]["warnings"]["already_expired"], 2);

    let then = tried(&["--now", "published", &file]);
    let changes: Vec<Value> = then[..then.len() - 1]
        .iter()
        .map(|change| json!([change["kind"], change["ad"]["source"]["external_id"], change["at"]]))
        .collect();
    // Days begin in the zone of the partner; the first ad ends before the second begins.
    assert_eq!(
        changes,
        [
            json!(["published", "1", "2021-03-31T22:00:00Z"]),
            json!(["expired", null, "2021-04-15T21:59:59Z"]),
            json!(["published", "2", "2021-04-19T22:00:00Z"]),
        ]
    );
    let closing = then.last().expect("a closing line");
    assert_eq!(closing["counts"]["warnings"]["already_expired"], Value::Null);
}

#[test]
fn files_of_several_partners_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = file(&folder, "board-a", &[old("1", "2021-04-01", "2021-04-15")]);
    let other = file(&folder, "board-b", &[old("1", "2021-04-02", "2021-04-15")]);
    let lines = tried(&["--now", "published", &one, &other]);
    let partner = |line: &Value| line["ad"]["source"]["partner_id"].clone();
    assert_eq!(
        [partner(&lines[0]), partner(&lines[1])],
        [json!("board-a"), json!("board-b")],
        "{lines:?}"
    );
    assert_ne!(lines[0]["ad_id"], lines[1]["ad_id"], "one id at two partners is two ads");

    let wrong = command(&["try", &one.replace("board-a=", "Board A=")]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("Board A"), "{said}");
}
