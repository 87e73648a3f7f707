//! What `enrich` finds in real ads after their own answers were hidden,
//! counted. The ads stand beside the repository, not in it; where they are
//! absent, the tests say so and check nothing.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "the functions of a test print its figures and stop at what is wrong"
)]

use std::io::Read as _;
use std::path::PathBuf;

use processors::enrich::enrich;
use schemas::Ad;
use schemas::ad::Coded;
use serde_json::{Value, json};

/// The records of a corpus file, or `None` when there is no corpus.
fn corpus(name: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus").join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        println!("left out: there is no ../shared/corpus/{name} beside the repository");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn enriched(title: &str, html: &str, location: Value) -> Ad {
    let mut ad: Ad = serde_json::from_value(json!({
        "ad_id": "00000000-0000-5000-8000-000000000000",
        "revision": 1,
        "observed_at": "2026-11-24T12:00:00Z",
        "source": {
            "partner_id": "acme", "connector": "push", "format": "adhub-json", "external_id": "1"
        },
        "lifecycle": "published",
        "content_hash": "00".repeat(32),
        "language": "und",
        "texts": [{"lang": "und", "title": title, "description_html": html}],
        "employer": {"name": "Acme"},
        "locations": [location],
        "work_mode": "unspecified",
        "employment": {},
        "apply": {},
        "published_at": {"at": "2026-11-24T12:00:00Z", "local": "2026-11-24T12:00:00", "zone": "UTC"}
    }))
    .unwrap();
    enrich(&mut ad);
    let once = ad.clone();
    enrich(&mut ad);
    assert!(once == ad, "enriching twice is not enriching once: {title}");
    ad
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The language by counting its commonest words, without the hub's code.
fn by_words(text: &str) -> &'static str {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let counts = [
        ("sv", count(&["och", "att", "är", "som", "för"])),
        ("nb", count(&["og", "å", "er", "som", "av"])),
        ("en", count(&["and", "the", "you", "of", "to"])),
        ("pl", count(&["i", "w", "z", "na", "do", "oraz"])),
    ];
    counts.into_iter().max_by_key(|(_, count)| *count).map_or("und", |(language, _)| language)
}

#[track_caller]
fn check_language(name: &str, every: usize, title: &str, body: &str, right_min: f64) {
    let Some(ads) = corpus(name) else { return };
    let (mut right, mut all) = (0, 0);
    for ad in ads.iter().step_by(every) {
        let (title, body) = (text(ad, title), text(ad, body));
        let wanted = by_words(&body);
        let found = enriched(&title, &body, json!({})).language;
        all += 1;
        if found == wanted {
            right += 1;
        } else {
            println!("{name}: found {found}, counted {wanted}: {title}");
        }
    }
    let share = f64::from(right) / f64::from(all);
    println!("{name}: language right in {right} of {all} ads ({:.1} %)", share * 100.0);
    assert!(share >= right_min, "{share} is below {right_min}");
}

#[test]
fn swedish_ads_are_swedish() {
    check_language("jobtech-40.jsonl.gz", 1, "/headline", "/description/text", 0.97);
}

#[test]
fn norwegian_ads_are_norwegian() {
    check_language("nav-oslo.jsonl.gz", 1, "/title", "/description", 0.97);
}

#[test]
fn english_ads_are_english() {
    check_language("nhs-3000.jsonl.gz", 10, "/title", "/description", 0.99);
}

#[test]
fn polish_ads_are_polish() {
    check_language("pl-ads.jsonl.gz", 10, "/job.title", "/job.description", 0.95);
}

fn code(coded: &Option<Coded>) -> &str {
    coded.as_ref().map_or("", |coded| coded.code.as_str())
}

