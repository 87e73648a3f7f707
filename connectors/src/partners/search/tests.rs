use super::*;
use crate::formats::dialect::PagingBy;

fn requests() -> Requests {
    Requests {
        paging: Some(Paging {
            by: PagingBy::Offset,
            size: 10,
            first: 1,
            pages_max: 100,
            items_max: Some(20),
            short_is_last: false,
            total_on_first: false,
            content_range: false,
        }),
        ..Requests::default()
    }
}

fn facet(name: &str, values: &[(&str, u64)]) -> Facet {
    let values = values.iter().map(|(value, count)| ((*value).to_owned(), Some(*count)));
    Facet { name: name.to_owned(), values: values.collect() }
}

/// Reads a list of items, each with the values of its facets, as a partner
/// shows it that shows 20 of a search. Which parts were asked for, and how it
/// ended: whole, what was announced, and the limit.
fn check(
    items: &[&[(&str, &str)]],
    names: &[&str],
    total_max: u64,
    parts: &[&str],
    wanted: (bool, Option<u64>, Option<u64>),
) {
    let mut search =
        Search::new(&requests(), false, Url::parse("https://e.org/jobs").expect("a URL"));
    let (mut asked, mut known) = (Vec::new(), HashSet::new());
    while let Some((Page::Span(span), chosen)) = search.ask() {
        let shown: Vec<String> =
            chosen.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let shown = shown.join(" ");
        if asked.last() != Some(&shown) {
            asked.push(shown);
        }
        let has = |item: &[(&str, &str)], name: &str, value: &str| item.contains(&(name, value));
        let found: Vec<usize> = (0..items.len())
            .filter(|at| chosen.iter().all(|(name, value)| has(items[*at], name, value)))
            .collect();
        let total = (found.len() as u64).min(total_max);
        let here: Vec<usize> = found
            .iter()
            .copied()
            .take(20)
            .skip(usize::try_from(span.offset).expect("it is small"))
            .take(10)
            .collect();
        let facets: Vec<Facet> = names
            .iter()
            .map(|name| {
                let mut values: Vec<(&str, u64)> = Vec::new();
                for at in &found {
                    for (_, value) in items[*at].iter().filter(|(of, _)| of == name) {
                        match values.iter_mut().find(|(known, _)| known == value) {
                            Some((_, count)) => *count += 1,
                            None => values.push((*value, 1)),
                        }
                    }
                }
                facet(name, &values)
            })
            .collect();
        let count = here.len() as u64;
        let new = here.iter().filter(|at| !known.contains(*at)).count() as u64;
        let page = PageRead {
            items: count,
            fresh: count,
            new,
            total: Some(total),
            next: None,
            whole: true,
        };
        if search.took(&page, &facets) == Taken::Kept {
            known.extend(here);
        }
    }
    assert_eq!(asked, parts);
    assert_eq!((search.is_whole(), search.announced(), search.limit()), wanted);
}

const A: &[(&str, &str)] = &[("team", "a"), ("city", "x")];
const B: &[(&str, &str)] = &[("team", "b"), ("city", "x")];
const B2: &[(&str, &str)] = &[("team", "b"), ("city", "y")];
const TEAMLESS: &[(&str, &str)] = &[("city", "y")];

fn mixed(
    counts: &[(&'static [(&'static str, &'static str)], usize)],
) -> Vec<&'static [(&'static str, &'static str)]> {
    counts.iter().flat_map(|(item, count)| std::iter::repeat_n(*item, *count)).collect()
}

#[test]
fn what_is_within_the_limit_is_not_split() {
    check(&mixed(&[(A, 19)]), &["team"], 999, &[""], (true, Some(19), None));
}

#[test]
fn what_is_beyond_is_split_and_again_where_it_must_be() {
    let items = mixed(&[(A, 15), (B, 12), (B2, 13)]);
    check(
        &items,
        &["team", "city"],
        999,
        &["", "team=a", "team=b", "team=b city=x", "team=b city=y"],
        (true, Some(40), None),
    );
}

#[test]
fn a_facet_that_covers_all_comes_before_a_better_one_that_does_not() {
    let items = mixed(&[(A, 10), (TEAMLESS, 15)]);
    check(&items, &["team", "city"], 999, &["", "city=x", "city=y"], (true, Some(25), None));
}

#[test]
fn parts_that_do_not_cover_all_prove_nothing() {
    let items = mixed(&[(A, 10), (B, 10), (TEAMLESS, 5)]);
    check(&items, &["team"], 999, &["", "team=a", "team=b"], (false, Some(25), Some(20)));
}

#[test]
fn what_cannot_be_split_is_read_as_far_as_it_is_shown() {
    check(&mixed(&[(A, 30)]), &[], 999, &[""], (false, Some(30), Some(20)));
    check(&mixed(&[(A, 30)]), &["team"], 999, &[""], (false, Some(30), Some(20)));
    let items = mixed(&[(A, 30), (B, 5)]);
    check(&items, &["team"], 999, &["", "team=a", "team=b"], (false, Some(35), Some(20)));
}

/// A total that ends at the limit says nothing; two facets that agree do.
#[test]
fn a_total_that_is_cut_off_is_found_by_two_facets() {
    let items = mixed(&[(A, 15), (B, 15)]);
    let parts = ["", "team=a", "team=b"];
    check(&items, &["team", "city"], 20, &parts, (true, Some(30), None));
    check(&items, &["team"], 20, &parts, (false, None, Some(20)));
    let some = mixed(&[(A, 15), (B, 10), (TEAMLESS, 5)]);
    check(
        &some,
        &["city", "team"],
        20,
        &["", "city=x", "city=x team=a", "city=x team=b", "city=y"],
        (false, None, Some(20)),
    );
}

#[test]
fn parts_are_bounded() {
    let mut search =
        Search::new(&requests(), false, Url::parse("https://e.org/jobs").expect("a URL"));
    search.ask();
    let many = Facet {
        name: "team".to_owned(),
        values: (0..=PARTS_MAX).map(|value| (value.to_string(), None)).collect(),
    };
    let page = PageRead { items: 10, fresh: 10, new: 10, total: Some(99), next: None, whole: true };
    assert_eq!(search.took(&page, &[many]), Taken::Kept);
}

/// A partner whose parts never end does not hold a round for ever.
#[test]
fn pages_are_bounded() {
    let mut search =
        Search::new(&requests(), false, Url::parse("https://e.org/jobs").expect("a URL"));
    let (mut pages, mut facets) = (0, 0);
    while search.ask().is_some() {
        // Each part is too large, and has another facet.
        facets += 1;
        let facets = [facet(&format!("facet-{facets}"), &[("a", 15), ("b", 15)])];
        let page =
            PageRead { items: 1, fresh: 1, new: 1, total: Some(30), next: None, whole: true };
        search.took(&page, &facets);
        pages += 1;
        assert!(pages <= PAGES_MAX + 1);
    }
    assert!(!search.is_whole() && search.limit().is_some());
}
