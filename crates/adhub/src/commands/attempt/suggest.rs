//! A suggested `[partners.NAME]` block, from what was met.

use schemas::PartnerName;
use url::Url;

use connectors::Profile;
use connectors::dialects;
use connectors::formats::dialect::Duplicates;

use super::input::is_address;
use super::tally::Tally;
use crate::cli::TryArguments;
use crate::config::{ConfigError, PartnerConfig};

/// First labels of a host that say nothing about whose it is.
const GENERAL: [&str; 18] = [
    "api",
    "apply",
    "boards-api",
    "boards",
    "career",
    "careers",
    "data",
    "feed",
    "feeds",
    "job",
    "jobb",
    "jobs",
    "jobsearch",
    "karriere",
    "karriar",
    "recruiting",
    "rss",
    "www",
];
/// An address that is nobody's.
const NO_ADDRESS: &str = "https://example.org/feed";

/// A name for the partner, from the address, the tenant or the file.
pub(super) fn partner(arguments: &TryArguments) -> PartnerName {
    let first = arguments.from.first().map(String::as_str).unwrap_or_default();
    let first = whose(first).map_or(first, |(_, rest)| rest);
    let address = arguments.url.as_deref().filter(|_| !is_address(first)).unwrap_or(first);
    let word = arguments.account.clone().or_else(|| of_address(address));
    let word = word.unwrap_or_else(|| {
        let file = std::path::Path::new(first).file_name().unwrap_or_default();
        let file = file.to_string_lossy();
        file.split('.').next().unwrap_or_default().to_owned()
    });
    named(&word).unwrap_or_else(|| PartnerName::new("partner").expect("a valid name"))
}

/// `NAME=FILE`: whose the file is, and the file. A file may have such a name
/// itself.
///
/// # Errors
/// When the name is none of a partner.
pub(super) fn whose(from: &str) -> Result<(Option<PartnerName>, &str), ConfigError> {
    let is_whole = is_address(from) || std::path::Path::new(from).exists();
    let Some((name, rest)) = from.split_once('=').filter(|_| !is_whole) else {
        return Ok((None, from));
    };
    let wrong = |error| ConfigError::Contradiction(format!("{from}: {error}"));
    Ok((Some(PartnerName::new(name).map_err(wrong)?), rest))
}

fn of_address(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(Url::has_host)?;
    let host = url.host_str()?;
    let tenants = ["boards", "postings", "companies", "job-board"];
    let mut segments = url.path_segments()?;
    let shared = ["greenhouse.io", "lever.co", "ashbyhq.com", "smartrecruiters.com"];
    if shared.iter().any(|end| host.ends_with(end)) {
        segments.find(|segment| tenants.contains(segment))?;
        return segments.next().map(str::to_owned);
    }
    let labels: Vec<&str> = host.split('.').collect();
    let own = &labels[..labels.len().saturating_sub(1).max(1)];
    let telling = own.iter().find(|label| !GENERAL.contains(label));
    telling.or_else(|| own.last()).map(|label| (*label).to_owned())
}

fn named(word: &str) -> Option<PartnerName> {
    let word: String = word
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .collect();
    let word = word.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    PartnerName::new(word.get(..word.len().min(63))?.trim_end_matches('-')).ok()
}

/// The block; empty when nothing was recognised.
pub(super) fn block(arguments: &TryArguments, profile: &Profile, tally: &Tally) -> String {
    let Some(source) = tally.sources.first() else { return String::new() };
    let name = &profile.partner;
    let mut block = format!("[partners.{name}]\n");
    let mut line = |key: &str, value: String, why: &str| {
        let line = format!("{key} = {value}");
        if why.is_empty() {
            block.push_str(&line);
        } else {
            block.push_str(&format!("{line:<27} # {why}"));
        }
        block.push('\n');
    };
    line("format", quoted(&source.format), "");
    let from = arguments.from.first().filter(|from| is_address(from));
    match from.or(arguments.url.as_ref()) {
        Some(url) => line("url", quoted(url), ""),
        None => line("url", quoted(NO_ADDRESS), "where it is served"),
    }
    if let Some(account) = &arguments.account {
        line("account", quoted(account), "");
    }
    let (interval, why) = interval(&source.format, tally.ads);
    line("interval", quoted(interval), why);
    if tally.zones_assumed > 0 {
        let why = format!("times without a zone: in {} of {} ads", tally.zones_assumed, tally.ads);
        line("zone", quoted(&profile.zone), &why);
    }
    match (&profile.language, tally.language()) {
        (Some(language), _) => line("language", quoted(language), ""),
        (None, Some(language)) => line("language", quoted(language), "most texts are in it"),
        (None, None) => {}
    }
    line("content", quoted("full"), "\"brief\": title, facts and link only");
    if tally.sources.iter().all(|source| source.complete) {
        line("complete", quoted("proven"), "an ad that is missing twice is gone");
    } else {
        line("complete", quoted("never"), "a missing ad says nothing");
    }
    if let Some(why) = repeated(source, tally) {
        line("duplicates", quoted("merge_places"), why);
    }
    line("brake", "0.2".to_owned(), "more than a fifth gone at once: ask first");
    let block = block + &overrides(name, &source.format, tally);
    match refused(&block, name) {
        None => block,
        Some(why) => format!("# not to be pulled: {why}\n"),
    }
}

