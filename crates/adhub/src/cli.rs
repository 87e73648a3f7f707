//! What can be said on the command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use schemas::{PartnerName, Timestamp};
use telemetry::log::LogFormat;

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
        after_help = "Examples:\n  adhub process dedupe --ordinal 0 --of 2   partitions 0, 2, …\n  adhub process enrich                      shares partitions with other members\n  adhub process group"
    )]
    Process(ProcessArguments),
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
    /// What is logged: `info`, or `warn,gateway=debug`.
    #[arg(long, env = "ADHUB_LOG", default_value = "info", value_name = "FILTER")]
    pub(crate) log: String,
    /// How log lines look.
    #[arg(long, env = "ADHUB_LOG_FORMAT", value_enum, default_value_t = LogStyle::Auto)]
    pub(crate) log_format: LogStyle,
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

/// Arguments of commands that serve.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) hub: HubArguments,
    /// Public listener; port 0 picks a free one.
    #[arg(long, env = "ADHUB_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Admin listener: /metrics, /live, /ready. Port 0 picks a free one.
    #[arg(long, env = "ADHUB_ADMIN_LISTEN", value_name = "ADDR")]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// The time that processors see at the start; it goes on from there.
    #[arg(long, env = "ADHUB_NOW", value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
}

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub(crate) struct DemoArguments {
    /// Ends when the piece has been played.
    #[arg(long)]
    pub(crate) once: bool,
    /// Prints the changes as JSON, one a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// Public listener; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
}

/// Arguments of `poll`.
#[derive(Args, Debug)]
pub(crate) struct PollArguments {
    /// A partner of the configuration.
    #[arg(value_name = "PARTNER")]
    pub(crate) partner: PartnerName,
    #[command(flatten)]
    pub(crate) run: RunArguments,
}

/// Steps.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepArgument {
    /// Passes on what is new.
    Dedupe,
    /// Finds facts.
    Enrich,
    /// Groups ads into jobs and writes the feed.
    Group,
}

/// Arguments of `process`.
#[derive(Args, Debug)]
pub(crate) struct ProcessArguments {
    /// The step.
    #[arg(value_enum, value_name = "STEP")]
    pub(crate) step: StepArgument,
    /// This instance's number among `--of`, from 0: it holds the partitions
    /// whose number leaves this remainder, and fences whoever held them.
    #[arg(long, env = "ADHUB_ORDINAL", default_value_t = 0, value_name = "N")]
    pub(crate) ordinal: u32,
    /// How many instances share the partitions.
    #[arg(long, env = "ADHUB_OF", default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) of: u32,
    #[command(flatten)]
    pub(crate) run: RunArguments,
}

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) hub: HubArguments,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `topics`.
#[derive(Args, Debug)]
pub(crate) struct TopicsArguments {
    #[command(subcommand)]
    pub(crate) action: TopicsAction,
}

/// What to do with topics.
#[derive(Subcommand, Debug)]
pub(crate) enum TopicsAction {
    /// Prints the list that this version needs.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Makes the topics that are missing.
    Apply(HubArguments),
    /// Says what is missing or different; exit code 1 when anything is.
    Diff(HubArguments),
}

/// Arguments of `partner`.
#[derive(Args, Debug)]
pub(crate) struct PartnerArguments {
    #[command(subcommand)]
    pub(crate) action: PartnerAction,
}

/// What to do with partners.
#[derive(Subcommand, Debug)]
pub(crate) enum PartnerAction {
    /// Adds a partner.
    Add {
        /// Lower-case letters, digits and hyphens.
        name: PartnerName,
        /// Zone of times without one, IANA name.
        #[arg(long, default_value = "Europe/Stockholm")]
        zone: String,
        /// Language of ads that do not say, BCP 47.
        #[arg(long)]
        language: Option<String>,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Lists partners.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Closes the push API to a partner. Its ads stay.
    Disable {
        /// The partner.
        name: PartnerName,
        #[command(flatten)]
        hub: HubArguments,
    },
}

/// Arguments of `key`.
#[derive(Args, Debug)]
pub(crate) struct KeyArguments {
    #[command(subcommand)]
    pub(crate) action: KeyAction,
}

/// What to do with keys.
#[derive(Subcommand, Debug)]
pub(crate) enum KeyAction {
    /// Makes a key and prints it, alone, on standard output.
    Add {
        /// The partner.
        partner: PartnerName,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Lists keys by their public part.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Closes the push API to a key.
    Revoke {
        /// The public part: 12 letters and digits after `adhub_`.
        key_id: String,
        #[command(flatten)]
        hub: HubArguments,
    },
}

/// Variables that only secrets use; they have no flag.
pub(crate) const SECRET_VARIABLES: &[&str] =
    &["ADHUB_KAFKA_SASL_USERNAME", "ADHUB_KAFKA_SASL_PASSWORD"];

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
