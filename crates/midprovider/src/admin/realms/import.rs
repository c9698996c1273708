//! The import of a part of a realm.

use super::{IdentityProvider, IdentityProviderMapper, RealmRoles};
use crate::admin::{clients::RegisteredClient, groups::Group, users::User};
use portcullis_core::Extra;
use portcullis_macros::{Record, Reply};

/// What is imported into a realm.
///
/// **Partly guessed**: its members, which are known by name and type only.
// No field: `policy`, which is another name of `ifResourceExists`.
#[derive(Debug, Clone, Default, Record)]
#[record(new(if_resource_exists))]
#[non_exhaustive]
pub struct PartialImport {
    /// What happens to an object that exists.
    #[record(name = "ifResourceExists")]
    pub if_resource_exists: Option<ResourceExists>,
    /// Users; they may have [credentials](User::credentials).
    pub users: Option<Vec<User>>,
    /// Groups.
    pub groups: Option<Vec<Group>>,
    /// Roles of the realm and of clients.
    pub roles: Option<RealmRoles>,
    /// Clients.
    pub clients: Option<Vec<RegisteredClient>>,
    /// Identity providers.
    #[record(name = "identityProviders")]
    pub identity_providers: Option<Vec<IdentityProvider>>,
    /// Mappers of identity providers. From Keycloak 19 on.
    #[record(name = "identityProviderMappers")]
    pub identity_provider_mappers: Option<Vec<IdentityProviderMapper>>,
    /// Members that this version does not know; they are sent unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What happens to an object of an import that exists.
    ResourceExists {
        /// The whole import fails.
        Fail = "FAIL",
        /// The object stays as it is.
        Skip = "SKIP",
        /// The object is replaced.
        Overwrite = "OVERWRITE",
    }
}

/// What an import did.
// No field: `errorMessage`. A reply that has one is an error of the call.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PartialImportResults {
    /// How many objects were replaced.
    pub overwritten: Option<i64>,
    /// How many objects were created.
    pub added: Option<i64>,
    /// How many objects stayed as they were.
    pub skipped: Option<i64>,
    /// What happened to each object.
    pub results: Vec<PartialImportResult>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What an import did with one object.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PartialImportResult {
    /// What happened.
    pub action: Option<ImportAction>,
    /// The kind of object; the words are not documented.
    #[reply(name = "resourceType")]
    pub resource_type: Option<String>,
    /// The name of the object.
    #[reply(name = "resourceName")]
    pub resource_name: Option<String>,
    /// The id of the object.
    pub id: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What an import did with an object.
    ImportAction {
        /// It was created.
        Added = "ADDED",
        /// It existed and stayed as it was.
        Skipped = "SKIPPED",
        /// It existed and was replaced.
        Overwritten = "OVERWRITTEN",
    }
}
