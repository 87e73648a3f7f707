//! The state of the hub as a small picture, to put on other pages.

use maud::{Markup, html};

use crate::language::Language;
use crate::page::headline;
use crate::report::{Report, State};

/// Width of a character on average, and space at both sides, in pixels.
const CHARACTER: usize = 7;
const SPACE: usize = 16;
const NAME: &str = "adhub";

/// Renders the badge: the headline of the page, and this month's uptime.
pub(crate) fn render(report: &Report, language: Language) -> Markup {
    let uptime = report.months.first().and_then(|month| month.times.uptime_percent);
    let mut said = headline(report, language).to_owned();
    if let Some(uptime) = uptime {
        said.push_str(&format!(" · {}", language.percent(uptime)));
    }
    let colour = match report.state {
        State::Up => "#1f7a4d",
        State::Slow => "#8a5f00",
        State::Down => "#b3261e",
        State::Unknown => "#5a6373",
    };
    let width = |text: &str| text.chars().count() * CHARACTER;
    let (left, right) = (width(NAME) + SPACE, width(&said) + SPACE);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(left + right) height="24" role="img"
            aria-label=(format!("{NAME}: {said}")) {
            title { (NAME) ": " (said) }
            rect width=(left + right) height="24" rx="4" fill="#2b3340" {}
            path fill=(colour) d=(format!(
                "M{left} 0H{}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H{left}z", left + right - 4
            )) {}
            g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="12" {
                text x=(SPACE / 2) y="16" textLength=(width(NAME)) { (NAME) }
                text x=(left + SPACE / 2) y="16" textLength=(width(&said)) { (said) }
            }
        }
    }
}
