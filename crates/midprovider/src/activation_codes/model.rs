//! What the server returns about activation codes.

use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::Reply;
use serde::Deserializer;

/// An activation code of a user.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct ActivationCode {
    /// The code itself; masked or absent if it was created hidden.
    #[reply(name = "activationCode")]
    pub code: Option<Secret>,
    /// When the code expires.
    #[reply(name = "activationNotAfter", with = time)]
    pub valid_until: Option<Timestamp>,
    /// A number that the vendor does not explain: of codes, or of the uses that are left.
    #[reply(name = "codeCount")]
    pub code_count: Option<i64>,
    /// The user.
    #[reply(name = "userID")]
    pub user_id: Option<String>,
    /// Members that this version does not know, such as a QR picture: its name is not documented. Their values may be
    /// as secret as the code.
    pub extra: Extra,
}

/// Seconds since 1970, as a text or a number.
fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.is_empty()).map(Timestamp::from))
}
