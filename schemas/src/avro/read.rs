//! Avro bytes to Rust values, led by a compiled schema.
//!
//! Bytes are not trusted: a length is checked against what is left before
//! anything is allocated for it, and no type of a compiled schema takes zero
//! bytes in a list, so that work is bounded by input.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::fault::Fault;
use super::plan::{Field, Node};

/// Reads one value and moves `input` behind it.
pub(super) fn read<'de, T: serde::Deserialize<'de>>(
    input: &mut &'de [u8],
    node: &'static Node,
) -> Result<T, Fault> {
    T::deserialize(Reader { input, node })
}

struct Reader<'i, 'de> {
    input: &'i mut &'de [u8],
    node: &'static Node,
}

fn take<'de>(input: &mut &'de [u8], length: usize) -> Result<&'de [u8], Fault> {
    let Some((taken, rest)) = input.split_at_checked(length) else {
        return Err(Fault::new(format!("{length} bytes are due, {} are left", input.len())));
    };
    *input = rest;
    Ok(taken)
}

fn take_array<const N: usize>(input: &mut &[u8]) -> Result<[u8; N], Fault> {
    let Some((taken, rest)) = input.split_first_chunk() else {
        return Err(Fault::new(format!("{N} bytes are due, {} are left", input.len())));
    };
    *input = rest;
    Ok(*taken)
}

/// A zigzag varint of at most 10 bytes.
#[inline]
fn read_long(input: &mut &[u8]) -> Result<i64, Fault> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let [byte] = take_array(input)?;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            break;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            let sign = (number & 1).cast_signed();
            return Ok((number >> 1).cast_signed() ^ -sign);
        }
    }
    Err(Fault::new("a number has more than 64 bits"))
}

fn read_sized<'de>(input: &mut &'de [u8]) -> Result<&'de [u8], Fault> {
    let length = read_long(input)?;
    let length = usize::try_from(length)
        .map_err(|_| Fault::new(format!("{length} cannot be a length in bytes")))?;
    take(input, length)
}

fn read_text<'de>(input: &mut &'de [u8]) -> Result<&'de str, Fault> {
    std::str::from_utf8(read_sized(input)?).map_err(|error| Fault::new(error.to_string()))
}

impl<'i, 'de> Reader<'i, 'de> {
    #[cold]
    fn mismatch(&self, wanted: &str) -> Fault {
        Fault::new(format!("{wanted} is wanted where the schema has {}", self.node))
    }
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = Fault;

    fn is_human_readable(&self) -> bool {
        false
    }

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let input = self.input;
        match self.node {
            Node::Boolean => match take_array(input)? {
                [0] => visitor.visit_bool(false),
                [1] => visitor.visit_bool(true),
                [byte] => Err(Fault::new(format!("{byte:#04x} is not a boolean"))),
            },
            Node::Int => {
                let number = read_long(input)?;
                let number = i32::try_from(number)
                    .map_err(|_| Fault::new(format!("{number} is too large for int")))?;
                visitor.visit_i32(number)
            }
            Node::Long => visitor.visit_i64(read_long(input)?),
            Node::Float => visitor.visit_f32(f32::from_le_bytes(take_array(input)?)),
            Node::Double => visitor.visit_f64(f64::from_le_bytes(take_array(input)?)),
            Node::Bytes => visitor.visit_borrowed_bytes(read_sized(input)?),
            Node::String => visitor.visit_borrowed_str(read_text(input)?),
            Node::Fixed(size) => visitor.visit_borrowed_bytes(take(input, *size)?),
            Node::Enum(symbols) => visitor.visit_enum(symbol(input, symbols)?),
            Node::Array(node) => visitor.visit_seq(Items { input, node, block: Block::Due }),
            Node::Map(node) => visitor.visit_map(Items { input, node, block: Block::Due }),
            Node::Optional(node) => match take_array(input)? {
                [0] => visitor.visit_none(),
                [2] => visitor.visit_some(Reader { input, node }),
                [byte] => Err(Fault::new(format!("{byte:#04x} is no branch of [null, {node}]"))),
            },
            Node::Record(record) => visitor.visit_map(ByName { input, rest: &record.fields }),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Optional(_) => self.deserialize_any(visitor),
            _ => Err(self.mismatch("an optional value")),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Node::Record(record) = self.node else { return Err(self.mismatch(name)) };
        let rest = record.fields.as_slice();
        // Fields of the same names in the same order need no look-up.
        if record.has_fields(fields) {
            return visitor.visit_seq(InOrder { input: self.input, rest });
        }
        visitor.visit_map(ByName { input: self.input, rest })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.node {
            Node::Enum(_) => self.deserialize_any(visitor),
            _ => Err(self.mismatch(name)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            // serde ignores an enum by asking for its content, which ours
            // have not.
            Node::Enum(symbols) => {
                symbol(self.input, symbols)?;
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

fn symbol(
    input: &mut &[u8],
    symbols: &'static [String],
) -> Result<StrDeserializer<'static, Fault>, Fault> {
    let index = read_long(input)?;
    let symbol = usize::try_from(index).ok().and_then(|index| symbols.get(index));
    let symbol = symbol.ok_or_else(|| {
        Fault::new(format!("symbol {index} is none of the {} that there are", symbols.len()))
    })?;
    Ok(symbol.as_str().into_deserializer())
}

/// Elements of an array, or entries of a map.
struct Items<'i, 'de> {
    input: &'i mut &'de [u8],
    node: &'static Node,
    block: Block,
}

#[derive(Clone, Copy)]
enum Block {
    /// A count comes next.
    Due,
    /// So many items, at least one, come next.
    Left(u64),
    /// No more.
    Done,
}

impl Items<'_, '_> {
    /// Whether another item comes; counts it.
    fn advance(&mut self) -> Result<bool, Fault> {
        if let Block::Due = self.block {
            let count = read_long(self.input)?;
            if count < 0 {
                // A negative count is followed by the size of the block.
                read_long(self.input)?;
            }
            self.block = match count.unsigned_abs() {
                0 => Block::Done,
                count => Block::Left(count),
            };
        }
        match self.block {
            Block::Left(1) => self.block = Block::Due,
            Block::Left(count) => self.block = Block::Left(count - 1),
            Block::Due | Block::Done => return Ok(false),
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        if !self.advance()? {
            return Ok(None);
        }
        seed.deserialize(Reader { input: self.input, node: self.node }).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        if !self.advance()? {
            return Ok(None);
        }
        seed.deserialize(Reader { input: self.input, node: &Node::String }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(Reader { input: self.input, node: self.node })
    }
}

/// Fields of a record whose type has the same fields in the same order.
struct InOrder<'i, 'de> {
    input: &'i mut &'de [u8],
    rest: &'static [Field],
}

impl<'de> SeqAccess<'de> for InOrder<'_, 'de> {
    type Error = Fault;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let [field, rest @ ..] = self.rest else { return Ok(None) };
        self.rest = rest;
        let value = seed.deserialize(Reader { input: self.input, node: field.node });
        value.map(Some).map_err(|fault| fault.within(&field.name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// Fields of a record, each with its name.
struct ByName<'i, 'de> {
    input: &'i mut &'de [u8],
    rest: &'static [Field],
}

impl<'de> MapAccess<'de> for ByName<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(field) = self.rest.first() else { return Ok(None) };
        let name: StrDeserializer<'static, Fault> = field.name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (field, rest) = self.rest.split_first().expect("a value follows its key");
        self.rest = rest;
        let value = seed.deserialize(Reader { input: self.input, node: field.node });
        value.map_err(|fault| fault.within(&field.name))
    }
}
