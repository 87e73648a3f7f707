//! `adhub eval`: how good is what the hub finds?

mod ads;
mod copies;
mod figures;
mod group;
mod labels;
mod steps;

use std::process::ExitCode;

use crate::cli::{EvalArguments, EvalWhat};

/// Measures, and prints.
pub(crate) fn run(arguments: &EvalArguments) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        EvalWhat::Group(arguments) => group::run(arguments),
        EvalWhat::Copies(arguments) => copies::run(arguments),
    }
}
