//! A signed token in its compact form (RFC 7515).

use super::{
    Claims, Refusal, claims,
    keys::Key,
    signature::{self, Algorithm},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use portcullis_macros::Reply;
use serde_json::Value;

/// More bytes than this are no token: a header of a request has no room for them.
const LONGEST: usize = 64 * 1024;

/// What the header states.
#[derive(Default, Reply)]
struct Header {
    alg: Option<String>,
    kid: Option<String>,
    /// Extensions that a reader must support: this one supports none.
    crit: Option<Value>,
}

/// A token whose parts were read and whose signature was not verified.
pub(super) struct Token<'a> {
    algorithm: Algorithm,
    key_id: String,
    /// Header and claims, as they were signed.
    signed: &'a str,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, Refusal> {
        let malformed = || Refusal::Malformed;
        let (signed, signature) = text.rsplit_once('.').ok_or_else(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or_else(malformed)?;
        if text.len() > LONGEST {
            return Err(Refusal::Malformed);
        }
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed);
        let header: Header = portcullis_core::from_json(&decoded(header)?).map_err(|_| Refusal::Malformed)?;
        let name = header.alg.ok_or_else(malformed)?;
        let algorithm = Algorithm::named(&name).ok_or(Refusal::Algorithm)?;
        if header.crit.is_some() {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            algorithm,
            key_id: header.kid.filter(|id| !id.is_empty()).ok_or(Refusal::UnknownKey)?,
            signed,
            claims: decoded(claims)?,
            signature: decoded(signature)?,
        })
    }

    pub(super) fn claims(&self) -> Result<Claims, Refusal> {
        claims::read(&self.claims).ok_or(Refusal::Malformed)
    }

    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    pub(super) fn is_signed_by(&self, key: &Key) -> Result<(), Refusal> {
        if !key.is_for(self.algorithm) {
            return Err(Refusal::Algorithm);
        }
        let good = signature::verify(self.algorithm, &key.public, self.signed.as_bytes(), &self.signature);
        if good { Ok(()) } else { Err(Refusal::Signature) }
    }
}
