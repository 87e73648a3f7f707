use super::*;

fn paging(by: PagingBy) -> Paging {
    Paging {
        by,
        size: 10,
        first: 1,
        pages_max: 20,
        items_max: None,
        short_is_last: false,
        total_on_first: false,
        content_range: false,
    }
}

/// A page: its items, those that are new, the total that it announces.
type Shown = (u64, u64, Option<u64>);

/// Which offsets (or numbers) are asked for, and whether the list is whole.
fn check(paging: &Paging, shown: &[Shown], wanted: &[u64], whole: bool) {
    let mut pager = Pager::new(Some(paging), Url::parse("https://e.org/jobs").unwrap());
    let mut asked = Vec::new();
    let mut shown = shown.iter();
    while let Some(Page::Span(span)) = pager.ask() {
        asked.push(if paging.by == PagingBy::Page { span.page } else { span.offset });
        let (items, fresh, total) = *shown.next().expect("no more is asked for than there is");
        pager.took(&PageRead { items, fresh, new: fresh, total, next: None, whole: true });
    }
    assert_eq!((asked.as_slice(), pager.is_whole()), (wanted, whole));
    assert_eq!(shown.next(), None);
}

#[test]
fn a_list_ends_where_its_total_is_reached() {
    let by = paging(PagingBy::Offset);
    check(&by, &[(10, 10, Some(25)), (10, 10, Some(25)), (5, 5, Some(25))], &[0, 10, 20], true);
    // The server gives less than was asked for.
    check(&by, &[(4, 4, Some(6)), (2, 2, Some(6))], &[0, 4], true);
    check(&by, &[(0, 0, Some(0))], &[0], true);
}

#[test]
fn fewer_than_announced_is_a_part() {
    let by = paging(PagingBy::Offset);
    check(&by, &[(10, 10, Some(25)), (0, 0, Some(25))], &[0, 10], false);
}

#[test]
fn without_a_total_an_empty_page_ends_it() {
    let by = paging(PagingBy::Offset);
    check(&by, &[(10, 10, None), (3, 3, None), (0, 0, None)], &[0, 10, 13], true);
    let short = Paging { short_is_last: true, ..by };
    check(&short, &[(10, 10, None), (3, 3, None)], &[0, 10], true);
    check(&short, &[(0, 0, None)], &[0], true);
}

#[test]
fn a_repeated_page_ends_it_in_doubt() {
    let by = paging(PagingBy::Offset);
    check(&by, &[(10, 10, Some(25)), (10, 0, Some(25))], &[0, 10], false);
    check(&by, &[(10, 10, None), (10, 0, None)], &[0, 10], false);
}

#[test]
fn what_slid_while_paging_is_asked_for_again() {
    let by = paging(PagingBy::Offset);
    // Three went, so that three slid over the edge of the pages.
    let slid = [(10, 10, Some(25)), (10, 10, Some(22)), (10, 3, Some(22)), (5, 2, Some(22))];
    check(&by, &slid, &[0, 10, 7, 17], true);
    let on_the_last = [(10, 10, Some(12)), (1, 1, Some(11)), (2, 1, Some(11))];
    check(&by, &on_the_last, &[0, 10, 9], true);
    let number = paging(PagingBy::Page);
    let t = Some(24);
    let slid = [(10, 10, Some(25)), (10, 10, t), (10, 1, t), (10, 0, t), (4, 4, t)];
    check(&number, &slid, &[1, 2, 1, 2, 3], true);
    // It falls on and on: nothing is proven, and it ends.
    let mut pager = Pager::new(Some(&by), Url::parse("https://e.org/jobs").unwrap());
    let mut total = 1_000;
    while pager.ask().is_some() && total > 0 {
        total -= 2;
        let page =
            PageRead { items: 10, fresh: 10, new: 10, total: Some(total), next: None, whole: true };
        pager.took(&page);
    }
    assert!(total > 0 && !pager.is_whole(), "{total}");
}

#[test]
fn what_came_while_paging_may_be_missing() {
    let by = paging(PagingBy::Offset);
    check(&by, &[(10, 10, Some(19)), (10, 9, Some(20))], &[0, 10], true);
}

#[test]
fn a_total_that_only_the_first_page_has_stays() {
    let first = Paging { total_on_first: true, ..paging(PagingBy::Offset) };
    check(&first, &[(10, 10, Some(15)), (5, 5, Some(0))], &[0, 10], true);
}

#[test]
fn beyond_the_partners_reach_there_may_be_more() {
    let reach = Paging { items_max: Some(20), ..paging(PagingBy::Offset) };
    check(&reach, &[(10, 10, Some(50)), (10, 10, Some(50))], &[0, 10], false);
    check(&reach, &[(10, 10, Some(20)), (10, 10, Some(20))], &[0, 10], false);
    check(&reach, &[(10, 10, Some(19)), (9, 9, Some(19))], &[0, 10], true);
    let few = Paging { pages_max: 1, ..paging(PagingBy::Page) };
    check(&few, &[(10, 10, Some(50))], &[1], false);
}

fn check_links(links: &[Option<&str>], wanted: &[&str], whole: bool) {
    let by = paging(PagingBy::Next);
    let mut pager = Pager::new(Some(&by), Url::parse("https://e.org/jobs").unwrap());
    let mut asked = Vec::new();
    let mut links = links.iter();
    while let Some(page) = pager.ask() {
        if let Page::Link(url) = page {
            asked.push(url.to_string());
        }
        let next = links.next().unwrap().map(str::to_owned);
        pager.took(&PageRead { items: 1, fresh: 1, new: 1, total: None, next, whole: true });
    }
    assert_eq!(
        (asked.iter().map(String::as_str).collect::<Vec<_>>(), pager.is_whole()),
        (wanted.to_vec(), whole)
    );
}

#[test]
fn links_are_followed_on_their_own_host_and_never_in_a_ring() {
    check_links(&[Some("?page=2"), None], &["https://e.org/jobs?page=2"], true);
    check_links(&[Some("https://other.org/jobs?page=2")], &[], false);
    check_links(&[Some("?page=2"), Some("/jobs?page=2")], &["https://e.org/jobs?page=2"], false);
    check_links(&[Some("/jobs")], &[], false);
}

#[test]
fn what_has_no_pages_and_says_that_there_is_more_is_a_part() {
    let home = Url::parse("https://e.org/jobs").unwrap();
    for (next, wanted) in [(None, true), (Some("?page=2".to_owned()), false)] {
        let mut pager = Pager::new(None, home.clone());
        assert!(pager.ask().is_some());
        pager.took(&PageRead { items: 1, fresh: 1, new: 1, total: None, next, whole: true });
        assert_eq!((pager.ask(), pager.is_whole()), (None, wanted));
    }
}

#[test]
fn headers_tell_of_links_and_totals() {
    let link = "<https://e.org/?p=1>; rel=\"prev\", </?p=3>; title=x; rel=\"last next\"";
    assert_eq!(link_of([link].into_iter()), Some("/?p=3".to_owned()));
    assert_eq!(link_of(["</?p=1>; rel=prev", "rel=next"].into_iter()), None);
    assert_eq!(total_of("offres 0-149/52341"), Some(52_341));
    assert_eq!(total_of("offres */0"), Some(0));
    assert_eq!(total_of("bytes 0-1/*"), None);
}
