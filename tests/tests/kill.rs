//! SIGKILL under load loses nothing and repeats nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::client::{Client, ad, brief, changes, check_order};
use tests::hub::Hub;
use tests::random::Random;
use tests::wait::{LONGEST, until};
use tokio::sync::RwLock;

const SEED: u64 = 20_261_124;
const KILLS: usize = 4;
const PUSHERS: u64 = 4;

struct Load {
    partner: Client,
    url: RwLock<String>,
    acknowledged: AtomicU64,
    done: AtomicBool,
}

impl Load {
    /// Pushes the same until it is acknowledged, as partners are told to.
    async fn push(&self, id: &str, title: &str) {
        let started = Instant::now();
        loop {
            let url = self.url.read().await.clone();
            if let Ok((202, _)) = self.partner.put(&url, id, &ad(title)).await {
                break;
            }
            assert!(started.elapsed() < LONGEST, "no acknowledgement of {id}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
    }

    /// Two revisions of one ad after another, until told to end.
    async fn run(&self, pusher: u64) -> u64 {
        let mut ads = 0;
        while !self.done.load(Ordering::Relaxed) {
            let id = format!("{pusher}-{ads}");
            self.push(&id, "First").await;
            self.push(&id, "Second").await;
            ads += 1;
        }
        ads
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_ad_is_in_the_feed_once_and_in_order_after_kills() {
    let mut hub = Hub::new(&[]).await;
    let load = Arc::new(Load {
        partner: hub.partner("acme"),
        url: RwLock::new(hub.url().to_owned()),
        acknowledged: AtomicU64::new(0),
        done: AtomicBool::new(false),
    });
    let mut pushers = Vec::new();
    for pusher in 0..PUSHERS {
        let load = Arc::clone(&load);
        pushers.push(tokio::spawn(async move { load.run(pusher).await }));
    }
    let mut random = Random(SEED);
    for kill in 0..KILLS {
        let at = load.acknowledged.load(Ordering::Relaxed) + random.within(5..60);
        until(&format!("kill {kill} at {at} acknowledgements"), async || {
            (load.acknowledged.load(Ordering::Relaxed) >= at).then_some(())
        })
        .await;
        hub.kill();
        hub.start().await;
        hub.url().clone_into(&mut *load.url.write().await);
    }
    load.done.store(true, Ordering::Relaxed);
    let mut expected = BTreeMap::new();
    for (pusher, task) in pushers.into_iter().enumerate() {
        for ad in 0..task.await.unwrap() {
            expected.insert(format!("published {pusher}-{ad}"), "First");
            expected.insert(format!("updated {pusher}-{ad}"), "Second");
        }
    }
    let all = changes(hub.url(), expected.len()).await;
    check_order(&all);
    let mut briefs = BTreeMap::<String, Vec<&Value>>::new();
    for change in &all {
        briefs.entry(brief(change)).or_default().push(change);
    }
    for (brief, changes) in &briefs {
        assert_eq!(changes.len(), 1, "{brief} more than once: {changes:#?}");
    }
    assert_eq!(all.len(), expected.len());
    for change in &all {
        let title = expected.remove(&brief(change));
        assert_eq!(change["ad"]["texts"][0]["title"].as_str(), title, "{}", brief(change));
    }
    assert!(expected.is_empty(), "missing: {expected:?}");
}
