//! The parts of a certificate that the server returns.

use crate::php;
use portcullis_core::{Extra, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The parts of a certificate that the server returns. Other members are not documented: they are all in
/// [`extra`](Self::extra).
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserCertificate {
    /// The subject, by the short names of its parts, such as `CN`, `O` and `C`. A part may have several values.
    #[reply(with = parts)]
    pub subject: BTreeMap<String, Vec<String>>,
    /// The beginning of the validity, such as `2031-02-03T04:05:06Z`.
    #[reply(name = "validFrom", with = php::opt)]
    pub valid_from: Option<String>,
    /// The end of the validity, in the same format.
    #[reply(name = "validTo", with = php::opt)]
    pub valid_to: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl UserCertificate {
    /// Returns the subject's name: the first part `CN`.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.get("CN")?.first().map(String::as_str)
    }
}

fn parts<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    struct Part(#[serde(deserialize_with = "php::list")] Vec<String>);
    let parts = lenient::map::<_, Part>(from)?;
    Ok(parts.into_iter().map(|(name, part)| (name, part.0)).collect())
}
