//! `adhub eval` on real ads of many formats, which stand beside the repository:
//! where they are absent, it says so and checks nothing. Labels by reading,
//! `labels/samples.tsv` and `processors/tests/quality/facts.tsv`.

use serde_json::Value;
use tests::binary::workspace;
use tests::hub::command;

const SAMPLES: &[&str] = &[
    "ashby/ashby.json",
    "greenhouse/greenhouse.json",
    "jobstream/stream_v1_2024-04-24_1ad.json",
    "jobtech/jobtech_search.json",
    "recruitee/recruitee.json",
    "rss/generic.rss",
    "rss/neogov.xml",
    "rss/teamtailor_upcloud.rss",
    "schemaorg/detail-diode-staff.html",
    "schemaorg/schemaorg_example_03.jsonld.html",
    "schemaorg/schemaorg_example_06.jsonld.html",
    "smartrecruiters/smartrecruiters.json",
    "teamtailor/teamtailor.json",
    "workable/workable.json",
    "workday/workday_detail.json",
    "workday/workday_search_page_1.json",
    "xml-feeds/indeed_basic.xml",
    "xml-feeds/jobrapido_example.xml",
    "xml-feeds/linkedin_example.xml",
];

/// Files of `../shared`; none, said aloud, when one is absent.
#[expect(clippy::print_stderr, reason = "what was left out is said")]
fn shared(folder: &str, names: &[&str]) -> Option<Vec<String>> {
    let folder = workspace().join("../shared").join(folder);
    let mut paths = Vec::new();
    for name in names {
        let path = folder.join(name);
        if !path.is_file() {
            eprintln!("left out: {} is absent", path.display());
            return None;
        }
        paths.push(path.to_str().expect("it is UTF-8").to_owned());
    }
    Some(paths)
}

fn report(ads: &[String], labels: &str) -> Value {
    let labels = workspace().join(labels);
    let labels = labels.to_str().expect("it is UTF-8");
    let mut arguments = vec!["eval", "facts", "--text-alone", "--json", "--labels", labels];
    arguments.extend(["--now", "2026-11-24T12:00:00Z", "--ads"]);
    arguments.extend(ads.iter().map(String::as_str));
    let output = command(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

fn field<'r>(report: &'r Value, name: &str) -> &'r Value {
    let fields = report["fields"].as_array().expect("a list");
    fields.iter().find(|field| field["field"] == name).expect("the field is measured")
}

/// Nineteen files of sixteen formats, 28 labelled ads.
#[test]
fn facts_of_many_formats() {
    let Some(ads) = shared("samples", SAMPLES) else { return };
    let report = report(&ads, "tests/labels/samples.tsv");
    assert_eq!(field(&report, "place")["ads"], 28, "{report}");
    for (name, precision_min, recall_min) in [
        ("isco08", 0.87, 0.70),
        ("place", 0.80, 0.95),
        ("work_mode", 0.95, 0.45),
        ("extent", 0.95, 0.95),
        ("salary", 0.95, 0.95),
        ("education", 0.95, 0.95),
    ] {
        let of = field(&report, name);
        let figure = |which: &str| of[which]["value"].as_f64().expect("a figure");
        assert!(figure("precision") >= precision_min, "{name}: precision fell: {of}");
        assert!(figure("recall") >= recall_min, "{name}: recall fell: {of}");
    }
}

/// The corpora as they are: their own JSON lines, packed.
#[test]
fn ads_of_the_corpora_are_found_by_their_labels() {
    for (name, labelled) in [("jobtech-40", 39), ("nav-oslo", 37), ("nhs-3000", 52), ("pl-ads", 77)]
    {
        let Some(ads) = shared("corpus", &[&format!("{name}.jsonl.gz")]) else { return };
        let report = report(&ads, "processors/tests/quality/facts.tsv");
        assert_eq!(field(&report, "place")["ads"].as_u64().unwrap_or(0) + unread(name), labelled);
        let languages = report["fields"].as_array().expect("a list").len();
        assert_eq!(languages, 15, "{name}: {report}");
    }
}

/// Ads of which nobody has read the place.
fn unread(name: &str) -> u64 {
    u64::from(name == "jobtech-40")
}
