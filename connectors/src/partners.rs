//! Partners that are pulled: boards and feeds by their dialect, sites by their
//! sitemap, and those with a protocol of their own.

mod again;
mod archive;
mod asks;
mod board;
mod details;
pub mod elastic;
pub mod eures;
pub mod jobstream;
pub mod nav;
mod note;
mod open;
mod paging;
mod place;
pub mod policy;
mod position;
mod search;
mod sitemap;
mod template;
mod unpack;
mod varbi;
mod visits;

pub use board::Board;
pub use details::Details;
pub use open::{Settings, open, open_dialect};
pub use place::{OpenError, Where};
pub use position::FULL_EVERY;
pub use sitemap::{SITEMAP, Sitemap};
pub use varbi::Merged;
