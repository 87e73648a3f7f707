//! Builds `processors/reference/language.tsv` from the language models of the
//! lingua crates (Apache-2.0): how likely groups of letters are in each
//! language.
//!
//!     cd processors/reference/language && cargo run --release > ../language.tsv
//!
//! A row is a group of one to four letters, or a whole short word between two
//! spaces, and one printable character a language: `!` for the likeliest, one
//! step of the alphabet for each quarter of a natural logarithm less.

use std::collections::{BTreeMap, HashMap};

use include_dir::Dir;

/// Rows that are kept, those that tell most.
const GROUPS: usize = 24_000;
const WORDS_EACH: usize = 150;
const STEP: f64 = 0.25;
const STEPS_MAX: f64 = 40.0;

type Logs = BTreeMap<String, Vec<f64>>;

fn main() {
    let languages: [(&str, &Dir, &Dir); 29] = [
        ("sv", &lingua_swedish_language_model::SWEDISH_MODELS_DIRECTORY, &lingua_swedish_language_model::SWEDISH_TESTDATA_DIRECTORY),
        ("nb", &lingua_bokmal_language_model::BOKMAL_MODELS_DIRECTORY, &lingua_bokmal_language_model::BOKMAL_TESTDATA_DIRECTORY),
        ("nn", &lingua_nynorsk_language_model::NYNORSK_MODELS_DIRECTORY, &lingua_nynorsk_language_model::NYNORSK_TESTDATA_DIRECTORY),
        ("da", &lingua_danish_language_model::DANISH_MODELS_DIRECTORY, &lingua_danish_language_model::DANISH_TESTDATA_DIRECTORY),
        ("is", &lingua_icelandic_language_model::ICELANDIC_MODELS_DIRECTORY, &lingua_icelandic_language_model::ICELANDIC_TESTDATA_DIRECTORY),
        ("fi", &lingua_finnish_language_model::FINNISH_MODELS_DIRECTORY, &lingua_finnish_language_model::FINNISH_TESTDATA_DIRECTORY),
        ("en", &lingua_english_language_model::ENGLISH_MODELS_DIRECTORY, &lingua_english_language_model::ENGLISH_TESTDATA_DIRECTORY),
        ("de", &lingua_german_language_model::GERMAN_MODELS_DIRECTORY, &lingua_german_language_model::GERMAN_TESTDATA_DIRECTORY),
        ("nl", &lingua_dutch_language_model::DUTCH_MODELS_DIRECTORY, &lingua_dutch_language_model::DUTCH_TESTDATA_DIRECTORY),
        ("fr", &lingua_french_language_model::FRENCH_MODELS_DIRECTORY, &lingua_french_language_model::FRENCH_TESTDATA_DIRECTORY),
        ("es", &lingua_spanish_language_model::SPANISH_MODELS_DIRECTORY, &lingua_spanish_language_model::SPANISH_TESTDATA_DIRECTORY),
        ("it", &lingua_italian_language_model::ITALIAN_MODELS_DIRECTORY, &lingua_italian_language_model::ITALIAN_TESTDATA_DIRECTORY),
        ("pt", &lingua_portuguese_language_model::PORTUGUESE_MODELS_DIRECTORY, &lingua_portuguese_language_model::PORTUGUESE_TESTDATA_DIRECTORY),
        ("ro", &lingua_romanian_language_model::ROMANIAN_MODELS_DIRECTORY, &lingua_romanian_language_model::ROMANIAN_TESTDATA_DIRECTORY),
        ("pl", &lingua_polish_language_model::POLISH_MODELS_DIRECTORY, &lingua_polish_language_model::POLISH_TESTDATA_DIRECTORY),
        ("cs", &lingua_czech_language_model::CZECH_MODELS_DIRECTORY, &lingua_czech_language_model::CZECH_TESTDATA_DIRECTORY),
        ("sk", &lingua_slovak_language_model::SLOVAK_MODELS_DIRECTORY, &lingua_slovak_language_model::SLOVAK_TESTDATA_DIRECTORY),
        ("sl", &lingua_slovene_language_model::SLOVENE_MODELS_DIRECTORY, &lingua_slovene_language_model::SLOVENE_TESTDATA_DIRECTORY),
        ("hr", &lingua_croatian_language_model::CROATIAN_MODELS_DIRECTORY, &lingua_croatian_language_model::CROATIAN_TESTDATA_DIRECTORY),
        ("bg", &lingua_bulgarian_language_model::BULGARIAN_MODELS_DIRECTORY, &lingua_bulgarian_language_model::BULGARIAN_TESTDATA_DIRECTORY),
        ("uk", &lingua_ukrainian_language_model::UKRAINIAN_MODELS_DIRECTORY, &lingua_ukrainian_language_model::UKRAINIAN_TESTDATA_DIRECTORY),
        ("ru", &lingua_russian_language_model::RUSSIAN_MODELS_DIRECTORY, &lingua_russian_language_model::RUSSIAN_TESTDATA_DIRECTORY),
        ("et", &lingua_estonian_language_model::ESTONIAN_MODELS_DIRECTORY, &lingua_estonian_language_model::ESTONIAN_TESTDATA_DIRECTORY),
        ("lv", &lingua_latvian_language_model::LATVIAN_MODELS_DIRECTORY, &lingua_latvian_language_model::LATVIAN_TESTDATA_DIRECTORY),
        ("lt", &lingua_lithuanian_language_model::LITHUANIAN_MODELS_DIRECTORY, &lingua_lithuanian_language_model::LITHUANIAN_TESTDATA_DIRECTORY),
        ("hu", &lingua_hungarian_language_model::HUNGARIAN_MODELS_DIRECTORY, &lingua_hungarian_language_model::HUNGARIAN_TESTDATA_DIRECTORY),
        ("el", &lingua_greek_language_model::GREEK_MODELS_DIRECTORY, &lingua_greek_language_model::GREEK_TESTDATA_DIRECTORY),
        ("tr", &lingua_turkish_language_model::TURKISH_MODELS_DIRECTORY, &lingua_turkish_language_model::TURKISH_TESTDATA_DIRECTORY),
        ("ar", &lingua_arabic_language_model::ARABIC_MODELS_DIRECTORY, &lingua_arabic_language_model::ARABIC_TESTDATA_DIRECTORY),
    ];
    let count = languages.len();
    let tags: Vec<&str> = languages.iter().map(|(tag, _, _)| *tag).collect();
    let mut groups = Logs::new();
    let mut words = Logs::new();
    for (index, (_, models, texts)) in languages.iter().enumerate() {
        for (group, log) in marginals(models) {
            groups.entry(group).or_insert_with(|| vec![f64::NEG_INFINITY; count])[index] = log;
        }
        for (word, log) in common_words(texts) {
            words.entry(word).or_insert_with(|| vec![f64::NEG_INFINITY; count])[index] = log;
        }
    }
    let mut rows: Vec<(f64, String, Vec<f64>)> =
        groups.into_iter().map(|(group, logs)| (worth(&group, &logs), group, logs)).collect();
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    rows.truncate(GROUPS);
    rows.extend(words.into_iter().map(|(word, logs)| (0.0, word, logs)));
    rows.sort_by(|one, other| one.1.cmp(&other.1));
    println!("# Language models of the lingua crates 1.3.0, (c) Peter M. Stahl, Apache-2.0. Columns: letters, steps less likely than in the likeliest language, of {}. Built by language/.", tags.join(" "));
    for (_, group, logs) in rows {
        println!("{group}\t{}", steps(&logs));
    }
}

