//! Benchmarks and load tools. How they measure is in `README.md`, what they
//! found in `RESULTS.md`.

pub mod ads;
pub mod avro;
pub mod hub;
pub mod load;
pub mod logs;
pub mod market;
pub mod measure;
pub mod results;
pub mod times;
pub mod usage;
