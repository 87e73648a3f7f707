//! One file per shape of bytes.

mod fields;
mod items;
pub mod jobstream;
pub mod push;
pub mod schemaorg;
