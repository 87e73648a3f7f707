//! A schema made ready to be walked: references followed, defaults encoded.
//!
//! apache-avro's own serde writer looks every field up by name in a tree map
//! and serialises defaults from JSON at every call; on the schema of an ad that
//! is most of its time (`docs/adr/0004-avro-encoding.md`).

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use apache_avro::Schema;
use apache_avro::schema::{Name, ResolvedSchema};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::write::write_long;

/// One type of a schema. Lives as long as the process, as the schemas do.
#[derive(Debug)]
pub(super) enum Node {
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Fixed(usize),
    Enum(Vec<String>),
    Array(&'static Node),
    Map(&'static Node),
    /// A union of null, first, and one other type.
    Optional(&'static Node),
    Record(Record),
}

#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// The list of names that was found equal to ours.
    equal: Seen,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) node: &'static Node,
    /// The default, encoded.
    pub(super) default: Option<Vec<u8>>,
    /// The name that was found equal to ours.
    equal: Seen,
}

impl Record {
    /// These are our fields, all of them and in the same order.
    #[inline]
    pub(super) fn has_fields(&self, names: &'static [&'static str]) -> bool {
        names.len() == self.fields.len()
            && self.equal.check(names.as_ptr().addr(), || {
                self.fields.iter().zip(names).all(|(field, name)| field.name == **name)
            })
    }
}

impl Field {
    /// It is ours.
    #[inline]
    pub(super) fn is(&self, name: &'static str) -> bool {
        name.len() == self.name.len()
            && self.equal.check(name.as_ptr().addr(), || self.name == name)
    }
}

/// Address of something static, of a length that is known, that was compared
/// and found equal. A type hands over the same names at every call: comparing
/// addresses spares comparing a hundred names for each ad.
#[derive(Debug, Default)]
struct Seen(AtomicUsize);

impl Seen {
    #[inline]
    fn check(&self, address: usize, is_equal: impl FnOnce() -> bool) -> bool {
        // Nothing else is read or written on the strength of it: the order
        // does not matter.
        if self.0.load(Ordering::Relaxed) == address {
            return true;
        }
        let equal = is_equal();
        if equal {
            self.0.store(address, Ordering::Relaxed);
        }
        equal
    }
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => formatter.write_str("a boolean"),
            Self::Int => formatter.write_str("an int"),
            Self::Long => formatter.write_str("a long"),
            Self::Float => formatter.write_str("a float"),
            Self::Double => formatter.write_str("a double"),
            Self::Bytes => formatter.write_str("bytes"),
            Self::String => formatter.write_str("text"),
            Self::Fixed(size) => write!(formatter, "{size} bytes"),
            Self::Enum(symbols) => write!(formatter, "one of {}", symbols.join(", ")),
            Self::Array(node) => write!(formatter, "a list of {node}"),
            Self::Map(node) => write!(formatter, "a map of {node}"),
            Self::Optional(node) => write!(formatter, "optionally {node}"),
            Self::Record(record) => write!(formatter, "a record {}", record.name),
        }
    }
}

/// Compiles a schema; says what it holds that schemas of ours may not.
pub(super) fn compile(schema: &Schema) -> Result<&'static Node, String> {
    let resolved = ResolvedSchema::try_from(schema).map_err(|error| error.to_string())?;
    let names = resolved.get_names().iter().map(|(name, schema)| (name.clone(), *schema)).collect();
    Compiler { names, done: FxHashMap::default() }.node(schema)
}

struct Compiler<'s> {
    names: FxHashMap<Name, &'s Schema>,
    /// Named types; `None` while one is being compiled.
    done: FxHashMap<Name, Option<&'static Node>>,
}

