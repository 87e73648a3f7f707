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

/// Names of products that are words as well: told beside two others, or one
/// where the sentence asks.
const AMBIGUOUS: &[&str] = &[
    "access",
    "progress",
    "scheme",
    "basic",
    "most",
    "word",
    "swift",
    "ruby",
    "rust",
    "shell",
    "monitor",
    "pyramid",
    "orion",
    "spring",
    "express",
    "flash",
    "director",
    "publisher",
    "project",
    "outlook",
    "processing",
    "eclipse",
    "pascal",
    "dart",
    "navigator",
    "puppet",
    "chef",
    "bower",
    "maven",
    "ant",
    "soul",
    "caesar",
    "delphi",
    "garp",
    "briljant",
    "parlando",
    "compiere",
    "self",
    "logo",
    "simula",
    "snap",
    "forth",
    "icon",
    "curl",
    "opera",
    "stata",
    "sass",
    "less",
    "windows",
];
/// Names of skills that are words of every ad.
const WORDS_OF_ADS: &[&str] = &[
    "verktyg",
    "kollektivavtal",
    "mission",
    "cover",
    "performance",
    "research",
    "scanning",
    "design",
    "sampling",
    "revision",
    "show",
    "post",
    "sales",
    "webb",
    "service",
    "träning",
    "utbildning",
    "arbetsmiljö",
    "planering",
    "ekonomi",
    "administration",
    "kommunikation",
    "rapportering",
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
    /// Chosen by hand, in the language of the text; the taxonomy is Swedish.
    pub(super) by_hand: bool,
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

    fn add(
        &mut self,
        form: &str,
        (concept, name): (&'static str, &'static str),
        product: bool,
        by_hand: bool,
    ) {
        let key = folded(form);
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        if letters == 0 || self.by_name.contains_key(&key) || WORDS_OF_ADS.contains(&key.as_str()) {
            return;
        }
        let count = key.split(' ').count();
        let kind = kind(&key, count, letters, product, form);
        // `vi` and `r` are words of every text.
        if kind == Kind::Short && is_common_word(&key) {
            return;
        }
        let capitals = is_capitals(form);
        let exactly = (count == 1
            && (capitals || product && matches!(kind, Kind::Name | Kind::Short)))
        .then(|| form.trim().to_owned());
        let first = key.split(' ').next().unwrap_or_default().to_owned();
        let longest = self.longest.entry(first).or_default();
        *longest = (*longest).max(count);
        let label = Label { concept, name, kind, is_product: product, by_hand, exactly };
        self.by_name.insert(key, label);
    }
}

/// Whether a name is written in capitals alone.
fn is_capitals(form: &str) -> bool {
    let letters = || form.chars().filter(|c| c.is_alphabetic());
    letters().count() > 1 && letters().all(char::is_uppercase)
}

fn kind(key: &str, count: usize, letters: usize, product: bool, form: &str) -> Kind {
    let odd = form.chars().any(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '.'))
        || !is_capitals(form) && form.trim().chars().skip(1).any(char::is_uppercase);
    match (product, count) {
        (_, 1) if letters <= 2 && !key.contains(['+', '#']) => Kind::Short,
        (_, 1) if AMBIGUOUS.contains(&key) => Kind::Short,
        (true, _) if key == "sap" || odd && letters > 3 => Kind::Sure,
        (true, 1) if letters == 3 && !odd || is_common_word(key) => Kind::Short,
        (true, 1) => Kind::Name,
        (true, _) => Kind::Sure,
        (false, 1) if is_capitals(form) => Kind::Name,
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
        for alternative in alternatives(name).chain(others.split('|')) {
            let (form, product) = form_of(alternative);
            for form in spoken(form) {
                labels.add(&form, (concept, name), product, false);
            }
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
            labels.add(form, (concept, name), product, true);
        }
    }
    labels
}

/// The names that a slash parts: `VM/CMS` and `PL/1` are one.
fn alternatives(name: &str) -> impl Iterator<Item = &str> {
    let short = |part: &str| {
        let part = part.split(',').next().unwrap_or_default();
        part.chars().count() < 4
    };
    let whole = name.split('/').any(short) || BEFORE.iter().any(|one| name.starts_with(one));
    let separator = if whole { '\u{0}' } else { '/' };
    name.split(separator)
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
