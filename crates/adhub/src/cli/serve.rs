//! Arguments of commands that serve until they are told to end.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use schemas::{PartnerName, Timestamp};

use super::{HubArguments, LogStyle, PlaceArguments};

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

/// Arguments of `status`.
#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Base URL of the feed, as subscribers reach it.
    #[arg(long, env = "ADHUB_STATUS_FEED", value_name = "URL")]
    pub(crate) feed: Option<String>,
    /// Base URL of the push API, as partners reach it.
    #[arg(long, env = "ADHUB_STATUS_GATEWAY", value_name = "URL")]
    pub(crate) gateway: Option<String>,
    /// Public listener; port 0 picks a free one.
    #[arg(long, env = "ADHUB_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Admin listener: /metrics, /live, /ready. Port 0 picks a free one.
    #[arg(long, env = "ADHUB_ADMIN_LISTEN", value_name = "ADDR")]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// What is logged: `info`, or `warn,status=debug`.
    #[arg(long, env = "ADHUB_LOG", default_value = "info", value_name = "FILTER")]
    pub(crate) log: String,
    /// How log lines look.
    #[arg(long, env = "ADHUB_LOG_FORMAT", value_enum, default_value_t = LogStyle::Auto)]
    pub(crate) log_format: LogStyle,
}
