//! The status page: what it says while the hub lives, dies and comes back, and
//! what it remembers when it is killed itself.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use tests::door::Door;
use tests::hub::{Hub, command};
use tests::log::Log;
use tests::process::Process;
use tests::wait::until;

const OFTEN: &str = "[status]\ninterval = \"1s\"\ntimeout = \"5s\"\n";

async fn facts(base: &str) -> Option<Value> {
    let answer = reqwest::get(format!("{base}/status.json")).await.ok()?;
    answer.json().await.ok()
}

/// The facts, once all four components and the whole are in this state.
async fn all_are(base: &str, state: &str) -> Value {
    until(&format!("all is {state}"), async || {
        let facts = facts(base).await?;
        let components = facts["components"].as_array()?;
        let all = components.len() == 4 && components.iter().all(|one| one["state"] == state);
        (all && facts["state"] == state).then_some(facts)
    })
    .await
}

async fn page(base: &str, language: &str) -> String {
    let client = reqwest::Client::new();
    let asked = client.get(format!("{base}/status")).header("accept-language", language);
    let answer = asked.send().await.expect("it answers");
    assert!(answer.status().is_success(), "{answer:?}");
    answer.text().await.expect("it is text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_has_a_page_about_itself() {
    let mut hub = Log::embedded().hub().configured(OFTEN).start().await;
    let url = hub.url().to_owned();
    let facts = all_are(&url, "up").await;
    assert_eq!(facts["incidents"], Value::Array(Vec::new()));
    assert!(page(&url, "en").await.contains("All works"));
    assert!(page(&url, "sv").await.contains("Allt fungerar"));
    assert!(reqwest::get(&url).await.unwrap().text().await.unwrap().contains("/status"));
    let described = reqwest::get(format!("{url}/openapi.json")).await.unwrap();
    let described: Value = described.json().await.unwrap();
    assert!(described["paths"]["/status.json"].is_object());
    let probed = hub.metric("adhub_status_probes_ended_total", &["outcome=\"up\""]).await;
    assert!(probed >= 4, "{probed}");

    // The operator's word, through the running hub and without it.
    let data = hub.data();
    let id = incident(&data, &["open", "gateway", "The broker moves tonight."]);
    assert!(page(&url, "en").await.contains("The broker moves tonight."));
    hub.stop().await;
    incident(&data, &["note", id.trim(), "It is done."]);
    incident(&data, &["close", id.trim()]);
    hub.start().await;
    let text = page(hub.url(), "en").await;
    assert!(text.contains("The broker moves tonight.") && text.contains("It is done."), "{text}");
}

fn incident(data: &Path, arguments: &[&str]) -> String {
    let data = data.to_str().expect("a temporary path is text");
    let done = command(&[&["incident"], arguments, &["--data", data]].concat());
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).expect("it is text")
}

/// A status page of its own process.
struct Watcher {
    process: Process,
    directory: TempDir,
}

impl Watcher {
    async fn start(door: &Door) -> Self {
        let mut watcher = Self::new(door);
        watcher.process.start();
        watcher.process.ready().await;
        watcher
    }

    fn new(door: &Door) -> Self {
        let directory = TempDir::new().expect("a temporary directory can be made");
        let config = directory.path().join("adhub.toml");
        std::fs::write(&config, OFTEN).expect("the configuration can be written");
        let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
        let (config, data) = (path("adhub.toml"), path("data"));
        let (flags, url) = (["--feed", "--gateway"], door.url());
        let arguments =
            ["status", "--config", &config, "--data", &data, flags[0], &url, flags[1], &url];
        let arguments = arguments.iter().map(|&word| word.to_owned()).collect();
        let process = Process::new("status", directory.path(), arguments);
        Self { process, directory }
    }

    fn url(&self) -> String {
        self.process.public().expect("it serves").to_owned()
    }

