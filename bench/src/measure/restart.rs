//! From the start of the successor of a killed hub until a new ad is at the
//! subscriber again, with so many ads known.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::ads;
use crate::hub::{Hub, Process, ROLES};
use crate::load::{Connection, Shape};
use crate::logs::Site;
use crate::results::{RESTART_LARGE, RESTART_SMALL, Results, STEP_LARGE, STEP_SMALL};

/// Longest wait for the change.
const CHANGE_MAX: Duration = Duration::from_secs(60);
/// Between two tries while something is not there yet.
const PAUSE: Duration = Duration::from_millis(5);

/// Kills all of the hub and starts it again; on Kafka, after that, the role
/// `process dedupe` alone.
///
/// # Errors
/// When the hub does not come back.
#[expect(clippy::print_stderr, reason = "the parts of the time are worth seeing")]
pub fn run(site: &Site, results: &mut Results) -> Result<()> {
    let known = {
        let opened = site.open()?;
        opened.check_no_backlog()?;
        super::steps::known_ads(&opened)?
    };
    let key = site.open()?.add_partners(1)?.remove(0);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let mut hub = Hub::start(site)?;
        hub.ready().await?;
        let before = first_change(&mut hub, &key, None).await?;
        hub.kill()?;
        let started = Instant::now();
        let mut hub = Hub::start(site)?;
        let again = first_change(&mut hub, &key, Some(before.cursor)).await?;
        let (acknowledged, seen) = (again.acknowledged_at - started, again.seen_at - started);
        hub.ready().await?;
        for process in &hub.processes {
            for line in process.lines("of state restored in")? {
                eprintln!("{}: {}", site.name(), line["message"].as_str().unwrap_or_default());
            }
        }
        let measure = if known > 500_000 { RESTART_LARGE } else { RESTART_SMALL };
        let figure = format!(
            "{:.1} s (push acknowledged after {:.1} s)",
            seen.as_secs_f64(),
            acknowledged.as_secs_f64()
        );
        results.keep(measure, site.name(), figure, format!("{known} ads known"))?;
        if let Site::Kafka { .. } = site {
            let before = first_change(&mut hub, &key, None).await?;
            let role = ROLES[0];
            hub.processes[0].kill()?;
            let started = Instant::now();
            hub.processes[0] = Process::start(site, role, None)?;
            let again = first_change(&mut hub, &key, Some(before.cursor)).await?;
            let measure = if known > 500_000 { STEP_LARGE } else { STEP_SMALL };
            let figure = format!("{:.1} s", (again.seen_at - started).as_secs_f64());
            results.keep(measure, site.name(), figure, format!("{known} ads known"))?;
        }
        anyhow::Ok(())
    })
}

/// An ad on its way through the hub.
struct Seen {
    acknowledged_at: Instant,
    seen_at: Instant,
    /// Where the feed goes on after it.
    cursor: String,
}

/// Pushes an ad, again and again until it is acknowledged, and waits until it
/// is in the feed.
async fn first_change(hub: &mut Hub, key: &str, after: Option<String>) -> Result<Seen> {
    let run = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
    let deadline = Instant::now() + CHANGE_MAX;
    let (gateway, feed) = (hub.gateway().await?, hub.feed().await?);
    let mut after = match after {
        Some(after) => after,
        None => page(feed, "tip", 0).await.context("the feed gives no cursor")?.1,
    };
    while push(gateway, key, &run).await.is_none() {
        ensure!(Instant::now() < deadline, "no push was acknowledged");
        tokio::time::sleep(PAUSE).await;
    }
    let acknowledged_at = Instant::now();
    loop {
        ensure!(Instant::now() < deadline, "the change did not come");
        let Some((changes, next)) = page(feed, &after, 10).await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        after = next;
        let id = ads::external_id(&run, 0);
        if changes.iter().any(|change| change["ad"]["source"]["external_id"] == id.as_str()) {
            return Ok(Seen { acknowledged_at, seen_at: Instant::now(), cursor: after });
        }
    }
}

/// `Some` when the push was acknowledged.
async fn push(gateway: SocketAddr, key: &str, run: &str) -> Option<()> {
    let mut connection = Connection::open(gateway, [key]).await.ok()?;
    let request = connection.request(run, Shape::One, 0);
    (connection.exchange(request).await.ok()? == 202).then_some(())
}

/// A page of the feed and its cursor; `None` while the feed does not answer.
async fn page(feed: SocketAddr, after: &str, wait: u32) -> Option<(Vec<Value>, String)> {
    let url = format!("http://{feed}/v1/changes?after={after}&limit=1000&wait={wait}");
    let answer = reqwest::get(&url).await.ok()?.error_for_status().ok()?;
    let mut page: Value = answer.json().await.ok()?;
    let next = page["next"].as_str()?.to_owned();
    let Value::Array(changes) = page["changes"].take() else { return None };
    Some((changes, next))
}
