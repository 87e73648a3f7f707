//! What would be different, for people and for programs.

use std::fmt::Write as _;

use processors::Rules;
use schemas::change::Grouping as Why;
use schemas::{AdId, JobId};
use serde::Serialize;

use super::differences::Differences;
use super::{Placed, Run};
use crate::commands::plain;

/// All of it.
#[derive(Serialize)]
pub(super) struct Report {
    rule: &'static str,
    text_percent_min: u8,
    /// Changes that were run.
    changes: u64,
    ads: usize,
    jobs: usize,
    jobs_would_be: usize,
    /// Jobs that would be one, counted by what they would become.
    joined: usize,
    /// Jobs that would fall apart.
    split: usize,
    ads_moved: usize,
    /// Public ads that would not be public.
    ads_not_public: usize,
    joined_samples: Vec<Joined>,
    split_samples: Vec<Split>,
    moved_samples: Vec<Sample>,
}

/// Jobs that would be one: an ad of each.
#[derive(Serialize)]
struct Joined {
    jobs: Vec<JobId>,
    ads: Vec<Sample>,
}

/// A job that would be several: an ad of each.
#[derive(Serialize)]
struct Split {
    job: JobId,
    ads: Vec<Sample>,
}

/// One ad.
#[derive(Serialize)]
struct Sample {
    ad_id: AdId,
    partner: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    job: JobId,
    /// Why it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
    /// Why it would be where it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_be: Option<Why>,
}

/// Ads of one sample, at most.
const ADS_MAX: usize = 4;

impl Report {
    pub(super) fn new(
        run: &Run,
        differences: &Differences,
        rules: Rules,
        samples_max: usize,
    ) -> Self {
        let sample = |ad_id: &AdId| run.ads.get(ad_id).map(|placed| sample(*ad_id, placed));
        // Of each part the ad that says why, if any does.
        let telling = |ads: &Vec<AdId>| {
            let says = |ad_id: &&AdId| {
                run.ads.get(*ad_id).is_some_and(|placed| {
                    placed.why_would_be.as_ref().is_some_and(|why| why.ad_id.is_some())
                })
            };
            ads.iter().find(says).or_else(|| ads.first()).and_then(sample)
        };
        let joined = differences.joined.iter().take(samples_max).map(|parts| Joined {
            jobs: parts.keys().copied().collect(),
            ads: parts.values().take(ADS_MAX).filter_map(telling).collect(),
        });
        let split = differences.split.iter().take(samples_max).map(|(job, parts)| Split {
            job: *job,
            ads: parts.iter().take(ADS_MAX).filter_map(telling).collect(),
        });
        Self {
            rule: if rules.similar { "similar-1" } else { "exact-1" },
            text_percent_min: rules.text_percent_min,
            changes: run.changes,
            ads: differences.ads,
            jobs: differences.jobs_are,
            jobs_would_be: differences.jobs_would_be,
            joined: differences.joined.len(),
            split: differences.split.len(),
            ads_moved: differences.moved.len(),
            ads_not_public: differences.not_public,
            joined_samples: joined.collect(),
            split_samples: split.collect(),
            moved_samples: differences.moved.iter().take(samples_max).filter_map(sample).collect(),
        }
    }

    pub(super) fn json(&self) -> anyhow::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let Self { rule, changes, ads, jobs, jobs_would_be, joined, split, ads_moved, .. } = self;
        let least = match self.text_percent_min {
            0 => String::new(),
            least => format!(", texts alike by {least} % at least"),
        };
        let mut line = |line: String| writeln!(text, "{line}").expect("text grows");
        line(format!("rule {rule}{least}, over {changes} changes"));
        line(format!("{ads} ads in {jobs} jobs, which would be {jobs_would_be}"));
        line(format!("{joined} jobs would be made of several, {split} would be split"));
        line(format!("{ads_moved} ads would be in another job"));
        if self.ads_not_public > 0 {
            line(format!("{} ads would not be public", self.ads_not_public));
        }
        for joined in &self.joined_samples {
            line(format!("\njoined, of {} jobs:", joined.jobs.len()));
            joined.ads.iter().for_each(|ad| line(ad.text()));
        }
        for split in &self.split_samples {
            line(format!("\nsplit, job {}:", split.job));
            split.ads.iter().for_each(|ad| line(ad.text()));
        }
        text
    }
}

impl Sample {
    fn text(&self) -> String {
        let Self { ad_id, partner, title, url, .. } = self;
        let url = url.as_deref().map(|url| format!("  {}", plain(url))).unwrap_or_default();
        let mut text = format!("  {ad_id}  {partner}  {}{url}", plain(title));
        for (what, why) in [("is", &self.why), ("would be", &self.would_be)] {
            if let Some(Why { rule, ad_id, features, .. }) = why {
                let with = ad_id.map(|ad_id| format!(" with {ad_id}")).unwrap_or_default();
                let features = plain(&features.join(" "));
                text.push_str(&format!("\n     {what}: {}{with}: {features}", plain(rule)));
            }
        }
        text
    }
}

fn sample(ad_id: AdId, placed: &Placed) -> Sample {
    Sample {
        ad_id,
        partner: placed.partner.clone(),
        title: placed.title.clone(),
        url: placed.url.clone(),
        job: placed.is,
        why: placed.why_is.clone(),
        would_be: placed.why_would_be.clone(),
    }
}
