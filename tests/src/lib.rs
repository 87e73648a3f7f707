//! End to end scenarios, as processes: the program is started, spoken to over
//! HTTP, killed and started again. Nothing of the hub runs in the tests.

pub mod binary;
pub mod board;
pub mod client;
pub mod corpus;
pub mod door;
pub mod hub;
pub mod load;
pub mod log;
pub mod partner;
pub mod process;
pub mod random;
pub mod unruly;
pub mod wait;
