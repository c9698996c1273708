//! Encoding of request bodies: the only code during which a secret can be serialized.

use super::{Block, Secret};
use bytes::Bytes;
use serde::Serialize;
use std::{cell::RefCell, io};

thread_local! {
    /// `Some` while this thread encodes a body; collects what was revealed, for the scrubber.
    static EXPOSED: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

pub(super) fn active() -> bool {
    EXPOSED.with_borrow(Option::is_some)
}

pub(super) fn note_exposed(secret: &Secret) {
    EXPOSED.with_borrow_mut(|list| {
        if let Some(list) = list
            && !list.iter().any(|known| std::ptr::eq(known.expose_secret(), secret.expose_secret()))
        {
            list.push(secret.clone());
        }
    });
}

/// While it lives, the current thread may reveal secrets; it ends also when encoding unwinds.
struct Exposure(Option<Vec<Secret>>);

impl Exposure {
    fn open() -> Self {
        Self(EXPOSED.replace(Some(Vec::new())))
    }

    fn close(self) -> Vec<Secret> {
        let exposed = EXPOSED.with_borrow_mut(Option::take).unwrap_or_default();
        drop(self);
        exposed
    }
}

impl Drop for Exposure {
    fn drop(&mut self) {
        EXPOSED.replace(self.0.take());
    }
}

/// An encoded body and the secrets that went into it.
pub(crate) struct Encoded {
    pub(crate) bytes: Bytes,
    pub(crate) secrets: Vec<Secret>,
}

/// Room for most bodies. What does not fit is encoded twice.
const USUAL: usize = 2048;

/// A body in one block that never moves. What does not fit is counted, so that the next pass has room for all of it.
pub(crate) struct Written {
    body: Block,
    room: usize,
    length: usize,
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }
    // Most pieces of JSON are one quote, colon or comma, known where they are written.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len();
        if self.length <= self.room {
            match bytes {
                [byte] => self.body.push(*byte),
                _ => self.body.extend_from_slice(bytes),
            }
        }
        Ok(())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes into a [`Written`].
type Write<'a> = &'a dyn Fn(&mut Written) -> serde_json::Result<()>;

fn block(write: Write<'_>) -> serde_json::Result<Bytes> {
    let mut room = USUAL;
    loop {
        let mut block = Written { body: Block::with_capacity(room), room, length: 0 };
        write(&mut block)?;
        if block.length <= room {
            return Ok(Bytes::from_owner(block.body));
        }
        room = block.length;
    }
}

fn encode(write: Write<'_>) -> Result<Encoded, String> {
    let exposure = Exposure::open();
    // serde_json's text may quote the value that failed: only the fact that it failed is kept.
    let bytes = block(write).map_err(|_| "the body cannot be encoded as JSON".to_owned())?;
    Ok(Encoded { bytes, secrets: exposure.close() })
}

/// A value as JSON, in one block that is wiped when dropped: for a [`Dialect`](crate::Dialect) that rewrites a reply, and for what is sent otherwise than as a body. A [`Secret`] is refused here as everywhere outside of a body.
///
/// # Errors
/// If the value cannot be written as JSON.
pub fn wiped_json<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, serde_json::Error> {
    block(&|to| serde_json::to_writer(to, value))
}

/// The text of an entry of a collection that did not fit as a whole, for [`Extra`](crate::Extra), which wipes nothing. One that
/// holds a secret is an error; an empty text and a mask are none.
pub(crate) fn kept(write: Write<'_>) -> Result<Bytes, &'static str> {
    let exposure = Exposure::open();
    let text = block(write).map_err(|_| "an entry of a collection cannot be kept")?;
    let secret = |secret: &Secret| !secret.is_empty() && !crate::record::is_mask(secret.expose_secret());
    if exposure.close().iter().any(secret) {
        return Err("a collection that holds secrets has an entry of another type");
    }
    Ok(text)
}

pub(crate) fn encode_json<T: Serialize + ?Sized>(body: &T) -> Result<Encoded, String> {
    encode(&|to| serde_json::to_writer(to, body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret;

    #[derive(Serialize)]
    struct Login {
        user: &'static str,
        #[serde(serialize_with = "secret::expose")]
        password: Secret,
        #[serde(rename = "scope[]")]
        scope: Vec<&'static str>,
        age: Option<u8>,
        on: bool,
    }

    fn login() -> Login {
        Login { user: "ä b", password: "p&=%".into(), scope: vec!["all", "x y"], age: None, on: true }
    }

    #[test]
    fn a_secret_is_serialized_only_by_the_encoder() {
        assert!(serde_json::to_string(&login()).is_err());
        let encoded = encode_json(&login()).unwrap();
        assert_eq!(
            &encoded.bytes[..],
            r#"{"user":"ä b","password":"p&=%","scope[]":["all","x y"],"age":null,"on":true}"#.as_bytes()
        );
        assert_eq!(encoded.secrets.len(), 1);
        assert!(serde_json::to_string(&login()).is_err(), "the gate is closed again");
    }

    #[test]
    fn a_reply_is_written_anew_without_opening_the_gate() {
        assert_eq!(&wiped_json(&["a", "\"b"]).unwrap()[..], br#"["a","\"b"]"#);
        assert!(wiped_json(&login()).is_err());
    }

    #[test]
    fn a_failed_encoding_closes_the_gate() {
        struct Broken;
        impl Serialize for Broken {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("hunter2"))
            }
        }
        let text = encode_json(&Broken).err().unwrap();
        assert!(!text.contains("hunter2"));
        assert!(!active());
    }

    /// A block that grows leaves copies of what it held, which are not wiped.
    #[test]
    fn a_block_never_grows_and_has_room_for_every_length() {
        for length in [0, 1, USUAL - 3, USUAL - 2, USUAL - 1, 3 * USUAL] {
            let text = "x".repeat(length);
            let mut passes = std::cell::RefCell::new(Vec::new());
            let whole = block(&|to| {
                let written = serde_json::to_writer(&mut *to, &text);
                passes.borrow_mut().push((to.room, to.body.capacity(), to.length));
                written
            });
            assert_eq!(&whole.unwrap()[..], format!("\"{text}\"").as_bytes());
            for (room, capacity, counted) in passes.get_mut() {
                assert_eq!((*capacity, *counted), (*room, length + 2));
            }
            assert_eq!(passes.get_mut().len(), if length + 2 > USUAL { 2 } else { 1 });
        }
    }
}
