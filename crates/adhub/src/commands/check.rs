//! `adhub check`: the effective configuration, or what is wrong with it.

use std::process::ExitCode;

use crate::cli::CheckArguments;
use crate::commands::print;
use crate::config::Config;
use crate::hub::effective_config;

/// Prints the configuration as it takes effect. It holds no secrets: those
/// come from the environment only.
pub(crate) fn run(arguments: &CheckArguments) -> anyhow::Result<ExitCode> {
    if arguments.schema {
        print(&format!("{}\n", serde_json::to_string_pretty(&Config::schema())?))?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = effective_config(&arguments.hub)?;
    let text = if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&config)?)
    } else {
        toml::to_string_pretty(&config)?
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
