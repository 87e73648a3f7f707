//! Text in columns, for a terminal of 80.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::commands::plain;

/// Columns of a terminal.
pub(super) const WIDTH: usize = 80;

/// Where a text that is too long is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Its end goes.
    End,
    /// Its start goes: the end of an id tells more.
    Start,
    /// It is never cut.
    Never,
}

/// Rows under a heading, indented by two. The widest columns give way first.
pub(super) fn table(heading: &[(&str, Cut)], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = heading.iter().map(|(name, _)| name.width()).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|text| plain(text)).collect()).collect();
    for row in &rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(text.width());
        }
    }
    let room = WIDTH - 2 - 2 * (heading.len() - 1);
    while widths.iter().sum::<usize>() > room {
        let flexible = widths.iter().enumerate().filter(|(at, _)| heading[*at].1 != Cut::Never);
        let Some((widest, _)) = flexible.max_by_key(|(_, width)| **width) else { break };
        if widths[widest] <= 4 {
            break;
        }
        widths[widest] -= 1;
    }
    let names: Vec<String> = heading.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut text = String::new();
    for row in std::iter::once(&names).chain(&rows) {
        let mut line = String::from(" ");
        for ((cell, width), (_, cut)) in row.iter().zip(&widths).zip(heading) {
            let cell = match cut {
                Cut::Start => clip_start(cell, *width),
                Cut::End | Cut::Never => clip(cell, *width),
            };
            line.push(' ');
            line.push_str(&cell);
            line.extend(std::iter::repeat_n(' ', width + 1 - cell.width().min(width + 1)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// At most so many columns; `…` where the end is missing.
pub(super) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        clipped.push(c);
    }
    clipped.truncate(clipped.trim_end().len());
    clipped.push('…');
    clipped
}

/// At most so many columns; `…` where the beginning is missing.
pub(super) fn clip_start(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = Vec::new();
    let mut used = 1;
    for c in text.chars().rev() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

/// Words in lines that are no longer than the terminal, each indented.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in plain(text).split_whitespace() {
        if !line.is_empty() && indent + line.width() + 1 + word.width() > WIDTH {
            lines.push_str(&format!("{:indent$}{line}\n", ""));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push_str(&format!("{:indent$}{line}\n", ""));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = "Überführungsfahrerin 運転手 ".repeat(20);
        let rows = vec![vec![long.clone(), long.clone(), "2026-11-24".to_owned()]];
        let text = table(&[("ID", Cut::Start), ("TITLE", Cut::End), ("DATE", Cut::Never)], &rows);
        for line in text.lines().chain(wrapped(&long, 4).lines()) {
            assert!(line.width() <= WIDTH, "{line}");
        }
        assert!(text.contains("2026-11-24") && text.contains('…'), "{text}");
    }

    #[test]
    fn what_fits_is_not_touched_and_controls_are_shown() {
        let rows = vec![vec!["a\u{1b}[31m".to_owned(), "b".to_owned()]];
        let text = table(&[("A", Cut::End), ("B", Cut::End)], &rows);
        assert_eq!(text, "  A       B\n  a\u{fffd}[31m  b\n");
    }
}