/// Why `adhub check` would not take a block.
fn refused(block: &str, name: &PartnerName) -> Option<String> {
    let table: toml::Table = match toml::from_str(block) {
        Ok(table) => table,
        Err(error) => return Some(error.message().to_owned()),
    };
    let partner = table.get("partners").and_then(|partners| partners.get(name.as_str()))?;
    let partner: PartnerConfig = match partner.clone().try_into() {
        Ok(partner) => partner,
        Err(error) => return Some(error.message().to_owned()),
    };
    let mistake = crate::pull::connector(&partner).err()?;
    // What may be pulled instead is a long list.
    Some(mistake.message.split(';').next().unwrap_or_default().to_owned())
}

/// Ads of one id that came several times.
fn repeated(source: &super::tally::Source, tally: &Tally) -> Option<&'static str> {
    let dialect = dialects::named(&source.format)?;
    if dialect.duplicates == Duplicates::MergePlaces {
        return Some("one row for each place");
    }
    let again = |error: &&connectors::ItemError| {
        error.faults.iter().any(|fault| fault.code == "duplicate_id")
    };
    let again = tally.rejections.iter().filter(again).count() as u64;
    (again > 0 && dialect.duplicates == Duplicates::First)
        .then_some("ids come twice: the same ad in several places?")
}

fn interval(format: &str, ads: u64) -> (&'static str, &'static str) {
    match format {
        "jobstream-v1" | "jobstream-v2" => ("1m", ""),
        "rss" | "atom" | "jsonfeed" => ("15m", "it shows the newest only"),
        "sitemap" | "schemaorg" => ("6h", "every page is asked for"),
        _ if ads > 10_000 => ("2h", "it is large"),
        _ => ("30m", ""),
    }
}

/// What the built-in dialect leaves open, and the partner's own can say.
fn overrides(name: &PartnerName, format: &str, tally: &Tally) -> String {
    if dialects::named(format).is_none() || tally.ads == 0 {
        return String::new();
    }
    let mut block = String::new();
    if tally.warnings.contains_key("date_ambiguous") {
        block.push_str(&format!(
            "\n[partners.{name}.dialect]\nday_first = true            # 03/04 is the third of April\n"
        ));
    }
    if tally.fill.of("employer.name") == 0 {
        block.push_str(&format!(
            "\n[partners.{name}.dialect.fields.employer]\nname_otherwise = {}{}\n",
            quoted(name.as_str()),
            "  # no ad names its employer"
        ));
    }
    block
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_toml_and_says_what_was_met() {
        use clap::Parser as _;
        let cli = crate::cli::Cli::parse_from(["adhub", "try", "https://jobs.example.org/f.xml"]);
        let crate::cli::Command::Try(arguments) = cli.command else { unreachable!() };
        let profile = Profile {
            partner: partner(&arguments),
            zone: "Europe/Oslo".to_owned(),
            language: Some("nb".to_owned()),
        };
        let mut tally = Tally { zones_assumed: 1, ads: 2, ..Tally::default() };
        assert_eq!(block(&arguments, &profile, &tally), "", "nothing was recognised");
        let source = |complete| super::super::tally::Source {
            name: String::new(),
            format: "workable".to_owned(),
            about: "",
            sure: String::new(),
            because: Vec::new(),
            others: Vec::new(),
            wrapper: None,
            packed: None,
            bytes: 0,
            stand_in: None,
            listed: None,
            ended: super::super::tally::Ended::Read(connectors::ReadEnd::default()),
            complete,
            why: String::new(),
        };
        for (complete, word) in [(true, "proven"), (false, "never")] {
            tally.sources = vec![source(complete)];
            let table: toml::Table = toml::from_str(&block(&arguments, &profile, &tally)).unwrap();
            let one = &table["partners"]["example"];
            for (key, wanted) in [
                ("format", "workable"),
                ("url", "https://jobs.example.org/f.xml"),
                ("zone", "Europe/Oslo"),
                ("language", "nb"),
                ("content", "full"),
                ("complete", word),
                ("duplicates", "merge_places"),
            ] {
                assert_eq!(one[key].as_str(), Some(wanted), "{key}");
            }
            let named = &one["dialect"]["fields"]["employer"]["name_otherwise"];
            assert_eq!(named.as_str(), Some("example"), "no ad names its employer");
        }
    }

    #[test]
    fn a_partner_gets_the_name_that_its_address_has() {
        for (address, wanted) in [
            ("https://jobs.example.org/feed.xml", Some("example")),
            ("https://www.example.co.uk/jobs", Some("example")),
            ("https://acme.recruitee.com/api/offers", Some("acme")),
            ("https://boards-api.greenhouse.io/v1/boards/acme/jobs", Some("acme")),
            ("https://api.lever.co/v0/postings/acme?mode=json", Some("acme")),
            ("file.xml", None),
        ] {
            assert_eq!(of_address(address).as_deref(), wanted, "{address}");
        }
        assert_eq!(named("Åkeri & Söner_AB").unwrap().as_str(), "keri---s-ner-ab");
        assert!(named("---").is_none() && named("").is_none());
    }
}
