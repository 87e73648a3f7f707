//! Names of skills: what the taxonomy calls them, in the forms in which a text
//! says it, and how much each needs beside it to be believed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::words;
use crate::enrich::language::is_common_word;
use crate::enrich::reading::lower;
use crate::enrich::reference::rows;
use crate::reference::{Chain, Chains, Table, text};

/// What the taxonomy writes after the name of a product or a language of
/// programming.
const PRODUCTS: &[&str] = &[
    "programmeringsspråk",
    "programspråk",
    "frågespråk",
    "operativsystem",
    "affärssystem",
    "redovisningssystem",
    "databashanterare",
    "programmeringsverktyg",
    "systemutvecklingsverktyg",
    "kommunikationsprotokoll",
    "routingprotokoll",
    "ramverk",
    "HTML-editor",
    "CMS",
    "integrationsplattform",
    "applikationsplattform",
    "integrerad utvecklingsmiljö",
    "spelmotor",
    "molnplattform",
    "texteditor",
    "webbserverprogram",
    "logistiksystem",
    "versionshanteringssystem",
    "container-plattform",
    "streaming-plattform",
    "programbibliotek",
    "stilmall",
    "hotellbokningssystem",
    "resebokningssystem",
    "pakethanterare",
    "utvecklingsmiljö",
    "virtualiseringsplattform",
    "konfigurationshanteringssystem",
    "testverktyg",
    "märkspråk",
];
/// What the taxonomy writes after a skill without changing what it is.
const LOOSE: &[&str] = &["erfarenhet", "systemutvecklingsmetod", "privat nätverk", "certifikat"];
/// What it writes before a hyphen and the name of a product.
const BEFORE: &[&str] = &[
    "2D-grafik",
    "3D-grafik",
    "Allmänkonstruktion",
    "Analys/Beräkning",
    "Arkitekt",
    "Byggkonstruktion",
    "Design/Visualisering",
    "Elschema",
    "Film/effekter",
    "Film/redigering",
    "Layout",
    "Ljud",
    "Ljusbord",
    "Manusprogram",
    "Mark/infrastruktur",
    "Mönsterkonstruktion",
    "Samordning/Granskning",
    "Tillverkningsindustri",
    "VVS, el, tele",
    "Webbdesign",
];

/// How much a name needs beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    /// Says what it is: several words, or a word that is nothing else.
    Sure,
    /// Name of a product that can be a word or a name of something else.
    Name,
    /// A word of every day.
    Word,
    /// One to three letters.
    Short,
}

/// A name of a skill.
#[derive(Debug)]
pub(super) struct Label {
    /// Concept id.
    pub(super) concept: &'static str,
    /// What the taxonomy calls it.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The name of a product or a language of programming.
    pub(super) is_product: bool,
    /// As the taxonomy writes it, when that is what tells it from a word.
    exactly: Option<String>,
}

impl Label {
    /// Whether the text writes it as it must be written: `Go`, not `go`.
    pub(super) fn is_written_so(&self, written: &str) -> bool {
        self.exactly.as_deref().is_none_or(|exactly| {
            written == exactly
                || written.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
                    && written.chars().count() > 1
        })
    }
}

pub(super) struct Labels {
    by_name: FxHashMap<String, Label>,
    /// Words of the longest name by its first word.
    longest: FxHashMap<String, usize>,
}

pub(super) static LABELS: LazyLock<Labels> = LazyLock::new(build);

impl Labels {
    pub(super) fn get(&self, folded: &str) -> Option<&Label> {
        self.by_name.get(folded)
    }

    /// The skill of exactly that name, however it is written.
    pub(super) fn named(&self, given: &str) -> Option<&Label> {
        self.by_name.get(&folded(given))
    }

    /// Words of the longest name that begins with a word.
    pub(super) fn words_after(&self, first: &str) -> Option<usize> {
        self.longest.get(first).copied()
    }

    fn add(&mut self, form: &str, concept: &'static str, name: &'static str, product: bool) {
        let key = folded(form);
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        if key.is_empty() || letters == 0 || self.by_name.contains_key(&key) {
            return;
        }
        let count = key.split(' ').count();
        let kind = kind(&key, count, letters, product, form);
        // `vi` and `r` are words of every text.
        if kind == Kind::Short && is_common_word(&key) {
            return;
        }
        let exactly = (product && count == 1 && matches!(kind, Kind::Name | Kind::Short))
            .then(|| form.trim().to_owned());
        let first = key.split(' ').next().unwrap_or_default().to_owned();
        let longest = self.longest.entry(first).or_default();
        *longest = (*longest).max(count);
        self.by_name.insert(key, Label { concept, name, kind, is_product: product, exactly });
    }
}

