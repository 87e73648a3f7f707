//! For tests of this crate and of others (feature `testing`): a schema table
//! in memory, and strategies of every event.

mod strategy;

use std::sync::{Arc, Mutex, PoisonError};

pub use strategy::{any_datum, any_event};

use crate::registry::{SchemaError, SchemaTable};

/// A schema table in memory. Ids count up from 1; the same text has the same
/// id under every subject, as in a Confluent registry.
#[derive(Default, Debug)]
pub struct MemoryTable {
    schemas: Mutex<Vec<Arc<str>>>,
}

impl SchemaTable for MemoryTable {
    fn register(&self, _subject: &str, schema: &str) -> Result<u32, SchemaError> {
        let mut schemas = self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        let index = schemas.iter().position(|known| &**known == schema).unwrap_or_else(|| {
            schemas.push(schema.into());
            schemas.len() - 1
        });
        Ok(u32::try_from(index + 1).expect("a test has few schemas"))
    }

    fn schema(&self, id: u32) -> Result<Arc<str>, SchemaError> {
        let schemas = self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        let index = id.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| schemas.get(index).cloned()).ok_or(SchemaError::UnknownId(id))
    }
}
