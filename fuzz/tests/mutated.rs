//! Fixtures, changed at random and the same way each time, through every check.
//! The fuzzer of `fuzz/targets` looks further and longer.

#![cfg(test)]

use fuzz::{FAMILIES, seeds};

/// Inputs made of each seed.
const ROUNDS: u64 = 100;

/// Numbers that look random (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

/// Marks that mean something to a reader.
const MARKS: [&[u8]; 16] = [
    b"<",
    b">",
    b"</",
    b"/>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\u",
    b"&#",
    b"\xff",
];

fn change(bytes: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    let at = numbers.below(bytes.len() + 1);
    let end = (at + numbers.below(64)).min(bytes.len());
    match numbers.below(7) {
        0 => drop(bytes.drain(at..end)),
        1 => bytes.truncate(at),
        2 => {
            let mark = MARKS[numbers.below(MARKS.len())];
            bytes.splice(at..at, mark.iter().copied());
        }
        3 => {
            let piece = bytes[at..end].to_vec();
            let to = numbers.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        4 => {
            let from = numbers.below(other.len() + 1);
            let to = (from + numbers.below(200)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        5 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(1),
        _ if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        _ => {}
    }
}

#[test]
fn every_check_holds_for_mutated_fixtures() {
    for family in FAMILIES {
        let seeds = seeds(family).unwrap();
        assert!(seeds.len() >= 3, "{}: {} seeds", family.name, seeds.len());
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for (index, seed) in seeds.iter().enumerate() {
            (family.check)(&seed.bytes);
            for round in 0..ROUNDS {
                let mut bytes = seed.bytes.clone();
                let other = &seeds[numbers.below(seeds.len())].bytes;
                for _ in 0..=numbers.below(4) {
                    change(&mut bytes, other, &mut numbers);
                }
                let check = std::panic::AssertUnwindSafe(|| (family.check)(&bytes));
                if std::panic::catch_unwind(check).is_err() {
                    let text = String::from_utf8_lossy(&bytes);
                    panic!("{} {index} {} round {round}: {text}", family.name, seed.name);
                }
            }
        }
    }
}

#[test]
fn every_dialect_is_the_seed_of_some_family() {
    let families = ["xml_feed", "json_list", "json_single"];
    let names: Vec<String> = families
        .iter()
        .flat_map(|name| seeds(fuzz::family(name).unwrap()).unwrap())
        .map(|seed| seed.name.split('.').next().unwrap().to_owned())
        .collect();
    for dialect in connectors::dialects::names() {
        assert!(names.iter().any(|name| name == dialect), "{dialect}");
    }
}
