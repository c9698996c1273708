//! `application/x-www-form-urlencoded`, written into blocks that are wiped: libraries build plain strings on the way,
//! which would leave passwords in freed memory.

use crate::Secret;
use bytes::Bytes;
use zeroize::Zeroizing;

/// Room for most forms.
const USUAL: usize = 512;
/// Brackets of a name stay: PHP servers read `scope[]`, and some proxies refuse it encoded.
const BRACKETS: &[u8] = b"[]";

/// The pairs of a form, encoded.
#[derive(Clone, Default)]
pub(crate) struct Form(Zeroizing<Vec<u8>>);

impl Form {
    pub(crate) fn pair(&mut self, name: &str, value: &str) {
        self.reserve(2 + encoded_length(name, BRACKETS) + encoded_length(value, b""));
        if !self.0.is_empty() {
            self.0.push(b'&');
        }
        self.encode(name, BRACKETS);
        self.0.push(b'=');
        self.encode(value, b"");
    }

    pub(crate) fn bytes(&self) -> Bytes {
        Bytes::from_owner(self.0.clone())
    }

    /// A vector that grows by itself leaves a copy that is not wiped.
    fn reserve(&mut self, more: usize) {
        let length = self.0.len() + more;
        if self.0.capacity() < length {
            let mut block = Zeroizing::new(Vec::with_capacity(length.max(USUAL)));
            block.extend_from_slice(&self.0);
            self.0 = block;
        }
    }

    fn encode(&mut self, text: &str, plain: &[u8]) {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or(b'0');
        for byte in text.bytes() {
            match byte {
                b' ' => self.0.push(b'+'),
                _ if stays(byte, plain) => self.0.push(byte),
                _ => self.0.extend([b'%', digit(byte >> 4), digit(byte & 15)]),
            }
        }
    }
}

fn stays(byte: u8, plain: &[u8]) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte) || plain.contains(&byte)
}

fn encoded_length(text: &str, plain: &[u8]) -> usize {
    text.bytes().map(|byte| if byte == b' ' || stays(byte, plain) { 1 } else { 3 }).sum()
}

/// What is sent as pairs of names and values, in a form or in the query. The derive `Body` writes it for a struct with
/// the option `pairs`.
pub trait Pairs {
    /// Hands over each name with its value.
    fn pairs(&self, put: &mut dyn FnMut(&str, &dyn FieldValue));
}

/// What a field of a form can hold: texts, secrets, whole numbers, booleans, ids and words. `None` sends no pair, a list
/// one pair for each item.
pub trait FieldValue {
    /// Hands over each text, and the secret that it shows.
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>));
}

impl FieldValue for str {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        put(self, None);
    }
}

impl FieldValue for Secret {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        put(self.expose_secret(), Some(self));
    }
}

impl<T: FieldValue> FieldValue for Option<T> {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        if let Some(value) = self {
            value.each(put);
        }
    }
}

impl<T: FieldValue> FieldValue for [T] {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        for item in self {
            item.each(put);
        }
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        self.as_slice().each(put);
    }
}

impl<T: FieldValue + ?Sized> FieldValue for &T {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        (**self).each(put);
    }
}

macro_rules! plain {
    ($($type:ty)*) => {$(
                impl FieldValue for $type {
            fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
                put(&self.to_string(), None);
            }
        }
    )*};
}

plain! { String bool u8 u16 u32 u64 usize i32 i64 }

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &dyn FieldValue)]) -> (String, usize) {
        let (mut form, mut secrets) = (Form::default(), 0);
        for (name, value) in pairs {
            value.each(&mut |text, secret| {
                secrets += usize::from(secret.is_some());
                form.pair(name, text);
            });
        }
        (String::from_utf8(form.bytes().to_vec()).unwrap(), secrets)
    }

    #[test]
    fn a_form_repeats_keys_and_leaves_out_nothing_values() {
        let (body, secrets) = form(&[
            ("user", &"ä b"),
            ("password", &Secret::from("p&=%")),
            ("scope[]", &vec!["all", "x y"]),
            ("age", &None::<u8>),
            ("on", &true),
            ("a&b", &Some("1=2".to_owned())),
            ("size", &-7_i64),
            ("none[]", &Vec::<String>::new()),
            ("empty", &""),
        ]);
        assert_eq!(
            body,
            "user=%C3%A4+b&password=p%26%3D%25&scope[]=all&scope[]=x+y&on=true&a%26b=1%3D2&size=-7&empty="
        );
        assert_eq!(secrets, 1);
    }

    /// A block that grows leaves copies of what it held, which are not wiped.
    #[test]
    fn a_pair_never_makes_its_block_grow() {
        for length in [0, 1, USUAL - 3, USUAL - 2, USUAL, 3 * USUAL] {
            let mut form = Form::default();
            for text in ["x".repeat(length), "é /".repeat(length)] {
                form.reserve(2 + encoded_length("n[]", BRACKETS) + encoded_length(&text, b""));
                let room = (form.0.as_ptr(), form.0.capacity());
                form.pair("n[]", &text);
                assert_eq!((form.0.as_ptr(), form.0.capacity()), room);
            }
        }
    }
}
