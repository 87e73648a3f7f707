//! The commands that look at a hub: what they find, print and answer.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use eventlog::{EventLog as _, From, LocalLog, LocalOptions, Produce, TopicName};
use reqwest::Method;
use serde_json::{Value, json};
use tests::binary::adhub;
use tests::client::{ad, changes, page};
use tests::hub::{Hub, command};
use tests::wait::until;

const JSON: &str = "application/json";

fn check(output: &Output, code: i32, words: &[&str]) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

fn on(hub: &Hub, arguments: &[&str]) -> Output {
    let data = hub.data();
    let data = data.to_str().expect("temporary directories have plain names");
    command(&[arguments, &["--data", data]].concat())
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// Two partners: publish, update, re-send, withdraw, expire, erase, refuse.
/// Returns the changes of the feed.
async fn a_day(hub: &mut Hub) -> Vec<Value> {
    let (acme, north) = (hub.partner("acme"), hub.partner("north"));
    let url = hub.url().to_owned();
    acme.put(&url, "1", &ad("Nurse")).await.expect("the gateway answers");
    north.put(&url, "a", &ad("Cook")).await.expect("the gateway answers");
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(4);
    let mut short = ad("Ice cream seller");
    short["valid_through"] = json!(soon.to_string());
    acme.put(&url, "2", &short).await.expect("the gateway answers");
    changes(&url, 3).await;
    // The log is opened again in the middle of it.
    hub.kill();
    hub.start().await;
    let url = hub.url().to_owned();
    acme.put(&url, "1", &ad("Nurse, nights")).await.expect("the gateway answers");
    acme.put(&url, "1", &ad("Nurse, nights")).await.expect("the gateway answers");
    let refused =
        north.put(&url, "b", &json!({"title": "Nobody's"})).await.expect("the gateway answers");
    assert_eq!(refused.0, 422, "{}", refused.1);
    changes(&url, 5).await;
    acme.send(&url, Method::DELETE, "/1", JSON, String::new()).await.expect("the gateway answers");
    north
        .send(&url, Method::POST, "/a/erase", JSON, String::new())
        .await
        .expect("the gateway answers");
    changes(&url, 7).await;
    north.put(&url, "a", &ad("Cook, again")).await.expect("the gateway answers");
    acme.put(&url, "1", &ad("Nurse, days")).await.expect("the gateway answers");
    let all = changes(&url, 8).await;
    let rejected = || hub.metric("adhub_ads_rejected_total", &["step=\"dedupe\""]);
    until("the erased ad is refused", async || (rejected().await == 1).then_some(())).await;
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_of_a_real_run_is_clean_and_finds_a_change_that_is_there_twice() {
    let mut hub = Hub::new(&[]).await;
    let all = a_day(&mut hub).await;
    check(&on(&hub, &["audit"]), 0, &["clean: no difference", "acme", "north"]);
    hub.stop().await;
    let report = on(&hub, &["audit", "--json"]);
    check(&report, 0, &[]);
    let report: Value = serde_json::from_slice(&report.stdout).expect("one JSON value");
    assert_eq!(report["public"][0]["changes"], all.len(), "{report:#}");
    assert_eq!(report["differences_total"], 0, "{report:#}");

    let end = append_last_change_again(&hub.data());
    let place = format!("changes/0@{end}");
    check(&on(&hub, &["audit"]), 1, &["unexpected", "sequence", &place, "seen", "expected"]);
}

/// Returns where it stands.
fn append_last_change_again(data: &Path) -> u64 {
    let log = LocalLog::open(data, LocalOptions::default()).expect("the hub has ended");
    let topic = TopicName::new("changes");
    let end = log.bounds(&topic, 0).expect("it is there").end;
    let mut reader = log.reader(&topic, 0, From::Position(end - 1)).expect("it is there");
    let last = reader.poll(1, Duration::ZERO).expect("it is there").remove(0);
    let record = Produce {
        topic,
        partition: Some(0),
        key: last.key,
        value: last.value,
        headers: last.headers,
    };
    for answer in futures::executor::block_on(log.append(vec![record])) {
        answer.expect("the log takes it");
    }
    end
}

#[test]
fn an_audit_of_nothing_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let none = directory.path().join("none");
    check(&command(&["audit", "--data", none.to_str().unwrap()]), 2, &["none", "--data"]);
    let empty = directory.path().to_str().unwrap();
    check(&command(&["audit", "--data", empty]), 1, &["there is no log in", empty]);
    assert_eq!(std::fs::read_dir(empty).unwrap().count(), 0, "it was only looked at");
}

fn essence(change: &Value) -> (String, String, i64, Value) {
    let text = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
    let title = change["ad"]["texts"][0]["title"].clone();
    (text("kind"), text("ad_id"), change["revision"].as_i64().unwrap_or_default(), title)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_gives_the_changes_of_the_feed_and_fills_a_log_that_goes_on() {
    let mut hub = Hub::new(&[]).await;
    let all = a_day(&mut hub).await;
    hub.stop().await;
    let replayed = on(&hub, &["replay", "--json"]);
    check(&replayed, 0, &[]);
    let mut again: Vec<_> = lines(&replayed).iter().map(essence).collect();
    let mut before: Vec<_> = all.iter().map(essence).collect();
    // The feed hides the text of an ad that was erased since.
    for (kind, ad_id, _, title) in &mut again {
        let erased = all.iter().any(|c| c["kind"] == "erased" && c["ad_id"] == **ad_id);
        if erased && *kind != "erased" {
            *title = Value::Null;
        }
    }
    again.sort_by_key(|(kind, ad_id, revision, _)| (ad_id.clone(), *revision, kind.clone()));
    before.sort_by_key(|(kind, ad_id, revision, _)| (ad_id.clone(), *revision, kind.clone()));
    assert_eq!(again, before);

    let told = on(&hub, &["replay", "--partner", "north"]);
    check(&told, 0, &["published", "erased", "Cook", "3 of"]);
    assert!(!String::from_utf8_lossy(&told.stdout).contains("Nurse"), "acme's are left out");

    let into = tempfile::tempdir().unwrap();
    let place = into.path().join("again");
    let place = place.to_str().unwrap();
    check(&on(&hub, &["replay", "--into", place]), 0, &["go on with", place]);
    check(&command(&["audit", "--data", place]), 0, &["clean: no difference"]);
    check(&on(&hub, &["replay", "--into", place]), 2, &["holds something already"]);

    // A hub goes on from it, with the keys that there were.
    std::fs::remove_dir_all(hub.data()).unwrap();
    std::fs::rename(place, hub.data()).unwrap();
    hub.start().await;
    let (old, cursor) = page(hub.url(), None, 1).await;
    assert_eq!(old.len(), all.len());
    hub.partner("south").put(hub.url(), "z", &ad("Baker")).await.unwrap();
    let (new, _) = page(hub.url(), Some(&cursor), 30).await;
    assert_eq!(new[0]["seq"].as_u64(), Some(all.len() as u64 + 1), "{new:?}");
    let keys = on(&hub, &["key", "list"]);
    check(&keys, 0, &["acme", "north", "south"]);
}

fn validate(input: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(adhub())
        .arg("validate")
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[tokio::test]
async fn validate_answers_as_the_gateway_does() {
    let hub = Hub::new(&[]).await;
    let partner = hub.partner("acme");
    let mut good = ad("Nurse");
    good["external_id"] = json!("1");
    let batch = json!([good, {"external_id": "2", "titel": "Cook"}]).to_string();
    let (status, receipts) =
        partner.send(hub.url(), Method::POST, "?dry-run=true", JSON, batch.clone()).await.unwrap();
    assert_eq!(status, 207, "{receipts}");
    let validated = validate(&batch, &["--json"]);
    check(&validated, 1, &["1 accepted, 1 rejected"].map(|_| "rejected"));
    for (line, receipt) in lines(&validated).iter().zip(receipts.as_array().unwrap()) {
        for name in ["external_id", "outcome", "errors", "warnings"] {
            assert_eq!(line[name], receipt[name], "{name}");
        }
    }
    check(&validate(&batch, &[]), 1, &["item 2  rejected  2", "unknown_field at /titel", "title"]);
    check(&validate(&ad("Nurse").to_string(), &["--id", "7"]), 0, &["ad  accepted  7"]);
    check(&validate(&batch, &["--id", "7"]), 2, &["--id"]);
    check(&command(&["validate", "/no/such/file"]), 2, &["/no/such/file"]);
}

/// A follower, and what it printed.
struct Follower(Child);

impl Follower {
    fn start(hub: &Hub, arguments: &[&str]) -> Self {
        let mut follow = Command::new(adhub());
        follow.args(["follow", hub.url()]).args(arguments);
        let child = follow.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        Self(child.expect("the program starts"))
    }

    async fn end(mut self) -> Output {
        until("the follower ends", async || self.0.try_wait().expect("a child can be asked")).await;
        self.0.wait_with_output().expect("it has ended")
    }

    fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().expect("kill is there").success());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follow_tells_changes_over_a_restart_of_the_hub_and_says_how_to_go_on() {
    let mut hub = Hub::new(&[]).await;
    let partner = hub.partner("acme");
    let (_, start) = page(hub.url(), None, 0).await;
    partner.put(hub.url(), "1", &ad("Nurse")).await.unwrap();
    partner.put(hub.url(), "2", &ad("Cook")).await.unwrap();
    let all = changes(hub.url(), 2).await;

    let json = Follower::start(&hub, &["--after", &start, "--count", "2", "--json"]).end().await;
    check(&json, 0, &["go on with: adhub follow", all[1]["cursor"].as_str().unwrap()]);
    assert_eq!(lines(&json), all);
    let first = all[0]["cursor"].as_str().unwrap();
    let told = Follower::start(&hub, &["--after", first, "--count", "1"]).end().await;
    check(&told, 0, &["2  published \"Cook\", Bodø (acme)"]);

    let waiting = Follower::start(&hub, &["--after", first]);
    let streams = || hub.metric("adhub_feed_connections", &["endpoint=\"ndjson\""]);
    until("the follower is connected", async || (streams().await > 0).then_some(())).await;
    waiting.signal("-INT");
    check(&waiting.end().await, 0, &["ended on request", "--after"]);

    // A cursor of this hub means nothing to another.
    hub.stop().await;
    std::fs::remove_dir_all(hub.data()).unwrap();
    hub.start().await;
    let partner = hub.partner("acme");
    partner.put(hub.url(), "1", &ad("Nurse")).await.unwrap();
    changes(hub.url(), 1).await;
    let foreign = Follower::start(&hub, &["--after", first]).end().await;
    check(&foreign, 1, &["410", "/v1/snapshot", "start again"]);
    check(&Follower::start(&hub, &["--after", "rubbish"]).end().await, 2, &["cursor"]);
    check(&command(&["follow", "localhost:1"]), 2, &["http://127.0.0.1:8080"]);
}

#[test]
fn every_command_has_an_example_and_fits_80_columns() {
    for name in ["audit", "replay", "validate", "follow", "status", "incident"] {
        let help = Command::new(adhub()).args([name, "--help"]).env("COLUMNS", "80").output();
        let help = help.unwrap();
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(text.contains("Example") && text.contains(&format!("adhub {name}")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
