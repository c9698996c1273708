//! Values that open something: how they are held, sent, compared and kept out of every text.

mod block;
mod decode;
mod encode;
mod scrub;
mod unescape;

pub(crate) use block::Block;
pub(crate) use decode::{perhaps, scalar};
pub use encode::wiped_json;
pub(crate) use encode::{Encoded, encode_json, kept};
pub(crate) use scrub::Scrubber;

use crate::{Error, ErrorKind};
use bytes::Bytes;
use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use serde::{Serializer, ser};
use std::{fmt, sync::Arc};
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

/// A text that opens something: a password, a token, a key.
///
/// It prints as `Secret(..)`, is wiped when the last copy is dropped, and has neither `Display` nor
/// `Serialize`. The only way in is [`Secret::expose_secret`]; a request type sends one through
/// [`expose`], which reveals it to this crate's own encoder and to nothing else. Clones share one
/// allocation.
///
/// ```
/// let password = portcullis_core::Secret::from("correct horse");
/// assert_eq!(format!("{password:?}"), "Secret(..)");
/// assert_eq!(password.expose_secret(), "correct horse");
/// ```
#[derive(Clone)]
pub struct Secret(
    // None is the empty text: servers write it for a secret that they do not show.
    Option<Arc<SecretString>>,
);

impl Secret {
    /// The text itself. Each use is a place where the secret may leave: keep them few.
    pub fn expose_secret(&self) -> &str {
        self.0.as_ref().map_or("", |text| text.expose_secret())
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.expose_secret().is_empty()
    }

    /// Compares in a time that does not depend on where the two differ.
    pub fn ct_eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose_secret().as_bytes(), other.expose_secret().as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
    }
}

impl From<String> for Secret {
    fn from(mut text: String) -> Self {
        // `String` to `Box<str>` may copy when there is spare capacity: the old block is wiped here.
        let secret = Self::from(text.as_str());
        text.zeroize();
        secret
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self(None) } else { SecretString::from(text).into() }
    }
}

impl From<SecretString> for Secret {
    fn from(secret: SecretString) -> Self {
        Self(Some(Arc::new(secret)))
    }
}

impl From<Secret> for SecretString {
    fn from(secret: Secret) -> Self {
        SecretString::from(secret.expose_secret())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Bytes that open something: a private key, a file's content.
#[derive(Clone)]
pub struct SecretBytes(Arc<SecretBox<Vec<u8>>>);

impl SecretBytes {
    /// The bytes themselves.
    pub fn expose_secret(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl From<Vec<u8>> for SecretBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }
}

impl From<&[u8]> for SecretBytes {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(..)")
    }
}

/// A URL that is a capability: its holder may use it. `Debug` shows scheme and host only.
#[derive(Clone)]
pub struct SecretUrl(Secret);

impl SecretUrl {
    /// The URL as text.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for SecretUrl {
    fn from(url: &str) -> Self {
        Self(url.into())
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Url::parse(self.expose_secret()) {
            Ok(url) => write!(f, "SecretUrl({}://{}/..)", url.scheme(), url.host_str().unwrap_or("?")),
            Err(_) => f.write_str("SecretUrl(..)"),
        }
    }
}

mod sealed {
    pub trait Sealed {}
}

/// What [`expose`] accepts: a [`Secret`], or an `Option` or `Vec` of them.
pub trait Expose: sealed::Sealed {
    #[doc(hidden)]
    fn reveal<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;
}

impl sealed::Sealed for Secret {}
impl Expose for Secret {
    fn reveal<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        encode::note_exposed(self);
        to.serialize_str(self.expose_secret())
    }
}

impl<T: Expose> sealed::Sealed for Option<T> {}
impl<T: Expose> Expose for Option<T> {
    fn reveal<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(inner) => inner.reveal(to),
            None => to.serialize_none(),
        }
    }
}

