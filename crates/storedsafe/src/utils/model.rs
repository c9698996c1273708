//! The replies of the utilities.

use super::Generator;
use crate::{PolicyId, php};
use portcullis_core::{Secret, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The server's names for bits, each with the bit's number: not with its value.
// By serde: the server writes an empty one as `[]`, which is no success of a reply that is alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StatusBits {
    /// The capabilities of users.
    #[serde(rename = "userbits", deserialize_with = "bits")]
    pub user_bits: BTreeMap<String, i64>,
    /// The permissions in a vault.
    #[serde(rename = "vaultbits", deserialize_with = "bits")]
    pub vault_bits: BTreeMap<String, i64>,
}

fn bits<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, i64>, D::Error> {
    #[derive(Deserialize)]
    struct Bit(#[serde(deserialize_with = "lenient::int")] i64);
    let bits = lenient::map::<_, Bit>(from)?;
    Ok(bits.into_iter().map(|(name, bit)| (name, bit.0)).collect())
}

/// The password policies of the appliance.
// By serde: a reply without `policies` is an error, where `Reply` would read an empty list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PolicyListing {
    /// The policies.
    #[serde(deserialize_with = "lenient::list")]
    pub policies: Vec<PasswordPolicy>,
}

impl PolicyListing {
    /// Returns the policy of this id.
    pub fn get(&self, id: &PolicyId) -> Option<&PasswordPolicy> {
        self.policies.iter().find(|policy| policy.id == *id)
    }
}

/// A password policy.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PasswordPolicy {
    /// The policy's id.
    #[reply(default)]
    pub id: PolicyId,
    /// Its name.
    #[reply(with = php::opt)]
    pub name: Option<String>,
    /// Its rules.
    #[reply(default)]
    pub rules: PolicyRules,
}

/// The rules of a policy. `None`: the policy has no such rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Reply)]
#[non_exhaustive]
pub struct PolicyRules {
    /// The least number of characters.
    pub min_length: Option<i64>,
    /// The greatest number of characters.
    pub max_length: Option<i64>,
    /// The least number of lower-case letters.
    pub min_lowercase_chars: Option<i64>,
    /// The greatest number of lower-case letters.
    pub max_lowercase_chars: Option<i64>,
    /// The least number of upper-case letters.
    pub min_uppercase_chars: Option<i64>,
    /// The greatest number of upper-case letters.
    pub max_uppercase_chars: Option<i64>,
    /// The least number of digits.
    pub min_numeric_chars: Option<i64>,
    /// The greatest number of digits.
    pub max_numeric_chars: Option<i64>,
    /// The least number of other characters.
    pub min_nonalphanumeric_chars: Option<i64>,
    /// The greatest number of other characters.
    pub max_nonalphanumeric_chars: Option<i64>,
    /// Whether digits are forbidden.
    pub disallow_numeric_chars: Option<bool>,
    /// Whether the first character must not be a digit.
    pub disallow_numeric_first: Option<bool>,
    /// Whether the last character must not be a digit.
    pub disallow_numeric_last: Option<bool>,
    /// Whether characters that are neither letter nor digit are forbidden.
    pub disallow_nonalphanumeric_chars: Option<bool>,
    /// Whether the first character must be a letter or a digit.
    pub disallow_nonalphanumeric_first: Option<bool>,
    /// Whether the last character must be a letter or a digit.
    pub disallow_nonalphanumeric_last: Option<bool>,
}

/// The result of the check of a passphrase.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct PolicyVerdict {
    /// The name of the policy.
    pub policy_name: String,
    /// The id of the policy.
    pub policy_id: PolicyId,
    /// Whether the passphrase meets it.
    #[reply(name = "passphrase_valid")]
    pub valid: bool,
    /// The rules of the policy: texts, according to the vendor's page. No sample is known, so that the values are
    /// returned unchanged.
    #[reply(with = values)]
    pub rules: Vec<Value>,
}

/// Reads a list of anything, or a map whose values are the items.
fn values<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Value>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(values) => values,
        Value::Object(map) => map.into_iter().map(|(_, value)| value).collect(),
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        one => vec![one],
    })
}

/// A generated password.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct GeneratedPassword {
    /// The password.
    pub passphrase: Secret,
    /// Its number of characters.
    pub length: Option<i64>,
    /// The generator.
    #[reply(name = "type")]
    pub generator: Option<Generator>,
}

/// The type of a file.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct FileType {
    /// The MIME type.
    #[reply(name = "mimetype")]
    pub mime_type: String,
    /// The size that was sent, in bytes.
    pub size: Option<i64>,
    /// The size of the largest file that the server accepts, in bytes.
    pub max_file_size: i64,
}
