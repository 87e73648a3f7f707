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

/// Beyond half a megabyte the structure is given up, and only once.
#[test]
fn large_texts_are_simplified_once() {
    let word = "Vi söker dig som är kock & <glad>.  ";
    let deep = "<div>".repeat(200) + "x" + &"</div>".repeat(200);
    let long = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len() + 1);
    for (text, html) in [
        (long(word, 530_000), String::new()),
        (long("rad\n• punkt\n\n", 600_000), String::new()),
        // Moderate as text, and not once it is escaped.
        (long("a<b&c ", 300_000), String::new()),
        (String::new(), long("<p>Vi söker  <b>dig</b></p>", 600_000)),
        (String::new(), long("<a href=\"https://a.se\">x</a>", 500_000)),
        (String::new(), long("ord & mer ", 520_000)),
        (String::new(), long("<p>a &amp;amp; b</p>", 515_000)),
        (String::new(), deep),
        (String::new(), long("<li>• <p>x", 520_000)),
    ] {
        let mut ad = bare_ad();
        ad.language = "sv".to_owned();
        ad.texts[0].description_text = text;
        ad.texts[0].description_html = html;
        let found = enriched(&ad);
        let lints = found.lint.iter().filter(|lint| lint.code == "html_simplified").count();
        assert!(lints <= 1);
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
        "remote, hybrid or on-site; ".repeat(40_000),
        "80 % tjänst, 37 timmar i veckan, 0.8 fte ".repeat(25_000),
        "körkort b, c och ce meriterande, svenska krav ".repeat(22_000),
        "org.nr 556074-3088 ".repeat(55_000),
        "fast ".repeat(200_000),
        "min. ".repeat(200_000),
        "a@".repeat(500_000),
        "kontakta anna.berg@acme.example Anna Berg ".repeat(24_000),
        "\u{202e}👩‍👩‍👧‍👦\u{200b}".repeat(30_000),
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
