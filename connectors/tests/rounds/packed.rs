//! Feeds in archives: gzip files, and zip archives of one file or of several.

use std::io::Write as _;

use connectors::ReadError;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::driver::{BYTES_MAX, Reply, Store};
use super::scripted::{Scripted, opened, poll, since};
use connectors::partners::Settings;

fn jobs(ids: &[&str]) -> String {
    let job = |id: &&str| {
        format!(
            "<job><title>Baker {id}</title><referencenumber>{id}</referencenumber>\
             <url>https://bakery.example/{id}</url><company>Bakery</company><city>Oslo</city>\
             <country>NO</country><description>You bake.</description></job>"
        )
    };
    format!("<?xml version=\"1.0\"?><source>{}</source>", ids.iter().map(job).collect::<String>())
}

fn board(ids: &[&str]) -> String {
    let jobs: Vec<_> = ids
        .iter()
        .map(|id| serde_json::json!({"id": id, "title": "Baker", "content": "You bake."}))
        .collect();
    serde_json::json!({"jobs": jobs, "meta": {"total": ids.len()}}).to_string()
}

/// As a writer that can go back makes it.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// As a program makes it that streams: sizes stand behind the files.
fn streamed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// What a poll of these bytes hands over, or why it broke off.
fn read(format: &str, bytes: Vec<u8>) -> (Vec<String>, Result<bool, ReadError>) {
    let mut partner = Scripted::default();
    partner.on("/feed.zip", move |_| Reply::Answer(200, Vec::new(), bytes.clone()));
    let mut store = Store::default();
    let feed = opened(format, "/feed.zip", &Settings::default());
    let run = poll(feed.as_ref(), &mut store, &mut partner, 0);
    let end = run.end.expect("the round came to its end");
    (since(&store, 0), end.map(|end| end.complete))
}

fn check(format: &str, bytes: Vec<u8>, wanted: &[&str]) {
    let (items, end) = read(format, bytes);
    assert!(end.is_ok_and(|complete| complete));
    assert_eq!(items, wanted);
}

fn check_error(format: &str, bytes: Vec<u8>, wanted: &str) {
    let (items, end) = read(format, bytes);
    let error = end.unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    let said = format!("{error} {source}");
    assert!(said.contains(wanted), "{said}, not {wanted}");
    assert!(items.is_empty(), "{items:?}");
}

#[test]
fn a_feed_that_is_a_file_is_unpacked_whatever_made_it() {
    check("indeed", gzip(&jobs(&["1", "2"])), &["+1", "+2"]);
    for pack in [archive, streamed] {
        check("indeed", pack(&[("feed.xml", &jobs(&["1", "2"]))]), &["+1", "+2"]);
        check("greenhouse", pack(&[("jobs.json", &board(&["1"]))]), &["+1"]);
        // A file that is alone needs no name.
        check("indeed", pack(&[("feed", &jobs(&["1"]))]), &["+1"]);
    }
}

#[test]
fn files_of_one_archive_are_one_feed() {
    let files = [
        ("readme.txt", "Dear reader"),
        ("a/one.XML", &jobs(&["1", "2"])),
        ("a/two.xml", &jobs(&["2", "3"])),
        ("__MACOSX/a/._one.xml", "\u{0}\u{5}"),
        (".hidden.xml", "nothing"),
        ("logo.png", "png"),
    ];
    for pack in [archive, streamed] {
        check("indeed", pack(&files), &["+1", "+2", "+3"]);
    }
    let boards = [("1.json", &board(&["1"])[..]), ("2.json", &board(&["2"])[..])];
    check("greenhouse", archive(&boards), &["+1", "+2"]);
}

/// One file that is no feed, or is cut, and the archive proves nothing.
#[test]
fn a_bad_file_breaks_the_round_off() {
    let whole = jobs(&["2"]);
    for bad in ["<html>sorry</html>", &whole[..whole.len() - 9]] {
        let files = [("1.xml", &jobs(&["1"])[..]), ("2.xml", bad)];
        let (items, end) = read("indeed", archive(&files));
        assert!(end.is_err());
        assert!(items.contains(&"+1".to_owned()));
    }
}

#[test]
fn what_is_no_feed_is_told() {
    check_error("indeed", archive(&[("a.txt", "a"), ("b.json", "{}")]), "a.txt, b.json");
    check_error("indeed", archive(&[]), "a zip archive of 0 files");
    check_error("indeed", b"PK\x03\x04 and so on".to_vec(), "zip archive");
    let many: Vec<(String, String)> =
        (0..1_001).map(|n| (format!("{n}.xml"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    check_error("indeed", archive(&many), "1001 files, at most 1000");
}

#[test]
fn what_is_cut_or_changed_is_never_taken_for_whole() {
    let bytes = archive(&[("1.xml", &jobs(&["1"])), ("2.xml", &jobs(&["2"]))]);
    for end in 0..bytes.len() {
        let (_, end) = read("indeed", bytes[..end].to_vec());
        assert!(!end.is_ok_and(|complete| complete));
    }
    // A byte of the second file: its sum does not fit.
    let second = bytes.windows(4).rposition(|four| four == b"PK\x03\x04").unwrap();
    let at = second + 30 + "2.xml".len() + 20;
    let mut changed = bytes.clone();
    changed[at] ^= 0x10;
    let (_, end) = read("indeed", changed);
    assert!(end.is_err());
}

/// A bomb is refused by the size that it says, and by the one that it has.
#[test]
fn what_grows_too_large_is_refused() {
    let too_much = " ".repeat(usize::try_from(BYTES_MAX).unwrap() + 1);
    let half = " ".repeat(usize::try_from(BYTES_MAX).unwrap() / 2);
    let said = archive(&[("1.xml", &too_much)]);
    assert!(said.len() < 100_000);
    let together = archive(&[("1.xml", &half), ("2.xml", &half), ("3.xml", "  ")]);
    for bomb in [said, together, gzip(&too_much)] {
        let (items, end) = read("indeed", bomb);
        let error = end.unwrap_err();
        let ReadError::Io { source, .. } = &error else { panic!("{error}") };
        assert_eq!(source.kind(), std::io::ErrorKind::FileTooLarge, "{source}");
        assert!(items.is_empty());
    }
    // The directory says that it is small.
    let mut lies = streamed(&[("1.xml", &too_much)]);
    let directory = lies.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    lies[directory + 24..directory + 28].copy_from_slice(&7_u32.to_le_bytes());
    check_error("indeed", lies, "larger than its declared");
}
