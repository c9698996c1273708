//! `application/x-www-form-urlencoded`, written straight into the caller's buffer: libraries build
//! plain strings on the way, which would leave passwords in freed memory.

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::{borrow::Cow, fmt, io};

/// Writes a struct or a map; a sequence repeats its key, `None` and `()` are left out.
pub(super) fn write<T: Serialize + ?Sized>(to: &mut dyn io::Write, body: &T) -> Result<(), String> {
    body.serialize(Pairs { to, first: true }).map_err(|e| e.to_string())
}

#[derive(Debug)]
struct FormError(String);

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for FormError {}
impl ser::Error for FormError {
    // The text of a foreign error may hold the value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("the body cannot be encoded as a form".into())
    }
}

fn shape<T>() -> Result<T, FormError> {
    Err(FormError("a form holds names and plain values only".into()))
}

fn put(to: &mut dyn io::Write, bytes: &[u8]) -> Result<(), FormError> {
    to.write_all(bytes).map_err(|_| FormError("the form cannot be written".into()))
}

fn put_value(to: &mut dyn io::Write, text: &str) -> Result<(), FormError> {
    put_encoded(to, text, b"")
}

/// Brackets stay: PHP servers read `scope[]` and some proxies refuse it encoded.
fn put_name(to: &mut dyn io::Write, text: &str) -> Result<(), FormError> {
    put_encoded(to, text, b"[]")
}

fn put_encoded(to: &mut dyn io::Write, text: &str, plain: &[u8]) -> Result<(), FormError> {
    for byte in text.bytes() {
        match byte {
            _ if plain.contains(&byte) => put(to, &[byte])?,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => put(to, &[byte])?,
            b' ' => put(to, b"+")?,
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or(b'0');
                put(to, &[b'%', digit(byte >> 4), digit(byte & 15)])?;
            }
        }
    }
    Ok(())
}

struct Pairs<'a> {
    to: &'a mut dyn io::Write,
    first: bool,
}

struct PairList<'a> {
    pairs: Pairs<'a>,
    key: Cow<'static, str>,
}

impl Pairs<'_> {
    fn pair(
        &mut self,
        key: &str,
        write: impl FnOnce(&mut dyn io::Write) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        if !std::mem::take(&mut self.first) {
            put(self.to, b"&")?;
        }
        put_name(self.to, key)?;
        put(self.to, b"=")?;
        write(self.to)
    }
}

macro_rules! refuse {
    ($($name:ident($($arg:ty),*)),* $(,)?) => {
        $(fn $name(self, $(_: $arg),*) -> Result<Self::Ok, FormError> { shape() })*
    };
}

macro_rules! refuse_compound {
    () => {
        type SerializeTuple = Impossible<(), FormError>;
        type SerializeTupleStruct = Impossible<(), FormError>;
        type SerializeTupleVariant = Impossible<(), FormError>;
        type SerializeStructVariant = Impossible<(), FormError>;
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), FormError> {
            shape()
        }
        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, FormError> {
            shape()
        }
        fn serialize_tuple_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleStruct, FormError> {
            shape()
        }
        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, FormError> {
            shape()
        }
        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, FormError> {
            shape()
        }
        refuse! { serialize_bytes(&[u8]) }
    };
}

impl<'a> Serializer for Pairs<'a> {
    type Ok = ();
    type Error = FormError;
    type SerializeSeq = Impossible<(), FormError>;
    type SerializeMap = PairList<'a>;
    type SerializeStruct = PairList<'a>;
    refuse_compound!();
    refuse! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64), serialize_char(char), serialize_str(&str),
        serialize_unit_variant(&'static str, u32, &'static str),
    }
    fn serialize_none(self) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FormError> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), FormError> {
        value.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, FormError> {
        shape()
    }
    fn serialize_map(self, _: Option<usize>) -> Result<PairList<'a>, FormError> {
        Ok(PairList { pairs: self, key: Cow::Borrowed("") })
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<PairList<'a>, FormError> {
        Ok(PairList { pairs: self, key: Cow::Borrowed("") })
    }
}

impl SerializeStruct for PairList<'_> {
    type Ok = ();
    type Error = FormError;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), FormError> {
        self.key = Cow::Borrowed(key);
        value.serialize(Value(self))
    }
    fn end(self) -> Result<(), FormError> {
        Ok(())
    }
}

/// Maps come from `#[serde(flatten)]` and hold names that are known at run time only.
impl SerializeMap for PairList<'_> {
    type Ok = ();
    type Error = FormError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FormError> {
        let key = serde_json::to_value(key).ok().and_then(|key| key.as_str().map(str::to_owned));
        self.key = Cow::Owned(key.map_or_else(shape, Ok)?);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormError> {
        value.serialize(Value(self))
    }
    fn end(self) -> Result<(), FormError> {
        Ok(())
    }
}

struct Value<'a, 'b>(&'a mut PairList<'b>);

impl Value<'_, '_> {
    fn text(self, text: &str) -> Result<(), FormError> {
        let PairList { pairs, key } = self.0;
        pairs.pair(key, |to| put_value(to, text))
    }
}

macro_rules! plain {
    ($($name:ident($arg:ty)),* $(,)?) => {
        $(fn $name(self, value: $arg) -> Result<(), FormError> { self.text(&value.to_string()) })*
    };
}

impl<'a, 'b> Serializer for Value<'a, 'b> {
    type Ok = ();
    type Error = FormError;
    type SerializeSeq = Repeated<'a, 'b>;
    type SerializeMap = Impossible<(), FormError>;
    type SerializeStruct = Impossible<(), FormError>;
    refuse_compound!();
    plain! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64), serialize_char(char),
    }
    fn serialize_str(self, text: &str) -> Result<(), FormError> {
        self.text(text)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), FormError> {
        self.text(name)
    }
    fn serialize_none(self) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FormError> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), FormError> {
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), FormError> {
        value.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Repeated<'a, 'b>, FormError> {
        Ok(Repeated(self.0))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, FormError> {
        shape()
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, FormError> {
        shape()
    }
}

struct Repeated<'a, 'b>(&'a mut PairList<'b>);

impl SerializeSeq for Repeated<'_, '_> {
    type Ok = ();
    type Error = FormError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormError> {
        value.serialize(Value(self.0))
    }
    fn end(self) -> Result<(), FormError> {
        Ok(())
    }
}
