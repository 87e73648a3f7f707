//! The pages of the two partners that are pulled: small JobStream services on
//! loopback, whose ads the piece changes.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use parking_lot::Mutex;
use runtime::Stop;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::PULLED;
use crate::serve;

/// The pages of each partner.
#[derive(Clone)]
pub(super) struct Pages {
    partners: Vec<(SocketAddr, Arc<Mutex<Page>>)>,
}

/// What one partner shows.
#[derive(Default)]
struct Page {
    /// Ads that are there now.
    ads: Vec<Value>,
    /// Ads and tombstones that changed.
    news: Vec<Value>,
}

impl Pages {
    /// Serves both on free ports until the demo ends.
    pub(super) async fn serve(stop: &Stop) -> anyhow::Result<Self> {
        let (sender, stopped) = watch::channel(false);
        let mut partners = Vec::new();
        for _ in PULLED {
            let page = Arc::new(Mutex::new(Page::default()));
            let router = Router::new()
                .route("/v2/snapshot", get(snapshot))
                .route("/v2/stream", get(stream))
                .with_state(Arc::clone(&page));
            let listener = serve::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
            partners.push((listener.local_addr()?, page));
            tokio::spawn(serve::serve(listener, router, stopped.clone()));
        }
        let stop = stop.clone();
        tokio::task::spawn_blocking(move || {
            while !stop.sleep(std::time::Duration::from_secs(3_600)) {}
            sender.send_replace(true);
        });
        Ok(Self { partners })
    }

    /// Where they are, in the order of [`PULLED`].
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.partners.iter().map(|(address, _)| *address).collect()
    }

    /// A partner shows an ad, new or changed.
    pub(super) fn show(&self, partner: usize, ad: Value) {
        let mut page = self.partners[partner].1.lock();
        page.ads.retain(|other| other["id"] != ad["id"]);
        page.ads.push(ad.clone());
        page.news.retain(|other| other["id"] != ad["id"]);
        page.news.push(ad);
    }

    /// A partner says that an ad is gone.
    pub(super) fn remove(&self, partner: usize, id: &str, removed_date: &str, timestamp: i64) {
        let mut page = self.partners[partner].1.lock();
        page.ads.retain(|other| other["id"] != id);
        page.news.retain(|other| other["id"] != id);
        page.news.push(json!({
            "id": id, "removed": true, "removed_date": removed_date, "timestamp": timestamp,
        }));
    }

    /// An ad is there no more, and nothing is said of it.
    pub(super) fn vanish(&self, partner: usize, id: &str) {
        let mut page = self.partners[partner].1.lock();
        page.ads.retain(|other| other["id"] != id);
        page.news.retain(|other| other["id"] != id);
    }
}

async fn snapshot(State(page): State<Arc<Mutex<Page>>>) -> Json<Vec<Value>> {
    Json(page.lock().ads.clone())
}

async fn stream(State(page): State<Arc<Mutex<Page>>>) -> Json<Vec<Value>> {
    Json(page.lock().news.clone())
}
