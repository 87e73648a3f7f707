//! What can be said on the command line.

mod attempt;
mod eval;
mod group;
mod inspect;
mod manage;
mod reference;
mod serve;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use telemetry::log::LogFormat;

pub(crate) use attempt::{Seen, Through, TryArguments};
pub(crate) use eval::{
    AdsArguments, EvalArguments, EvalCopiesArguments, EvalFactArguments, EvalGroupArguments,
    EvalWhat, SchemeArgument, SplitSide,
};
pub(crate) use group::{GroupAction, GroupArguments, WordArguments};
pub(crate) use inspect::{
    AdFormat, AuditArguments, FollowArguments, ReplayArguments, RuleArgument, ValidateArguments,
};
pub(crate) use manage::{
    CheckArguments, IncidentAction, IncidentArguments, KeyAction, KeyArguments, PartnerAction,
    PartnerArguments, QuarantineAction, QuarantineArguments, TopicsAction, TopicsArguments,
};
pub(crate) use reference::{ImportArguments, ReferenceAction, ReferenceArguments};
pub(crate) use serve::{
    DemoArguments, PollArguments, ProcessArguments, RunArguments, StatusArguments, StepArgument,
};

/// adhub: an open ingestion hub for job ads.
#[derive(Parser, Debug)]
#[command(
    name = "adhub",
    version,
    about = "An open ingestion hub for job ads: partners push or are pulled, subscribers follow one change feed.",
    after_help = "Examples:\n  adhub demo                          see ads go in and changes come out\n  adhub run                           an empty hub on 127.0.0.1:8080, data in ./adhub-data\n  adhub partner add acme && adhub key add acme\n\nExit codes: 0 done, 1 the answer is no, 2 wrong use or configuration."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Everything in one process: gateway, pollers, steps and feed.
    #[command(after_help = "Example:\n  adhub run --config adhub.toml --data ./adhub-data")]
    Run(RunArguments),
    /// Shows the whole path: three invented partners, one feed, no network.
    #[command(
        after_help = "Examples:\n  adhub demo             plays its piece, then keeps serving until Ctrl-C\n  adhub demo --once      ends after the piece\n  adhub demo --json      prints the changes as JSON lines"
    )]
    Demo(DemoArguments),
    /// One role: the push API, on Kafka.
    #[command(after_help = "Example:\n  adhub gateway --config adhub.toml --listen 0.0.0.0:8080")]
    Gateway(RunArguments),
    /// One role: the change feed, on Kafka.
    #[command(after_help = "Example:\n  adhub feed --config adhub.toml --listen 0.0.0.0:8080")]
    Feed(RunArguments),
    /// One role: pulls one partner, on Kafka.
    #[command(after_help = "Example:\n  adhub poll jobtech --config adhub.toml")]
    Poll(PollArguments),
    /// One role: one processing step, on Kafka.
    #[command(
        after_help = "Examples:\n  adhub process dedupe --ordinal 0 --of 2   partitions 0, 2, …\n  adhub process enrich                      all partitions\n  adhub process group"
    )]
    Process(ProcessArguments),
    /// One role: the public status page and its prober.
    ///
    /// Needs no Kafka: it looks at a hub from outside, over HTTP. Its history
    /// is in the directory `status` of the data directory.
    #[command(
        after_help = "Example:\n  adhub status --feed https://hub.example --gateway https://hub.example"
    )]
    Status(StatusArguments),
    /// Prints the effective configuration; says what is wrong with it.
    #[command(after_help = "Example:\n  adhub check --config adhub.toml")]
    Check(CheckArguments),
    /// Lists, makes or compares the topics of the log.
    #[command(
        after_help = "Examples:\n  adhub topics list\n  adhub topics diff --config adhub.toml"
    )]
    Topics(TopicsArguments),
    /// Partners: who may push.
    #[command(after_help = "Example:\n  adhub partner add acme --zone Europe/Stockholm")]
    Partner(PartnerArguments),
    /// Keys of partners. A key is printed once and stored hashed.
    #[command(after_help = "Example:\n  KEY=$(adhub key add acme)")]
    Key(KeyArguments),
    /// Snapshots of pulled partners that are held, because they are too small
    /// to be believed.
    ///
    /// Nothing is withdrawn because of them. Works beside a running hub, and
    /// without one.
    #[command(
        after_help = "Examples:\n  adhub quarantine list\n  adhub quarantine show acme --json\n  adhub quarantine release acme"
    )]
    Quarantine(QuarantineArguments),
    /// Which ads are one job, and what operators say of it.
    ///
    /// A word on two ads outweighs every rule and holds until it is taken
    /// back; the last word wins. Works beside a running hub, and without one.
    #[command(
        after_help = "Examples:\n  adhub group show 6d3f6a5e-2b5c-5d0a-8f57-1f9f6b0c2a03\n  adhub group split AD AD --reason 'two wards'\n  adhub group join AD AD --reason 'the same post, translated'\n  adhub group corrections --all --json\n  adhub group undo AD AD --reason 'the wards merged'"
    )]
    Group(GroupArguments),
    /// Incidents on the status page, and what is said about them.
    ///
    /// Texts are public, as they are written. Works beside a running `adhub
    /// run` or `adhub status`, and without one.
    #[command(
        after_help = "Examples:\n  adhub incident list\n  adhub incident note 7 'The disk was full; it is bigger now.'\n  adhub incident open gateway 'Planned work, 22:00 to 22:15 UTC.'"
    )]
    Incident(IncidentArguments),
    /// Derives a log's outputs from its inputs again, and reports differences.
    ///
    /// Writes nothing. On the embedded log it may be run beside a running hub:
    /// it looks at the log as it is at its start. Exit code 1 when anything
    /// differs.
    #[command(
        after_help = "Examples:\n  adhub audit --data ./adhub-data\n  adhub audit --json --kafka 127.0.0.1:9092 --registry http://127.0.0.1:8081"
    )]
    Audit(AuditArguments),
    /// Runs recorded inputs through the steps again.
    ///
    /// Prints the changes that would come out, or fills a new log with them.
    /// Writes nothing to the log that it reads.
    #[command(
        after_help = "Examples:\n  adhub replay --data ./adhub-data --partner acme\n  adhub replay --data ./adhub-data --into ./again && adhub run --data ./again\n  adhub replay --data ./adhub-data --what-if --text-min 80"
    )]
    Replay(ReplayArguments),
    /// Says what the gateway would answer to the ads of a file.
    ///
    /// Exit code 1 when any is rejected.
    #[command(
        after_help = "Examples:\n  adhub validate ads.ndjson\n  adhub validate --id 4711 ad.json\n  curl -s https://example.org/job.jsonld | adhub validate --json -"
    )]
    Validate(ValidateArguments),
    /// Reads what a partner publishes, and says what a hub would make of it.
    ///
    /// Finds out the format, shows the ads, how often each field is filled,
    /// what is wrong, and a block for the configuration. Stores nothing. Exit
    /// code 1 when an item is rejected or the answer breaks off.
    #[command(
        after_help = "Examples:\n  adhub try https://jobs.example.org/feed.xml\n  adhub try --zone Europe/Oslo --through group feed.xml.gz\n  adhub try --pages 3 https://jobs.example.org/sitemap.xml\n  curl -s https://example.org/jobs.json | adhub try --json - | jq .title\n  adhub try list"
    )]
    Try(TryArguments),
    /// Measures how good what the hub finds is.
    #[command(
        after_help = "Examples:\n  adhub eval group --ads ads.ndjson --labels pairs.jsonl\n  adhub eval place --ads feed.xml.gz --labels places.tsv --errors 50\n  adhub eval occupation --help       what its labels look like"
    )]
    Eval(EvalArguments),
    /// Follows the change feed of a hub.
    ///
    /// Comes back with its cursor after every cut. Ctrl-C ends it and says how
    /// to go on.
    #[command(
        after_help = "Examples:\n  adhub follow http://127.0.0.1:8080\n  adhub follow http://127.0.0.1:8080 --json --count 10 --after CURSOR"
    )]
    Follow(FollowArguments),
    /// Reference tables: codes and names of occupations, skills and languages.
    #[command(after_help = "Example:\n  adhub reference import taxonomy/*.json --into ./reference")]
    Reference(ReferenceArguments),
}

