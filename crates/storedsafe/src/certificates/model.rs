//! What the server reads out of a certificate.

use crate::texts;
use portcullis_core::{Extra, lenient};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What the server reads out of a certificate. Which members there are besides these is not documented: they are
/// all in [`extra`](Self::extra).
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct UserCertificate {
    /// The subject, by the short names of its parts, such as `CN`, `O` and `C`. Parts may come more than once.
    #[serde(default, deserialize_with = "parts")]
    pub subject: BTreeMap<String, Vec<String>>,
    /// When it begins to be valid, such as `2031-02-03T04:05:06Z`.
    #[serde(default, rename = "validFrom", deserialize_with = "texts::opt")]
    pub valid_from: Option<String>,
    /// When it ends to be valid, written as the beginning is.
    #[serde(default, rename = "validTo", deserialize_with = "texts::opt")]
    pub valid_to: Option<String>,
    /// What else the server says.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UserCertificate {
    /// The subject's name: the first part `CN`.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.get("CN")?.first().map(String::as_str)
    }
}

fn parts<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    struct Part(#[serde(deserialize_with = "texts::list")] Vec<String>);
    let parts = lenient::map::<_, Part>(from)?;
    Ok(parts.into_iter().map(|(name, part)| (name, part.0)).collect())
}
