//! Target of the family of its name; see `fuzz`.
#![no_main]

fuzz_targets::target!("json_single");
