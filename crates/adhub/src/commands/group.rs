//! `adhub group`: which ads are one job, and what operators say of it.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use runtime::grouping::{AdShown, JobShown, Listed, Said, Word};
use schemas::ad::Lifecycle;
use schemas::group_state::KnownCorrection;
use schemas::revision::Hold;
use schemas::{AdId, JobId};

use crate::cli::{GroupAction, GroupArguments, HubArguments, WordArguments};
use crate::commands::{plain, print, say};
use crate::control::{Reply, Request, ask};

/// `adhub group …`.
pub(crate) fn run(arguments: &GroupArguments) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        GroupAction::Show { id, json, hub } => {
            let Reply::GroupShown(job) = ask(hub, &Request::GroupShow { id: *id })? else {
                return other_version();
            };
            print(&if *json { lines(&job)? } else { told(&job) })?;
        }
        GroupAction::Split { ad, other, word, hub } => {
            let said = [spoken(hub, (*ad, *other), Hold::Apart, word)?];
            answer(&said, word.json)?;
        }
        GroupAction::Join { ads, word, hub } => {
            let Some((first, others)) = ads.split_first() else { bail!("no ad is named") };
            let mut said = Vec::new();
            for other in others {
                said.push(spoken(hub, (*first, *other), Hold::Together, word)?);
            }
            answer(&said, word.json)?;
        }
        GroupAction::Undo { ad, other, word, hub } => {
            let said = [spoken(hub, (*ad, *other), Hold::Free, word)?];
            answer(&said, word.json)?;
        }
        GroupAction::Corrections { all, json, hub } => {
            let request = Request::GroupCorrections { all: *all };
            let Reply::GroupCorrections(listed) = ask(hub, &request)? else {
                return other_version();
            };
            if *json {
                print(&lines(&listed)?)?;
            } else if listed.is_empty() {
                say("nothing is said of any ads");
            } else {
                print(&listed.iter().map(listed_line).collect::<String>())?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn other_version<T>() -> anyhow::Result<T> {
    bail!("the running hub is of another version")
}

fn lines(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(value)?))
}

fn spoken(
    hub: &HubArguments,
    (ad_id, other): (AdId, AdId),
    hold: Hold,
    word: &WordArguments,
) -> anyhow::Result<Said> {
    let (by, note) = (word.by.clone(), word.reason.clone());
    let request = Request::GroupSay(Word { ad_id, other, hold, by, note });
    match ask(hub, &request)? {
        Reply::GroupSaid(said) => Ok(*said),
        _ => other_version(),
    }
}

/// What holds goes to standard output, what else there is to know beside it.
fn answer(said: &[Said], json: bool) -> anyhow::Result<()> {
    for said in said {
        remarks(said);
        if !json {
            print(&correction_line(&said.correction))?;
        }
    }
    match said {
        [one] if json => print(&lines(one)?),
        all if json => print(&lines(&all)?),
        _ => Ok(()),
    }
}

fn remarks(said: &Said) {
    let [first, second] = said.jobs;
    if said.known {
        say("this was said before; nothing changed");
    } else if !said.in_effect {
        say("it is in the log, and takes effect when the group step runs");
    }
    if let Some(before) = said.before.as_ref().filter(|_| !said.known) {
        say(&format!("instead of: {}", correction_line(before).trim_end()));
    }
    for lifted in &said.lifted {
        say(&format!("lifted, for it contradicts: {}", correction_line(lifted).trim_end()));
    }
    if said.in_effect {
        match (first, second) {
            (Some(first), Some(second)) if first == second => say(&format!("both in job {first}")),
            (first, second) => say(&format!("in job {} and {}", job(first), job(second))),
        }
    }
}

fn job(id: Option<JobId>) -> String {
    id.map_or_else(|| "none, for it is not public".to_owned(), |id| id.to_string())
}

fn listed_line(listed: &Listed) -> String {
    let line = correction_line(&listed.correction);
    if listed.waits { line.replacen('\n', "  (waits for the group step)\n", 1) } else { line }
}

fn correction_line(correction: &KnownCorrection) -> String {
    let KnownCorrection { ad_id, other_ad_id, hold, at, by, note } = correction;
    let hold = match hold {
        Hold::Free => "free",
        Hold::Apart => "apart",
        Hold::Together => "together",
    };
    format!("{ad_id} {other_ad_id}  {hold}  {at}  {}: {}\n", plain(by), plain(note))
}

fn told(job: &JobShown) -> String {
    let mut text = String::new();
    if let Some(asked) = job.asked {
        writeln!(text, "job {asked} was merged into").expect("text grows");
    }
    writeln!(text, "job {}, {} ads", job.id, job.total).expect("text grows");
    for alias in &job.aliases {
        writeln!(text, "  once {alias}").expect("text grows");
    }
    for ad in &job.ads {
        text.push_str(&ad_lines(ad, job.canonical == Some(ad.id)));
    }
    if job.total > job.ads.len() {
        writeln!(text, "  and {} more", job.total - job.ads.len()).expect("text grows");
    }
    for correction in &job.corrections {
        text.push_str("  said: ");
        text.push_str(&correction_line(correction));
    }
    text
}

fn ad_lines(ad: &AdShown, canonical: bool) -> String {
    let AdShown { id, partner, title, url, .. } = ad;
    let state = match ad.lifecycle {
        Lifecycle::Published => "",
        Lifecycle::Draft => ", a draft",
        Lifecycle::Withdrawn => ", withdrawn",
        Lifecycle::Expired => ", expired",
        Lifecycle::Erased => ", erased",
    };
    let speaks = if canonical { ", speaks for the job" } else { "" };
    let mut text = format!("  ad {id}  {partner}{state}{speaks}\n");
    for shown in [title, url].into_iter().flatten() {
        writeln!(text, "     {}", plain(shown)).expect("text grows");
    }
    if let Some(why) = &ad.why {
        let with = why.ad_id.map(|ad_id| format!(" with {ad_id}")).unwrap_or_default();
        let again = if why.reposted { ", advertised again" } else { "" };
        let features = why.features.join(" ");
        writeln!(text, "     {}{with}{again}: {}", plain(&why.rule), plain(&features))
            .expect("text grows");
    }
    text
}
