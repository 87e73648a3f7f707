//! Boards, boards with details, sites and merged feeds, read from scripted
//! partners that page, drift, repeat, redirect, cut and fail: what is handed
//! over, what is concluded, and what is not asked for again.

#![cfg(test)]

#[path = "rounds/boards.rs"]
mod boards;
#[path = "rounds/details.rs"]
mod details;
#[path = "streams/driver.rs"]
mod driver;
#[path = "rounds/limits.rs"]
mod limits;
#[path = "rounds/merged.rs"]
mod merged;
#[path = "rounds/packed.rs"]
mod packed;
#[path = "rounds/scripted.rs"]
mod scripted;
#[path = "rounds/site.rs"]
mod site;
