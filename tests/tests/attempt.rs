//! `adhub try`: what it finds, prints and answers.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use serde_json::{Value, json};
use tests::binary::{adhub, workspace};
use tests::client::{ad, page};
use tests::hub::{Hub, command, piped};

const NOW: &str = "2026-11-24T12:00:00Z";

fn check(output: &Output, code: i32, words: &[&str]) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

fn attempt(arguments: &[&str]) -> Output {
    command(&[&["try", "--now", NOW], arguments].concat())
}

fn attempt_input(input: &[u8], arguments: &[&str]) -> Output {
    piped(input, &[&["try", "--now", NOW], arguments, &["-"]].concat())
}

/// The lines before the closing line, and that one.
fn lines(output: &Output) -> (Vec<Value>, Value) {
    let text = String::from_utf8_lossy(&output.stdout);
    let read = |line| serde_json::from_str(line).expect("a line is JSON");
    let mut lines: Vec<Value> = text.lines().map(read).collect();
    let last = lines.pop().expect("there is a closing line");
    (lines, last)
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = workspace().join("connectors/fixtures").join(folder);
    let entries = std::fs::read_dir(folder).expect("the fixtures are there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is there").path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    paths
}

#[test]
fn every_fixture_is_read_as_its_format_and_its_ads_can_be_pushed() {
    let (mut seen, mut ads) = (0, String::new());
    for path in fixtures("feed") {
        let file = path.file_name().unwrap().to_str().unwrap();
        let dialect = file.split('.').next().unwrap();
        let output = attempt(&["--json", path.to_str().unwrap()]);
        if !lines(&output).1["unread"].is_null() {
            let odd = [
                "feed-xml.other.xml",
                "feed-xml.page.xml",
                "greenhouse.other.json",
                "greenhouse.page.json",
                "lever.empty.json",
            ];
            assert!(odd.contains(&file), "{file}: {output:?}");
            assert_eq!(output.status.code(), Some(1), "{file}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("known formats"), "{file}");
            continue;
        }
        let (lines, last) = lines(&output);
        assert_eq!(last["format"], dialect, "{file}");
        assert_eq!(
            last["counts"]["ads"].as_u64(),
            Some(lines.iter().filter(|line| line["removal"].is_null()).count() as u64),
            "{file}"
        );
        let rejected = last["rejected"].as_array().expect("a list");
        assert!(
            rejected
                .iter()
                .all(|one| one["reason"].is_string() && !one["faults"][0]["code"].is_null()),
            "{file}"
        );
        let broken = last["sources"][0]["items"].is_null();
        let code = i32::from(broken || !rejected.is_empty());
        assert_eq!(output.status.code(), Some(code), "{file}: {rejected:?}");
        for line in lines.iter().filter(|line| line["removal"].is_null()) {
            assert!(line["warnings"].is_array(), "{line}");
            ads.push_str(&format!("{line}\n"));
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
    let validated = piped(ads.as_bytes(), &["validate", "--json", "--now", NOW, "-"]);
    check(&validated, 0, &[]);
    assert_eq!(validated.stdout.iter().filter(|byte| **byte == b'\n').count(), seen);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn standard_input_is_read_packed_or_not() {
    let bytes = std::fs::read(workspace().join("connectors/fixtures/feed/indeed.two.xml")).unwrap();
    check(&attempt_input(&bytes, &[]), 0, &["indeed, certain", "2 ads", "bread-001", "[partners."]);
    check(&attempt_input(&gzip(&bytes), &[]), 0, &["indeed, certain", "packed with gzip"]);
    let cut = attempt_input(&bytes[..bytes.len() - 20], &[]);
    check(&cut, 1, &["complete    no: an XML feed that is not valid", "cut"]);
}

#[test]
fn a_saved_page_is_read_under_an_address_that_is_said() {
    let page = workspace().join("connectors/fixtures/schemaorg/rdfa.html");
    let page = page.to_str().unwrap();
    check(&attempt(&[page]), 0, &["schemaorg, certain", "https://example.org/rdfa.html stands in"]);
    let given = attempt(&["--json", "--url", "https://jobs.example.org/7", page]);
    assert!(lines(&given).1["sources"][0]["address_assumed"].is_null());
}

#[test]
fn the_suggested_block_is_accepted_or_it_says_that_nothing_is_pulled() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let config = directory.path().join("adhub.toml");
    let (mut accepted, mut refused) = (0, Vec::new());
    let folders = ["feed", "jobstream", "schemaorg"];
    for path in folders.iter().flat_map(|folder| fixtures(folder)) {
        let arguments = ["--url", "https://jobs.example.org/feed", path.to_str().unwrap()];
        let text = String::from_utf8(attempt(&arguments).stdout).expect("text");
        let Some((_, block)) = text.split_once("Suggested for adhub.toml\n") else { continue };
        if block.contains("not to be pulled") {
            let format = text.split_whitespace().nth(2).unwrap().trim_end_matches(',');
            refused.push(format.to_owned());
            continue;
        }
        std::fs::write(&config, block).expect("it can be written");
        check(&command(&["check", "--config", config.to_str().unwrap()]), 0, &["[partners."]);
        accepted += 1;
    }
    refused.sort();
    refused.dedup();
    let alone = [
        "bamboohr-detail",
        "bundesagentur-detail",
        "nav-entry",
        "schemaorg",
        "smartrecruiters-detail",
        "workday-detail",
    ];
    assert_eq!(refused, alone);
    assert!(accepted > 45, "{accepted}");
}

#[test]
fn files_of_one_board_are_read_together() {
    let file = |name: &str| workspace().join("connectors/fixtures/feed").join(name);
    let (one, two) = (file("rss.two.xml"), file("varbi-rss.one.xml"));
    let output = attempt(&["--json", one.to_str().unwrap(), two.to_str().unwrap()]);
    let (ads, last) = lines(&output);
    assert_eq!(last["sources"].as_array().unwrap().len(), 2);
    assert_eq!(last["format"], "rss, varbi-rss");
    assert!(ads.len() >= 3 && last["complete"] == false, "{last}");
}

#[test]
fn what_is_not_known_is_described_and_wrong_use_is_told() {
    let page = b"<!doctype html><html><body>We are hiring!</body></html>";
    check(&attempt_input(page, &[]), 1, &["a page without a schema.org", "sitemap"]);
    check(
        &attempt_input(b"<x:books><x:book/></x:books>", &[]),
        1,
        &["<x:books>", "<book>", "indeed"],
    );
    check(
        &attempt_input(b"{\"rows\": [], \"next\": 1}", &[]),
        1,
        &["\"next\"", "\"rows\"", "greenhouse"],
    );
    check(&attempt_input(b"", &[]), 1, &["there are no bytes"]);
    check(&attempt(&["no-such-file.xml"]), 2, &["no-such-file.xml"]);
    check(&attempt(&["/"]), 2, &["is a directory"]);
    check(&attempt_input(b"", &["--format", "indee"]), 2, &["\"indee\"", "indeed"]);
    check(&attempt_input(b"", &["--zone", "Stockholm"]), 2, &["Europe/Stockholm"]);
    check(&attempt_input(b"", &["--through", "publish"]), 2, &["group"]);
    check(&attempt(&[]), 2, &["URL|FILE|-"]);
    check(&attempt(&["list"]), 0, &["teamtailor", "schemaorg", "adhub-json"]);
}

#[test]
fn a_dialect_of_the_partners_own_is_tried_before_it_is_configured() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("acme.toml");
    let own =
        "extends = \"feed-xml\"\nname = \"acme\"\nroots = [\"offers\"]\nitems = [\"offer\"]\n";
    std::fs::write(&path, own).unwrap();
    let feed = b"<offers><offer><id>1</id><title>Baker</title></offer></offers>";
    let path = path.to_str().unwrap();
    check(&attempt_input(feed, &["--dialect", path]), 0, &["acme, certain", "Baker"]);
    std::fs::write(path, "extends = \"nosuch\"").unwrap();
    check(&attempt_input(feed, &["--dialect", path]), 2, &["acme.toml", "nosuch"]);
}

/// A feed of about 100 MB, in pieces.
fn large_feed(mut write: impl FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<u64> {
    let text = "You bake bread and nothing else. ".repeat(600);
    write(b"<source><publisher>x</publisher><publisherurl>https://x.org</publisherurl>")?;
    let mut bytes = 0;
    for number in 0..5_000 {
        let job = format!(
            "<job><title>Baker</title><referencenumber>{number}</referencenumber><company>Acme</company><url>https://x.org/{number}</url><description><![CDATA[{text}]]></description></job>"
        );
        bytes += job.len() as u64;
        write(job.as_bytes())?;
    }
    write(b"</source>")?;
    Ok(bytes)
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_feed_is_read_in_little_memory() {
    let mut child = Command::new(adhub())
        .args(["try", "--json", "--now", NOW, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut input = child.stdin.take().expect("it is piped");
    let output = child.stdout.take().expect("it is piped");
    let reader = std::thread::spawn(move || {
        let lines = std::io::BufRead::lines(std::io::BufReader::new(output));
        lines.map(|line| line.expect("text")).last().expect("there is a closing line")
    });
    let mut peak_kb = 0;
    let bytes = large_feed(|piece| {
        let text = std::fs::read_to_string(&status)?;
        let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
        peak_kb = line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(peak_kb);
        input.write_all(piece)
    });
    let bytes = bytes.expect("it reads all of it");
    drop(input);
    let last: Value = serde_json::from_str(&reader.join().expect("it ends")).expect("JSON");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(last["counts"]["ads"], 5_000);
    println!("{} MB read, {} MB held at most", bytes >> 20, peak_kb >> 10);
    assert!(bytes > 95 << 20 && peak_kb > 0 && peak_kb < 64 << 10, "{bytes} bytes, {peak_kb} kB");
}

/// A site with a feed, and a sitemap of two pages with an ad and one without.
async fn site() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let entry = |path: &str| format!("<url><loc>{url}{path}</loc></url>");
    let pages = [entry("/about"), entry("/jobs/1"), entry("/gone"), entry("/jobs/2")].concat();
    let sitemap = format!("<urlset>{pages}</urlset>");
    let index =
        format!("<sitemapindex><sitemap><loc>{url}/sitemap.xml</loc></sitemap></sitemapindex>");
    let posting = |title: &str| {
        let posting = json!({"@context": "https://schema.org", "@type": "JobPosting", "title": title,
            "hiringOrganization": {"name": "Acme"}});
        format!(
            "<!doctype html><html><script type=\"application/ld+json\">{posting}</script></html>"
        )
    };
    let (one, two) = (posting("Baker"), posting("Cook"));
    let answer =
        |kind: &'static str, body: String| get(async move || ([(CONTENT_TYPE, kind)], body));
    let router = Router::new()
        .route("/sitemap.xml", answer("application/xml", sitemap))
        .route("/index.xml", answer("application/xml", index))
        .route("/jobs/1", answer("text/html", one))
        .route("/jobs/2", answer("text/html", two))
        .route("/about", answer("text/html", "<!doctype html><html>About</html>".to_owned()))
        .route("/v0/postings/acme", answer("application/json", "[]".to_owned()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_read_from_its_sitemap_with_manners() {
    let url = site().await;
    let index = format!("{url}/index.xml");
    let refused = attempt(&[&index]);
    check(&refused, 1, &["not a public address", "--private-address"]);
    let started = std::time::Instant::now();
    let output = attempt(&["--private-address", "--json", &index]);
    let (ads, last) = lines(&output);
    let titles: Vec<&Value> = ads.iter().map(|ad| &ad["texts"][0]["title"]).collect();
    assert_eq!(titles, ["Baker", "Cook"], "{last:#}");
    assert_eq!(ads[0]["external_id"], format!("{url}/jobs/1"), "the address is the id");
    let unread = last["unread"].to_string();
    assert!(
        unread.contains("/about: a page without") && unread.contains("/gone answered 404"),
        "{unread}"
    );
    // Four pages and a sitemap: one a second.
    assert!(started.elapsed().as_secs() >= 4, "{:?}", started.elapsed());
    let one =
        attempt(&["--private-address", "--pages", "2", "--json", &format!("{url}/sitemap.xml")]);
    assert_eq!(lines(&one).0.len(), 1);
    check(&attempt(&["--private-address", &format!("{url}/none")]), 1, &["answered 404"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_be_published_is_what_a_hub_publishes() {
    let hub = Hub::new(&[]).await;
    let partner = hub.partner("acme");
    let (mut batch, mut published) = (Vec::new(), Vec::new());
    let (_, mut cursor) = page(hub.url(), None, 0).await;
    for (id, title) in [("1", "Nurse"), ("2", "Cook"), ("3", "Nurse"), ("1", "Nurse, nights")] {
        let mut ad = ad(title);
        ad["external_id"] = json!(id);
        ad["published_at"] = json!("2026-11-01");
        let (status, receipt) = partner.put(hub.url(), id, &ad).await.expect("the gateway answers");
        assert_eq!(status, 202, "{receipt}");
        batch.push(ad);
        // One after the other: partitions have no order between them.
        let (change, next) = page(hub.url(), Some(&cursor), 30).await;
        published.extend(change);
        cursor = next;
    }
    let batch = Value::Array(batch).to_string();
    let arguments = ["try", "--partner", "acme", "--through", "group", "--json", "-"];
    let (tried, last) = lines(&piped(batch.as_bytes(), &arguments));
    assert_eq!(last["outcomes"]["emitted"], 4, "{last}");
    let essence = |change: &Value| {
        let ad = &change["ad"];
        let names = [
            "content_hash",
            "texts",
            "locations",
            "occupation",
            "employer",
            "apply",
            "published_at",
        ];
        let facts: Vec<Value> = names.iter().map(|name| ad[*name].clone()).collect();
        json!([
            change["kind"],
            change["ad_id"],
            change["revision"],
            change["job"]["id"],
            change["job"]["kind"],
            facts
        ])
    };
    let tried: Vec<Value> = tried
        .iter()
        .inspect(|change| {
            assert_eq!(change["job_id"], change["job"]["id"]);
        })
        .map(essence)
        .collect();
    let published: Vec<Value> = published.iter().map(essence).collect();
    assert_eq!(tried, published);
}
