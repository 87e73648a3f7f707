//! The broker and the registry go away and come back: partners are told, and
//! nothing is lost or repeated. The one cluster of the environment is used by
//! one scenario at a time.

use std::path::PathBuf;
use std::process::Command;

use tests::binary::workspace;
use tests::load::Load;
use tests::log::Log;
use tests::wait::until;
use tokio::sync::Mutex;

tests::on_kafka! {
    a_killed_broker_is_told_and_everything_is_there_once_when_it_is_back,
    a_silent_broker_is_told_and_everything_is_there_once_when_it_is_back,
    known_schemas_work_without_the_registry_and_a_fresh_start_waits_for_it,
}

static ALONE: Mutex<()> = Mutex::const_new(());

fn script() -> PathBuf {
    workspace().join("cluster/cluster.sh")
}

/// Does something to the cluster.
fn act(action: &str) {
    let status = Command::new(script()).arg(action).status().expect("the script is there");
    assert!(status.success(), "{action}: {status}");
}

/// Whether the cluster is one that `cluster.sh` started; else it is not ours
/// to take down.
#[expect(clippy::print_stderr, reason = "what was left out is said")]
fn is_ours() -> bool {
    let ours = Command::new(script()).arg("env").output().expect("the script is there");
    let ours = String::from_utf8_lossy(&ours.stdout).into_owned();
    let brokers = std::env::var("ADHUB_TEST_KAFKA").unwrap_or_default();
    let is_ours = ours.contains(&format!("ADHUB_TEST_KAFKA={brokers}\n"));
    if !is_ours {
        eprintln!("left out: outages, because cluster/cluster.sh did not start this cluster");
    }
    is_ours
}

async fn broker(log: Log, down: &str, up: &str) {
    if !is_ours() {
        return;
    }
    let _alone = ALONE.lock().await;
    let mut hub = log.hub().start().await;
    let load = Load::begin(&hub);
    load.acknowledges(40).await;
    act(down);
    load.is_refused(20).await;
    let ready = format!("{}/ready", hub.process("gateway").admin());
    until("the gateway says that it is not ready", async || {
        let answer = reqwest::get(&ready).await.ok()?;
        (answer.status().as_u16() == 503).then_some(())
    })
    .await;
    act(up);
    hub.recover().await;
    load.follow(&hub);
    load.acknowledges(40).await;
    load.check_supervised(&mut hub).await;
    hub.recover().await;
    hub.audit();
}

async fn a_killed_broker_is_told_and_everything_is_there_once_when_it_is_back(log: Log) {
    broker(log, "kill-broker", "start-broker").await;
}

async fn a_silent_broker_is_told_and_everything_is_there_once_when_it_is_back(log: Log) {
    broker(log, "pause-broker", "resume-broker").await;
}

async fn known_schemas_work_without_the_registry_and_a_fresh_start_waits_for_it(log: Log) {
    if !is_ours() {
        return;
    }
    let _alone = ALONE.lock().await;
    let mut hub = log.hub().start().await;
    let load = Load::begin(&hub);
    load.acknowledges(40).await;
    act("kill-registry");
    // Every process knows its ids: the path goes on.
    load.acknowledges(40).await;
    // A fresh one knows none: it waits, is not ready, and does not end.
    hub.process("enrich").kill();
    hub.process("enrich").start();
    load.acknowledges(40).await;
    let waiting = !hub.process("enrich").is_ready().await && !hub.process("enrich").ended();
    act("start-registry");
    assert!(waiting, "enrich did not wait for the registry");
    hub.process("enrich").ready().await;
    load.acknowledges(40).await;
    load.check(&hub).await;
}
