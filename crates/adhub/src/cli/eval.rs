//! Arguments of commands that measure.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use schemas::{PartnerName, Timestamp};

/// Arguments of `eval`.
#[derive(Args, Debug)]
pub(crate) struct EvalArguments {
    #[command(subcommand)]
    pub(crate) what: EvalWhat,
}

/// What is measured. The forms of all labels: docs/quality/labels.md.
#[derive(Subcommand, Debug)]
pub(crate) enum EvalWhat {
    /// Grouping: which ads are one job, against labelled pairs.
    ///
    /// The ads go through enrich and group in the order of their publication;
    /// none expires. Labels are JSON lines or a table with a head: a_id, b_id,
    /// label (same, different or unsure; unsure is left out). A pair is on the
    /// tuning side by the last bit of the first byte of the SHA-256 of its ids,
    /// sorted, with `|` between.
    #[command(
        after_help = "Examples:\n  adhub eval group --ads ads.ndjson --labels pairs.jsonl\n  adhub eval group --ads ads.jsonl.gz --dialect board.toml --board /source --labels pairs.jsonl --json"
    )]
    Group(EvalGroupArguments),
    /// Grouping, without labels: copies of ads as other boards would show them.
    #[command(after_help = "Example:\n  adhub eval copies --ads ads.ndjson")]
    Copies(EvalCopiesArguments),
    /// The language of ads.
    ///
    /// Label: a tag of BCP 47.
    #[command(
        after_help = "Labels, JSON lines or a table with tabs:\n  {\"id\": \"17\", \"language\": \"sv\"}\n  id<TAB>language"
    )]
    Language(EvalFactArguments),
    /// Occupation codes: first answer, first five, and at 70 % coverage.
    ///
    /// Label: a code of --scheme, or of the scheme before it (`isco08:2512`), or
    /// in a column of the scheme (ssyk2012, isco08, styrk08, af_concept, esco).
    /// Several with `|` between: each is right.
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"occupation\": \"2512\"}\n  {\"id\": \"18\", \"isco08\": \"2512|2514\"}"
    )]
    Occupation(EvalFactArguments),
    /// Work places.
    ///
    /// Label: codes or names of municipalities or towns, `,` between several;
    /// `/` between names of one place; `region:NAME` or `country:SE` where the
    /// ad says no more. Columns `region` and `country` are measured apart.
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"place\": [\"Lund\", \"1280\"]}\n  {\"id\": \"18\", \"municipality_code\": \"0180\", \"country\": \"SE\"}"
    )]
    Place(EvalFactArguments),
    /// On site, hybrid or remote, and the countries of remote work.
    ///
    /// Label: onsite, hybrid or remote; `-` when the ad does not say.
    #[command(after_help = "Labels:\n  {\"id\": \"17\", \"work_mode\": \"hybrid\"}")]
    WorkMode(EvalFactArguments),
    /// Relation, duration, extent and percent of the employment.
    ///
    /// Labels: relation (employee, contractor, intern, volunteer, apprentice,
    /// other), duration (permanent, fixed, seasonal, `on_demand`), extent (full,
    /// part, both), percent (80, 50-100).
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"duration\": \"permanent\", \"extent\": \"full\"}\n  {\"id\": \"18\", \"employment\": {\"duration\": null, \"percent\": \"50-100\"}}"
    )]
    Employment(EvalFactArguments),
    /// Pay.
    ///
    /// Label: `30000-35000 SEK month`; `30000- SEK month` has no largest amount,
    /// `-35000` no least; of `30000` alone the largest is not compared, nor
    /// currency and period that are not said.
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"salary\": \"30000-35000 SEK month\"}\n  {\"id\": \"18\", \"salary\": {\"min\": 30000, \"max\": 35000, \"currency\": \"SEK\", \"period\": \"month\"}}"
    )]
    Salary(EvalFactArguments),
    /// When work starts.
    ///
    /// Label: a date, or asap.
    #[command(after_help = "Labels:\n  {\"id\": \"17\", \"start\": \"2026-08-17\"}")]
    Start(EvalFactArguments),
    /// The last day to apply.
    ///
    /// Label: a date; `rolling` and `-` when there is none.
    #[command(after_help = "Labels:\n  {\"id\": \"17\", \"deadline\": \"2026-08-17\"}")]
    Deadline(EvalFactArguments),
    /// What an applicant must have: languages, licences, education, skills.
    ///
    /// Labels: languages (BCP 47), licences (B, CE, nursing, …), education
    /// (phd, master, bachelor, vocational, secondary), skills (concept ids or
    /// names; those that are nice to have count too).
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"languages\": [\"sv\", \"en\"], \"licences\": [\"B\"]}\n  {\"id\": \"18\", \"requirements\": [{\"kind\": \"language\", \"code\": \"sv\", \"must\": true}]}"
    )]
    Requirements(EvalFactArguments),
    /// The employer's registered name, its number, and agencies.
    ///
    /// Labels: employer, `org_id`, agency (true or false).
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"employer\": \"Acme AB\", \"org_id\": \"5560743089\", \"agency\": false}"
    )]
    Employer(EvalFactArguments),
    /// Numbers, addresses and names of persons in the texts.
    ///
    /// Labels: `kind@start-end` (phone, email, number; code points of
    /// `/texts/0/description_text`), `kind:words`, or objects with kind, start
    /// and end, or kind and text. Names in `person_names`.
    #[command(
        after_help = "Labels:\n  {\"id\": \"17\", \"personal_data\": [\"phone:070-174 06 35\"]}\n  {\"id\": \"18\", \"personal_data\": [{\"kind\": \"email\", \"start\": 120, \"end\": 141}]}"
    )]
    PersonalData(EvalFactArguments),
    /// Warnings: discrimination, no job, fraud.
    ///
    /// Label: codes (discriminating, `not_a_job`, `scam_suspected`, `talent_pool`,
    /// `look_alike_letters`); other codes of the file count too.
    #[command(after_help = "Labels:\n  {\"id\": \"17\", \"warnings\": [\"discriminating\"]}")]
    Warnings(EvalFactArguments),
    /// Every fact that the file of labels has a column for.
    #[command(
        after_help = "Example:\n  adhub eval facts --text-alone --ads ads.ndjson --labels facts.tsv"
    )]
    Facts(EvalFactArguments),
}

