//! Lenient readers, chosen by the type.

use super::Value;
use crate::{Secret, Timestamp, decode::room, lenient};
use serde::{
    Serialize,
    de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{collections::BTreeMap, fmt, marker::PhantomData};

/// What a field of a reply can hold: how it is read, and what counts as nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a reply",
    label = "has no lenient reader",
    note = "derive `Reply` for it, declare it by `id!` or `open_enum!`, or name a reader with `#[reply(with = path)]`"
)]
pub trait Lenient: Sized {
    /// `None`: the server sent nothing (`null`, `[]`, and what else the type counts as nothing).
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error>;
}

macro_rules! lenient {
    ($($type:ty: $reader:path),+ $(,)?) => {$(
        impl Lenient for $type {
            #[inline]
            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
                $reader(from)
            }
        }
    )+};
}

lenient! {
    String: lenient::opt_text,
    bool: lenient::opt_bool,
    i64: lenient::opt_int,
    Secret: lenient::secret_scalar,
}

impl Lenient for Timestamp {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Ok(lenient::opt_text(from)?.map(Self::from))
    }
}

impl Lenient for Value {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Ok(Some(serde::Deserialize::deserialize(from)?).filter(|value: &Self| !value.is_null()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Lenient for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        lenient::list(from).map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Lenient for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        lenient::map(from).map(Some)
    }
}

/// Reads the value of a field.
#[inline]
pub fn value<'de, T: Lenient, A: MapAccess<'de>>(members: &mut A) -> Result<Option<T>, A::Error> {
    struct Seed<T>(PhantomData<T>);
    impl<'de, T: Lenient> DeserializeSeed<'de> for Seed<T> {
        type Value = Option<T>;
        #[inline]
        fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<T>, D::Error> {
            T::read(from)
        }
    }
    members.next_value_seed(Seed(PhantomData))
}

/// Reads the value of a field into its place.
// Apart from its caller, which has a call of it for each field: inlined, each took 0.4 kB.
#[inline(never)]
pub fn fill<'de, T: Lenient, A: MapAccess<'de>>(
    members: &mut A,
    place: &mut Option<T>,
) -> Result<(), A::Error> {
    *place = value(members)?;
    Ok(())
}

/// The value of a field that must be there.
#[inline]
pub fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => Err(E::missing_field(name)),
    }
}

/// What only comes back. Written by `#[derive(Reply)]`.
pub trait Reply: Sized {
    /// Reads the members of the object.
    #[doc(hidden)]
    fn members<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;
}

/// Reads one reply; `null`, `[]`, `""` and `false` are none.
pub fn read_reply<'de, T: Reply, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    struct Object<T>(PhantomData<T>);
    impl<'de, T: Reply> Visitor<'de> for Object<T> {
        type Value = Option<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
            room::take(size_of::<T>())?;
            T::members(members).map(Some)
        }
        fn visit_unit<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }
        fn visit_bool<E: Error>(self, value: bool) -> Result<Option<T>, E> {
            if value { Err(E::custom("expected an object")) } else { Ok(None) }
        }
        fn visit_str<E: Error>(self, value: &str) -> Result<Option<T>, E> {
            if value.is_empty() { Ok(None) } else { Err(E::custom("expected an object")) }
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<T>, A::Error> {
            match items.next_element::<IgnoredAny>()? {
                None => Ok(None),
                Some(_) => Err(A::Error::custom("expected an object, found a list")),
            }
        }
        fn visit_u64<E: Error>(self, _: u64) -> Result<Option<T>, E> {
            Err(E::custom("expected an object"))
        }
        fn visit_i64<E: Error>(self, _: i64) -> Result<Option<T>, E> {
            Err(E::custom("expected an object"))
        }
        fn visit_f64<E: Error>(self, _: f64) -> Result<Option<T>, E> {
            Err(E::custom("expected an object"))
        }
    }
    from.deserialize_any(Object(PhantomData))
}

/// Reads one reply that must be there.
pub fn one_reply<'de, T: Reply, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    read_reply(from)?.ok_or_else(|| D::Error::custom("expected an object, found nothing"))
}

/// What a reply can show: anything but a secret.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is or holds a secret and has no `Serialize`",
    label = "holds a secret",
    note = "a reply: write `#[reply(secret)]` on the struct, which is then not serialized",
    note = "a body: name the type `Secret`, `Option<Secret>` or `Vec<Secret>`, for the derive sees no alias"
)]
pub trait Shown: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> Shown for T {}
