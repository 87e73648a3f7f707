//! The `adhub` program: commands, configuration, wiring. Decides nothing about
//! ads.

mod cli;
mod commands;
mod config;
mod control;
mod hub;
mod public;
mod pull;
mod reference;
mod roles;
mod serve;
mod signals;
mod status_page;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};

/// Exit code when the answer is no.
const NO: u8 = 1;
/// Exit code for wrong use or configuration.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    if let Err(unknown) = cli::check_environment(std::env::vars_os()) {
        eprintln_line(&format!("error: {unknown}"));
        return ExitCode::from(WRONG_USE);
    }
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) if error.is::<config::ConfigError>() => {
            eprintln_line(&format!("error: {error}"));
            ExitCode::from(WRONG_USE)
        }
        Err(error) => {
            eprintln_line(&format!("error: {error:#}"));
            ExitCode::from(NO)
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Demo(arguments) => commands::demo::run(&arguments),
        Command::Gateway(arguments) => roles::gateway(&arguments),
        Command::Feed(arguments) => roles::feed(&arguments),
        Command::Status(arguments) => status_page::role(&arguments),
        Command::Poll(arguments) => roles::poll(&arguments),
        Command::Process(arguments) => roles::process(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Topics(arguments) => commands::topics::run(&arguments),
        Command::Partner(arguments) => commands::partner::partner(&arguments),
        Command::Key(arguments) => commands::partner::key(&arguments),
        Command::Quarantine(arguments) => commands::quarantine::run(&arguments),
        Command::Group(arguments) => commands::group::run(&arguments),
        Command::Incident(arguments) => commands::incident::run(&arguments),
        Command::Audit(arguments) => commands::audit::run(&arguments),
        Command::Replay(arguments) => commands::replay::run(&arguments),
        Command::Validate(arguments) => commands::validate::run(&arguments),
        Command::Try(arguments) => commands::attempt::run(&arguments),
        Command::Eval(arguments) => commands::eval::run(&arguments),
        Command::Follow(arguments) => commands::follow::run(&arguments),
        Command::Reference(arguments) => commands::reference::run(&arguments),
    }
}

/// Standard error is for people; standard output for answers.
#[expect(clippy::print_stderr, reason = "the program's own messages to its user")]
fn eprintln_line(line: &str) {
    eprintln!("{line}");
}
