//! Schema ids from a registry with the Confluent interface, beside Kafka.
//!
//! Known answers are kept for ever: an id never changes its meaning. A failure
//! is never kept, so that a registry that was away costs one retry.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::RwLock;
use schema_registry_converter::async_impl::schema_registry::{
    SrSettings, get_schema_by_id, post_schema,
};
use schema_registry_converter::error::SRCError;
use schema_registry_converter::schema_registry_common::{RawError, SchemaType, SuppliedSchema};
use schemas::{SchemaError, SchemaTable};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use crate::kafka::ConfigError;

/// Longest wait for one answer of the registry.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// Questions that wait while one is asked.
const QUEUED_MAX: usize = 64;

/// Where the registry is.
#[derive(Clone, Debug)]
pub struct RegistryConfig {
    /// `http://HOST:PORT/PATH`, as far as `/subjects` follows.
    pub url: String,
    /// User and password for basic authentication.
    pub user: Option<(String, SecretString)>,
}

impl RegistryConfig {
    /// A registry without authentication.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), user: None }
    }
}

/// The table of a registry. Its calls block the caller, whether that is a
/// plain thread or one of an async runtime: the requests run on a thread of
/// their own.
pub struct RegistryTable {
    prefix: String,
    known: RwLock<Known>,
    questions: Option<mpsc::Sender<Question>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Known {
    ids: HashMap<(String, String), u32>,
    schemas: HashMap<u32, Arc<str>>,
}

enum Question {
    Register { subject: String, schema: String, answer: SyncSender<Result<u32, SchemaError>> },
    Schema { id: u32, answer: SyncSender<Result<String, SchemaError>> },
}

impl RegistryTable {
    /// Sets everything up; asks nothing yet.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn open(config: &RegistryConfig) -> Result<Self, ConfigError> {
        let unusable = |error: &dyn std::fmt::Display| ConfigError::Registry(error.to_string());
        let url = config.url.trim_end_matches('/');
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(unusable(&format_args!("{url:?} begins neither http:// nor https://")));
        }
        let mut settings = SrSettings::new_builder(url.to_owned());
        settings.set_timeout(REQUEST_TIMEOUT);
        if let Some((user, password)) = &config.user {
            settings.set_basic_authorization(user, Some(password.expose_secret()));
        }
        let settings = settings.build().map_err(|error| unusable(&error.error))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unusable(&error))?;
        let (questions, asked) = mpsc::channel(QUEUED_MAX);
        let thread = std::thread::Builder::new()
            .name("schema-registry".into())
            .spawn(move || runtime.block_on(serve(&settings, asked)))
            .map_err(|error| unusable(&error))?;
        Ok(Self {
            prefix: String::new(),
            known: RwLock::default(),
            questions: Some(questions),
            thread: Some(thread),
        })
    }

    /// Puts a prefix before the name of every subject.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(SyncSender<Result<T, SchemaError>>) -> Question,
    ) -> Result<T, SchemaError> {
        let (answer, answered) = sync_channel(1);
        let questions = self.questions.as_ref().expect("only taken away by drop");
        // Not the blocking send: it refuses to run inside of a runtime.
        questions.try_send(question(answer)).map_err(|_| {
            SchemaError::Unavailable(format!("{QUEUED_MAX} questions wait already"))
        })?;
        let patience = 2 * REQUEST_TIMEOUT;
        answered.recv_timeout(patience).unwrap_or_else(|_| {
            Err(SchemaError::Unavailable(format!("no answer within {} s", patience.as_secs())))
        })
    }
}

impl SchemaTable for RegistryTable {
    fn register(&self, subject: &str, schema: &str) -> Result<u32, SchemaError> {
        let key = (format!("{}{subject}", self.prefix), schema.to_owned());
        if let Some(id) = self.known.read().ids.get(&key) {
            return Ok(*id);
        }
        let (subject, schema) = key.clone();
        let id = self.ask(|answer| Question::Register { subject, schema, answer })?;
        self.known.write().ids.insert(key, id);
        Ok(id)
    }

    fn schema(&self, id: u32) -> Result<Arc<str>, SchemaError> {
        if let Some(schema) = self.known.read().schemas.get(&id) {
            return Ok(Arc::clone(schema));
        }
        let schema: Arc<str> = self.ask(|answer| Question::Schema { id, answer })?.into();
        self.known.write().schemas.insert(id, Arc::clone(&schema));
        Ok(schema)
    }
}

impl Drop for RegistryTable {
    fn drop(&mut self) {
        // The thread ends when nobody can ask any more.
        self.questions = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}

async fn serve(settings: &SrSettings, mut asked: mpsc::Receiver<Question>) {
    while let Some(question) = asked.recv().await {
        // An asker that went away does not care.
        match question {
            Question::Register { subject, schema, answer } => {
                let _ = answer.send(register(settings, subject, schema).await);
            }
            Question::Schema { id, answer } => {
                let _ = answer.send(schema_of(settings, id).await);
            }
        }
    }
}

async fn register(
    settings: &SrSettings,
    subject: String,
    schema: String,
) -> Result<u32, SchemaError> {
    let supplied = SuppliedSchema::new(None, SchemaType::Avro, schema);
    match post_schema(settings, subject.clone(), supplied).await {
        Ok(registered) => Ok(registered.id),
        Err(error) => Err(match words_of(&error) {
            // 409: incompatible; 422: not a schema.
            Some(refusal) if matches!(refusal.status(), 409 | 422) => {
                SchemaError::Refused { subject, reason: refusal.message.clone() }
            }
            _ => unavailable(&error),
        }),
    }
}

async fn schema_of(settings: &SrSettings, id: u32) -> Result<String, SchemaError> {
    match get_schema_by_id(id, settings).await {
        Ok(found) => Ok(found.schema),
        Err(error) => Err(match words_of(&error) {
            Some(refusal) if refusal.status() == 404 => SchemaError::UnknownId(id),
            _ => unavailable(&error),
        }),
    }
}

/// What the registry itself said, when it was the registry that said no.
fn words_of(error: &SRCError) -> Option<&RawError> {
    error.source()?.downcast_ref()
}

trait Status {
    fn status(&self) -> u32;
}

impl Status for RawError {
    /// Confluent's codes are the HTTP status, or the status and two digits.
    fn status(&self) -> u32 {
        if self.error_code >= 1_000 { self.error_code / 100 } else { self.error_code }
    }
}

fn unavailable(error: &SRCError) -> SchemaError {
    let cause = error.cause.as_deref().unwrap_or("no cause was given");
    SchemaError::Unavailable(format!("{}: {cause}", error.error))
}