/// Municipality and region of the JobTech ads, of which only `hidden` is left.
#[track_caller]
fn check_swedish_place(what: &str, hidden: impl Fn(&Value) -> Value, right_min: f64) {
    let Some(ads) = corpus("jobtech-40.jsonl.gz") else { return };
    let (mut municipality, mut region, mut all) = (0, 0, 0);
    for ad in &ads {
        let place = &ad["workplace_address"];
        let wanted = text(place, "/municipality_code");
        if wanted.is_empty() {
            continue;
        }
        let found = enriched(&text(ad, "/headline"), &text(ad, "/description/text"), hidden(place));
        all += 1;
        let (own, ours) = (&found.locations[0].municipality, &found.locations[0].region);
        municipality += u32::from(code(own) == wanted);
        region += u32::from(code(ours) == text(place, "/region_code"));
        assert!(code(own).is_empty() || code(own) == wanted, "{wanted} became {}", code(own));
    }
    println!("{what}: municipality right in {municipality}, region in {region} of {all} places");
    assert!(f64::from(municipality) >= right_min * f64::from(all));
}

#[test]
fn swedish_municipalities_are_found_by_name() {
    check_swedish_place(
        "name of the municipality alone",
        |place| json!({"country": "Sverige", "city": place["municipality"]}),
        1.0,
    );
    check_swedish_place(
        "upper case, with kommun, no country",
        |place| {
            let name = text(place, "/municipality").to_uppercase();
            json!({"raw": format!("{name} kommun, Sverige")})
        },
        1.0,
    );
}

#[test]
fn norwegian_municipalities_are_found_by_postal_code_and_by_name() {
    let Some(ads) = corpus("nav-oslo.jsonl.gz") else { return };
    let (mut by_postal, mut postal, mut by_name, mut names) = (0, 0, 0, 0);
    for ad in &ads {
        for place in ad["workLocations"].as_array().unwrap() {
            let wanted = text(place, "/municipal");
            let is_right = |location: Value| {
                let found = enriched(&text(ad, "/title"), &text(ad, "/description"), location);
                let found = found.locations[0].municipality.clone();
                found.is_some_and(|found| {
                    !found.code.is_empty()
                        && found.name.is_some_and(|name| name.to_uppercase() == wanted)
                })
            };
            let unnamed = json!({"scheme": "no-kommune", "code": "", "name": wanted,
                "origin": "source", "confidence": 1.0});
            names += 1;
            by_name += u32::from(is_right(json!({"country": "NORGE", "municipality": unnamed})));
            let code = text(place, "/postalCode");
            if !code.is_empty() {
                postal += 1;
                by_postal += u32::from(is_right(json!({"country": "NORGE", "postal_code": code})));
            }
        }
    }
    println!("postal code alone: municipality right in {by_postal} of {postal} places");
    println!("upper-case name alone: municipality right in {by_name} of {names} places");
    assert_eq!((by_postal, by_name), (postal, names));
}

/// The taxonomy at hand lacks the concepts that were retired before it: those
/// are left alone, never guessed.
#[test]
fn ssyk_of_a_jobtech_concept_is_right_or_absent() {
    use schemas::ad::OccupationScheme::Ssyk2012;
    let Some(ads) = corpus("jobtech-40.jsonl.gz") else { return };
    let (mut right, mut absent, mut all) = (0, 0, 0);
    for ad in &ads {
        let first = |field: &str| match &ad[field] {
            Value::Array(list) => list.first().cloned().unwrap_or_default(),
            one => one.clone(),
        };
        let wanted = text(&first("occupation_group"), "/legacy_ams_taxonomy_id");
        let mut found = enriched("Ledig tjänst", "", json!({}));
        found.occupation = serde_json::from_value(json!([{
            "scheme": "af_concept", "code": text(&first("occupation"), "/concept_id"),
            "origin": "source", "confidence": 1.0
        }]))
        .unwrap();
        enrich(&mut found);
        all += 1;
        match found.occupation.iter().find(|one| one.scheme == Ssyk2012) {
            Some(one) => {
                assert_eq!(one.code, wanted, "of {}", first("occupation"));
                right += 1;
            }
            None => absent += 1,
        }
    }
    println!("SSYK by occupation concept: right in {right}, absent in {absent} of {all} ads");
    assert!(all > 0 && right * 10 >= all * 7);
}
