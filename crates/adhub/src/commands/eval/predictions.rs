//! What a hub or another program made of the ads: the output of
//! `adhub try --json --through enrich` or `group`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use schemas::Ad;
use serde_json::Value;

use super::ads::{Ads, each_line, open};

/// The ads of a file, and the jobs that the lines name, by the ad's id.
pub(super) struct Predictions {
    pub(super) ads: Ads,
    pub(super) jobs: BTreeMap<String, String>,
}

/// Reads a file. Lines without an ad are passed by: removals, and the closing
/// line.
///
/// # Errors
/// Names the line that is not what `adhub try` writes.
pub(super) fn read(path: &Path) -> anyhow::Result<Predictions> {
    let name = path.display();
    let mut read = Predictions { ads: Ads::default(), jobs: BTreeMap::new() };
    let mut failed = None;
    each_line(open(&path.to_string_lossy())?, |number, line| {
        if failed.is_none()
            && let Err(error) = take(line, &mut read)
        {
            failed = Some(error.context(format!("{name}, line {number}")));
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if read.ads.by_id.is_empty() {
        bail!("{name} has no ad: wanted is what `adhub try --json --through enrich` writes");
    }
    read.ads.index();
    Ok(read)
}

fn take(line: &[u8], read: &mut Predictions) -> anyhow::Result<()> {
    let mut line: Value = serde_json::from_slice(line).context("no JSON")?;
    let job = line["job_id"].as_str().map(str::to_owned);
    let has = |name: &str| line.get(name).is_some();
    let ad = if has("ad") {
        line["ad"].take()
    } else if has("texts") && has("ad_id") {
        line
    } else if has("texts") || has("title") {
        bail!("an ad as it was pushed, without what the hub finds: --through enrich is missing")
    } else {
        return Ok(());
    };
    if ad.is_null() {
        return Ok(());
    }
    let ad: Ad = serde_json::from_value(ad).context("an ad of the hub")?;
    let id = read.ads.take(ad);
    if let Some(job) = job {
        read.jobs.insert(id, job);
    }
    Ok(())
}
