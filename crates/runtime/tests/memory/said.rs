//! What partner acme says, one line each: `see AD TITLE`, `gone AD`,
//! `erase AD`. An ad whose name begins with `brief` ends an hour after
//! [`NOW`], one that begins with `draft` is published then.

use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::received::ReceivedKind;
use schemas::{AdId, EventId, LocalMoment, PartnerName, Received, Timestamp, topic};

use crate::scene::Scene;

const OBSERVED: &str = include_str!("../../../../schemas/examples/received/observed-sv.json");

/// When the first lines are said.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_500_000_000);
/// When brief ads are over, and drafts are published.
pub(crate) const LATER: Timestamp = Timestamp::from_millis(1_795_500_000_000 + 7_200_000);

impl Scene {
    /// Takes in what the partner says.
    pub(crate) fn say(&self, lines: &[&str]) {
        let end = self.end(topic::ADS_RECEIVED);
        for (line, number) in lines.iter().zip(end..) {
            let received = received(line, number);
            let value = self.codec.encode(topic::ADS_RECEIVED, &received).expect("it fits");
            self.append(topic::ADS_RECEIVED, &received.ad_id.to_string(), Some(value));
        }
    }
}

/// Reads one line, the `number`-th delivery.
pub(crate) fn received(line: &str, number: u64) -> Received {
    let words: Vec<&str> = line.split(' ').collect();
    let (name, title) = (words[1], words.get(2).copied());
    let external_id = ExternalId::new(name).expect("a word");
    let mut received: Received = serde_json::from_str(OBSERVED).expect("an example");
    received.event_id = EventId::derive(&[&number.to_be_bytes()]);
    received.partner = PartnerName::new("acme").expect("a name");
    received.account = None;
    received.received_at = NOW;
    received.ad_id = AdId::derive("acme", None, &external_id);
    received.external_id = Some(external_id.clone());
    let removal = |signal| Some(Removal { signal, at: LATER, reason_code: None });
    let mut ad = received.ad.take().expect("the example holds an ad");
    match words[0] {
        "see" => {
            let in_an_hour =
                LocalMoment::from_instant(NOW.plus_seconds(3_600), jiff::tz::Offset::UTC);
            ad.ad_id = received.ad_id;
            ad.source.partner_id = received.partner.clone();
            ad.source.account = None;
            ad.source.external_id = external_id;
            ad.source_modified_at = None;
            ad.texts[0].title = title.expect("a title").to_owned();
            ad.published_at = LocalMoment::from_instant(NOW, jiff::tz::Offset::UTC);
            (ad.apply_by, ad.valid_through) = (None, None);
            if name.starts_with("brief") {
                ad.valid_through = Some(in_an_hour);
            } else if name.starts_with("draft") {
                ad.published_at = in_an_hour;
            }
            received.ad = Some(ad);
        }
        "gone" => {
            received.kind = ReceivedKind::Removed;
            received.removal = removal(RemovalSignal::ExplicitDelete);
        }
        "erase" => {
            received.kind = ReceivedKind::Erased;
            received.removal = removal(RemovalSignal::Erasure);
        }
        other => unreachable!("no such line: {other}"),
    }
    received
}
