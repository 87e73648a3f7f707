//! How partners' formats become ads. Pure: values in, values out; `runtime`
//! asks and commits, `gateway` receives.
//!
//! `formats/` has one file per shape of bytes; `partners/` one short file per
//! partner that is pulled.

pub mod ats;
mod blank;
mod connector;
pub mod countries;
pub mod dates;
pub mod detect;
pub mod dialects;
mod encoding;
mod escapes;
mod finish;
pub mod formats;
mod item;
mod notes;
mod org_number;
mod pages;
pub mod partners;
mod pay;
mod places;
mod urls;

pub use connector::{
    Answer, AnswerBody, Ask, Connector, Cursor, Missed, Post, ReadSeek, ResponseHead, Round,
    RoundEnd, RoundKind, Sink, Step, Validators,
};
pub use item::{Item, ItemError, Profile, Read, ReadContext, ReadEnd, ReadError};
pub use pages::Pages;
