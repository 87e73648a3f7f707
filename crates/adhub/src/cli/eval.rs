//! Arguments of commands that measure.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Arguments of `eval`.
#[derive(Args, Debug)]
pub(crate) struct EvalArguments {
    #[command(subcommand)]
    pub(crate) what: EvalWhat,
}

/// What is measured.
#[derive(Subcommand, Debug)]
pub(crate) enum EvalWhat {
    /// Grouping: which ads are one job, against labelled pairs.
    ///
    /// The ads go through enrich and group in the order of their publication;
    /// none expires. Labels are JSON lines: a_id, b_id, label (same, different
    /// or unsure; unsure is left out).
    #[command(
        after_help = "Examples:\n  adhub eval group --ads ads.ndjson --labels pairs.jsonl\n  adhub eval group --ads ads.jsonl.gz --dialect board.toml --board /source --labels pairs.jsonl --json"
    )]
    Group(EvalGroupArguments),
    /// Grouping, without labels: copies of ads as other boards would show them.
    #[command(after_help = "Example:\n  adhub eval copies --ads ads.ndjson")]
    Copies(EvalCopiesArguments),
}

/// Where the ads of a measurement are.
#[derive(Args, Debug)]
pub(crate) struct AdsArguments {
    /// Ads, one JSON object a line; `.gz` is unpacked.
    #[arg(long, value_name = "FILE")]
    pub(crate) ads: PathBuf,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = LineFormat::Json)]
    pub(crate) format: LineFormat,
    /// A dialect by name or file (docs/connectors.md), instead of a format.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) dialect: Option<String>,
    /// JSON pointer to the board that published an ad. Without: one board.
    #[arg(long, value_name = "POINTER")]
    pub(crate) board: Option<String>,
    /// Zone of times without one.
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub(crate) zone: String,
}

/// How ads of a line each are written.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineFormat {
    /// Our own ad (docs/data.md).
    Json,
    /// A schema.org JobPosting; a top-level `id` outweighs its identifier.
    #[value(name = "ld+json")]
    LdJson,
}

/// Arguments of `eval group`.
#[derive(Args, Debug)]
pub(crate) struct EvalGroupArguments {
    #[command(flatten)]
    pub(crate) ads: AdsArguments,
    /// Labelled pairs, JSON lines.
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: PathBuf,
    /// Prints JSON: figures and all errors.
    #[arg(long)]
    pub(crate) json: bool,
    /// Errors that are listed as text.
    #[arg(long, default_value_t = 50, value_name = "COUNT")]
    pub(crate) errors: usize,
}

/// Arguments of `eval copies`.
#[derive(Args, Debug)]
pub(crate) struct EvalCopiesArguments {
    #[command(flatten)]
    pub(crate) ads: AdsArguments,
    /// Another seed makes other copies.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub(crate) seed: u64,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