    async fn kill_and_start(&mut self) {
        self.process.kill();
        self.process.start();
        self.process.ready().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_outlives_the_hub_and_what_it_saw_outlives_the_page() {
    let mut hub = Hub::new(&[]).await;
    let door = Door::to(hub.url()).await;
    let mut watcher = Watcher::start(&door).await;
    all_are(&watcher.url(), "up").await;

    hub.kill();
    let down = all_are(&watcher.url(), "down").await;
    let open = down["incidents"].as_array().unwrap();
    assert_eq!(open.len(), 4, "{down:#}");
    assert!(open.iter().all(|one| one["reason"] == "unreachable" && one["ended_at"].is_null()));
    let text = page(&watcher.url(), "en").await;
    for words in ["Nothing works", "The feed cannot be reached since", "goes on"] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    let gauge = watcher.process.metric("adhub_status_down", &["component=\"hub\""]).await;
    assert_eq!(gauge, 1);

    // Killed while the hub is down, it goes on with the same incidents.
    watcher.kill_and_start().await;
    let still = all_are(&watcher.url(), "down").await;
    assert_eq!(names(&still), names(&down));

    hub.start().await;
    door.lead_to(hub.url());
    let up = all_are(&watcher.url(), "up").await;
    assert_eq!(names(&up), names(&down));
    let closed = up["incidents"].as_array().unwrap();
    assert!(closed.iter().all(|one| one["ended_at"].is_string() && one["end_unwatched"] == false));

    // And killed again, it has forgotten nothing, and makes nothing up.
    watcher.kill_and_start().await;
    let after = all_are(&watcher.url(), "up").await;
    assert_eq!(after["incidents"], up["incidents"]);
    let month = &after["months"][0];
    let seconds = |name: &str| month[name].as_u64().expect("a number of seconds");
    assert!(seconds("down_seconds") >= 1, "{month}");
    assert!(seconds("down_seconds") >= up["months"][0]["down_seconds"].as_u64().unwrap());
    let known = ["up_seconds", "slow_seconds", "down_seconds"].map(seconds).iter().sum::<u64>();
    let elapsed = moment(&after["checked_at"]) - moment(&after["began_at"]);
    let all = known + seconds("unknown_seconds");
    assert!(all.abs_diff(u64::try_from(elapsed).unwrap()) <= 3, "{elapsed} s, {month}");
    assert!(known < all, "nobody looked while it was dead: {month}");

    let second = second(&watcher);
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(second.status.code() == Some(1) && said.contains("in use"), "{second:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_key_a_push_is_tried_and_nothing_is_stored() {
    let hub = Hub::new(&[]).await;
    let _partner = hub.partner("watchman");
    let made = hub.command(&["key", "add", "watchman"]);
    let key = String::from_utf8(made.stdout).expect("a key is text").trim().to_owned();
    let door = Door::to(hub.url()).await;
    let mut watcher = Watcher::new(&door);
    watcher.process.set_variable("ADHUB_STATUS_KEY", &key);
    watcher.process.start();
    watcher.process.ready().await;
    all_are(&watcher.url(), "up").await;
    let tried = || hub.metric("adhub_receipts_issued_total", &["partner=\"watchman\""]);
    until("dry runs are answered", async || (tried().await >= 2).then_some(())).await;
    assert_eq!(hub.metric("adhub_records_appended_total", &[]).await, 0, "they are dry");

    // A key that is refused is our own mistake, and not an outage.
    let id = key.split('_').nth(1).expect("adhub_ID_SECRET");
    let revoked = hub.command(&["key", "revoke", id]);
    assert!(revoked.status.success(), "{revoked:?}");
    let slow = until("the key is refused", async || {
        facts(&watcher.url()).await.filter(|facts| facts["state"] == "slow")
    })
    .await;
    let gateway = |one: &&Value| one["component"] == "gateway";
    let gateway = slow["components"].as_array().into_iter().flatten().find(gateway);
    assert_eq!(gateway.expect("it is looked at")["reason"], "key_refused");
    assert_eq!(slow["incidents"], Value::Array(Vec::new()));
    assert!(page(&watcher.url(), "en").await.contains("does not take the key of the check"));
}

/// Id, component and beginning of each incident.
fn names(facts: &Value) -> Vec<String> {
    let name = |one: &Value| format!("{} {} {}", one["id"], one["component"], one["started_at"]);
    facts["incidents"].as_array().into_iter().flatten().map(name).collect()
}

fn moment(value: &Value) -> i64 {
    let moment = value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    moment.expect("a time").as_second()
}

/// Another process on the same history.
fn second(watcher: &Watcher) -> std::process::Output {
    let data = watcher.directory.path().join("data");
    let (data, nowhere) = (data.to_str().expect("it is text"), "http://127.0.0.1:9");
    let free = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
    command(&[&["status", "--data", data, "--feed", nowhere][..], &free].concat())
}

#[test]
fn a_page_with_nothing_to_look_at_says_what_is_missing() {
    let nothing = command(&["status"]);
    let said = String::from_utf8_lossy(&nothing.stderr);
    assert!(nothing.status.code() == Some(2) && said.contains("--feed URL"), "{nothing:?}");
    let wrong = command(&["status", "--feed", "jobs.example.org"]);
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(wrong.status.code() == Some(2) && said.contains("--feed"), "{wrong:?}");
    let none = command(&["incident", "list", "--data", "/no/such/place"]);
    let said = String::from_utf8_lossy(&none.stderr);
    assert!(none.status.code() == Some(1) && said.contains("/no/such/place"), "{none:?}");
}
