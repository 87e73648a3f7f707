//! `adhub quarantine`: complete snapshots that are not believed.

use std::process::ExitCode;

use anyhow::bail;
use runtime::quarantine::Quarantined;
use schemas::quarantine::HeldReason;

use crate::cli::{HubArguments, QuarantineAction, QuarantineArguments};
use crate::commands::{print, say};
use crate::control::{Reply, Request, ask};

/// `adhub quarantine …`.
pub(crate) fn run(arguments: &QuarantineArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        QuarantineAction::List { json, hub } => {
            let found = held(hub, &Request::QuarantineList)?;
            if *json {
                print(&format!("{}\n", serde_json::to_string_pretty(&found)?))?;
            } else if found.is_empty() {
                say("nothing is held");
            } else {
                print(&found.iter().map(line).collect::<String>())?;
            }
        }
        QuarantineAction::Show { name, json, hub } => {
            let found = held(hub, &Request::QuarantineShow { partner: name.clone() })?;
            one(&found, *json, told)?;
        }
        QuarantineAction::Release { name, json, hub } => {
            let found = held(hub, &Request::QuarantineRelease { partner: name.clone() })?;
            if !*json {
                say(&format!(
                    "the next complete snapshot of {name} is let through, once; what it does not \
                     show is withdrawn when a second one agrees"
                ));
            }
            one(&found, *json, line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn held(hub: &HubArguments, request: &Request) -> anyhow::Result<Vec<Quarantined>> {
    match ask(hub, request)? {
        Reply::Quarantined(found) => Ok(found),
        _ => bail!("the running hub is of another version"),
    }
}

fn one(found: &[Quarantined], json: bool, words: fn(&Quarantined) -> String) -> anyhow::Result<()> {
    let [found] = found else { bail!("the running hub is of another version") };
    if json {
        return print(&format!("{}\n", serde_json::to_string_pretty(found)?));
    }
    print(&words(found))
}

fn line(found: &Quarantined) -> String {
    let Quarantined { partner, held, released, .. } = found;
    let (ads, before, since) = (held.ads, held.ads_before, held.since);
    let released = if *released { ", released" } else { "" };
    format!("{partner}  {ads} ads, {before} before, since {since}{released}\n")
}

fn told(found: &Quarantined) -> String {
    let Quarantined { partner, at, held, released } = found;
    let reason = match held.reason {
        HeldReason::Shrunk => "it shrank by more than the safety brake lets pass",
        HeldReason::Empty => "it is empty",
    };
    let (ads, before, fewer) = (held.ads, held.ads_before, held.fewer());
    let next = if *released {
        "the next complete snapshot is let through".to_owned()
    } else {
        format!("if it is right: adhub quarantine release {partner}")
    };
    format!(
        "partner        {partner}\n\
         why            {reason}\n\
         ads            {ads}, {before} before; at least {fewer} would be withdrawn\n\
         held since     {}\n\
         last one at    {at}, {} in a row\n\
         next           {next}\n",
        held.since, held.snapshots
    )
}
