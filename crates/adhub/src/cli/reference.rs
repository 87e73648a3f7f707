//! Arguments of `adhub reference`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `reference`.
#[derive(Args, Debug)]
pub(crate) struct ReferenceArguments {
    #[command(subcommand)]
    pub(crate) action: ReferenceAction,
}

/// What to do with reference tables.
#[derive(Subcommand, Debug)]
pub(crate) enum ReferenceAction {
    /// Reads the official dump of a later JobTech taxonomy, checks it, and says
    /// what it changes.
    ///
    /// Nothing is written without --into. Exit code 1 when the dump is wrong.
    #[command(
        after_help = "Examples:\n  adhub reference import taxonomy/*.json\n  adhub reference import taxonomy/*.json --into /etc/adhub/reference --source 'JobTech Taxonomy 24, CC0'\n  adhub run --reference /etc/adhub/reference"
    )]
    Import(ImportArguments),
}

/// Arguments of `reference import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArguments {
    /// Files of the dump: GraphQL answers, `{"data": {"concepts": […]}}`.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Writes the tables to this directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// Tables to compare with and to take from what the dump does not say.
    /// Without: those of --into when it has any, else those of the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) before: Option<PathBuf>,
    /// What the first line of each table says of where it comes from.
    #[arg(long, default_value = "JobTech Taxonomy, Arbetsförmedlingen, CC0", value_name = "TEXT")]
    pub(crate) source: String,
    /// Takes a dump that makes a table smaller by more than a fifth.
    #[arg(long)]
    pub(crate) allow_shrinking: bool,
    /// So many changes of a kind are shown.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// Prints JSON: all changes, or all mistakes.
    #[arg(long)]
    pub(crate) json: bool,
}
