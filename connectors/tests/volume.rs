//! A feed as large as any board allows, made while it is read: all of it is
//! read, in bounded memory. Debug builds read a part of it.

#![cfg(test)]

use std::fs;
use std::io::Read;

use connectors::formats::feed;
use connectors::{Item, Profile, ReadContext, dialects};
use schemas::PartnerName;

/// Ads in the feed.
const ADS: u64 = if cfg!(debug_assertions) { 20_000 } else { 500_000 };
/// How much more memory than before may be in use at the most.
const MORE_KB_MAX: u64 = 64 * 1024;

/// An endless-looking feed, one ad after the other.
struct Made {
    next: u64,
    ready: Vec<u8>,
    given: usize,
    bytes: u64,
}

impl Made {
    fn new() -> Self {
        let head = format!("<source><expectedJobCount>{ADS}</expectedJobCount>");
        Self { next: 0, ready: head.into_bytes(), given: 0, bytes: 0 }
    }

    fn ad(&self) -> String {
        let number = self.next;
        let text = "Du baker br\u{f8}d fra klokken tre, hver dag, med glede. ".repeat(20);
        format!(
            "<job><referencenumber><![CDATA[ad-{number}]]></referencenumber><title><![CDATA[Baker {number}]]></title>\
             <company><![CDATA[Eksempel {}]]></company><date><![CDATA[Tue, 17 Nov 2026 22:49:39 GMT]]></date>\
             <url><![CDATA[https://jobs.example.org/{number}]]></url><city>Oslo</city><country>NO</country>\
             <jobtype>fulltime</jobtype><salary>$50K per year</salary>\
             <description><![CDATA[<p>{text}</p>]]></description></job>\n",
            number % 900
        )
    }
}

impl Read for Made {
    fn read(&mut self, block: &mut [u8]) -> std::io::Result<usize> {
        if self.given == self.ready.len() {
            self.given = 0;
            self.ready = match self.next {
                ADS => b"</source>".to_vec(),
                next if next > ADS => Vec::new(),
                _ => self.ad().into_bytes(),
            };
            self.next += 1;
        }
        let length = block.len().min(self.ready.len() - self.given);
        block[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        self.bytes += length as u64;
        Ok(length)
    }
}

/// Most memory that this process has used so far, in kilobytes.
fn most_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[test]
fn a_large_feed_is_read_in_bounded_memory() {
    let profile = Profile {
        partner: PartnerName::new("large").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: None,
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    let before = most_memory_kb();
    let started = std::time::Instant::now();
    let (mut made, mut ads) = (Made::new(), 0);
    let mut sink = |item| match item {
        Ok(Item::Ad(_)) => ads += 1,
        other => panic!("{other:?}"),
    };
    let dialect = dialects::named("indeed").unwrap();
    let end = feed::read(&mut made, None, dialect, &context, &mut sink).unwrap();
    let (seconds, bytes) = (started.elapsed().as_secs_f64(), made.bytes);
    assert_eq!((end.items, end.announced, end.complete), (ADS, Some(ADS), true));
    assert_eq!(ads, ADS);
    if let (Some(before), Some(after)) = (before, most_memory_kb()) {
        let more = after - before;
        println!("{ADS} ads, {bytes} bytes in {seconds:.1} s, {more} kB more than before");
        assert!(more < MORE_KB_MAX, "{more} kB");
    }
}
