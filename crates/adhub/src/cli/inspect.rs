//! Arguments of commands that look at what is there and change nothing of it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemas::{PartnerName, Timestamp};

use super::HubArguments;

/// Arguments of `audit`.
#[derive(Args, Debug)]
pub(crate) struct AuditArguments {
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) hub: HubArguments,
}

/// Arguments of `replay`.
#[derive(Args, Debug)]
pub(crate) struct ReplayArguments {
    /// Only what was received at this time or later.
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Timestamp>,
    /// Only what this partner said.
    #[arg(long, value_name = "NAME")]
    pub(crate) partner: Option<PartnerName>,
    /// The time that processors see. Without: each record's time of receipt,
    /// and the present at the end.
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
    /// Fills a new embedded log in this directory, from which `adhub run --data
    /// DIR` goes on. Keys of partners, cursors of pollers and what is held come
    /// along.
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// Says instead which ads would be in other jobs, had this version's rules
    /// of grouping, or other ones, been in force all the time. Reads the public
    /// log: 90 days, and what was live then.
    #[arg(long, conflicts_with_all = ["from", "partner", "now", "into"])]
    pub(crate) what_if: bool,
    /// Only ads that share a key (`exact-1`), or also ads that say the same
    /// (`similar-1`, as in a hub).
    #[arg(long, value_enum, default_value_t = RuleArgument::Similar, requires = "what_if")]
    pub(crate) rule: RuleArgument,
    /// Ads that say the same must share at least so much of the shorter text,
    /// in percent.
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 0,
        requires = "what_if",
        value_parser = clap::value_parser!(u8).range(0..=100)
    )]
    pub(crate) text_min: u8,
    /// So many examples of each kind.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        requires = "what_if",
        value_parser = clap::value_parser!(u16).range(0..=1_000)
    )]
    pub(crate) samples: u16,
    /// Prints JSON: changes one a line, or what would be different.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) hub: HubArguments,
}

/// A rule, with those that it builds on.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RuleArgument {
    /// Equal keys.
    #[value(name = "exact-1")]
    Exact,
    /// Equal keys, and the comparison fact by fact.
    #[value(name = "similar-1")]
    Similar,
}

/// Formats of pushed ads.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AdFormat {
    /// Our own ad (docs/data.md): one, an array, or one a line.
    Json,
    /// A schema.org JobPosting, or an array of them.
    #[value(name = "ld+json")]
    LdJson,
}

/// Arguments of `validate`.
#[derive(Args, Debug)]
pub(crate) struct ValidateArguments {
    /// File of ads; `-`: standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Format; found out when it is not given.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<AdFormat>,
    /// External id of the one ad, as in the path of PUT. Without: each ad
    /// names its own, as in POST.
    #[arg(long, value_name = "EXTERNAL-ID")]
    pub(crate) id: Option<String>,
    /// Zone of times without one, IANA name.
    #[arg(long, default_value = "Europe/Stockholm", value_name = "ZONE")]
    pub(crate) zone: String,
    /// Language of ads that do not say, BCP 47.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// The time that the gateway sees.
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
    /// Prints JSON, one receipt a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `follow`.
#[derive(Args, Debug)]
pub(crate) struct FollowArguments {
    /// The hub: http://HOST:PORT.
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// Only what follows this cursor; `tip`: from now on.
    #[arg(long, default_value = "tip", value_name = "CURSOR|tip")]
    pub(crate) after: String,
    /// Ends after so many changes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    /// Prints the changes as JSON, one a line.
    #[arg(long)]
    pub(crate) json: bool,
}