impl Compiler<'_> {
    fn node(&mut self, schema: &Schema) -> Result<&'static Node, String> {
        let node = match schema {
            Schema::Ref { name } => {
                let schema = self.names.get(name).copied();
                return self.node(schema.ok_or_else(|| format!("{name} is not defined"))?);
            }
            Schema::Boolean => Node::Boolean,
            Schema::Int => Node::Int,
            Schema::Long | Schema::TimestampMicros => Node::Long,
            Schema::Float => Node::Float,
            Schema::Double => Node::Double,
            Schema::Bytes => Node::Bytes,
            Schema::String => Node::String,
            Schema::Fixed(fixed) if fixed.size > 0 => Node::Fixed(fixed.size),
            Schema::Enum(symbols) => Node::Enum(symbols.symbols.clone()),
            Schema::Array(array) => Node::Array(self.node(&array.items)?),
            Schema::Map(map) => Node::Map(self.node(&map.types)?),
            Schema::Union(union) => match union.variants() {
                [Schema::Null, other] => Node::Optional(self.node(other)?),
                _ => return Err("a union is not of null, first, and one other type".to_owned()),
            },
            Schema::Record(record) => return self.record(record),
            // An array of values without bytes could ask for endless work.
            other => return Err(format!("{other:?} is not used in schemas of the hub")),
        };
        Ok(Box::leak(Box::new(node)))
    }

    fn record(
        &mut self,
        record: &apache_avro::schema::RecordSchema,
    ) -> Result<&'static Node, String> {
        match self.done.get(&record.name) {
            Some(Some(node)) => return Ok(node),
            Some(None) => return Err(format!("{} contains itself", record.name)),
            None => {}
        }
        if record.fields.is_empty() {
            return Err(format!("{} has no fields", record.name));
        }
        self.done.insert(record.name.clone(), None);
        let mut fields = Vec::with_capacity(record.fields.len());
        for field in &record.fields {
            let node = self.node(&field.schema)?;
            let default = field.default.as_ref().map(|value| encode_default(node, value));
            let default = default
                .transpose()
                .map_err(|fault| format!("default of {}.{}: {fault}", record.name, field.name))?;
            let name = field.name.clone();
            fields.push(Field { name, node, default, equal: Seen::default() });
        }
        let name = record.name.name().to_owned();
        let node = Node::Record(Record { name, fields, equal: Seen::default() });
        let node: &'static Node = Box::leak(Box::new(node));
        self.done.insert(record.name.clone(), Some(node));
        Ok(node)
    }
}

fn encode_default(node: &Node, default: &Value) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match (node, default) {
        (Node::Optional(_), Value::Null) => bytes.push(0),
        (Node::Boolean, Value::Bool(value)) => bytes.push(u8::from(*value)),
        (Node::Int | Node::Long, Value::Number(number)) => {
            write_long(&mut bytes, number.as_i64().ok_or("not a whole number")?);
        }
        (Node::Double, Value::Number(number)) => {
            bytes.extend(number.as_f64().ok_or("not a number")?.to_le_bytes());
        }
        (Node::Float, Value::Number(number)) => {
            let number: f32 = number.to_string().parse().map_err(|_| "not a number")?;
            bytes.extend(number.to_le_bytes());
        }
        (Node::String, Value::String(text)) => {
            write_long(&mut bytes, i64::try_from(text.len()).map_err(|_| "too long")?);
            bytes.extend(text.as_bytes());
        }
        (Node::Bytes, Value::String(text)) if text.is_empty() => bytes.push(0),
        (Node::Array(_), Value::Array(items)) if items.is_empty() => bytes.push(0),
        (Node::Map(_), Value::Object(items)) if items.is_empty() => bytes.push(0),
        (Node::Enum(symbols), Value::String(text)) => {
            let index = symbols.iter().position(|symbol| symbol == text);
            let index = index.and_then(|index| i64::try_from(index).ok());
            write_long(&mut bytes, index.ok_or("not one of the symbols")?);
        }
        (Node::Record(record), Value::Object(values)) => {
            for field in &record.fields {
                match (values.get(&field.name), &field.default) {
                    (Some(value), _) => bytes.extend(encode_default(field.node, value)?),
                    (None, Some(default)) => bytes.extend(default),
                    (None, None) => return Err(format!("field {} is missing", field.name)),
                }
            }
        }
        (_, default) => return Err(format!("{default} is not a default that is used here")),
    }
    Ok(bytes)
}
