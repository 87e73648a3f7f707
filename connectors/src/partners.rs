//! Partners that are pulled, one short file each.

mod again;
pub mod elastic;
pub mod eures;
pub mod feed;
pub mod jobstream;
pub mod nav;
pub mod policy;
