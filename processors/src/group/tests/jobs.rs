//! Which ads are one job, and which of them speaks for it.

use super::check;

#[test]
fn two_partners_with_one_ats_id_advertise_one_job() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7", "2 published b J0 unchanged 2 a"),
        ("show c cook by beta ats 8", "3 published c J1 published 1 c"),
        ("gone a", "4 withdrawn a J0 updated 1 b"),
        ("gone b by beta", "5 withdrawn b J0 withdrawn 0 none"),
    ]);
}

#[test]
fn two_partners_with_one_application_url_advertise_one_job() {
    check(&[
        ("show a nurse url o/7?utm_source=x", "1 published a J0 published 1 a"),
        ("show b nurse by beta url o/7#apply", "2 published b J0 unchanged 2 a"),
        ("show c nurse by beta url careers", "3 published c J1 published 1 c"),
        ("show d nurse by gamma url careers", "4 published d J2 published 1 d"),
    ]);
}

#[test]
fn a_url_that_one_partner_gives_to_several_ads_is_no_key() {
    check(&[
        ("show a nurse url o/7", "1 published a J0 published 1 a"),
        ("show b cook url o/7", "2 published b J1 published 1 b"),
        ("show c clerk by beta url o/7", "3 published c J2 published 1 c"),
        ("gone b", "4 withdrawn b J1 withdrawn 0 none"),
        // Again it belongs to one ad of each.
        (
            "show d nurse by gamma url o/7",
            "5 published d J0 unchanged 2 a, 6 updated c J0 unchanged 3 a, left J2 withdrawn 0 none",
        ),
    ]);
}

#[test]
fn an_ad_stays_with_its_job_when_its_key_wears_out() {
    check(&[
        ("show a nurse url o/7", "1 published a J0 published 1 a"),
        ("show b nurse by beta url o/7", "2 published b J0 unchanged 2 a"),
        ("show c cook url o/7", "3 published c J1 published 1 c"),
        ("show b nurse! by beta url o/7", "4 updated b J0 unchanged 2 a"),
    ]);
}

#[test]
fn one_partner_may_advertise_one_ats_id_in_several_towns() {
    check(&[
        ("show a nurse ats 7 in 0180", "1 published a J0 published 1 a"),
        ("show b nurse ats 7 in 1480", "2 published b J0 unchanged 2 a"),
    ]);
}

#[test]
fn an_ad_whose_keys_change_moves() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7", "2 published b J0 unchanged 2 a"),
        ("show b nurse by beta ats 8", "3 updated b J1 published 1 b, left J0 unchanged 1 a"),
        ("show b nurse by beta ats 7", "4 updated b J0 unchanged 2 a, left J1 withdrawn 0 none"),
        ("show a nurse ats 9", "5 updated a J2 published 1 a, left J0 updated 1 b"),
    ]);
}

#[test]
fn a_job_follows_its_only_ad() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show a nurse ats 8", "2 updated a J0 updated 1 a"),
        ("gone a", "3 withdrawn a J0 withdrawn 0 none"),
        ("show a nurse ats 9", "4 published a J0 published 1 a"),
    ]);
}

#[test]
fn an_ad_that_links_two_jobs_joins_the_older() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta url o/7", "2 published b J1 published 1 b"),
        (
            "show c nurse by gamma ats 7 url o/7",
            "3 published c J0 updated 2 c, 4 updated b J0 updated 3 b, left J1 withdrawn 0 none",
        ),
    ]);
}

#[test]
fn an_ad_of_the_older_job_that_matches_a_younger_one_keeps_its_own() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 8", "2 published b J1 published 1 b"),
        (
            "show a nurse ats 8",
            "3 updated a J0 updated 1 a, 4 updated b J0 unchanged 2 a, left J1 withdrawn 0 none",
        ),
    ]);
}

#[test]
fn an_ad_of_a_job_that_merged_comes_back_to_the_other() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 8", "2 published b J1 published 1 b"),
        ("show g nurse by gamma ats 8", "3 published g J1 unchanged 2 b"),
        ("gone g by gamma", "4 withdrawn g J1 unchanged 1 b"),
        ("show b nurse by beta ats 7", "5 updated b J0 unchanged 2 a, left J1 withdrawn 0 none"),
        ("show g nurse by gamma", "6 published g J2 published 1 g"),
        ("gone a", "7 withdrawn a J0 updated 1 b"),
        ("gone b by beta", "8 withdrawn b J0 withdrawn 0 none"),
        ("show b nurse by beta", "9 published b J0 published 1 b"),
    ]);
}

#[test]
fn an_ad_that_comes_back_joins_whoever_advertises_its_job_now() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("gone a", "2 withdrawn a J0 withdrawn 0 none"),
        ("show b nurse by beta ats 7", "3 published b J1 published 1 b"),
        ("show a nurse ats 7", "4 published a J1 unchanged 2 b"),
    ]);
}

#[test]
fn an_ad_that_comes_back_finds_its_job_again() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7", "2 published b J0 unchanged 2 a"),
        ("gone a", "3 withdrawn a J0 updated 1 b"),
        ("show a nurse ats 7", "4 published a J0 unchanged 2 b"),
    ]);
}

#[test]
fn the_employers_own_form_speaks_for_the_job() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7 direct", "2 published b J0 updated 2 b"),
        ("show a nurse! ats 7", "3 updated a J0 unchanged 2 b"),
        ("show b nurse by beta ats 7", "4 updated b J0 updated 2 a"),
    ]);
}

#[test]
fn the_fuller_ad_speaks_for_the_job() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7 in 0180", "2 published b J0 updated 2 b"),
    ]);
}

#[test]
fn a_draft_is_in_no_job() {
    check(&[
        ("show a nurse ats 7 from 150", "draft"),
        ("show b nurse by beta ats 7", "1 published b J0 published 1 b"),
        ("wait 50", "2 published a J0 unchanged 2 b"),
    ]);
}
