//! One file per shape of bytes.

pub mod catalogue;
pub mod dialect;
pub mod elastic;
pub mod eures;
pub(crate) mod facets;
pub mod feed;
mod fields;
mod items;
pub mod jobstream;
mod json_list;
pub mod mapping;
pub mod nav;
pub mod push;
pub mod schemaorg;
pub mod sitemap;
#[cfg(test)]
pub(crate) mod slowly;
mod xml;
