//! `adhub partner` and `adhub key`: who may push.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use schemas::key::PartnerRecord;

use crate::cli::{HubArguments, KeyAction, KeyArguments, PartnerAction, PartnerArguments};
use crate::commands::{print, say};
use crate::control::{Reply, Request, ask};

/// `adhub partner …`.
pub(crate) fn partner(arguments: &PartnerArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        PartnerAction::Add { name, zone, language, hub } => {
            let (zone, language) = (zone.clone(), language.clone());
            ask(hub, &Request::PartnerAdd { name: name.clone(), zone, language })?;
            say(&format!("partner {name} is added; make a key with: adhub key add {name}"));
        }
        PartnerAction::List { json, hub } => print_records(hub, &Request::PartnerList, *json)?,
        PartnerAction::Disable { name, hub } => {
            ask(hub, &Request::PartnerDisable { name: name.clone() })?;
            say(&format!("partner {name} is disabled; its ads stay"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `adhub key …`.
pub(crate) fn key(arguments: &KeyArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        KeyAction::Add { partner, hub } => {
            let Reply::Key { id, key } = ask(hub, &Request::KeyAdd { partner: partner.clone() })?
            else {
                bail!("the running hub is of another version");
            };
            say(&format!("key {id} of partner {partner}; it is shown only now, keep it safe:"));
            print(&format!("{key}\n"))?;
        }
        KeyAction::List { json, hub } => print_records(hub, &Request::KeyList, *json)?,
        KeyAction::Revoke { key_id, hub } => {
            ask(hub, &Request::KeyRevoke { key_id: key_id.clone() })?;
            say(&format!("key {key_id} is revoked"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_records(hub: &HubArguments, request: &Request, json: bool) -> anyhow::Result<()> {
    let Reply::Records(records) = ask(hub, request)? else {
        bail!("the running hub is of another version");
    };
    if json {
        return print(&format!("{}\n", serde_json::to_string_pretty(&records)?));
    }
    if records.is_empty() {
        say("none yet");
    }
    let mut text = String::new();
    for record in &records {
        writeln!(text, "{}", line(record))?;
    }
    print(&text)
}

fn line(record: &PartnerRecord) -> String {
    let what = match &record.key_id {
        Some(id) => format!("{id}  {}", record.partner),
        None => format!("{}  zone {}", record.partner, record.zone.as_deref().unwrap_or("UTC")),
    };
    let since = record.created_at;
    match record.disabled_at {
        Some(at) => format!("{what}  since {since}, closed {at}"),
        None => format!("{what}  since {since}"),
    }
}