fn kind(key: &str, count: usize, letters: usize, product: bool, form: &str) -> Kind {
    let odd = form.trim().chars().any(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '.'))
        || form.trim().chars().skip(1).any(char::is_uppercase);
    match (product, count) {
        _ if letters <= 2 && count == 1 && !key.contains(['+', '#']) => Kind::Short,
        (true, _) if key == "sap" || odd && letters > 3 => Kind::Sure,
        (true, 1) if letters == 3 && !odd || is_common_word(key) => Kind::Short,
        (true, 1) => Kind::Name,
        (true, _) => Kind::Sure,
        (false, 1) if letters <= 3 && !odd => Kind::Short,
        (false, 1) => Kind::Word,
        (false, _) if key.split(' ').all(is_common_word) => Kind::Word,
        (false, 2) if letters < 12 => Kind::Word,
        (false, _) => Kind::Sure,
    }
}

/// Lower case, words with one space between them.
fn folded(text: &str) -> String {
    let text = lower(text);
    words(&text).iter().map(|(start, end)| &text[*start..*end]).collect::<Vec<_>>().join(" ")
}

fn build() -> Labels {
    let mut labels = Labels { by_name: FxHashMap::default(), longest: FxHashMap::default() };
    let mut names = FxHashMap::default();
    for [concept, name, others] in rows(text(Table::Skill)) {
        names.insert(concept, name);
        for alternative in name.split('/').chain(others.split('|')) {
            let (form, product) = form_of(alternative);
            for form in spoken(form) {
                labels.add(&form, concept, name, product);
            }
        }
        if name.contains('/') {
            labels.add(name, concept, name, false);
        }
    }
    let replaced = rows(text(Table::Replaced)).map(|[former, present]| (former, present));
    let chains = Chains::new(replaced);
    for [concept, list] in rows(include_str!("../../../reference/skill-words.tsv")) {
        // What a skill was split into is not what its words mean.
        let Chain::Ends(ends) = chains.follow(concept) else { continue };
        let [concept] = ends.iter().map(String::as_str).collect::<Vec<_>>()[..] else { continue };
        let Some((concept, name)) = names.get_key_value(concept) else { continue };
        for form in list.split('|') {
            let product = form_of(name).1;
            labels.add(form, concept, name, product);
        }
    }
    labels
}

/// A name without what the taxonomy adds, and whether a product is named.
fn form_of(name: &str) -> (&str, bool) {
    if let Some((form, rest)) = name.rsplit_once(", ") {
        if PRODUCTS.contains(&rest) {
            return (form, true);
        }
        if LOOSE.contains(&rest) {
            return (form, false);
        }
    }
    for before in BEFORE {
        if let Some(form) = name.strip_prefix(before).and_then(|rest| rest.strip_prefix('-')) {
            return (form, true);
        }
    }
    (name, name.starts_with("MS ") || name.starts_with("Adobe ") || name.starts_with("Microsoft "))
}

/// The forms in which a text says a name: without the abbreviation in
/// brackets, which is one too; a licence as `legitimerad`.
fn spoken(form: &str) -> Vec<String> {
    let mut forms = vec![form.to_owned()];
    if let Some((before, rest)) = form.split_once(" (") {
        forms.push(before.to_owned());
        let inside = rest.trim_end_matches(')');
        let short = inside.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-');
        if short && inside.len() > 2 {
            forms.push(inside.to_owned());
        }
    }
    if let Some(profession) = form.strip_prefix("Legitimation som ") {
        for before in ["legitimerad", "leg", "legitimerade"] {
            forms.push(format!("{before} {profession}"));
        }
        forms.push(format!("{profession}legitimation"));
    }
    if let Some(skill) = form.strip_suffix("vana").filter(|skill| skill.chars().count() > 4) {
        forms.push(format!("vana av {skill}"));
    }
    for vendor in ["Adobe ", "Microsoft "] {
        if let Some(product) = form.strip_prefix(vendor).filter(|rest| rest.chars().count() > 4) {
            forms.push(product.to_owned());
        }
    }
    forms
}
