//! Every fixture, by being in its folder: it reads as snapshotted, the same
//! every time, survives being cut at any byte, and one bad ad in it never
//! costs its neighbours. `INSTA_UPDATE=always cargo test -p connectors` takes
//! a new reading; the snapshot is what to review.

#![cfg(test)]

#[path = "fixtures/reading.rs"]
mod reading;

use reading::{Fixture, fixtures};

#[test]
fn every_fixture_reads_as_before() {
    for fixture in fixtures() {
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(fixture.folder().join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            insta::assert_snapshot!(fixture.name(), fixture.read().shown());
        });
    }
}

#[test]
fn every_fixture_reads_the_same_twice() {
    for fixture in fixtures() {
        assert_eq!(fixture.read().shown(), fixture.read().shown(), "{}", fixture.name());
    }
}

#[test]
fn every_fixture_survives_being_cut_at_any_byte() {
    for fixture in fixtures() {
        let whole = fixture.read();
        // Long ones are cut at every byte of their ends and here and there.
        let length = fixture.bytes.len();
        let cuts = (0..length).filter(|at| *at < 1_000 || length - at < 500 || at % 211 == 0);
        for at in cuts {
            let cut = fixture.read_bytes(&fixture.bytes[..at]);
            let name = format!("{} cut at {at}", fixture.name());
            for item in cut.good().into_iter().filter(|item| !whole.good().contains(item)) {
                // A tombstone stands until a later ad of the same id comes.
                let superseded = whole.items.iter().any(|other| other.id == item.id);
                assert!(item.is_removal() && superseded, "{name}: {item:?}");
            }
            assert!(!cut.complete || cut.items == whole.items, "{name} claims to be complete");
        }
    }
}

#[test]
fn a_bad_ad_never_costs_its_neighbours() {
    let mut replaced = 0;
    for fixture in fixtures().iter().filter(|fixture| fixture.has_items()) {
        let whole = fixture.read();
        for index in 0..fixture.item_count() {
            for bad in fixture.bad_items() {
                let read = fixture.read_bytes(&fixture.with_item(index, &bad));
                let missing: Vec<_> =
                    whole.good().into_iter().filter(|item| !read.good().contains(item)).collect();
                let bad = String::from_utf8_lossy(&bad);
                assert!(missing.len() <= 1, "{} {index} {bad}: {missing:?}", fixture.name());
                replaced += 1;
            }
        }
    }
    assert!(replaced > 50, "{replaced}");
}

#[test]
fn blank_ids_are_impossible() {
    let mut tried = 0;
    for fixture in fixtures() {
        for blank in ["", " ", "\u{a0}", "\\t", "\\u0000"] {
            for key in ["id", "external_id", "identifier", "url", "referencenumber", "guid"] {
                let Some(bytes) = fixture.with_text_of(key, blank) else { continue };
                tried += 1;
                for item in fixture.read_bytes(&bytes).items {
                    assert!(!item.id.as_deref().is_some_and(|id| id.trim().is_empty()), "{item:?}");
                }
            }
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn there_are_fixtures_of_every_format() {
    let names: Vec<String> = fixtures().iter().map(Fixture::name).collect();
    for format in ["push", "jobstream", "schemaorg", "feed", "sitemap"] {
        assert!(names.iter().filter(|name| name.starts_with(format)).count() >= 3, "{names:?}");
    }
}
