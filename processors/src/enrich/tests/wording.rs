//! Any wording, and hostile texts.

use proptest::prelude::*;
use schemas::ad::Text;

use super::{bare_ad, enriched};
use crate::enrich::enrich;

/// Pieces of texts that the finders of terms, places and numbers read.
#[expect(clippy::too_many_lines, reason = "a list of pieces")]
fn wording() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "lön",
        "35 000",
        "35.000,50",
        "-",
        "–",
        "kr",
        "/mån",
        "£",
        "per hour",
        "80",
        "%",
        "tjänst",
        "senast",
        "21 april",
        "2025-13-40",
        "31/2",
        "21.4.",
        "snarast",
        "start",
        "i",
        "Malmö",
        "Oslo",
        "Warszawie",
        "0155",
        "Region",
        "län",
        "krav",
        "meriterande",
        ":",
        "\n",
        ". ",
        ",",
        "B-körkort",
        "engelska",
        "flytande",
        "inte",
        "remote",
        "hybrid",
        "tillsvidare",
        "vikariat",
        "@",
        "a@b.se",
        "+46",
        "070",
        "811228-9874",
        "131052",
        "-308ś",
        "742). - Oś",
        "🚚",
        "é",
        "ß",
        "İ",
        "\u{a0}",
        "\u{202f}",
        "’",
        "'",
        "org.nr",
        "556074-3089",
        "3 års",
        "erfarenhet",
        "Vi",
        "Å",
        "ẞ",
        "Раypal",
        "k",
        "tkr",
        " ",
        "0",
        "1",
        "999999999999999999999",
        "(",
        "/",
        "s",
    ]);
    let joint = prop::sample::select(vec![" ", "", " "]);
    prop::collection::vec((piece, joint), 0..24).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, joint)| format!("{piece}{joint}")).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn any_wording_is_enriched_once_and_alike(title in wording(), text in wording(), other in ".{0,80}") {
        let mut ad = bare_ad();
        ad.language = String::new();
        ad.texts[0].title = title;
        ad.texts[0].description_text = text;
        ad.texts.push(Text { title: other.clone(), description_text: other, ..Text::default() });
        enriched(&ad);
    }
}

#[test]
fn hostile_texts_are_read_in_bounded_time() {
    let five =
        "Vi söker dig. We are looking for you. Wir suchen dich. Szukamy ciebie. Nous cherchons. ";
    for text in [
        String::new(),
        "lön 35 000 kr ".repeat(70_000),
        "Malmö ".repeat(170_000),
        "senast 21 april ".repeat(60_000),
        "a@b.se 070-174 06 05 ".repeat(50_000),
        "1".repeat(1_000_000),
        "🚚🥕".repeat(100_000),
        "<b><p>&amp;".repeat(50_000),
        five.repeat(11_000),
        "Sаles ".repeat(100_000),
    ] {
        let mut ad = bare_ad();
        ad.language = String::new();
        ad.texts[0].title = text.chars().take(1_000).collect();
        ad.texts[0].description_text = text;
        let mut found = ad.clone();
        enrich(&mut found);
        let mut again = ad;
        enrich(&mut again);
        assert!(found == again, "the same ad gave two results");
        assert!(found.personal_data.len() <= 1_000);
        assert!(found.locations.len() <= 5);
        assert!(found.requirements.licences.len() <= 12);
    }
}
