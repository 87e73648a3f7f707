//! From the push of an ad to its change at a subscriber, through the whole
//! hub, at a constant rate.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use futures::StreamExt as _;

use super::Length;
use crate::hub::Hub;
use crate::load::{Connection, Shape};
use crate::logs::Site;
use crate::results::{DELAY, Results};
use crate::times::Times;
use crate::usage;

/// Ads a second.
const RATE: u32 = 100;
/// Ads at the start that are not counted.
const WARM_ADS: u64 = 200;
const CONNECTIONS: usize = 8;
/// Longest wait for the last change.
const LAST_MAX: Duration = Duration::from_secs(20);

/// Measures it with one subscriber of the SSE stream. Nothing is pinned.
///
/// # Errors
/// When the hub does not start, refuses, or changes do not come.
pub fn run(site: &Site, length: Length, results: &mut Results) -> Result<()> {
    let opened = site.open()?;
    let keys = opened.add_partners(1)?;
    drop(opened);
    let mut hub = Hub::start(site)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ads = WARM_ADS + u64::from(RATE) * length.load_seconds();
    let (times, processor) = runtime.block_on(async {
        hub.ready().await?;
        let (gateway, feed) = (hub.gateway().await?, hub.feed().await?);
        let ids: Vec<_> = hub.processes.iter().map(crate::hub::Process::id).collect();
        let used = || -> Result<Duration> { ids.iter().map(|id| usage::processor(id)).sum() };
        let before = used()?;
        let times = follow(gateway, feed, &keys[0], ads).await?;
        anyhow::Ok((times, used()?.saturating_sub(before)))
    })?;
    results.keep(
        DELAY,
        site.name(),
        times.shown(),
        format!("{:.2} CPU-s per 1,000 ads", processor.as_secs_f64() * 1e3 / ads as f64),
    )
}

/// Pushes and follows at the same time; gives the delays.
async fn follow(gateway: SocketAddr, feed: SocketAddr, key: &str, ads: u64) -> Result<Times> {
    let run = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
    let answer = reqwest::get(format!("http://{feed}/v1/stream?after=tip")).await?;
    ensure!(answer.status().is_success(), "the stream answers {}", answer.status());
    let mut stream = answer.bytes_stream();
    // The first event says that the subscriber is there.
    let mut text = Text::default();
    while !text.holds(b"event: heartbeat") {
        text.add(&stream.next().await.context("the stream ended")??);
    }
    let begin = Instant::now() + Duration::from_millis(50);
    let pushing = tokio::spawn(push(gateway, key.to_owned(), run.clone(), ads, begin));
    let mut seen = HashMap::new();
    let deadline = begin + Duration::from_secs(ads / u64::from(RATE)) + LAST_MAX;
    while (seen.len() as u64) < ads {
        let chunk = tokio::time::timeout_at(deadline.into(), stream.next()).await;
        let chunk = chunk.with_context(|| format!("{} changes of {ads} came", seen.len()))?;
        let now = Instant::now();
        text.add(&chunk.context("the stream ended")??);
        for number in text.numbers(&run) {
            seen.entry(number).or_insert(now);
        }
    }
    pushing.await??;
    let counted = seen.into_iter().filter(|(number, _)| *number >= WARM_ADS);
    Ok(Times::new(counted.map(|(number, at)| at - due(begin, number)).collect()))
}

fn due(begin: Instant, number: u64) -> Instant {
    begin + Duration::from_secs_f64(number as f64 / f64::from(RATE))
}

/// Sends each ad at its time, on several connections.
async fn push(
    gateway: SocketAddr,
    key: String,
    run: String,
    ads: u64,
    begin: Instant,
) -> Result<()> {
    let mut tasks = Vec::new();
    for first in 0..CONNECTIONS as u64 {
        let mut connection = Connection::open(gateway, [&key]).await?;
        let run = run.clone();
        tasks.push(tokio::spawn(async move {
            for number in (first..ads).step_by(CONNECTIONS) {
                tokio::time::sleep_until(due(begin, number).into()).await;
                let request = connection.request(&run, Shape::One, number);
                let status = connection.exchange(request).await?;
                ensure!(status == 202, "a push was answered with {status}");
            }
            anyhow::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// What came of a stream and was not looked at yet.
#[derive(Default)]
struct Text(Vec<u8>);

impl Text {
    fn add(&mut self, chunk: &Bytes) {
        self.0.extend_from_slice(chunk);
    }

    fn holds(&self, words: &[u8]) -> bool {
        self.0.windows(words.len()).any(|window| window == words)
    }

    /// Numbers of the run's ads in the whole events, which are taken out.
    fn numbers(&mut self, run: &str) -> Vec<u64> {
        let Some(end) = self.0.windows(2).rposition(|window| window == b"\n\n") else {
            return Vec::new();
        };
        let rest = self.0.split_off(end + 2);
        let events = std::mem::replace(&mut self.0, rest);
        let events = String::from_utf8_lossy(&events);
        let mark = format!("\"external_id\":\"{run}-");
        let parts = events.split(&mark).skip(1);
        parts.filter_map(|part| part.split('"').next()?.parse().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_whole_however_they_are_cut() {
        let event = "data: {\"external_id\":\"run-17\"}\n\n";
        for cut in 0..event.len() {
            let mut text = Text::default();
            text.add(&Bytes::copy_from_slice(&event.as_bytes()[..cut]));
            assert!(text.numbers("run").is_empty());
            text.add(&Bytes::copy_from_slice(&event.as_bytes()[cut..]));
            assert_eq!(text.numbers("run"), [17]);
        }
    }
}
