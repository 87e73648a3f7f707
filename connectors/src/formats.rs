//! One file per shape of bytes.

pub mod push;
