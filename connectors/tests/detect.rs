//! Every fixture and every real sample is recognised as what it is. What is
//! expected of samples was written by reading them; where they are absent each
//! test says so.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use connectors::detect::{self, Clues, Sureness};

fn found(bytes: &[u8], url: Option<&str>) -> (String, Option<Sureness>) {
    let start = &bytes[..bytes.len().min(detect::START_BYTES)];
    let whole = start.len() == bytes.len();
    match detect::detect(Clues { start, whole, content_type: None, url }) {
        Ok(found) => {
            let wrapper = found.wrapper.map_or(String::new(), |keys| format!(" in {keys}"));
            (format!("{}{wrapper}", found.format), Some(found.sureness))
        }
        Err(error) => (error.to_string(), None),
    }
}

/// Fixtures that are not what they are named after, on purpose, and what is
/// told of them.
const ODD: &[(&str, &str)] = &[
    ("feed/feed-xml.other.xml", "an error in XML"),
    ("feed/feed-xml.page.xml", "a page without a schema.org JobPosting"),
    ("feed/greenhouse.page.json", "a page without a schema.org JobPosting"),
    ("feed/greenhouse.other.json", "an error instead of ads: \"not found\""),
    ("feed/lever.empty.json", "no format is known for this: an empty JSON list"),
    ("jobstream/empty.v1.json", "no format is known for this: an empty JSON list"),
    // Nothing in it tells v1 from v2.
    ("jobstream/trouble.v1.json", "jobstream-v2"),
    ("schemaorg/nothing.html", "a page without a schema.org JobPosting"),
];

#[test]
fn every_fixture_is_recognised_as_its_own_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let (mut seen, mut wrong) = (0, Vec::new());
    for folder in ["feed", "jobstream", "push", "schemaorg"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let file = path.file_name().unwrap().to_str().unwrap();
            let name = format!("{folder}/{file}");
            let odd = ODD.iter().find(|(odd, _)| *odd == name).map(|(_, wanted)| *wanted);
            let wanted = odd.unwrap_or(match folder {
                "jobstream" => "jobstream-v2",
                "push" => "adhub-json",
                "schemaorg" => "schemaorg",
                _ => file.split('.').next().unwrap(),
            });
            let told = found(&fs::read(&path).unwrap(), None).0;
            if told != wanted && !(odd.is_some() && told.starts_with(wanted)) {
                wrong.push(format!("{name}: {told}, not {wanted}"));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 75, "{seen}");
}

/// Samples, what they are, and how sure that is.
const SAMPLES: &[(&str, &str, Option<Sureness>)] = &[
    ("af-hrxml/sample.xml", "an envelope of Arbetsförmedlingen's HR-XML 0.52", None),
    ("ashby/ashby.json", "ashby", Some(Sureness::Certain)),
    ("eures/ad_1.xml", "eures-nav", Some(Sureness::Certain)),
    ("eures/ad_with_only_country.xml", "eures-nav", Some(Sureness::Certain)),
    ("greenhouse/greenhouse.json", "greenhouse in boards.secureco", Some(Sureness::Certain)),
    (
        "jobstream/output_2022-07_2ads.jsonl",
        "schemaorg in originalJobPosting",
        Some(Sureness::Certain),
    ),
    ("jobstream/stream_v1_2024-04-24_1ad.json", "jobstream-v2", Some(Sureness::Likely)),
    ("jobtech/jobtech_search.json", "jobstream-v2 in hits", Some(Sureness::Likely)),
    ("jobtech/v2_stream_removal_and_upsert.json", "jobstream-v2", Some(Sureness::Likely)),
    ("nav-feed/ad_dto.json", "an ad of NAV's import API or of NAV's own store", None),
    ("nav-import/ads-stream.jstream", "an ad of NAV's import API or of NAV's own store", None),
    (
        "nav-import/transfer-ads-missing.json",
        "an ad of NAV's import API or of NAV's own store",
        None,
    ),
    ("nav-import/transfer-ads-parse-error.json", "no format is known for this", None),
    ("nav-import/transfer-ads.json", "an ad of NAV's import API or of NAV's own store", None),
    ("personio/personio.xml", "personio", Some(Sureness::Certain)),
    ("recruitee/recruitee.json", "recruitee in subdomains.secureco", Some(Sureness::Certain)),
    ("rss/generic.rss", "rss", Some(Sureness::Likely)),
    ("rss/neogov.xml", "neogov", Some(Sureness::Certain)),
    ("rss/teamtailor_upcloud.rss", "teamtailor", Some(Sureness::Certain)),
    ("schemaorg/detail-diode-staff.html", "schemaorg", Some(Sureness::Certain)),
    ("schemaorg/icims_detail_no_jsonld.html", "a page without a schema.org JobPosting", None),
    ("schemaorg/schemaorg_example_01.microdata.html", "schemaorg", Some(Sureness::Certain)),
    ("schemaorg/schemaorg_example_03.jsonld.html", "schemaorg", Some(Sureness::Certain)),
    ("schemaorg/schemaorg_example_04.jsonld.html", "schemaorg", Some(Sureness::Certain)),
    ("schemaorg/schemaorg_example_06.jsonld.html", "schemaorg", Some(Sureness::Certain)),
    ("sitemap/jobylon_job_111.html", "schemaorg", Some(Sureness::Certain)),
    ("sitemap/jobylon_sitemap_index.xml", "sitemap", Some(Sureness::Certain)),
    ("sitemap/jobylon_sitemap_jobs.xml", "sitemap", Some(Sureness::Certain)),
    ("smartrecruiters/smartrecruiters.json", "smartrecruiters", Some(Sureness::Certain)),
    ("teamtailor/teamtailor.json", "teamtailor-json", Some(Sureness::Certain)),
    ("workable/workable.json", "workable", Some(Sureness::Certain)),
    ("workday/workday_detail.json", "workday-detail", Some(Sureness::Certain)),
    ("workday/workday_search_page_1.json", "workday", Some(Sureness::Certain)),
    ("xml-feeds/indeed_basic.xml", "indeed", Some(Sureness::Certain)),
    ("xml-feeds/jobrapido_example.xml", "jobrapido", Some(Sureness::Certain)),
    ("xml-feeds/linkedin_example.xml", "linkedin", Some(Sureness::Certain)),
];

#[test]
fn every_sample_is_recognised_as_what_it_is() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    let Ok(folders) = fs::read_dir(&root) else {
        println!("left out: ../shared/samples is not there");
        return;
    };
    let mut wrong = Vec::new();
    let mut names = Vec::new();
    for folder in folders.map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if !name.ends_with("SOURCE.txt") {
                names.push(name);
            }
        }
    }
    for name in &names {
        let Some((_, wanted, sure)) = SAMPLES.iter().find(|(known, ..)| known == name) else {
            wrong.push(format!("{name}: not in the table"));
            continue;
        };
        let (told, seen) = found(&fs::read(root.join(name)).unwrap(), None);
        let right = if sure.is_some() { told == *wanted } else { told.starts_with(wanted) };
        if !right || seen != *sure {
            wrong.push(format!("{name}: {told} {seen:?}, not {wanted} {sure:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(names.len(), SAMPLES.len());
}
