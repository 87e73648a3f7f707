//! What the schema registry is asked, and what it refuses.

use eventlog::registry::{RegistryConfig, RegistryTable};
use schemas::{SchemaError, SchemaTable};
use uuid::Uuid;

use crate::environment::{InUse, in_use};

fn subject() -> String {
    format!("registry.{}-value", Uuid::new_v4().simple())
}

fn table(cluster: &InUse) -> RegistryTable {
    RegistryTable::open(&cluster.config.registry).unwrap()
}

const FIRST: &str = r#"{"type":"record","name":"Ad","fields":[{"name":"id","type":"string"}]}"#;

/// Registers both versions under one subject; the answer to the second.
fn check(second: &str) -> Option<Result<u32, SchemaError>> {
    let cluster = in_use()?;
    let (table, subject) = (table(&cluster), subject());
    table.register(&subject, FIRST).unwrap();
    Some(table.register(&subject, second))
}

#[test]
fn a_field_with_a_default_may_be_added() {
    let second = r#"{"type":"record","name":"Ad","fields":[
        {"name":"id","type":"string"},{"name":"title","type":"string","default":""}]}"#;
    let Some(answer) = check(second) else { return };
    answer.unwrap();
}

#[test]
fn a_field_without_a_default_is_refused_with_reasons() {
    let second = r#"{"type":"record","name":"Ad","fields":[
        {"name":"id","type":"string"},{"name":"title","type":"string"}]}"#;
    let Some(answer) = check(second) else { return };
    match answer {
        Err(SchemaError::Refused { subject, reason }) => {
            assert!(subject.starts_with("registry.") && !reason.is_empty(), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_a_schema_is_refused() {
    let Some(answer) = check(r#"{"type":"none of avro's"}"#) else { return };
    assert!(matches!(answer, Err(SchemaError::Refused { .. })), "{answer:?}");
}

#[test]
fn an_async_caller_may_ask() {
    let Some(cluster) = in_use() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let table = table(&cluster);
        let id = table.register(&subject(), FIRST).unwrap();
        assert!(table.schema(id).unwrap().contains("Ad"));
    });
}

#[test]
fn another_table_reads_what_one_registered() {
    let Some(cluster) = in_use() else { return };
    let id = table(&cluster).register(&subject(), FIRST).unwrap();
    assert!(table(&cluster).schema(id).unwrap().contains(r#""name":"id""#));
}

#[test]
fn nobody_there_is_a_retry() {
    // Port 1 is reserved, and nothing listens there.
    let table = RegistryTable::open(&RegistryConfig::new("http://127.0.0.1:1/")).unwrap();
    let error = table.register("s-value", FIRST).unwrap_err();
    assert!(matches!(error, SchemaError::Unavailable(_)), "{error:?}");
    let error = table.schema(1).unwrap_err();
    assert!(matches!(error, SchemaError::Unavailable(_)), "{error:?}");
}

#[test]
fn an_address_without_a_scheme_is_refused_at_once() {
    assert!(RegistryTable::open(&RegistryConfig::new("127.0.0.1:8081")).is_err());
}
