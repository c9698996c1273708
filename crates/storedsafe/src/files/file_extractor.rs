//! Extracts the file from the reply: base64 in the member `FILEDATA`.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use portcullis_core::{
    Error, ErrorKind, Result,
    transfer::{Parts, Sieve},
};
use zeroize::Zeroizing;

/// The last characters of a text may have bits that belong to no byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

const MEMBER: &[u8] = b"FILEDATA";

pub(super) fn file_data() -> Box<dyn Sieve> {
    Box::new(FileExtractor::default())
}

/// The state of the reader before the next byte of the reply.
#[derive(Default)]
struct FileExtractor {
    depth: usize,
    text: Option<Text>,
    /// The last byte of the text was a backslash.
    escaped: bool,
    /// The last text on the outermost level: a member's name, if a colon follows.
    name: Vec<u8>,
    /// The reply has the member.
    found: bool,
    /// Between the member's colon and the end of its value.
    inside: bool,
    /// The file is split into several texts.
    list: bool,
    seen: bool,
    base64: Quanta,
}

#[derive(Clone, Copy, PartialEq)]
enum Text {
    /// Part of the rest of the reply.
    Other,
    /// On the outermost level: perhaps a name.
    Name,
    /// The file, or a piece of it.
    File,
}

impl Sieve for FileExtractor {
    fn sift(&mut self, piece: &[u8], parts: &mut Parts<'_>) -> Result<()> {
        let mut rest = piece;
        while let Some((byte, tail)) = rest.split_first() {
            match self.text {
                Some(Text::File) if !self.escaped => {
                    let end = rest.iter().position(|b| matches!(b, b'"' | b'\\' | b'='));
                    let (run, marked) = rest.split_at(end.unwrap_or(rest.len()));
                    self.base64.push(run, parts)?;
                    rest = marked;
                    if let Some((mark, tail)) = rest.split_first() {
                        self.mark(*mark, parts)?;
                        rest = tail;
                    }
                }
                Some(Text::File) => {
                    self.escaped = false;
                    rest = tail;
                    match byte {
                        b'/' => self.base64.push(b"/", parts)?,
                        b'n' | b'r' => {}
                        _ => return Err(no_base64()),
                    }
                }
                text => {
                    parts.rest(&[*byte]);
                    rest = tail;
                    match text {
                        Some(text) => self.in_text(text, *byte),
                        None => self.between(*byte, parts)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if self.seen { Ok(()) } else { Err(Error::new(ErrorKind::Decode, "the object is no file")) }
    }
}

impl FileExtractor {
    /// A byte of the file's text that is no base64.
    fn mark(&mut self, byte: u8, parts: &mut Parts<'_>) -> Result<()> {
        match byte {
            b'"' => {
                self.text = None;
                parts.rest(b"\"");
                Ok(())
            }
            b'\\' => {
                self.escaped = true;
                Ok(())
            }
            // Padding ends a quantum; in a list another one may follow.
            _ => self.base64.flush(parts),
        }
    }

    fn in_text(&mut self, text: Text, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.text = None;
            return;
        }
        if text == Text::Name && self.name.len() <= MEMBER.len() {
            self.name.push(byte);
        }
    }

    fn between(&mut self, byte: u8, parts: &mut Parts<'_>) -> Result<()> {
        let listed = self.inside && self.list && self.depth == 2;
        match byte {
            b'"' => {
                let file = self.inside && self.depth == 1 || listed;
                self.text = Some(match self.depth {
                    _ if file => Text::File,
                    1 => Text::Name,
                    _ => Text::Other,
                });
                self.seen |= file;
                self.name.clear();
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            // Between its pieces: anything else is a piece that cannot be read.
            _ if listed && byte != b',' && !byte.is_ascii_whitespace() => return Err(no_base64()),
            b'{' | b'[' => {
                self.list = byte == b'[' && self.depth == 1;
                self.depth += 1;
            }
            _ => {}
        }
        match (byte, self.depth) {
            (b':', 1) => {
                self.inside = self.name == MEMBER;
                if self.inside && std::mem::replace(&mut self.found, true) {
                    return Err(Error::new(ErrorKind::Decode, "the reply has two files"));
                }
            }
            (b',', 1) | (b'}', 0) if self.inside => {
                self.inside = false;
                self.base64.flush(parts)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Base64 in pieces of any length, in either alphabet.
#[derive(Default)]
struct Quanta(Zeroizing<Vec<u8>>);

impl Quanta {
    fn push(&mut self, text: &[u8], parts: &mut Parts<'_>) -> Result<()> {
        let mut all = Zeroizing::new(Vec::with_capacity(self.0.len() + text.len()));
        all.extend_from_slice(&self.0);
        all.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        }));
        let (whole, left) = all.split_at(all.len() - all.len() % 4);
        decode(whole, parts)?;
        self.0 = Zeroizing::new(left.to_vec());
        Ok(())
    }

    /// The last characters, which are fewer than a quantum.
    fn flush(&mut self, parts: &mut Parts<'_>) -> Result<()> {
        let left = std::mem::take(&mut self.0);
        decode(&left, parts)
    }
}

fn decode(text: &[u8], parts: &mut Parts<'_>) -> Result<()> {
    let mut bytes = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = BASE64.decode_slice(text, &mut bytes).map_err(|_| no_base64())?;
    parts.file(bytes.get(..length).unwrap_or_default());
    Ok(())
}

fn no_base64() -> Error {
    Error::new(ErrorKind::Decode, "the file in the reply is not base64")
}
