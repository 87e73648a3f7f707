//! Partners that push under load, through kills and outages, and the count
//! afterwards: every acknowledged revision is in the feed once, in order, and
//! nothing else is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::RwLock;
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::client::{Client, ad, brief, changes, changes_while, check_order};
use crate::hub::Hub;
use crate::wait::{LONGEST, until};

const PUSHERS: u64 = 4;
/// Before the same is pushed again.
const PAUSE: Duration = Duration::from_millis(20);
/// Between two ads, so that the count at the end stays short.
const PACE: Duration = Duration::from_millis(10);

/// Pushers that run until they are told to end.
pub struct Load {
    shared: Arc<Shared>,
    pushers: Vec<JoinHandle<u64>>,
}

struct Shared {
    partner: Client,
    gateway: RwLock<String>,
    acknowledged: AtomicU64,
    refused: AtomicU64,
    done: AtomicBool,
}

impl Shared {
    /// Pushes the same until it is acknowledged, as partners are told to.
    async fn push(&self, id: &str, title: &str) {
        let started = Instant::now();
        loop {
            let gateway = self.gateway.read().clone();
            match self.partner.put(&gateway, id, &ad(title)).await {
                Ok((202, _)) => break,
                Ok((503, _)) => {
                    self.refused.fetch_add(1, Ordering::Relaxed);
                }
                Ok((status, body)) => unreachable!("{id}: {status}, {body}"),
                Err(_) => {}
            }
            assert!(started.elapsed() < LONGEST, "no acknowledgement of {id}");
            tokio::time::sleep(PAUSE).await;
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
            tokio::time::sleep(PACE).await;
        }
        ads
    }
}

impl Load {
    /// Begins to push, as a partner of the hub that is added for it.
    pub fn begin(hub: &Hub) -> Self {
        let shared = Arc::new(Shared {
            partner: hub.partner("acme"),
            gateway: RwLock::new(hub.gateway().to_owned()),
            acknowledged: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            done: AtomicBool::new(false),
        });
        let pusher = |number| {
            let shared = Arc::clone(&shared);
            tokio::spawn(async move { shared.run(number).await })
        };
        let pushers = (0..PUSHERS).map(pusher).collect();
        Self { shared, pushers }
    }

    /// The gateway may have moved.
    pub fn follow(&self, hub: &Hub) {
        hub.gateway().clone_into(&mut *self.shared.gateway.write());
    }

    /// Waits for so many more acknowledgements.
    ///
    /// # Panics
    /// When they do not come in time.
    pub async fn acknowledges(&self, more: u64) {
        let wanted = self.shared.acknowledged.load(Ordering::Relaxed) + more;
        until(&format!("{wanted} acknowledgements"), async || {
            (self.shared.acknowledged.load(Ordering::Relaxed) >= wanted).then_some(())
        })
        .await;
    }

    /// Waits for so many more answers 503.
    ///
    /// # Panics
    /// When they do not come in time.
    pub async fn is_refused(&self, more: u64) {
        let wanted = self.shared.refused.load(Ordering::Relaxed) + more;
        until(&format!("{wanted} refusals"), async || {
            (self.shared.refused.load(Ordering::Relaxed) >= wanted).then_some(())
        })
        .await;
    }

    /// Ends the pushers and counts what came out.
    ///
    /// # Panics
    /// When anything is missing, twice, out of order or made up.
    pub async fn check(self, hub: &Hub) {
        let expected = self.end().await;
        let all = changes(hub.feed(), expected.len()).await;
        check(&all, expected);
    }

    /// As [`Load::check`]; starts again meanwhile what ends by itself, as
    /// whoever runs a hub does.
    ///
    /// # Panics
    /// When anything is missing, twice, out of order or made up.
    pub async fn check_supervised(self, hub: &mut Hub) {
        let expected = self.end().await;
        let feed = hub.feed().to_owned();
        let all = changes_while(&feed, expected.len(), || {
            hub.revive();
        })
        .await;
        check(&all, expected);
    }

    /// Ends the pushers; which change must have which title.
    async fn end(self) -> BTreeMap<String, &'static str> {
        self.shared.done.store(true, Ordering::Relaxed);
        let mut expected = BTreeMap::new();
        for (pusher, task) in self.pushers.into_iter().enumerate() {
            for ad in 0..task.await.expect("a pusher does not panic") {
                expected.insert(format!("published {pusher}-{ad}"), "First");
                expected.insert(format!("updated {pusher}-{ad}"), "Second");
            }
        }
        expected
    }
}

fn check(all: &[Value], mut expected: BTreeMap<String, &'static str>) {
    check_order(all);
    let mut briefs = BTreeMap::<String, Vec<&Value>>::new();
    for change in all {
        briefs.entry(brief(change)).or_default().push(change);
    }
    for (brief, changes) in &briefs {
        assert_eq!(changes.len(), 1, "{brief} more than once: {changes:#?}");
    }
    assert_eq!(all.len(), expected.len());
    for change in all {
        let title = expected.remove(&brief(change));
        assert_eq!(change["ad"]["texts"][0]["title"].as_str(), title, "{}", brief(change));
    }
    assert!(expected.is_empty(), "missing: {expected:?}");
}
