//! The piece: what the three partners do, one act after the other. Each act
//! waits until its change is in the feed. Employers, ads and people are
//! invented.

use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::{Timestamp, ToSpan as _, Zoned};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::pages::Pages;
use crate::commands::say;

/// Longest wait for the change that an act makes.
const WAIT: Duration = Duration::from_secs(60);

/// What the piece is played with.
pub(super) struct Stage {
    pub(super) base: String,
    pub(super) key: String,
    pub(super) pages: Pages,
    pub(super) json: bool,
}

/// Plays all acts.
pub(super) async fn play(stage: Stage, changes: UnboundedReceiver<Value>) -> anyhow::Result<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut changes = Seen { changes, earlier: Vec::new() };
    pulled_partners_publish(&stage, &mut changes).await?;
    the_same_job_twice(&stage, &client, &mut changes).await?;
    an_ad_changes_and_moves(&stage, &mut changes).await?;
    rubbish_costs_nobody_else(&stage, &client, &mut changes).await?;
    an_ad_expires(&stage, &client, &mut changes).await?;
    ads_go(&stage, &client, &mut changes).await?;
    stage.act("That was the piece: publish, update, move, expire, withdraw, vanish, erase.");
    Ok(())
}

async fn pulled_partners_publish(stage: &Stage, changes: &mut Seen) -> anyhow::Result<()> {
    stage.act("norrjobb and fjordjobb open their pages; the hub takes a snapshot of each.");
    stage.pages.show(0, nurse("Sjuksköterska till vårdcentralen i Umeå"));
    stage
        .pages
        .show(0, swedish("n-2", "Elektriker", "Norrel AB", "Luleå", "2580", "elektriker-17"));
    stage
        .pages
        .show(0, swedish("n-3", "Snickare", "Trähuset AB", "Skellefteå", "2482", "snickare-4"));
    stage.pages.show(1, norwegian("f-1", "Barnehagelærer", "Bergen", "1201", "Bergen"));
    stage.pages.show(1, norwegian("f-2", "Kokk til sjømatrestaurant", "Oslo", "0301", "Oslo"));
    for id in ["n-1", "n-2", "n-3", "f-1", "f-2"] {
        seen(changes, id, "published").await?;
    }
    Ok(())
}

async fn the_same_job_twice(
    stage: &Stage,
    client: &reqwest::Client,
    changes: &mut Seen,
) -> anyhow::Result<()> {
    stage.act("harbour-careers pushes the nurse's job too, in English: one job, two ads.");
    let ad = json!({
        "title": "Registered nurse, primary care, Umeå",
        "description": "<p>Come and work with us at the health centre by the river. \
            You see patients, you plan their care, and you teach new colleagues.</p>",
        "employer": {"name": "Region Älvdalen"},
        "locations": [{"city": "Umeå", "country": "SE"}],
        "apply": {"url": NURSE_FORM},
    });
    stage.push(client, "h-1", &ad).await?;
    let change = seen(changes, "h-1", "published").await?;
    if change["job"]["ads"] != 2 {
        bail!("the two ads of one job were not recognised: {}", change["job"]);
    }
    Ok(())
}

async fn an_ad_changes_and_moves(stage: &Stage, changes: &mut Seen) -> anyhow::Result<()> {
    stage.act("norrjobb gives its nurse a better title, and fjordjobb's teacher moves to Oslo.");
    stage.pages.show(0, nurse("Sjuksköterska till vårdcentralen, dagtid"));
    seen(changes, "n-1", "updated").await?;
    stage.pages.show(1, norwegian("f-1", "Barnehagelærer", "Oslo", "0301", "Oslo"));
    seen(changes, "f-1", "updated").await?;
    Ok(())
}

async fn rubbish_costs_nobody_else(
    stage: &Stage,
    client: &reqwest::Client,
    changes: &mut Seen,
) -> anyhow::Result<()> {
    stage.act("norrjobb's next page has an ad without an id; harbour-careers sends a wrong date.");
    stage.pages.show(0, json!({"id": " ", "headline": "Vem är jag?", "timestamp": 1}));
    stage.pages.show(0, swedish("n-4", "Lastbilsförare", "Åkeriet AB", "Umeå", "2480", "forare-9"));
    let ad = json!({"title": "Pilot", "employer": "Sky", "valid_through": "2027-02-30"});
    let answer = stage.put(client, "h-9", &ad).await?;
    if answer.status() != 422 {
        bail!("rubbish was answered {}", answer.status());
    }
    let problem: Value = answer.json().await?;
    let error = problem["errors"][0]["message"].as_str().unwrap_or_default();
    stage.act(&format!("  the gateway says no: {error}"));
    seen(changes, "n-4", "published").await?;
    Ok(())
}

async fn an_ad_expires(
    stage: &Stage,
    client: &reqwest::Client,
    changes: &mut Seen,
) -> anyhow::Result<()> {
    stage.act("harbour-careers pushes an ad that is valid for three seconds.");
    let until = (Timestamp::now() + 3.seconds()).to_string();
    let ad = json!({
        "title": "Ice cream seller, today only", "employer": "Glass på kajen",
        "description": "Sell ice cream on the quay until the sun goes down.",
        "valid_through": until, "apply": {"email": "jobs@example.org"},
    });
    stage.push(client, "h-2", &ad).await?;
    seen(changes, "h-2", "published").await?;
    seen(changes, "h-2", "expired").await?;
    Ok(())
}

