//! The `adhub` program.

fn main() {}
