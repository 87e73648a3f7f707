//! The corpora as ads that say nothing but their texts, and the labels.

use std::io::Read as _;
use std::path::PathBuf;

use processors::enrich::enrich;
use processors::quality::{Count, Figures, Side, side};
use schemas::Ad;
use serde_json::{Value, json};

/// One ad of a corpus: its id there, its record, and the ad with its title and
/// text alone.
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) record: Value,
    pub(crate) title: String,
    pub(crate) body: String,
}

impl Sample {
    /// The ad with title and text and nothing else, enriched.
    pub(crate) fn enriched(&self) -> Ad {
        enriched(&ad(&self.title, &self.body))
    }

    pub(crate) fn text(&self, pointer: &str) -> String {
        text(&self.record, pointer)
    }
}

pub(crate) fn text(record: &Value, pointer: &str) -> String {
    match record.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The ads of `NAME.jsonl.gz`, or `None` when there is no corpus.
pub(crate) fn corpus(name: &str) -> Option<Vec<Sample>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../../shared/corpus/{name}.jsonl.gz"));
    let Ok(file) = std::fs::File::open(&path) else {
        println!("left out: there is no ../shared/corpus/{name}.jsonl.gz beside the repository");
        return None;
    };
    let mut lines = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut lines).unwrap();
    let (id, title, body) = match name {
        "jobtech-40" => ("/id", "/headline", "/description/text"),
        "nav-oslo" => ("/uuid", "/title", "/description"),
        "nhs-3000" => ("/url", "/title", "/description"),
        "pl-ads" => ("/id", "/job.title", "/job.description"),
        _ => unreachable!("a corpus of ours"),
    };
    let sample = |(index, line): (usize, &str)| {
        let record: Value = serde_json::from_str(line).unwrap();
        let given = text(&record, id);
        Sample {
            id: if given.is_empty() { format!("line-{index}") } else { given },
            title: text(&record, title),
            body: text(&record, body),
            record,
        }
    };
    Some(lines.lines().enumerate().map(sample).collect())
}

/// An ad that says its title and its text.
pub(crate) fn ad(title: &str, body: &str) -> Ad {
    serde_json::from_value(json!({
        "ad_id": "00000000-0000-5000-8000-000000000000",
        "revision": 1,
        "observed_at": "2026-11-24T12:00:00Z",
        "source": {
            "partner_id": "acme", "connector": "push", "format": "adhub-json", "external_id": "1"
        },
        "lifecycle": "published",
        "content_hash": "00".repeat(32),
        "language": "und",
        "texts": [{"lang": "und", "title": title, "description_html": body}],
        "employer": {"name": ""},
        "locations": [],
        "work_mode": "unspecified",
        "employment": {},
        "apply": {},
        "published_at":
            {"at": "2026-11-24T12:00:00Z", "local": "2026-11-24T12:00:00", "zone": "UTC"}
    }))
    .unwrap()
}

pub(crate) fn enriched(ad: &Ad) -> Ad {
    let mut once = ad.clone();
    enrich(&mut once);
    let mut twice = once.clone();
    enrich(&mut twice);
    assert!(once == twice, "enriching twice is not enriching once: {}", ad.title());
    once
}

/// The rows of a file of labels below its head: what `#` does not begin, split
/// at tabs.
pub(crate) fn labels(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1)
        .map(|line| line.split('\t').collect())
}

/// Counts by side of the split, printed when done.
#[derive(Default)]
pub(crate) struct Tally {
    tuning: Vec<Count>,
    reporting: Vec<Count>,
}

impl Tally {
    pub(crate) fn add(&mut self, id: &str, count: Count) {
        match side(id) {
            Side::Tuning => self.tuning.push(count),
            Side::Reporting => self.reporting.push(count),
        }
    }

    /// Prints the figures of both sides and fails when those of the reporting
    /// side are below what they were.
    #[track_caller]
    pub(crate) fn check(&self, name: &str, precision_min: f64, recall_min: f64) {
        let (tuning, reporting) = (Figures::of(&self.tuning), Figures::of(&self.reporting));
        println!("{name}\n  tuning    {tuning}\n  reporting {reporting}");
        assert!(reporting.precision.value >= precision_min, "{name}: precision fell: {reporting}");
        assert!(reporting.recall.value >= recall_min, "{name}: recall fell: {reporting}");
    }
}
