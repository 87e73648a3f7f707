//! Runs of digits with what people put between them: the candidates for
//! telephone and identity numbers.

/// Groups of one run; more is a table, not a number.
const GROUPS_MAX: usize = 10;

/// Words that stand glued to a telephone number where line ends were lost.
const CUES: [&[u8]; 8] =
    [b"number", b"nummer", b"Tel", b"tel", b"Tlf", b"tlf", b"Mobil", b"elefon"];

/// What stands before a group of digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    /// Nothing: the first group.
    None,
    Space,
    Dash,
    Slash,
    Dot,
}

/// A group of digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Group {
    pub(super) gap: Gap,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// Digits in groups, as they stand in a text.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Of the first digit, or of the `+` or bracket before it.
    pub(super) start: usize,
    /// Begins with `+`.
    pub(super) plus: bool,
    /// At least one.
    pub(super) groups: Vec<Group>,
    /// A part of a longer word, a web address or a decimal number.
    pub(super) is_part: bool,
}

/// Calls `use_run` with each run of a text.
pub(super) fn each(text: &str, mut use_run: impl FnMut(&Run)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut run = Run { start: 0, plus: false, groups: Vec::new(), is_part: false };
    while let Some(first) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let first = at + first;
        read(bytes, at, first, &mut run);
        at = run.groups.last().map_or(first + 1, |group| group.end);
        use_run(&run);
    }
}

fn read(bytes: &[u8], low: usize, first: usize, run: &mut Run) {
    run.groups.clear();
    run.start = first;
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= low).map(|at| bytes[at]);
    run.plus = before(run.start) == Some(b'+');
    run.start -= usize::from(run.plus);
    run.start -= usize::from(before(run.start) == Some(b'('));
    let mut at = first;
    let mut gap = Gap::None;
    while run.groups.len() < GROUPS_MAX {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        run.groups.push(Group { gap, start: at, end: at + length });
        let Some((next, length)) = separator(&bytes[at + length..]) else { break };
        at = run.groups[run.groups.len() - 1].end + length;
        gap = next;
    }
    let end = run.groups[run.groups.len() - 1].end;
    let previous = run.start.checked_sub(1).map(|at| bytes[at]);
    let joins = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    // A hard space is no letter.
    let hard_space = |at: usize| at >= 2 && bytes[at - 2..at] == [0xc2, 0xa0];
    let wide = |at: usize| at >= 3 && bytes[at - 3] >= 0xe2;
    let starts_inside = previous.is_some_and(|byte| match byte {
        b'/' | b'=' | b'_' | b'#' | b'?' | b'-' | b'@' | b',' => true,
        byte => {
            joins(byte)
                && !hard_space(run.start)
                && !wide(run.start)
                && !CUES.iter().any(|cue| bytes[..run.start].ends_with(cue))
        }
    });
    let next = bytes.get(end).copied();
    let after = bytes.get(end + 1).copied();
    let ends_inside = match next {
        Some(b'_' | b'%' | b'@') => true,
        Some(b',') => after.is_some_and(|byte| byte.is_ascii_digit()),
        Some(b'.' | b'-') => after.is_some_and(|byte| byte.is_ascii_alphanumeric()),
        Some(byte) => byte.is_ascii_alphanumeric() || byte == 0xc3 || byte == 0xc5,
        None => false,
    };
    run.is_part = starts_inside || ends_inside;
}

/// What stands between two groups, and its bytes; none when no digit follows.
fn separator(bytes: &[u8]) -> Option<(Gap, usize)> {
    let mut gap = Gap::Space;
    let (mut at, mut spaces) = (0, 0);
    loop {
        let rest = &bytes[at..bytes.len().min(at + 6)];
        let (length, kind) = match rest {
            [byte, ..] if byte.is_ascii_digit() => return (at > 0).then_some((gap, at)),
            [b' ', ..] => (1, Gap::Space),
            [0xc2, 0xa0, ..] => (2, Gap::Space),
            b"&nbsp;" => (6, Gap::Space),
            [b'(' | b')', ..] => (1, Gap::Space),
            [b'-', ..] => (1, Gap::Dash),
            [0xe2, 0x80, 0x90..=0x94, ..] => (3, Gap::Dash),
            [b'/', ..] if at == 0 => (1, Gap::Slash),
            [b'.', ..] if at == 0 => (1, Gap::Dot),
            _ => return None,
        };
        spaces += usize::from(kind == Gap::Space);
        // One sign between two groups, and few spaces around it.
        if spaces > 3 || (kind != Gap::Space && gap != Gap::Space) {
            return None;
        }
        if kind != Gap::Space {
            gap = kind;
        }
        at += length;
    }
}
