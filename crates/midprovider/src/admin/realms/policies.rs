//! Policies for the clients of a realm.

use portcullis_core::Extra;
use portcullis_macros::Record;
use serde_json::Value;

/// The client profiles of a realm. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ClientProfiles {
    /// The realm's own.
    pub profiles: Option<Vec<ClientProfile>>,
    /// Those of the server.
    #[record(name = "globalProfiles")]
    pub global_profiles: Option<Vec<ClientProfile>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A client profile: what is enforced on the clients that a policy applies it to. **Partly guessed**: its members,
/// which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct ClientProfile {
    /// The name by which a policy refers to the profile.
    pub name: Option<String>,
    /// A text for administrators.
    pub description: Option<String>,
    /// What enforces it.
    pub executors: Option<Vec<ClientPolicyExecutor>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What enforces a rule on a client. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(executor))]
#[non_exhaustive]
pub struct ClientPolicyExecutor {
    /// The kind of executor; the words are not documented.
    pub executor: Option<String>,
    /// The settings, whose form is not documented.
    pub configuration: Option<Value>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The client policies of a realm. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ClientPolicies {
    /// The realm's own.
    pub policies: Option<Vec<ClientPolicy>>,
    /// Those of the server. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "globalPolicies")]
    pub global_policies: Option<Vec<ClientPolicy>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A client policy: which profiles apply to which clients. **Partly guessed**: its members, which are known by name and
/// type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct ClientPolicy {
    /// The name.
    pub name: Option<String>,
    /// A text for administrators.
    pub description: Option<String>,
    /// Whether the policy is applied.
    pub enabled: Option<bool>,
    /// Which clients it applies to.
    pub conditions: Option<Vec<ClientPolicyCondition>>,
    /// The names of the profiles.
    pub profiles: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A condition on which a policy applies to a client. **Partly guessed**: its members, which are known by name and type
/// only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(condition))]
#[non_exhaustive]
pub struct ClientPolicyCondition {
    /// The kind of condition; the words are not documented.
    pub condition: Option<String>,
    /// The settings, whose form is not documented.
    pub configuration: Option<Value>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
