//! Ids of schemas, counted up from 1 in the log's own table.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use schemas::{SchemaError, SchemaTable};

use super::engine::Engine;
use super::store::Store;
use crate::LogError;

/// The known schemas. The store keeps them; all of them are held here too,
/// because there are a few dozen.
#[derive(Default)]
pub(crate) struct Schemas {
    /// The schema of id `n` at index `n - 1`.
    by_id: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32>,
    subjects: HashMap<String, Vec<u32>>,
}

impl Schemas {
    /// Adds one that the store kept earlier. Ids come in order, without gaps.
    pub(crate) fn restore(&mut self, id: u32, subject: &str, schema: &str) -> Result<(), LogError> {
        let known = self.ids.get(schema).copied();
        let next = u32::try_from(self.by_id.len() + 1).unwrap_or(u32::MAX);
        if known != Some(id) && (known.is_some() || id != next) {
            return Err(LogError::Corrupt(format!("schema id {id} where {next} was due")));
        }
        self.add(id, subject, schema);
        Ok(())
    }

    fn add(&mut self, id: u32, subject: &str, schema: &str) {
        if !self.ids.contains_key(schema) {
            let schema: Arc<str> = schema.into();
            self.by_id.push(Arc::clone(&schema));
            self.ids.insert(schema, id);
        }
        self.subjects.entry(subject.to_owned()).or_default().push(id);
    }
}

/// Registers with an embedded log.
pub(crate) struct EmbeddedSchemas<S: Store> {
    pub(crate) engine: Arc<Engine<S>>,
}

impl<S: Store> EmbeddedSchemas<S> {
    fn table(&self) -> &Mutex<Schemas> {
        &self.engine.schemas
    }
}

impl<S: Store> SchemaTable for EmbeddedSchemas<S> {
    fn register(&self, subject: &str, schema: &str) -> Result<u32, SchemaError> {
        let mut table = self.table().lock();
        let next = u32::try_from(table.by_id.len() + 1).unwrap_or(u32::MAX);
        let id = table.ids.get(schema).copied().unwrap_or(next);
        if table.subjects.get(subject).is_some_and(|ids| ids.contains(&id)) {
            return Ok(id);
        }
        self.engine
            .store
            .keep_schema(id, subject, schema)
            .map_err(|error| SchemaError::Unavailable(error.to_string()))?;
        table.add(id, subject, schema);
        Ok(id)
    }

    fn schema(&self, id: u32) -> Result<Arc<str>, SchemaError> {
        let table = self.table().lock();
        let index = (id as usize).checked_sub(1);
        let schema = index.and_then(|index| table.by_id.get(index));
        schema.cloned().ok_or(SchemaError::UnknownId(id))
    }
}
