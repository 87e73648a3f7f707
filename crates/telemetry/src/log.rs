//! Log lines on standard error: for people on a terminal, JSON elsewhere.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// How lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// One readable line each.
    Text,
    /// One JSON object each.
    Json,
}

/// A filter that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "log filter {filter:?} cannot be read: {reason} (for example \"info\" or \"warn,gateway=debug\")"
)]
pub struct LogFilterError {
    filter: String,
    reason: String,
}

/// Sets logging up for the process. `filter` is `info` or
/// `warn,gateway=debug`.
///
/// # Errors
/// When the filter cannot be read, or logging was set up before.
pub fn start(format: LogFormat, filter: &str) -> Result<(), LogFilterError> {
    let unreadable = |reason: String| LogFilterError { filter: filter.to_owned(), reason };
    let env_filter = EnvFilter::try_new(filter).map_err(|error| unreadable(error.to_string()))?;
    let terminal = std::io::stderr().is_terminal();
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !terminal,
    };
    let builder = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(env_filter)
        .with_span_events(FmtSpan::NONE);
    let done = if json {
        builder.json().flatten_event(true).with_current_span(false).try_init()
    } else {
        builder.with_ansi(terminal).with_target(false).try_init()
    };
    done.map_err(|error| unreadable(error.to_string()))
}
