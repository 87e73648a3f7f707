//! What no partner should send, and some do: soup for HTML, five languages in
//! one ad, letters that only look right, clocks that are years off. It is
//! grouped as a reader would, or kept apart; nothing panics.

use schemas::ad::Text;
use schemas::{Ad, LocalMoment, Timestamp};

use super::masses::{Market, full, prose};

/// An ad as it is grouped: after enrich.
fn enriched(mut ad: Ad) -> Ad {
    "und".clone_into(&mut ad.language);
    crate::enrich::enrich(&mut ad);
    ad
}

/// How many jobs these ads are.
fn jobs(ads: impl IntoIterator<Item = Ad>) -> usize {
    let mut market = Market::default();
    for ad in ads {
        market.show(enriched(ad));
    }
    market.jobs()
}

fn nurse(partner: &str, text: &str) -> Ad {
    full(partner, "1", "Night Nurse", "Harbour Care", "Lerwick", text)
}

fn in_html(partner: &str, html: String) -> Ad {
    let mut ad = nurse(partner, "");
    ad.texts[0].description_html = html;
    ad
}

#[test]
fn soup_of_html_says_what_its_text_says() {
    let text = prose(21);
    let soup = format!(
        "<div><b><i>{}</b></i><table><tr><td><p <a href='x>\"y\"'>&nbsp;&amp;amp;</p>\
         <!-- <script>never()</script> --><style>p{{}}</style></div></div></ul>",
        text.replace(". ", ".<br></li><p>")
    );
    assert_eq!(jobs([nurse("acme", &text), in_html("beta", soup)]), 1);
}

#[test]
fn two_soups_of_the_same_tags_are_two_jobs() {
    let soup = |number| format!("<ul><li>{}</ul></li><font>", prose(number).replace('.', "<li>"));
    let mut other = in_html("beta", soup(23));
    "Lorry driver".clone_into(&mut other.texts[0].title);
    assert_eq!(jobs([in_html("acme", soup(22)), other]), 2);
}

#[test]
fn tags_without_an_end_cost_no_stack() {
    let deep = format!("{}{}", "<div><p>".repeat(50_000), prose(24));
    assert_eq!(jobs([in_html("acme", deep.clone()), in_html("beta", deep)]), 1);
}

#[test]
fn five_languages_in_one_ad_are_one_ad() {
    let parts: Vec<&str> = super::pairs::TEXTS
        .split("## ")
        .filter(|part| {
            ["sv-nurse", "nb-teacher", "de-nurse", "en-carer", "fr-cook"]
                .iter()
                .any(|name| part.starts_with(name))
        })
        .map(|part| part.split_once('\n').unwrap().1)
        .collect();
    assert_eq!(parts.len(), 5);
    let in_one = parts.join("\n");
    let turned = parts.iter().rev().copied().collect::<Vec<_>>().join("\n");
    assert_eq!(jobs([nurse("acme", &in_one), nurse("beta", &turned)]), 1);
    // The same as five texts of one ad.
    let mut apart = nurse("gamma", "");
    let text = |part: &&str| Text {
        lang: "und".to_owned(),
        title: "Night Nurse".to_owned(),
        description_text: (*part).to_owned(),
        ..Text::default()
    };
    apart.texts = parts.iter().map(text).collect();
    assert_eq!(jobs([nurse("acme", &in_one), apart]), 1);
}

#[test]
fn titles_of_emoji_are_told_apart_by_their_texts() {
    let titled = |partner: &str, title: &str, number: u64| {
        full(partner, &number.to_string(), title, "Harbour Care", "Lerwick", &prose(number))
    };
    let same = [titled("acme", "\u{1f525}\u{1f525}", 30), titled("beta", "\u{1f389} !!!", 30)];
    assert_eq!(jobs(same), 1);
    let other = [titled("acme", "\u{1f525}\u{1f525}", 30), titled("beta", "\u{1f525}", 31)];
    assert_eq!(jobs(other), 2);
}

#[test]
fn letters_that_look_alike_are_read_alike() {
    let text = prose(32);
    let disguised: String = text
        .chars()
        .enumerate()
        .map(|(index, letter)| match letter {
            'a' if index % 2 == 0 => 'а',
            'e' if index % 2 == 0 => 'е',
            'o' if index % 2 == 0 => 'о',
            other => other,
        })
        .collect();
    assert_ne!(text, disguised);
    let mut copy = nurse("beta", &disguised);
    "Night Nurѕе".clone_into(&mut copy.texts[0].title);
    "Наrbour Саre".clone_into(&mut copy.employer.name);
    assert_eq!(jobs([nurse("acme", &text), copy]), 1);
}

#[test]
fn a_clock_that_is_off_costs_its_own_ads_at_most() {
    let text = prose(33);
    let at = |partner: &str, micros: i64| {
        let mut ad = nurse(partner, &text);
        ad.published_at =
            LocalMoment::from_instant(Timestamp::from_micros(micros), jiff::tz::Offset::UTC);
        ad
    };
    const DAY: i64 = 86_400_000_000;
    const NOW: i64 = 1_764_000_000_000_000;
    // A zone, a day, a month apart: one job.
    assert_eq!(jobs([at("acme", NOW), at("beta", NOW - DAY / 4), at("gamma", NOW - 30 * DAY)]), 1);
    // A year that is wrong keeps its ad apart, and the others together.
    let wrong = NOW - 3_650 * DAY;
    assert_eq!(jobs([at("acme", NOW), at("beta", wrong), at("gamma", NOW - DAY)]), 2);
    // A clock that was never set, or runs backwards, is no date.
    for micros in [0, -1, -NOW, -200_000 * DAY] {
        assert_eq!(jobs([at("acme", NOW), at("beta", micros)]), 1, "{micros}");
    }
}

#[test]
fn fields_that_are_absurdly_long_are_cut() {
    let long = |word: &str| word.repeat(40_000);
    let ad = |partner: &str| {
        full(partner, "1", &long("Nurse 7, "), &long("Care & "), &long("Lerwick, "), &prose(34))
    };
    assert_eq!(jobs([ad("acme"), ad("beta")]), 1);
}