/// Where the ads of a measurement are.
#[derive(Args, Debug, Clone)]
pub(crate) struct AdsArguments {
    /// Ads, in any format that `adhub try` reads; `-` is standard input.
    #[arg(long, value_name = "FILE|-", num_args = 1..)]
    pub(crate) ads: Vec<String>,
    /// The format; found out when it is not given. `json` and `ld+json` are our
    /// own ads and schema.org's, one a line; `plain` is one object a line with
    /// an id, a title and a text; others: `adhub try list`.
    #[arg(long, value_name = "NAME")]
    pub(crate) format: Option<String>,
    /// A dialect by name or file (docs/connectors.md), one object a line,
    /// instead of a format.
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "format")]
    pub(crate) dialect: Option<String>,
    /// JSON pointer to the board that published an ad, one object a line.
    /// Without: one board.
    #[arg(long, value_name = "POINTER")]
    pub(crate) board: Option<String>,
    /// Zone of times without one.
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub(crate) zone: String,
    /// Language of ads that do not say, BCP 47.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// The time at which the hub would see them.
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
    /// Name of the partner.
    #[arg(long, value_name = "NAME")]
    pub(crate) partner: Option<PartnerName>,
    /// Tenant of the partner.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Address that a file came from: relative links and ids depend on it.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Directory of reference tables, as `adhub reference import` writes them.
    #[arg(long, env = "ADHUB_REFERENCE", value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
}

/// Which side of the split between ads that rules are made on and ads that
/// figures are told of: by the first bit of the SHA-256 of the id.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SplitSide {
    /// Thresholds are chosen on these.
    Tuning,
    /// Figures are told of these.
    Reporting,
    /// All.
    Whole,
}

/// Arguments of `eval group`.
#[derive(Args, Debug)]
pub(crate) struct EvalGroupArguments {
    #[command(flatten)]
    pub(crate) ads: AdsArguments,
    /// Output of `adhub try --json --through group`, instead of ads.
    #[arg(long, value_name = "FILE", conflicts_with = "ads")]
    pub(crate) predictions: Option<PathBuf>,
    /// Labelled pairs, JSON lines or a table with a head.
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: PathBuf,
    /// One side of the split.
    #[arg(long, value_enum, default_value_t = SplitSide::Whole)]
    pub(crate) split: SplitSide,
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

/// Lists of occupation codes that can be measured.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemeArgument {
    Ssyk2012,
    Isco08,
    Styrk08,
    #[value(name = "af_concept")]
    AfConcept,
    Esco,
}

/// Arguments of `eval FACT`.
#[derive(Args, Debug)]
pub(crate) struct EvalFactArguments {
    #[command(flatten)]
    pub(crate) ads: AdsArguments,
    /// Output of `adhub try --json --through enrich` or `group`, instead of ads.
    #[arg(long, value_name = "FILE", conflicts_with = "ads")]
    pub(crate) predictions: Option<PathBuf>,
    /// Labels by id of the ad: JSON lines, a JSON array, or a table with a head.
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: PathBuf,
    /// Code list of occupation codes that do not say theirs.
    #[arg(long, value_enum, default_value_t = SchemeArgument::Ssyk2012)]
    pub(crate) scheme: SchemeArgument,
    /// Hides what the ads say in fields: only what is found in title and text
    /// counts.
    #[arg(long, conflicts_with = "predictions")]
    pub(crate) text_alone: bool,
    /// One side of the split.
    #[arg(long, value_enum, default_value_t = SplitSide::Whole)]
    pub(crate) split: SplitSide,
    /// Prints JSON: figures and all errors.
    #[arg(long)]
    pub(crate) json: bool,
    /// Errors that are listed as text.
    #[arg(long, default_value_t = 20, value_name = "COUNT")]
    pub(crate) errors: usize,
}
