//! What a client with authorization services protects: known from Keycloak's description alone.

use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// What a client protects, and by which policies.
///
/// **Partly guessed.** All of it: only Keycloak's description has it, with the names of members and no more: what is
/// written here goes by the names. Texts in lists refer to other objects, by id or by name. A copy of a client that is
/// created anew has the ids of the original.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ResourceServer {
    /// The id.
    pub id: Option<String>,
    /// The client; whether by UUID or client id is not documented.
    #[record(name = "clientId")]
    pub client_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Whether the client itself may manage its resources.
    #[record(name = "allowRemoteResourceManagement")]
    pub allow_remote_resource_management: Option<bool>,
    /// What holds for a resource that no policy is about.
    #[record(name = "policyEnforcementMode")]
    pub policy_enforcement_mode: Option<PolicyEnforcementMode>,
    /// What is protected.
    pub resources: Option<Vec<Resource>>,
    /// Policies and permissions.
    pub policies: Option<Vec<Policy>>,
    /// What can be done with resources.
    pub scopes: Option<Vec<Scope>>,
    /// How several permissions make one decision.
    #[record(name = "decisionStrategy")]
    pub decision_strategy: Option<DecisionStrategy>,
    /// The types of resources. Since a version between Keycloak 24 and 26.
    #[record(name = "authorizationSchema")]
    pub authorization_schema: Option<AuthorizationSchema>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What is protected, such as a page or an object.
// No field: `uri`, which is deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Resource {
    /// The id.
    #[record(name = "_id")]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Where it is.
    pub uris: Option<Vec<String>>,
    /// The type, by which permissions can be about many resources.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// What can be done with it.
    pub scopes: Option<Vec<Scope>>,
    /// The URL of a picture.
    pub icon_uri: Option<String>,
    /// The owner.
    pub owner: Option<ResourceOwner>,
    /// Whether the owner decides who has access.
    #[record(name = "ownerManagedAccess")]
    pub owner_managed_access: Option<bool>,
    /// The name that users see.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// Attributes, each with its values.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// The member `scopesUma`, which has no description: scopes, as by its type.
    #[record(name = "scopesUma")]
    pub scopes_uma: Option<Vec<Scope>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What can be done with a resource, such as `view`.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Scope {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The URL of a picture.
    #[record(name = "iconUri")]
    pub icon_uri: Option<String>,
    /// The policies about it.
    pub policies: Option<Vec<Policy>>,
    /// The resources that have it.
    pub resources: Option<Vec<Resource>>,
    /// The name that users see.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A condition for access, or a permission that combines some.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Policy {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// A note for administrators.
    pub description: Option<String>,
    /// What decides; the words are not documented.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The policies that it combines.
    pub policies: Option<Vec<String>>,
    /// The resources that it is about.
    pub resources: Option<Vec<String>>,
    /// The scopes that it is about.
    pub scopes: Option<Vec<String>>,
    /// Whether its decision is reversed.
    pub logic: Option<Logic>,
    /// How several policies make one decision.
    #[record(name = "decisionStrategy")]
    pub decision_strategy: Option<DecisionStrategy>,
    /// The owner.
    pub owner: Option<String>,
    /// The type of the resources that it is about. Since a version between Keycloak 24 and 26.
    #[record(name = "resourceType")]
    pub resource_type: Option<String>,
    /// The resources that it is about, as objects.
    #[record(name = "resourcesData")]
    pub resources_data: Option<Vec<Resource>>,
    /// The scopes that it is about, as objects.
    #[record(name = "scopesData")]
    pub scopes_data: Option<Vec<Scope>>,
    /// The settings of its type: texts.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The owner of a resource.
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

/// The types of resources that a client has.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct AuthorizationSchema {
    /// The types by name.
    #[record(name = "resourceTypes")]
    pub resource_types: Option<BTreeMap<String, ResourceType>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A type of resources.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ResourceType {
    /// The name.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The names of the scopes that its resources have.
    pub scopes: Option<Vec<String>>,
    /// Other names of scopes.
    #[record(name = "scopeAliases")]
    pub scope_aliases: Option<BTreeMap<String, Vec<String>>>,
    /// The member `groupType`, which has no description.
    #[record(name = "groupType")]
    pub group_type: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What holds for a resource that no policy is about.
    PolicyEnforcementMode {
        /// It is denied.
        Enforcing = "ENFORCING",
        /// It is allowed.
        Permissive = "PERMISSIVE",
        /// Everything is allowed: no policy counts.
        Disabled = "DISABLED",
    }
}

portcullis_core::open_enum! {
    /// How several decisions make one.
    DecisionStrategy {
        /// One that allows is enough.
        Affirmative = "AFFIRMATIVE",
        /// All must allow.
        Unanimous = "UNANIMOUS",
        /// More must allow than deny.
        Consensus = "CONSENSUS",
    }
}

portcullis_core::open_enum! {
    /// Whether a decision is reversed.
    Logic {
        /// The decision counts as it is.
        Positive = "POSITIVE",
        /// The opposite of the decision counts.
        Negative = "NEGATIVE",
    }
}
