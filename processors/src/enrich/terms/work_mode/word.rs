//! Whether the bare words `remote`, `hybrid` and the like speak of where one
//! works, by the words right beside them.

/// Words right after that speak of work.
const AFTER: &[&str] = &[
    "work",
    "working",
    "position",
    "positions",
    "role",
    "roles",
    "job",
    "jobs",
    "opportunity",
    "opportunities",
    "employment",
    "based",
    "contract",
    "only",
    "first",
    "within",
    "from",
    "or",
    "possible",
    "option",
    "options",
    "anywhere",
    "eligible",
    "friendly",
    "arrangement",
    "arrangements",
    "schedule",
    "setup",
    "set-up",
    "basis",
    "policy",
    "pattern",
    "model",
    "environment",
    "workplace",
    "way",
    "arbete",
    "arbetsplats",
    "arbetssätt",
    "arbetsmodell",
    "arbeid",
    "arbeidsplass",
    "arbeidsform",
    "arbeidshverdag",
    "arbejde",
    "arbejdsplads",
    "lösning",
    "modell",
    "upplägg",
    "arbeiten",
    "arbeit",
    "tätigkeit",
    "stelle",
    "möglich",
    "mogelijk",
    "werken",
    "praca",
    "lub",
    "oder",
    "eller",
    "tai",
    "ou",
    "flexible",
    "hybrid",
    "remote",
    "distans",
    "rekrytering",
    "tjänst",
    "stilling",
    "within",
    "yes",
    "anställning",
];
/// Words right before that speak of work.
const BEFORE: &[&str] = &[
    "no",
    "not",
    "fully",
    "100",
    "work",
    "working",
    "works",
    "working:",
    "arbeta",
    "jobba",
    "arbetar",
    "jobbar",
    "jobbe",
    "arbeide",
    "arbejde",
    "arbejder",
    "jobber",
    "completely",
    "entirely",
    "partly",
    "partially",
    "mostly",
    "primarily",
    "mainly",
    "or",
    "home",
    "option",
    "delvis",
    "praca",
    "pracy",
    "pracę",
    "forma",
    "tryb",
    "eller",
    "oder",
    "lub",
    "/",
    "hybrid",
    "based",
    "permanently",
    "part",
    "location",
    "is",
    "be",
    "are",
    "semi",
    "plats",
    "ort",
    "arbetsplats",
    "sted",
    "arbeitsort",
    "standort",
    "sijainti",
    "im",
    "day",
    "days",
];
/// Words after `remote` or `hybrid` in a title that are another thing.
const NOT_IN_TITLE: &[&str] = &[
    "sensing",
    "support",
    "service",
    "services",
    "pilot",
    "operations",
    "operation",
    "monitoring",
    "access",
    "control",
    "infrastructure",
    "site",
    "sites",
    "area",
    "areas",
    "communities",
    "community",
    "diagnostics",
    "hands",
    "clinic",
    "cloud",
    "car",
    "cars",
    "vehicle",
    "vehicles",
    "electric",
    "powertrain",
    "systems",
    "integration",
    "drive",
    "theatre",
    "bil",
    "bilar",
    "it",
    "mobile",
    "app",
    "imaging",
    "or",
    "surgery",
    "handling",
    "equipment",
    "care",
    "health",
];
/// A line of so few bytes is a form's, or a heading.
const LINE_MAX: usize = 44;

/// Whether the word at `start..end` of a running text speaks of work.
pub(super) fn is_about_work(text: &str, start: usize, end: usize) -> bool {
    let (before, sign) = word_before(text, start);
    let (after, next) = word_after(text, end);
    // Therapy `is home based`; a role `is remote`.
    let is_home = text[start..end].starts_with("home") && matches!(before, "is" | "are" | "be");
    if BEFORE.contains(&before) && !is_home && !matches!(next, Next::Word if !is_loose(after)) {
        return true;
    }
    // `Work mode: remote`, `Location – hybrid`
    let shared = share(text, start, end).is_some();
    if shared || sign == Some(':') || (next == Next::Word && AFTER.contains(&after)) {
        return true;
    }
    let line = super::super::sentence::line(text, start, end);
    let listed = sign.is_some_and(|sign| matches!(sign, ',' | '/' | '-' | '–' | '|' | '('));
    let word = &text[start..end];
    let alone = line.starts_with(word) || (line.ends_with(word) && listed);
    alone && line.len() <= LINE_MAX && next != Next::Word
}

