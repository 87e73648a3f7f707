//! `adhub eval`: ads of any format, labels of many forms, and what it says
//! when something does not fit.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use tests::binary::workspace;
use tests::hub::{command, piped};

const INDEED: &str = "connectors/fixtures/feed/indeed.two.xml";

/// Three invented ads: id, title, text.
const ADS: [(&str, &str, &str); 3] = [
    (
        "1",
        "Lagerarbetare till Västerås",
        "<p>Vi söker dig till vårt lager i Västerås. Tillsvidareanställning på heltid. Du har \
         B-körkort, det är ett krav. Månadslön 28 000 - 31 000 kr/månad. Sista ansökningsdag \
         2026-12-20.</p>",
    ),
    (
        "2",
        "Sjuksköterska",
        "<p>Du arbetar på vår mottagning i Umeå. Vikariat på deltid, 75 %. Du är legitimerad \
         sjuksköterska.</p>",
    ),
    (
        "3",
        "Systemutvecklare",
        "<p>Vi bygger system för våra kunder i hela landet, och du är en av oss. Tjänsten är på \
         distans, helt på distans.</p>",
    ),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("it is written");
        text(&path)
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("it is UTF-8").to_owned()
}

fn plain() -> String {
    let line = |(id, title, text): &(&str, &str, &str)| {
        let ad = json!({"id": id, "headline": title, "description": {"text": text},
            "publication_date": "2026-11-24"});
        format!("{ad}\n")
    };
    ADS.iter().map(line).collect()
}

fn postings() -> String {
    let line = |(id, title, text): &(&str, &str, &str)| {
        let ad = json!({"@context": "https://schema.org", "@type": "JobPosting",
            "url": format!("https://acme.example/jobs/{id}"), "title": title,
            "description": text, "datePosted": "2026-11-24",
            "hiringOrganization": {"@type": "Organization", "name": "Acme AB"}});
        format!("{ad}\n")
    };
    ADS.iter().map(line).collect()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).expect("it is packed");
    encoder.finish().expect("it is packed")
}

#[track_caller]
fn check(output: &Output, code: i32, words: &[&str]) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

/// Said, found and right of the first field.
#[track_caller]
fn counts(output: &Output) -> [u64; 3] {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let field = &report["fields"][0];
    ["said", "found", "right"].map(|name| field[name].as_u64().expect("a count"))
}

#[test]
fn ads_are_read_in_every_way() {
    let folder = Folder::new();
    let labels = folder.file("labels.tsv", "id\tplace\n1\tVästerås\n2\tUmeå\n3\t-\n");
    let plain_ads = folder.file("plain.ndjson", plain());
    let packed = folder.file("packed.bin", gzip(&postings()));
    let eval = ["eval", "place", "--json", "--labels", &labels, "--ads"];
    for ads in [&plain_ads, &packed] {
        let arguments = [&eval[..], &[ads.as_str()]].concat();
        assert_eq!(counts(&command(&arguments)), [2, 2, 2], "{ads}");
    }
    let arguments = [&eval[..], &["-"]].concat();
    assert_eq!(counts(&piped(&gzip(&plain()), &arguments)), [2, 2, 2]);
    let labels_piped = ["eval", "place", "--json", "--labels", "/dev/stdin", "--ads", &plain_ads];
    let piped_in = piped(&std::fs::read(&labels).expect("the labels"), &labels_piped);
    assert_eq!(counts(&piped_in), [2, 2, 2], "a pipe cannot be rewound");
    let forced = [&eval[..], &[&plain_ads, "--format", "plain"]].concat();
    assert_eq!(counts(&command(&forced)), [2, 2, 2]);
    let mut table = "id,title,text\r\n".to_owned();
    for (id, title, text) in ADS {
        table.push_str(&format!("{id},{title},\"{}\"\r\n", text.replace(". ", ".\n")));
    }
    let table = folder.file("table.csv", table);
    let arguments = [&eval[..], &[table.as_str()]].concat();
    assert_eq!(counts(&command(&arguments)), [2, 2, 2]);
}

