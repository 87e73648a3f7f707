//! `adhub incident`: what the status page says about trouble.

use std::fmt::Write as _;
use std::process::ExitCode;

use status::Incident;

use crate::cli::{IncidentAction, IncidentArguments, PlaceArguments};
use crate::commands::{plain, print, say};
use crate::control::incidents::{IncidentRequest, ask};
use crate::status_page;

/// `adhub incident …`.
pub(crate) fn run(arguments: &IncidentArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        IncidentAction::List { json, place } => {
            let incidents = to(place, IncidentRequest::List)?;
            if *json {
                print(&format!("{}\n", serde_json::to_string_pretty(&incidents)?))?;
            } else if incidents.is_empty() {
                say("none yet");
            } else {
                print(&incidents.iter().map(told).collect::<String>())?;
            }
        }
        IncidentAction::Note { id, text, place } => {
            changed(place, IncidentRequest::Note { id: *id, text: text.clone() }, "has a note")?;
        }
        IncidentAction::Open { component, text, place } => {
            let request = IncidentRequest::Open { component: *component, text: text.clone() };
            changed(place, request, "is open; end it with: adhub incident close")?;
        }
        IncidentAction::Close { id, place } => {
            changed(place, IncidentRequest::Close { id: *id }, "is closed")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn to(place: &PlaceArguments, request: IncidentRequest) -> anyhow::Result<Vec<Incident>> {
    ask(&status_page::directory(&status_page::config(place)?.data), request)
}

/// Prints the number of the incident that changed, alone.
fn changed(place: &PlaceArguments, request: IncidentRequest, what: &str) -> anyhow::Result<()> {
    for incident in to(place, request)? {
        say(&format!("incident {} {what}", incident.id));
        print(&format!("{}\n", incident.id))?;
    }
    Ok(())
}

fn told(incident: &Incident) -> String {
    let Incident { id, component, reason, started_at, .. } = incident;
    let end = match incident.ended_at {
        None => "goes on".to_owned(),
        Some(at) if incident.end_unwatched => format!("over at the latest {at}"),
        Some(at) => format!("over {at}"),
    };
    let mut text =
        format!("{id}  {}  {}  since {started_at}, {end}\n", component.as_str(), reason.as_str());
    for note in &incident.notes {
        writeln!(text, "   {}  {}", note.at, plain(&note.text)).expect("text grows");
    }
    text
}
