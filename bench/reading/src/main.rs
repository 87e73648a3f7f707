//! How fast answers of partners become ads, beside plain `serde_json` on the
//! same bytes. Ads are invented, about 10 KB each where nothing else is said.
//!
//!     cargo run --release -p bench-reading [PART] [SECONDS]
//!
//! Time is the thread's time on a core where Linux tells it, so that a busy
//! machine changes little; wall time elsewhere. Each part runs for so many
//! seconds (2 when nothing is said) in five rounds; the fastest round counts.
#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

mod made;

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use connectors::formats::jobstream::{self, Framing, Version};
use connectors::formats::{feed, schemaorg};
use connectors::{Item, ItemError, Profile, ReadContext, dialects};
use schemas::PartnerName;
use serde_json::Value;

/// Ads of one answer.
const ADS: usize = 200;
/// Rounds of each part.
const ROUNDS: u32 = 5;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let part = arguments.next().unwrap_or_default();
    let seconds = match arguments.next() {
        Some(text) => text.parse().with_context(|| format!("{text} is no number of seconds"))?,
        None => 2,
    };
    let run = Run { part, time: Duration::from_secs(seconds) };
    println!("{:<34} {:>7} {:>8} {:>9}   plain serde_json", "part", "KB/ad", "MB/s", "ads/s");
    for (name, bytes) in [
        ("greenhouse", made::greenhouse(ADS)),
        ("lever", made::lever(ADS)),
        ("ashby", made::ashby(ADS)),
        ("recruitee", made::recruitee(ADS)),
    ] {
        run.json(name, &bytes, |bytes, sink| board(name, bytes, sink))?;
    }
    run.json("jobstream", &made::jobstream(ADS), |bytes, sink| {
        in_context(|context| {
            let mut body = bytes;
            let framing = Framing::Array;
            Ok(jobstream::read(&mut body, framing, Version::V2, context, sink)?.complete)
        })
    })?;
    for (name, bytes) in [("1 KB", made::indeed(ADS, 1)), ("10 KB", made::indeed(ADS, 10))] {
        run.part(&format!("indeed XML, {name}, raw scan"), &bytes, ADS, None, |bytes| {
            let dialect = dialects::named("indeed").context("it is built in")?;
            let mut body = bytes;
            Ok(usize::try_from(feed::scan(&mut body, dialect)?.items)?)
        })?;
        run.part(&format!("indeed XML, {name}"), &bytes, ADS, None, |bytes| {
            count(|sink| board("indeed", bytes, sink))
        })?;
    }
    let page = made::page();
    run.part("JSON-LD page", page.as_bytes(), 1, None, |bytes| {
        let page = std::str::from_utf8(bytes)?;
        in_context(|context| Ok(schemaorg::read_page(page, context).len()))
    })
}

type Sink<'s> = dyn FnMut(Result<Item, ItemError>) + 's;

fn board(name: &str, bytes: &[u8], sink: &mut Sink<'_>) -> Result<bool> {
    let dialect = dialects::named(name).context("it is built in")?;
    in_context(|context| {
        let mut body = bytes;
        Ok(feed::read(&mut body, None, dialect, context, sink)?.complete)
    })
}

fn count(read: impl FnOnce(&mut Sink<'_>) -> Result<bool>) -> Result<usize> {
    let mut ads = 0;
    let mut sink = |item| match item {
        Ok(Item::Ad(ad)) => {
            ads += 1;
            drop(black_box(ad));
        }
        other => drop(black_box(other)),
    };
    ensure!(read(&mut sink)?, "the invented answer is not whole");
    Ok(ads)
}

fn in_context<T>(act: impl FnOnce(&ReadContext<'_>) -> Result<T>) -> Result<T> {
    let profile = Profile {
        partner: PartnerName::new("bench")?,
        zone: "Europe/Stockholm".to_owned(),
        language: None,
    };
    act(&ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse()?,
        url: Some("https://jobs.example.org/page"),
        snapshot_id: None,
    })
}

struct Run {
    part: String,
    time: Duration,
}

impl Run {
    /// A JSON answer, and plain `serde_json` on the same bytes.
    fn json(
        &self,
        name: &str,
        bytes: &[u8],
        read: impl Fn(&[u8], &mut Sink<'_>) -> Result<bool>,
    ) -> Result<()> {
        if !name.contains(&self.part) {
            return Ok(());
        }
        let plain = self.fastest(|| {
            let value: Value = serde_json::from_slice(black_box(bytes))?;
            drop(black_box(value));
            Ok(())
        })?;
        self.part(name, bytes, ADS, Some(plain), |bytes| count(|sink| read(bytes, sink)))
    }

    fn part(
        &self,
        name: &str,
        bytes: &[u8],
        ads: usize,
        plain: Option<Duration>,
        read: impl Fn(&[u8]) -> Result<usize>,
    ) -> Result<()> {
        if !name.contains(&self.part) {
            return Ok(());
        }
        ensure!(read(bytes)? == ads, "{name}: not every invented ad is read");
        let took = self.fastest(|| read(black_box(bytes)).map(drop))?;
        let (took, length) = (took.as_secs_f64(), whole(bytes.len()));
        let beside = plain.map_or_else(String::new, |plain| {
            let plain = plain.as_secs_f64();
            format!("{:>5.0} MB/s, {:.1} times as fast", length / plain / 1e6, took / plain)
        });
        let (kilobytes, ads) = (length / whole(ads) / 1e3, whole(ads));
        println!(
            "{name:<34} {kilobytes:>7.1} {:>8.0} {:>9.0}   {beside}",
            length / took / 1e6,
            ads / took
        );
        Ok(())
    }

    /// The fastest of five rounds, each long enough for the clock.
    fn fastest(&self, mut once: impl FnMut() -> Result<()>) -> Result<Duration> {
        let round = self.time / ROUNDS;
        let mut least = Duration::MAX;
        for _ in 0..ROUNDS {
            let (began, before, mut times) = (Instant::now(), on_core(), 0);
            while began.elapsed() < round || times == 0 {
                once()?;
                times += 1;
            }
            least = least.min(on_core().saturating_sub(before) / times);
        }
        Ok(least)
    }
}

fn whole(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The thread's time on a core since it began, else the time since the first
/// call.
fn on_core() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let of_thread = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    of_thread().unwrap_or_else(|| BEGAN.elapsed())
}
