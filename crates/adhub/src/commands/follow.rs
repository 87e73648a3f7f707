//! `adhub follow URL`: tells the changes of a hub's feed as they come.

pub(crate) mod stream;

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::process::ExitCode;

use serde_json::Value;

use self::stream::{Event, Feed, Refused};
use crate::cli::FollowArguments;
use crate::commands::narrate::Narrator;
use crate::commands::{plain, say};
use crate::config::ConfigError;

/// Follows until told to end, refused, or `--count` changes came.
pub(crate) fn run(arguments: &FollowArguments) -> anyhow::Result<ExitCode> {
    let mut feed = Feed::new(&arguments.url)
        .map_err(|error| ConfigError::Contradiction(format!("{error:#}")))?;
    if arguments.after != "tip" {
        feed = feed.after(&arguments.after);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(follow(arguments, &mut feed))
}

async fn follow(arguments: &FollowArguments, feed: &mut Feed) -> anyhow::Result<ExitCode> {
    let mut teller = Teller {
        json: arguments.json,
        left: arguments.count,
        narrator: Narrator::default(),
        is_person: std::io::stderr().is_terminal(),
    };
    let ended = tokio::select! {
        ended = feed.follow(|event| teller.take(event)) => Some(ended),
        signal = signal() => signal.map(|()| None)?,
    };
    match ended {
        Some(Err(refused)) => return refuse(arguments, &refused),
        Some(Ok(())) => {}
        None => say("ended on request"),
    }
    match feed.cursor() {
        Some(cursor) => {
            say(&format!("go on with: adhub follow {} --after {cursor}", arguments.url));
        }
        None => say("nothing was heard of the hub, so that there is no cursor to go on from"),
    }
    Ok(ExitCode::SUCCESS)
}

async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

/// Says why, and how to start again.
fn refuse(arguments: &FollowArguments, refused: &Refused) -> anyhow::Result<ExitCode> {
    say(&plain(&format!("error: {refused}")));
    if refused.status != 410 {
        return Ok(ExitCode::from(if refused.status == 400 {
            crate::WRONG_USE
        } else {
            crate::NO
        }));
    }
    let url = &arguments.url;
    if let Some(snapshot) = &refused.snapshot {
        say(&format!(
            "start again: take the snapshot at {snapshot}, then go on from the cursor in its \
             first line: adhub follow {url} --after CURSOR"
        ));
    }
    if let Some(floor) = &refused.floor {
        say(&format!("or read what is kept: adhub follow {url} --after {floor}"));
    }
    Ok(ExitCode::from(crate::NO))
}

/// Prints what comes.
struct Teller {
    json: bool,
    left: Option<u64>,
    narrator: Narrator,
    /// A person watches standard error.
    is_person: bool,
}

impl Teller {
    fn take(&mut self, event: Event) -> ControlFlow<()> {
        match event {
            Event::Change { line, change } => self.change(&line, &change),
            Event::Connected => {
                if self.is_person {
                    say("following; Ctrl-C ends it");
                }
                ControlFlow::Continue(())
            }
            Event::Cut { reason, pause } => {
                let seconds = pause.as_secs_f64();
                say(&plain(&format!("the feed broke off ({reason}); again in {seconds:.1} s")));
                ControlFlow::Continue(())
            }
        }
    }

    fn change(&mut self, line: &str, change: &Value) -> ControlFlow<()> {
        let text = if self.json {
            format!("{line}\n")
        } else {
            format!("{}\n", self.narrator.tell(change).0)
        };
        let mut out = std::io::stdout().lock();
        // A reader that went away wants no more.
        if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
            return ControlFlow::Break(());
        }
        if let Some(left) = &mut self.left {
            *left -= 1;
            if *left == 0 {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}
