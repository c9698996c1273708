//! What a client with authorization services protects.

use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A resource server representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ResourceServer {
    /// The id.
    pub id: Option<String>,
    /// The clientId.
    #[record(name = "clientId")]
    pub client_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The allowRemoteResourceManagement.
    #[record(name = "allowRemoteResourceManagement")]
    pub allow_remote_resource_management: Option<bool>,
    /// The policyEnforcementMode.
    #[record(name = "policyEnforcementMode")]
    pub policy_enforcement_mode: Option<PolicyEnforcementMode>,
    /// The resources.
    pub resources: Option<Vec<Resource>>,
    /// The policies.
    pub policies: Option<Vec<Policy>>,
    /// The scopes.
    pub scopes: Option<Vec<Scope>>,
    /// The decisionStrategy.
    #[record(name = "decisionStrategy")]
    pub decision_strategy: Option<DecisionStrategy>,
    /// The authorizationSchema. Partly guessed.
    #[record(name = "authorizationSchema")]
    pub authorization_schema: Option<AuthorizationSchema>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A resource representation.
// No field: `uri`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Resource {
    /// The id.
    #[record(name = "_id")]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The uris.
    pub uris: Option<Vec<String>>,
    /// The type.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The scopes.
    pub scopes: Option<Vec<Scope>>,
    /// The icon uri.
    pub icon_uri: Option<String>,
    /// The owner. Partly guessed.
    pub owner: Option<ResourceOwner>,
    /// The ownerManagedAccess.
    #[record(name = "ownerManagedAccess")]
    pub owner_managed_access: Option<bool>,
    /// The displayName.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// The attributes.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// The scopesUma.
    #[record(name = "scopesUma")]
    pub scopes_uma: Option<Vec<Scope>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A scope representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Scope {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The iconUri.
    #[record(name = "iconUri")]
    pub icon_uri: Option<String>,
    /// The policies.
    pub policies: Option<Vec<Policy>>,
    /// The resources.
    pub resources: Option<Vec<Resource>>,
    /// The displayName.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A policy representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Policy {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The type.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The policies.
    pub policies: Option<Vec<String>>,
    /// The resources.
    pub resources: Option<Vec<String>>,
    /// The scopes.
    pub scopes: Option<Vec<String>>,
    /// The logic.
    pub logic: Option<Logic>,
    /// The decisionStrategy.
    #[record(name = "decisionStrategy")]
    pub decision_strategy: Option<DecisionStrategy>,
    /// The owner.
    pub owner: Option<String>,
    /// The resourceType.
    #[record(name = "resourceType")]
    pub resource_type: Option<String>,
    /// The resourcesData.
    #[record(name = "resourcesData")]
    pub resources_data: Option<Vec<Resource>>,
    /// The scopesData.
    #[record(name = "scopesData")]
    pub scopes_data: Option<Vec<Scope>>,
    /// The config.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A resource owner representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ResourceOwner {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// An authorization schema.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct AuthorizationSchema {
    /// The resourceTypes.
    #[record(name = "resourceTypes")]
    pub resource_types: Option<BTreeMap<String, ResourceType>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A resource type.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ResourceType {
    /// The type.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The scopes.
    pub scopes: Option<Vec<String>>,
    /// The scopeAliases.
    #[record(name = "scopeAliases")]
    pub scope_aliases: Option<BTreeMap<String, Vec<String>>>,
    /// The groupType.
    #[record(name = "groupType")]
    pub group_type: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The policy enforcement mode.
    PolicyEnforcementMode {
        /// <What `ENFORCING` means>.
        Enforcing = "ENFORCING",
        /// <What `PERMISSIVE` means>.
        Permissive = "PERMISSIVE",
        /// <What `DISABLED` means>.
        Disabled = "DISABLED",
    }
}

portcullis_core::open_enum! {
    /// The decision strategy.
    DecisionStrategy {
        /// <What `AFFIRMATIVE` means>.
        Affirmative = "AFFIRMATIVE",
        /// <What `UNANIMOUS` means>.
        Unanimous = "UNANIMOUS",
        /// <What `CONSENSUS` means>.
        Consensus = "CONSENSUS",
    }
}

portcullis_core::open_enum! {
    /// The logic.
    Logic {
        /// <What `POSITIVE` means>.
        Positive = "POSITIVE",
        /// <What `NEGATIVE` means>.
        Negative = "NEGATIVE",
    }
}
