//! Facets in little memory: each value once, however many ads have it.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use schemas::PartnerName;
use schemas::change::Facets;

/// Number of one value of one facet.
pub(super) type Symbol = u32;

/// Facet values in use. A value that no ad has is forgotten.
#[derive(Default)]
pub(super) struct Symbols {
    numbers: HashTable<Symbol>,
    values: Vec<Value>,
    free: Vec<Symbol>,
}

struct Value {
    facet: Facet,
    text: Box<str>,
    ads: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Facet {
    Occupation,
    Place,
    Country,
    Language,
    Partner,
}

impl Symbols {
    /// Takes the facets of one ad in.
    pub(super) fn hold(&mut self, facets: &Facets) -> Box<[Symbol]> {
        let lists = [
            (Facet::Occupation, &facets.occupation),
            (Facet::Place, &facets.place),
            (Facet::Country, &facets.country),
            (Facet::Language, &facets.language),
        ];
        let length = lists.iter().map(|(_, texts)| texts.len()).sum::<usize>() + 1;
        let mut symbols = Vec::with_capacity(length);
        for (facet, texts) in lists {
            symbols.extend(texts.iter().map(|text| self.hold_one(facet, text)));
        }
        symbols.extend(
            facets.partner.as_ref().map(|name| self.hold_one(Facet::Partner, name.as_str())),
        );
        symbols.into()
    }

    fn hold_one(&mut self, facet: Facet, text: &str) -> Symbol {
        let hash = hash(facet, text);
        let values = &self.values;
        let is_it = |symbol: &Symbol| {
            let value = &values[*symbol as usize];
            value.facet == facet && *value.text == *text
        };
        if let Some(symbol) = self.numbers.find(hash, is_it).copied() {
            self.values[symbol as usize].ads += 1;
            return symbol;
        }
        let value = Value { facet, text: text.into(), ads: 1 };
        let symbol = if let Some(symbol) = self.free.pop() {
            self.values[symbol as usize] = value;
            symbol
        } else {
            let symbol = Symbol::try_from(self.values.len())
                .expect("four thousand million values do not fit in memory");
            self.values.push(value);
            symbol
        };
        let values = &self.values;
        self.numbers.insert_unique(hash, symbol, |symbol| {
            let value = &values[*symbol as usize];
            self::hash(value.facet, &value.text)
        });
        symbol
    }

    /// The facets of an ad.
    pub(super) fn facets(&self, symbols: &[Symbol]) -> Facets {
        let mut facets = Facets::default();
        for symbol in symbols {
            let value = &self.values[*symbol as usize];
            let text = value.text.to_string();
            match value.facet {
                Facet::Occupation => facets.occupation.push(text),
                Facet::Place => facets.place.push(text),
                Facet::Country => facets.country.push(text),
                Facet::Language => facets.language.push(text),
                Facet::Partner => facets.partner = PartnerName::new(&text).ok(),
            }
        }
        facets
    }

    /// Lets the facets of an ad go.
    pub(super) fn release(&mut self, symbols: &[Symbol]) {
        for symbol in symbols {
            let value = &mut self.values[*symbol as usize];
            value.ads -= 1;
            if value.ads > 0 {
                continue;
            }
            let hash = hash(value.facet, &value.text);
            value.text = Box::default();
            if let Ok(entry) = self.numbers.find_entry(hash, |other| other == symbol) {
                entry.remove();
            }
            self.free.push(*symbol);
        }
    }
}

fn hash(facet: Facet, text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one((facet, text))
}