/// What every command of a hub takes.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct HubArguments {
    /// Configuration file (TOML).
    #[arg(long, env = "ADHUB_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Directory of the embedded log.
    #[arg(long, env = "ADHUB_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Kafka bootstrap servers, HOST:PORT[,…]. Without: the embedded log.
    #[arg(long, env = "ADHUB_KAFKA", value_name = "SERVERS")]
    pub(crate) kafka: Option<String>,
    /// Confluent-compatible schema registry beside Kafka.
    #[arg(long, env = "ADHUB_REGISTRY", value_name = "URL")]
    pub(crate) registry: Option<String>,
    /// Put before the names of all topics, groups, transactional identities
    /// and subjects: several hubs on one cluster.
    #[arg(long, env = "ADHUB_KAFKA_PREFIX", value_name = "PREFIX")]
    pub(crate) kafka_prefix: Option<String>,
    /// Directory of reference tables, as `adhub reference import` writes them.
    #[arg(long, env = "ADHUB_REFERENCE", value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
    /// What is logged: `info`, or `warn,gateway=debug`.
    #[arg(long, env = "ADHUB_LOG", default_value = "info", value_name = "FILTER")]
    pub(crate) log: String,
    /// How log lines look.
    #[arg(long, env = "ADHUB_LOG_FORMAT", value_enum, default_value_t = LogStyle::Auto)]
    pub(crate) log_format: LogStyle,
}

