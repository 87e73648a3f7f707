//! What a person reads: what it is, what it gives, what is missing, and how to
//! configure it. 80 columns; colour on a terminal only.

mod parts;
mod shown;

use std::io::IsTerminal as _;

use anstyle::{AnsiColor, Style};
use connectors::formats::catalogue;

use super::steps::Steps;
use super::table::{self, Cut};
use super::tally::Tally;

pub(super) use shown::{Shown, shown};

/// Colours, or none.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    colour: bool,
}

impl Paint {
    /// Colour where standard output is a terminal and nobody objects.
    pub(super) fn for_stdout() -> Self {
        let objected = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colour: std::io::stdout().is_terminal() && !objected }
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn heading(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    fn good(self, text: &str) -> String {
        self.with(Style::new().fg_color(Some(AnsiColor::Green.into())), text)
    }

    fn doubtful(self, text: &str) -> String {
        self.with(Style::new().fg_color(Some(AnsiColor::Yellow.into())), text)
    }

    fn bad(self, text: &str) -> String {
        self.with(Style::new().fg_color(Some(AnsiColor::Red.into())), text)
    }

    fn faint(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }
}

/// Everything that was found.
pub(super) fn told(
    tally: &Tally,
    steps: Option<&Steps>,
    shown: &[Shown],
    suggested: &str,
    paint: Paint,
) -> String {
    let mut text = parts::sources(tally, paint);
    if let Some(steps) = steps {
        text.push_str(&shown::published(steps, shown, paint));
    } else {
        text.push_str(&ads(tally, paint));
    }
    text.push_str(&parts::fields(tally, paint));
    text.push_str(&parts::warnings(tally, paint));
    text.push_str(&parts::rejected(tally, paint));
    text.push_str(&parts::unread(tally, paint));
    if !suggested.is_empty() {
        text.push_str(&format!("\n{}\n", paint.heading("Suggested for adhub.toml")));
        for line in suggested.lines() {
            let line = match line.split_once('#') {
                Some((line, why)) => format!("{line}{}", paint.faint(&format!("#{why}"))),
                None => line.to_owned(),
            };
            text.push_str(format!("  {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

fn ads(tally: &Tally, paint: Paint) -> String {
    if tally.rows.is_empty() {
        return String::new();
    }
    let heading = [
        ("ID", Cut::Start),
        ("TITLE", Cut::End),
        ("EMPLOYER", Cut::End),
        ("PLACE", Cut::End),
        ("PUBLISHED", Cut::Never),
        ("DEADLINE", Cut::Never),
    ];
    let cells = |row: &super::tally::Row| {
        let dates = [row.published.clone(), row.until.clone()];
        let texts = [row.id.clone(), row.title.clone(), row.employer.clone(), row.place.clone()];
        texts.into_iter().chain(dates).collect()
    };
    let rows: Vec<Vec<String>> = tally.rows.iter().map(cells).collect();
    let of = match tally.ads {
        all if all == rows.len() as u64 => "Ads".to_owned(),
        all => format!("Ads: the first {} of {all}", rows.len()),
    };
    format!("\n{}\n{}", paint.heading(&of), table::table(&heading, &rows))
}

/// What was seen, and what is known instead.
pub(super) fn unrecognised(name: &str, seen: &anyhow::Error) -> String {
    let known: Vec<&str> = catalogue::all().iter().map(|named| named.name).collect();
    let seen = table::wrapped(&format!("error: {name}: {seen}"), 0);
    let known = table::wrapped(&known.join(", "), 2);
    format!("{seen}\nknown formats (`adhub try list`), to be said with --format NAME:\n{known}")
        .trim_end()
        .to_owned()
}

/// The formats that are known.
pub(super) fn formats() -> String {
    let row = |named: &catalogue::Named| vec![named.name.to_owned(), named.about.to_owned()];
    let rows: Vec<Vec<String>> = catalogue::all().iter().map(row).collect();
    table::table(&[("FORMAT", Cut::Never), ("WHAT IT IS", Cut::End)], &rows)
}

#[cfg(test)]
mod tests;
