//! The parts of the report.

use std::fmt::Write as _;

use super::Paint;
use crate::commands::attempt::meter::size;
use crate::commands::attempt::table::{WIDTH, clip, clip_start, wrapped};
use crate::commands::attempt::tally::{Ended, Source, Tally};
use crate::commands::plain;

/// Width of a label before its value.
const LABEL: usize = 12;
/// Most sources and rejected items that are told one by one.
const SOURCES_MAX: usize = 12;
const REJECTED_MAX: usize = 20;

/// What was read.
pub(super) fn sources(tally: &Tally, paint: Paint) -> String {
    let mut text = String::new();
    for source in tally.sources.iter().take(SOURCES_MAX) {
        if !text.is_empty() {
            text.push('\n');
        }
        one_source(&mut text, source, paint);
    }
    if tally.sources.len() > SOURCES_MAX {
        let more = tally.sources.len() - SOURCES_MAX;
        let _ = writeln!(text, "\nand {more} more");
    }
    let Tally { ads, removals, rejected, .. } = tally;
    let mut found = counted(*ads, "ad");
    if *removals > 0 {
        let _ = write!(found, ", {}", counted(*removals, "removal"));
    }
    let rejected = format!("{rejected} rejected");
    let rejected = if tally.rejected > 0 { paint.bad(&rejected) } else { rejected };
    let _ = writeln!(text, "  {:LABEL$}{found}, {rejected}", "found");
    text
}

fn one_source(text: &mut String, source: &Source, paint: Paint) {
    let name = clip_start(&plain(&source.name), WIDTH);
    let _ = writeln!(text, "{}", paint.heading(&name));
    let sure = match source.sure.as_str() {
        "certain" => paint.good("certain"),
        other => paint.doubtful(other),
    };
    let _ = writeln!(text, "  {:LABEL$}{}, {sure}", "format", source.format);
    labelled(text, "", source.about);
    if !source.because.is_empty() {
        labelled(text, "because of", &source.because.join(", "));
    }
    if !source.others.is_empty() {
        let others = format!("{} (--format NAME)", source.others.join(", "));
        labelled(text, "or is it", &others);
    }
    if let Some(wrapper) = &source.wrapper {
        let words = format!("{wrapper}: keys around the answer that are not part of the format");
        labelled(text, "wrapped in", &words);
    }
    let mut read = size(source.bytes);
    if let Some(packed) = source.packed {
        let _ = write!(read, ", packed with {packed}");
    }
    labelled(text, "read", &read);
    if let Some(url) = &source.stand_in {
        labelled(text, "address", &format!("{url} stands in: give the page's own with --url"));
    }
    if let Some(listed) = &source.listed {
        labelled(text, "lists", listed);
    }
    let word = match (&source.ended, source.complete) {
        (Ended::Broken(_), _) => paint.bad("no"),
        (_, true) => paint.good("yes"),
        (_, false) => paint.doubtful("no"),
    };
    let plainly = if source.complete { "yes" } else { "no" };
    let mut complete = String::new();
    labelled(&mut complete, "complete", &format!("{plainly}: {}", source.why));
    text.push_str(&complete.replacen(plainly, &word, 1));
}

/// A label, and words that go on below each other.
fn labelled(text: &mut String, label: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    let lines = wrapped(words, LABEL + 2);
    let first = format!("  {label:LABEL$}");
    text.push_str(&first);
    text.push_str(lines.get(LABEL + 2..).unwrap_or_default());
}

/// How often each field is filled: two columns.
pub(super) fn fields(tally: &Tally, paint: Paint) -> String {
    let all = tally.fill.ads();
    if all == 0 {
        return String::new();
    }
    let (some, none) = tally.fill.rates();
    let cell = |(name, count): &(&str, u64)| {
        let percent = count * 100 / all;
        let percent = if percent == 0 { "<1".to_owned() } else { percent.to_string() };
        let blocks = usize::try_from(count * 9 / all).unwrap_or_default();
        let bar = format!("{:9}", "█".repeat(blocks.max(1)));
        format!("{name:22} {percent:>3} % {}", paint.good(&bar))
    };
    let mut text = format!("\n{}\n", paint.heading("Fields: how many ads have them"));
    let half = some.len().div_ceil(2);
    for at in 0..half {
        let right = some.get(half + at).map(|one| format!("  {}", cell(one)));
        let line = format!("  {}{}", cell(&some[at]), right.unwrap_or_default());
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if !none.is_empty() {
        labelled(&mut text, "in none", &none.join(", "));
    }
    text
}

/// Warnings by code, with the first of each.
pub(super) fn warnings(tally: &Tally, paint: Paint) -> String {
    if tally.warnings.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", paint.heading("Warnings"));
    let mut warnings: Vec<_> = tally.warnings.iter().collect();
    warnings.sort_by_key(|(code, warned)| (std::cmp::Reverse(warned.count), *code));
    for (code, warned) in warnings {
        let (id, fault) = &warned.first;
        let code = plain(code);
        let words = wrapped(&format!("{code}: {}", fault.message), 10);
        let words = words.replacen(&code, &paint.doubtful(&code), 1);
        let _ = write!(text, "{:>8}  {}", warned.count, &words[10..]);
        let id = clip_start(&plain(id), 30);
        let place = clip(&plain(&fault.pointer), 30);
        let at = if place.is_empty() { String::new() } else { format!(" at {place}") };
        let _ = writeln!(text, "{:10}{}", "", paint.faint(&format!("first in {id}{at}")));
    }
    text
}

/// What could not be trusted.
pub(super) fn rejected(tally: &Tally, paint: Paint) -> String {
    if tally.rejected == 0 {
        return String::new();
    }
    let heading = format!("Rejected: {}", tally.rejected);
    let mut text = format!("\n{}\n", paint.heading(&heading));
    for error in tally.rejections.iter().take(REJECTED_MAX) {
        let id = error.external_id.as_deref().map(|id| clip_start(&plain(id), 40));
        let id = id.map_or(String::new(), |id| format!("  {id}"));
        let reason = paint.bad(error.reason.as_str());
        let _ = writeln!(text, "  {:10}{reason}{id}", plain(&error.place));
        for fault in error.faults.iter().take(5) {
            let at = if fault.pointer.is_empty() {
                String::new()
            } else {
                format!(" at {}", fault.pointer)
            };
            text.push_str(&wrapped(&format!("{}{at}: {}", fault.code, fault.message), 12));
        }
    }
    if tally.rejected > REJECTED_MAX as u64 {
        let more = tally.rejected - REJECTED_MAX as u64;
        let _ = writeln!(text, "  and {more} more");
    }
    text
}

/// `1 ad`, `2 ads`.
fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Pages that gave nothing.
pub(super) fn unread(tally: &Tally, paint: Paint) -> String {
    if tally.unread.is_empty() {
        return String::new();
    }
    let heading = format!("Pages without ads: {}", tally.unread.len());
    let mut text = format!("\n{}\n", paint.heading(&heading));
    for why in tally.unread.iter().take(REJECTED_MAX) {
        text.push_str(&wrapped(why, 2));
    }
    text
}
