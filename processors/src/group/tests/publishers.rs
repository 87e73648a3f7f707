//! Who published an ad: two ads of one site are compared more strictly.

use super::super::market::Market;
use super::super::matching::Exact;
use crate::testing::ad;

/// Numbers of the publishers of ads at these addresses, of one partner.
fn numbers(urls: &[Option<&str>]) -> Vec<u32> {
    let mut market = Market::<Exact>::default();
    let mut number = |url: &Option<&str>| {
        let mut ad = ad("gatherer", "one", "nurse");
        ad.source.source_url = url.map(str::to_owned);
        market.account(&ad)
    };
    urls.iter().map(&mut number).collect()
}

#[test]
fn each_site_of_a_partner_is_a_publisher() {
    let found = numbers(&[
        Some("https://www.board-a.example/ads/1"),
        Some("http://board-a.example/ads/2?from=list"),
        Some("https://m.board-a.example/ads/3"),
        Some("https://board-b.example/1"),
        None,
        Some("no address"),
    ]);
    assert_eq!(found, [0, 0, 0, 1, 2, 2]);
}
