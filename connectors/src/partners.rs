//! Partners that are pulled, one short file each.

pub mod feed;
pub mod jobstream;
pub mod policy;
