//! User stores and other components of a realm.

use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A component of a realm, such as a key or a user store. **Partly guessed**: its members, which are known by name and
/// type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, provider_id))]
#[non_exhaustive]
pub struct Component {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// What provides it; the words are not documented.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// The kind within the provider; the words are not documented.
    #[record(name = "subType")]
    pub sub_type: Option<String>,
    /// The components below it, by the kind of provider.
    #[record(name = "subComponents")]
    pub sub_components: Option<BTreeMap<String, Vec<Component>>>,
    /// The settings, which may hold private keys and passwords of directories. A mask is refused when sent.
    pub config: Option<BTreeMap<String, Vec<Secret>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user store, such as a directory, in the form of old servers. **Partly guessed**: its members, which are known by
/// name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(provider_name))]
#[non_exhaustive]
pub struct UserFederationProvider {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name that administrators see.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// The kind of store; the words are not documented.
    #[record(name = "providerName")]
    pub provider_name: Option<String>,
    /// The settings, which may hold the password of a directory. A mask is refused when sent.
    pub config: Option<BTreeMap<String, Secret>>,
    /// The place of the store in the order.
    pub priority: Option<i64>,
    /// The time between two complete synchronisations; the unit is not documented.
    #[record(name = "fullSyncPeriod")]
    pub full_sync_period: Option<i64>,
    /// The time between two synchronisations of changes; the unit is not documented.
    #[record(name = "changedSyncPeriod")]
    pub changed_sync_period: Option<i64>,
    /// When the store was last synchronised; the unit is not documented.
    #[record(server, name = "lastSync")]
    pub last_sync: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A mapper of a user store, in the form of old servers. **Partly guessed**: its members, which are known by name and
/// type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct UserFederationMapper {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The name of the user store that administrators see.
    #[record(name = "federationProviderDisplayName")]
    pub federation_provider_display_name: Option<String>,
    /// The kind of mapper; the words are not documented.
    #[record(name = "federationMapperType")]
    pub federation_mapper_type: Option<String>,
    /// The settings.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
