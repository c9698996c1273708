//! Enumerations over a vendor's words, which stay open.

/// Declares an enumeration over a vendor's words; `Other` keeps those that come later.
///
/// ```
/// portcullis_core::open_enum! {
///     /// How a user logs in.
///     LoginType {
///         /// By one-time code.
///         Totp = "totp",
///     }
/// }
/// assert_eq!(LoginType::from("totp"), LoginType::Totp);
/// assert_eq!(LoginType::from("passkey").as_str(), "passkey");
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$word:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word])* $variant,)+
            /// A word that this version does not know, as the server writes it.
            Other(::std::string::String),
        }

        impl $name {
            /// The word as the server writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }
        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::lenient::text(from).map(Self::from)
            }
        }
        impl $crate::record::Member for $name {
            const SCALAR: bool = true;
            fn write<S: $crate::serde::Serializer>(
                &self,
                to: S,
                _new: bool,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
            #[inline]
            fn empty() -> Self {
                Self::Other(::std::string::String::new())
            }
            #[inline]
            fn text(text: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(text.into())
            }
        }
        impl $crate::Input for $name {}
        impl $crate::FieldValue for $name {
            #[inline]
            fn each(&self, put: &mut dyn ::std::ops::FnMut(&str, ::std::option::Option<&$crate::Secret>)) {
                put(self.as_str(), ::std::option::Option::None);
            }
        }
        impl $crate::PathSegment for $name {
            #[inline]
            fn segment(&self) -> &str {
                self.as_str()
            }
        }
        impl $crate::record::Lenient for $name {
            fn read<'de, D: $crate::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                ::std::result::Result::Ok($crate::lenient::opt_text(from)?.map(Self::from))
            }
        }
    };
}
