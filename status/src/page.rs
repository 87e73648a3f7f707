//! The page for people: plain words first, figures below. No script, nothing
//! loaded from elsewhere; readable as text, on a phone, light and dark.

mod bars;
mod phrases;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use schemas::Timestamp;

use crate::component::Reason;
use crate::incident::Incident;
use crate::language::Language;
use crate::report::{ComponentReport, MonthReport, Report, State};

const STYLE: &str = include_str!("page/style.css");
/// Incidents shown at once; the rest is folded.
const INCIDENTS_OPEN: usize = 10;

impl State {
    const fn class(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Slow => "slow",
            Self::Down => "down",
            Self::Unknown => "unknown",
        }
    }
}

/// Renders the page.
pub(crate) fn render(report: &Report, language: Language) -> Markup {
    let words = language.words();
    let other = if language == Language::English { Language::Swedish } else { Language::English };
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "adhub: " (words.title) " – " (headline(report, language)) }
                link rel="alternate" type="application/atom+xml" title=(words.feed) href="status/feed.atom";
                link rel="alternate" hreflang=(other.tag()) href=(format!("?lang={}", other.tag()));
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "adhub: " (words.title) }
                    a href=(format!("?lang={}", other.tag())) hreflang=(other.tag()) lang=(other.tag()) {
                        (words.other_language)
                    }
                }
                main {
                    (banner(report, language))
                    (told(report, language))
                    (this_month(report, language))
                    (components(report, language))
                    (incidents(report, language))
                    (months_before(report, language))
                }
                footer {
                    p { (words.how)
                        @if let Some(began_at) = report.began_at { " " (language.began(began_at)) } }
                    p {
                        a href="status.json" { (words.for_machines) }
                        a href="status/feed.atom" { (words.feed) }
                    }
                }
            }
        }
    }
}

/// The state in a few words.
pub(crate) fn headline(report: &Report, language: Language) -> &'static str {
    let words = language.words();
    let all_down = report.components.iter().all(|component| component.state == State::Down);
    match report.state {
        State::Down if all_down => words.all_down,
        State::Up => words.all_works,
        State::Slow => words.slow,
        State::Down => words.down,
        State::Unknown => words.unknown,
    }
}

fn banner(report: &Report, language: Language) -> Markup {
    let trouble = report.components.iter().filter(|component| component.reason.is_some());
    html! {
        section class=(format!("banner {}", report.state.class())) {
            h2 { (headline(report, language)) }
            @for component in trouble { p { (trouble_sentence(component, report.at, language)) } }
            p class="soft" { (language.checked(report.checked_at, report.interval_seconds)) }
        }
    }
}

/// "The feed cannot be reached since …".
fn trouble_sentence(component: &ComponentReport, now: Timestamp, language: Language) -> String {
    let name = language.name(component.component);
    let reason = component.reason.map_or("", |reason| language.reason(reason));
    match component.down_since {
        Some(since) => format!("{name} {reason} {}.", language.since(since, now)),
        None => format!("{name} {reason}."),
    }
}

/// What the operator says and checks do not see.
fn told(report: &Report, language: Language) -> Markup {
    let told = |incident: &&Incident| incident.is_open() && incident.reason == Reason::Operator;
    let told: Vec<&Incident> = report.incidents.iter().filter(told).collect();
    html! {
        @if !told.is_empty() {
            section {
                h2 { (language.words().told) }
                @for incident in told { (incident_card(incident, report.at, language)) }
            }
        }
    }
}

fn this_month(report: &Report, language: Language) -> Markup {
    let Some(month) = report.months.first() else { return html! {} };
    html! {
        section {
            h2 { (language.words().this_month) }
            p { strong { (language.month_sentence(month, true)) } " "
                (language.budget_sentence(month, report.objective_percent)) }
            (asides(month, language))
        }
    }
}

fn asides(month: &MonthReport, language: Language) -> Markup {
    html! {
        @for sentence in [language.slow_sentence(&month.times), language.unknown_sentence(&month.times)].into_iter().flatten() {
            p class="soft" { (sentence) }
        }
    }
}

fn components(report: &Report, language: Language) -> Markup {
    let words = language.words();
    html! {
        section {
            h2 { (words.parts) }
            @for component in &report.components {
                article class="card" {
                    div class="top" {
                        h3 { (language.name(component.component)) }
                        span class=(format!("state {}", component.state.class())) {
                            (language.state(component.state))
                        }
                    }
                    p class="soft" { (language.purpose(component.component)) }
                    (bars::bars(component, language))
                    p { (words.this_month) ": " strong { (language.share(&component.this_month)) }
                        " · " (words.last_90_days) ": " strong { (language.share(&component.last_90_days)) } }
                    @if bars::days_with_trouble(component).next().is_some() {
                        details {
                            summary { (words.days_with_trouble) }
                            ul {
                                @for day in bars::days_with_trouble(component) {
                                    li { (bars::title(day, language)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn incidents(report: &Report, language: Language) -> Markup {
    let words = language.words();
    let told = |incident: &&Incident| incident.is_open() && incident.reason == Reason::Operator;
    let listed: Vec<&Incident> = report.incidents.iter().filter(|one| !told(one)).collect();
    let (first, rest) = listed.split_at(listed.len().min(INCIDENTS_OPEN));
    html! {
        section id="incidents" {
            h2 { (words.incidents) }
            @if listed.is_empty() { p { (words.no_incidents) } }
            @for incident in first { (incident_card(incident, report.at, language)) }
            @if !rest.is_empty() {
                details {
                    summary { "+ " (rest.len()) }
                    @for incident in rest { (incident_card(incident, report.at, language)) }
                }
            }
        }
    }
}

fn incident_card(incident: &Incident, now: Timestamp, language: Language) -> Markup {
    let words = language.words();
    let (class, state) = match incident.ended_at {
        None if incident.reason == Reason::Operator => ("slow", words.ongoing),
        None => ("down", words.ongoing),
        Some(_) => ("up", words.over),
    };
    html! {
        article class="card" id=(format!("incident-{}", incident.id)) {
            div class="top" {
                h3 { (incident_title(incident, language)) }
                span class=(format!("state {class}")) { (state) }
            }
            p class="soft" { (language.span(incident, now)) }
            @for note in &incident.notes {
                p class="note" {
                    time datetime=(note.at) { (language.moment(note.at)) }
                    (note.text)
                }
            }
        }
    }
}

/// "The feed cannot be reached", "could not be reached" when it is over.
pub(crate) fn incident_title(incident: &Incident, language: Language) -> String {
    let reason = match incident.ended_at {
        None => language.reason(incident.reason),
        Some(_) => language.past_reason(incident.reason),
    };
    format!("{} {reason}", language.name(incident.component))
}

fn months_before(report: &Report, language: Language) -> Markup {
    let before = report.months.get(1..).unwrap_or_default();
    html! {
        @if !before.is_empty() {
            section {
                h2 { (language.words().months_before) }
                @for month in before { (month_card(month, report.objective_percent, language)) }
            }
        }
    }
}

fn month_card(month: &MonthReport, objective_percent: f64, language: Language) -> Markup {
    html! {
        article class="card" {
            p { strong { (language.month_sentence(month, false)) } " "
                (language.budget_sentence(month, objective_percent)) }
            (asides(month, language))
        }
    }
}
