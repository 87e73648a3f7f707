//! Ads, jobs, and what a million of them take.

use schemas::change::{ChangeKind, JobChange, JobRef};
use schemas::{AdId, JobId};

use super::{AdEntry, Catalog, ChangeHead, JobEntry, State};

fn change(kind: ChangeKind, ad: u128, job: u128, seq: i64) -> ChangeHead {
    // Ids are hashes; these are spread like them.
    let spread = |id: u128| id.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let ad_id = AdId::from_uuid(uuid::Uuid::from_u128(spread(ad)));
    let id = JobId::from_uuid(uuid::Uuid::from_u128(!spread(job)));
    let canonical_ad = Some(ad_id);
    let job = JobRef {
        id,
        kind: JobChange::Updated,
        canonical: true,
        canonical_ad,
        ads: 1,
        merged_into: None,
        aliases: Vec::new(),
    };
    ChangeHead { epoch: uuid::Uuid::nil(), seq, kind, ad_id, job, left_job: None }
}

/// Applies `(kind, ad, job)` and gives the ads of job 1.
fn check(changes: &[(ChangeKind, u128, u128)], expected: &[(u64, State)]) {
    let mut catalog = Catalog::default();
    for (position, (kind, ad, job)) in changes.iter().enumerate() {
        let seq = i64::try_from(position + 1).expect("few");
        catalog.apply(&change(*kind, *ad, *job, seq), position as u64);
    }
    let job = change(ChangeKind::Published, 0, 1, 1).job.id;
    let found: Vec<_> = catalog.job(job).unwrap_or_default();
    let found: Vec<_> = found.iter().map(|ad| (ad.position, ad.state)).collect();
    assert_eq!(found, expected);
    let live = catalog.live();
    assert_eq!(live.len(), catalog.public());
}

#[test]
fn a_job_has_each_ad_once_at_its_latest_place() {
    use ChangeKind::{Published, Updated, Withdrawn};
    use State::{Public, Withdrawn as Gone};
    check(&[(Published, 1, 1), (Updated, 1, 1)], &[(1, Public)]);
    check(&[(Published, 1, 1), (Published, 2, 1)], &[(0, Public), (1, Public)]);
    check(&[(Published, 1, 1), (Withdrawn, 1, 1)], &[(1, Gone)]);
    check(&[(Published, 1, 1), (Withdrawn, 1, 1), (Published, 1, 1)], &[(2, Public)]);
}

#[test]
fn an_ad_that_moves_leaves_its_job() {
    use ChangeKind::Published;
    use State::Public;
    for leaver in 1..=3 {
        let all = [(Published, 1, 1), (Published, 2, 1), (Published, 3, 1)];
        let moved = [&all[..], &[(Published, leaver, 2)]].concat();
        let stay = (1..=3)
            .filter(|ad| *ad != leaver)
            .map(|ad| (u64::try_from(ad - 1).expect("few"), Public));
        check(&moved, &stay.collect::<Vec<_>>());
        let back = [&moved[..], &[(Published, leaver, 1)]].concat();
        let stay = (1..=3)
            .filter(|ad| *ad != leaver)
            .map(|ad| (u64::try_from(ad - 1).expect("few"), Public));
        check(&back, &stay.chain([(4, Public)]).collect::<Vec<_>>());
    }
}

#[test]
fn a_forgotten_ad_leaves_nothing_and_its_place_is_used_again() {
    let mut catalog = Catalog::default();
    for round in 0..100 {
        let published = change(ChangeKind::Published, round, round, 1);
        catalog.apply(&published, 7);
        assert_eq!((catalog.public(), catalog.len()), (1, 1));
        catalog.forget(published.ad_id);
        catalog.forget(published.ad_id);
        assert_eq!((catalog.public(), catalog.len()), (0, 0));
        assert_eq!(catalog.ad(published.ad_id), None);
        assert_eq!(catalog.job(published.job.id), None);
    }
    assert_eq!((catalog.ads.len(), catalog.jobs.len()), (1, 1));
}

#[test]
fn a_million_ads_take_less_than_100_megabytes() {
    let mut catalog = Catalog::default();
    for ad in 0..1_000_000_u32 {
        let number = u128::from(ad);
        let published = change(ChangeKind::Published, number, number, i64::from(ad) + 1);
        catalog.apply(&published, u64::from(ad));
    }
    let bytes = catalog.ads.capacity() * size_of::<AdEntry>()
        + catalog.jobs.capacity() * size_of::<JobEntry>()
        + catalog.by_ad.allocation_size()
        + catalog.by_job.allocation_size();
    println!("{bytes} bytes for 1,000,000 ads in as many jobs");
    assert!(bytes < 100_000_000, "{bytes} bytes");
}
