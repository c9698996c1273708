//! Why a token is not accepted.

use portcullis_core::Error;
use std::fmt;

/// Why a token is not good. The text names the rule and holds nothing of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no signed token that can be read.
    Malformed,
    /// It is signed in a way that is not accepted, or that does not fit its key.
    Algorithm,
    /// The realm has no such key for signatures.
    UnknownKey,
    /// The signature does not belong to the token and the key.
    Signature,
    /// Another realm issued it.
    Issuer,
    /// It is for another audience.
    Audience,
    /// It is no longer valid.
    Expired,
    /// It is not valid yet.
    NotYetValid,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the token cannot be read",
            Self::Algorithm => "the token's algorithm is not accepted, or does not fit its key",
            Self::UnknownKey => "the realm does not publish the token's key",
            Self::Signature => "the token's signature is wrong",
            Self::Issuer => "the token was issued by another issuer",
            Self::Audience => "the token is for another audience",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token is not valid yet",
        })
    }
}

impl std::error::Error for Refusal {}

/// Why a token was not verified.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum VerifyError {
    /// The token is not good.
    Refused(Refusal),
    /// The realm's keys could not be fetched: nothing is known about the token.
    Keys(Error),
}

impl VerifyError {
    /// Why the token is not good; `None` if nothing is known about it.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused(refusal) => Some(*refusal),
            Self::Keys(_) => None,
        }
    }
}

impl From<Refusal> for VerifyError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Keys(_) => f.write_str("the realm's keys could not be fetched"),
        }
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::Keys(error) => Some(error),
        }
    }
}
