//! Bytes that are sent and received as base64, in memory that is wiped.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use portcullis_core::{Secret, SecretBytes, secret};
use serde::{Deserialize, Deserializer, Serializer, de};
use zeroize::Zeroizing;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns the bytes as base64.
pub(crate) fn encode(bytes: &[u8]) -> Secret {
    BASE64.encode(bytes).into()
}

/// Writes the bytes as base64.
pub(crate) fn write<S: Serializer>(bytes: &SecretBytes, to: S) -> Result<S::Ok, S::Error> {
    secret::expose(&encode(bytes.expose_secret()), to)
}

/// Reads the bytes from a text in base64, with or without padding.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<SecretBytes, D::Error> {
    let text = Secret::deserialize(from)?;
    // Wiped also if the text is invalid somewhere in the middle.
    let mut bytes = Zeroizing::new(Vec::new());
    BASE64
        .decode_vec(text.expose_secret(), &mut bytes)
        .map_err(|_| de::Error::custom("expected a text in base64"))?;
    Ok(std::mem::take(&mut *bytes).into())
}