impl<T: Expose> sealed::Sealed for Vec<T> {}
impl<T: Expose> Expose for Vec<T> {
    fn reveal<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        struct Item<'a, T>(&'a T);
        impl<T: Expose> serde::Serialize for Item<'_, T> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.0.reveal(to)
            }
        }
        to.collect_seq(self.iter().map(Item))
    }
}

/// For `#[serde(serialize_with = "secret::expose")]`: the one way in which a secret becomes wire bytes.
///
/// # Errors
/// Outside the encoder of this crate (a call's `.json(..)`) it is always a
/// serialization error, so that `serde_json::to_string(&request)` in a job's log leaks nothing.
pub fn expose<S: Serializer>(secret: &impl Expose, to: S) -> Result<S::Ok, S::Error> {
    if !encode::active() {
        return Err(ser::Error::custom("a secret is serialized only while a request is being sent"));
    }
    secret.reveal(to)
}

/// A header value that is marked sensitive and wiped when its last copy is dropped. `None` if no header can
/// carry the text.
pub(crate) fn header_value(text: Secret) -> Option<HeaderValue> {
    /// Shares the secret's own block.
    struct Owner(Secret);
    impl AsRef<[u8]> for Owner {
        fn as_ref(&self) -> &[u8] {
            self.0.expose_secret().as_bytes()
        }
    }
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(Owner(text))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// `Basic` credentials as a header value text (RFC 7617), wiped when dropped.
pub(crate) fn basic(user: &str, password: &Secret) -> Secret {
    use base64::Engine as _;
    let pair = Zeroizing::new([user.as_bytes(), b":", password.expose_secret().as_bytes()].concat());
    let coded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(&*pair));
    Secret::from(["Basic ", coded.as_str()].concat())
}

/// Checks a secret that a client is set up with: mistakes that every server would answer with a refusal.
///
/// # Errors
/// [`ErrorKind::Config`] that names the setting, never the value: for an empty text, one that ends in a line break (as
/// the content of a file does), and one with control characters.
pub fn check(setting: &str, secret: &Secret) -> Result<(), Error> {
    let text = secret.expose_secret();
    let rule = if text.is_empty() {
        "must not be empty"
    } else if text.ends_with(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        "must not end in a line break; a file that it was read from may end in one"
    } else if text.contains(char::is_control) {
        "must not hold control characters"
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Config, ["`", setting, "` ", rule].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_no_server_accepts_is_named_and_not_shown() {
        for (text, rule) in [
            ("", "empty"),
            ("hunter22\n", "line break"),
            ("hunter22\r\n", "line break"),
            ("hunter22\u{2028}", "line break"),
            ("\n", "line break"),
            ("hunter\n22", "control"),
            ("\thunter22", "control"),
            ("hunter22\0", "control"),
            ("hunter\u{7f}22", "control"),
            ("hunter\u{9f}22", "control"),
        ] {
            let error = check("api_key", &text.into()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Config, "{text:?}");
            assert!(shown.contains("`api_key`") && shown.contains(rule), "{text:?}: {shown}");
            assert!(!shown.contains("hunter"), "{shown}");
        }
        for text in ["hunter22", "correct horse battery", " ", "päss\u{a0}wörd", "a\u{200b}b"] {
            check("api_key", &text.into()).unwrap();
        }
    }

    #[test]
    fn secrets_are_equal_when_their_texts_are() {
        let texts = ["", "t", "token", "tokem", "tokenn", "uoken", "aa", "bb", "AA", "a\u{1}"];
        for (a, b) in texts.iter().flat_map(|a| texts.map(|b| (*a, b))) {
            assert_eq!(Secret::from(a).ct_eq(&b.into()), a == b, "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_secret_goes_to_secrecy_and_back_whole() {
        let secret = Secret::from(SecretString::from(Secret::from("correct horse")));
        assert_eq!(secret.expose_secret(), "correct horse");
        assert!(!secret.is_empty() && Secret::from("").is_empty());
    }
}
