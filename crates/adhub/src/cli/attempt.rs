//! Arguments of `adhub try`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use schemas::{PartnerName, Timestamp};

/// Arguments of `try`.
#[derive(Args, Debug)]
pub(crate) struct TryArguments {
    /// What a partner publishes: an address, files, or `-` for standard input.
    /// `NAME=FILE` says whose a file is, where several partners' are read.
    #[arg(value_name = "URL|FILE|-", required = true)]
    pub(crate) from: Vec<String>,
    /// The format; found out when it is not given. `list` names them all.
    #[arg(long, value_name = "NAME")]
    pub(crate) format: Option<String>,
    /// A dialect of the partner's own (TOML, may say `extends = "NAME"`).
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) dialect: Option<PathBuf>,
    /// Address that a file came from: relative links and ids depend on it.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Name of the partner; made from the address when it is not given.
    #[arg(long, value_name = "NAME")]
    pub(crate) partner: Option<PartnerName>,
    /// Tenant of the partner; the same id at another is another ad.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Zone of times without one, IANA name.
    #[arg(long, default_value = "Europe/Stockholm", value_name = "ZONE")]
    pub(crate) zone: String,
    /// Language of ads that do not say, BCP 47.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// The time at which the hub would see it; `published`: each ad when it was
    /// published, in that order.
    #[arg(long, value_name = "TIME|published")]
    pub(crate) now: Option<Seen>,
    /// Carries the ads through the steps up to this one, without a hub.
    #[arg(long, value_enum, value_name = "STEP")]
    pub(crate) through: Option<Through>,
    /// So many ads are shown.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// So many pages of a sitemap are fetched, one a second.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) pages: usize,
    /// Directory of reference tables, as `adhub reference import` writes them.
    #[arg(long, env = "ADHUB_REFERENCE", value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
    /// Lets the address be a loopback or private one.
    #[arg(long)]
    pub(crate) private_address: bool,
    /// Prints JSON: one ad a line, in the push format, and a closing line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// When a hub would see the ads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    /// All at this time.
    At(Timestamp),
    /// Each at its publication.
    Published,
}

impl FromStr for Seen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "published" {
            return Ok(Self::Published);
        }
        text.parse().map(Self::At).map_err(|error| format!("{error}; or `published`"))
    }
}

/// How far ads are carried.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Through {
    /// As they enter the log.
    Received,
    /// New revisions, re-sends, removals.
    Dedupe,
    /// With language, place and occupation found, and safe HTML.
    Enrich,
    /// As changes of the public feed, with their jobs.
    Group,
}