#[test]
fn a_feed_of_a_partner_is_read_and_its_own_values_can_be_hidden() {
    let folder = Folder::new();
    let labels = folder.file("labels.ndjson", r#"{"id": "bread-001", "place": "Phoenix"}"#);
    let ads = workspace().join(INDEED);
    let eval = ["eval", "place", "--json", "--labels", &labels, "--ads", &text(&ads)];
    assert_eq!(counts(&command(&eval)), [1, 1, 1]);
    let hidden = [&eval[..], &["--text-alone"]].concat();
    assert_eq!(counts(&command(&hidden)), [1, 0, 0]);
    let unhidden = command(&eval);
    check(&unhidden, 0, &["the partner's own value counts", "1 ads have no label"]);
}

/// Every fact, each with a label that is right and one that is wrong.
#[test]
fn every_fact_is_measured() {
    let folder = Folder::new();
    let ads = folder.file("ads.ndjson", plain());
    for (fact, row, right) in [
        ("language", json!({"language": "sv"}), json!({"language": "nb"})),
        ("occupation", json!({"isco08": "9333|4321"}), json!({"isco08": "2221"})),
        ("place", json!({"place": ["1980"]}), json!({"place": ["Arboga"]})),
        ("employment", json!({"duration": "permanent"}), json!({"duration": "seasonal"})),
        (
            "salary",
            json!({"salary": {"min": 28000, "max": 31000, "currency": "SEK", "period": "month"}}),
            json!({"salary": "28000-32000 SEK month"}),
        ),
        ("deadline", json!({"deadline": "2026-12-20"}), json!({"deadline": "2026-12-21"})),
        ("requirements", json!({"licences": ["B"]}), json!({"licences": ["CE"]})),
    ] {
        for (label, wanted) in [(row, 1), (right, 0)] {
            let mut label = label;
            label["id"] = json!("1");
            let labels = folder.file("labels.ndjson", label.to_string());
            let arguments =
                ["eval", fact, "--text-alone", "--json", "--labels", &labels, "--ads", &ads];
            let [said, found, is_right] = counts(&command(&arguments));
            assert_eq!((said, found, is_right), (1, 1, wanted), "{fact} {label}");
        }
    }
    for (fact, id, label) in [
        ("work-mode", "3", json!({"work_mode": "remote"})),
        ("start", "1", json!({"start": null})),
        ("warnings", "1", json!({"warnings": []})),
        ("personal-data", "1", json!({"personal_data": []})),
        ("employer", "1", json!({"employer": null, "agency": false})),
        ("facts", "2", json!({"percent": 75, "extent": "part", "licences": "nursing"})),
    ] {
        let mut label = label;
        label["id"] = json!(id);
        let labels = folder.file("labels.ndjson", label.to_string());
        let arguments = ["eval", fact, "--text-alone", "--labels", &labels, "--ads", &ads];
        check(&command(&arguments), 0, &["1.000 (1.000 to 1.000)"]);
        assert!(!said(&command(&arguments)).contains("missed 1"), "{fact}");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn errors_say_what_was_found_where_and_what_was_read() {
    let folder = Folder::new();
    let ads = folder.file("ads.ndjson", plain());
    let labels = folder.file("labels.tsv", "id\tplace\n1\tArboga\n3\tKiruna\n17\tLund\n");
    let eval = ["eval", "place", "--text-alone", "--labels", &labels, "--ads", &ads];
    let words = [
        "wrong  1  place: found Västerås in \"Västerås\" at /texts/0/title 19-27",
        "read arboga",
        "missed 3  place: found nothing; read kiruna  Systemutvecklare",
        "1 labels name no ad: 17",
        "1 ads have no label",
    ];
    check(&command(&eval), 0, &words);
    let none = command(&[&eval[..], &["--errors", "0"]].concat());
    assert!(!said(&none).contains("arboga"), "{}", said(&none));
    check(&none, 0, &["and 2 more"]);
    let once = command(&[&eval[..], &["--json"]].concat());
    let again = command(&[&eval[..], &["--json"]].concat());
    assert_eq!(once.stdout, again.stdout, "the intervals are drawn anew");
}

#[test]
fn the_sides_of_the_split_make_the_whole() {
    let folder = Folder::new();
    let (mut ads, mut labels) = (String::new(), "id\tlanguage\n".to_owned());
    for id in 0..20 {
        ads.push_str(&format!(
            "{}\n",
            json!({"id": id, "title": "Bagare sökes", "text": ADS[0].2})
        ));
        labels.push_str(&format!("{id}\tsv\n"));
    }
    let (ads, labels) = (folder.file("ads.ndjson", ads), folder.file("labels.tsv", labels));
    let on = |side: &str| {
        let eval =
            ["eval", "language", "--json", "--ads", &ads, "--labels", &labels, "--split", side];
        counts(&command(&eval))[0]
    };
    let (tuning, reporting) = (on("tuning"), on("reporting"));
    assert!(tuning > 0 && reporting > 0);
    assert_eq!((tuning + reporting, on("whole")), (20, 20));
}

#[test]
fn predictions_of_try_are_measured_as_its_ads_are() {
    let folder = Folder::new();
    let ads = folder.file("ads.ndjson", postings());
    let labels = folder.file("labels.tsv", "id\tplace\n1\tVästerås\n2\tUmeå\n3\t-\n");
    for through in ["enrich", "group"] {
        let tried = command(&[
            "try",
            "--json",
            "--now",
            "2026-11-24T12:00:00Z",
            "--through",
            through,
            &ads,
        ]);
        check(&tried, 0, &[]);
        let predictions = folder.file("predictions.ndjson", &tried.stdout);
        let eval = ["eval", "place", "--json", "--labels", &labels, "--predictions", &predictions];
        assert_eq!(counts(&command(&eval)), [2, 2, 2], "{through}");
    }
    let pushed = command(&["try", "--json", &ads]);
    let predictions = folder.file("pushed.ndjson", &pushed.stdout);
    let eval = ["eval", "place", "--labels", &labels, "--predictions", &predictions];
    check(&command(&eval), 1, &["line 1", "--through enrich is missing"]);
}

#[test]
fn pairs_are_judged_by_the_jobs_that_predictions_name() {
    let folder = Folder::new();
    let mut again = postings().replace("/jobs/", "/jobs/again-");
    again.push_str(&postings());
    let ads = folder.file("ads.ndjson", again);
    let tried =
        command(&["try", "--json", "--now", "2026-11-24T12:00:00Z", "--through", "group", &ads]);
    let predictions = folder.file("predictions.ndjson", &tried.stdout);
    let pairs = folder.file("pairs.tsv", "a_id\tb_id\tlabel\n1\t2\tdifferent\n1\t3\tdifferent\n");
    let own = command(&["eval", "group", "--ads", &ads, "--labels", &pairs]);
    check(&own, 0, &["2 pairs", "wrong 0"]);
    let told = command(&["eval", "group", "--predictions", &predictions, "--labels", &pairs]);
    check(&told, 0, &["2 pairs", "wrong 0"]);
}

#[test]
fn what_does_not_fit_is_told() {
    let folder = Folder::new();
    let ads = folder.file("ads.ndjson", plain());
    let good = folder.file("good.tsv", "id\tplace\n1\tVästerås\n");
    let bad = folder.file("bad.tsv", "id\twork_mode\n1\tremote\n2\tsometimes\n");
    let mode = ["eval", "work-mode", "--labels", &bad, "--ads", &ads];
    check(&command(&mode), 1, &["line 3", "work_mode", "sometimes", "onsite, hybrid or remote"]);
    check(&command(&["eval", "place", "--labels", &good]), 2, &["--ads FILE"]);
    let absent = folder.file("absent.tsv", "id\tplace\n99\tLund\n");
    let eval = ["eval", "place", "--labels", &absent, "--ads", &ads];
    check(&command(&eval), 1, &["nothing can be judged", "\"99\"", "\"1\""]);
    let other = folder.file("other.tsv", "id\tcolour\n1\tred\n");
    let eval = ["eval", "place", "--labels", &other, "--ads", &ads];
    check(&command(&eval), 1, &["colour", "place"]);
    let nothing = folder.file("nothing.bin", "no ads at all\n");
    let eval = ["eval", "place", "--labels", &good, "--ads", &nothing];
    check(&command(&eval), 1, &["no format is known"]);
    let gone = text(&PathBuf::from("/nonexistent/ads.ndjson"));
    let eval = ["eval", "place", "--labels", &good, "--ads", &gone];
    check(&command(&eval), 2, &["/nonexistent/ads.ndjson"]);
    let twice = format!("{}{}", plain(), plain().replace("Västerås", "Sala"));
    let twice = folder.file("twice.ndjson", twice);
    let eval = ["eval", "place", "--labels", &good, "--ads", &twice];
    check(&command(&eval), 0, &["3 ids come more than once", "Sala"]);
}

/// Two partners with the same ids, and ads that are one job at both.
#[test]
fn ads_of_several_partners_are_told_apart() {
    let folder = Folder::new();
    let at = |host: &str| postings().replace("acme.example", host);
    let one = folder.file("one.ndjson", at("one.example"));
    let other = folder.file("other.ndjson", at("other.example"));
    let labels = "a_id\tb_id\tlabel\none/https://one.example/jobs/1\thttps://other.example/jobs/1\tsame\n\
                  https://one.example/jobs/1\tother/https://other.example/jobs/2\tdifferent\n";
    let pairs = folder.file("pairs.tsv", labels);
    let (one, other) = (format!("one={one}"), format!("other={other}"));
    let eval = command(&["eval", "group", "--labels", &pairs, "--ads", &one, &other]);
    check(&eval, 0, &["6 ads", "2 pairs", "right 1, wrong 0, missed 0"]);
}
