//! How partners' formats become ads. Pure: values in, values out; `runtime`
//! asks and commits, `gateway` receives.
//!
//! `formats/` has one file per shape of bytes; `partners/` one short file per
//! partner that is pulled.

mod connector;
mod item;

pub use connector::{Ask, AskKind, Connector, Cursor, ResponseHead};
pub use item::{Item, ItemError, Profile, ReadContext, ReadEnd, ReadError};
