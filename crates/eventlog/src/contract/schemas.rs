//! Schema ids.

use schemas::SchemaError;

use super::TestLog;
use super::fixture::unique;

/// Registering again, under whatever subject, gives the id that it has; other
/// schemas have other ids.
pub fn the_same_schema_has_the_same_id(test: &mut dyn TestLog) {
    let table = test.log().schema_table();
    let (one, two) = (schema("One"), schema("Two"));
    let (subject, other) = (unique("a-value"), unique("b-value"));
    let first = table.register(&subject, &one).unwrap();
    let second = table.register(&other, &two).unwrap();
    assert!(first >= 1 && second >= 1 && first != second, "{first} {second}");
    assert_eq!(table.register(&subject, &one).unwrap(), first);
    assert_eq!(table.register(&unique("c-value"), &one).unwrap(), first);
    assert!(table.schema(second).unwrap().contains("Two"));
    let unknown = table.schema(u32::MAX >> 1).unwrap_err();
    assert!(matches!(unknown, SchemaError::UnknownId(_)), "{unknown:?}");
}

/// An id stands for its schema for ever.
pub fn schemas_survive_a_restart(test: &mut dyn TestLog) {
    let schema = schema("Kept");
    let id = test.log().schema_table().register(&unique("kept-value"), &schema).unwrap();
    test.reopen();
    let table = test.log().schema_table();
    assert!(table.schema(id).unwrap().contains("Kept"));
    assert_eq!(table.register(&unique("again-value"), &schema).unwrap(), id);
}

fn schema(name: &str) -> String {
    // A name of its own: a registry may be shared with other tests.
    let name = unique(name).replace('.', "_");
    format!(r#"{{"type":"record","name":"{name}","fields":[{{"name":"x","type":"long"}}]}}"#)
}
