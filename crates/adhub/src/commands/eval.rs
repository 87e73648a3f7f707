//! `adhub eval`: how good is what the hub finds?

mod ads;
mod copies;
mod fact;
mod figures;
mod group;
mod labels;
mod pairs;
mod predictions;
mod steps;

use std::process::ExitCode;

use self::fact::Fact;
use crate::cli::{EvalArguments, EvalWhat};

/// Measures, and prints.
pub(crate) fn run(arguments: &EvalArguments) -> anyhow::Result<ExitCode> {
    let (fact, arguments) = match &arguments.what {
        EvalWhat::Group(arguments) => return group::run(arguments),
        EvalWhat::Copies(arguments) => return copies::run(arguments),
        EvalWhat::Language(arguments) => (Fact::Language, arguments),
        EvalWhat::Occupation(arguments) => (Fact::Occupation, arguments),
        EvalWhat::Place(arguments) => (Fact::Place, arguments),
        EvalWhat::WorkMode(arguments) => (Fact::WorkMode, arguments),
        EvalWhat::Employment(arguments) => (Fact::Employment, arguments),
        EvalWhat::Salary(arguments) => (Fact::Salary, arguments),
        EvalWhat::Start(arguments) => (Fact::Start, arguments),
        EvalWhat::Deadline(arguments) => (Fact::Deadline, arguments),
        EvalWhat::Requirements(arguments) => (Fact::Requirements, arguments),
        EvalWhat::Employer(arguments) => (Fact::Employer, arguments),
        EvalWhat::PersonalData(arguments) => (Fact::PersonalData, arguments),
        EvalWhat::Warnings(arguments) => (Fact::Warnings, arguments),
        EvalWhat::Facts(arguments) => (Fact::All, arguments),
    };
    fact::run(fact, arguments)
}
