//! Which end a round that broke off came to: each has its own label, so that
//! an operator knows what to do without reading logs.

use std::io::ErrorKind;

use connectors::{ReadError, ResponseHead};
use telemetry::{PollEnd, RequestEnd};

use crate::http::{Body, Fault, HttpError, Looks};

/// The last answer of a round, as far as its end may depend on it.
#[derive(Default)]
pub(super) struct Last {
    /// Why there was none.
    pub(super) missed: Option<PollEnd>,
    redirected: bool,
    fault: Option<Fault>,
    looks: Option<Looks>,
}

impl Last {
    /// An answer that was read.
    pub(super) fn read(head: &ResponseHead, body: &Body) -> Self {
        Self {
            missed: None,
            redirected: head.redirected_to.is_some(),
            fault: body.fault().cloned(),
            looks: Some(body.looks()),
        }
    }

    /// No answer.
    pub(super) fn missed(error: &HttpError) -> Self {
        Self { missed: Some(end_of(error)), ..Self::default() }
    }

    /// The end of a round that broke off with `error`. `None`: the hub stops.
    pub(super) fn end(&self, error: &ReadError) -> Option<PollEnd> {
        match self.fault {
            Some(Fault::Stopped) => return None,
            Some(Fault::TooLarge) => return Some(PollEnd::TooLarge),
            Some(Fault::Cut(_)) | None => {}
        }
        Some(match error {
            ReadError::Missed { .. } => self.missed.unwrap_or(PollEnd::Failed),
            // What is packed in it.
            ReadError::Io { source, .. } if source.kind() == ErrorKind::FileTooLarge => {
                PollEnd::TooLarge
            }
            ReadError::Io { .. } => PollEnd::Cut,
            _ if self.fault.is_some() => PollEnd::Cut,
            // Whatever it says: the partner's ads are not where they were.
            _ if self.redirected => PollEnd::Moved,
            ReadError::Malformed { .. } if self.looks == Some(Looks::Html) => PollEnd::Html,
            ReadError::Malformed { .. } => PollEnd::Cut,
            ReadError::Foreign { .. } => match self.looks {
                Some(Looks::Html) => PollEnd::Html,
                Some(Looks::Json) => PollEnd::NoList,
                Some(Looks::Other) | None => PollEnd::Foreign,
            },
            ReadError::Status { status: 404 | 410 } => PollEnd::Gone,
            ReadError::Status { .. } => PollEnd::Refused,
        })
    }
}

/// The end of a round that could not do without this answer.
fn end_of(error: &HttpError) -> PollEnd {
    match error {
        HttpError::Forbidden { .. } => PollEnd::Forbidden,
        HttpError::Disallowed { .. } => PollEnd::Disallowed,
        HttpError::Redirects { .. } => PollEnd::Redirects,
        HttpError::Credentials { .. } => PollEnd::Credentials,
        HttpError::Later { .. } => PollEnd::Later,
        HttpError::NoAnswer { .. } | HttpError::Local { .. } | HttpError::Stopped => {
            PollEnd::Failed
        }
    }
}

/// What came of a request; `None`: the hub stops, nothing came of it.
pub(super) fn request_end(result: Result<&ResponseHead, &HttpError>) -> Option<RequestEnd> {
    Some(match result {
        Ok(head) => match head.status {
            200..=299 => RequestEnd::Answered,
            304 => RequestEnd::NotModified,
            _ => RequestEnd::Refused,
        },
        Err(HttpError::Later { .. }) => RequestEnd::Later,
        Err(HttpError::NoAnswer { .. } | HttpError::Local { .. }) => RequestEnd::NoAnswer,
        Err(HttpError::Stopped) => return None,
        Err(_) => RequestEnd::Stopped,
    })
}

/// It says that the partner does not work: polls slow down.
pub(super) const fn is_failure(end: PollEnd) -> bool {
    !matches!(
        end,
        PollEnd::Done
            | PollEnd::Unchanged
            | PollEnd::Partial
            | PollEnd::Short
            | PollEnd::Limited
            | PollEnd::Empty
            | PollEnd::Braked
    )
}
