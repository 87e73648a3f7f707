//! Change streams, read from scripted partners that stall, repeat, hide, cut
//! and fail: what is committed in the end is what the partner has, wherever
//! the hub was stopped in between.

#![cfg(test)]

#[path = "streams/cuts.rs"]
mod cuts;
#[path = "streams/driver.rs"]
mod driver;
#[path = "streams/elastic.rs"]
mod elastic;
#[path = "streams/elastic_partner.rs"]
mod elastic_partner;
#[path = "streams/eures.rs"]
mod eures;
#[path = "streams/eures_partner.rs"]
mod eures_partner;
#[path = "streams/jobstream.rs"]
mod jobstream;
#[path = "streams/nav.rs"]
mod nav;
#[path = "streams/nav_bounds.rs"]
mod nav_bounds;
#[path = "streams/nav_partner.rs"]
mod nav_partner;
