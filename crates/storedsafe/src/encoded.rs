//! Bytes that travel as base64: in memory that is wiped, on the way out and on the way in.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use portcullis_core::{Secret, SecretBytes};
use serde::{Deserialize, Deserializer, de};
use zeroize::Zeroizing;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes as base64.
pub(crate) fn encode(bytes: &[u8]) -> Secret {
    BASE64.encode(bytes).into()
}

/// The bytes of a text in base64, with or without padding.
pub(crate) fn decode<'de, D: Deserializer<'de>>(from: D) -> Result<SecretBytes, D::Error> {
    let text = Secret::deserialize(from)?;
    // Wiped also when the text turns out to be no base64 half-way.
    let mut bytes = Zeroizing::new(Vec::new());
    BASE64
        .decode_vec(text.expose_secret(), &mut bytes)
        .map_err(|_| de::Error::custom("expected a text in base64"))?;
    Ok(std::mem::take(&mut *bytes).into())
}
