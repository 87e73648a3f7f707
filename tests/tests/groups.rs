//! Operators hold ads apart and together, look at jobs, and ask what other
//! rules would make of them.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use std::process::Output;

use serde_json::{Value, json};
use tests::client::{Client, ad, changes, check_order};
use tests::hub::Hub;
use tests::log::Log;
use tests::wait::until;

tests::on_both_logs! {
    a_split_holds_until_it_is_undone_and_a_merged_job_leads_to_the_other,
    a_correction_that_no_step_took_in_survives_a_kill_and_takes_effect_later,
    an_ad_that_links_two_jobs_joins_them_at_once,
    other_rules_would_make_other_jobs_and_nothing_is_written,
}

fn check(output: &Output, code: i32, words: &[&str]) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

fn json_of(output: &Output) -> Value {
    check(output, 0, &[]);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// An ad that is applied for at `path`, and only there.
fn at(title: &str, path: &str) -> Value {
    let mut ad = ad(title);
    ad["apply"]["url"] = json!(format!("https://apply.example/{path}"));
    ad["employer"]["name"] = json!(format!("{title} & Sons"));
    ad["description_html"] = json!(format!("<p>{title}.</p>"));
    ad
}

async fn put(hub: &Hub, partner: &Client, id: &str, ad: &Value) -> String {
    let (status, receipt) = partner.put(hub.gateway(), id, ad).await.unwrap();
    assert_eq!(status, 202, "{receipt}");
    receipt["ad_id"].as_str().unwrap().to_owned()
}

/// Two partners' ads of one job: the ads, and the job.
async fn one_job(hub: &Hub) -> (String, String, String) {
    let (acme, beta) = (hub.partner("acme"), hub.partner("beta"));
    let a = put(hub, &acme, "1", &at("Nurse", "o/7")).await;
    changes(hub.feed(), 1).await;
    let b = put(hub, &beta, "1", &at("Nurse", "o/7")).await;
    let all = changes(hub.feed(), 2).await;
    assert_eq!(all[0]["job"]["id"], all[1]["job"]["id"]);
    (a, b, all[0]["job"]["id"].as_str().unwrap().to_owned())
}

async fn job_of(hub: &Hub, ad_id: &str) -> String {
    let answer = reqwest::get(format!("{}/v1/ads/{ad_id}", hub.feed())).await.unwrap();
    let ad: Value = answer.json().await.unwrap();
    ad["job"]["id"].as_str().unwrap_or_default().to_owned()
}

async fn job(hub: &Hub, id: &str) -> (u16, Value) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let answer = http.unwrap().get(format!("{}/v1/jobs/{id}", hub.feed())).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn a_split_holds_until_it_is_undone_and_a_merged_job_leads_to_the_other(log: Log) {
    let mut hub = log.hub().start().await;
    let (a, b, first) = one_job(&hub).await;
    let split = ["group", "split", &a, &b, "--reason", "two wards", "--by", "Sol", "--json"];
    let said = json_of(&hub.command(&split));
    assert_eq!(said["in_effect"], true, "{said}");
    let jobs = [said["jobs"][0].as_str().unwrap(), said["jobs"][1].as_str().unwrap()];
    assert_eq!(jobs[0], first, "the canonical ad's side keeps the job");
    assert_ne!(jobs[0], jobs[1]);
    let all = changes(hub.feed(), 3).await;
    assert_eq!((&all[2]["kind"], &all[2]["ad_id"]), (&json!("updated"), &json!(b)));
    assert_eq!(all[2]["left_job"]["id"], first.as_str());
    assert_eq!(all[2]["ad"], all[1]["ad"], "the ad is as it was");

    // A restart and other texts and keys change nothing.
    hub.kill();
    hub.start().await;
    let beta = hub.partner("gamma");
    put(&hub, &beta, "9", &at("Nurse", "o/7")).await;
    changes(hub.feed(), 4).await;
    assert_eq!(job_of(&hub, &b).await, jobs[1]);
    let again = hub.command(&split);
    check(&again, 0, &["said before"]);
    check(&hub.command(&["group", "corrections"]), 0, &["apart", "Sol: two wards"]);
    check(&hub.command(&["group", "show", &a]), 0, &["speaks for the job", "apart", "acme"]);
    check(&hub.command(&["group", "split", &a, &a, "--reason", "x"]), 1, &["from itself"]);
    let unknown = "6d3f6a5e-2b5c-5d0a-8f57-1f9f6b0c2a03";
    check(&hub.command(&["group", "join", &a, unknown, "--reason", "x"]), 1, &["no ad 6d3f6a5e"]);
    check(&hub.command(&["group", "show", unknown]), 1, &["no ad and no job 6d3f6a5e"]);
    check(&hub.command(&["group", "split", &a, &b, "--reason", " "]), 1, &["1 to 2000"]);

    let undone = hub.command(&["group", "undo", &a, &b, "--reason", "one ward now"]);
    check(&undone, 0, &["instead of", "both in job"]);
    assert_eq!(job_of(&hub, &b).await, first);
    check(&hub.command(&["group", "undo", &a, &b, "--reason", "x"]), 1, &["nothing is said"]);
    check(&hub.command(&["group", "corrections", "--all"]), 0, &["free", "one ward now"]);
    let (status, merged) = job(&hub, jobs[1]).await;
    assert_eq!((status, &merged["merged_into"]), (308, &json!(first)));
    let (status, whole) = job(&hub, &first).await;
    assert_eq!((status, &whole["total"], &whole["aliases"]), (200, &json!(3), &json!([jobs[1]])));
    check(&hub.command(&["group", "show", jobs[1]]), 0, &["was merged into", &first]);
    check_order(&changes(hub.feed(), 5).await);
    hub.audit();
    // The id leads there after a restart, too.
    hub.kill();
    hub.start().await;
    assert_eq!(job(&hub, jobs[1]).await.0, 308);
}

async fn a_correction_that_no_step_took_in_survives_a_kill_and_takes_effect_later(log: Log) {
    let mut hub = log.hub().start().await;
    let (a, b, first) = one_job(&hub).await;
    // Nobody is there to take it in.
    hub.kill();
    let said = hub.command(&["group", "split", &a, &b, "--reason", "two wards"]);
    check(&said, 0, &["takes effect when the group step runs", "apart"]);
    check(&hub.command(&["group", "corrections"]), 0, &["waits for the group step"]);
    hub.start().await;
    changes(hub.feed(), 3).await;
    assert_ne!(job_of(&hub, &b).await, first);
    check(&hub.command(&["group", "corrections"]), 0, &["apart"]);

    // Killed at whatever moment after it was said: it is in the log.
    for (verb, together) in [("join", true), ("split", false), ("join", true)] {
        let said = hub.command(&["group", verb, &a, &b, "--reason", "changed my mind"]);
        hub.kill();
        check(&said, 0, &[]);
        hub.start().await;
        until("it takes effect", async || {
            ((job_of(&hub, &a).await == job_of(&hub, &b).await) == together).then_some(())
        })
        .await;
    }
    assert_eq!(job_of(&hub, &b).await, first);
    check_order(&changes(hub.feed(), 6).await);
    hub.audit();
}

async fn an_ad_that_links_two_jobs_joins_them_at_once(log: Log) {
    let hub = log.hub().start().await;
    let (acme, beta, gamma) = (hub.partner("acme"), hub.partner("beta"), hub.partner("gamma"));
    let a = put(&hub, &acme, "1", &ward()).await;
    changes(hub.feed(), 1).await;
    let b = put(&hub, &beta, "1", &at("Nurse", "o/8")).await;
    let all = changes(hub.feed(), 2).await;
    assert_ne!(all[0]["job"]["id"], all[1]["job"]["id"]);
    // It says what one of them says, and is applied for where the other is.
    let mut both = ward();
    both["apply"]["url"] = json!("https://apply.example/o/8");
    put(&hub, &gamma, "1", &both).await;
    let all = changes(hub.feed(), 4).await;
    assert_eq!((&all[3]["ad_id"], &all[3]["job"]["id"]), (&json!(b), &all[0]["job"]["id"]));
    assert_eq!(all[3]["left_job"]["merged_into"], all[0]["job"]["id"]);
    assert_eq!((&all[3]["ad"], &all[3]["job"]["ads"]), (&all[1]["ad"], &json!(3)));
    assert_eq!(job_of(&hub, &a).await, job_of(&hub, &b).await);
    check_order(&all);
    hub.audit();
}

/// An ad that says enough to be found again by what it says.
fn ward() -> Value {
    let text = "You care for patients on a ward of twenty beds, day and night, together with \
                nine colleagues, and you document what you do in the journal of the hospital.";
    let mut ward = ad("Nurse, medical ward");
    ward["description_html"] = json!(format!("<p>{text}</p>"));
    ward
}

async fn other_rules_would_make_other_jobs_and_nothing_is_written(log: Log) {
    let mut hub = log.hub().start().await;
    let (acme, beta) = (hub.partner("acme"), hub.partner("beta"));
    let a = put(&hub, &acme, "1", &ward()).await;
    changes(hub.feed(), 1).await;
    let b = put(&hub, &beta, "1", &ward()).await;
    let c = put(&hub, &acme, "2", &at("Cook", "o/9")).await;
    let all = changes(hub.feed(), 3).await;
    assert_eq!(job_of(&hub, &a).await, job_of(&hub, &b).await, "{all:#?}");

    let same = json_of(&hub.command(&["replay", "--what-if", "--json"]));
    let figures = |report: &Value| {
        ["ads", "jobs", "jobs_would_be", "joined", "split", "ads_moved"]
            .map(|name| report[name].as_u64().unwrap())
    };
    assert_eq!(figures(&same), [3, 2, 2, 0, 0, 0], "{same}");
    let exact = json_of(&hub.command(&["replay", "--what-if", "--rule", "exact-1", "--json"]));
    assert_eq!(figures(&exact), [3, 2, 3, 0, 1, 1], "{exact}");
    let sample = &exact["split_samples"][0]["ads"];
    assert!(sample[0]["title"].as_str().unwrap().contains("medical ward"), "{exact}");
    let words = hub.command(&["replay", "--what-if", "--rule", "exact-1"]);
    check(&words, 0, &["1 would be split", "similar-1", "1 ads would be in another job"]);
    check(&hub.command(&["replay", "--what-if", "--into", "x"]), 2, &["cannot be used with"]);

    // Words of operators count under every rule.
    let joined = hub.command(&["group", "join", &a, &c, "--reason", "he cooks, too"]);
    check(&joined, 0, &["both in job"]);
    let exact = json_of(&hub.command(&["replay", "--what-if", "--rule", "exact-1", "--json"]));
    assert_eq!(figures(&exact), [3, 1, 2, 0, 1, 1], "{exact}");
    // A log that is made anew has them, too.
    let again = hub.log().directory().join("again");
    let again = again.to_str().unwrap();
    hub.stop().await;
    check(&hub.command(&["replay", "--into", again]), 0, &["adhub run --data"]);
    let listed = tests::hub::command(&["group", "corrections", "--data", again]);
    check(&listed, 0, &["together", "he cooks, too"]);
    check(&tests::hub::command(&["audit", "--data", again]), 0, &["clean"]);
    let shown = json_of(&tests::hub::command(&["group", "show", &c, "--json", "--data", again]));
    assert_eq!(shown["total"], 3, "{shown}");
}