async fn ads_go(stage: &Stage, client: &reqwest::Client, changes: &mut Seen) -> anyhow::Result<()> {
    stage.act("norrjobb takes its electrician down; its carpenter vanishes without a word.");
    let now = Zoned::now().in_tz("Europe/Stockholm")?;
    let removed = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    stage.pages.remove(0, "n-2", &removed, now.timestamp().as_millisecond());
    seen(changes, "n-2", "withdrawn").await?;
    stage.pages.vanish(0, "n-3");
    stage.act("  absence counts only when two complete snapshots agree …");
    seen(changes, "n-3", "withdrawn").await?;
    stage.act("harbour-careers asks the hub to forget its nurse for ever.");
    let url = format!("{}/v1/partner/ads/h-1/erase", stage.base);
    client.post(url).bearer_auth(&stage.key).send().await?.error_for_status()?;
    seen(changes, "h-1", "erased").await?;
    Ok(())
}

impl Stage {
    /// Says what happens, for people.
    fn act(&self, text: &str) {
        if !self.json {
            say(&format!("\n· {text}"));
        }
    }

    async fn put(
        &self,
        client: &reqwest::Client,
        id: &str,
        ad: &Value,
    ) -> anyhow::Result<reqwest::Response> {
        let url = format!("{}/v1/partner/ads/{id}", self.base);
        loop {
            let request = client.put(&url).bearer_auth(&self.key).json(ad);
            match request.send().await {
                // The gateway learns of the new key in a moment.
                Ok(answer) if answer.status() == 401 || answer.status() == 503 => {}
                Ok(answer) => return Ok(answer),
                Err(error) if error.is_connect() => {}
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn push(&self, client: &reqwest::Client, id: &str, ad: &Value) -> anyhow::Result<()> {
        let answer = self.put(client, id, ad).await?;
        if answer.status() != 202 {
            bail!("{id} was answered {}: {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }
}

/// Changes that the subscriber has seen, and no act has asked for yet.
struct Seen {
    changes: UnboundedReceiver<Value>,
    earlier: Vec<Value>,
}

/// Waits for a change of this kind to an ad, by the partner's id.
async fn seen(changes: &mut Seen, external_id: &str, kind: &str) -> anyhow::Result<Value> {
    let is_it = |change: &Value| change["external_id"] == external_id && change["kind"] == kind;
    if let Some(index) = changes.earlier.iter().position(is_it) {
        return Ok(changes.earlier.remove(index));
    }
    let wanted = async {
        while let Some(change) = changes.changes.recv().await {
            if is_it(&change) {
                return Some(change);
            }
            changes.earlier.push(change);
        }
        None
    };
    tokio::time::timeout(WAIT, wanted)
        .await
        .with_context(|| format!("{external_id} was not {kind} within {WAIT:?}"))?
        .context("the feed ended")
}

const NURSE_FORM: &str = "https://jobb.regionalvdalen.example/apply/4711";

fn nurse(headline: &str) -> Value {
    let mut ad = swedish("n-1", headline, "Region Älvdalen", "Umeå", "2480", "x");
    ad["application_details"]["url"] = json!(NURSE_FORM);
    ad
}

fn swedish(
    id: &str,
    headline: &str,
    employer: &str,
    municipality: &str,
    code: &str,
    form: &str,
) -> Value {
    let text = format!(
        "Vi söker dig som vill arbeta hos oss i {municipality}. Du trivs med att arbeta \
         tillsammans med andra, du tar ansvar och du har rätt utbildning för yrket. \
         Välkommen med din ansökan!"
    );
    jobstream(
        id,
        headline,
        employer,
        &text,
        form,
        &json!({
            "municipality": municipality, "municipality_code": code,
            "country": "Sverige", "country_code": "199",
        }),
    )
}

fn norwegian(id: &str, headline: &str, city: &str, code: &str, municipality: &str) -> Value {
    let text = format!(
        "Vi søker deg som har lyst til å jobbe hos oss i {city}. Du trives sammen med andre, \
         tar ansvar og har riktig utdanning for stillingen. Velkommen med søknaden din!"
    );
    jobstream(
        id,
        headline,
        "Fjord og Fjell AS",
        &text,
        id,
        &json!({
            "municipality": municipality, "municipality_code": code, "city": city,
            "country": "Norge", "country_code": "155",
        }),
    )
}

fn jobstream(
    id: &str,
    headline: &str,
    employer: &str,
    text: &str,
    form: &str,
    address: &Value,
) -> Value {
    let now = Zoned::now().in_tz("Europe/Stockholm").unwrap_or_else(|_| Zoned::now());
    let local = |at: &Zoned| at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let last = now.checked_add(30.days()).unwrap_or_else(|_| now.clone());
    let url = format!("https://jobb.example/{}/{form}", employer.len());
    json!({
        "id": id, "headline": headline, "number_of_vacancies": 1,
        "description": {"text": text}, "employer": {"name": employer},
        "application_details": {"url": url}, "workplace_address": address,
        "publication_date": local(&now), "last_publication_date": local(&last),
        "removed": false, "timestamp": now.timestamp().as_millisecond(),
    })
}