/// How likely each group of up to four letters is among groups of its length.
fn marginals(models: &Dir) -> HashMap<String, f64> {
    use fst::Streamer as _;
    let bytes = models.get_file("ngrams.fst").expect("a model").contents();
    let map = fst::Map::new(bytes.to_vec()).expect("a map");
    let mut conditional = HashMap::new();
    let mut stream = map.stream();
    while let Some((key, value)) = stream.next() {
        let group = String::from_utf8(key.to_vec()).expect("text");
        if group.chars().count() <= 4 {
            conditional.insert(group, f64::from_bits(value));
        }
    }
    let mut logs = HashMap::new();
    'groups: for group in conditional.keys() {
        let mut sum = 0.0;
        for (end, letter) in group.char_indices() {
            let Some(log) = conditional.get(&group[..end + letter.len_utf8()]) else { continue 'groups };
            sum += log;
        }
        logs.insert(group.clone(), sum);
    }
    logs
}

/// The commonest short words, each between two spaces.
fn common_words(texts: &Dir) -> Vec<(String, f64)> {
    let bytes = texts.get_file("sentences.txt").expect("sentences").contents();
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let mut counts = HashMap::<&str, u32>::new();
    let mut all = 0;
    // Every other line: the rest is for checking.
    for line in text.lines().step_by(2) {
        for word in line.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            *counts.entry(word).or_default() += 1;
            all += 1;
        }
    }
    let mut words: Vec<_> = counts
        .into_iter()
        .filter(|(word, count)| *count >= 4 && word.chars().count() <= 8)
        .collect();
    words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    words.truncate(WORDS_EACH);
    words
        .into_iter()
        .map(|(word, count)| (format!(" {word} "), (f64::from(count) / f64::from(all)).ln()))
        .collect()
}

/// How much a group tells: how common it is, and how unevenly.
fn worth(group: &str, logs: &[f64]) -> f64 {
    let length = group.chars().count();
    if length <= 2 {
        return f64::INFINITY;
    }
    let all: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
    let sum: f64 = all.iter().sum();
    let entropy: f64 = all
        .iter()
        .filter(|p| **p > 0.0)
        .map(|p| -(p / sum) * (p / sum).ln())
        .sum();
    sum * ((all.len() as f64).ln() - entropy)
}

fn steps(logs: &[f64]) -> String {
    let best = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter()
        .map(|log| {
            let steps = ((best - log) / STEP).min(STEPS_MAX).round();
            char::from(b'!' + steps as u8)
        })
        .collect()
}
