//! Partners that are pulled: boards and feeds by their dialect, sites by their
//! sitemap, and those with a protocol of their own.

mod again;
mod asks;
mod board;
pub mod jobstream;
pub mod nav;
mod open;
mod paging;
mod place;
pub mod policy;
mod position;
mod template;
mod unpack;

pub use board::Board;
pub use open::{Settings, open, open_dialect};
pub use place::{OpenError, Where};
pub use position::FULL_EVERY;