/// Where the status page has its history.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct PlaceArguments {
    /// Configuration file (TOML).
    #[arg(long, env = "ADHUB_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Data directory; the history is in its directory `status`.
    #[arg(long, env = "ADHUB_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// How log lines look.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LogStyle {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// One readable line each.
    Text,
    /// One JSON object each.
    Json,
}

impl LogStyle {
    pub(crate) const fn format(self) -> LogFormat {
        match self {
            Self::Auto => LogFormat::Auto,
            Self::Text => LogFormat::Text,
            Self::Json => LogFormat::Json,
        }
    }
}

/// Variables that only secrets use; they have no flag.
pub(crate) const SECRET_VARIABLES: &[&str] =
    &["ADHUB_KAFKA_SASL_USERNAME", "ADHUB_KAFKA_SASL_PASSWORD", STATUS_KEY_VARIABLE];

/// A partner's key for the dry runs of the status page.
pub(crate) const STATUS_KEY_VARIABLE: &str = "ADHUB_STATUS_KEY";

/// An unknown `ADHUB_…` variable is an error: a typo must not become a default.
///
/// # Errors
/// Names the variable, and those that are known.
pub(crate) fn check_environment(
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), String> {
    let mut known: Vec<String> = SECRET_VARIABLES.iter().map(|&name| name.to_owned()).collect();
    collect_variables(&Cli::command(), &mut known);
    known.sort();
    known.dedup();
    for (name, _) in variables {
        let name = name.to_string_lossy().into_owned();
        // The test suite and the cluster scripts have variables of their own.
        let ours = name.starts_with("ADHUB_")
            && !name.starts_with("ADHUB_SECRET_")
            && !name.starts_with("ADHUB_TEST_")
            && !name.starts_with("ADHUB_CLUSTER_");
        if ours && !known.contains(&name) {
            return Err(format!("unknown variable {name}, these are known: {}", known.join(", ")));
        }
    }
    Ok(())
}

fn collect_variables(command: &clap::Command, known: &mut Vec<String>) {
    for argument in command.get_arguments() {
        if let Some(name) = argument.get_env() {
            known.push(name.to_string_lossy().into_owned());
        }
    }
    for sub in command.get_subcommands() {
        collect_variables(sub, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str) -> Result<(), String> {
        check_environment([(name.into(), "x".into())].into_iter())
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_misspelt_variable_is_an_error_that_lists_the_known_ones() {
        let error = check("ADHUB_LISTENN").expect_err("a typo");
        assert!(error.contains("ADHUB_LISTENN") && error.contains("ADHUB_LISTEN,"), "{error}");
        assert_eq!(check("ADHUB_LISTEN"), Ok(()));
        assert_eq!(check("ADHUB_KAFKA_SASL_PASSWORD"), Ok(()));
        assert_eq!(check("HOME"), Ok(()));
    }
}
