//! Password policies: what is read, created and written back.

use crate::ids::PasswordPolicyId;
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// Rules for passwords, for their rotation and for checkouts.
///
/// Periods are ISO 8601 durations such as `P30D`; servers before v35 write them as `720h0m0s`.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, max_versions), check)]
#[non_exhaustive]
pub struct PasswordPolicy {
    /// The policy's id; set by PrivX.
    #[record(id)]
    pub id: PasswordPolicyId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The period after which a password is rotated.
    pub rotation_interval: Option<String>,
    /// The minimum length of a password.
    pub password_min_length: Option<i64>,
    /// The maximum length of a password.
    pub password_max_length: Option<i64>,
    /// Whether passwords have special characters.
    pub use_special_characters: Option<bool>,
    /// Whether passwords have lower-case letters.
    pub use_lower_case: Option<bool>,
    /// Whether passwords have upper-case letters.
    pub use_upper_case: Option<bool>,
    /// Whether passwords have digits.
    pub use_numbers: Option<bool>,
    /// How many old passwords are kept.
    pub max_versions: Option<i64>,
    /// How often PrivX repeats a failed rotation.
    pub number_of_retries: Option<i64>,
    /// The period between two repetitions, such as `PT5M`.
    pub retry_interval: Option<String>,
    /// How many checkouts of one secret there may be at a time.
    pub max_concurrent_checkouts: Option<i64>,
    /// How long a checkout may last, such as `PT3M`.
    pub max_checkout_duration: Option<String>,
    /// Whether a password is rotated when its checkout is released.
    pub rotate_on_release: Option<bool>,
    /// Whether PrivX verifies a new password after the rotation.
    pub verify_after_rotation: Option<bool>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it.
    #[record(server)]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl PasswordPolicy {
    fn check(&self) -> Result<()> {
        input::required("name", self.name.as_deref().unwrap_or_default())?;
        if self.max_versions.is_none() {
            return Err(Error::input("max_versions", "must be set"));
        }
        Ok(())
    }
}

/// A password policy as other objects refer to it: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct PasswordPolicyHandle {
    /// The id of the policy.
    pub id: Option<PasswordPolicyId>,
    /// The name of the policy.
    pub name: Option<String>,
    /// Whether the policy no longer exists; set by the server.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
