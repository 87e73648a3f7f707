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
    /// Prints the changes as JSON, one a line.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) hub: HubArguments,
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
