//! What the feed promises, asked through its router on a real log.

mod cursors;
mod erasure;
mod hub;
mod lookups;
mod oracle;
mod pages;
mod snapshots;
mod streams;
