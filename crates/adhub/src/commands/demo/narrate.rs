//! A subscriber that tells what it sees: follows `/v1/stream` like anyone
//! could, and puts each change into plain words.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use futures::StreamExt as _;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use crate::commands::print;

/// Follows the feed from its first change; each change is printed and handed
/// to `seen` with the partner's own id of the ad.
pub(super) async fn follow(base: String, as_json: bool, seen: UnboundedSender<Value>) {
    let Ok(client) = reqwest::Client::builder().no_proxy().build() else { return };
    let mut after = String::new();
    let mut ads = HashMap::new();
    loop {
        let url = format!("{base}/v1/stream{after}");
        let request = client.get(&url).header("accept", "application/x-ndjson");
        if let Ok(answer) = request.send().await
            && answer.status().is_success()
        {
            let mut body = answer.bytes_stream();
            let mut buffer = Vec::new();
            while let Some(Ok(bytes)) = body.next().await {
                buffer.extend_from_slice(&bytes);
                while let Some(end) = buffer.iter().position(|&byte| byte == b'\n') {
                    let line: Vec<u8> = buffer.drain(..=end).collect();
                    let Ok(mut change) = serde_json::from_slice::<Value>(&line) else { continue };
                    if let Some(cursor) = change["cursor"].as_str() {
                        after = format!("?after={cursor}");
                    }
                    if change["kind"] == "heartbeat" {
                        continue;
                    }
                    tell(&line, &mut change, &mut ads, as_json);
                    let _ = seen.send(change);
                }
            }
        } else if after.is_empty() {
            // Nothing has been seen yet: start from the very first change.
            after = first_cursor(&client, &base).await.unwrap_or_default();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A cursor before the first change: an empty page of an empty feed has it.
async fn first_cursor(client: &reqwest::Client, base: &str) -> Option<String> {
    let answer = client.get(format!("{base}/v1/changes?limit=1")).send().await.ok()?;
    let page: Value = answer.json().await.ok()?;
    let empty = page["changes"].as_array().is_some_and(Vec::is_empty);
    empty.then(|| page["next"].as_str().map(|cursor| format!("?after={cursor}"))).flatten()
}

/// What was last seen of an ad.
struct Known {
    external_id: Value,
    title: String,
    partner: String,
    place: String,
}

fn tell(line: &[u8], change: &mut Value, ads: &mut HashMap<String, Known>, as_json: bool) {
    let id = change["ad_id"].as_str().unwrap_or_default().to_owned();
    let before = ads.get(&id).map(|known| known.place.clone());
    if change["ad"].is_object() {
        ads.insert(id.clone(), known(&change["ad"]));
    }
    let Some(known) = ads.get(&id) else { return };
    change["external_id"] = known.external_id.clone();
    if as_json {
        let _ = print(&String::from_utf8_lossy(line));
        return;
    }
    let _ = print(&format!("  {}\n", words(change, known, before.as_deref())));
}

fn known(ad: &Value) -> Known {
    let place = &ad["locations"][0];
    let name = place["city"].as_str().or_else(|| place["municipality"]["name"].as_str());
    Known {
        external_id: ad["source"]["external_id"].clone(),
        title: ad["texts"][0]["title"].as_str().unwrap_or_default().to_owned(),
        partner: ad["source"]["partner_id"].as_str().unwrap_or_default().to_owned(),
        place: name.unwrap_or("anywhere").to_owned(),
    }
}

fn words(change: &Value, known: &Known, before: Option<&str>) -> String {
    let kind = change["kind"].as_str().unwrap_or_default();
    let mut text = format!("{:>4}  {} {:?}", change["seq"], paint(kind), known.title);
    let _ = write!(text, ", {} ({})", known.place, known.partner);
    match before {
        Some(before) if kind == "updated" && before != known.place => {
            let _ = write!(text, ": moved from {before}");
        }
        _ => {}
    }
    if let Some(reason) = change["reason"].as_str() {
        let _ = write!(text, ": {}", reason.replace('_', " "));
    }
    if change["job"]["ads"].as_i64() > Some(1) {
        let _ = write!(text, ": {} ads of one job", change["job"]["ads"]);
    }
    text
}

/// Colour on a terminal only.
fn paint(kind: &str) -> String {
    let padded = format!("{kind:<9}");
    if !std::io::stdout().is_terminal() {
        return padded;
    }
    let colour = match kind {
        "published" => anstyle::AnsiColor::Green,
        "updated" => anstyle::AnsiColor::Blue,
        "erased" => anstyle::AnsiColor::Red,
        _ => anstyle::AnsiColor::Yellow,
    };
    let style = anstyle::Style::new().fg_color(Some(colour.into()));
    format!("{style}{padded}{style:#}")
}

/// The books of the demo, from its own metrics: every input has one outcome.
pub(super) fn books(metrics: &str) -> String {
    let mut sums: HashMap<&str, u64> = HashMap::new();
    for line in metrics.lines() {
        let (Some(name), Some(value)) = (line.split(['{', ' ']).next(), line.rsplit(' ').next())
        else {
            continue;
        };
        let step = !line.contains("reason=\"marker\"");
        let counted = match name {
            "adhub_ads_received_total" | "adhub_ads_rejected_total" => true,
            "adhub_ads_dropped_total" => step,
            "adhub_ads_emitted_total" => line.contains("step=\"dedupe\""),
            _ => false,
        };
        if counted && let Ok(value) = value.parse::<u64>() {
            *sums.entry(name).or_default() += value;
        }
    }
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    format!(
        "\nThe books: {} items received; {} passed on as new revisions, {} dropped as re-sends, \
         {} rejected with a reason.",
        sum("adhub_ads_received_total"),
        sum("adhub_ads_emitted_total"),
        sum("adhub_ads_dropped_total"),
        sum("adhub_ads_rejected_total"),
    )
}