/// Whether the word at `start..end` of a title does.
pub(super) fn is_about_work_in_title(text: &str, end: usize) -> bool {
    !matches!(word_after(text, end), (after, Next::Word) if NOT_IN_TITLE.contains(&after))
}

/// `40 % remote`, `homeoffice – 100 %`: the percentage beside it.
pub(super) fn share(text: &str, start: usize, end: usize) -> Option<u32> {
    if let Some(before) = text[..start].trim_end().strip_suffix('%') {
        let before = before.trim_end();
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        return before[before.len() - digits..].parse().ok();
    }
    let rest = text[end..].trim_start_matches([' ', '-', '–', ':', '(']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_percent = rest[digits..].trim_start().starts_with('%');
    if is_percent { rest[..digits].parse().ok() } else { None }
}

/// After `work remote` nearly anything may come but a thing that is remote.
fn is_loose(word: &str) -> bool {
    AFTER.contains(&word)
        || matches!(
            word,
            "in" | "and"
                | "with"
                | "i"
                | "och"
                | "og"
                | "med"
                | "at"
                | "to"
                | "the"
                | "for"
                | "as"
                | "on"
                | "due"
                | "w"
                | "z"
                | "und"
                | "mit"
                | "if"
                | "when"
                | "unless"
                | "every"
                | "work"
                | "some"
                | "two"
                | "one"
                | "up"
                | "across"
                | "full-time"
                | "full"
        )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A word, with only a space between.
    Word,
    /// A sign, or the end.
    Sign,
}

fn word_after(text: &str, end: usize) -> (&str, Next) {
    let rest = &text[end..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let stop = |c: char| !(c.is_alphanumeric() || c == '-');
    let word = trimmed.split(stop).next().unwrap_or_default();
    let word = word.trim_matches('-');
    if trimmed.starts_with(|c: char| c.is_alphanumeric())
        || rest.starts_with('-') && !word.is_empty()
    {
        (word, Next::Word)
    } else {
        ("", Next::Sign)
    }
}

fn word_before(text: &str, start: usize) -> (&str, Option<char>) {
    let low = text.floor_char_boundary(start.saturating_sub(30));
    let before = text[low..start].trim_end_matches([' ', '\u{a0}', '(', '"', '„', '”']);
    let sign = before.chars().next_back().filter(|c| !c.is_alphanumeric());
    let bare = before.trim_end_matches(['%', '/', ',', '-', '–']).trim_end();
    let word = bare.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    (word, sign)
}

#[cfg(test)]
mod tests {
    use super::{is_about_work, is_about_work_in_title, share};

    #[test]
    fn a_bare_word_has_its_neighbours() {
        for (text, word, wanted) in [
            ("this is a remote position", "remote", true),
            ("work mode: remote", "remote", true),
            ("you can work remote from sweden", "remote", true),
            ("warsaw / remote", "remote", true),
            ("our remote offices", "remote", false),
            ("remote sensing of forests", "remote", false),
            ("hybrid cars are sold here", "hybrid", false),
            ("we have a hybrid working model", "hybrid", true),
            ("a remote, rural area", "remote", false),
            ("you will work with hybrid systems", "hybrid", false),
        ] {
            let start = text.find(word).unwrap();
            assert_eq!(is_about_work(text, start, start + word.len()), wanted, "{text}");
        }
        assert!(is_about_work_in_title("java developer (remote)", 22));
        assert!(!is_about_work_in_title("remote sensing scientist", 6));
        assert_eq!(share("about 60 % remote", 11, 17), Some(60));
        assert_eq!(share("homeoffice – 100%", 0, 10), Some(100));
    }
}
