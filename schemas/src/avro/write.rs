//! Rust values to Avro bytes, led by a compiled schema.
//!
//! Fields come in the order of the schema; one that serde skips is written as
//! the schema's default. Nothing is written that the schema does not say.

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::fault::Fault;
use super::plan::{Field, Node, Record};

/// Appends `value` to `out`.
pub(super) fn write<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    node: &'static Node,
    value: &T,
) -> Result<(), Fault> {
    value.serialize(Writer { out, node })
}

/// A zigzag varint.
#[inline]
pub(super) fn write_long(out: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest > 0x7f {
        out.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    out.push(rest.to_le_bytes()[0]);
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    node: &'static Node,
}

impl<'o> Writer<'o> {
    #[cold]
    fn mismatch(&self, found: &str) -> Fault {
        Fault::new(format!("found {found} where the schema has {}", self.node))
    }

    fn integer(self, number: i64) -> Result<(), Fault> {
        match self.node {
            Node::Int if i32::try_from(number).is_err() => {
                return Err(Fault::new(format!("{number} is too large for int")));
            }
            Node::Int | Node::Long => write_long(self.out, number),
            _ => return Err(self.mismatch("an integer")),
        }
        Ok(())
    }

    fn sized(&mut self, bytes: &[u8]) {
        write_length(self.out, bytes.len());
        self.out.extend_from_slice(bytes);
    }

    fn items(self, len: Option<usize>, node: &'static Node) -> Result<ItemsWriter<'o>, Fault> {
        let len = len.ok_or_else(|| Fault::new("length of a collection is not known before"))?;
        if len > 0 {
            write_length(self.out, len);
        }
        Ok(ItemsWriter { out: self.out, node, left: len })
    }
}

fn write_length(out: &mut Vec<u8>, length: usize) {
    write_long(out, i64::try_from(length).expect("nothing in memory is longer than 2^63 bytes"));
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = ItemsWriter<'o>;
    type SerializeTuple = Impossible<(), Fault>;
    type SerializeTupleStruct = Impossible<(), Fault>;
    type SerializeTupleVariant = Impossible<(), Fault>;
    type SerializeMap = ItemsWriter<'o>;
    type SerializeStruct = RecordWriter<'o>;
    type SerializeStructVariant = Impossible<(), Fault>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Result<(), Fault> {
        let Node::Boolean = self.node else { return Err(self.mismatch("a boolean")) };
        self.out.push(u8::from(value));
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<(), Fault> {
        self.integer(number)
    }

    fn serialize_u8(self, number: u8) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<(), Fault> {
        self.integer(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Fault> {
        let signed = number.try_into();
        self.integer(signed.map_err(|_| Fault::new(format!("{number} is too large for long")))?)
    }

    fn serialize_f32(self, number: f32) -> Result<(), Fault> {
        let Node::Float = self.node else { return Err(self.mismatch("a float")) };
        self.out.extend_from_slice(&number.to_le_bytes());
        Ok(())
    }

    fn serialize_f64(self, number: f64) -> Result<(), Fault> {
        let Node::Double = self.node else { return Err(self.mismatch("a double")) };
        self.out.extend_from_slice(&number.to_le_bytes());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(mut self, text: &str) -> Result<(), Fault> {
        let Node::String = self.node else { return Err(self.mismatch("text")) };
        self.sized(text.as_bytes());
        Ok(())
    }

    fn serialize_bytes(mut self, bytes: &[u8]) -> Result<(), Fault> {
        match self.node {
            Node::Bytes => self.sized(bytes),
            Node::Fixed(size) if *size == bytes.len() => self.out.extend_from_slice(bytes),
            _ => return Err(self.mismatch(&format!("{} bytes", bytes.len()))),
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Fault> {
        let Node::Optional(_) = self.node else { return Err(self.mismatch("nothing")) };
        self.out.push(0);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        let Node::Optional(node) = self.node else {
            return Err(self.mismatch("an optional value"));
        };
        self.out.push(2);
        write(self.out, node, value)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        Err(self.mismatch("a unit"))
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<(), Fault> {
        Err(self.mismatch(name))
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<(), Fault> {
        let Node::Enum(symbols) = self.node else { return Err(self.mismatch(variant)) };
        let index = usize::try_from(index)
            .ok()
            .filter(|index| symbols.get(*index).is_some_and(|symbol| symbol == variant));
        let found = index.or_else(|| symbols.iter().position(|symbol| symbol == variant));
        let found = found
            .ok_or_else(|| Fault::new(format!("{variant} is none of {}", symbols.join(", "))))?;
        write_length(self.out, found);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _value: &T,
    ) -> Result<(), Fault> {
        Err(self.mismatch(variant))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<ItemsWriter<'o>, Fault> {
        let Node::Array(node) = self.node else { return Err(self.mismatch("a list")) };
        self.items(len, node)
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self::SerializeTuple, Fault> {
        Err(self.mismatch("a tuple"))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleStruct, Fault> {
        Err(self.mismatch(name))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        Err(self.mismatch(variant))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<ItemsWriter<'o>, Fault> {
        let Node::Map(node) = self.node else { return Err(self.mismatch("a map")) };
        self.items(len, node)
    }

    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<RecordWriter<'o>, Fault> {
        let Node::Record(record) = self.node else { return Err(self.mismatch(name)) };
        Ok(RecordWriter { out: self.out, record, rest: &record.fields })
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        Err(self.mismatch(variant))
    }
}

/// Elements of an array, or entries of a map: one block, then its end.
struct ItemsWriter<'o> {
    out: &'o mut Vec<u8>,
    node: &'static Node,
    left: usize,
}

impl ItemsWriter<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        let more = || Fault::new("a collection has more items than it said");
        self.left = self.left.checked_sub(1).ok_or_else(more)?;
        write(self.out, self.node, value)
    }

    fn finish(self) -> Result<(), Fault> {
        if self.left > 0 {
            return Err(Fault::new("a collection has fewer items than it said"));
        }
        self.out.push(0);
        Ok(())
    }
}

impl SerializeSeq for ItemsWriter<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.finish()
    }
}

impl SerializeMap for ItemsWriter<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        write(self.out, &Node::String, key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.finish()
    }
}

struct RecordWriter<'o> {
    out: &'o mut Vec<u8>,
    record: &'static Record,
    rest: &'static [Field],
}

impl RecordWriter<'_> {
    #[inline]
    fn next(&mut self, key: &'static str) -> Result<&'static Field, Fault> {
        match self.rest {
            [field, rest @ ..] if field.is(key) => {
                self.rest = rest;
                Ok(field)
            }
            _ => Err(self.misplaced(key)),
        }
    }

    #[cold]
    fn misplaced(&self, key: &str) -> Fault {
        let expected = self.rest.first().map_or("the end", |field| field.name.as_str());
        Fault::new(format!("field {key} of {} stands where {expected} is due", self.record.name))
    }

    fn default(&mut self, field: &'static Field) -> Result<(), Fault> {
        let Some(default) = &field.default else {
            return Err(Fault::new("absent, and the schema has no default").within(&field.name));
        };
        self.out.extend_from_slice(default);
        Ok(())
    }
}

impl SerializeStruct for RecordWriter<'_> {
    type Ok = ();
    type Error = Fault;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        let field = self.next(key)?;
        write(self.out, field.node, value).map_err(|fault| fault.within(key))
    }

    fn skip_field(&mut self, key: &'static str) -> Result<(), Fault> {
        let field = self.next(key)?;
        self.default(field)
    }

    fn end(mut self) -> Result<(), Fault> {
        for field in self.rest {
            self.default(field)?;
        }
        Ok(())
    }
}
