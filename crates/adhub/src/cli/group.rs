//! Arguments of `group`.

use clap::{Args, Subcommand};
use schemas::{AdId, JobId};

use super::HubArguments;

/// Arguments of `group`.
#[derive(Args, Debug)]
pub(crate) struct GroupArguments {
    #[command(subcommand)]
    pub(crate) action: GroupAction,
}

/// What to do with groups.
#[derive(Subcommand, Debug)]
pub(crate) enum GroupAction {
    /// Shows a job: its ads, why each is in it, and what operators say.
    Show {
        /// Id of a job, or of one of its ads.
        id: JobId,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Holds two ads apart. The side of the ad that speaks for the job keeps
    /// the job's id.
    Split {
        /// An ad.
        ad: AdId,
        /// Another.
        other: AdId,
        #[command(flatten)]
        word: WordArguments,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Holds ads together, each with the first. The older job keeps its id;
    /// that of the other leads to it.
    Join {
        /// Two ads or more.
        #[arg(required = true, num_args = 2.., value_name = "AD")]
        ads: Vec<AdId>,
        #[command(flatten)]
        word: WordArguments,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Takes back what was said of two ads: the rules decide again.
    Undo {
        /// An ad.
        ad: AdId,
        /// Another.
        other: AdId,
        #[command(flatten)]
        word: WordArguments,
        #[command(flatten)]
        hub: HubArguments,
    },
    /// Lists what is said: who, when and why.
    Corrections {
        /// What was taken back or contradicted, too.
        #[arg(long)]
        all: bool,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        hub: HubArguments,
    },
}

/// Who says something, and why.
#[derive(Args, Debug)]
pub(crate) struct WordArguments {
    /// Why; at most 2,000 characters. It is kept, and not public.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Who; at most 200 characters.
    #[arg(long, env = "ADHUB_BY", default_value = "operator", value_name = "NAME")]
    pub(crate) by: String,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
