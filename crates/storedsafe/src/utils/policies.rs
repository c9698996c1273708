//! Names of bits, password policies, and whether a passphrase meets one.

use crate::{PolicyId, VaultId, texts};
use portcullis_core::{Result, Secret, input, lenient, secret};
use portcullis_macros::Setters;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The server's names for bits, each with the bit's number: not with its value.
#[derive(Debug, Clone, Default, Deserialize)]
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
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct PolicyListing {
    /// The policies.
    #[serde(deserialize_with = "lenient::list")]
    pub policies: Vec<PasswordPolicy>,
}

impl PolicyListing {
    /// The policy of this id.
    pub fn get(&self, id: &PolicyId) -> Option<&PasswordPolicy> {
        self.policies.iter().find(|policy| policy.id == *id)
    }
}

/// A password policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PasswordPolicy {
    /// The policy's id.
    pub id: PolicyId,
    /// Its name.
    #[serde(deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// What it asks of a password.
    #[serde(deserialize_with = "lenient::or_default")]
    pub rules: PolicyRules,
}

/// What a policy asks of a password. `None`: the policy does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PolicyRules {
    /// How many characters at least.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub min_length: Option<i64>,
    /// How many characters at most.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub max_length: Option<i64>,
    /// How many lower-case letters at least.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub min_lowercase_chars: Option<i64>,
    /// How many lower-case letters at most.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub max_lowercase_chars: Option<i64>,
    /// How many upper-case letters at least.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub min_uppercase_chars: Option<i64>,
    /// How many upper-case letters at most.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub max_uppercase_chars: Option<i64>,
    /// How many digits at least.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub min_numeric_chars: Option<i64>,
    /// How many digits at most.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub max_numeric_chars: Option<i64>,
    /// How many other characters at least.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub min_nonalphanumeric_chars: Option<i64>,
    /// How many other characters at most.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub max_nonalphanumeric_chars: Option<i64>,
    /// Whether digits are forbidden.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_numeric_chars: Option<bool>,
    /// Whether the first character must be no digit.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_numeric_first: Option<bool>,
    /// Whether the last character must be no digit.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_numeric_last: Option<bool>,
    /// Whether characters that are neither letter nor digit are forbidden.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_nonalphanumeric_chars: Option<bool>,
    /// Whether the first character must be a letter or a digit.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_nonalphanumeric_first: Option<bool>,
    /// Whether the last character must be a letter or a digit.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub disallow_nonalphanumeric_last: Option<bool>,
}

/// Where a policy is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum PolicySource {
    /// The policy of this id.
    #[serde(rename = "policyid")]
    Policy(PolicyId),
    /// The policy of this vault.
    #[serde(rename = "vaultid")]
    Vault(VaultId),
}

/// A passphrase to be held against a policy.
#[derive(Debug, Clone, Serialize, Setters)]
#[non_exhaustive]
pub struct PolicyCheck {
    /// The passphrase.
    #[serde(serialize_with = "secret::expose")]
    pub passphrase: Secret,
    /// The policy; the system's policy for the passphrases of users unless set.
    #[serde(flatten)]
    pub policy: Option<PolicySource>,
    /// What the texts of the rules call the passphrase; `Password` unless set.
    #[serde(rename = "fieldname", skip_serializing_if = "Option::is_none")]
    pub field_name: Option<String>,
}
impl portcullis_core::Input for PolicyCheck {}

impl PolicyCheck {
    /// Holds a passphrase against the system's policy for the passphrases of users.
    pub fn new(passphrase: impl Into<Secret>) -> Self {
        Self { passphrase: passphrase.into(), policy: None, field_name: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("passphrase", self.passphrase.expose_secret())?;
        match &self.policy {
            Some(PolicySource::Policy(id)) => input::required("policyid", id.as_str()),
            Some(PolicySource::Vault(id)) => input::required("vaultid", id.as_str()),
            None => Ok(()),
        }
    }
}

/// Whether a passphrase meets a policy.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct PolicyVerdict {
    /// The name of the policy.
    #[serde(deserialize_with = "lenient::text")]
    pub policy_name: String,
    /// The id of the policy.
    pub policy_id: PolicyId,
    /// Whether the passphrase meets it.
    #[serde(rename = "passphrase_valid", deserialize_with = "lenient::bool")]
    pub valid: bool,
    /// What the policy asks: texts, as documented. Nobody has seen one, so they are kept as they come.
    #[serde(deserialize_with = "values")]
    pub rules: Vec<Value>,
}

/// A list of anything, or a map whose values they are.
fn values<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Value>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(values) => values,
        Value::Object(map) => map.into_iter().map(|(_, value)| value).collect(),
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        one => vec![one],
    })
}
