//! Ninety days as ninety bars. Colour is never alone: a day with trouble
//! stands taller, an unknown one is hollow, and a list below says it in words.

use maud::{Markup, html};

use crate::language::Language;
use crate::report::{ComponentReport, DayReport};

/// Height of the picture in its own units; a day is four units wide.
const HEIGHT: u32 = 34;

/// What a day looks like.
fn kind(day: &DayReport) -> &'static str {
    let times = &day.times;
    let known = times.up_seconds + times.slow_seconds + times.down_seconds;
    match () {
        () if times.down_seconds > 0 => "down",
        () if known == 0 && times.unknown_seconds == 0 => "none",
        () if times.unknown_seconds > known => "unknown",
        () if times.slow_seconds > 0 => "slow",
        () => "up",
    }
}

/// The picture.
pub(super) fn bars(component: &ComponentReport, language: Language) -> Markup {
    let label = format!(
        "{}: {}, {}",
        language.name(component.component),
        language.words().last_90_days,
        language.share(&component.last_90_days)
    );
    html! {
        svg class="bars" viewBox=(format!("0 0 {} {HEIGHT}", component.days.len() * 4))
            preserveAspectRatio="none" role="img" aria-label=(label) {
            @for (index, day) in component.days.iter().enumerate() {
                @let kind = kind(day);
                @let (top, height) = match kind { "down" => (0, HEIGHT), "none" => (HEIGHT - 4, 4), _ => (6, HEIGHT - 6) };
                rect class=(kind) x=(index * 4) y=(top) width="3" height=(height) {
                    title { (title(day, language)) }
                }
            }
        }
        p class="ends" aria-hidden="true" {
            span { (language.words().days_ago) } span { (language.words().today) }
        }
    }
}

/// A day in words.
pub(super) fn title(day: &DayReport, language: Language) -> String {
    let times = &day.times;
    let words = language.words();
    let mut said = Vec::new();
    if times.down_seconds > 0 {
        said.push(format!("{} {}", words.was_down, language.duration(times.down_seconds)));
    }
    if times.slow_seconds > 0 {
        let slow = language.state(crate::report::State::Slow);
        said.push(format!("{slow} {}", language.duration(times.slow_seconds)));
    }
    if times.unknown_seconds > 0 {
        said.push(format!("{} {}", words.not_measured, language.duration(times.unknown_seconds)));
    }
    if said.is_empty() {
        said.push(language.share(times));
    }
    format!("{}: {}", language.day(day.day), said.join(", ").to_lowercase())
}

/// Days that had trouble, newest first.
pub(super) fn days_with_trouble(component: &ComponentReport) -> impl Iterator<Item = &DayReport> {
    let trouble = |day: &&DayReport| day.times.down_seconds + day.times.slow_seconds > 0;
    component.days.iter().rev().filter(trouble)
}
