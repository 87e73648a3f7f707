//! What the program refuses to start with, and what it says.

use std::process::{Command, Output};

use tests::binary::adhub;
use tests::hub::{Hub, command};

fn check(output: &Output, code: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said:?}");
    }
}

const FREE: [&str; 4] = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

#[tokio::test]
async fn a_second_hub_on_the_same_directory_is_refused() {
    let hub = Hub::new(&[]).await;
    let data = hub.data();
    let data = data.to_str().unwrap();
    let second = command(&[&["run", "--data", data][..], &FREE].concat());
    check(&second, 1, &[data]);
    // The first one goes on.
    let ready = reqwest::get(format!("{}/ready", hub.admin())).await.unwrap();
    assert!(ready.status().is_success());
}

#[test]
fn a_mistake_in_the_configuration_is_named_with_file_line_and_key() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("adhub.toml");
    std::fs::write(&path, "# invented\nlistenn = \"127.0.0.1:0\"\n").unwrap();
    let path = path.to_str().unwrap();
    let output = command(&["run", "--config", path]);
    check(&output, 2, &[&format!("{path}:2"), "listenn"]);
}

#[test]
fn an_unknown_variable_is_named() {
    let output = Command::new(adhub()).arg("run").env("ADHUB_DATAA", "x").output().unwrap();
    check(&output, 2, &["ADHUB_DATAA", "ADHUB_DATA"]);
}
