//! Times of trouble, and what the operator says about them.

use schemas::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::component::{Component, Reason};

/// Most characters of a note.
pub(crate) const NOTE_CHARS_MAX: usize = 2_000;
/// Most notes of one incident.
pub(crate) const NOTES_MAX: usize = 100;

/// A time during which a component was down, or of which the operator told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Incident {
    /// Counts up from 1.
    pub id: i64,
    /// What was down.
    pub component: Component,
    /// How it was first seen to be down.
    pub reason: Reason,
    /// The check that found it, or the operator's word.
    #[schema(value_type = String, format = "date-time")]
    pub started_at: Timestamp,
    /// The last check that saw it.
    #[schema(value_type = String, format = "date-time")]
    pub last_seen_at: Timestamp,
    /// The check that found it over; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub ended_at: Option<Timestamp>,
    /// The end is the first check after a time without any: it may have been
    /// over at any moment after `last_seen_at`.
    pub end_unwatched: bool,
    /// What the operator says, oldest first.
    pub notes: Vec<Note>,
}

impl Incident {
    /// It goes on.
    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// One word of the operator. It is public.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// When it was said.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Plain text.
    pub text: String,
}

/// Why the operator's wish cannot be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncidentError {
    /// No such incident: ask for the list.
    #[error("there is no incident {0}; adhub incident list shows those that are kept")]
    Unknown(i64),
    /// It is over already.
    #[error("incident {id} ended at {ended_at}")]
    Over {
        /// Incident.
        id: i64,
        /// When.
        ended_at: Timestamp,
    },
    /// The checks still see it.
    #[error(
        "incident {id} cannot be closed: the last check, at {checked_at}, found {component} down; \
         it closes itself at the first check that finds it up"
    )]
    StillDown {
        /// Incident.
        id: i64,
        /// Component.
        component: &'static str,
        /// The last check.
        checked_at: Timestamp,
    },
    /// The text is empty, too long, or holds control characters.
    #[error("a note has 1 to {NOTE_CHARS_MAX} characters and no control characters, this has {0}")]
    Text(String),
    /// It has as many notes as one incident may have.
    #[error("incident {0} has {NOTES_MAX} notes, which is the most")]
    Notes(i64),
}

/// A note as it may be shown to anyone.
pub(crate) fn note(at: Timestamp, text: &str) -> Result<Note, IncidentError> {
    let text = text.trim();
    let chars = text.chars().count();
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(IncidentError::Text("a control character".to_owned()));
    }
    if !(1..=NOTE_CHARS_MAX).contains(&chars) {
        return Err(IncidentError::Text(format!("{chars} characters")));
    }
    Ok(Note { at, text: text.to_owned() })
}
