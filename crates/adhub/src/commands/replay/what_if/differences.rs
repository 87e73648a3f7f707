//! Two groupings of the same ads, and where they differ.

use std::collections::{BTreeMap, BTreeSet};

use schemas::{AdId, JobId};

use super::Placed;

/// Where they differ.
#[derive(Default)]
pub(super) struct Differences {
    /// Public ads that were compared.
    pub(super) ads: usize,
    /// Jobs as they are, and as they would be.
    pub(super) jobs_are: usize,
    pub(super) jobs_would_be: usize,
    /// Jobs that are several and would be one: the ads of each that would be
    /// in it.
    pub(super) joined: Vec<BTreeMap<JobId, Vec<AdId>>>,
    /// Jobs that are one and would be several: the ads of each that it would
    /// fall into.
    pub(super) split: BTreeMap<JobId, Vec<Vec<AdId>>>,
    /// Ads that would be in another job.
    pub(super) moved: Vec<AdId>,
    /// Ads that are there and would not be public.
    pub(super) not_public: usize,
}

impl Differences {
    /// Compares. The job that would be is taken for that of which it has the
    /// most ads; each is taken once.
    pub(super) fn of(ads: &BTreeMap<AdId, Placed>) -> Self {
        let mut differences = Self { ads: ads.len(), ..Self::default() };
        let mut are: BTreeMap<JobId, BTreeMap<JobId, Vec<AdId>>> = BTreeMap::new();
        let mut would_be: BTreeMap<JobId, BTreeMap<JobId, Vec<AdId>>> = BTreeMap::new();
        for (ad_id, placed) in ads {
            let Some(other) = placed.would_be else {
                differences.not_public += 1;
                continue;
            };
            are.entry(placed.is).or_default().entry(other).or_default().push(*ad_id);
            would_be.entry(other).or_default().entry(placed.is).or_default().push(*ad_id);
        }
        (differences.jobs_are, differences.jobs_would_be) = (are.len(), would_be.len());
        differences.moved = moved(&are);
        for (job, parts) in are {
            if parts.len() > 1 {
                differences.split.insert(job, parts.into_values().collect());
            }
        }
        differences.joined = would_be.into_values().filter(|parts| parts.len() > 1).collect();
        differences
    }
}

fn moved(are: &BTreeMap<JobId, BTreeMap<JobId, Vec<AdId>>>) -> Vec<AdId> {
    let mut shared: Vec<(usize, JobId, JobId)> = Vec::new();
    for (job, parts) in are {
        shared.extend(parts.iter().map(|(other, ads)| (ads.len(), *job, *other)));
    }
    shared.sort_unstable_by(|left, right| {
        right.0.cmp(&left.0).then(left.1.cmp(&right.1)).then(left.2.cmp(&right.2))
    });
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    let mut moved = Vec::new();
    for (_, job, other) in shared {
        if taken.contains(&job) || given.contains(&other) {
            moved.extend(&are[&job][&other]);
        } else {
            taken.insert(job);
            given.insert(other);
        }
    }
    moved.sort_unstable();
    moved
}

#[cfg(test)]
mod tests {
    use schemas::id::ExternalId;

    use super::*;

    /// A line is `AD JOB JOB`: where it is, and where it would be.
    fn check(lines: &[&str], joined: usize, split: usize, moved: &[&str]) {
        let id = |name: &str| AdId::derive("acme", None, &ExternalId::new(name).unwrap());
        let job = |name: &str| JobId::mint(id(name), 1);
        let mut ads = BTreeMap::new();
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let placed = Placed {
                is: job(words[1]),
                would_be: words.get(2).map(|name| job(name)),
                why_is: None,
                why_would_be: None,
                partner: String::new(),
                title: String::new(),
                url: None,
            };
            ads.insert(id(words[0]), placed);
        }
        let found = Differences::of(&ads);
        assert_eq!((found.joined.len(), found.split.len()), (joined, split));
        let mut moved: Vec<AdId> = moved.iter().map(|name| id(name)).collect();
        moved.sort_unstable();
        assert_eq!(found.moved, moved);
    }

    #[test]
    fn other_ids_of_the_same_jobs_are_no_difference() {
        check(&["a J K", "b J K", "c L J"], 0, 0, &[]);
    }

    #[test]
    fn jobs_are_joined() {
        check(&["a J J", "b J J", "c L J"], 1, 0, &["c"]);
    }

    #[test]
    fn jobs_are_split() {
        check(&["a J J", "b J J", "c J L"], 0, 1, &["c"]);
    }

    #[test]
    fn an_ad_goes_from_one_job_into_another() {
        check(&["a J J", "b J J", "c J L", "d L L", "e L L"], 1, 1, &["c"]);
    }

    #[test]
    fn an_ad_that_would_not_be_public_is_in_no_job() {
        check(&["a J J", "b J"], 0, 0, &[]);
    }
}
