//! The comparison of two ads on labelled pairs.

use std::collections::BTreeMap;

use schemas::Ad;

use super::corpus::{self, Pair};
use super::gazetteer::Gazetteer;
use super::sketch::Sketch;
use super::verify::{self, Publishers};

/// True and false positives, false negatives.
#[derive(Default, Debug)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn text(&self) -> String {
        let ratio = |other: u32| f64::from(self.right) / f64::from((self.right + other).max(1));
        format!("{self:?} P {:.3} R {:.3}", ratio(self.wrong), ratio(self.missed))
    }
}

fn score(name: &str, ads: &BTreeMap<String, Ad>, pairs: &[Pair]) {
    let sketches: BTreeMap<&String, Sketch> =
        ads.iter().map(|(id, ad)| (id, Sketch::of(ad))).collect();
    let mut gazetteer = Gazetteer::default();
    sketches.values().for_each(|sketch| gazetteer.add(sketch.view().unwrap()));
    for tuning in [true, false] {
        let mut score = Score::default();
        for pair in pairs.iter().filter(|pair| pair.tuning == tuning) {
            let [left, right] = [&pair.ids[0], &pair.ids[1]];
            let publishers = if ads[left].source.partner_id == ads[right].source.partner_id {
                Publishers::Same
            } else {
                Publishers::Different
            };
            let views = [left, right].map(|id| sketches[id].view().unwrap());
            let evidence = verify::compare(views[0], views[1], publishers, &gazetteer);
            match (evidence.is_same(), pair.same) {
                (true, true) => score.right += 1,
                (true, false) => score.wrong += 1,
                (false, true) => score.missed += 1,
                (false, false) => {}
            }
            if evidence.is_same() != pair.same && tuning {
                let kind = if pair.same { "missed" } else { "wrong" };
                println!(
                    "{kind} {} {} {} {:?} [{}]",
                    left,
                    right,
                    pair.stratum,
                    evidence.features(),
                    pair.reason
                );
            }
        }
        println!("{name} tuning={tuning} {}", score.text());
    }
    let bytes: usize = sketches.values().map(|sketch| sketch.bytes().len()).sum();
    println!("{name}: {} bytes a sketch", bytes / sketches.len());
}

#[test]
fn figures() {
    if let (Some(ads), Some(pairs)) = (corpus::polish(), corpus::pairs("pl-pairs.jsonl")) {
        score("pl", &ads, &pairs);
    }
    if let (Some(ads), Some(pairs)) = (corpus::english(), corpus::pairs("nhs-pairs.jsonl")) {
        score("nhs", &ads, &pairs);
    }
}
