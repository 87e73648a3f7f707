//! Puts each change of the feed into plain words: what the demo and `adhub
//! follow` show.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use serde_json::Value;

use super::plain;

/// So many ads are remembered, to name them when they go.
const KNOWN_MAX: usize = 10_000;

/// Tells changes, one after the other.
#[derive(Default)]
pub(crate) struct Narrator {
    known: HashMap<String, Known>,
    /// The same ads, the longest known first.
    order: VecDeque<String>,
}

/// What was last seen of an ad.
struct Known {
    external_id: Value,
    title: String,
    partner: String,
    place: String,
}

impl Narrator {
    /// One change in plain words, and the partner's own id of its ad when it
    /// is known.
    pub(crate) fn tell(&mut self, change: &Value) -> (String, Value) {
        let id = change["ad_id"].as_str().unwrap_or_default();
        let before = self.known.get(id).map(|known| known.place.clone());
        if change["ad"].is_object() {
            self.remember(id, known(&change["ad"]));
        }
        match self.known.get(id) {
            Some(known) => (words(change, known, before.as_deref()), known.external_id.clone()),
            None => {
                let partner = change["previous"]["partner"].as_str().unwrap_or_default();
                let unknown = Known {
                    external_id: Value::Null,
                    title: format!("ad {}", plain(id)),
                    partner: plain(partner),
                    place: String::new(),
                };
                (words(change, &unknown, None), Value::Null)
            }
        }
    }

    fn remember(&mut self, id: &str, known: Known) {
        if self.known.insert(id.to_owned(), known).is_some() {
            return;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > KNOWN_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

fn known(ad: &Value) -> Known {
    let place = &ad["locations"][0];
    let name = place["city"].as_str().or_else(|| place["municipality"]["name"].as_str());
    Known {
        external_id: ad["source"]["external_id"].clone(),
        title: format!("{:?}", ad["texts"][0]["title"].as_str().unwrap_or_default()),
        partner: plain(ad["source"]["partner_id"].as_str().unwrap_or_default()),
        place: plain(name.unwrap_or("anywhere")),
    }
}

fn words(change: &Value, known: &Known, before: Option<&str>) -> String {
    let kind = change["kind"].as_str().unwrap_or_default();
    let seq = change["seq"].as_i64().unwrap_or_default();
    let mut text = format!("{seq:>4}  {} {}", paint(kind), known.title);
    if !known.place.is_empty() {
        let _ = write!(text, ", {}", known.place);
    }
    if !known.partner.is_empty() {
        let _ = write!(text, " ({})", known.partner);
    }
    match before {
        Some(before) if kind == "updated" && before != known.place => {
            let _ = write!(text, ": moved from {before}");
        }
        _ => {}
    }
    if change["erased"] == true {
        text.push_str(": erased since");
    }
    if let Some(reason) = change["reason"].as_str() {
        let _ = write!(text, ": {}", plain(&reason.replace('_', " ")));
    }
    if change["job"]["ads"].as_i64() > Some(1) {
        let _ = write!(text, ": {} ads of one job", change["job"]["ads"]);
    }
    text
}

/// Colour on a terminal only.
fn paint(kind: &str) -> String {
    let padded = plain(&format!("{kind:<9}"));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(changes: &[Value], expected: &[&str]) {
        let mut narrator = Narrator::default();
        let told: Vec<String> = changes.iter().map(|change| narrator.tell(change).0).collect();
        assert_eq!(told, expected);
    }

    fn ad(place: &str) -> Value {
        json!({
            "texts": [{"title": "Baker"}], "locations": [{"city": place}],
            "source": {"partner_id": "acme", "external_id": "7"},
        })
    }

    #[test]
    fn an_ad_is_named_when_it_goes_and_when_it_moves() {
        check(
            &[
                json!({"seq": 1, "kind": "published", "ad_id": "x", "ad": ad("Oslo")}),
                json!({"seq": 2, "kind": "updated", "ad_id": "x", "ad": ad("Umeå"), "job": {"ads": 2}}),
                json!({"seq": 3, "kind": "withdrawn", "ad_id": "x", "reason": "explicit_delete"}),
            ],
            &[
                "   1  published \"Baker\", Oslo (acme)",
                "   2  updated   \"Baker\", Umeå (acme): moved from Oslo: 2 ads of one job",
                "   3  withdrawn \"Baker\", Umeå (acme): explicit delete",
            ],
        );
    }

    #[test]
    fn an_ad_that_was_never_seen_goes_under_its_id() {
        check(
            &[
                json!({"seq": 9, "kind": "expired", "ad_id": "x", "previous": {"partner": "acme"}}),
                json!({"seq": 10, "kind": "published", "ad_id": "y", "erased": true}),
            ],
            &["   9  expired   ad x (acme)", "  10  published ad y: erased since"],
        );
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let mut narrator = Narrator::default();
        for number in 0..=KNOWN_MAX {
            let id = format!("ad-{number}");
            narrator
                .tell(&json!({"seq": number, "kind": "published", "ad_id": id, "ad": ad("Oslo")}));
        }
        assert_eq!((narrator.known.len(), narrator.order.len()), (KNOWN_MAX, KNOWN_MAX));
    }
}
