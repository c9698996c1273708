//! Ids: a type per kind, text inside, never parsed.

use std::borrow::Cow;

/// What fills a `{placeholder}` of a path.
pub trait PathSegment {
    /// The text of the segment, not yet encoded.
    fn segment(&self) -> &str;
    /// The words that are another operation's route in the place of this value: they are refused.
    fn reserved(&self) -> &'static [&'static str] {
        &[]
    }
}

impl PathSegment for str {
    fn segment(&self) -> &str {
        self
    }
}
impl PathSegment for String {
    fn segment(&self) -> &str {
        self
    }
}
impl PathSegment for Cow<'_, str> {
    fn segment(&self) -> &str {
        self
    }
}
impl<T: PathSegment + ?Sized> PathSegment for &T {
    fn segment(&self) -> &str {
        (**self).segment()
    }
    fn reserved(&self) -> &'static [&'static str] {
        (**self).reserved()
    }
}

/// Declares id types: opaque texts that the compiler distinguishes.
///
/// ```
/// portcullis_core::id! {
///     /// The id of a role.
///     RoleId
/// }
/// let id = RoleId::from("5f0a");
/// assert_eq!(id.as_str(), "5f0a");
/// ```
///
/// Reading accepts a JSON string or number, since vendors send both; sending gives a string.
///
/// Words that would lead to another operation in the place of the id are reserved:
/// [`Request::path`](crate::Request::path) refuses them.
///
/// ```
/// portcullis_core::id! {
///     /// The id of a user. `GET /users/tags` is another operation than `GET /users/{user_id}`.
///     UserId, reserved: ["tags"]
/// }
/// ```
#[macro_export]
macro_rules! id {
    (@declare [$($word:literal),*] $(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(::std::string::String);

        impl $name {
            /// The id as the vendor writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl $crate::PathSegment for $name {
            #[inline]
            fn segment(&self) -> &str {
                &self.0
            }
            #[inline]
            fn reserved(&self) -> &'static [&'static str] {
                &[$($word),*]
            }
        }
        impl $crate::Input for $name {}
        impl $crate::FieldValue for $name {
            #[inline]
            fn each(&self, put: &mut dyn ::std::ops::FnMut(&str, ::std::option::Option<&$crate::Secret>)) {
                put(&self.0, ::std::option::Option::None);
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }
        impl ::std::convert::From<&$name> for $name {
            #[inline]
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::lenient::text(from).map(Self)
            }
        }
        impl $crate::record::Member for $name {
            const SCALAR: bool = true;
            fn write<S: $crate::serde::Serializer>(
                &self,
                to: S,
                _new: bool,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
            #[inline]
            fn empty() -> Self {
                Self::default()
            }
            #[inline]
            fn text(text: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(text.into())
            }
            #[inline]
            fn is_absent(&self) -> bool {
                self.0.is_empty()
            }
        }
        impl $crate::record::Lenient for $name {
            fn read<'de, D: $crate::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                ::std::result::Result::Ok($crate::lenient::opt_text(from)?.map(Self))
            }
        }
    };
    ($(#[$meta:meta])* $name:ident, reserved: [$($word:literal),+ $(,)?] $(,)?) => {
        $crate::id!(@declare [$($word),+] $(#[$meta])* $name);
    };
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $($crate::id!(@declare [] $(#[$meta])* $name);)+
    };
}
