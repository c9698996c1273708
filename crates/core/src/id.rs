//! Ids: a type per kind, text inside, never parsed.

/// Declares id types: text inside, opaque, told apart by the compiler.
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
#[macro_export]
macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(::std::string::String);

        impl $name {
            /// The id as the vendor writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl ::std::convert::From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }
        impl ::std::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }
        impl ::std::fmt::Display for $name {
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
    )+};
}
