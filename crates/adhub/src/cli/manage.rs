//! Arguments of commands that set a hub up: its topics, partners and keys, and
//! what its status page says.

use clap::{Args, Subcommand};
use schemas::PartnerName;
use status::Component;

use super::{HubArguments, PlaceArguments};

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) hub: HubArguments,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Prints the JSON Schema of the file instead, for editors.
    #[arg(long, conflicts_with = "json")]
    pub(crate) schema: bool,
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

/// Arguments of `quarantine`.
#[derive(Args, Debug)]
pub(crate) struct QuarantineArguments {
    #[command(subcommand)]
    pub(crate) action: QuarantineAction,
}

/// What to do with what is held.
#[derive(Subcommand, Debug)]
pub(crate) enum QuarantineAction {
    /// Lists partners whose snapshots are held.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Shows what is held of one partner.
    Show {
        /// The partner.
        name: PartnerName,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Lets the next complete snapshot of a partner through, once, however
    /// small it is. What it does not show is withdrawn when a second complete
    /// snapshot agrees.
    Release {
        /// The partner.
        name: PartnerName,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
}

/// Arguments of `incident`.
#[derive(Args, Debug)]
pub(crate) struct IncidentArguments {
    #[command(subcommand)]
    pub(crate) action: IncidentAction,
}

/// What to do with incidents.
#[derive(Subcommand, Debug)]
pub(crate) enum IncidentAction {
    /// Lists the newest 1,000 incidents, oldest first.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Says something about an incident, in public.
    Note {
        /// Its number.
        id: i64,
        /// At most 2,000 characters. No names of people.
        text: String,
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Tells of trouble that checks do not see, or of planned work. Counts no
    /// time as down.
    Open {
        /// What has it: hub, feed, stream, snapshot or gateway.
        #[arg(value_parser = component)]
        component: Component,
        /// At most 2,000 characters. No names of people.
        text: String,
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Ends an incident that was told of, or one of a component that is not
    /// looked at any more.
    Close {
        /// Its number.
        id: i64,
        #[command(flatten)]
        place: PlaceArguments,
    },
}

fn component(word: &str) -> Result<Component, String> {
    let all = || Component::ALL.map(Component::as_str).join(", ");
    Component::of(word).ok_or_else(|| format!("there are these: {}", all()))
}
