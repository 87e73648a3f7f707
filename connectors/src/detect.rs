//! Which format bytes are in, by what stands at their beginning: the outermost
//! element, names and namespaces of XML; keys of JSON; marks of a page. Says
//! how sure it is, why, and what else it could be. Reads nothing.

mod html;
mod json;
mod seen;
mod sketch;
mod tells;
mod xml;

pub use html::has_postings;
pub use json::unwrap;

use sketch::Sketch;

/// So many bytes are enough to look at.
pub const START_BYTES: usize = 256 * 1024;

/// What is known about bytes before they are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clues<'a> {
    /// Their beginning; about [`START_BYTES`] of them.
    pub start: &'a [u8],
    /// That is all of them.
    pub whole: bool,
    /// `Content-Type` of the answer.
    pub content_type: Option<&'a str>,
    /// Where they came from.
    pub url: Option<&'a str>,
}

/// Less than this is no likeness at all.
const SCORE_MIN: i32 = 3;

/// How sure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sureness {
    /// Little speaks for it, or as much for another.
    Guess,
    /// More than for any other.
    Likely,
    /// Nothing else looks like this.
    Certain,
}

impl Sureness {
    /// For people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guess => "a guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// What was recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised {
    /// A name of [`crate::formats::catalogue`].
    pub format: &'static str,
    /// How sure.
    pub sureness: Sureness,
    /// What told it.
    pub because: Vec<String>,
    /// What else it could be, the likeliest first.
    pub others: Vec<&'static str>,
    /// Keys around the answer that are not part of the format:
    /// `boards.NAME`. See [`unwrap`].
    pub wrapper: Option<String>,
    /// The ads stand without the answer that the format has around them; see
    /// [`crate::formats::catalogue::Format::in_pieces`].
    pub in_pieces: bool,
}

/// Why nothing was recognised.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unrecognised {
    /// A format that is known, and is not one that ads are read from.
    #[error("{what}; {hint}")]
    Other {
        /// What it is.
        what: String,
        /// What to do with it.
        hint: &'static str,
    },
    /// Nothing that is known.
    #[error("no format is known for this: {seen}")]
    Unknown {
        /// What the bytes are.
        seen: String,
    },
}

/// Which format the bytes are in.
///
/// # Errors
/// With what was seen, when it is none that is known.
pub fn detect(clues: Clues<'_>) -> Result<Recognised, Unrecognised> {
    let start = clues.start;
    let text = seen::decoded(start, clues.content_type);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    if trimmed.starts_with(['{', '[']) {
        return json::detect(trimmed, clues);
    }
    if trimmed.starts_with('<') {
        if html::is_page(trimmed) {
            return html::detect(trimmed, clues.whole);
        }
        return xml::detect(trimmed, clues);
    }
    Err(Unrecognised::Unknown { seen: seen::bytes(start) })
}

/// The best of the scored formats.
fn best(sketch: &dyn Sketch, tells: &[tells::Tell], clues: Clues<'_>) -> Option<Recognised> {
    let mut scored: Vec<(i32, &'static str, Vec<String>)> = Vec::new();
    for tell in tells {
        let Some((mut score, mut because)) = tell.score(sketch) else { continue };
        if let Some(reason) = tells::by_address(tell.format, clues) {
            score += 3;
            because.push(reason);
        }
        if score >= SCORE_MIN {
            scored.push((score, tell.format, because));
        }
    }
    // The order of the table decides between equals.
    scored.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let (score, format, because) = scored.first()?.clone();
    let rivals: Vec<&(i32, &'static str, Vec<String>)> = scored[1..].iter().collect();
    // What reads anything is no rival of what is particular.
    let particular = rivals.iter().find(|(_, name, _)| !tells::GENERAL.contains(name));
    let lead = score - particular.map_or(0, |(score, ..)| *score);
    let sureness = match (score, lead) {
        (6.., 3..) => Sureness::Certain,
        (5.., 2..) => Sureness::Likely,
        _ => Sureness::Guess,
    };
    let near = |(other, ..): &&&(i32, &'static str, Vec<String>)| {
        sureness != Sureness::Certain && *other * 2 >= score
    };
    let others = rivals.iter().filter(near).map(|(_, format, _)| *format).collect();
    Some(Recognised { format, sureness, because, others, wrapper: None, in_pieces: false })
}

#[cfg(test)]
mod tests;
