//! `adhub try` and what it cannot read: it says so, and reads the rest.

use std::io::Write as _;
use std::process::Output;

use serde_json::Value;
use tests::binary::workspace;
use tests::hub::command;

const NOW: &str = "2026-11-24T12:00:00Z";

fn attempt(arguments: &[&str]) -> Output {
    command(&[&["try", "--now", NOW], arguments].concat())
}

/// The lines before the closing one, and that.
fn lines(output: &Output) -> (usize, Value) {
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().expect("there is a closing line");
    (text.lines().count() - 1, serde_json::from_str(last).expect("a line is JSON"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).expect("it can be written");
        path.to_str().expect("a plain name").to_owned()
    };
    let good = workspace().join("connectors/fixtures/feed/indeed.two.xml");
    let good = good.to_str().unwrap();
    let packed = gzip(b"<source><job/></source>");
    for (name, bytes, wanted) in [
        ("empty", &b""[..], "there are no bytes"),
        ("blank", b" \n ", "blanks only"),
        ("binary", b"\0\x01\x02", "binary that begins 00 01 02"),
        ("page", b"<!doctype html><html><title>404</title></html>", "a page without"),
        ("cut.gz", &packed[..12], "cut.gz cannot be read"),
        ("cut.zip", b"PK\x03\x04abc", "cut.zip cannot be read"),
        ("error", b"{\"error\":\"no such board\"}", "\"no such board\""),
    ] {
        let path = file(name, bytes);
        let output = attempt(&[&path]);
        let told = String::from_utf8_lossy(&output.stderr).replace("\n", " ");
        assert!(told.contains(wanted) && output.stdout.is_empty(), "{name}: {told}");
        assert_eq!(output.status.code(), Some(1), "{name}");
        // Others are read all the same, and the closing line says what was not.
        let output = attempt(&["--json", &path, good]);
        let (ads, last) = lines(&output);
        assert_eq!((ads, output.status.code()), (2, Some(1)), "{name}");
        assert!(last["unread"][0].as_str().is_some_and(|why| why.contains(name)), "{last}");
        let (ads, last) = lines(&attempt(&["--json", &path]));
        assert_eq!((ads, &last["complete"]), (0, &false.into()), "{name}");
    }
    for (from, wanted) in [
        ("", "is no file"),
        ("ftp://example.org/x", "no http:// or https:// address"),
        ("nosuch", "nosuch: No such file"),
        (directory.path().to_str().unwrap(), "is a directory"),
    ] {
        let output = attempt(&[from]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(wanted), "{from}: {told}");
        assert_eq!(output.status.code(), Some(2), "{from}");
    }
}
