//! Pages, sitemaps, JobStream, pushed ads, and dialects as partners write them.

use connectors::formats::dialect::Dialect;
use connectors::formats::jobstream::{self, Framing, Version};
use connectors::formats::{push, schemaorg, sitemap};
use connectors::{Item, Read};

use crate::feed::{self, Reading};
use crate::in_context;
use crate::slowly::Slowly;

/// A page with JobPostings, and one JobPosting as JSON-LD.
pub(crate) fn page(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = || {
        in_context(|context| {
            let mut items = schemaorg::read_page(&text, context);
            items.push(schemaorg::read_ad(bytes, None, context));
            items
        })
    };
    let items = read();
    of_reads(items.iter());
    assert_eq!(items, read(), "two readings differ");
    // A page that is cut says so.
    let _whole: bool = schemaorg::is_whole(&text);
}

fn of_reads<'r>(items: impl Iterator<Item = &'r Result<Read, connectors::ItemError>>) {
    for item in items {
        let item = item.clone().map(|read| Item::Ad(read.ad));
        Reading { items: vec![item], end: Err((String::new(), None)) }.check();
    }
}

pub(crate) fn sitemap(bytes: &[u8]) {
    let [step, body @ ..] = bytes else { return };
    let read = |step: usize| {
        let mut entries = Vec::new();
        let mut sink = |entry| entries.push(entry);
        let end = sitemap::read(&mut Slowly(body, step), None, &mut sink);
        (entries, end.map_err(|error| error.to_string()))
    };
    let (entries, end) = read(usize::MAX);
    if let Ok(end) = &end {
        assert_eq!(end.entries, entries.len() as u64, "entries handed over, and counted");
        let faults = entries.iter().filter(|entry| entry.is_err()).count();
        assert!(!(end.complete && faults > 0), "complete with entries that could not be read");
    }
    assert_eq!((entries, end), read(usize::from(*step)), "pieces make a difference");
}

pub(crate) fn jobstream(bytes: &[u8]) {
    let [step, body @ ..] = bytes else { return };
    for framing in [Framing::Array, Framing::Lines] {
        for version in [Version::V1, Version::V2] {
            let whole = stream(body, usize::MAX, framing, version);
            whole.check();
            if let Ok(end) = &whole.end {
                assert_eq!(end.items, whole.items.len() as u64, "handed over, and counted");
            }
            let again = stream(body, usize::from(*step), framing, version);
            assert_eq!(whole, again, "pieces make a difference");
            for item in &whole.items {
                if let Ok(Item::Ad(ad)) = item {
                    let again = jobstream::rebuild(ad, &ad.contacts).to_string();
                    let read =
                        stream(format!("[{again}]").as_bytes(), 4_096, Framing::Array, version);
                    assert!(matches!(read.items[..], [Ok(Item::Ad(_))]), "{again} is no ad");
                }
            }
        }
    }
}

fn stream(body: &[u8], step: usize, framing: Framing, version: Version) -> Reading {
    let mut items = Vec::new();
    let end = in_context(|context| {
        let mut sink = |item| items.push(item);
        jobstream::read(&mut Slowly(body, step), framing, version, context, &mut sink)
    });
    Reading::new(items, end)
}

pub(crate) fn push(bytes: &[u8]) {
    let read = |bytes: &[u8]| in_context(|context| push::read_ad(bytes, None, context));
    let mut items = vec![bytes];
    items.extend(push::split_array(bytes).unwrap_or_default());
    items.extend(push::split_lines(bytes).map(|(_, line)| line));
    for item in items.into_iter().take(64) {
        let one = read(item);
        assert_eq!(one, read(item), "two readings differ");
        of_reads(std::iter::once(&one));
    }
}

/// A dialect as an operator writes it, on a small feed of either shape.
pub(crate) fn dialect(bytes: &[u8]) {
    const XML: &[u8] = b"<source><job><id>1</id><title>Baker</title><date>2026-11-20</date><city>Oslo</city><salary>$50K per year</salary></job><job/></source>";
    const JSON: &[u8] =
        b"{\"jobs\":[{\"id\":1,\"title\":\"Baker\",\"a\":{\"b\":[{\"c\":\"2026-11-20\"}]}},7]}";
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Dialect::from_toml(text) {
        Ok(dialect) => {
            for body in [XML, JSON] {
                feed::check(body, &dialect, body.len() / 2, 7);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty(), "an error without words"),
    }
}
