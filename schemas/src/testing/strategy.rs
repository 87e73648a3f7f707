//! Any event, made from its schema: a field is covered from the day that it
//! is added.

use apache_avro::Schema;
use apache_avro::schema::{Name, ResolvedSchema};
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rustc_hash::FxHashMap;

use crate::event::Event;

/// Any event of type `E` that JSON can carry without loss.
pub fn any_event<E: Event + std::fmt::Debug>() -> impl Strategy<Value = E> {
    any_datum::<E>().prop_map(|datum| {
        E::avro().read(&datum).unwrap_or_else(|fault| {
            unreachable!(
                "a sample of {} is wrong; teach strategy::text its field: {fault}",
                E::NAME
            )
        })
    })
}

/// Any Avro datum of the newest schema of `E`, as apache-avro writes it.
pub fn any_datum<E: Event>() -> impl Strategy<Value = Vec<u8>> {
    let schema = E::avro().schema();
    let resolved = ResolvedSchema::try_from(schema).expect("schemas of ours are self-contained");
    let names = resolved.get_names().iter().map(|(name, schema)| (name.clone(), *schema)).collect();
    value(schema, &names, ("", "")).prop_map(move |value| {
        GenericDatumWriter::builder(schema)
            .build()
            .and_then(|writer| writer.write_value_to_vec(value))
            .expect("a sample fits the schema that it is made from")
    })
}

type Names = FxHashMap<Name, &'static Schema>;

/// Values of `schema`, which stands in field `at` (record, field).
fn value(schema: &'static Schema, names: &Names, at: (&str, &str)) -> BoxedStrategy<Value> {
    match schema {
        Schema::Ref { name } => value(names[name], names, at),
        Schema::Null => Just(Value::Null).boxed(),
        Schema::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Schema::Int => any::<i32>().prop_map(Value::Int).boxed(),
        Schema::Long => any::<i64>().prop_map(Value::Long).boxed(),
        // Years 1900 to 2200: RFC 3339 knows them all.
        Schema::TimestampMicros => (-2_208_988_800_000_000..7_258_118_400_000_000_i64)
            .prop_map(Value::TimestampMicros)
            .boxed(),
        // Sixteenths are exact in JSON too.
        Schema::Float => (0_u8..=16).prop_map(|n| Value::Float(f32::from(n) / 16.0)).boxed(),
        Schema::Double => any::<i16>().prop_map(|n| Value::Double(f64::from(n) / 16.0)).boxed(),
        Schema::Bytes => ".{0,20}".prop_map(|text| Value::Bytes(text.into_bytes())).boxed(),
        Schema::String => text(at).prop_map(Value::String).boxed(),
        Schema::Fixed(fixed) => {
            let size = fixed.size;
            vec(any::<u8>(), size).prop_map(move |bytes| Value::Fixed(size, bytes)).boxed()
        }
        Schema::Enum(symbols) => any::<Index>()
            .prop_map(|index| {
                let index = index.index(symbols.symbols.len());
                let number = u32::try_from(index).expect("an enum has few symbols");
                Value::Enum(number, symbols.symbols[index].clone())
            })
            .boxed(),
        Schema::Array(array) => {
            vec(value(&array.items, names, at), 0..3).prop_map(Value::Array).boxed()
        }
        // One entry at most: the order of more is not fixed in apache-avro.
        Schema::Map(map) => (".{0,8}", value(&map.types, names, at), any::<bool>())
            .prop_map(|(key, value, some)| {
                Value::Map(some.then_some((key, value)).into_iter().collect())
            })
            .boxed(),
        Schema::Union(union) => proptest::option::of(value(&union.variants()[1], names, at))
            .prop_map(|value| match value {
                None => Value::Union(0, Box::new(Value::Null)),
                Some(value) => Value::Union(1, Box::new(value)),
            })
            .boxed(),
        Schema::Record(record) => {
            let field = |field: &'static apache_avro::schema::RecordField| {
                let name = field.name.clone();
                value(&field.schema, names, (record.name.name(), &field.name))
                    .prop_map(move |value| (name.clone(), value))
            };
            record.fields.iter().map(field).collect::<Vec<_>>().prop_map(Value::Record).boxed()
        }
        other => unreachable!("schemas of the hub do not use {other:?}"),
    }
}

/// Text of a field: shaped where its Rust type asks for a shape.
fn text(at: (&str, &str)) -> BoxedStrategy<String> {
    match at {
        (
            _,
            "ad_id" | "other_ad_id" | "ad_ids" | "canonical_ad" | "event_id" | "job_id" | "epoch",
        )
        | ("JobRef", "id" | "merged_into" | "aliases")
        | ("KnownAlias", "into")
        | ("GroupedAd", "job") => {
            any::<u128>().prop_map(|number| uuid::Uuid::from_u128(number).to_string()).boxed()
        }
        (_, "partner" | "partner_id") => "[a-z][a-z0-9-]{0,20}".boxed(),
        ("Source" | "Received", "external_id") => "[!-~åäö]{1,20}".boxed(),
        ("Salary", "min" | "max") => "(0|[1-9][0-9]{0,8}(\\.[0-9]{0,2}[1-9])?)".boxed(),
        ("Ad", "extensions") | ("PartnerCursor", "cursor") | ("PartnerPage", "note") => {
            select(&["null", "[1,2.5,\"å\"]", "{\"a\":{\"b\":[true]}}", "\"text\""])
                .prop_map(str::to_owned)
                .boxed()
        }
        _ => ".{0,20}".boxed(),
    }
}
