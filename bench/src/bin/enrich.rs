//! Ads that `enrich` passes on in a second of one core, for ads of about 3 KB
//! and 10 KB, and the share of each finder.
//!
//!     cargo run --release -p bench --bin enrich [ADS]
//!
//! Time is the thread's time on a core where Linux tells it, so that a busy
//! machine changes little; wall time elsewhere.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use processors::enrich::{FINDERS, enrich};
use schemas::Ad;

fn main() -> anyhow::Result<()> {
    let ads = match std::env::args().nth(1) {
        Some(number) => number.parse().with_context(|| format!("{number} is no number of ads"))?,
        None => 20_000,
    };
    println!("{:<17} {:>6} {:>8} {:>7} {}", "ad", "bytes", "ads/s", "µs/ad", names());
    for (name, paragraphs) in [("3 KB", 7), ("10 KB", 24)] {
        for given in [Given::Html, Given::HtmlAndText, Given::Text] {
            report(&format!("{name} {given:?}"), &ad(paragraphs, given)?, ads);
        }
    }
    Ok(())
}

fn names() -> String {
    FINDERS.iter().map(|(name, _)| format!("{name:>13}")).collect()
}

fn report(name: &str, ad: &Ad, ads: u32) {
    // Once, so that the tables are parsed.
    enrich(&mut ad.clone());
    let copies = time(ads, || drop(black_box(ad.clone())));
    let whole = time(ads, || {
        let mut ad = ad.clone();
        enrich(&mut ad);
        drop(black_box(ad));
    })
    .saturating_sub(copies);
    let per_ad = whole.as_secs_f64() * 1e6 / f64::from(ads);
    // Each finder on the ad as those before it left it.
    let mut before = ad.clone();
    let mut shares = String::new();
    for (_, find) in FINDERS {
        let took = time(ads, || {
            let mut ad = before.clone();
            find(&mut ad);
            drop(black_box(ad));
        })
        .saturating_sub(copies);
        let micros = took.as_secs_f64() * 1e6 / f64::from(ads);
        shares.push_str(&format!("{micros:>8.1} ({:>2.0}%)", 100.0 * micros / per_ad));
        find(&mut before);
    }
    let texts = ad.texts.iter();
    let bytes: usize =
        texts.map(|text| text.description_html.len() + text.description_text.len()).sum();
    println!("{name:<17} {bytes:>6} {:>8.0} {per_ad:>7.1} {shares}", 1e6 / per_ad);
}

/// Time on a core that `times` runs take.
fn time(times: u32, mut run: impl FnMut()) -> Duration {
    let (started, on_core) = (Instant::now(), on_core());
    for _ in 0..times {
        run();
    }
    match (on_core, self::on_core()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    }
}

/// The thread's time on a core since it began.
fn on_core() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What a partner gives of a description.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Given {
    Html,
    HtmlAndText,
    Text,
}

const HTML: &str = "<p class=\"MsoNormal\" style=\"margin:0\">Vi söker dig som vill utveckla vår \
    verkstad i Södertälje tillsammans med <strong>trettio kollegor</strong>. Du planerar arbetet, \
    leder en grupp om åtta personer &amp; håller kontakt med kunderna. Läs mer på \
    <a href=\"https://acme.example/jobb?ort=1\" target=\"_blank\">vår sida</a>.</p>\
    <ul><li>svetsarprövning</li><li>körkort B</li><li>minst tre års erfarenhet</li></ul>";

const TEXT: &str = "Vi söker dig som vill utveckla vår verkstad i Södertälje tillsammans med trettio \
    kollegor. Du planerar arbetet, leder en grupp om åtta personer & håller kontakt med kunderna. \
    Läs mer på vår sida och hör gärna av dig om du undrar över något av det som står här: vi \
    svarar alla.\n\nDu har\n- svetsarprövning\n- körkort B\n- minst tre års erfarenhet\n\n";

/// An invented ad of so many paragraphs.
fn ad(paragraphs: usize, given: Given) -> anyhow::Result<Ad> {
    let html = if given == Given::Text { String::new() } else { HTML.repeat(paragraphs) };
    let text = if given == Given::Html { String::new() } else { TEXT.repeat(paragraphs) };
    let value = serde_json::json!({
        "ad_id": "00000000-0000-5000-8000-000000000000",
        "revision": 1,
        "observed_at": "2026-11-24T12:00:00Z",
        "source": {
            "partner_id": "acme", "connector": "push", "format": "adhub-json", "external_id": "1"
        },
        "lifecycle": "published",
        "content_hash": "00".repeat(32),
        "language": "und",
        "texts": [{
            "lang": "und", "title": "Arbetsledande svetsare",
            "description_html": html, "description_text": text
        }],
        "employer": {"name": "Acme", "description_html": "<p>Acme bygger <b>båtar</b>.</p>"},
        "locations": [{"city": "Södertälje", "country": "Sverige", "postal_code": "15136"}],
        "work_mode": "onsite",
        "employment": {},
        "occupation": [{
            "scheme": "af_concept", "code": "DJh5_yyF_hEM", "origin": "source", "confidence": 1.0
        }],
        "apply": {"url": "https://acme.example/1"},
        "published_at": {
            "at": "2026-11-24T12:00:00Z", "local": "2026-11-24T13:00:00", "zone": "Europe/Stockholm"
        }
    });
    serde_json::from_value(value).context("the invented ad is no ad")
}
