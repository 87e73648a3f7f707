//! Invented ads of about 1 KB: as a partner pushes them, and as the gateway
//! passes them on. Every number has an id and a text of its own.

use std::borrow::Cow;
use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use bytes::Bytes;
use connectors::formats::push::read_ad;
use connectors::{Profile, ReadContext};
use eventlog::{Produce, TopicName};
use schemas::received::ReceivedKind;
use schemas::{Codec, Event, EventId, PartnerName, Received, Timestamp, topic};

/// Bytes of one pushed ad, about.
pub const AD_BYTES: usize = 1_000;

const WORDS: [&str; 40] = [
    "Vi",
    "söker",
    "dig",
    "som",
    "vill",
    "arbeta",
    "hos",
    "oss",
    "i",
    "Göteborg",
    "med",
    "vård",
    "av",
    "patienter",
    "på",
    "avdelning",
    "natt",
    "och",
    "dag",
    "erfarenhet",
    "utbildning",
    "körkort",
    "tjänst",
    "heltid",
    "ansökan",
    "team",
    "utveckla",
    "verksamhet",
    "planera",
    "ansvar",
    "kollegor",
    "kunder",
    "lön",
    "avtal",
    "start",
    "omgående",
    "lager",
    "butik",
    "restaurang",
    "skola",
];

/// One ad of our own form, as JSON. `run` keeps the ads of one run apart from
/// those of every other.
pub fn json(run: &str, number: u64) -> String {
    let mut text = String::with_capacity(AD_BYTES + 64);
    write_json(&mut text, run, number);
    text
}

/// A JSON array of `count` ads from number `first` on.
pub fn json_array(run: &str, first: u64, count: u64) -> String {
    let mut text = String::with_capacity((AD_BYTES + 64) * usize::try_from(count).unwrap_or(1));
    text.push('[');
    for number in first..first + count {
        if number > first {
            text.push(',');
        }
        write_json(&mut text, run, number);
    }
    text.push(']');
    text
}

/// The partner's id of an ad.
pub fn external_id(run: &str, number: u64) -> String {
    format!("{run}-{number}")
}

fn write_json(text: &mut String, run: &str, number: u64) {
    let start = text.len();
    write!(
        text,
        "{{\"external_id\":\"{run}-{number}\",\"title\":\"Sjuksköterska {number} till {run}\",\
         \"language\":\"sv\",\"employer\":{{\"name\":\"Nordvik Sjukhus\"}},\
         \"locations\":[{{\"city\":\"Göteborg\",\"country\":\"SE\"}}],\
         \"apply\":{{\"url\":\"https://nordvik.example/jobs/{run}/{number}\"}},\
         \"published_at\":\"2026-11-24\",\"description_html\":\"<p>"
    )
    .expect("writing into memory cannot fail");
    let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while text.len() - start < AD_BYTES - 8 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        text.push_str(WORDS[usize::try_from(seed >> 33).unwrap_or(0) % WORDS.len()]);
        text.push(' ');
    }
    text.push_str("</p>\"}");
}

/// The same ad as the gateway appends it to `ads.received`.
///
/// # Errors
/// When the ad is not one, or does not fit its schema.
pub fn received(codec: &Codec, profile: &Profile, run: &str, number: u64) -> Result<Produce> {
    let now = Timestamp::from_micros(1_795_500_000_000_000 + number.cast_signed());
    let context = ReadContext { profile, account: None, now, url: None, snapshot_id: None };
    let bytes = json(run, number);
    let read = read_ad(bytes.as_bytes(), None, &context)
        .map_err(|error| anyhow!("the invented ad is refused: {:?}", error.faults))?;
    let event = Received {
        event_id: EventId::derive(&[run.as_bytes(), &number.to_be_bytes()]),
        partner: profile.partner.clone(),
        account: None,
        received_at: now,
        kind: ReceivedKind::Observed,
        ad_id: read.ad.ad_id,
        external_id: Some(read.ad.source.external_id.clone()),
        ad: Some(read.ad),
        removal: None,
        snapshot: None,
    };
    let ce_id = event.event_id.to_string();
    let trace = event.event_id.uuid().simple().to_string();
    let headers = [
        ("ce_id", Bytes::from(ce_id)),
        ("ce_source", Bytes::from(format!("/partners/{}", profile.partner))),
        ("ce_type", Bytes::from_static(Received::TYPE.as_bytes())),
        ("ce_time", Bytes::from(now.to_string())),
        ("ce_specversion", Bytes::from_static(b"1.0")),
        ("content-type", Bytes::from_static(b"application/avro")),
        ("traceparent", Bytes::from(format!("00-{trace}-{}-00", &trace[..16]))),
    ];
    Ok(Produce {
        topic: TopicName::new(topic::ADS_RECEIVED),
        partition: None,
        key: Some(Bytes::from(event.ad_id.to_string())),
        value: Some(codec.encode(topic::ADS_RECEIVED, &event)?),
        headers: headers.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect(),
    })
}

/// A partner that nothing needs to be known about.
///
/// # Errors
/// When the name cannot be one.
pub fn profile(partner: &str) -> Result<Profile> {
    let partner = PartnerName::new(partner).map_err(|error| anyhow!("{partner}: {error}"))?;
    Ok(Profile { partner, zone: "Europe/Stockholm".to_owned(), language: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u64) -> serde_json::Value {
        let text = json("run", number);
        assert!(text.len().abs_diff(AD_BYTES) < 20, "{} bytes", text.len());
        serde_json::from_str(&text).expect("the ad is JSON")
    }

    #[test]
    fn ads_are_of_one_kilobyte_and_differ() {
        let (one, other) = (check(1), check(2));
        assert_ne!(one["external_id"], other["external_id"]);
        assert_ne!(one["description_html"], other["description_html"]);
        let array = json_array("run", 1, 2);
        let array: Vec<serde_json::Value> = serde_json::from_str(&array).expect("JSON");
        assert_eq!(array, [one, other]);
    }
}
